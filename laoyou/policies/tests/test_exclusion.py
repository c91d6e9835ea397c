"""Benefits that nobody has together: decided for one person and in columns, always alike."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from laoyou.policies import reads
from laoyou.policies.core.exclusion import pair_of, pairs
from laoyou.policies.reads import Decided, Pair, exclude_columns, excluded, rivals
from laoyou.policies.tests.cast import EXCLUDES, benefit
from laoyou.policies.types import Keeps
from laoyou.rules.types import Verdict

YES, NO, OPEN = Verdict.YES, Verdict.NO, Verdict.UNDECIDED
CODES = ("a", "b", "c", "d", "e")


def decided(**found: tuple[Verdict, int]) -> dict[str, Decided]:
    return {code: Decided(*one) for code, one in found.items()}


@pytest.mark.parametrize(
    ("keeps", "other", "gone"),
    [
        (Keeps.THIS, (YES, 900), {"b": ("a",)}),
        (Keeps.OTHER, (YES, 1), {"a": ("b",)}),
        (Keeps.HIGHER, (YES, 900), {"a": ("b",)}),
        (Keeps.HIGHER, (YES, 100), {"b": ("a",)}),
        (Keeps.HIGHER, (YES, 500), {"b": ("a",)}),
        (Keeps.OTHER, (NO, 0), {}),
        (Keeps.OTHER, (OPEN, 0), {}),
        (Keeps.HIGHER, (OPEN, 0), {}),
    ],
)
def test_a_benefit_gives_way_only_to_one_that_is_given(
    keeps: Keeps, other: tuple[Verdict, int], gone: dict[str, tuple[str, ...]]
) -> None:
    """`a` has 500 fen and names `b`; among equals the one that names the other stays."""
    assert excluded(decided(a=(YES, 500), b=other), [pair_of("a", "b", keeps)]) == gone


def test_what_has_itself_given_way_drives_nobody_out() -> None:
    chain = [Pair("a", "b", False), Pair("b", "c", False)]

    assert excluded(decided(a=(YES, 1), b=(YES, 1), c=(YES, 1)), chain) == {"b": ("a",)}
    assert excluded(decided(a=(NO, 0), b=(YES, 1), c=(YES, 1)), chain) == {"c": ("b",)}


def test_of_three_that_are_compared_with_each_other_the_highest_stays() -> None:
    all_three = [Pair("a", "b", True), Pair("b", "c", True), Pair("a", "c", True)]

    found = excluded(decided(a=(YES, 1), b=(YES, 3), c=(YES, 2)), all_three)

    assert found == {"a": ("b",), "c": ("b",)}


def test_the_second_of_a_row_makes_room_for_the_third() -> None:
    """a is above b, b above c, and a has nothing against c: b goes, c stays."""
    row = [Pair("a", "b", True), Pair("b", "c", True)]

    assert excluded(decided(a=(YES, 3), b=(YES, 2), c=(YES, 1)), row) == {"b": ("a",)}


def test_documents_name_pairs_of_which_both_are_there_once() -> None:
    here = benefit(("delivery:", EXCLUDES + "delivery:"))
    other = benefit(("benefit: warm_winter", "benefit: high_age_allowance"))

    assert pairs([here]) == ()
    assert pairs([here, other]) == (Pair("warm_winter", "high_age_allowance", False),)


def frame_of(rows: Sequence[dict[str, Decided]], codes: Sequence[str] = CODES) -> pl.DataFrame:
    """A row a person, with the columns of laoyou.rules.columns.decide."""
    signs = {YES: 1, NO: 0, OPEN: None}
    columns: dict[str, pl.Series] = {"row": pl.Series(range(len(rows)))}
    for code in codes:
        found = [row[code] for row in rows]
        amounts = [None if one.verdict is OPEN else one.fen * (one.verdict is YES) for one in found]
        columns[f"{code}.verdict"] = pl.Series([signs[one.verdict] for one in found], dtype=pl.Int8)
        columns[f"{code}.amount"] = pl.Series(amounts, dtype=pl.Int64)
    return pl.DataFrame(columns)


def masks(row: dict[str, Decided], found: Sequence[Pair]) -> dict[str, int]:
    """What the columns should say of one person."""
    gone = excluded(row, found)
    return {
        f"{code}.excluded": sum(1 << others.index(one) for one in gone.get(code, ()))
        for code, others in rivals(found).items()
    }


@st.composite
def pairs_of_chance(draw: st.DrawFn) -> list[Pair]:
    """Exclusions without a circle: fixed ones go down the alphabet between steps, by amount within one."""
    steps = {code: draw(st.integers(0, 2)) for code in CODES}
    found = []
    for index, first in enumerate(CODES):
        for second in CODES[index + 1 :]:
            if draw(st.booleans()):
                low, high = sorted((first, second), key=lambda code: steps[code])
                found.append(Pair(low, high, by_amount=steps[low] == steps[high]))
    return sorted(found)


a_decision = st.builds(Decided, st.sampled_from([YES, YES, NO, OPEN]), st.integers(0, 3))
a_person = st.fixed_dictionaries(dict.fromkeys(CODES, a_decision))


@given(pairs_of_chance(), st.lists(a_person, min_size=1, max_size=12))
def test_columns_and_one_person_agree(found: list[Pair], rows: list[dict[str, Decided]]) -> None:
    table = exclude_columns(frame_of(rows), found)

    assert [{name: row[name] for name in row if name.endswith(".excluded")} for row in table.to_dicts()] == [
        masks(row, found) for row in rows
    ]
    assert table.columns[: 1 + 2 * len(CODES)] == frame_of(rows).columns


@given(pairs_of_chance(), a_person)
def test_no_two_that_exclude_each_other_are_left_and_nobody_goes_for_nothing(
    found: list[Pair], row: dict[str, Decided]
) -> None:
    gone = excluded(row, found)

    given = {code for code, one in row.items() if one.verdict is YES and code not in gone}
    assert not any(one.first in given and one.second in given for one in found)
    assert all(set(others) & given for others in gone.values())


def test_the_columns_are_the_same_in_another_engine() -> None:
    found = [Pair("a", "b", True), Pair("c", "a", False)]
    rows = [
        decided(a=(YES, 1), b=(YES, 2), c=(NO, 0)),
        decided(a=(YES, 3), b=(YES, 2), c=(YES, 0)),
        decided(a=(OPEN, 0), b=(YES, 2), c=(YES, 0)),
    ]
    people = frame_of(rows, "abc")
    values = ", ".join(str(tuple(row)).replace("None", "NULL") for row in people.rows())
    names = ", ".join(f'"{name}"' for name in people.columns)

    with duckdb.connect() as engine:
        table = exclude_columns(engine.sql(f"SELECT * FROM (VALUES {values}) AS t({names})"), found)
        told = table.order("row").project('"a.excluded", "b.excluded"').fetchall()

    assert [dict(zip(("a.excluded", "b.excluded"), row, strict=True)) for row in told] == [
        masks(row, found) for row in rows
    ]


def test_a_benefit_without_money_is_the_lower_one() -> None:
    rows = [decided(a=(YES, 0), b=(YES, 5))]
    people = frame_of(rows, "ab").drop("a.amount")

    table = exclude_columns(people, [Pair("a", "b", True)])

    assert table.select("a.excluded", "b.excluded").rows() == [(1, 0)]


def test_nothing_is_added_where_nothing_excludes() -> None:
    people = frame_of([decided(a=(YES, 1))], "a")

    assert exclude_columns(people, []).equals(people)


def test_the_names_of_the_public_face_are_those_of_the_decision() -> None:
    assert reads.EXCLUDED == "excluded"
