"""The words of published law: documents, their states, and the acts about them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from laoyou.access.types import Role, Rule
from laoyou.kernel.errors import Invalid
from laoyou.kernel.spans import DateSpan
from laoyou.rules.types import Parameter

NATIONAL = "000000000000"
"""The territory of the whole country, for which there is no statistical code; documents write `national`."""


class DocumentKind(StrEnum):
    """What a document lays down; its first key says which."""

    BENEFIT = "benefit"
    FUND_RULE = "fund_rule"
    CATALOGUE = "catalogue"


DOCUMENT_KIND_LABELS = {
    DocumentKind.BENEFIT: "待遇政策",
    DocumentKind.FUND_RULE: "资金规则",
    DocumentKind.CATALOGUE: "服务清单",
}


class Subject(StrEnum):
    """For whom a benefit is; which facts its clauses may ask follows from it."""

    ELDER = "elder"
    INFANT = "infant"
    FACILITY = "facility"
    STAFF = "staff"
    ORGANISATION = "organisation"


SUBJECT_LABELS = {
    Subject.ELDER: "老年人",
    Subject.INFANT: "婴幼儿",
    Subject.FACILITY: "服务设施",
    Subject.STAFF: "从业人员",
    Subject.ORGANISATION: "服务组织",
}


class Per(StrEnum):
    """How often an amount falls due."""

    MONTH = "month"
    YEAR = "year"
    ONCE = "once"


PER_LABELS = {Per.MONTH: "每月", Per.YEAR: "每年", Per.ONCE: "一次性"}


class Proration(StrEnum):
    """What becomes of a period of which only a part counts."""

    NONE = "none"
    BY_DAY = "by_day"
    BY_MONTH = "by_month"


PRORATION_LABELS = {
    Proration.NONE: "不折算，按整期发",
    Proration.BY_DAY: "不足一期的按天折算",
    Proration.BY_MONTH: "不足一期的按月折算",
}


class Delivery(StrEnum):
    """In what form a benefit arrives."""

    CASH = "cash"
    VOUCHER = "voucher"
    SERVICE = "service"
    ONE_OFF = "one_off"


DELIVERY_LABELS = {
    Delivery.CASH: "现金",
    Delivery.VOUCHER: "服务券",
    Delivery.SERVICE: "服务",
    Delivery.ONE_OFF: "一次性补助",
}


class Start(StrEnum):
    """Whether somebody must ask for it."""

    AUTOMATIC = "automatic"
    APPLICATION = "application"


START_LABELS = {Start.AUTOMATIC: "免申即享", Start.APPLICATION: "依申请"}


class AtDeath(StrEnum):
    """The last payment of somebody who dies in a period."""

    THROUGH_PERIOD = "through_period"
    BEFORE_PERIOD = "before_period"
    BY_DAY = "by_day"


AT_DEATH_LABELS = {
    AtDeath.THROUGH_PERIOD: "去世当期照发，下期停发",
    AtDeath.BEFORE_PERIOD: "去世当期起停发",
    AtDeath.BY_DAY: "发到去世当天，按天折算",
}


class Keeps(StrEnum):
    """Of two benefits that exclude each other, the one that stays; said from the document's own side."""

    THIS = "this"
    OTHER = "other"
    HIGHER = "higher"


KEEPS_LABELS = {
    Keeps.THIS: "保留本项",
    Keeps.OTHER: "保留对方",
    Keeps.HIGHER: "就高保留一项",
}


class ItemType(StrEnum):
    """The three types of basic elder-care service (关于推进基本养老服务体系建设的意见, 2023)."""

    MATERIAL = "material"
    CARE = "care"
    CONCERN = "concern"


ITEM_TYPE_LABELS = {ItemType.MATERIAL: "物质帮助", ItemType.CARE: "照护服务", ItemType.CONCERN: "关爱服务"}


class VersionState(StrEnum):
    """The life of a version. What was approved is never rewritten, only superseded or withdrawn."""

    DRAFT = "draft"
    PROPOSED = "proposed"
    APPROVED = "approved"
    WITHDRAWN = "withdrawn"


VERSION_STATE_LABELS = {
    VersionState.DRAFT: "草稿",
    VersionState.PROPOSED: "待批准",
    VersionState.APPROVED: "已发布",
    VersionState.WITHDRAWN: "已撤回",
}

_DRAFTERS = frozenset({Role.CLERK, Role.SUPERVISOR})
_READERS = _DRAFTERS | {Role.DATA_OFFICER, Role.LEADER, Role.AUDITOR}

