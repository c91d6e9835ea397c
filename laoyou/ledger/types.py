"""Double entry in any unit: accounts, entries, vouchers, budgets, and the words in which they are spoken.

An amount is signed, and said from the account's side: positive is into it (收), negative is out of it (付).
In every entry the amounts of each currency add up to zero.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NewType

from laoyou.access.types import Role, Rule

AccountId = NewType("AccountId", int)
EntryId = NewType("EntryId", int)

MOST_AMOUNT = 10**13
"""The largest single amount: a hundred thousand million yuan, in fen. Sums of millions of them fit a
bigint.
"""


class Unit(StrEnum):
    """What an account counts: fen of money, fen on vouchers (bound to a purpose), minutes of service."""

    FEN = "fen"
    VOUCHER_FEN = "voucher_fen"
    MINUTE = "minute"


UNIT_LABELS = {Unit.FEN: "资金", Unit.VOUCHER_FEN: "服务券", Unit.MINUTE: "服务时间"}


class HolderKind(StrEnum):
    FUND = "fund"
    PERSON = "person"
    ORGANISATION = "organisation"
    SYSTEM = "system"


HOLDER_KIND_LABELS = {
    HolderKind.FUND: "专项资金",
    HolderKind.PERSON: "个人",
    HolderKind.ORGANISATION: "机构",
    HolderKind.SYSTEM: "外部往来",
}


class FundSource(StrEnum):
    """Where the money of a fund comes from."""

    WELFARE_LOTTERY = "welfare_lottery"
    CENTRAL = "central"
    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"
    DONATION = "donation"


FUND_SOURCE_LABELS = {
    FundSource.WELFARE_LOTTERY: "福彩公益金",
    FundSource.CENTRAL: "中央财政",
    FundSource.PROVINCE: "省级财政",
    FundSource.CITY: "市级财政",
    FundSource.COUNTY: "县级财政",
    FundSource.DONATION: "社会捐赠",
}


class EntryKind(StrEnum):
    """What happened. A reversal has the kind of what it reverses, so that the sums of each kind stay
    right.
    """

    OPENING = "opening"
    FUNDING = "funding"
    TRANSFER = "transfer"
    PAYMENT = "payment"
    SETTLEMENT = "settlement"
    ISSUE = "issue"
    SPEND = "spend"
    REDEEM = "redeem"
    EXPIRY = "expiry"
    EARNED = "earned"
    DRAWN = "drawn"
    CORRECTION = "correction"


ENTRY_KIND_LABELS = {
    EntryKind.OPENING: "期初余额",
    EntryKind.FUNDING: "拨入",
    EntryKind.TRANSFER: "划转",
    EntryKind.PAYMENT: "支出",
    EntryKind.SETTLEMENT: "付讫",
    EntryKind.ISSUE: "发放服务券",
    EntryKind.SPEND: "使用服务券",
    EntryKind.REDEEM: "核销服务券",
    EntryKind.EXPIRY: "到期收回",
    EntryKind.EARNED: "存入时间",
    EntryKind.DRAWN: "支取时间",
    EntryKind.CORRECTION: "调整",
}

COUNTED = (EntryKind.PAYMENT, EntryKind.ISSUE, EntryKind.EXPIRY)
"""The kinds that use up a budget (payments, vouchers issued) or give back to it (vouchers expired)."""


class Use(StrEnum):
    """What a payment is for: 扶老、助残、救孤、济困 of the welfare lottery, care of infants, and the rest."""

    ELDER = "elder"
    INFANT = "infant"
    DISABLED = "disabled"
    ORPHAN = "orphan"
    RELIEF = "relief"
    OTHER = "other"


USE_LABELS = {
    Use.ELDER: "养老服务",
    Use.INFANT: "婴幼儿照护",
    Use.DISABLED: "助残",
    Use.ORPHAN: "救孤",
    Use.RELIEF: "济困",
    Use.OTHER: "其他公益",
}

_READERS = frozenset({Role.CLERK, Role.SUPERVISOR, Role.LEADER, Role.AUDITOR})
_KEEPERS = frozenset({Role.SUPERVISOR})
_THE_SYSTEM = frozenset[Role]()
"""Done by night, by no role."""

ACTS = (
    Rule("ledger.see", "查看资金账", _READERS),
    Rule("ledger.export", "导出资金账", _READERS),
    Rule("ledger.verify", "核对全部账目", frozenset({Role.SUPERVISOR, Role.AUDITOR})),
    Rule("ledger.open_account", "开立账户", _KEEPERS),
    Rule("ledger.close_account", "销户", _KEEPERS),
    Rule("ledger.receive", "登记拨入", _KEEPERS),
    Rule("ledger.pay", "登记支出", _KEEPERS),
    Rule("ledger.reverse", "冲正", _KEEPERS),
    Rule("ledger.expire_vouchers", "服务券到期收回", _THE_SYSTEM),
    Rule("ledger.set_budget", "设定预算", _KEEPERS),
    Rule("ledger.close_books", "结账", _KEEPERS),
)


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose an account is. Ids of persons and organisations are the register's; no key leads up there."""

    kind: HolderKind
    id: int

    @classmethod
    def new_fund(cls) -> Holder:
        """A fund that is not there yet: it is known by the number of its first account."""
        return cls(HolderKind.FUND, 0)

    @classmethod
    def fund(cls, number: int) -> Holder:
        return cls(HolderKind.FUND, number)

    @classmethod
    def person(cls, person_id: int) -> Holder:
        return cls(HolderKind.PERSON, person_id)

    @classmethod
    def organisation(cls, organisation_id: int) -> Holder:
        return cls(HolderKind.ORGANISATION, organisation_id)

    @classmethod
    def outside(cls, division: str) -> Holder:
        """The world outside the books of a division: the treasury, the bank, those who give time."""
        return cls(HolderKind.SYSTEM, int(division))


