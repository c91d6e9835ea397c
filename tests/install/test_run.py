"""`laoyou run`: from an empty folder to pages, through kill -9, to nothing left behind."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import pytest

from laoyou.config.environment import load
from laoyou.config.postgres import embedded_server
from laoyou.config.supervise import MARK, is_supervised

PATIENCE_SECONDS = 60.0


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start(home: Path, port: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "laoyou.config.cli", "run", "--no-demo", "--port", str(port)],
        env={**os.environ, "LAOYOU_HOME": str(home), "LAOYOU_WORKERS": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def status(port: int) -> int:
    connection = HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status
    except (OSError, HTTPException):
        return 0
    finally:
        connection.close()


def eventually(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < deadline, "it did not come true in time"
        time.sleep(0.1)


def marked(home: Path) -> list[int]:
    """The processes that the supervisor of `home` started."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if f"{MARK}={home}|".encode() in (entry / "environ").read_bytes():
                found.append(int(entry.name))
        except OSError:
            continue
    return found


def test_it_serves_survives_kill_9_and_stops_cleanly(tmp_path: Path, port: int) -> None:
    server = embedded_server(load({"LAOYOU_HOME": str(tmp_path)}))

    with start(tmp_path, port) as first:
        eventually(lambda: status(port) == 200)
        first.kill()
    eventually(lambda: not marked(tmp_path))

    with start(tmp_path, port) as second:
        eventually(lambda: status(port) == 200)
        assert is_supervised(tmp_path)
        assert server.running()
        second.send_signal(signal.SIGINT)
        said, _ = second.communicate(timeout=20)

    assert second.returncode == 0
    assert f"http://127.0.0.1:{port}" in said
    assert said.endswith("已停止。\n")
    assert marked(tmp_path) == []
    assert not server.running()
    assert status(port) == 0


def test_a_second_start_points_to_the_first_which_stops_at_once(tmp_path: Path, port: int) -> None:
    with start(tmp_path, port) as first:
        eventually(lambda: is_supervised(tmp_path))

        with start(tmp_path, port) as second:
            said, _ = second.communicate(timeout=20)

        first.terminate()
        first.communicate(timeout=20)
    assert not embedded_server(load({"LAOYOU_HOME": str(tmp_path)})).running()
    assert second.returncode == 1
    assert f"老幼已经在运行（进程 {first.pid}）" in said
