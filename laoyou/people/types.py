"""The words of the register: sources, kinds of status fact, kin, and the acts about persons."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from laoyou.access.types import Role, Rule
from laoyou.kernel.documents import DocumentKind


class Source(StrEnum):
    """Who says so."""

    CIVIL_AFFAIRS = "civil_affairs"
    POLICE = "police"
    SOCIAL_SECURITY = "social_security"
    HEALTH = "health"
    DISABLED_FEDERATION = "disabled_federation"
    MEDICAL_INSURANCE = "medical_insurance"
    TOWN = "town"
    ASSESSMENT = "assessment"
    FAMILY = "family"


SOURCE_LABELS = {
    Source.CIVIL_AFFAIRS: "民政",
    Source.POLICE: "公安",
    Source.SOCIAL_SECURITY: "人社",
    Source.HEALTH: "卫健",
    Source.DISABLED_FEDERATION: "残联",
    Source.MEDICAL_INSURANCE: "医保",
    Source.TOWN: "乡镇（街道）",
    Source.ASSESSMENT: "能力评估",
    Source.FAMILY: "本人或家属",
}


class FactKind(StrEnum):
    """What may be true of a person. `VALUES` says which values each kind has."""

    LOW_INCOME = "low_income"
    LOW_INCOME_EDGE = "low_income_edge"
    EXTREME_POVERTY = "extreme_poverty"
    ENTITLED_GROUP = "entitled_group"
    SPECIAL_FAMILY = "special_family"
    DISABILITY = "disability"
    LIVING = "living"
    DEMENTIA = "dementia"
    ABILITY = "ability"
    LTC_GRADE = "ltc_grade"
    PENSION = "pension"
    CONTRIBUTION = "contribution"
    DEATH = "death"


FACT_KIND_LABELS = {
    FactKind.LOW_INCOME: "最低生活保障",
    FactKind.LOW_INCOME_EDGE: "低保边缘",
    FactKind.EXTREME_POVERTY: "特困人员",
    FactKind.ENTITLED_GROUP: "重点优抚对象",
    FactKind.SPECIAL_FAMILY: "计划生育特殊家庭",
    FactKind.DISABILITY: "残疾",
    FactKind.LIVING: "居住状况",
    FactKind.DEMENTIA: "认知障碍",
    FactKind.ABILITY: "老年人能力等级",
    FactKind.LTC_GRADE: "长期护理失能等级",
    FactKind.PENSION: "养老保险",
    FactKind.CONTRIBUTION: "特殊贡献",
    FactKind.DEATH: "死亡",
}

VALUES: dict[FactKind, dict[str, str]] = {
    FactKind.LOW_INCOME: {"urban": "城市低保", "rural": "农村低保"},
    FactKind.LOW_INCOME_EDGE: {"yes": "低保边缘"},
    FactKind.EXTREME_POVERTY: {"concentrated": "特困集中供养", "dispersed": "特困分散供养"},
    FactKind.ENTITLED_GROUP: {"yes": "重点优抚"},
    FactKind.SPECIAL_FAMILY: {"bereaved": "独生子女死亡", "disabled_child": "独生子女伤残"},
    # GB/T 26341: seven categories; the grade (1-4) lies in the fact's `grade`.
    FactKind.DISABILITY: {
        "1": "视力残疾",
        "2": "听力残疾",
        "3": "言语残疾",
        "4": "肢体残疾",
        "5": "智力残疾",
        "6": "精神残疾",
        "7": "多重残疾",
    },
    FactKind.LIVING: {
        "alone": "独居",
        "empty_nest": "空巢",
        "left_behind": "留守",
        "with_family": "与子女同住",
    },
    FactKind.DEMENTIA: {"yes": "认知障碍"},
    # GB/T 42195-2022, five grades.
    FactKind.ABILITY: {
        "0": "能力完好",
        "1": "轻度失能",
        "2": "中度失能",
        "3": "重度失能",
        "4": "完全失能",
    },
    # 医保办发〔2021〕37号, grades 0-5.
    FactKind.LTC_GRADE: {
        "0": "基本正常",
        "1": "轻度失能",
        "2": "中度失能",
        "3": "重度失能Ⅰ级",
        "4": "重度失能Ⅱ级",
        "5": "重度失能Ⅲ级",
    },
    FactKind.PENSION: {"employee": "城镇职工", "resident": "城乡居民", "public": "机关事业单位"},
    FactKind.CONTRIBUTION: {"yes": "特殊贡献"},
    FactKind.DEATH: {"yes": "已去世"},
}

DISABILITY_GRADES = {"1": "一级", "2": "二级", "3": "三级", "4": "四级"}


class AbodeKind(StrEnum):
    REGISTERED = "registered"
    RESIDENCE = "residence"


ABODE_KIND_LABELS = {AbodeKind.REGISTERED: "户籍地", AbodeKind.RESIDENCE: "居住地"}


class Relation(StrEnum):
    """What the other is to the person (GB/T 4761 major classes, children split for reach by phone)."""

    HEAD = "head"
    SPOUSE = "spouse"
    SON = "son"
    DAUGHTER = "daughter"
    GRANDCHILD = "grandchild"
    PARENT = "parent"
    GRANDPARENT = "grandparent"
    SIBLING = "sibling"
    IN_LAW = "in_law"
    NEIGHBOUR = "neighbour"
    VILLAGE_CADRE = "village_cadre"
    OTHER = "other"


RELATION_LABELS = {
    Relation.HEAD: "户主",
    Relation.SPOUSE: "配偶",
    Relation.SON: "儿子",
    Relation.DAUGHTER: "女儿",
    Relation.GRANDCHILD: "孙辈",
    Relation.PARENT: "父母",
    Relation.GRANDPARENT: "祖父母",
    Relation.SIBLING: "兄弟姐妹",
    Relation.IN_LAW: "儿媳或女婿",
    Relation.NEIGHBOUR: "邻居",
    Relation.VILLAGE_CADRE: "村（社区）干部",
    Relation.OTHER: "其他",
}


class Consent(StrEnum):
    """What a contact may be told: the person's own choice."""

    NONE = "none"
    EMERGENCY = "emergency"
    NOTICES = "notices"
    FULL = "full"


