"""Sealed fields: they open where they were sealed, and nowhere else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from laoyou.kernel.errors import Invalid
from laoyou.store.vault import BLIND_BYTES, SEALED_OVERHEAD, Keys, Vault, vault

ONE, TWO, BLIND = bytes(range(32)), bytes(range(32, 64)), bytes(range(64, 96))
PHONE = "people_phone.number"


def made(suite: str, sealing: dict[int, bytes] | None = None, active: int = 1) -> Vault:
    return Vault(Keys(sealing or {1: ONE}, active, BLIND, suite))


@pytest.fixture(params=["intl", "sm"])
def suite(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.mark.parametrize("suite_name", ["intl", "sm"])
@given(text=st.text(st.characters(codec="utf-8")), row=st.integers(0, 2**63 - 1))
def test_what_was_sealed_opens_in_its_place(suite_name: str, text: str, row: int) -> None:
    room = made(suite_name)

    sealed = room.seal(PHONE, row, text)

    assert room.open(PHONE, row, sealed) == text
    assert len(sealed) == SEALED_OVERHEAD + len(text.encode())


def test_the_text_does_not_show_and_two_seals_of_it_differ(suite: str) -> None:
    room = made(suite)

    one, other = room.seal(PHONE, 7, "13812345521"), room.seal(PHONE, 7, "13812345521")

    assert b"13812345521" not in one
    assert one != other


@pytest.mark.parametrize(
    ("where", "row"), [(PHONE, 8), ("people_document.number", 7), ("people_phone.number:7", 7)]
)
def test_a_value_moved_elsewhere_does_not_open(suite: str, where: str, row: int) -> None:
    room = made(suite)
    sealed = room.seal(PHONE, 7, "13812345521")

    with pytest.raises(Invalid) as refused:
        room.open(where, row, sealed)

    assert refused.value.code == "sealed_broken"
    assert "13812345521" not in refused.value.message


@pytest.mark.parametrize("at", [1, 12, 13, -17, -1])
def test_an_altered_value_does_not_open(suite: str, at: int) -> None:
    room = made(suite)
    sealed = bytearray(room.seal(PHONE, 7, "13812345521"))
    sealed[at] ^= 1

    with pytest.raises(Invalid) as refused:
        room.open(PHONE, 7, bytes(sealed))

    assert refused.value.code == "sealed_broken"


@pytest.mark.parametrize("length", [0, 1, 12, 13, 28])
def test_a_value_cut_short_does_not_open(suite: str, length: int) -> None:
    room = made(suite)
    sealed = room.seal(PHONE, 7, "13812345521")[:length]

    with pytest.raises(Invalid) as refused:
        room.open(PHONE, 7, sealed)

    assert refused.value.code == "sealed_broken"


def test_a_value_of_another_installation_does_not_open(suite: str) -> None:
    sealed = made(suite).seal(PHONE, 7, "13812345521")

    with pytest.raises(Invalid):
        made(suite, {1: TWO}).open(PHONE, 7, sealed)


def test_a_new_key_seals_and_the_old_one_still_opens(suite: str) -> None:
    old = made(suite).seal(PHONE, 7, "13812345521")
    turned = made(suite, {1: ONE, 2: TWO}, active=2)

    new = turned.seal(PHONE, 7, "13812345521")

    assert (old[0], new[0]) == (1, 2)
    assert turned.open(PHONE, 7, old) == turned.open(PHONE, 7, new) == "13812345521"


def test_a_key_that_is_gone_is_named(suite: str) -> None:
    sealed = made(suite, {1: ONE, 2: TWO}, active=2).seal(PHONE, 7, "13812345521")

    with pytest.raises(Invalid, match="第 2 号密钥") as refused:
        made(suite).open(PHONE, 7, sealed)

    assert refused.value.code == "key_missing"


def test_a_value_of_one_suite_does_not_open_in_the_other() -> None:
    sealed = made("intl").seal(PHONE, 7, "13812345521")

    with pytest.raises(Invalid):
        made("sm").open(PHONE, 7, sealed)


def test_equal_values_meet_in_the_blind_index_and_kinds_do_not(suite: str) -> None:
    room = made(suite)

    assert room.blind("phone", "13812345521") == room.blind("phone", "13812345521")
    assert room.blind("phone", "13812345521") != room.blind("phone", "13812345522")
    assert room.blind("phone", "13812345521") != room.blind("document", "13812345521")
    assert len(room.blind("phone", "13812345521")) == BLIND_BYTES


def test_the_blind_index_is_keyed_and_outlives_a_new_sealing_key(suite: str) -> None:
    turned = made(suite, {1: ONE, 2: TWO}, active=2)
    stranger = Vault(Keys({1: ONE}, 1, TWO, suite))

    assert turned.blind("phone", "1") == made(suite).blind("phone", "1")
    assert stranger.blind("phone", "1") != made(suite).blind("phone", "1")


def test_suites_have_blind_indexes_of_their_own() -> None:
    assert made("intl").blind("phone", "1") != made("sm").blind("phone", "1")


@given(st.text(st.characters(codec="utf-8")))
def test_what_is_prepared_for_many_rows_does_the_same(text: str) -> None:
    for name in ("intl", "sm"):
        room = made(name)
        assert room.open(PHONE, 7, room.sealer(PHONE)(7, text)) == text
        assert room.blinder("phone")(text) == room.blind("phone", text)


def test_a_value_read_from_the_database_as_a_view_opens(suite: str) -> None:
    room = made(suite)

    assert room.open(PHONE, 7, memoryview(room.seal(PHONE, 7, "x"))) == "x"  # type: ignore[arg-type]


def test_the_installation_has_one_vault() -> None:
    assert vault() is vault()
    assert vault().open(PHONE, 1, vault().seal(PHONE, 1, "x")) == "x"
