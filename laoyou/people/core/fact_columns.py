"""What the rows of a roster state, in columns: kind, value, grade, since, until of each fact."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import polars as pl

from laoyou.people.core import dates
from laoyou.people.core.fact_words import GRADES, NOT_SAID
from laoyou.people.core.rosters import FactRule, Field, Layout
from laoyou.people.types import FactKind


def stated(
    frame: pl.DataFrame, layout: Layout, columns: Mapping[Field, int], today: date
) -> tuple[pl.DataFrame, dict[str, pl.Expr]]:
    """Adds `kind0`, `value0`, `grade0`, `since0`, `until0` for the first rule, `kind1` … for the second."""
    flags: dict[str, pl.Expr] = {}
    frame = _dated(frame, layout, columns, today, flags)
    for place, rule in enumerate(layout.facts):
        if rule.column in columns:
            frame = _by_rule(frame, place, rule, layout, flags)
    if layout.card:
        _check_card(flags)
    return frame, flags


def _dated(
    frame: pl.DataFrame,
    layout: Layout,
    columns: Mapping[Field, int],
    today: date,
    flags: dict[str, pl.Expr],
) -> pl.DataFrame:
    if Field.SINCE not in columns:
        return frame.with_columns(since=pl.lit(None, pl.Date), until=pl.lit(None, pl.Date))
    deaths = FactKind.DEATH in layout.kinds
    since, text = pl.col("since"), pl.col(f"t_{Field.SINCE}")
    frame = frame.with_columns(since=dates.read_column(frame[f"t_{Field.SINCE}"], months=not deaths))
    flags["since_missing"] = text.is_null()
    flags["since_impossible"] = text.is_not_null() & since.is_null()
    flags["since_future"] = since > today
    flags["before_birth"] = since < pl.col("birth")
    if Field.UNTIL not in columns:
        return frame.with_columns(until=pl.lit(None, pl.Date))
    ending = pl.col(f"t_{Field.UNTIL}")
    told = pl.when(~ending.is_in(list(dates.NO_END))).then(ending)
    frame = frame.with_columns(until_text=told, until=_last_day(dates.read(told, months=True)))
    flags["until_impossible"] = pl.col("until_text").is_not_null() & dates.read(told, months=True).is_null()
    flags["until_before_since"] = pl.col("until") < since
    return frame


def _last_day(day: pl.Expr) -> pl.Expr:
    """The end of the calendar, as some systems write for no end, is no end."""
    return pl.when(day.dt.year() < 9999).then(day)


def _by_rule(
    frame: pl.DataFrame, place: int, rule: FactRule, layout: Layout, flags: dict[str, pl.Expr]
) -> pl.DataFrame:
    text = pl.col(f"t_{rule.column}").str.replace_all(r"\s", "")
    said = pl.when(~text.is_in(sorted(NOT_SAID))).then(text)
    words = {_key(word): told for word, told in rule.words.items()}
    other_kind, other_value = rule.other or (None, None)
    key = _plain(said)
    kind = key.replace_strict(
        {word: told[0].value for word, told in words.items()},
        default=pl.when(said.is_not_null()).then(pl.lit(other_kind, pl.String)),
        return_dtype=pl.String,
    )
    value = key.replace_strict(
        {word: told[1] for word, told in words.items()},
        default=pl.when(said.is_not_null()).then(pl.lit(other_value, pl.String)),
        return_dtype=pl.String,
    )
    column = layout.column(rule.column)
    if rule.words:
        flags["status_unknown"] = said.is_not_null() & pl.col(f"kind{place}").is_null()
        if column is not None and column.required:
            flags["status_missing"] = said.is_null()
    made = {f"kind{place}": kind, f"value{place}": value, f"grade{place}": pl.lit("")}
    if rule.graded:
        grade = pl.col(f"t_{Field.GRADE}").str.replace_all(r"\s", "")
        made[f"grade{place}"] = grade.replace_strict(GRADES, default=None, return_dtype=pl.String)
        flags["grade_unknown"] = pl.col(f"grade{place}").is_null()
    dated = pl.col("since") if rule.dated else pl.lit(None, pl.Date)
    until = pl.col("until") if rule.dated else pl.lit(None, pl.Date)
    return frame.with_columns(**made, **{f"since{place}": dated, f"until{place}": until})


def _plain(text: pl.Expr) -> pl.Expr:
    return text.str.replace_all(r"[-—－、/]", "-")


def _key(word: str) -> str:
    """A word of a table in the form to which cells are brought (NFKC turns Ⅲ into III)."""
    return word.replace("Ⅲ", "III").replace("Ⅱ", "II").replace("Ⅰ", "I").replace("Ⅳ", "IV")


def _check_card(flags: dict[str, pl.Expr]) -> None:
    """Digits 19 and 20 of a disability card repeat its category and grade."""
    last = pl.col("card").str.slice(18)
    said = pl.col("value0") + pl.col("grade0")
    flags["card_against_status"] = (pl.col("card").str.len_chars() == 20) & (last != said)
