"""The program `laoyou`: a stranger understands its help, and every refusal is one Chinese sentence."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from laoyou.config.cli import ENTRIES, laoyou
from laoyou.config.environment import ROOT


def call(tmp_path: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run the program as a user does, with its data in `tmp_path`."""
    return subprocess.run(
        [sys.executable, "-m", "laoyou.config.cli", *arguments],
        env={**os.environ, "LAOYOU_HOME": str(tmp_path), "PYTHONPATH": str(ROOT), **variables},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_the_help_lists_every_command_in_chinese(tmp_path: Path) -> None:
    shown = call(tmp_path, "--help")

    assert shown.returncode == 0
    for name, entry in ENTRIES.items():
        assert f"{name} " in shown.stdout
        assert entry.summary in shown.stdout
    assert not re.search(r"Usage|Options|Commands|Show this", shown.stdout)


@pytest.mark.parametrize("name", [name for name in ENTRIES if name != "bench"])
def test_every_command_explains_itself_in_chinese(name: str) -> None:
    shown = CliRunner().invoke(laoyou, [name, "--help"])

    assert shown.exit_code == 0
    assert shown.output.startswith("用法：")
    assert not re.search(r"Usage|Options|Show this|\[default", shown.output)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["fly"], "没有这个命令"),
        (["doctor", "--fast"], "没有 --fast 这个选项"),
        (["restore"], "缺少备份文件夹"),
        (["restore", "/nowhere"], "找不到备份文件夹"),
        (["run", "--port", "0"], " --port 的值不对"),
        (["stop", "now"], "参数太多"),
    ],
)
def test_a_wrong_command_is_refused_in_chinese(tmp_path: Path, arguments: list[str], sentence: str) -> None:
    refused = call(tmp_path, *arguments)

    assert refused.returncode == 2
    assert refused.stderr.startswith("✕ ")
    assert sentence in refused.stderr


def test_a_variable_that_makes_no_sense_is_refused_in_one_sentence(tmp_path: Path) -> None:
    refused = call(tmp_path, "stop", LAOYOU_PORT="many")

    assert refused.returncode == 1
    assert refused.stderr == "✕ LAOYOU_PORT 应是 1 到 65535 之间的整数，现在是“many”。\n"


def test_a_port_in_use_is_refused_with_another_one_to_try(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        refused = call(tmp_path, "run", "--port", str(port))

    assert refused.returncode == 1
    assert f"端口 {port} 用不了" in refused.stderr
    assert "laoyou run --port" in refused.stderr


def test_stopping_what_does_not_run_is_fine(tmp_path: Path) -> None:
    assert call(tmp_path, "stop").stdout == "已停止。\n"


def test_an_unknown_bench_names_those_there_are(tmp_path: Path) -> None:
    refused = call(tmp_path, "bench", "nonsense")

    assert refused.returncode == 1
    assert "✕" in refused.stderr
