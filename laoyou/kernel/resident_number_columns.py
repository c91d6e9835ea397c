"""GB 11643-1999 over columns: the checks of `resident_number` as Polars expressions, for millions of rows.

Every function takes an expression over a String column in normal form (`normalised`) and gives null for
null. A row is good when `valid_length`, `valid_characters` and `checksum_ok` hold and `birth_of` is not
null; this is exactly when `resident_number.parse` accepts it. The last three speak of 18 characters:
bring old numbers up with `to18` first.
"""

from __future__ import annotations

from datetime import date
from functools import cache

import polars as pl

from laoyou.kernel.resident_number import CHECK_CHARACTERS, EARLIEST_BIRTH, PLAIN, WEIGHTS
from laoyou.kernel.sex import Sex

_CHUNK = 10**6


def normalised(number: pl.Expr) -> pl.Expr:
    """`resident_number.normalise`: half-width, without spaces, x in upper case."""
    return number.str.replace_many(PLAIN)


def valid_length(number: pl.Expr) -> pl.Expr:
    """Boolean: 18 characters, or 15 of the old form."""
    return number.str.len_chars().is_in([15, 18])


def valid_characters(number: pl.Expr) -> pl.Expr:
    """Boolean: digits only, but for X as the 18th."""
    return number.str.contains(r"^(?:[0-9]{17}[0-9X]|[0-9]{15})$")


def to18(number: pl.Expr) -> pl.Expr:
    """String: old numbers of 15 digits brought to 18 characters, all others as they are."""
    old = pl.when(number.str.contains(r"^[0-9]{15}$")).then(number)
    first17 = old.str.head(6) + "19" + old.str.slice(6)
    return (first17 + _check_of(first17.str.to_integer(strict=False))).fill_null(number)


def checksum_ok(number: pl.Expr) -> pl.Expr:
    """Boolean: 18 characters in form, and the last is the one the other seventeen ask for."""
    form = number.str.contains(r"^[0-9]{17}[0-9X]$")
    fits = _check_of(_first17(number)) == number.str.slice(17)
    return pl.when(form).then(fits).otherwise(form)


def birth_of(number: pl.Expr) -> pl.Expr:
    """Date: the eight digits after the division; null when they are no date, or one before 1850."""
    packed = _first17(number) // 1000 % 100_000_000
    year, month_day = packed // 10_000, packed % 10_000
    first_of_year, day_of_year, leap = _calendar()
    row = month_day + 10_000 * pl.lit(leap).gather(year)
    days = pl.lit(first_of_year).gather(year) + pl.lit(day_of_year).gather(row)
    return days.cast(pl.Date)


def sex_of(number: pl.Expr) -> pl.Expr:
    """Int8, GB/T 2261.1 as in `Sex`: 1 when the 17th digit is odd, else 2; null when there is none."""
    odd = _first17(number) % 2
    return pl.when(odd == 1).then(int(Sex.MALE)).when(odd == 0).then(int(Sex.FEMALE)).cast(pl.Int8)


def _first17(number: pl.Expr) -> pl.Expr:
    """Int64: the first seventeen characters of eighteen, null when they are not seventeen digits."""
    form = number.str.contains(r"^[0-9]{17}.$")
    return pl.when(form).then(number.str.head(17).str.to_integer(strict=False))


def _check_of(first17: pl.Expr) -> pl.Expr:
    """String: the 18th character for seventeen digits given as Int64."""
    high, middle, low = (pl.lit(table) for table in _partial_sums())
    total = (
        high.gather(first17 // _CHUNK**2)
        + middle.gather(first17 // _CHUNK % _CHUNK)
        + low.gather(first17 % _CHUNK)
    )
    return pl.lit(pl.Series(list(CHECK_CHARACTERS))).gather(total % 11)


@cache
def _partial_sums() -> tuple[pl.Series, pl.Series, pl.Series]:
    """The weighted digit sum mod 11 of every value of digits 1-5, 6-11 and 12-17 (Int8, by value)."""
    value = pl.int_range(_CHUNK, dtype=pl.Int32, eager=True)
    return (
        _weighted(value.head(_CHUNK // 10), WEIGHTS[:5]),
        _weighted(value, WEIGHTS[5:11]),
        _weighted(value, WEIGHTS[11:]),
    )


def _weighted(value: pl.Series, weights: tuple[int, ...]) -> pl.Series:
    total = value * 0
    for place, weight in enumerate(reversed(weights)):
        total = total + value // 10**place % 10 * weight
    return (total % 11).cast(pl.Int8)


@cache
def _calendar() -> tuple[pl.Series, pl.Series, pl.Series]:
    """Three tables: by year, days from 1970 to 31 December before it (null before the earliest birth) and
    whether it is a leap year (0 or 1); by month * 100 + day, ten thousand more in a leap year, the day of
    the year (null where there is none).
    """
    years = range(10_000)
    epoch = date(1970, 1, 1).toordinal()
    first = [
        date(year, 1, 1).toordinal() - epoch - 1 if year >= EARLIEST_BIRTH.year else None for year in years
    ]
    leap = [int(year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)) for year in years]
    days: list[int | None] = [None] * 20_000
    for year in (2001, 2004):
        for number in range(365 + leap[year]):
            day = date.fromordinal(date(year, 1, 1).toordinal() + number)
            days[10_000 * leap[year] + day.month * 100 + day.day] = number + 1
    return (
        pl.Series(first, dtype=pl.Int32),
        pl.Series(days, dtype=pl.Int32),
        pl.Series(leap, dtype=pl.Int32),
    )
