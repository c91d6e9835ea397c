"""Until when a benefit runs for somebody who has died."""

from __future__ import annotations

from datetime import date

import polars as pl

from laoyou.benefits.core import months
from laoyou.kernel.spans import ONE_DAY
from laoyou.policies.types import AtDeath, Per


def last_day(at_death: AtDeath, died: date, per: Per) -> date:
    """The last day of entitlement: of the period (month, or calendar year) of the death, of the one before,
    or the day of the death itself. What is given once counts as given in the month.
    """
    if at_death is AtDeath.BY_DAY:
        return died
    period = months.year_of(died) if per is Per.YEAR else months.span_of(months.month_of(died))
    if period.start is None or period.end is None:
        raise ValueError("a month and a year have two ends")
    return period.end if at_death is AtDeath.THROUGH_PERIOD else period.start - ONE_DAY


def last_days(at_death: AtDeath, died: pl.Expr, per: Per) -> pl.Expr:
    """The same in columns, null for the living."""
    if at_death is AtDeath.BY_DAY:
        return died
    period = "1y" if per is Per.YEAR else "1mo"
    if at_death is AtDeath.THROUGH_PERIOD:
        return died.dt.truncate(period).dt.offset_by(period).dt.offset_by("-1d")
    return died.dt.truncate(period).dt.offset_by("-1d")
