"""The words of the monthly run: what is proposed, why, and what becomes of it; and the acts about them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from laoyou.access.types import Role, Rule
from laoyou.kernel.spans import DateSpan
from laoyou.policies.types import AtDeath, Per, Proration
from laoyou.rules.types import Program

ENGINE = 1
"""The edition of deciding: it rises when the same register and law could come out otherwise."""
LOOK_BACK_MONTHS = 24
"""How far a run looks for months that it would decide otherwise today."""


class RunState(StrEnum):
    """The life of a run. What it writes and `done` are committed together, or not at all."""

    WORKING = "working"
    DONE = "done"
    FAILED = "failed"


RUN_STATE_LABELS = {
    RunState.WORKING: "正在认定",
    RunState.DONE: "已完成",
    RunState.FAILED: "没有完成",
}


class Phase(StrEnum):
    """What a run is doing."""

    READ = "read"
    DECIDE = "decide"
    LOOK_BACK = "look_back"
    COMPARE = "compare"
    WRITE = "write"


PHASE_LABELS = {
    Phase.READ: "读取登记册",
    Phase.DECIDE: "逐条判定",
    Phase.LOOK_BACK: "复核以前月份",
    Phase.COMPARE: "与在享待遇比对",
    Phase.WRITE: "写入名单",
}


class Kind(StrEnum):
    """What a run proposes: of the benefit itself, or of money for months that are over."""

    START = "start"
    STOP = "stop"
    CHANGE = "change"
    BACKPAY = "backpay"
    RECOVER = "recover"


KIND_LABELS = {
    Kind.START: "应享未享",
    Kind.STOP: "应停未停",
    Kind.CHANGE: "应调整",
    Kind.BACKPAY: "应补发",
    Kind.RECOVER: "应追回",
}
OF_MONEY = frozenset({Kind.BACKPAY, Kind.RECOVER})


class Why(StrEnum):
    """The ground of a proposal in one word; `failed` and `excluded_by` of the proposal say it in full."""

    ENTITLED = "entitled"
    CLAUSES = "clauses"
    EXCLUDED = "excluded"
    AMOUNT = "amount"
    LAW = "law"
    DIED = "died"
    MERGED = "merged"
    ENDED = "ended"


WHY_LABELS = {
    Why.ENTITLED: "符合条件",
    Why.CLAUSES: "不再符合条件",
    Why.EXCLUDED: "与另一项待遇不能同享",
    Why.AMOUNT: "标准有变化",
    Why.LAW: "政策换了版本，金额不变",
    Why.DIED: "已去世",
    Why.MERGED: "档案已并入另一份",
    Why.ENDED: "政策已终止",
}


class ProposalState(StrEnum):
    """What became of a proposal. `superseded`: a later run found it no longer true, or true otherwise."""

    PENDING = "pending"
    CONFIRMED = "confirmed"
    AUTOMATIC = "automatic"
    DISMISSED = "dismissed"
    SUPERSEDED = "superseded"


PROPOSAL_STATE_LABELS = {
    ProposalState.PENDING: "待确认",
    ProposalState.CONFIRMED: "已确认",
    ProposalState.AUTOMATIC: "免申即享",
    ProposalState.DISMISSED: "不予办理",
    ProposalState.SUPERSEDED: "已被新的认定取代",
}

COLLECTING_STATE_LABELS = {
    RunState.WORKING: "正在归集",
    RunState.DONE: "已归集",
    RunState.FAILED: "没有完成",
}


class DueKind(StrEnum):
    """How what is due leaves or comes back: a line of payments, a voucher, a receivable."""

    LINE = "line"
    VOUCHER = "voucher"
    RECEIVABLE = "receivable"


OFFSET_PERCENT = 20
"""How much of each later payment is kept back for what was paid too much, unless told otherwise."""

_CLERKS = frozenset({Role.CLERK, Role.SUPERVISOR})
_READERS = _CLERKS | {Role.LEADER, Role.DATA_OFFICER}

ACTS = (
    Rule("benefits.see_runs", "查看待遇认定", _READERS),
    Rule("benefits.begin_run", "开始月度认定", _CLERKS),
    Rule("benefits.resume_run", "重新开始中断的认定", _CLERKS),
    Rule("benefits.perform_run", "月度认定", _CLERKS),
    Rule("benefits.fail_run", "记下认定没有完成", _CLERKS),
    Rule("benefits.see", "查看待遇和认定理由", _READERS),
    Rule("benefits.confirm", "确认待遇", _CLERKS),
    Rule("benefits.confirm_many", "批量确认待遇", _CLERKS),
    Rule("benefits.dismiss", "不予办理", _CLERKS),
    Rule("benefits.collect", "归集应发待遇", _CLERKS),
    Rule("benefits.resume_collecting", "重新开始中断的归集", _CLERKS),
    Rule("benefits.perform_collecting", "归集", _CLERKS),
    Rule("benefits.fail_collecting", "记下归集没有完成", _CLERKS),
    Rule("benefits.recover", "登记多发的待遇", _CLERKS),
    Rule("benefits.choose_funds", "指定待遇由哪个账户出钱", frozenset({Role.SUPERVISOR})),
    Rule("benefits.export", "导出待遇名单", _CLERKS),
)


@dataclass(frozen=True, slots=True)
class Terms:
    """On what terms somebody has a benefit: so much (fen) a month, a year, or once, by a version of the law.

    `digest` is that of the version's text: rows of one text have the same terms.
    """

    version_id: int
    digest: str
    per: Per
    proration: Proration
    amount_fen: int


@dataclass(frozen=True, slots=True)
class Held:
    """Terms and the days for which they are held."""

    span: DateSpan
    terms: Terms


@dataclass(frozen=True, slots=True)
class Law:
    """A benefit as a month decides it.

    `part` is the days of the month that are decided by it: less than the whole only where a benefit counts
    days. `territory` is a 12-digit code, or policies.types.NATIONAL. `demo`: some of it is an example (示例).
    """

    code: str
    name: str
    version_id: int
    digest: str
    territory: str
    part: DateSpan
    program: Program
    per: Per
    proration: Proration
    at_death: AtDeath
    automatic: bool
    demo: bool

    @property
    def is_money(self) -> bool:
        """Whether an amount belongs to it; if not, it is a service."""
        return self.program.amount is not None

    def terms(self, amount_fen: int) -> Terms:
        return Terms(self.version_id, self.digest, self.per, self.proration, amount_fen)


@dataclass(frozen=True, slots=True)
class MonthLine:
    """How much too little (above zero) or too much was due in a month that is over."""

    month: date
    fen: int
