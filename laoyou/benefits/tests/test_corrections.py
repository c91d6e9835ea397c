"""What must be changed so that somebody holds what he should."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from laoyou.benefits.core import corrections, dues, months
from laoyou.benefits.core.corrections import Correction, Step, Stretch
from laoyou.benefits.tests.terms import held, span, terms
from laoyou.benefits.types import Held, Kind, MonthLine, Terms
from laoyou.kernel.spans import DateSpan
from laoyou.policies.types import Per, Proration

APRIL = months.month_of(date(2026, 4, 1))
HUNDRED, MORE = terms(10_000), terms(12_000)
OPEN = span("2026-04-01")


def month(number: int, on: Terms | None) -> Stretch:
    return Stretch(months.span_of(months.month_of(date(2026, number, 1))), on)


def april(on: Terms | None) -> Stretch:
    return Stretch(OPEN, on)


def correct(decided: Sequence[Stretch], has: Sequence[Held] = (), *, automatic: bool = True) -> Correction:
    return corrections.correct(decided, has, APRIL, begins=date.min if automatic else APRIL.start)


def test_who_should_have_a_benefit_and_has_none_starts() -> None:
    assert correct([april(HUNDRED)]) == Correction((Step(Kind.START, OPEN, HUNDRED, None),), ())


def test_who_has_what_he_should_have_is_left_alone() -> None:
    assert correct([april(HUNDRED)], [held("2024-01-01", None, HUNDRED)]) == Correction((), ())


def test_who_should_no_longer_have_it_stops() -> None:
    found = correct([april(None)], [held("2024-01-01", None, HUNDRED)])

    assert found == Correction((Step(Kind.STOP, OPEN, None, HUNDRED),), ())


def test_another_amount_is_a_change() -> None:
    found = correct([april(MORE)], [held("2024-01-01", None, HUNDRED)])

    assert found == Correction((Step(Kind.CHANGE, OPEN, MORE, HUNDRED),), ())


def test_another_text_of_the_same_amount_is_a_change_and_another_row_of_the_same_text_is_none() -> None:
    again = Terms(7, HUNDRED.digest, Per.MONTH, Proration.NONE, 10_000)
    other = terms(10_000, version=2)

    assert correct([april(again)], [held("2024-01-01", None, HUNDRED)]).steps == ()
    (step,) = correct([april(other)], [held("2024-01-01", None, HUNDRED)]).steps
    assert (step.kind, step.terms, step.was) == (Kind.CHANGE, other, HUNDRED)


def test_days_that_were_not_decided_are_left_as_they_are() -> None:
    found = correct([month(2, None)], [held("2024-01-01", None, HUNDRED)])

    assert found.steps == (Step(Kind.STOP, span("2026-02-01", "2026-02-28"), None, HUNDRED),)
    assert correct([], [held("2024-01-01", None, HUNDRED)]) == Correction((), ())


def test_a_death_reported_three_months_late_stops_from_its_day_and_tells_what_was_too_much() -> None:
    decided = [month(1, HUNDRED), month(2, None), month(3, None), april(None)]

    found = correct(decided, [held("2024-01-01", None, HUNDRED)])

    assert found.steps == (Step(Kind.STOP, span("2026-02-01"), None, HUNDRED),)
    assert found.arrears == (MonthLine(date(2026, 2, 1), -10_000), MonthLine(date(2026, 3, 1), -10_000))


def test_a_rise_from_an_earlier_day_tells_what_was_too_little() -> None:
    decided = [month(2, MORE), month(3, MORE), april(MORE)]

    found = correct(decided, [held("2024-01-01", None, HUNDRED)])

    assert found.steps == (Step(Kind.CHANGE, span("2026-02-01"), MORE, HUNDRED),)
    assert [line.fen for line in found.arrears] == [2_000, 2_000]


def test_a_month_between_is_taken_out_alone() -> None:
    decided = [month(2, HUNDRED), month(3, None), april(HUNDRED)]

    found = correct(decided, [held("2024-01-01", None, HUNDRED)])

    assert found.steps == (Step(Kind.STOP, span("2026-03-01", "2026-03-31"), None, HUNDRED),)
    assert [line.fen for line in found.arrears] == [-10_000]


def test_what_must_be_asked_for_begins_in_the_present_month_and_what_need_not_from_its_day() -> None:
    decided = [month(3, HUNDRED), april(HUNDRED)]

    asked, unasked = correct(decided, automatic=False), correct(decided)

    assert asked == Correction((Step(Kind.START, OPEN, HUNDRED, None),), ())
    assert unasked.steps == (Step(Kind.START, span("2026-03-01"), HUNDRED, None),)
    assert unasked.arrears == (MonthLine(date(2026, 3, 1), 10_000),)


def test_what_must_be_asked_for_is_corrected_back_for_who_had_it() -> None:
    decided = [month(3, None), april(None)]

    found = correct(decided, [held("2024-01-01", None, HUNDRED)], automatic=False)

    assert found.steps == (Step(Kind.STOP, span("2026-03-01"), None, HUNDRED),)


def test_what_is_given_once_is_neither_given_again_nor_stopped() -> None:
    once = terms(330_000, Per.ONCE)
    has = [held("2025-02-01", None, once)]

    assert correct([april(once)], has).steps == ()
    assert correct([april(None)], has).steps == ()
    assert correct([april(terms(1, Per.ONCE, version=2))], has).steps == ()


def test_a_year_that_was_paid_ahead_and_ends_in_it_is_partly_too_much() -> None:
    yearly = terms(360_000, Per.YEAR, Proration.BY_MONTH)

    found = correct([april(None)], [held("2025-01-01", None, yearly)])

    assert found.arrears == (MonthLine(date(2026, 1, 1), -270_000),)


def test_terms_are_laid_over_what_was_held() -> None:
    has = [held("2025-01-01", "2026-03-31", HUNDRED), held("2026-04-01", None, MORE)]
    step = Step(Kind.STOP, span("2026-02-01", "2026-05-31"), None, MORE)

    assert corrections.laid_over(has, step) == (
        held("2025-01-01", "2026-01-31", HUNDRED),
        held("2026-06-01", None, MORE),
    )


FIRST = date(2026, 1, 1)
choices = st.sampled_from([None, HUNDRED, MORE, terms(10_000, version=2)])
cuts = st.lists(st.integers(-90, 130), min_size=1, max_size=5, unique=True).map(sorted)


@st.composite
def holdings(draw: st.DrawFn) -> list[Held]:
    """Terms one after another, with gaps, the last one open or not."""
    starts = draw(cuts)
    ends = [*starts[1:], None if draw(st.booleans()) else 140]
    found = []
    for start, end in zip(starts, ends, strict=True):
        on = draw(choices)
        if on is not None:
            last = None if end is None else FIRST + timedelta(end - 1)
            found.append(Held(DateSpan(FIRST + timedelta(start), last), on))
    return found


@st.composite
def decisions(draw: st.DrawFn) -> list[Stretch]:
    """January to April; some months not decided, some in two parts."""
    found: list[Stretch] = []
    for number in range(1, 5):
        whole = months.span_of(months.month_of(date(2026, number, 1)))
        whole = DateSpan(whole.start, None) if number == 4 else whole
        cut = draw(st.integers(2, 27))
        parts = [whole]
        if draw(st.booleans()):
            middle = date(2026, number, cut)
            parts = [DateSpan(whole.start, middle), DateSpan(middle + timedelta(1), whole.end)]
        if draw(st.integers(0, 3)):
            found += [Stretch(part, draw(choices)) for part in parts]
    return found


def on_day(has: Sequence[Held | Stretch], day: date) -> tuple[object, ...]:
    """What is held on a day, or decided for it, as far as it makes a difference."""
    found = [one.terms for one in has if one.span.contains(day) and one.terms is not None]
    assert len(found) < 2, "never twice on one day"
    return tuple((one.digest, one.amount_fen) for one in found)


def after(has: Sequence[Held], found: Correction) -> Sequence[Held]:
    for step in found.steps:
        has = corrections.laid_over(has, step)
    return has


@given(decisions(), holdings())
def test_after_the_steps_what_was_decided_is_held_and_all_other_days_are_as_before(
    decided: list[Stretch], has: list[Held]
) -> None:
    now = after(has, correct(decided, has))

    for number in range(-100, 200):
        day = FIRST + timedelta(number)
        said = [one for one in decided if one.span.contains(day)]
        assert on_day(now, day) == (on_day(said, day) if said else on_day(has, day))


@given(decisions(), holdings(), st.booleans())
def test_done_twice_nothing_is_left_to_do(
    decided: list[Stretch], has: list[Held], automatic: bool
) -> None:
    now = after(has, correct(decided, has, automatic=automatic))

    assert correct(decided, now, automatic=automatic) == Correction((), ())


@given(decisions(), holdings(), st.booleans())
def test_the_arrears_are_what_fell_due_and_should_have_month_by_month(
    decided: list[Stretch], has: list[Held], automatic: bool
) -> None:
    found = correct(decided, has, automatic=automatic)

    now = after(has, found)
    told = {line.month: line.fen for line in found.arrears}
    for one in months.between(date(2025, 1, 1), APRIL.start):
        assert told.get(one.start, 0) == dues.total(now, one) - dues.total(has, one)


@given(decisions(), holdings())
def test_a_benefit_that_must_be_asked_for_never_begins_before_the_present_month(
    decided: list[Stretch], has: list[Held]
) -> None:
    found = correct(decided, has, automatic=False)

    assert all(step.span.start >= APRIL.start for step in found.steps if step.kind is Kind.START)  # type: ignore[operator]
