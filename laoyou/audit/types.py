"""What the audit trail records: who, which act, on whom, within what, for which purpose."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from laoyou.access.types import Actor


class Outcome(StrEnum):
    DONE = "done"
    READ = "read"
    REFUSED = "refused"


OUTCOME_LABELS = {Outcome.DONE: "已办", Outcome.READ: "查看", Outcome.REFUSED: "已拒绝"}


class Purpose(StrEnum):
    """Why a sealed value was shown. A closed list: free text would itself be personal data."""

    APPLICATION = "application"
    VERIFICATION = "verification"
    VISIT = "visit"
    EMERGENCY = "emergency"
    CORRECTION = "correction"
    COMPLAINT = "complaint"
    OVERSIGHT = "oversight"
    EXPORT = "export"


PURPOSE_LABELS = {
    Purpose.APPLICATION: "办理申请",
    Purpose.VERIFICATION: "核对信息",
    Purpose.VISIT: "联系或上门",
    Purpose.EMERGENCY: "紧急情况",
    Purpose.CORRECTION: "更正信息",
    Purpose.COMPLAINT: "处理投诉",
    Purpose.OVERSIGHT: "监督检查",
    Purpose.EXPORT: "导出名单",
}


@dataclass(frozen=True, slots=True)
class Subject:
    """On whom or what: a person of the register and/or a thing by kind and id; `count` for bulk acts.

    `digest` binds a bulk act to its trace: the SM3 over the rows it touched.
    """

    person_id: int | None = None
    kind: str = ""
    id: str = ""
    count: int = 1
    digest: bytes = b""


@dataclass(frozen=True, slots=True)
class Note:
    """One entry to be written."""

    act_id: UUID
    act: str
    actor: Actor
    at: datetime
    outcome: Outcome
    subject: Subject = field(default_factory=Subject)
    division: str = ""
    within: UUID | None = None
    purpose: str = ""


@dataclass(frozen=True, slots=True)
class EntryRecord:
    """One entry as it is read."""

    id: int
    chain: str
    seq: int
    act_id: UUID
    within: UUID | None
    at: datetime
    user_id: int | None
    user_name: str
    role: str
    acting_for: str
    act: str
    outcome: Outcome
    person_id: int | None
    object_kind: str
    object_id: str
    count: int
    division: str
    purpose: str


@dataclass(frozen=True, slots=True)
class Fault:
    """Where a chain first does not hold: `kind` is altered, missing, reordered, truncated or added."""

    chain: str
    seq: int
    kind: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome of a verification: rows read by chain, and the first fault of each broken one."""

    rows: dict[str, int]
    heads: dict[str, str]
    faults: tuple[Fault, ...]
