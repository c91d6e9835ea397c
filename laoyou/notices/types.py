"""Letters to persons: how they come to them, who may write and send them, and the acts about them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from laoyou.access.types import Role, Rule


class State(StrEnum):
    """How far a letter has come. What was read by the person online was handed over by nobody's hand."""

    WRITTEN = "written"
    PRINTED = "printed"
    HANDED_OVER = "handed_over"


STATE_LABELS = {
    State.WRITTEN: "待打印",
    State.PRINTED: "已打印待送达",
    State.HANDED_OVER: "已送达",
}


class Way(StrEnum):
    """How a letter came to the person."""

    BY_HAND = "by_hand"
    BY_POST = "by_post"
    READ_ALOUD = "read_aloud"
    ONLINE = "online"


WAY_LABELS = {
    Way.BY_HAND: "当面送达",
    Way.BY_POST: "邮寄",
    Way.READ_ALOUD: "电话念给本人",
    Way.ONLINE: "网上已阅",
}

KIND_LABELS: Mapping[str, str] = {
    "application_received": "申请回执",
    "application_papers": "补材料",
    "application_refused": "申请未批准",
    "appeal_received": "申诉回执",
    "appeal_decided": "申诉结果",
    "benefit_started": "开始发放",
    "benefit_changed": "调整",
    "benefit_stopped": "停发",
    "benefit_ended_by_death": "身后事宜",
    "benefit_backpay": "补发",
    "benefit_recover": "退回多发",
    "survival_warning": "生存认证提醒",
    "benefit_suspended": "暂停发放",
    "benefit_resumed": "恢复发放",
}
"""What letters are about, for lists. A kind that is not here is shown by its title alone."""

LONGEST_TITLE, MOST_PARAGRAPHS, LONGEST_PARAGRAPH = 60, 12, 600
MOST_AT_ONCE = 500
"""So many letters are printed or handed over at once."""

_CLERKS = frozenset({Role.CLERK, Role.SUPERVISOR})
_READERS = _CLERKS | {Role.LEADER, Role.DATA_OFFICER}

ACTS = (
    Rule("notices.see", "查看告知书", _READERS),
    Rule("notices.print", "打印告知书", _CLERKS),
    Rule("notices.hand_over", "登记告知书送达", _CLERKS),
    Rule("notices.read_online", "本人或亲属已阅告知书", frozenset({Role.FAMILY})),
    Rule("notices.take_back", "更正告知书送达", _CLERKS),
    Rule("notices.export", "导出告知书名单", _CLERKS),
    Rule("notices.set_office", "登记办理机构电话", frozenset({Role.SUPERVISOR})),
)


@dataclass(frozen=True, slots=True)
class NewLetter:
    """What is to be said to a person, in plain words; nobody's name stands in it: it is filled in when the
    letter is shown.

    `division` is the 12-digit code of where he lives, `kind` a lower-case code (KIND_LABELS), `title` at most
    60 characters. The cause (a proposal, a suspension) has one letter of a kind.
    """

    person_id: int
    division: str
    kind: str
    title: str
    paragraphs: tuple[str, ...]
    cause_kind: str
    cause_id: int
