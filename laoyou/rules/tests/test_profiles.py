"""What the programs ask is decided once for all who answer alike."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from laoyou.rules import columns, packing, profiles
from laoyou.rules.features import features_of
from laoyou.rules.language import parse
from laoyou.rules.tests import made
from laoyou.rules.tests.test_engines import programs, register
from laoyou.rules.types import Clause, FactType, Program


def asked(*texts: str, amount: str | None = None) -> dict[str, list[str]]:
    """By fact: what is asked of it."""
    found = features_of([made.program(texts, amount)])
    return {fact: list(features.values()) for fact, features in found.items()}


@pytest.mark.parametrize(
    ("text", "features"),
    [
        ("urban", {"urban": ["urban"]}),
        ("age_on(period_end) >= 80", {"birth_date": ["age_on(period_end) >= 80"]}),
        (
            "age_on(period_end) >= 80 or age_on(period_end) >= 60 and urban",
            {"birth_date": ["age_on(period_end) >= 80", "age_on(period_end) >= 60"], "urban": ["urban"]},
        ),
        ("income / 2 > 3 yuan and income < 9 yuan", {"income": ["income / 2 > 3 yuan and income < 9 yuan"]}),
        ("income / members > 3 yuan", {"income": ["income"], "members": ["members"]}),
        ("income * 0.5 > debt * 0.5", {"income": ["income"], "debt": ["debt"]}),
        ("within(residence, town) and residence == registered",
         {"residence": ["within(residence, town)", "residence"], "registered": ["registered"]}),
        ("known(ability) and known(groups)", {"ability": ["known(ability)"], "groups": ["known(groups)"]}),
        ("true", {}),
    ],
)  # fmt: skip
def test_of_each_fact_the_largest_question_about_it_alone_is_asked(
    text: str, features: dict[str, list[str]]
) -> None:
    assert asked(text) == features


def test_a_question_that_is_asked_twice_is_asked_once() -> None:
    assert asked("urban", "urban", "not urban", "urban or dementia") == {
        "urban": ["urban", "not urban"],
        "dementia": ["dementia"],
    }


def test_the_same_words_with_another_parameter_are_another_question() -> None:
    text = "members >= limit and urban"
    first = made.program([text])
    lower = parse(text, made.VOCABULARY, {"limit": 3}, want=FactType.BOOL)
    second = Program("second", (Clause("c", text, "", lower),))

    found = features_of([first, second])

    assert list(found["members"].values()) == ["members >= limit", "members >= limit′"]
    told = profiles.decide([first, second], made.frame([{"members": 5, "urban": True}]), made.MONTH)
    assert told.table.select("aid.verdict", "second.verdict").row(0) == (0, 1)


def test_who_answers_alike_shares_a_profile_and_its_reasons() -> None:
    program = made.program(["age_on(period_end) >= 80", "urban"], "100 yuan")
    people: list[dict[str, Any]] = [
        {"birth_date": date(1930, 1, 1), "urban": True},
        {"birth_date": date(1941, 7, 7), "urban": True},
        {"birth_date": date(1990, 1, 1), "urban": True},
        {"birth_date": date(2001, 1, 1), "urban": True},
        {"birth_date": date(1935, 1, 1)},
    ]

    told = profiles.decide([program], made.frame(people), made.MONTH)

    assert told.numbers.dtype == pl.UInt32
    assert told.numbers[0] == told.numbers[1]
    assert told.numbers[2] == told.numbers[3]
    assert told.table.height == 3
    assert sorted(told.persons().to_list()) == [1, 2, 2]
    by_row = told.spread("age_on(period_end) >= 80", "aid.verdict", "aid.failed", "aid.unknown", "aid.amount")
    assert by_row.rows() == [
        (True, 1, 0, 0, 100_00),
        (True, 1, 0, 0, 100_00),
        (False, 0, 1, 0, 0),
        (False, 0, 1, 0, 0),
        (True, None, 0, 2, None),
    ]


def test_how_many_miss_it_only_for_want_of_a_paper_by_town_is_one_query() -> None:
    program = made.program(["age_on(period_end) >= 60", "ability >= 2"], "100 yuan")
    old = {"birth_date": date(1940, 1, 1)}
    untold = [{**old, "residence": code} for code in made.DIVISIONS[:3]]
    people = made.frame([*untold, {**old, "ability": 3}, {}])

    told = profiles.decide([program], people, made.MONTH)

    only = (pl.col("aid.failed") == 0) & (pl.col("aid.unknown") == 0b10)
    missing = people.hstack(told.spread("aid.failed", "aid.unknown")).filter(only)
    assert missing["residence"].to_list() == list(made.DIVISIONS[:3])


def test_a_profile_that_nobody_has_is_not_there() -> None:
    told = profiles.decide(programs(), made.frame(register(300)), made.MONTH)

    assert told.numbers.n_unique() == told.table.height
    assert told.numbers.max() == told.table.height - 1
    assert told.persons().sum() == 300


def test_programs_that_ask_nothing_have_one_profile() -> None:
    told = profiles.decide([made.program(["true"], "20 yuan")], made.frame([{}, {}]), made.MONTH)

    assert told.numbers.to_list() == [0, 0]
    assert told.spread("aid.amount")["aid.amount"].to_list() == [2000, 2000]


def test_an_empty_register_has_no_profile() -> None:
    told = profiles.decide(programs(), made.frame([]), made.MONTH)

    assert told.numbers.len() == 0
    assert told.table.height == 0
    assert told.spread("high_age.verdict").height == 0


CASTS: dict[str, Any] = {
    "low_income": pl.Enum(["none", "rural", "urban", "gone"]),
    "living": pl.Categorical(),
    "residence": pl.Categorical(),
    "registered": pl.Categorical(),
    "ability": pl.Int8(),
    "members": pl.Int16(),
    "debt": pl.Int32(),
    "income": pl.Int64(),
}


@pytest.mark.parametrize("names", [[], *([name] for name in CASTS), list(CASTS)])
def test_columns_may_come_in_any_type_that_holds_them(names: list[str]) -> None:
    plain = made.frame(register(200))
    frame = plain.with_columns(pl.col(name).cast(CASTS[name]) for name in names if name != "low_income")
    if "low_income" in names:
        frame = frame.with_columns(pl.col("low_income").cast(CASTS["low_income"]))

    by_profile = profiles.decide(programs(), frame, made.MONTH)
    in_columns = columns.decide(programs(), frame, made.MONTH)

    expected = columns.decide(programs(), plain, made.MONTH).select(pl.col(r"^.*\..*$"))
    assert in_columns.select(expected.columns).equals(expected)
    assert by_profile.spread(*expected.columns).equals(expected)


def test_days_that_lie_far_apart_are_looked_at_one_by_one() -> None:
    program = made.program(["certified >= period_end", "age_on(period_end) >= 80"])
    people = made.frame(
        [
            {"certified": date.max, "birth_date": date(1930, 1, 1)},
            {"certified": date.min, "birth_date": date(1930, 1, 1)},
            {"birth_date": date(1, 1, 1), "certified": date.max},
        ]
    )

    told = profiles.decide([program], people, made.MONTH)

    assert told.spread("aid.verdict")["aid.verdict"].to_list() == [1, 0, 1]


def test_more_combinations_than_a_table_holds_are_hashed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packing, "TABLE", 4)
    monkeypatch.setattr(packing, "LARGEST_TABLE", 16)
    monkeypatch.setattr(packing, "NOT_COUNTED", 4)
    frame = made.frame(register(300))

    told = profiles.decide(programs(), frame, made.MONTH)

    expected = columns.decide(programs(), frame, made.MONTH).select(pl.col(r"^.*\..*$"))
    assert told.spread(*expected.columns).equals(expected)
    assert told.numbers.n_unique() == told.table.height


def test_amounts_by_the_thousand_are_hashed_as_well() -> None:
    program = made.program(["income / members < 1000 yuan"], "round(income / members, half_up)")
    people = [{"income": n * 37 % 499_999, "members": n % 30} for n in range(20_000)]
    frame = made.frame(people)

    told = profiles.decide([program], frame, made.MONTH)

    expected = columns.decide([program], frame, made.MONTH).select(pl.col(r"^.*\..*$"))
    assert told.spread(*expected.columns).equals(expected)


VALUES = {
    pl.Boolean(): st.booleans(),
    pl.Int8(): st.integers(-128, 127),
    pl.UInt8(): st.integers(0, 255),
    pl.Int64(): st.integers(-(2**63), 2**63 - 1),
    pl.UInt32(): st.integers(0, 2**32 - 1),
    pl.Date(): st.dates(),
    pl.String(): st.text(max_size=2),
    pl.Enum(["a", "b", "c"]): st.sampled_from("abc"),
}
COLUMNS = st.lists(st.sampled_from(list(VALUES)), min_size=1, max_size=5)


@settings(max_examples=100)
@given(COLUMNS, st.integers(0, 30), st.data())
def test_any_columns_are_brought_to_their_combinations_and_back(
    types: list[pl.DataType], count: int, data: st.DataObject
) -> None:
    few = {dtype: st.lists(st.none() | values, min_size=1, max_size=3) for dtype, values in VALUES.items()}
    drawn = [st.sampled_from(data.draw(few[dtype])) for dtype in types]
    frame = pl.DataFrame(
        {
            f"c{n}": pl.Series([data.draw(values) for _ in range(count)], dtype=dtype)
            for n, (dtype, values) in enumerate(zip(types, drawn, strict=True))
        }
    )
    coded = [packing.small(column) or packing.apart(column.alias(f"{column.name}'")) for column in frame]

    numbers, table = packing.combined(frame, coded)

    rows = [table.row(number) for number in numbers]
    by_name = {name.rstrip("'"): n for n, name in enumerate(table.columns)}
    assert [tuple(row[by_name[name]] for name in frame.columns) for row in rows] == frame.rows()
    assert table.height == len(set(frame.rows()))
