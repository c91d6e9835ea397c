"""Codes that an old hand can type, and how long things last."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from laoyou.family.core import codes, spans
from laoyou.family.types import State
from laoyou.people.tests.cast import NOW, TODAY


def test_a_code_has_eight_letters_that_no_eye_mistakes() -> None:
    drawn = [codes.new() for _ in range(200)]

    assert {len(code) for code in drawn} == {8}
    assert not set("".join(drawn)) & set("0O1IL2Z5S8B")
    assert len(set(drawn)) == 200


@given(st.text(codes.LETTERS, min_size=8, max_size=8))
def test_a_code_is_read_however_it_is_typed(code: str) -> None:
    typed = codes.said(code)

    assert codes.read(typed) == code
    assert codes.read(f" {typed.lower()} ") == code
    assert codes.read(typed.replace("-", "—")) == code


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.dates(date(2000, 1, 1), date(2090, 1, 1)))
def test_after_a_death_nobody_sees_longer_than_agreed(until: date, reported: date) -> None:
    last = spans.last_day_after_death(until, reported)

    assert last <= until
    assert last == until or last == reported + timedelta(days=90)


def state(joined: bool, ended: bool, expires: datetime = NOW, last_day: date = TODAY) -> State:
    return spans.state(
        joined=joined, ended=ended, expires_at=expires, last_day=last_day, now=NOW, today=TODAY
    )


def test_a_letter_runs_out_at_its_instant_and_an_access_after_its_last_day() -> None:
    assert state(False, False) is State.LAPSED
    assert state(False, False, NOW + timedelta(seconds=1)) is State.INVITED
    assert state(True, False) is State.JOINED
    assert state(True, False, last_day=TODAY - timedelta(days=1)) is State.EXPIRED
    assert state(True, True) is State.ENDED
