"""The words of assessment: why, where, by whom, how far; and the records that cross the door."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from laoyou.access.types import Role, Rule
from laoyou.kernel.ids import PersonId, SheetId

INFORMANT = "informant"
"""The key under which a sheet keeps who gave the information: his name, relation and signature."""

CONFIRMED = "confirmed"
"""The key under which a sheet keeps the doubtful combinations that were looked at again and stand."""


class Reason(StrEnum):
    """Why somebody is assessed (GB/T 42195-2022, A.1.3)."""

    FIRST = "first"
    REGULAR = "regular"
    CHANGE = "change"
    DISPUTE = "dispute"
    OTHER = "other"


REASON_LABELS = {
    Reason.FIRST: "首次评估",
    Reason.REGULAR: "常规评估",
    Reason.CHANGE: "即时评估",
    Reason.DISPUTE: "复评",
    Reason.OTHER: "其他原因",
}


class VisitPlace(StrEnum):
    """Where the visit was made."""

    HOME = "home"
    INSTITUTION = "institution"
    HOSPITAL = "hospital"
    CENTRE = "centre"


VISIT_PLACE_LABELS = {
    VisitPlace.HOME: "老人家中",
    VisitPlace.INSTITUTION: "养老机构",
    VisitPlace.HOSPITAL: "医疗机构",
    VisitPlace.CENTRE: "评估场所",
}


class SheetState(StrEnum):
    """How far a sheet has come."""

    DRAFT = "draft"
    SIGNED = "signed"
    CONCLUDED = "concluded"
    DISPUTED = "disputed"
    REASSESSED = "reassessed"
    VOID = "void"


SHEET_STATE_LABELS = {
    SheetState.DRAFT: "填写中",
    SheetState.SIGNED: "待出结论",
    SheetState.CONCLUDED: "已出结论",
    SheetState.DISPUTED: "有异议",
    SheetState.REASSESSED: "已复评",
    SheetState.VOID: "已作废",
}


class Seat(StrEnum):
    """Which of the two assessors."""

    FIRST = "first"
    SECOND = "second"


SEAT_LABELS = {Seat.FIRST: "评估员一", Seat.SECOND: "评估员二"}


class DisputeSide(StrEnum):
    """Who disagrees with a result."""

    PERSON = "person"
    KIN = "kin"
    CLERK = "clerk"


DISPUTE_SIDE_LABELS = {
    DisputeSide.PERSON: "评估对象本人",
    DisputeSide.KIN: "家属或代理人",
    DisputeSide.CLERK: "经办部门",
}


class InformantRelation(StrEnum):
    """Who gave the information (GB/T 42195-2022, A.3.2)."""

    SELF = "self"
    SPOUSE = "spouse"
    CHILD = "child"
    OTHER_KIN = "other_kin"
    CARER = "carer"
    VILLAGE = "village"
    OTHER = "other"


INFORMANT_RELATION_LABELS = {
    InformantRelation.SELF: "老人本人",
    InformantRelation.SPOUSE: "配偶",
    InformantRelation.CHILD: "子女",
    InformantRelation.OTHER_KIN: "其他亲属",
    InformantRelation.CARER: "雇佣照顾者",
    InformantRelation.VILLAGE: "村（居）委会工作人员",
    InformantRelation.OTHER: "其他",
}


class Severity(StrEnum):
    """What a contradiction on a sheet does: it is refused, or asked about."""

    REFUSE = "refuse"
    ASK = "ask"


SEVERITY_LABELS = {Severity.REFUSE: "自相矛盾", Severity.ASK: "请再核实"}

_KEEPERS = frozenset({Role.CLERK, Role.SUPERVISOR})
_ASSESSORS = frozenset({Role.ASSESSOR})
_WORKERS = _KEEPERS | _ASSESSORS
_READERS = _WORKERS | {Role.LEADER}

ACTS = (
    Rule("assessment.see", "查看评估", _READERS),
    Rule("assessment.report", "出具评估报告", _WORKERS),
    Rule("assessment.screen", "失能自评", _WORKERS),
    Rule("assessment.begin", "开始评估", _WORKERS),
    Rule("assessment.reassign", "更换评估员", _WORKERS),
    Rule("assessment.answer", "填写评估表", _ASSESSORS),
    Rule("assessment.sign", "评估员签字", _ASSESSORS),
    Rule("assessment.reopen", "退回修改评估表", _WORKERS),
    Rule("assessment.conclude", "出评估结论", _WORKERS),
    Rule("assessment.void", "作废未完成的评估", _WORKERS),
    Rule("assessment.revoke", "撤销评估结论", frozenset({Role.SUPERVISOR})),
    Rule("assessment.dispute", "登记评估异议", _KEEPERS),
    Rule("assessment.drop_dispute", "撤回评估异议", _KEEPERS),
    Rule("assessment.follow_merge", "评估随人员合并", frozenset()),
)


@dataclass(frozen=True, slots=True)
class AssessorGiven:
    """One of the two assessors as the sheet names him; `is_qualified` as the scale demands of one of them:
    a medical background (GB/T 42195-2022), or an assessing expert (long-term-care insurance)."""

    user_id: int
    is_qualified: bool


@dataclass(frozen=True, slots=True)
class NewSheet:
    """What a sheet is begun with. `redoes` is the disputed sheet that a re-assessment answers."""

    scale: str
    reason: Reason
    base_date: date
    place: VisitPlace
    first: AssessorGiven
    second: AssessorGiven
    words: str = ""
    redoes: SheetId | None = None
    screening: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """One answer as it is given: the key of an item or a question, and its value (see core.answers)."""

    item: str
    value: Any
    was: Any = None


@dataclass(frozen=True, slots=True)
class Refused:
    """A change that was not saved: another's answer stands in the way, or the value is none of the scale's.

    `value` is what the sheet holds now.
    """

    item: str
    sentence: str
    is_conflict: bool
    value: Any = None


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of changes: how many are on the sheet now, and which were refused."""

    saved: int
    refused: tuple[Refused, ...]


