"""`laoyou intake`."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from laoyou.access.types import Actor, Role, Scope
from laoyou.accounts import verbs as accounts
from laoyou.config.commands import intake
from laoyou.kernel import clock
from laoyou.kernel.errors import Invalid
from laoyou.kernel.resident_number import check_digit
from laoyou.people.reads import batches
from laoyou.people.types import BatchState
from laoyou.places import verbs as places
from laoyou.places.types import Level, NewDivision

TOWN, VILLAGE = "230502001000", "230502001001"
DIVISIONS = (
    ("230000000000", "黑龙江省", Level.PROVINCE, None),
    ("230500000000", "双鸭山市", Level.CITY, "230000000000"),
    ("230502000000", "尖山区", Level.COUNTY, "230500000000"),
    (TOWN, "二马路街道", Level.TOWN, "230502000000"),
    (VILLAGE, "新华社区", Level.VILLAGE, TOWN),
    ("230502002000", "八马路街道", Level.TOWN, "230502000000"),
    ("230502002001", "建设社区", Level.VILLAGE, "230502002000"),
)
SYSTEM = Actor.system("test")


@pytest.fixture(autouse=True)
def ground(db: None, monkeypatch: pytest.MonkeyPatch, settings: Settings, tmp_path: Path) -> None:
    settings.LAOYOU_HOME = tmp_path
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    monkeypatch.setattr(intake, "database_in_use", lambda environment: nullcontext())
    rows = [NewDivision(code, name, level, parent) for code, name, level, parent in DIVISIONS]
    places.load_divisions(rows, actor=SYSTEM, now=clock.now())


def number(serial: int) -> str:
    first17 = f"23050219450504{serial:03d}"
    return first17 + check_digit(first17)


def roster(folder: Path, headers: str = "姓名,身份证号,所属村居,居住状况") -> Path:
    path = folder / "台账.csv"
    rows = [f"李小华,{number(2)},新华社区,独居", f"王桂兰,{number(4)},建设社区,空巢", ",,新华社区,独居"]
    path.write_text("\r\n".join([headers, *rows]), encoding="gb18030", newline="")
    return path


def run(*arguments: object) -> Result:
    return CliRunner().invoke(intake.command, [str(argument) for argument in arguments])


def only_batch() -> batches.BatchRecord:
    (found,) = batches.batches(Scope.everything()).rows
    return found


def test_a_file_goes_in_and_what_became_of_it_is_told(tmp_path: Path) -> None:
    result = run(roster(tmp_path), "--source", "town")

    assert result.exit_code == 0, result.output
    assert "新建人员 2 行" in result.output
    assert "退回 1 行" in result.output
    assert "没有姓名" in result.output
    assert "CSV（GBK）" in result.output
    assert only_batch().state is BatchState.APPLIED


def test_a_dry_run_tells_the_same_and_writes_nothing(
    tmp_path: Path, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        result = run(roster(tmp_path), "--source", "town", "--dry-run")

    assert "新建人员 2 行" in result.output
    assert "什么也没有写入" in result.output
    assert only_batch().state is BatchState.WITHDRAWN
    assert list((tmp_path / "files" / "intake").iterdir()) == []


def test_columns_may_be_named(tmp_path: Path) -> None:
    path = roster(tmp_path, "姓名,证件,所属村居,居住状况")

    refused = run(path, "--source", "town")
    named = run(path, "--source", "town", "--map", "证件=number")
    wrong = run(path, "--source", "town", "--map", "证件")

    assert isinstance(refused.exception, Invalid)
    assert "身份证号" in refused.exception.message
    assert "新建人员 2 行" in named.output
    assert wrong.exit_code == 1


def test_a_user_takes_in_for_his_own_divisions(tmp_path: Path) -> None:
    accounts.create_user(
        "erin", name="艾琳", role=Role.DATA_OFFICER, scope=Scope.division(TOWN), actor=SYSTEM, now=clock.now()
    )

    result = run(roster(tmp_path), "--source", "town", "--user", "erin")

    assert "新建人员 1 行" in result.output
    assert "不在您的辖区" in result.output
    assert only_batch().division == TOWN
    assert run(roster(tmp_path), "--source", "town", "--user", "nobody").exit_code == 1
