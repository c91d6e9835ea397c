"""Who sees what one elder has: the person himself and kin, by an invitation on paper."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NewType

from laoyou.access.types import Role, Rule
from laoyou.kernel.ids import PersonId, UserId

AccessId = NewType("AccessId", int)


class Tie(StrEnum):
    """What who is invited is to the elder."""

    SELF = "self"
    SPOUSE = "spouse"
    SON = "son"
    DAUGHTER = "daughter"
    IN_LAW = "in_law"
    GRANDCHILD = "grandchild"
    PARENT = "parent"
    SIBLING = "sibling"
    GUARDIAN = "guardian"
    OTHER = "other"


TIE_LABELS: dict[Tie, str] = {
    Tie.SELF: "本人",
    Tie.SPOUSE: "配偶",
    Tie.SON: "儿子",
    Tie.DAUGHTER: "女儿",
    Tie.IN_LAW: "儿媳或女婿",
    Tie.GRANDCHILD: "孙辈",
    Tie.PARENT: "父母",
    Tie.SIBLING: "兄弟姐妹",
    Tie.GUARDIAN: "监护人",
    Tie.OTHER: "其他亲属",
}


class Consent(StrEnum):
    """How the elder said yes."""

    OWN = "own"
    SIGNED = "signed"
    SPOKEN = "spoken"
    GUARDIAN = "guardian"


CONSENT_LABELS: dict[Consent, str] = {
    Consent.OWN: "本人自己要看",
    Consent.SIGNED: "老人在同意书上签字或按手印",
    Consent.SPOKEN: "老人当面口头同意，经办人在场",
    Consent.GUARDIAN: "老人不能表达，由监护人同意",
}


class EndReason(StrEnum):
    """Why an access, or a letter that nobody used, is over."""

    ELDER = "elder"
    KIN = "kin"
    MISTAKE = "mistake"
    REPLACED = "replaced"
    TRIES = "tries"
    DEATH = "death"


END_REASON_LABELS: dict[EndReason, str] = {
    EndReason.ELDER: "老人要求停止",
    EndReason.KIN: "家属不再需要",
    EndReason.MISTAKE: "登记有误",
    EndReason.REPLACED: "换了新的邀请信",
    EndReason.TRIES: "邀请码连续输错，已作废",
    EndReason.DEATH: "老人已去世",
}
GIVEN_REASONS = (EndReason.ELDER, EndReason.KIN, EndReason.MISTAKE)
"""Those that a clerk chooses from; the others are the program's own."""


class State(StrEnum):
    """Where an access is on a day."""

    INVITED = "invited"
    LAPSED = "lapsed"
    JOINED = "joined"
    EXPIRED = "expired"
    ENDED = "ended"


STATE_LABELS: dict[State, str] = {
    State.INVITED: "等对方加入",
    State.LAPSED: "邀请已过期",
    State.JOINED: "正在使用",
    State.EXPIRED: "期限已满",
    State.ENDED: "已停止",
}

_CLERKS = frozenset({Role.CLERK, Role.SUPERVISOR})
_INSIDE = frozenset[Role]()

ACTS = (
    Rule("family.see", "查看谁能看老人的待遇", _CLERKS),
    Rule("family.invite", "邀请本人或家属", _CLERKS),
    Rule("family.end", "停止本人或家属查看", _CLERKS),
    Rule("family.look", "看自己或老人的待遇", frozenset({Role.FAMILY})),
    Rule("family.try_letter", "核对邀请信", _INSIDE),
    Rule("family.join", "凭邀请信加入", _INSIDE),
    Rule("family.follow_merge", "家属查看随人员合并", _INSIDE),
    Rule("family.follow_death", "老人去世后家属查看到期", _INSIDE),
)


@dataclass(frozen=True, slots=True)
class NewAccess:
    """Whom a clerk invites. `health`: may health and grades of need be shown. `until`: the last day.

    For the person himself (`Tie.SELF`) consent is his own and covers everything.
    """

    tie: Tie
    name: str
    phone: str
    consent: Consent
    consent_on: date
    health: bool
    until: date


@dataclass(frozen=True, slots=True)
class Letter:
    """An invitation just made, with the code that is shown this once."""

    id: AccessId
    code: str


@dataclass(frozen=True, slots=True)
class AccessRecord:
    """Who was let in to whom; `phone` is masked, `until` the last day after a death was counted in."""

    id: AccessId
    person_id: PersonId
    tie: Tie
    name: str
    phone: str
    consent: Consent
    consent_on: date
    health: bool
    until: date
    invited_at: datetime
    expires_at: datetime
    joined_at: datetime | None
    user_id: UserId | None
    ended_at: datetime | None
    ended_why: EndReason | None
    state: State
