"""Days that were decided alike, and what the law answers there, person by person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from laoyou.benefits.core import deaths
from laoyou.benefits.types import Law
from laoyou.kernel.spans import DateSpan

ANSWERS = {
    "person_id": pl.Int64,
    "profile": pl.UInt32,
    "given": pl.Boolean,
    "amount": pl.Int64,
    "failed": pl.Int64,
    "excluded": pl.Int64,
    "last": pl.Date,
}


@dataclass(frozen=True, slots=True)
class Slice:
    """Days of a month that are decided by the same laws.

    `persons`: `person_id`, `residence`, `registered`, `death_date`, `profile`, a row a person, in the order
    of the ids.
    `table`: a row a profile: what the programs look at, and for each law `{code}.verdict` (1, 0, null),
    `.failed`, `.unknown` (clauses as bits), `.amount` (fen), `.excluded` (bits of the `rivals` to which it
    gives way) and `.missing` (bits of `facts`: those that are unknown and named by an undecided clause).
    """

    days: DateSpan
    laws: tuple[Law, ...]
    persons: pl.DataFrame
    table: pl.DataFrame
    facts: tuple[str, ...]
    rivals: Mapping[str, tuple[str, ...]]

    def law(self, code: str) -> Law | None:
        return next((law for law in self.laws if law.code == code), None)


def given(part: Slice, law: Law) -> pl.DataFrame:
    """The living to whom the benefit is given: rows of ANSWERS."""
    wanted = _answer(law).fill_null(False)
    profiles = part.table.select(wanted).to_series()
    chosen = profiles.gather(part.persons["profile"]) & part.persons["death_date"].is_null()
    return _answered(part, law, part.persons.filter(chosen))


def answers(part: Slice, law: Law, who: pl.DataFrame) -> pl.DataFrame:
    """What the law answers to each of `who` (`person_id`) that was decided: rows of ANSWERS.

    `given` is null where it is undecided; `last` is the last day for somebody who has died. What comes to
    nothing (0 yuan) is not given.
    """
    return _answered(part, law, part.persons.join(who, on="person_id", how="semi", maintain_order="left"))


def _answered(part: Slice, law: Law, persons: pl.DataFrame) -> pl.DataFrame:
    table = part.table.select(
        _answer(law),
        amount=pl.col(f"{law.code}.amount").fill_null(0),
        failed=pl.col(f"{law.code}.failed"),
        excluded=pl.col(f"{law.code}.excluded"),
    )
    last = deaths.last_days(law.at_death, pl.col("death_date"), law.per)
    found = pl.concat(
        [persons.select("person_id", "profile", last=last), table[persons["profile"]]], how="horizontal"
    )
    return found.select(ANSWERS.keys())


def _answer(law: Law) -> pl.Expr:
    verdict = pl.col(f"{law.code}.verdict")
    given = (verdict == 1) & (pl.col(f"{law.code}.excluded") == 0)
    if law.is_money:
        given = given & (pl.col(f"{law.code}.amount") > 0)
    return pl.when(verdict.is_not_null()).then(given).alias("given")
