"""The doctor sees what is wrong and names the remedy."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
from collections import namedtuple
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from laoyou.config import doctor
from laoyou.config.doctor import Finding, Mark
from laoyou.config.environment import ROOT, Environment, load
from laoyou.kernel.errors import Invalid
from laoyou.web import pdf

Usage = namedtuple("Usage", "total used free")


@pytest.fixture
def environment(tmp_path: Path) -> Environment:
    return load({"LAOYOU_HOME": str(tmp_path)})


def only(findings: Iterable[Finding]) -> Finding:
    (finding,) = findings
    return finding


def test_every_finding_that_is_not_good_has_a_remedy(environment: Environment) -> None:
    for finding in doctor.examine(environment):
        assert finding.mark is Mark.GOOD or finding.remedy, finding.title


def test_a_full_disk_is_bad(environment: Environment, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: Usage(10**12, 10**12 - 10**9, 10**9))

    finding = only(doctor.disk(environment))

    assert finding.mark is Mark.BAD
    assert "1.0 GB" in finding.detail


def test_a_folder_that_is_not_there_yet_is_worth_knowing(tmp_path: Path) -> None:
    finding = only(doctor.data_folder(load({"LAOYOU_HOME": str(tmp_path / "later")})))

    assert finding.mark is Mark.NOTE


def test_keys_that_others_can_read_are_bad(environment: Environment) -> None:
    environment.keys_file.write_text("{}")
    environment.keys_file.chmod(0o644)

    finding = only(doctor.key_file(environment))

    assert finding.mark is Mark.BAD
    assert f"chmod 600 {environment.keys_file}" in finding.remedy


def test_private_keys_are_good(environment: Environment) -> None:
    environment.keys_file.touch(mode=0o600)

    assert only(doctor.key_file(environment)).mark is Mark.GOOD


def test_a_port_that_another_program_holds_is_bad(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])

        finding = only(doctor.port(load({"LAOYOU_HOME": str(tmp_path), "LAOYOU_PORT": port})))

    assert finding.mark is Mark.BAD


@pytest.mark.parametrize(("days", "mark"), [(0, Mark.GOOD), (7, Mark.GOOD), (8, Mark.NOTE)])
def test_the_age_of_the_last_backup_is_judged(environment: Environment, days: int, mark: Mark) -> None:
    for number, age in enumerate((days, 100)):
        folder = environment.home / "backups" / str(number)
        folder.mkdir(parents=True)
        made_at = datetime.now(UTC) - timedelta(days=age, minutes=1)
        (folder / "manifest.json").write_text(json.dumps({"made_at": made_at.isoformat()}))

    assert only(doctor.backups(environment)).mark is mark


def test_missing_programs_are_bad_only_where_they_are_the_database(tmp_path: Path) -> None:
    here = {"LAOYOU_HOME": str(tmp_path), "LAOYOU_PG_BIN": str(tmp_path)}

    assert only(doctor.programs(load(here))).mark is Mark.BAD
    elsewhere = load(here | {"DATABASE_URL": "postgresql://db/laoyou"})
    assert only(doctor.programs(elsewhere)).mark is Mark.NOTE


def test_a_server_that_does_not_answer_is_bad_and_its_password_is_not_shown(tmp_path: Path) -> None:
    address = "postgresql://ann:geheim@127.0.0.1:1/laoyou"
    finding = only(doctor.database(load({"LAOYOU_HOME": str(tmp_path), "DATABASE_URL": address})))

    assert finding.mark is Mark.BAD
    assert "DATABASE_URL" in finding.remedy
    assert "geheim" not in finding.detail


def test_the_program_ends_with_1_when_something_must_be_mended_and_speaks_json(tmp_path: Path) -> None:
    (tmp_path / "keys.json").write_text("{}")
    done = subprocess.run(
        [sys.executable, "-m", "laoyou.config.cli", "doctor", "--json"],
        env={**os.environ, "LAOYOU_HOME": str(tmp_path), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )

    findings = {finding["title"]: finding for finding in json.loads(done.stdout)}
    assert done.returncode == 1
    assert findings["程序"]["mark"] == "✕"
    assert "密钥" in findings["程序"]["detail"]


def test_paper_needs_the_fonts_that_the_front_end_builds(
    environment: Environment, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(pdf, "FONTS", tmp_path)
    without = only(doctor.paper(environment))
    for name in (pdf.REGULAR, pdf.BOLD):
        (tmp_path / f"{name}.ttf").touch()

    assert (without.mark, "make frontend" in without.remedy) == (Mark.NOTE, True)
    assert only(doctor.paper(environment)).mark is Mark.GOOD


def test_a_file_that_stops_the_program_is_named(
    environment: Environment, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused() -> None:
        raise Invalid("ours.yaml 第 3 行：不能为空。", "scale")

    monkeypatch.setattr("django.setup", refused)

    finding = only(doctor.front_end(environment))
    assert finding.mark is Mark.BAD
    assert "ours.yaml 第 3 行" in finding.detail