@dataclass(frozen=True, slots=True)
class AccountRef:
    """An account as an entry names it: got from `reads.refs`, `reads.ref` or `reads.held_by`.

    `purpose` binds vouchers; what may be added up in one entry is the currency: unit and purpose.
    """

    id: AccountId
    holder: Holder
    unit: Unit
    purpose: str
    division: str

    @property
    def currency(self) -> tuple[Unit, str]:
        return self.unit, self.purpose


@dataclass(frozen=True, slots=True)
class NewAccount:
    """An account to be opened in a division (12 digits); a person's has no name, every other has.

    Nothing can be posted before `opened_on`. `source` is of funds alone. `purpose` is of vouchers alone; a
    person's vouchers also have a last day and the fund's voucher account to which they return.
    `keeps_above_zero`: never overdrawn, which vouchers and minutes of persons always are.
    """

    holder: Holder
    unit: Unit
    division: str
    opened_on: date
    name: str = ""
    source: FundSource | None = None
    purpose: str = ""
    expires_on: date | None = None
    returns_to: AccountId | None = None
    keeps_above_zero: bool = False


@dataclass(frozen=True, slots=True)
class Cause:
    """Why something is posted; `part` tells apart several entries of one cause. One cause is posted once."""

    kind: str
    id: int
    part: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One account and what goes into it (+) or out of it (-), in its unit."""

    account: AccountRef
    amount: int


@dataclass(frozen=True, slots=True)
class NewEntry:
    """An entry to be posted. `use` is of payments alone; `memo` is a code of the caller, never free text."""

    day: date
    kind: EntryKind
    cause: Cause
    lines: tuple[Line, ...]
    use: Use | None = None
    memo: str = ""


@dataclass(frozen=True, slots=True)
class Posted:
    """What a bulk did: entries that are new, and those that had been posted before, exactly the same."""

    new: int
    before: int


@dataclass(frozen=True, slots=True)
class NewVoucher:
    """A voucher for somebody: `fund` is the fund's voucher account, to which it returns after `last_day`."""

    person_id: int
    division: str
    fund: AccountRef
    last_day: date
    amount: int
    cause: Cause


class BudgetState(StrEnum):
    FINE = "fine"
    LOW = "low"
    SHORT = "short"
    EXCEEDED = "exceeded"


BUDGET_STATE_LABELS = {
    BudgetState.FINE: "够用",
    BudgetState.LOW: "已到预警线",
    BudgetState.SHORT: "预计不够",
    BudgetState.EXCEEDED: "已超预算",
}


class ShareState(StrEnum):
    """How the share of elder care stands: reached; still open; open, but other uses have taken more than
    their part of this year's money; or not reached when the year was over.
    """

    NOTHING = "nothing"
    OPEN = "open"
    CROWDED = "crowded"
    KEPT = "kept"
    MISSED = "missed"


SHARE_STATE_LABELS = {
    ShareState.NOTHING: "本年没有留用",
    ShareState.OPEN: "还需安排",
    ShareState.CROWDED: "其他用途过多",
    ShareState.KEPT: "已达到",
    ShareState.MISSED: "没有达到",
}


@dataclass(frozen=True, slots=True)
class ElderShare:
    """The welfare-lottery money that one government kept in one year, and how much of it went to elder care.

    Fen. `needed` is the least that satisfies the rule, `missing` what is still to be spent on elder care,
    `room` what may still go to other uses without breaking it.
    """

    division: str
    retained: int
    elder: int
    other: int
    needed: int
    missing: int
    room: int
    state: ShareState

    @property
    def permille(self) -> int | None:
        """Elder care's part of what was kept, in thousandths, rounded down; None where nothing was kept."""
        return 1000 * self.elder // self.retained if self.retained > 0 else None
