"""Rows of the books laid one by one, as no verb lays them, and what refuses them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from itertools import count
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction

from laoyou.kernel.spans import DateSpan
from laoyou.ledger.models import Account, Budget, Entry, Journal, Posting
from laoyou.ledger.tests.cast import BEGUN, COUNTY, NOW, TODAY
from laoyou.store.constraints import as_conflict

ACT = UUID("018f4a00-0000-7000-8000-000000000000")
_numbers = count(10_000_001)


def refuses(constraint: str, write: Callable[[], Any]) -> None:
    """The write, or the commit after it, breaks this constraint and says so in a sentence."""

    def commit() -> None:
        write()
        connection.check_constraints()

    with pytest.raises(IntegrityError) as broken, transaction.atomic():
        commit()
    conflict = as_conflict(broken.value)
    assert conflict is not None, broken.value
    assert conflict.code == constraint
    assert conflict.message.endswith("。")


def account(**changes: Any) -> Callable[[], Account]:
    plain = {"holder_kind": "organisation", "holder_id": 7, "unit": "fen", "purpose": "", "name": "甲"}
    plain |= {"division": COUNTY, "keeps_above_zero": False, "opened_on": BEGUN}
    return lambda: Account.objects.create(**plain | changes)


def made(**changes: Any) -> int:
    return int(account(holder_id=next(_numbers), **changes)().pk)


def journal(size: int = 1, **changes: Any) -> Journal:
    first = next(_numbers)
    for _ in range(size - 1):
        next(_numbers)
    told = {"last_entry": first + size - 1, "act_id": ACT, "recorded_at": NOW}
    return Journal.objects.create(id=first, **told | changes)


def entry(of: Journal | None = None, **changes: Any) -> Entry:
    of = of or journal()
    told: dict[str, Any] = {"id": of.id, "journal_id": of.id, "day": TODAY, "kind": "settlement", "lines": 2}
    return Entry.objects.create(**told | {"cause_kind": "test", "cause_id": next(_numbers)} | changes)


def line(of: Entry, number: int, account_id: int, amount: int, **changes: Any) -> Posting:
    told = {"day": of.day, "kind": of.kind, "account_id": account_id, "amount": amount}
    return Posting.objects.create(entry_id=of.pk, line=number, **told | changes)


def moved(amount: int = 100, source: int = 0, target: int = 0, **changes: Any) -> Entry:
    """A whole entry, laid row by row as no verb does it."""
    written = entry(**changes)
    line(written, 1, source or made(), -amount)
    line(written, 2, target or made(), amount)
    return written


def budget(**changes: Any) -> Callable[[], Budget]:
    told = {"span": DateSpan(date(2026, 1, 1), date(2026, 12, 31)), "amount": 100, "hard": True}
    told |= {"warn_percent": 80, "recorded_at": NOW, "account_id": made()}
    return lambda: Budget.objects.create(**told | changes)
