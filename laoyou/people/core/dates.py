"""Days as people write them, over columns: 2020-1-5, 2020/01/05, 2020年1月5日, 20200105, 2020.1, 43835."""

from __future__ import annotations

from datetime import date

import polars as pl

EARLIEST = date(1850, 1, 1)
_EPOCH = date(1899, 12, 30)
_FIRST_SERIAL, _LAST_SERIAL = 10_000, 80_000
"""Serial numbers of spreadsheets that can be meant: 1927 to 2119. Shorter numbers are something else."""

NO_END = ("长期", "长期有效", "永久", "至今", "无", "无期限", "-", "—", "/")
"""Words for a day that never comes, in a column for the last day."""


def read(text: pl.Expr, *, months: bool = False) -> pl.Expr:
    """Date: the day that the text means; null for what is no day of the calendar since 1850, and for null.

    With `months` a month without a day (2020.1) is its first day.
    """
    plain = (
        text.str.replace_all(r"[年月/.．。\\]", "-")
        .str.replace_all(r"[日号\s]|[T ]?00:00(?::00)?(?:\.0+)?$", "")
        .str.strip_chars("-")
    )
    found = pl.coalesce(
        pl.when(plain.str.contains(r"^\d{4}-\d{1,2}-\d{1,2}$"))
        .then(plain)
        .str.to_date("%Y-%m-%d", strict=False),
        pl.when(plain.str.contains(r"^\d{8}$")).then(plain).str.to_date("%Y%m%d", strict=False),
        _serial(text),
    )
    if months:
        month = pl.when(plain.str.contains(r"^\d{4}-\d{1,2}$")).then(plain + "-1")
        found = pl.coalesce(found, month.str.to_date("%Y-%m-%d", strict=False))
    return pl.when(found >= EARLIEST).then(found)


def read_column(texts: pl.Series, *, months: bool = False) -> pl.Series:
    """`read` for a column of which most are written plainly: only the distinct others cost more."""
    quick = texts.str.to_date("%Y-%m-%d", strict=False)
    quick = quick.set(quick < EARLIEST, None)
    odd = texts.filter(quick.is_null() & texts.is_not_null()).unique()
    if odd.is_empty():
        return quick
    days = pl.select(read(pl.lit(odd), months=months)).to_series()
    return quick.fill_null(texts.replace_strict(odd, days, default=None, return_dtype=pl.Date))


def _serial(text: pl.Expr) -> pl.Expr:
    """Days since the last but one of 1899, as spreadsheets count them."""
    number = pl.when(text.str.contains(r"^\d{5}(?:\.\d+)?$")).then(text.str.head(5)).cast(pl.Int32)
    days = pl.when(number.is_between(_FIRST_SERIAL, _LAST_SERIAL)).then(number)
    return (days + (_EPOCH - date(1970, 1, 1)).days).cast(pl.Date)
