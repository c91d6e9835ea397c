"""The link of the chain, without a database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from laoyou.audit.core.chain import CHAINED, GENESIS, link
from laoyou.audit.models import Entry

WORDS = st.lists(st.one_of(st.none(), st.text(), st.integers(), st.binary()), max_size=6)


def test_sm3_is_the_national_one() -> None:
    """GB/T 32905-2016, appendix A.1: SM3("abc"); our link of no words is the hash of what went before."""
    expected = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"

    assert link(b"abc", []).hex() == expected


@given(WORDS, WORDS)
def test_other_words_give_another_link(one: list[object], other: list[object]) -> None:
    """Also when the same letters are only cut at other places."""
    if [str(word) for word in one] != [str(word) for word in other]:
        assert link(GENESIS, one) != link(GENESIS, other) or _bytes_as_text(one, other)


def _bytes_as_text(one: list[object], other: list[object]) -> bool:
    """Text and the bytes that spell it are one word to the chain; columns have one type each."""
    return any(isinstance(word, bytes) or word is None or word == "\x00" for word in [*one, *other])


def test_letters_do_not_flow_from_one_word_into_the_next() -> None:
    assert link(GENESIS, ["ab", "c"]) != link(GENESIS, ["a", "bc"])
    assert link(GENESIS, ["", "a"]) != link(GENESIS, ["a", ""])


def test_the_link_depends_on_what_went_before() -> None:
    assert link(GENESIS, ["a"]) != link(link(GENESIS, ["a"]), ["a"])


def test_nothing_is_not_the_empty_word() -> None:
    assert link(GENESIS, [None]) != link(GENESIS, [""])


def test_an_instant_is_one_in_every_zone() -> None:
    here = datetime(2026, 3, 2, 9, 30, 0, 5, tzinfo=timezone(timedelta(hours=8)))

    assert link(GENESIS, [here]) == link(GENESIS, [here.astimezone(UTC)])
    assert link(GENESIS, [here]) != link(GENESIS, [here + timedelta(microseconds=1)])


def test_bytes_are_the_same_read_from_the_database() -> None:
    assert link(GENESIS, [b"\x01\x02"]) == link(GENESIS, [memoryview(b"\x01\x02")])
    assert link(GENESIS, [UUID(int=7)]) == link(GENESIS, [str(UUID(int=7))])


def test_every_column_is_under_the_hash_but_the_row_number_and_the_links() -> None:
    columns = {field.name for field in Entry._meta.concrete_fields}

    assert columns - set(CHAINED) == {"id", "seq", "previous", "hash"}