CONSENT_LABELS = {
    Consent.NONE: "未同意",
    Consent.EMERGENCY: "只在紧急时",
    Consent.NOTICES: "紧急和通知",
    Consent.FULL: "可查看服务与待遇",
}


class Sealed(StrEnum):
    """What lies sealed in the register and may be revealed for a purpose."""

    DOCUMENT = "document"
    PHONE = "phone"
    ADDRESS = "address"
    CONTACT = "contact"
    GUARDIAN = "guardian"
    HOUSEHOLD = "household"


SEALED_LABELS = {
    Sealed.DOCUMENT: "证件号码",
    Sealed.PHONE: "电话",
    Sealed.ADDRESS: "详细住址",
    Sealed.CONTACT: "联系人电话",
    Sealed.GUARDIAN: "监护人电话",
    Sealed.HOUSEHOLD: "户号",
}


class MergeState(StrEnum):
    """The life of a merge. An undone or refused one may be proposed again."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    REFUSED = "refused"
    UNDONE = "undone"


MERGE_STATE_LABELS = {
    MergeState.PROPOSED: "待审核",
    MergeState.APPROVED: "已合并",
    MergeState.REFUSED: "已驳回",
    MergeState.UNDONE: "已撤销",
}


@dataclass(frozen=True, slots=True)
class DocumentGiven:
    """An identity document as it is handed in; the number in any writing."""

    kind: DocumentKind
    number: str


@dataclass(frozen=True, slots=True)
class AbodeGiven:
    """A registered or actual residence as it is handed in; `division` is a 12-digit code."""

    kind: AbodeKind
    division: str
    address: str = ""
    since: date | None = None


class BatchState(StrEnum):
    """The life of one file on its way into the register."""

    UPLOADED = "uploaded"
    CHECKED = "checked"
    APPLYING = "applying"
    APPLIED = "applied"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


BATCH_STATE_LABELS = {
    BatchState.UPLOADED: "已上传",
    BatchState.CHECKED: "已预检",
    BatchState.APPLYING: "正在导入",
    BatchState.APPLIED: "已导入",
    BatchState.REFUSED: "无法导入",
    BatchState.WITHDRAWN: "已放弃",
}


class RowOutcome(StrEnum):
    """What became of one row."""

    CREATED = "created"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REVIEW = "review"
    REJECTED = "rejected"
    REPEATED = "repeated"


ROW_OUTCOME_LABELS = {
    RowOutcome.CREATED: "新建人员",
    RowOutcome.CHANGED: "更新信息",
    RowOutcome.UNCHANGED: "没有变化",
    RowOutcome.REVIEW: "待人工核对",
    RowOutcome.REJECTED: "退回",
    RowOutcome.REPEATED: "文件内重复",
}

_KEEPERS = frozenset({Role.CLERK, Role.SUPERVISOR})
_READERS = _KEEPERS | {Role.LEADER, Role.DATA_OFFICER, Role.ASSESSOR}
_LOADERS = frozenset({Role.DATA_OFFICER, Role.SUPERVISOR})

ACTS = (
    Rule("people.see", "查看人员", _READERS),
    Rule("people.see_trail", "查看此人的经办记录", frozenset({Role.SUPERVISOR})),
    Rule("people.reveal", "查看完整证件、电话或住址", _KEEPERS | {Role.ASSESSOR}),
    Rule("people.export", "导出人员名单", _KEEPERS),
    Rule("people.register", "登记人员", _KEEPERS),
    Rule("people.correct", "更正基本信息", _KEEPERS),
    Rule("people.record_fact", "登记身份状况", _KEEPERS),
    Rule("people.end_fact", "终止身份状况", _KEEPERS),
    Rule("people.correct_fact", "更正身份状况", _KEEPERS),
    Rule("people.withdraw_fact", "撤回身份状况", _KEEPERS),
    Rule("people.move", "登记住址", _KEEPERS),
    Rule("people.add_phone", "登记电话", _KEEPERS),
    Rule("people.retire_phone", "停用电话", _KEEPERS),
    Rule("people.add_document", "登记证件", _KEEPERS),
    Rule("people.retire_document", "停用证件", _KEEPERS),
    Rule("people.name_contact", "登记联系人", _KEEPERS),
    Rule("people.set_consent", "变更联系人告知范围", _KEEPERS),
    Rule("people.remove_contact", "移除联系人", _KEEPERS),
    Rule("people.order_contacts", "调整联系人顺序", _KEEPERS),
    Rule("people.record_kin", "登记亲属关系", _KEEPERS),
    Rule("people.remove_kin", "移除亲属关系", _KEEPERS),
    Rule("people.appoint_guardian", "登记监护人", _KEEPERS),
    Rule("people.end_guardianship", "终止监护", _KEEPERS),
    Rule("people.open_household", "登记家庭", _KEEPERS),
    Rule("people.join_household", "登记家庭成员", _KEEPERS),
    Rule("people.leave_household", "移出家庭", _KEEPERS),
    Rule("people.record_death", "登记死亡", _KEEPERS),
    Rule("people.correct_death", "更正死亡日期", _KEEPERS),
    Rule("people.withdraw_death", "撤回死亡登记", _KEEPERS),
    Rule("people.see_merges", "查看合并", _KEEPERS | _LOADERS),
    Rule("people.propose_merge", "提出合并重复人员", _KEEPERS | _LOADERS),
    Rule("people.approve_merge", "审核合并", frozenset({Role.SUPERVISOR})),
    Rule("people.refuse_merge", "驳回合并", frozenset({Role.SUPERVISOR})),
    Rule("people.undo_merge", "撤销合并", frozenset({Role.SUPERVISOR})),
    Rule("people.upload_batch", "上传名册", _LOADERS),
    Rule("people.see_batches", "查看导入记录", _LOADERS),
    Rule("people.map_columns", "对应表头", _LOADERS),
    Rule("people.check_batch", "预检名册", _LOADERS),
    Rule("people.ask_check", "安排预检", _LOADERS),
    Rule("people.start_batch", "开始导入", _LOADERS),
    Rule("people.apply_batch", "导入名册", _LOADERS),
    Rule("people.refuse_batch", "判定名册无法导入", _LOADERS),
    Rule("people.withdraw_batch", "放弃导入", _LOADERS),
    Rule("people.download_rejects", "下载退回行", _LOADERS),
    Rule("people.see_reviews", "查看待核对", _KEEPERS | _LOADERS),
    Rule("people.decide_review", "核对疑似同一人", frozenset({Role.SUPERVISOR, Role.CLERK})),
)
