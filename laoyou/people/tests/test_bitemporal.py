"""The pure rules of two times: what ends, what clashes, what a later word leaves of an earlier one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from laoyou.kernel.ids import FactId
from laoyou.kernel.spans import DateSpan
from laoyou.people.core import bitemporal
from laoyou.people.core.bitemporal import Statement
from laoyou.people.tests.cast import NOW, later
from laoyou.people.types import FactKind, Source

DAY = date(2025, 1, 1)


def days(first: int | None, last: int | None = None) -> DateSpan:
    """A span by numbers of days from 1 January 2025."""
    return DateSpan(
        None if first is None else DAY + timedelta(first), None if last is None else DAY + timedelta(last)
    )


def said(span: DateSpan, value: str = "alone", recorded_at: datetime = NOW, number: int = 1) -> Statement:
    return Statement(FactId(number), FactKind.LIVING, value, "", Source.TOWN, span, recorded_at)


@st.composite
def spans(draw: st.DrawFn) -> DateSpan:
    first = draw(st.none() | st.integers(0, 60))
    last = draw(st.none() | st.integers(first or 0, 70))
    return days(first, last)


words = st.builds(said, spans(), st.sampled_from(["alone", "empty_nest", "with_family"]))


def test_a_statement_is_believed_from_its_record_until_it_is_superseded() -> None:
    fact = replace(said(days(0)), superseded_at=later(2))

    assert not fact.was_believed(later(-1))
    assert fact.was_believed(NOW)
    assert fact.was_believed(later(1))
    assert not fact.was_believed(later(2))


def test_ending_from_a_day_leaves_the_days_before_it() -> None:
    assert bitemporal.ended(said(days(0)), DAY + timedelta(10)) == days(0, 9)


def test_ending_from_the_first_day_leaves_nothing() -> None:
    assert bitemporal.ended(said(days(0)), DAY) is None


def test_only_the_same_kind_and_source_clash() -> None:
    fact = said(days(0))
    others = [replace(fact, source=Source.POLICE), replace(fact, kind=FactKind.PENSION)]

    assert bitemporal.clashes([fact, *others], FactKind.LIVING, Source.TOWN, days(5, 6)) == [fact]


def test_what_is_superseded_does_not_clash() -> None:
    fact = replace(said(days(0)), superseded_at=later(1))

    assert bitemporal.clashes([fact], FactKind.LIVING, Source.TOWN, days(5)) == []


def test_a_new_belief_never_begins_before_the_one_it_replaces_was_recorded() -> None:
    assert bitemporal.moment(NOW, [said(days(0), recorded_at=later(1))]) == later(1)
    assert bitemporal.moment(later(2), [said(days(0))]) == later(2)


def test_the_same_word_again_changes_nothing() -> None:
    assert bitemporal.laid_over([said(days(0))], said(days(0), recorded_at=later(1))) == ([], [])


def test_a_later_word_cuts_the_earlier_one() -> None:
    old, new = said(days(0)), said(days(10), "with_family", later(1))

    over, written = bitemporal.laid_over([old], new)

    assert over == [old]
    assert [(fact.value, fact.span) for fact in written] == [
        ("alone", days(0, 9)),
        ("with_family", days(10)),
    ]


@given(st.lists(words, max_size=8))
def test_words_laid_over_each_other_never_overlap_and_the_last_one_holds(told: list[Statement]) -> None:
    held: list[Statement] = []
    for number, word in enumerate(told):
        new = replace(word, recorded_at=later(number))
        over, written = bitemporal.laid_over(held, new)
        held = [fact for fact in held if fact not in over] + written

        assert all(not a.span.overlaps(b.span) for i, a in enumerate(held) for b in held[:i])
        on_new_days = [fact for fact in held if fact.span.overlaps(new.span)]
        assert all(fact.says_the_same(new) for fact in on_new_days)


@given(st.lists(words, max_size=6), words)
def test_days_of_which_a_word_does_not_speak_stay_as_they_were(
    told: list[Statement], last: Statement
) -> None:
    held: list[Statement] = []
    for word in told:
        over, written = bitemporal.laid_over(held, word)
        held = [fact for fact in held if fact not in over] + written
    over, written = bitemporal.laid_over(held, last)
    after = [fact for fact in held if fact not in over] + written

    for number in range(-1, 72):
        day = DAY + timedelta(number)
        if not last.span.contains(day):
            assert _value_on(held, day) == _value_on(after, day)


def _value_on(facts: list[Statement], day: date) -> str | None:
    return next((fact.value for fact in facts if fact.span.contains(day)), None)