ACTS = (
    Rule("policies.see_drafts", "查看政策草稿", _READERS),
    Rule("policies.draft", "起草政策", _DRAFTERS),
    Rule("policies.revise", "修改政策草稿", _DRAFTERS),
    Rule("policies.propose", "提交政策草稿", _DRAFTERS),
    Rule("policies.withdraw", "撤回政策", _DRAFTERS),
    Rule("policies.end", "提请终止政策", _DRAFTERS),
    Rule("policies.approve", "批准发布政策", frozenset({Role.SUPERVISOR})),
    Rule("policies.repeal", "撤销已发布的政策", frozenset({Role.SUPERVISOR})),
    Rule("policies.load_pack", "装入政策文件", frozenset({Role.ADMINISTRATOR})),
)


@dataclass(frozen=True, slots=True, order=True)
class Mark:
    """Where something stands in a text: line and column, both from 1."""

    line: int
    column: int


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """What is wrong with a document, where, and the remedy in a Chinese sentence."""

    line: int
    column: int
    code: str
    sentence: str
    file: str = ""

    def __str__(self) -> str:
        place = f"第 {self.line} 行第 {self.column} 列"
        return f"{self.file}：{place}：{self.sentence}" if self.file else f"{place}：{self.sentence}"


class DocumentRefused(Invalid):
    """A document that cannot be taken; `faults` has everything that is wrong with it, in order."""

    default_code = "document"

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        self.faults = faults
        more = f"（共 {len(faults)} 处）" if len(faults) > 1 else ""
        super().__init__(f"{faults[0]}{more}", faults[0].code)

    def __reduce__(self) -> tuple[type[DocumentRefused], tuple[tuple[Fault, ...]]]:  # type: ignore[override]
        return type(self), (self.faults,)


@dataclass(frozen=True, slots=True)
class Authority:
    """A government or an area as a document names it; `division` is its 12-digit code, or NATIONAL."""

    division: str
    name: str


@dataclass(frozen=True, slots=True)
class Law:
    """The published text that is put into rules. `date` is 2022, 2022-06 or 2022-06-13, "" where unknown."""

    title: str
    number: str = ""
    date: str = ""


@dataclass(frozen=True, slots=True)
class ParameterValue:
    """What a parameter is from a day on, until the next value. `shown` is the value in the reader's words."""

    start: date
    value: Parameter
    shown: str
    article: str
    demo: bool


@dataclass(frozen=True, slots=True)
class ParameterTimeline:
    """A number of the law through time; the values in the order of their days."""

    name: str
    label: str
    values: tuple[ParameterValue, ...]

    def on(self, day: date) -> ParameterValue:
        """The value of a day. Raises LookupError before the first."""
        return max((one for one in self.values if one.start <= day), key=lambda one: one.start)


@dataclass(frozen=True, slots=True)
class ClauseText:
    """A condition as the document writes it. `says` may hold `{parameter}`."""

    key: str
    says: str
    article: str
    when: str
    demo: bool


@dataclass(frozen=True, slots=True)
class Amount:
    """How much: a formula, what it says to people (`{parameter}` allowed), and how periods are counted.

    The rounding, where there is one, is applied to the whole formula, to `unit` (fen, yuan, ten_fen).
    """

    per: Per
    formula: str
    says: str
    article: str
    rounding: str
    unit: str
    proration: Proration


@dataclass(frozen=True, slots=True)
class Payer:
    """Who pays: first those with a fixed sum (fen), then the rest by shares, which add up to 1."""

    fund: str
    label: str
    share: Fraction | None
    fixed: int | None
    article: str
    demo: bool


@dataclass(frozen=True, slots=True)
class Exclusion:
    """Another benefit that nobody has beside this one."""

    benefit: str
    keeps: Keeps
    says: str
    article: str


@dataclass(frozen=True, slots=True)
class Benefit:
    """What a document of a benefit lays down, besides what every document has."""

    subject: Subject
    parameters: tuple[ParameterTimeline, ...]
    clauses: tuple[ClauseText, ...]
    amount: Amount | None
    payers: tuple[Payer, ...]
    excludes: tuple[Exclusion, ...]
    delivery: Delivery
    valid_months: int | None
    start: Start
    survival_check: int | None
    at_death: AtDeath
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FundRule:
    """Of what funds take in a period, at least a share goes to a purpose."""

    funds: tuple[str, ...]
    purpose: str
    at_least: Fraction
    per: Per
    says: str
    article: str


@dataclass(frozen=True, slots=True)
class CatalogueItem:
    """An item of a list of services: for whom, what, and the benefits and services by which it is done."""

    number: int
    group: str
    name: str
    says: str
    type: ItemType
    benefits: tuple[str, ...]
    services: tuple[str, ...]
    article: str


@dataclass(frozen=True, slots=True)
class Catalogue:
    """A published list of basic services."""

    items: tuple[CatalogueItem, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A document as it was read and checked: what all kinds have in common, and the `body` of its kind."""

    kind: DocumentKind
    code: str
    name: str
    summary: str
    issuer: Authority
    territory: Authority
    law: Law
    in_force: DateSpan
    demo: str
    body: Benefit | FundRule | Catalogue
    text: str
