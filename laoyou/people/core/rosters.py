"""The sheets that bureaus hand in: their columns, the words that stand for them, and what a row states.

A layout is chosen by its headers. A column is known by its usual header or by one of its synonyms, compared
without spaces, marks and case. What a row says of a person is a list of `FactRule`s.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from laoyou.people.core.fact_words import (
    ABILITY,
    ASSISTANCE,
    DISABILITY,
    LIVING,
    LTC,
    MATTERS,
    PENSION,
)
from laoyou.people.types import FactKind, Source


class Field(StrEnum):
    """What a column of a roster may hold."""

    NAME = "name"
    NUMBER = "number"
    SEX = "sex"
    BIRTH = "birth"
    ETHNICITY = "ethnicity"
    REGISTERED_CODE = "registered_code"
    REGISTERED_ADDRESS = "registered_address"
    HOME_CODE = "home_code"
    TOWN_NAME = "town_name"
    VILLAGE_NAME = "village_name"
    HOME_ADDRESS = "home_address"
    HOUSEHOLD = "household"
    HEAD_RELATION = "head_relation"
    PHONE = "phone"
    STATUS = "status"
    GRADE = "grade"
    SINCE = "since"
    UNTIL = "until"
    CONTRIBUTION = "contribution"
    CONTACT_NAME = "contact_name"
    CONTACT_RELATION = "contact_relation"
    CONTACT_PHONE = "contact_phone"
    GUARDIAN_NAME = "guardian_name"
    GUARDIAN_NUMBER = "guardian_number"
    GUARDIAN_RELATION = "guardian_relation"
    GUARDIAN_PHONE = "guardian_phone"
    ASSESSOR = "assessor"


DATES = (Field.BIRTH, Field.SINCE, Field.UNTIL)


@dataclass(frozen=True, slots=True)
class Column:
    """One column: the field, its usual header, other headers, and whether a row must fill it."""

    field: Field
    header: str
    synonyms: tuple[str, ...] = ()
    required: bool = False


@dataclass(frozen=True, slots=True)
class FactRule:
    """How one column becomes a status fact: its words to kind and value.

    `graded` takes the grade from the GRADE column (disability). A rule without `dated` holds from the day of
    the roster, because the sheet does not say since when. `other` is what any word not in the table means.
    """

    column: Field
    words: Mapping[str, tuple[FactKind, str]]
    dated: bool = True
    graded: bool = False
    other: tuple[FactKind, str] | None = None

    @property
    def kinds(self) -> frozenset[FactKind]:
        told = {kind for kind, _ in self.words.values()}
        return frozenset(told | ({self.other[0]} if self.other else set()))


@dataclass(frozen=True, slots=True)
class Layout:
    """One sheet of one source. `card` says that the number column holds a disability card's 20 characters.

    `creates`: a person that the register does not know may be entered from such a row, because it says where
    he lives. `repeats`: a person may have several rows, one for each kind of fact.
    """

    key: str
    source: Source
    title: str
    columns: tuple[Column, ...]
    facts: tuple[FactRule, ...] = ()
    card: bool = False
    creates: bool = False
    repeats: bool = False
    note: str = ""

    def column(self, field: Field) -> Column | None:
        return next((column for column in self.columns if column.field is field), None)

    def has(self, field: Field) -> bool:
        return self.column(field) is not None

    def header(self, field: Field) -> str:
        column = self.column(field)
        return column.header if column else ""

    def headers(self) -> list[tuple[Field, str]]:
        """The columns in the order of the template."""
        return [(column.field, column.header) for column in self.columns]

    @property
    def kinds(self) -> frozenset[FactKind]:
        return frozenset(kind for rule in self.facts for kind in rule.kinds)


_NUMBERS = (
    "公民身份号码", "身份证号", "身份证号码", "身份证", "证件号码", "证件号",
    "社会保障号码", "社会保障号", "居民身份证号",
)  # fmt: skip
_NAME = Column(Field.NAME, "姓名", ("名字", "人员姓名", "老人姓名", "本人姓名", "被评估人姓名"), True)
_SEX = Column(Field.SEX, "性别")
_BIRTH = Column(Field.BIRTH, "出生日期", ("出生年月日", "出生年月", "生日"))
_PHONE = Column(Field.PHONE, "联系电话", ("电话", "手机", "手机号", "手机号码", "联系方式", "本人电话"))
_HOME_CODE = Column(
    Field.HOME_CODE, "居住地区划代码", ("所属区划代码", "区划代码", "行政区划代码", "现住地区划代码"), True
)
_HOME_ADDRESS = Column(
    Field.HOME_ADDRESS, "居住地址", ("住址", "家庭住址", "现住址", "现居住地址", "详细地址", "居住地")
)


def _number(header: str, *more: str) -> Column:
    return Column(Field.NUMBER, header, tuple(word for word in (*_NUMBERS, *more) if word != header), True)


def _called(column: Column, header: str, *, required: bool | None = None) -> Column:
    """The column under the header that this sheet gives it."""
    names = dict.fromkeys((header, column.header, *column.synonyms))
    must = column.required if required is None else required
    return Column(column.field, header, tuple(name for name in names if name != header), must)


def _status(header: str, *synonyms: str) -> Column:
    return Column(Field.STATUS, header, synonyms, True)


def _since(header: str, *synonyms: str, required: bool = True) -> Column:
    return Column(Field.SINCE, header, synonyms, required)


def _until(header: str, *synonyms: str) -> Column:
    return Column(Field.UNTIL, header, synonyms)


LAYOUTS: tuple[Layout, ...] = (
    Layout(
        "residents",
        Source.POLICE,
        "常住人口",
        (
            _NAME,
            _number("公民身份号码"),
            _SEX,
            _BIRTH,
            Column(Field.ETHNICITY, "民族"),
            Column(Field.REGISTERED_CODE, "户籍地区划代码", ("户籍区划代码",)),
            Column(Field.REGISTERED_ADDRESS, "户籍地址", ("户籍地", "户籍所在地", "户口所在地")),
            _HOME_CODE,
            _HOME_ADDRESS,
            Column(Field.HOUSEHOLD, "户号", ("户口簿号", "家庭户号")),
            Column(Field.HEAD_RELATION, "与户主关系", ("户主关系",)),
            _PHONE,
        ),
        creates=True,
        note="户籍和居住登记。每人一行，登记册里没有的人会新建。",
    ),
    Layout(
        "deaths",
        Source.POLICE,
        "死亡人员",
        (_NAME, _number("公民身份号码"), _since("死亡日期", "死亡时间", "去世日期")),
        (FactRule(Field.SINCE, {}, other=(FactKind.DEATH, "yes")),),
        note="死亡注销。登记册里没有的人会退回。",
    ),
    Layout(
        "assistance",
        Source.CIVIL_AFFAIRS,
        "社会救助对象",
        (
            _NAME,
            _number("身份证号"),
            _status("救助类别", "救助类型", "保障类别", "救助项目"),
            _since("起始日期", "开始日期", "享受起始日期"),
            _until("终止日期", "结束日期", "截止日期"),
            _called(_HOME_CODE, "所属区划代码"),
            _called(_HOME_ADDRESS, "家庭住址"),
            _PHONE,
        ),
        (FactRule(Field.STATUS, ASSISTANCE),),
        creates=True,
        repeats=True,
        note="低保、低保边缘、特困、优抚。一人享受几类救助就写几行。",
    ),
    Layout(
        "ability",
        Source.CIVIL_AFFAIRS,
        "老年人能力评估",
        (
            _NAME,
            _number("身份证号"),
            _status("评估等级", "能力等级", "评估结果"),
            _since("评估日期", "评估时间"),
            Column(Field.ASSESSOR, "评估机构"),
        ),
        (FactRule(Field.STATUS, ABILITY),),
        note="GB/T 42195-2022 的五个等级。登记册里没有的人会退回。",
    ),
    Layout(
        "pensions",
        Source.SOCIAL_SECURITY,
        "领取养老待遇人员",
        (
            _NAME,
            _number("社会保障号码"),
            _status("参保险种", "险种", "养老保险类型"),
            _since("领取待遇起始日期", "待遇起始日期", "领取日期"),
            _PHONE,
        ),
        (FactRule(Field.STATUS, PENSION),),
        note="险种为城镇职工、城乡居民或机关事业。登记册里没有的人会退回。",
    ),
    Layout(
        "conditions",
        Source.HEALTH,
        "特殊事项",
        (
            _NAME,
            _number("身份证号"),
            _status("事项", "认定事项", "特殊事项"),
            _since("认定日期", "确诊日期"),
            _called(_HOME_CODE, "居住地区划代码"),
            _PHONE,
        ),
        (FactRule(Field.STATUS, MATTERS),),
        creates=True,
        repeats=True,
        note="认知障碍、计划生育特殊家庭。",
    ),
    Layout(
        "infants",
        Source.HEALTH,
        "婴幼儿",
        (
            _NAME,
            _number("身份证号"),
            _SEX,
            _BIRTH,
            _HOME_CODE,
            _HOME_ADDRESS,
            Column(Field.GUARDIAN_NAME, "监护人姓名", ("家长姓名",)),
            Column(Field.GUARDIAN_NUMBER, "监护人身份证号", ("监护人身份证号码", "监护人证件号码")),
            Column(Field.GUARDIAN_RELATION, "与婴幼儿关系", ("监护人关系", "与孩子关系")),
            Column(Field.GUARDIAN_PHONE, "监护人电话", ("监护人联系电话", "家长电话")),
        ),
        creates=True,
        note="三岁以下婴幼儿和监护人。",
    ),
    Layout(
        "cards",
        Source.DISABLED_FEDERATION,
        "持证残疾人",
        (
            _NAME,
            Column(Field.NUMBER, "残疾人证号", ("残疾证号", "残疾人证号码"), True),
            _status("残疾类别", "残疾类型"),
            Column(Field.GRADE, "残疾等级", ("等级",), True),
            _since("发证日期", "初次发证日期"),
            _until("有效期至", "有效期"),
            _called(_HOME_CODE, "居住地区划代码"),
            _PHONE,
            Column(Field.GUARDIAN_NAME, "监护人姓名"),
            Column(Field.GUARDIAN_PHONE, "监护人电话", ("监护人联系电话",)),
        ),
        (FactRule(Field.STATUS, DISABILITY, graded=True),),
        card=True,
        creates=True,
        note="残疾人证号 20 位：身份证号加类别和等级各一位。",
    ),
    Layout(
        "care_grades",
        Source.MEDICAL_INSURANCE,
        "长期护理失能等级",
        (
            _NAME,
            _number("身份证号"),
            _status("长护等级", "失能等级", "护理等级"),
            _since("评定日期", "评估日期", "认定日期"),
            _until("有效期至", "有效期"),
        ),
        (FactRule(Field.STATUS, LTC),),
        note="医保办发〔2021〕37号的等级。登记册里没有的人会退回。",
    ),
    Layout(
        "elders",
        Source.TOWN,
        "老年人台账",
        (
            _NAME,
            _number("身份证号"),
            _SEX,
            _BIRTH,
            Column(Field.TOWN_NAME, "所属乡镇", ("乡镇", "街道", "所属街道", "所属乡镇街道", "乡镇（街道）")),
            Column(
                Field.VILLAGE_NAME,
                "所属村居",
                ("村居", "社区", "村", "所属社区", "所属村", "村（社区）"),
                True,
            ),
            _called(_HOME_ADDRESS, "住址"),
            _PHONE,
            Column(Field.STATUS, "居住状况", ("居住情况", "居住类型")),
            Column(Field.CONTACT_NAME, "紧急联系人", ("紧急联系人姓名", "联系人", "联系人姓名")),
            Column(Field.CONTACT_RELATION, "关系", ("与老人关系", "联系人关系", "与本人关系")),
            Column(Field.CONTACT_PHONE, "联系人电话", ("紧急联系人电话", "紧急联系电话")),
            Column(Field.CONTRIBUTION, "特殊贡献", ("特殊贡献情况", "荣誉")),
        ),
        (
            FactRule(Field.STATUS, LIVING, dated=False),
            FactRule(Field.CONTRIBUTION, {}, dated=False, other=(FactKind.CONTRIBUTION, "yes")),
        ),
        creates=True,
        note="乡镇、村居写名称，不写代码。居住状况可不填。",
    ),
)
