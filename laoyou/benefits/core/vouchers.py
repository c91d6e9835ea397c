"""Until when a voucher is good."""

from __future__ import annotations

from calendar import monthrange
from datetime import date


def last_day(issued: date, valid_months: int) -> date:
    """The end of the month in which it is issued, or, of more than one month, of the last of them."""
    ordinal = 12 * issued.year + issued.month - 1 + valid_months - 1
    year, month = divmod(ordinal, 12)
    return date(year, month + 1, monthrange(year, month + 1)[1])
