"""Which ledger account bears whose share: what was chosen for a division, and what suggests itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from laoyou.access.types import Place, Scope, division_code, division_key
from laoyou.benefits.models import FundChoice
from laoyou.kernel.errors import NotFound
from laoyou.ledger import reads as ledger
from laoyou.ledger.reads import AccountRecord
from laoyou.ledger.types import AccountId, FundSource, HolderKind, Unit
from laoyou.policies import reads as policies
from laoyou.policies.types import Delivery
from laoyou.rules.types import Period

UNIT_OF = {Delivery.CASH: Unit.FEN, Delivery.ONE_OFF: Unit.FEN, Delivery.VOUCHER: Unit.VOUCHER_FEN}
"""What a benefit is paid in; what is delivered as a service is not paid."""
SOURCES = {
    "central": FundSource.CENTRAL,
    "province": FundSource.PROVINCE,
    "city": FundSource.CITY,
    "county": FundSource.COUNTY,
    "lottery_province": FundSource.WELFARE_LOTTERY,
    "lottery_city": FundSource.WELFARE_LOTTERY,
    "lottery_county": FundSource.WELFARE_LOTTERY,
}
"""The funds that a payer's word can mean; of other payers nothing is suggested."""
_DIGITS = (12, 9, 6, 4, 2)


@dataclass(frozen=True, slots=True)
class Share:
    """A payer of a benefit that is law in a division. `account` is the one that bears his share, by the
    choice of `chosen_in`; None where none is named, and then `proposal` is the one that suggests itself.
    """

    payer: str
    label: str
    benefit: str
    name: str
    unit: Unit
    account: AccountRecord | None
    chosen_in: str
    chosen_for: str
    proposal: AccountRecord | None
    may_take: tuple[AccountRecord, ...]


class Choices:
    """The accounts chosen for a division, for those around it and for those within it."""

    def __init__(self, territory: str) -> None:
        around = FundChoice.objects.of(division__in=above(territory))
        within = FundChoice.objects.within(Scope.division(territory).division_bounds())
        self._chosen = {
            (row.division_id, row.payer, row.benefit, row.unit): AccountId(row.account_id)
            for row in (*around, *within)
        }
        self._refs = ledger.refs(self._chosen.values())

    def account(self, division: str, payer: str, benefit: str, unit: Unit) -> AccountId | None:
        """The account that bears a share of what is paid in a division: the nearest choice, there the one for
        the benefit first. None where none is named, or where it cannot pay there.
        """
        found = self.choice(division, payer, benefit, unit)
        return found[2] if found else None

    def choice(
        self, division: str, payer: str, benefit: str, unit: Unit
    ) -> tuple[str, str, AccountId] | None:
        """The division and benefit ("" for any) of the choice, and its account."""
        for code in above(division):
            for of in (benefit, ""):
                account = self._chosen.get((code, payer, of, unit.value))
                if account is not None and self._can_pay(account, division, unit):
                    return code, of, account
        return None

    def _can_pay(self, account: AccountId, division: str, unit: Unit) -> bool:
        ref = self._refs[account]
        inside = division_key(division).startswith(division_key(ref.division))
        return inside and ref.unit is unit and ref.holder.kind is HolderKind.FUND


def above(division: str) -> tuple[str, ...]:
    """A division and those above it, the nearest first."""
    key = division_key(division)
    return tuple(division_code(key[:digits]) for digits in _DIGITS if digits <= len(key))


def shares(territory: str, month: Period, on: date) -> tuple[Share, ...]:
    """Every payer of every benefit that is law in a division in a month and is paid, whomever it is for."""
    choices, labels = Choices(territory), policies.funds()
    accounts = _accounts(territory, on)
    known = {one.ref.id: one for one in accounts}
    found: dict[tuple[str, str], Share] = {}
    for law in policies.in_force(territory, month):
        unit = UNIT_OF.get(law.benefit.delivery)
        if law.benefit.amount is None or unit is None:
            continue
        for payer in law.benefit.payers:
            chosen = choices.choice(territory, payer.fund, law.code, unit)
            fitting = tuple(one for one in accounts if one.ref.unit is unit)
            found[law.code, payer.fund] = Share(
                payer=payer.fund,
                label=labels[payer.fund].label if payer.fund in labels else payer.label,
                benefit=law.code,
                name=law.document.name,
                unit=unit,
                account=known.get(chosen[2]) if chosen else None,
                chosen_in=chosen[0] if chosen else "",
                chosen_for=chosen[1] if chosen else "",
                proposal=None if chosen else _only(fitting, SOURCES.get(payer.fund)),
                may_take=fitting,
            )
    return tuple(found.values())


def place_of_choice(division: str, *_: object, **__: object) -> Place:
    return Place((division,))


def account_for(account_id: int, division: str, unit: Unit) -> AccountRecord:
    """A fund's account that may bear something in a division. Raises NotFound."""
    today = _accounts(division, date.max)
    found = next((one for one in today if one.ref.id == account_id and one.ref.unit is unit), None)
    if found is None:
        raise NotFound("这里不能用这个账户，请从列表中另选一个。", "fund_account")
    return found


def _accounts(territory: str, on: date) -> list[AccountRecord]:
    """The open accounts of funds of a division and of those above it, the nearest first."""
    order = above(territory)
    reach = Scope.division(order[-1])
    every = ledger.every(reach, ledger.Filter(kind=HolderKind.FUND), on)
    mine = [one for one in every if one.ref.division in order and one.closed_on is None]
    return sorted(mine, key=lambda one: (order.index(one.ref.division), one.ref.id))


def _only(accounts: Iterable[AccountRecord], source: FundSource | None) -> AccountRecord | None:
    """The one account of a source in the nearest division that has any; None where there are several."""
    by_division: dict[str, list[AccountRecord]] = defaultdict(list)
    for one in accounts:
        if one.source is source and source is not None:
            by_division[one.ref.division].append(one)
    nearest = next(iter(by_division.values()), [])
    return nearest[0] if len(nearest) == 1 else None

