"""Twelve benefits as programs and as somebody wrote them in Polars by hand give every person the same."""

from __future__ import annotations

import polars as pl
import pytest

from bench import _by_hand, _persons, _policies
from laoyou.rules import columns, profiles
from laoyou.rules.person import explain
from laoyou.rules.types import Verdict

PERSONS = 20_000
VERDICTS = {Verdict.YES: True, Verdict.NO: False, Verdict.UNDECIDED: None}


@pytest.fixture(scope="module")
def people() -> pl.DataFrame:
    return _persons.made(PERSONS, seed=7)


@pytest.fixture(scope="module")
def by_hand(people: pl.DataFrame) -> pl.DataFrame:
    return _by_hand.lazy(people.lazy()).collect()


def comparable(decided: pl.DataFrame) -> pl.DataFrame:
    """Verdict and amount of each benefit, as the hand-written ones have them."""
    verdicts = pl.col(r"^.*\.verdict$").cast(pl.Boolean)
    return decided.select(verdicts, pl.col(r"^.*\.amount$"))


def test_columns_and_hand_agree_for_every_person(people: pl.DataFrame, by_hand: pl.DataFrame) -> None:
    decided = columns.decide(_policies.programs(), people, _persons.MONTH)

    assert comparable(decided).equals(comparable(by_hand))


def test_profiles_and_hand_agree_for_every_person(people: pl.DataFrame, by_hand: pl.DataFrame) -> None:
    decided = profiles.decide(_policies.programs(), people, _persons.MONTH)

    results = [name for name in decided.table.columns if name.endswith((".verdict", ".amount"))]
    assert comparable(decided.spread(*results)).equals(comparable(by_hand))
    assert decided.table.height < PERSONS / 4


def test_one_person_and_hand_agree_for_some_hundred(people: pl.DataFrame, by_hand: pl.DataFrame) -> None:
    programs = _policies.programs()
    for person, told in zip(people.head(300).to_dicts(), by_hand.head(300).to_dicts(), strict=True):
        for program in programs:
            alone = explain(program, person, _persons.MONTH)
            assert VERDICTS[alone.verdict] is told[f"{program.code}.verdict"]
            assert alone.amount_fen == told[f"{program.code}.amount"]


def test_every_benefit_is_given_refused_and_left_open_where_it_may_be(by_hand: pl.DataFrame) -> None:
    given = by_hand.select(pl.col(r"^.*\.verdict$").sum()).row(0)
    open_ones = by_hand.select(pl.col(r"^.*\.verdict$").is_null().sum()).row(0)

    assert min(given) > 0
    assert sum(count > 0 for count in open_ones) >= 3
