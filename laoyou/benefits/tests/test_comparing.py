"""What is told by columns of very many is what is told of each one by one."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from laoyou.benefits.core import comparing, months
from laoyou.benefits.core.comparing import HELD, STEPS, Compared, Decisions, compare
from laoyou.benefits.core.slices import Slice
from laoyou.benefits.types import Kind, Law, Why
from laoyou.kernel.money import Money
from laoyou.kernel.spans import DateSpan
from laoyou.policies.types import AtDeath, Per, Proration
from laoyou.rules.language import parse
from laoyou.rules.types import Clause, Fact, FactType, Program, Vocabulary

APRIL, MARCH = months.month_of(date(2026, 4, 1)), months.month_of(date(2026, 3, 1))
WORDS = Vocabulary([Fact("old", FactType.BOOL, "高龄")])
RATE = {"rate": Money.of_yuan(100)}
PERSONS = 6


def law(code: str, *, automatic: bool = True, text: int = 1) -> Law:
    program = Program(
        code,
        (Clause("old", "高龄。", "第一条", parse("old", WORDS, RATE, want=FactType.BOOL)),),
        parse("rate", WORDS, RATE, want=FactType.MONEY),
    )
    whole = DateSpan(APRIL.start, APRIL.end)
    return Law(
        code, code, text, f"text {text}", "230500000000", whole, program, Per.MONTH, Proration.NONE,
        AtDeath.THROUGH_PERIOD, automatic, False,
    )  # fmt: skip


AUTOMATIC, ASKED = law("a"), law("b", automatic=False)
LAWS = (AUTOMATIC, ASKED)
ROWS = {
    "none": (0, 0b1, 0, 0, 0),
    "open": (None, 0, 0b1, None, 0),
    "hundred": (1, 0, 0, 10_000, 0),
    "more": (1, 0, 0, 12_000, 0),
    "nothing": (1, 0, 0, 0, 0),
    "excluded": (1, 0, 0, 10_000, 0b1),
}
"""Verdict, failed, unknown, amount, excluded of a profile."""
SIDES = ("verdict", "failed", "unknown", "amount", "excluded")


def part(days: DateSpan, told: dict[int, tuple[str, str]], dead: dict[int, date]) -> Slice:
    """A slice in which each person has a profile of his own: what each of the laws says of him."""
    ids = sorted(told)
    table = pl.DataFrame(
        {
            f"{one.code}.{side}": pl.Series([ROWS[told[person][n]][m] for person in ids], dtype=pl.Int64)
            for n, one in enumerate(LAWS)
            for m, side in enumerate(SIDES)
        }
    )
    persons = pl.DataFrame(
        {
            "person_id": ids,
            "residence": ["230502001001"] * len(ids),
            "death_date": pl.Series([dead.get(person) for person in ids], dtype=pl.Date),
            "profile": pl.Series(range(len(ids)), dtype=pl.UInt32),
        },
        {"person_id": pl.Int64, "residence": pl.String, "death_date": pl.Date, "profile": pl.UInt32},
    )
    return Slice(days, LAWS, persons, table, ("old",), {"a": ("b",), "b": ("a",)})


def holding(person: int, code: str, start: date, end: date | None, fen: int, text: int) -> tuple[object, ...]:
    return (person, code, start, end, "month", "none", fen, text, f"text {text}", False)


def frame(rows: list[tuple[object, ...]]) -> pl.DataFrame:
    return pl.DataFrame(rows, HELD, orient="row")


answers = st.tuples(st.sampled_from(sorted(ROWS)), st.sampled_from(sorted(ROWS)))
starts = st.sampled_from([date(2025, 6, 1), date(2026, 3, 1), date(2026, 4, 1)])


@st.composite
def worlds(draw: st.DrawFn) -> tuple[Decisions, pl.DataFrame]:
    people = range(1, PERSONS + 1)
    dead = {
        person: draw(st.sampled_from([date(2026, 2, 3), date(2026, 3, 9), date(2026, 4, 5)]))
        for person in people
        if not draw(st.integers(0, 3))
    }
    now = {person: draw(answers) for person in people if draw(st.integers(0, 4))}
    then = {person: draw(answers) for person in people if not draw(st.integers(0, 2))}
    rows = []
    for person in people:
        for code in ("a", "b", "c"):
            if draw(st.booleans()):
                start, end = draw(starts), draw(st.sampled_from([None, None, date(2026, 4, 12)]))
                fen, text = draw(st.sampled_from([10_000, 12_000])), draw(st.integers(1, 2))
                rows.append(holding(person, code, start, end, fen, text))
    merged = frozenset(person for person in people if person not in now and draw(st.booleans()))
    before = (part(months.span_of(MARCH), then, dead),) if then else ()
    return Decisions(APRIL, (part(months.span_of(APRIL), now, dead),), before, merged), frame(rows)


def plain(found: Compared) -> tuple[list[tuple[object, ...]], list[object]]:
    rows = found.steps.sort("person_id", "benefit", "start").rows()
    money = sorted((one.person_id, one.benefit, one.lines) for one in found.arrears)
    return rows, money  # type: ignore[return-value]


def one_by_one(decided: Decisions, code: str, theirs: pl.DataFrame, looked: pl.DataFrame) -> object:
    nobody = pl.DataFrame(schema=STEPS)
    parts = [one.persons.select("person_id") for one in (*decided.now, *decided.before)]
    return nobody, pl.concat([theirs.select("person_id"), *parts]).unique()


@given(worlds())
def test_the_many_and_the_few_are_told_the_same(world: tuple[Decisions, pl.DataFrame]) -> None:
    decided, held = world

    found = compare(decided, held)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(comparing, "_parted", one_by_one)
        slowly = compare(decided, held)

    assert plain(found) == plain(slowly)


def world(
    now: dict[int, tuple[str, str]], *held: tuple[object, ...], dead: dict[int, date] | None = None
) -> Compared:
    """April alone."""
    decided = Decisions(APRIL, (part(months.span_of(APRIL), now, dead or {}),), (), frozenset())
    return compare(decided, frame(list(held)))


def test_who_begins_by_himself_and_who_waits_to_be_asked() -> None:
    found = world({1: ("hundred", "more"), 2: ("none", "open"), 3: ("nothing", "excluded")})

    rows = found.steps.sort("benefit").select("person_id", "benefit", "kind", "amount", "automatic").rows()
    assert rows == [(1, "a", "start", 10_000, True), (1, "b", "start", 12_000, False)]


def test_a_stop_says_what_failed_and_what_excludes() -> None:
    since = date(2025, 6, 1)
    found = world(
        {1: ("none", "excluded"), 2: ("nothing", "open")},
        holding(1, "a", since, None, 10_000, 1),
        holding(1, "b", since, None, 10_000, 1),
        holding(2, "a", since, None, 10_000, 1),
        holding(2, "b", since, None, 10_000, 1),
        holding(2, "c", since, None, 10_000, 1),
    )

    told = found.steps.sort("person_id", "benefit")
    assert told.select("person_id", "benefit", "why", "failed", "excluded_by").rows() == [
        (1, "a", Why.CLAUSES, 0b1, ""),
        (1, "b", Why.EXCLUDED, 0, "a"),
        (2, "a", Why.AMOUNT, 0, ""),
        (2, "c", Why.ENDED, 0, ""),
    ]
    assert set(found.steps["kind"]) == {Kind.STOP}


def test_what_is_held_by_the_law_of_another_place_is_let_alone() -> None:
    away = (*holding(1, "a", date(2025, 6, 1), None, 10_000, 9)[:-1], True)

    assert world({1: ("more", "none")}, away).steps.is_empty()
    assert world({1: ("none", "none")}, away).steps.is_empty()


def test_for_the_dead_nothing_begins() -> None:
    assert world({1: ("hundred", "hundred")}, dead={1: date(2026, 4, 5)}).steps.is_empty()
