"""The words of payments: payees and their accounts, lines, batches, receipts, receivables, and the acts on
them.

A line says what somebody is owed and why, in words of the room that collected it: payments does not know
benefits.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from laoyou.access.types import Role, Rule
from laoyou.ledger.types import AccountId, Use
from laoyou.people.types import Relation


class PayeeKind(StrEnum):
    PERSON = "person"
    ORGANISATION = "organisation"


PAYEE_KIND_LABELS = {PayeeKind.PERSON: "个人", PayeeKind.ORGANISATION: "机构"}


@dataclass(frozen=True, slots=True)
class Payee:
    """To whom something is paid: a person or an organisation of the register."""

    kind: PayeeKind
    id: int

    @classmethod
    def person(cls, person_id: int) -> Payee:
        return cls(PayeeKind.PERSON, person_id)

    @classmethod
    def organisation(cls, organisation_id: int) -> Payee:
        return cls(PayeeKind.ORGANISATION, organisation_id)


class AccountKind(StrEnum):
    """What the number is of: a card (GB/T 15694, with a check digit), a passbook, or a body's account."""

    CARD = "card"
    PASSBOOK = "passbook"
    CORPORATE = "corporate"


ACCOUNT_KIND_LABELS = {
    AccountKind.CARD: "银行卡",
    AccountKind.PASSBOOK: "存折",
    AccountKind.CORPORATE: "对公账户",
}


class HeldBy(StrEnum):
    """Whose name is on the account: the payee's own, or that of kin who draw for him with his consent."""

    SELF = "self"
    KIN = "kin"


HELD_BY_LABELS = {HeldBy.SELF: "本人（本单位）", HeldBy.KIN: "亲属代领"}


class LineState(StrEnum):
    """The life of what is owed."""

    WAITING = "waiting"
    BATCHED = "batched"
    SETTLED = "settled"
    FAILED = "failed"
    CANCELLED = "cancelled"


LINE_STATE_LABELS = {
    LineState.WAITING: "待发放",
    LineState.BATCHED: "发放中",
    LineState.SETTLED: "已到账",
    LineState.FAILED: "发放失败",
    LineState.CANCELLED: "已撤销",
}


class BatchState(StrEnum):
    """The life of a batch: `core.batches` has its table."""

    OPEN = "open"
    FROZEN = "frozen"
    APPROVED = "approved"
    SENT = "sent"
    SETTLED = "settled"
    WITHDRAWN = "withdrawn"


BATCH_STATE_LABELS = {
    BatchState.OPEN: "归集中",
    BatchState.FROZEN: "已冻结，待审批",
    BatchState.APPROVED: "已审批，待送银行",
    BatchState.SENT: "已送银行，等回执",
    BatchState.SETTLED: "回执齐全",
    BatchState.WITHDRAWN: "已撤回",
}


class Outcome(StrEnum):
    """What became of one line in one batch."""

    OUTSTANDING = "outstanding"
    SETTLED = "settled"
    FAILED = "failed"
    RELEASED = "released"


OUTCOME_LABELS = {
    Outcome.OUTSTANDING: "等回执",
    Outcome.SETTLED: "已到账",
    Outcome.FAILED: "失败",
    Outcome.RELEASED: "已撤出",
}


class Result(StrEnum):
    """What a bank says of a line."""

    SETTLED = "settled"
    FAILED = "failed"


class Problem(StrEnum):
    """Why a row of a receipt could not be applied, and lies parked until somebody decides."""

    UNREADABLE = "unreadable"
    UNKNOWN_LINE = "unknown_line"
    ACCOUNT = "account"
    AMOUNT = "amount"
    ANSWERED = "answered"


PROBLEM_LABELS = {
    Problem.UNREADABLE: "读不懂",
    Problem.UNKNOWN_LINE: "没有这一笔",
    Problem.ACCOUNT: "账号不符",
    Problem.AMOUNT: "金额不符",
    Problem.ANSWERED: "已有回执",
}

