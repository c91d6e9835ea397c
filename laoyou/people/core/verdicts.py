"""What becomes of each row: accepted for a known person, of a new one, to be looked at, or returned."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import polars as pl

from laoyou.kernel.names import similarity
from laoyou.people.core.checks import Twice
from laoyou.people.core.matching import SAME_NAME, WORTH_A_LOOK, score
from laoyou.people.core.problems import BIT, ERRORS, LOST
from laoyou.people.core.rosters import Layout
from laoyou.people.types import FactKind, Source

SAME_NUMBER_OTHER_NAME = "证件号码相同，姓名不同"
SAME_NUMBER_OTHER_BIRTH = "证件号码相同，登记的出生日期不同"
ALIKE = "号码缺失或有误；姓名、出生日期、住地相近"


class Verdict(StrEnum):
    KNOWN = "known"
    NEW = "new"
    REVIEW = "review"
    RETURN = "return"
    REPEATED = "repeated"


@dataclass(frozen=True, slots=True)
class Known:
    """What the register knows of the persons whom rows may mean.

    `persons`: row_no, person_id, reg_name, reg_sex, reg_birth, reg_death, reg_home, reg_registered,
    reg_ethnicity of those with the same number. `names`: row_no, name of their other spellings.
    `alike`: row_no, person_id, reg_name, reg_birth, reg_home of those with the same name or its sound.
    """

    persons: pl.DataFrame
    names: pl.DataFrame
    alike: pl.DataFrame


def judged(
    rows: pl.DataFrame,
    known: Known,
    layout: Layout,
    bounds: tuple[str, str] | None,
    several: frozenset[int] = frozenset(),
) -> pl.DataFrame:
    """The rows with the person they mean, all their problems, and `verdict`, `candidate_id`, `score`,
    `grounds`, `variant` (an unknown spelling of the person's name).

    `rows` bear `twice` and `other` (checks.twice). `several` are persons with more than one document, who
    may stand in a file under each of them.
    """
    met = rows.join(known.persons, on="row_no", how="left", maintain_order="left")
    met = _add(met, contradicts_row=pl.col("twice") == Twice.CONTRADICTS.value)
    met = _add(met, **_against_register(layout, bounds))
    met = _names(met, known.names)
    if several:
        of_several = pl.col("person_id").is_in(list(several))
        again = pl.struct("person_id", "kind0").is_first_distinct().not_()
        met = _add(met, same_person_twice=of_several & again)
    met = met.join(_best(met, known.alike, bounds), on="row_no", how="left", maintain_order="left")
    return _verdicts(met, layout)


def chosen(met: pl.DataFrame) -> pl.DataFrame:
    """Rows of which somebody has said who they are: a doubt no longer holds them up, an error does.

    A spelling that is unlike the person's name is kept as another name of his.
    """
    decided = (pl.col("bits") & ERRORS == 0) & pl.col("person_id").is_not_null()
    return met.with_columns(
        verdict=pl.when(decided).then(pl.lit(Verdict.KNOWN)).otherwise("verdict"),
        variant=decided & (pl.col("alike_name") < 1),
    )


def _add(frame: pl.DataFrame, **flags: pl.Expr) -> pl.DataFrame:
    bits = pl.col("bits")
    for code, flag in flags.items():
        bits = bits | pl.when(flag.fill_null(False)).then(pl.lit(BIT[code], pl.UInt64)).otherwise(
            pl.lit(0, pl.UInt64)
        )
    return frame.with_columns(bits=bits)


def _against_register(layout: Layout, bounds: tuple[str, str] | None) -> dict[str, pl.Expr]:
    flags: dict[str, pl.Expr] = {}
    if layout.source is not Source.POLICE:
        flags["person_dead"] = pl.col("reg_death").is_not_null()
    if FactKind.DEATH in layout.kinds:
        flags["dies_before_birth"] = pl.col("since0") < pl.col("reg_birth")
    if bounds is not None:
        low, high = bounds
        inside = [(pl.col(name) >= low) & (pl.col(name) < high) for name in ("reg_home", "reg_registered")]
        flags["person_outside"] = pl.col("person_id").is_not_null() & ~pl.any_horizontal(
            each.fill_null(False) for each in inside
        )
    return flags


def _names(met: pl.DataFrame, others: pl.DataFrame) -> pl.DataFrame:
    """`alike_name`: 1 for a known spelling, else how alike the names are; `variant` for a new spelling."""
    spelled = others.select("row_no", "name").unique().with_columns(spelled=pl.lit(True))
    met = met.join(spelled, on=["row_no", "name"], how="left", maintain_order="left")
    differs = (
        pl.col("person_id").is_not_null()
        & (pl.col("name") != pl.col("reg_name"))
        & pl.col("spelled").is_null()
    )
    odd = met.filter(differs.fill_null(False)).select("row_no", "name", "reg_name").unique("row_no")
    measured = [similarity(one, other) for _, one, other in odd.iter_rows()]
    table = odd.select("row_no").with_columns(alike_name=pl.Series(measured, dtype=pl.Float64))
    met = met.join(table, on="row_no", how="left", maintain_order="left").drop("spelled")
    return met.with_columns(
        variant=(pl.col("alike_name") >= SAME_NAME).fill_null(False),
        alike_name=pl.col("alike_name").fill_null(1.0),
    )


def _best(met: pl.DataFrame, alike: pl.DataFrame, bounds: tuple[str, str] | None) -> pl.DataFrame:
    """Of each row without a sound number the likeliest person within the scope, if one is worth a look."""
    if bounds is not None:
        alike = alike.filter((pl.col("reg_home") >= bounds[0]) & (pl.col("reg_home") < bounds[1]))
    asked = met.filter(pl.col("bits") & LOST > 0).select("row_no", "name", "birth", "home")
    pairs = asked.join(alike, on="row_no", suffix="_reg")
    scores = [_score(pair) for pair in pairs.iter_rows(named=True)]
    scored = pairs.select("row_no", "person_id", "reg_home").with_columns(
        score=pl.Series(scores, dtype=pl.Float64)
    )
    likely = scored.filter(pl.col("score") >= WORTH_A_LOOK).sort(
        "score", "person_id", descending=[True, False]
    )
    return likely.unique("row_no", keep="first", maintain_order=True).select(
        "row_no", "score", likely_id="person_id", likely_home="reg_home"
    )


def _score(pair: dict[str, Any]) -> float:
    return score(
        (pair["name"], pair["reg_name"]),
        (pair["birth"], pair["reg_birth"]),
        (pair["home"], pair["reg_home"]),
    )


def _verdicts(met: pl.DataFrame, layout: Layout) -> pl.DataFrame:
    bits, hit = pl.col("bits"), pl.col("person_id").is_not_null()
    housed = pl.lit(layout.creates) & pl.coalesce("home", "registered").is_not_null()
    lost = bits & LOST > 0
    sound = (bits & ERRORS == 0) & ~lost & pl.col("twice").is_null()
    met = _add(met, not_in_register=sound & ~hit & ~housed)
    stranger = hit & (pl.col("alike_name") < SAME_NAME)
    other_birth = hit & (pl.col("birth") != pl.col("reg_birth")).fill_null(False)
    verdict = (
        pl.when(pl.col("twice") == Twice.REPEATED.value)
        .then(pl.lit(Verdict.REPEATED))
        .when(bits & ERRORS > 0)
        .then(pl.lit(Verdict.RETURN))
        .when(lost & pl.col("likely_id").is_not_null())
        .then(pl.lit(Verdict.REVIEW))
        .when(lost)
        .then(pl.lit(Verdict.RETURN))
        .when(stranger | other_birth)
        .then(pl.lit(Verdict.REVIEW))
        .when(hit)
        .then(pl.lit(Verdict.KNOWN))
        .otherwise(pl.lit(Verdict.NEW))
    )
    grounds = (
        pl.when(lost)
        .then(pl.lit(ALIKE))
        .when(stranger)
        .then(pl.lit(SAME_NUMBER_OTHER_NAME))
        .otherwise(pl.lit(SAME_NUMBER_OTHER_BIRTH))
    )
    met = met.with_columns(
        verdict=verdict,
        grounds=grounds,
        candidate_id=pl.when(lost).then("likely_id").otherwise("person_id"),
        candidate_home=pl.when(lost).then("likely_home").otherwise("reg_home"),
        score=pl.when(lost).then("score").otherwise(pl.col("alike_name").round(4)),
    )
    remark = (pl.col("verdict") == Verdict.KNOWN.value) & pl.col("variant")
    return _add(met, name_variant=remark)