@dataclass(frozen=True, slots=True)
class DimensionOutcome:
    """A total of one dimension, and its level (0 is best)."""

    key: str
    name: str
    total: int
    most: int
    level: int
    level_name: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a sheet comes to: totals, the grade they give, what changed it, and the grade that stands."""

    dimensions: tuple[DimensionOutcome, ...]
    groups: tuple[tuple[str, int, int], ...]
    initial: int
    grade: int
    applied: tuple[str, ...]
    """The sentences of the rules that held, in the order of the scale."""


@dataclass(frozen=True, slots=True)
class AssessorRecord:
    """An assessor on a sheet; `strokes` is the drawn signature (core.strokes), empty when typed."""

    seat: Seat
    user_id: int
    name: str
    is_qualified: bool
    signed_at: datetime | None
    strokes: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class InformantRecord:
    """Who gave the information, and his signature: drawn, or on paper."""

    name: str
    relation: InformantRelation
    strokes: tuple[tuple[int, ...], ...]
    on_paper: bool


@dataclass(frozen=True, slots=True)
class DisputeRecord:
    """Somebody disagrees with a result; `deadline` is until when it is to be assessed again."""

    id: int
    side: DisputeSide
    name: str
    reason: str
    raised_at: datetime
    deadline: date
    dropped_at: datetime | None
    dropped_because: str
    settled_by: SheetId | None


@dataclass(frozen=True, slots=True)
class SheetLine:
    """A sheet in a list. `grade` is None until it is concluded; `due_on` is when to assess again."""

    id: SheetId
    number: str
    person: PersonId
    scale: str
    edition: str
    title: str
    reason: Reason
    base_date: date
    state: SheetState
    grade: int | None
    grade_name: str
    due_on: date | None
    ends_on: date | None
    answered: int
    questions: int


@dataclass(frozen=True, slots=True)
class SheetRecord:
    """A whole sheet. `answers` are by the keys of items and questions."""

    line: SheetLine
    place: VisitPlace
    words: str
    first: AssessorRecord
    second: AssessorRecord
    informant: InformantRecord | None
    answers: Mapping[str, Any]
    confirmed: frozenset[str]
    outcome: Outcome | None
    scale_digest: str
    begun_at: datetime
    concluded_at: datetime | None
    voided_at: datetime | None
    void_reason: str
    redoes: SheetId | None
    redone_by: SheetId | None
    disputes: tuple[DisputeRecord, ...]
    screening: str

    @property
    def assessors(self) -> tuple[AssessorRecord, AssessorRecord]:
        return self.first, self.second

    @property
    def open_dispute(self) -> DisputeRecord | None:
        found = (one for one in self.disputes if one.dropped_at is None and one.settled_by is None)
        return next(found, None)


@dataclass(frozen=True, slots=True)
class Latest:
    """The result that stands of a person by one scale: what other departments rely on (互认).

    `is_due` when the day of the next assessment has come; a result that `ends_on` an earlier day is no more.
    """

    sheet_id: SheetId
    person: PersonId
    scale: str
    edition: str
    grade: int
    grade_name: str
    base_date: date
    due_on: date | None
    ends_on: date | None
    is_disputed: bool

    def is_due(self, on: date) -> bool:
        return self.due_on is not None and self.due_on <= on

    def holds(self, on: date) -> bool:
        return self.base_date <= on and (self.ends_on is None or on <= self.ends_on)