PROBLEM_REMEDIES = {
    Problem.UNREADABLE: "序号、金额或结果没有写全，请对照原文件认领，或略去。",
    Problem.UNKNOWN_LINE: "本批没有这个序号，请核对是不是别的批次，再认领或略去。",
    Problem.ACCOUNT: "序号对得上，账号尾号对不上，请向银行核实后认领或略去。",
    Problem.AMOUNT: "序号和账号对得上，金额对不上，不能认领：请银行更正回执，再略去这一行。",
    Problem.ANSWERED: "这一笔先前已有结果。内容相同就略去；银行后来退票，请认领。",
}


class Resolution(StrEnum):
    ATTACHED = "attached"
    DISMISSED = "dismissed"


RESOLUTION_LABELS = {Resolution.ATTACHED: "已认领", Resolution.DISMISSED: "已略去"}


class DismissReason(StrEnum):
    """Why a parked row is set aside."""

    REPEATED = "repeated"
    ELSEWHERE = "elsewhere"
    CORRECTED = "corrected"
    NO_PAYMENT = "no_payment"


DISMISS_REASON_LABELS = {
    DismissReason.REPEATED: "重复的回执",
    DismissReason.ELSEWHERE: "不是本单位的款项",
    DismissReason.CORRECTED: "银行已另出更正回执",
    DismissReason.NO_PAYMENT: "不是发放记录（合计、说明等）",
}


class CancelReason(StrEnum):
    """Why something that was collected is not to be paid after all."""

    STOPPED = "stopped"
    DECEASED = "deceased"
    MISTAKEN = "mistaken"


CANCEL_REASON_LABELS = {
    CancelReason.STOPPED: "待遇已停发",
    CancelReason.DECEASED: "人已去世",
    CancelReason.MISTAKEN: "归集有误",
}


class ReceivableState(StrEnum):
    """The life of what was paid too much: `core.receivables` has its table."""

    OPEN = "open"
    PROPOSED = "proposed"
    REPAID = "repaid"
    WRITTEN_OFF = "written_off"
    WITHDRAWN = "withdrawn"


RECEIVABLE_STATE_LABELS = {
    ReceivableState.OPEN: "追回中",
    ReceivableState.PROPOSED: "申请核销，待审批",
    ReceivableState.REPAID: "已还清",
    ReceivableState.WRITTEN_OFF: "已核销",
    ReceivableState.WITHDRAWN: "已撤销",
}


class RepaymentKind(StrEnum):
    CASH = "cash"
    OFFSET = "offset"


REPAYMENT_KIND_LABELS = {RepaymentKind.CASH: "退回款项", RepaymentKind.OFFSET: "发放时抵扣"}

MOST_OFFSET_PERCENT = 90
"""The largest share of a payment that may be kept back: what is sent is never nothing."""


@dataclass(frozen=True, slots=True)
class Cause:
    """Why something is paid, in codes of the room that collects it: `grant` 17, for `2026-03`, `monthly`.

    One cause is paid once. `kind` and `purpose` are lower-case codes, `period` a year, a month or a day.
    """

    kind: str
    id: int
    period: str
    purpose: str


@dataclass(frozen=True, slots=True)
class NewLine:
    """What is to be paid. `words` say it to a reader (高龄津贴), without names; `division` is whose desk it
    lies on.

    `amount` is fen, above zero; `fund` the ledger account that bears it, of that division or one above.
    """

    payee: Payee
    amount: int
    fund: AccountId
    use: Use
    cause: Cause
    words: str
    division: str


@dataclass(frozen=True, slots=True)
class Collected:
    """What a collecting did: new lines, causes that had a line already, and new lines whose payee has no
    account.
    """

    new: int
    before: int
    missing: int


@dataclass(frozen=True, slots=True)
class NewAccount:
    """An account as it is handed in: the number in any writing; of kin, with relation and the day of
    consent.
    """

    kind: AccountKind
    bank: str
    number: str
    holder: str
    since: date
    held_by: HeldBy = HeldBy.SELF
    relation: Relation | None = None
    consent_on: date | None = None
    remark: str = ""


