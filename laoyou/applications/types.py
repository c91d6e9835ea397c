"""The words of asking for a benefit: by whom, how far, by when; and of not agreeing with what was decided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from laoyou.access.types import Role, Rule
from laoyou.people.types import Relation


class ApplicationState(StrEnum):
    """How far an application is. The last three are ends; a refused one is opened again by an appeal."""

    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    PAPERS_WANTED = "papers_wanted"
    VERIFIED = "verified"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


APPLICATION_STATE_LABELS = {
    ApplicationState.SUBMITTED: "待受理",
    ApplicationState.ACCEPTED: "已受理",
    ApplicationState.PAPERS_WANTED: "待补材料",
    ApplicationState.VERIFIED: "已核实",
    ApplicationState.APPROVED: "已批准",
    ApplicationState.REFUSED: "未批准",
    ApplicationState.WITHDRAWN: "已撤回",
}
OPEN_STATES = frozenset(
    {
        ApplicationState.SUBMITTED,
        ApplicationState.ACCEPTED,
        ApplicationState.PAPERS_WANTED,
        ApplicationState.VERIFIED,
    }
)


class Move(StrEnum):
    """What is done to an application: each is one verb."""

    SUBMIT = "submit"
    ACCEPT = "accept"
    ASK_PAPERS = "ask_papers"
    HAND_IN = "hand_in"
    VERIFY = "verify"
    APPROVE = "approve"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"
    REOPEN = "reopen"


MOVE_LABELS = {
    Move.SUBMIT: "提出申请",
    Move.ACCEPT: "受理",
    Move.ASK_PAPERS: "通知补材料",
    Move.HAND_IN: "补齐材料",
    Move.VERIFY: "记下核实情况",
    Move.APPROVE: "批准",
    Move.REFUSE: "不予批准",
    Move.WITHDRAW: "撤回申请",
    Move.REOPEN: "申诉成立，重新办理",
}


class Asker(StrEnum):
    """Who asks."""

    PERSON = "person"
    KIN = "kin"
    CLERK = "clerk"


ASKER_LABELS = {Asker.PERSON: "本人", Asker.KIN: "亲属代办", Asker.CLERK: "工作人员代办"}


class Channel(StrEnum):
    """How somebody asks."""

    ONLINE = "online"
    WINDOW = "window"
    AT_HOME = "at_home"
    PHONE = "phone"


CHANNEL_LABELS = {
    Channel.ONLINE: "网上",
    Channel.WINDOW: "窗口",
    Channel.AT_HOME: "上门",
    Channel.PHONE: "电话",
}


class AppealState(StrEnum):
    """How far an appeal is. `upheld`: what was decided is to be decided again; `settled`: it has been."""

    SUBMITTED = "submitted"
    UPHELD = "upheld"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    SETTLED = "settled"


APPEAL_STATE_LABELS = {
    AppealState.SUBMITTED: "申诉待决定",
    AppealState.UPHELD: "申诉成立，待改正",
    AppealState.REJECTED: "维持原决定",
    AppealState.WITHDRAWN: "申诉已撤回",
    AppealState.SETTLED: "申诉成立，已改正",
}


class About(StrEnum):
    """What an appeal is against."""

    REFUSAL = "refusal"
    STOP = "stop"
    AMOUNT = "amount"
    ASSESSMENT = "assessment"


ABOUT_LABELS = {
    About.REFUSAL: "没有批准",
    About.STOP: "停发待遇",
    About.AMOUNT: "金额不对",
    About.ASSESSMENT: "评估结论影响了待遇",
}


class PaperKind(StrEnum):
    """What a file is, by its content."""

    PDF = "pdf"
    JPEG = "jpeg"
    PNG = "png"


MEDIA_TYPES = {
    PaperKind.PDF: "application/pdf",
    PaperKind.JPEG: "image/jpeg",
    PaperKind.PNG: "image/png",
}

_CLERKS = frozenset({Role.CLERK, Role.SUPERVISOR})
_READERS = _CLERKS | {Role.LEADER, Role.DATA_OFFICER}
_ASKERS = _CLERKS | {Role.FAMILY}

ACTS = (
    Rule("applications.see", "查看申请和申诉", _READERS),
    Rule("applications.export", "导出申请名单", _READERS - {Role.DATA_OFFICER}),
    Rule("applications.submit", "提出申请", _ASKERS),
    Rule("applications.add_document", "附上材料", _ASKERS),
    Rule("applications.add_appeal_document", "给申诉附上材料", _ASKERS),
    Rule("applications.remove_document", "撤下材料", _ASKERS),
    Rule("applications.open_document", "打开材料", _ASKERS),
    Rule("applications.accept", "受理申请", _CLERKS),
    Rule("applications.ask_papers", "通知补材料", _CLERKS),
    Rule("applications.hand_in", "补齐材料", _ASKERS),
    Rule("applications.verify", "记下核实情况", _CLERKS),
    Rule("applications.approve", "批准申请", _CLERKS),
    Rule("applications.refuse", "不予批准", _CLERKS),
    Rule("applications.withdraw", "撤回申请", _ASKERS),
    Rule("applications.reopen", "重新办理申请", frozenset({Role.SUPERVISOR})),
    Rule("applications.appeal", "提出申诉", _ASKERS),
    Rule("applications.withdraw_appeal", "撤回申诉", _ASKERS),
    Rule("applications.uphold", "认定申诉成立", frozenset({Role.SUPERVISOR})),
    Rule("applications.reject", "维持原决定", frozenset({Role.SUPERVISOR})),
    Rule("applications.settle", "记下已改正", _CLERKS),
)


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks, and how. Kin say their relation, their name and the day on which the person agreed; a clerk
    on behalf the day alone.
    """

    by: Asker = Asker.PERSON
    channel: Channel = Channel.ONLINE
    relation: Relation | None = None
    name: str = ""
    consent_on: date | None = None


@dataclass(frozen=True, slots=True)
class NewApplication:
    """A benefit asked for. `words` is what the applicant says besides, at most 400 characters."""

    person_id: int
    benefit: str
    asking: Asking = Asking()
    words: str = ""


@dataclass(frozen=True, slots=True)
class Against:
    """What an appeal is against: a refused application, or a proposal of a monthly run; one of both."""

    about: About
    application_id: int | None = None
    proposal_id: int | None = None


@dataclass(frozen=True, slots=True)
class NewAppeal:
    """An appeal. `grounds` is why, 1 to 1,000 characters."""

    person_id: int
    against: Against
    grounds: str
    asking: Asking = Asking()


@dataclass(frozen=True, slots=True)
class File:
    """A file as it was handed in. Its name is shown to nobody and trusted for nothing."""

    content: bytes
    label: str
