"""The installation's secrets: made once, read for ever, and never guessed at."""

from __future__ import annotations

import json
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from laoyou.config import keys
from laoyou.config.environment import EnvironmentRefused
from laoyou.store.vault import Vault


def test_secrets_are_made_on_the_first_start_and_read_on_the_next(tmp_path: Path) -> None:
    file = tmp_path / "home" / "keys.json"

    first = keys.load(file, "intl")
    second = keys.load(file, "intl")

    assert first == second
    assert first.keys.active in first.keys.sealing
    assert len(first.session) >= 48
    assert [path.name for path in file.parent.iterdir()] == ["keys.json"]


def test_only_its_owner_reads_the_file(tmp_path: Path) -> None:
    file = tmp_path / "keys.json"

    keys.load(file, "intl")

    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_two_installations_have_different_secrets(tmp_path: Path) -> None:
    one, other = (keys.load(tmp_path / name, "intl") for name in ("one.json", "other.json"))

    assert one.session != other.session
    assert one.keys.sealing != other.keys.sealing
    assert one.keys.blind != other.keys.blind


def test_processes_that_start_together_agree(tmp_path: Path) -> None:
    file = tmp_path / "keys.json"

    with ThreadPoolExecutor(8) as pool:
        loaded = list(pool.map(lambda _: keys.load(file, "intl"), range(8)))

    assert all(one == loaded[0] for one in loaded)


@pytest.mark.parametrize("suite", ["intl", "sm"])
def test_the_keys_seal_in_both_suites(tmp_path: Path, suite: str) -> None:
    room = Vault(keys.load(tmp_path / "keys.json", suite).keys)

    assert room.open("x.y", 1, room.seal("x.y", 1, "13812345521")) == "13812345521"


GOOD = {"session": "s" * 48, "active": 1, "sealing": {"1": "00" * 32}, "blind": "11" * 32}


@pytest.mark.parametrize(
    "spoilt",
    [
        {"active": 2},
        {"active": "one"},
        {"sealing": {"1": "00" * 16}},
        {"sealing": {"1": "no hex"}},
        {"sealing": {}},
        {"blind": None},
    ],
)
def test_a_spoilt_file_is_refused_and_left_alone(tmp_path: Path, spoilt: dict[str, object]) -> None:
    file = tmp_path / "keys.json"
    text = json.dumps(GOOD | spoilt)
    file.write_text(text)

    with pytest.raises(EnvironmentRefused, match="从备份恢复") as refused:
        keys.load(file, "intl")

    assert refused.value.name == "LAOYOU_KEYS_FILE"
    assert file.read_text() == text


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"session": "x"}'])
def test_a_file_that_is_no_key_file_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "keys.json"
    file.write_text(text)

    with pytest.raises(EnvironmentRefused):
        keys.load(file, "intl")

    assert file.read_text() == text


def test_a_second_sealing_key_may_be_added_by_hand(tmp_path: Path) -> None:
    file = tmp_path / "keys.json"
    file.write_text(json.dumps(GOOD))
    sealed = Vault(keys.load(file, "intl").keys).seal("x.y", 1, "old")

    file.write_text(json.dumps(GOOD | {"active": 2, "sealing": {"1": "00" * 32, "2": "22" * 32}}))
    room = Vault(keys.load(file, "intl").keys)

    assert room.open("x.y", 1, sealed) == "old"
    assert room.seal("x.y", 1, "new")[0] == 2
