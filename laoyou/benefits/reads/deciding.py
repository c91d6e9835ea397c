"""A month decided for a frame of the register: each distinct profile once, and who has which."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import polars as pl

from laoyou.benefits.core import facts_columns
from laoyou.benefits.core.slices import Slice
from laoyou.benefits.reads.laws import MonthLaw
from laoyou.benefits.types import Law
from laoyou.kernel.spans import DateSpan
from laoyou.places import reads as places
from laoyou.policies import reads as policies
from laoyou.policies.types import Subject
from laoyou.rules import profiles
from laoyou.rules.features import features_of
from laoyou.rules.types import Program, facts_of


def decide(register: pl.DataFrame, law: MonthLaw, on: date) -> tuple[Slice, ...]:
    """The month in slices: one, unless a benefit that counts days changes within it. `register` as
    people.reads.columns gives it for the day `on`.
    """
    words = policies.vocabulary(Subject.ELDER)
    known = facts_of([one.program for one in law.laws])
    facts = facts_columns.facts(
        register, known.values(), silence=words.silence, urban=urban(register["residence"]), on=on
    )
    persons = register.select("person_id", "residence", "registered", "death_date")
    return tuple(_slice(days, laws, persons, facts, law) for days, laws in law.slices)


def _slice(
    days: DateSpan, laws: tuple[Law, ...], persons: pl.DataFrame, facts: pl.DataFrame, law: MonthLaw
) -> Slice:
    programs = [one.program for one in laws]
    found = profiles.decide(programs, facts, law.month)
    codes = {one.code for one in laws}
    pairs = [pair for pair in law.pairs if {pair.first, pair.second} <= codes]
    named = tuple(facts_of(programs))
    table = policies.exclude_columns(found.table, pairs)
    missing = [_missing(one, named, programs).alias(f"{one.code}.missing") for one in laws]
    nothing = [
        pl.lit(0, pl.Int64).alias(f"{code}.excluded")
        for code in codes
        if f"{code}.excluded" not in table.columns
    ]
    return Slice(
        days=days,
        laws=laws,
        persons=persons.with_columns(profile=found.numbers),
        table=table.with_columns(*missing, *nothing),
        facts=named,
        rivals=policies.rivals(pairs),
    )


def _missing(law: Law, named: Sequence[str], programs: Sequence[Program]) -> pl.Expr:
    """Which facts are unknown and named by a clause of the law that is undecided, as bits."""
    features = features_of(programs)
    unknown = pl.col(f"{law.code}.unknown")
    bits = pl.lit(0, pl.Int64)
    for number, fact in enumerate(named):
        asking = sum(
            1 << place for place, one in enumerate(law.program.expressions) if fact in one.facts
        )
        if asking:
            absent = pl.any_horizontal(pl.col(words).is_null() for words in features[fact].values())
            asked = unknown.and_(asking) != 0
            bits = bits + pl.when(absent & asked).then(pl.lit(1 << number, pl.Int64)).otherwise(0)
    return bits


def urban(residences: pl.Series) -> dict[str, bool]:
    """Whether a division's class is urban, where it has one; also of divisions that are no more."""
    found = places.divisions(residences.unique().drop_nulls().to_list())
    return {code: one.is_urban for code, one in found.items() if one.is_urban is not None}
