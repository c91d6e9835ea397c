"""Divisions of a roster in columns: codes that must be known, or names that must mean exactly one village."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import polars as pl

from laoyou.people.core.rosters import Field

NONE, SEVERAL = "none", "several"
_COUNTY_OR_WIDER = r"000000$"


@dataclass(frozen=True, slots=True)
class Divisions:
    """`codes` in force; `named` finds the code for town and village by name (`NONE`, `SEVERAL` if it cannot);
    `bounds` are those of the uploader's scope, None for everywhere.
    """

    codes: frozenset[str]
    named: Callable[[str, str], str]
    bounds: tuple[str, str] | None = None


def resolved(
    frame: pl.DataFrame, columns: Mapping[Field, int], divisions: Divisions
) -> tuple[pl.DataFrame, dict[str, pl.Expr]]:
    """Adds `home` and `registered` where the sheet tells them, and says what is wrong with them."""
    flags: dict[str, pl.Expr] = {}
    codes = pl.Series(sorted(divisions.codes))
    if Field.REGISTERED_CODE in columns:
        frame = frame.with_columns(r=_code(f"t_{Field.REGISTERED_CODE}"))
        known = pl.col("r").is_in(codes.implode())
        flags["registered_unknown"] = pl.col("r").is_not_null() & ~known
        flags["registered_wide"] = known & pl.col("r").str.contains(_COUNTY_OR_WIDER)
        frame = frame.with_columns(registered=pl.when(known).then("r"))
    if Field.HOME_CODE in columns:
        frame = frame.with_columns(h=_code(f"t_{Field.HOME_CODE}"))
        flags["home_missing"] = pl.col("h").is_null()
    elif Field.VILLAGE_NAME in columns:
        frame = _by_name(frame, columns, divisions)
        flags["home_missing"] = pl.col(f"t_{Field.VILLAGE_NAME}").is_null()
        flags["home_ambiguous"] = pl.col("h") == SEVERAL
    else:
        return frame, flags
    known = pl.col("h").is_in(codes.implode())
    flags["home_unknown"] = pl.col("h").is_not_null() & ~known & (pl.col("h") != SEVERAL)
    flags["home_wide"] = known & pl.col("h").str.contains(_COUNTY_OR_WIDER)
    if divisions.bounds is not None:
        low, high = divisions.bounds
        flags["home_outside"] = known & ~((pl.col("h") >= low) & (pl.col("h") < high))
    return frame.with_columns(home=pl.when(known).then("h")), flags


def _code(column: str) -> pl.Expr:
    """Twelve digits: shorter codes are filled up, as county (6) and town (9) codes are often written."""
    text = pl.col(column).str.replace_all(r"\s", "")
    short = text.str.contains(r"^(?:[0-9]{6}|[0-9]{9})$")
    return pl.when(short).then(text.str.pad_end(12, "0")).otherwise(text)


def _by_name(frame: pl.DataFrame, columns: Mapping[Field, int], divisions: Divisions) -> pl.DataFrame:
    """Every pair of names is looked up once."""
    village = pl.col(f"t_{Field.VILLAGE_NAME}")
    town = pl.col(f"t_{Field.TOWN_NAME}") if Field.TOWN_NAME in columns else pl.lit("")
    named = frame.with_columns(_town=town.fill_null(""), _village=village.fill_null(""))
    pairs = named.select("_town", "_village").unique().filter(pl.col("_village") != "")
    found = [divisions.named(one, other) for one, other in pairs.iter_rows()]
    table = pairs.with_columns(h=pl.Series(found, dtype=pl.String))
    return named.join(table, on=["_town", "_village"], how="left", maintain_order="left")
