"""`laoyou policy`: a stranger's document is checked at the command line, and a region's law is loaded."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from laoyou.config.commands import policy
from laoyou.policies import reads
from laoyou.policies.tests.cast import BENEFIT, CITY, EXCLUDES, changed
from laoyou.regions.packs import read_pack


def check(*paths: Path) -> Result:
    return CliRunner().invoke(policy.command, ["check", *map(str, paths)])


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_good_document_is_named(tmp_path: Path) -> None:
    answer = check(written(tmp_path, "a.yaml", BENEFIT))

    assert answer.exit_code == 0
    assert "✓ warm_winter  温暖过冬" in answer.output


def test_every_fault_is_told_with_file_line_and_column(tmp_path: Path) -> None:
    path = written(tmp_path, "a.yaml", changed(BENEFIT, ("share: 50%", "share: 40%"), (">= 80", ">= abilty")))

    answer = check(path)

    assert answer.exit_code == 1
    assert f"✕ {path}:23:33" in answer.output
    assert "是不是“ability”" in answer.output
    assert "份额合计是 80%" in answer.output
    assert "1 个文件，1 个有错，共 2 处。" in answer.output


def test_a_folder_is_checked_as_one_pack(tmp_path: Path) -> None:
    written(tmp_path, "a.yaml", BENEFIT)
    written(tmp_path, "b.yaml", changed(BENEFIT, ("温暖过冬", "又一份")))

    answer = check(tmp_path)

    assert answer.exit_code == 1
    assert "重叠" in answer.output


def test_benefits_of_the_same_folder_and_of_the_nation_may_be_named(tmp_path: Path) -> None:
    written(tmp_path, "b.yaml", changed(BENEFIT, ("benefit: warm_winter", "benefit: cool_summer")))
    names = EXCLUDES.replace("high_age_allowance", "cool_summer") + EXCLUDES.replace(
        "excludes:\n", ""
    ).replace("high_age_allowance", "disabled_nursing_subsidy")
    path = written(tmp_path, "a.yaml", changed(BENEFIT, ("delivery:", names + "delivery:")))

    assert check(path).exit_code == 0


def test_what_is_no_text_is_refused_in_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(b"\xff\xfe\x00")

    answer = check(path)

    assert answer.exit_code == 1
    assert "UTF-8" in answer.output
    assert "没有 .yaml" in check(_empty(tmp_path)).output


def _empty(folder: Path) -> Path:
    empty = folder / "empty"
    empty.mkdir()
    return empty


@pytest.mark.django_db
def test_a_regions_law_is_loaded_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(policy, "database_in_use", lambda environment: nullcontext())

    first = CliRunner().invoke(policy.command, ["load", "shuangyashan"])
    again = CliRunner().invoke(policy.command, ["load", "shuangyashan"])

    whole = len(reads.national_files()) + len(read_pack("shuangyashan"))
    assert f"新装入 {whole} 份" in first.output
    assert f"新装入 0 份，原来就有 {whole} 份" in again.output
    assert len(reads.history("high_age_allowance", CITY)) == 2