@dataclass(frozen=True, slots=True)
class NewBatch:
    """Which lines a batch gathers: those of a division, of one fund or any, of one period or any."""

    title: str
    division: str
    template: str
    fund: AccountId | None = None
    period: str = ""


@dataclass(frozen=True, slots=True)
class ReceiptRow:
    """A row of a bank's receipt, read but not believed: None, "" for what could not be read.

    `number` is the line's in its batch, `amount` fen, `tail` the last four digits of the account, `reason` a
    code of banks.yaml. `cells` are the row as it was.
    """

    row_no: int
    number: int | None
    amount: int | None
    tail: str
    result: Result | None
    reason: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReceiptSheet:
    """A whole receipt: `digest` is the SM3 of the file, by which it is known again."""

    name: str
    digest: bytes
    rows: tuple[ReceiptRow, ...]


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a receipt. `repeated`: it had been taken before, and nothing changed."""

    file_id: int
    rows: int
    settled: int
    failed: int
    parked: int
    repeated: bool


@dataclass(frozen=True, slots=True)
class NewReceivable:
    """What somebody was paid too much: fen above zero, the fund it came from, and why, as of a line."""

    payee: Payee
    amount: int
    fund: AccountId
    use: Use
    cause: Cause
    words: str
    division: str
    offset_percent: int = 0


@dataclass(frozen=True, slots=True)
class Instalment:
    """A part of a plan: fen above zero, due on a day."""

    number: int
    due_on: date
    amount: int


_KEEPERS = frozenset({Role.CLERK, Role.SUPERVISOR})
_SECOND = frozenset({Role.SUPERVISOR})
_READERS = _KEEPERS | {Role.LEADER, Role.AUDITOR}
_INSIDE = frozenset[Role]()
"""Done within the verbs of other rooms, whose permission covers them; by no role."""

ACTS = (
    Rule("payments.see", "查看发放", _READERS),
    Rule("payments.export", "导出发放明细", _READERS),
    Rule("payments.register_account", "登记收款账户", _KEEPERS),
    Rule("payments.end_account", "停用收款账户", _KEEPERS),
    Rule("payments.reveal", "查看完整账号", _KEEPERS),
    Rule("payments.follow_merge", "收款账户随人合并", _INSIDE),
    Rule("payments.collect", "归集发放明细", _KEEPERS),
    Rule("payments.cancel_lines", "撤销发放明细", _SECOND),
    Rule("payments.recollect", "失败明细重新发放", _KEEPERS),
    Rule("payments.open_batch", "新建发放批次", _KEEPERS),
    Rule("payments.freeze", "冻结发放批次", _KEEPERS),
    Rule("payments.approve", "审批发放批次", _SECOND),
    Rule("payments.withdraw", "撤回发放批次", _KEEPERS),
    Rule("payments.send", "送银行", _KEEPERS),
    Rule("payments.download_file", "下载银行文件", _KEEPERS),
    Rule("payments.take_receipts", "登记银行回执", _KEEPERS),
    Rule("payments.attach", "认领回执", _KEEPERS),
    Rule("payments.dismiss", "略去回执", _KEEPERS),
    Rule("payments.raise_receivable", "登记应收", _KEEPERS),
    Rule("payments.raise_overpaid", "登记多发的款项", _KEEPERS),
    Rule("payments.set_plan", "设定还款计划", _KEEPERS),
    Rule("payments.set_offset", "设定抵扣比例", _KEEPERS),
    Rule("payments.record_repayment", "登记还款", _KEEPERS),
    Rule("payments.withdraw_receivable", "撤销应收", _SECOND),
    Rule("payments.propose_write_off", "申请核销应收", _KEEPERS),
    Rule("payments.refuse_write_off", "驳回核销", _SECOND),
    Rule("payments.approve_write_off", "审批核销", _SECOND),
)
