"""The report on funds: where the money of a year came from, what it was paid for, and the share of elder
care.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import connection

from laoyou.access.types import Scope, division_key
from laoyou.ledger.core.elder_share import CITY_DIGITS, COUNTY_DIGITS, RULE, share
from laoyou.ledger.models import Account
from laoyou.ledger.reads.chart import AccountRecord, balances, with_balances
from laoyou.ledger.types import (
    AccountId,
    ElderShare,
    EntryKind,
    FundSource,
    HolderKind,
    Unit,
    Use,
)

_BY_KIND = """
SELECT p.account_id, p.kind, e.use, sum(p.amount)::bigint
FROM ledger_posting p JOIN ledger_entry e ON e.id = p.entry_id
WHERE p.account_id = ANY (%s) AND p.day BETWEEN %s AND %s
GROUP BY p.account_id, p.kind, e.use
"""


@dataclass(frozen=True, slots=True)
class FundYear:
    """A fund in a year, in fen: opening + received + passed_on + settled - paid = closing.

    `received` is from the treasury, `passed_on` between funds (negative when passed down), `settled`
    everything else.
    """

    account: AccountRecord
    opening: int
    received: int
    passed_on: int
    paid: dict[Use, int]
    settled: int
    closing: int

    @property
    def retained(self) -> int:
        """What the fund kept of the year's money: received, less what it passed down."""
        return self.received + self.passed_on

    @property
    def paid_in_all(self) -> int:
        return sum(self.paid.values())


@dataclass(frozen=True, slots=True)
class FundReport:
    """The funds of a scope in a year, by source, and how each government keeps the share of elder care."""

    year: int
    until: date
    funds: tuple[FundYear, ...]
    shares: tuple[ElderShare, ...]

    @property
    def paid(self) -> dict[Use, int]:
        """What all funds together paid for each use; uses without payments are left out."""
        sums: dict[Use, int] = defaultdict(int)
        for fund in self.funds:
            for use, amount in fund.paid.items():
                sums[use] += amount
        return {use: sums[use] for use in Use if sums[use]}


def fund_report(reach: Scope, year: int, on: date) -> FundReport:
    """The report on the funds of a scope in a year, as it stands on a day (or at the end of the year, if
    that is over).

    The share of elder care is told for each city and county of the scope that keeps welfare-lottery money,
    from 2022 on: core.elder_share says what is counted, and by which sentences.
    """
    until = min(on, date(year, 12, 31))
    rows = (
        Account.objects.reached_by(reach)
        .filter(holder_kind=HolderKind.FUND.value, unit=Unit.FEN.value, opened_on__lte=date(year, 12, 31))
        .order_by("division", "source", "pk")
    )
    accounts = with_balances(rows, until)
    funds = tuple(_years(accounts, year, until))
    shares = tuple(_shares(funds, year, year_is_over=on > date(year, 12, 31))) if year >= RULE.since else ()
    return FundReport(year, until, funds, shares)


def _years(accounts: list[AccountRecord], year: int, until: date) -> Iterable[FundYear]:
    ids = [account.ref.id for account in accounts]
    opening = balances(ids, date(year - 1, 12, 31))
    moved: dict[AccountId, dict[tuple[EntryKind, str], int]] = defaultdict(dict)
    with connection.cursor() as cursor:
        cursor.execute(_BY_KIND, [ids, date(year, 1, 1), until])
        for account, kind, use, amount in cursor.fetchall():
            moved[AccountId(account)][EntryKind(kind), use] = amount
    for account in accounts:
        sums = moved[account.ref.id]
        received = sums.get((EntryKind.FUNDING, ""), 0)
        passed_on = sums.get((EntryKind.TRANSFER, ""), 0)
        paid = {
            use: -sums[EntryKind.PAYMENT, use.value] for use in Use if (EntryKind.PAYMENT, use.value) in sums
        }
        settled = account.balance - opening[account.ref.id] - received - passed_on + sum(paid.values())
        yield FundYear(account, opening[account.ref.id], received, passed_on, paid, settled, account.balance)


def _shares(funds: Iterable[FundYear], year: int, *, year_is_over: bool) -> Iterable[ElderShare]:
    """By the government's own division: the funds of a city, and of each county, each by itself."""
    by_division: dict[str, list[FundYear]] = defaultdict(list)
    for fund in funds:
        digits = len(division_key(fund.account.ref.division))
        if fund.account.source is FundSource.WELFARE_LOTTERY and digits in (CITY_DIGITS, COUNTY_DIGITS):
            by_division[fund.account.ref.division].append(fund)
    for division in sorted(by_division):
        kept = by_division[division]
        elder = sum(fund.paid.get(Use.ELDER, 0) for fund in kept)
        yield share(
            division,
            retained=sum(fund.retained for fund in kept),
            elder=elder,
            other=sum(fund.paid_in_all for fund in kept) - elder,
            year_is_over=year_is_over,
        )
