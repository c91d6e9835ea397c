"""The words of subsidies: what sites, organisations and people who work in care claim by policy."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from laoyou.access.types import Role, Rule
from laoyou.policies.types import Subject
from laoyou.rules.types import Period, Value


class ClaimState(StrEnum):
    """How far a claim is. The last three are ends; a refused or withdrawn one may be filed anew."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


CLAIM_STATE_LABELS = {
    ClaimState.DRAFT: "草稿",
    ClaimState.SUBMITTED: "待审批",
    ClaimState.RETURNED: "退回补正",
    ClaimState.APPROVED: "已批准",
    ClaimState.REFUSED: "不予补贴",
    ClaimState.WITHDRAWN: "已撤回",
}


class Move(StrEnum):
    """What is done to a claim: each is one verb."""

    FILE = "file"
    STATE = "state"
    SUBMIT = "submit"
    RETURN = "return"
    APPROVE = "approve"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"


MOVE_LABELS = {
    Move.FILE: "建立申报",
    Move.STATE: "填写情况",
    Move.SUBMIT: "提交审批",
    Move.RETURN: "退回补正",
    Move.APPROVE: "批准",
    Move.REFUSE: "不予补贴",
    Move.WITHDRAW: "撤回",
}

SUBJECTS = (Subject.FACILITY, Subject.ORGANISATION, Subject.STAFF)
"""For whom a benefit is claimed here; those of persons are decided by the monthly run."""

CAUSE = "subsidy"
"""The kind of cause under which claims are paid (payments.types.Cause)."""


class Pays(StrEnum):
    """How far the money of an approved claim is."""

    NOT_COLLECTED = "not_collected"
    WAITING = "waiting"
    SETTLED = "settled"
    FAILED = "failed"
    CANCELLED = "cancelled"


PAYS_LABELS = {
    Pays.NOT_COLLECTED: "待归集",
    Pays.WAITING: "待发放",
    Pays.SETTLED: "已到账",
    Pays.FAILED: "发放失败",
    Pays.CANCELLED: "已撤销",
}


@dataclass(frozen=True, slots=True)
class Whom:
    """For whom something is claimed: a site, an organisation (both else None), or a person who works at one.

    The organisation is paid, or the person where there is one.
    """

    organisation_id: int
    site_id: int | None = None
    person_id: int | None = None


@dataclass(frozen=True, slots=True)
class NewClaim:
    """A benefit for a period: `2026`, `2026-03`, or `once`, as the benefit is given."""

    benefit: str
    whom: Whom
    period: str


@dataclass(frozen=True, slots=True)
class Statement:
    """What a clerk says of one fact; None: not known. `verified`: the paper that proves it was seen."""

    value: Value | None
    verified: bool = False
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """A fact's value and who says so: the register, the clerk, or nobody (`silence` of the vocabulary)."""

    value: Value | None
    source: str
    verified: bool = False
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Share:
    """What one payer bears, in fen."""

    payer: str
    label: str
    fen: int


@dataclass(frozen=True, slots=True)
class Days:
    """The period of a claim: as it is written, and the days by which it is decided."""

    words: str
    period: Period


_CLERKS = frozenset({Role.CLERK, Role.SUPERVISOR})
_SECOND = frozenset({Role.SUPERVISOR})
_READERS = _CLERKS | {Role.LEADER, Role.AUDITOR}

ACTS = (
    Rule("subsidies.see", "查看补贴申报", _READERS),
    Rule("subsidies.export", "导出补贴申报", _READERS),
    Rule("subsidies.file", "建立补贴申报", _CLERKS),
    Rule("subsidies.state", "填写补贴申报", _CLERKS),
    Rule("subsidies.submit", "提交补贴申报", _CLERKS),
    Rule("subsidies.withdraw", "撤回补贴申报", _CLERKS),
    Rule("subsidies.send_back", "退回补贴申报", _SECOND),
    Rule("subsidies.approve", "批准补贴申报", _SECOND),
    Rule("subsidies.refuse", "不予补贴", _SECOND),
    Rule("subsidies.collect", "归集补贴款", _CLERKS),
)
