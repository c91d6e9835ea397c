# ruff: noqa: E501 - a table reads best a row a line
"""What can be wrong with a row, in words: the reason and the remedy. A row carries its problems as bits.

An ERROR sends the row back. A REMARK lets it in and says what was left out or mended. A LOST number is an
error too, unless name, birth and residence find somebody whom a person can compare.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from laoyou.people.core.rosters import Field


class Weight(StrEnum):
    ERROR = "error"
    LOST = "lost"
    REMARK = "remark"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that can be wrong. `field` names the column; the sentences may name it as {field}."""

    code: str
    field: Field | None
    weight: Weight
    reason: str
    remedy: str


def _error(code: str, field: Field | None, reason: str, remedy: str) -> Problem:
    return Problem(code, field, Weight.ERROR, reason, remedy)


def _lost(code: str, reason: str, remedy: str) -> Problem:
    return Problem(code, Field.NUMBER, Weight.LOST, reason, remedy)


def _remark(code: str, field: Field | None, reason: str, remedy: str) -> Problem:
    return Problem(code, field, Weight.REMARK, reason, remedy)


_CARD = "对照证件核对后改正"
_DATE = "改为真实存在的日期，如 2024-03-05"

PROBLEMS: tuple[Problem, ...] = (
    _error("name_missing", Field.NAME, "没有姓名", "补填姓名"),
    _error("name_long", Field.NAME, "姓名太长或含有看不懂的字符", "核对姓名，只留姓名本身"),
    _lost("number_missing", "没有{field}", "补填18位号码"),
    _lost("number_digits_lost", "{field}被表格当成数字，后几位已经丢失", "把这一列改成“文本”格式，重新填写号码"),
    _lost("number_length", "{field}位数不对", f"{_CARD}，应为18位"),
    _lost("number_characters", "{field}里混有不该有的字符", f"{_CARD}，只有末位可以是X"),
    _lost("number_birth", "{field}第7至14位不是有效的出生日期", _CARD),
    _lost("number_checksum", "{field}校验不符，有一位写错了", f"{_CARD}，逐位核对"),
    _error("card_length", Field.NUMBER, "残疾人证号位数不对", "对照残疾人证改正，应为20位"),
    _error("card_against_status", Field.NUMBER, "残疾人证号末两位与残疾类别、等级不一致", "对照残疾人证核对三项"),
    _error("birth_impossible", Field.BIRTH, "出生日期不存在或不完整", _DATE),
    _error("birth_future", Field.BIRTH, "出生日期晚于今天", "核对出生日期"),
    _error("birth_against_number", Field.BIRTH, "出生日期与{number}中的不一致", "对照证件，改正出生日期或号码"),
    _error("sex_unknown", Field.SEX, "性别看不懂", "填“男”或“女”"),
    _error("sex_against_number", Field.SEX, "性别与{number}中的不一致", "对照证件，改正性别或号码"),
    _error("registered_unknown", Field.REGISTERED_CODE, "户籍地区划代码查不到", "改为现行的12位统计用区划代码"),
    _error("registered_wide", Field.REGISTERED_CODE, "户籍地区划代码只到县区", "写到村（社区），至少到乡镇（街道）"),
    _error("home_missing", Field.HOME_CODE, "没有居住地", "补填居住地"),
    _error("home_unknown", Field.HOME_CODE, "居住地查不到这个区划", "改为现行的12位统计用区划代码，或正确的乡镇、村居名称"),
    _error("home_wide", Field.HOME_CODE, "居住地只写到县区", "写到村（社区），至少到乡镇（街道）"),
    _error("home_ambiguous", Field.VILLAGE_NAME, "有几个村居叫这个名字，分不清是哪一个", "补填所属乡镇（街道）"),
    _error("home_outside", Field.HOME_CODE, "居住地不在您的辖区", "删去这一行，或请当地导入"),
    _error("since_missing", Field.SINCE, "没有{field}", "补填{field}"),
    _error("since_impossible", Field.SINCE, "{field}不存在或看不懂", _DATE),
    _error("since_future", Field.SINCE, "{field}晚于今天", "核对{field}"),
    _error("until_impossible", Field.UNTIL, "{field}不存在或看不懂", f"{_DATE}；长期有效请留空"),
    _error("until_before_since", Field.UNTIL, "{field}早于{since}", "核对两个日期"),
    _error("before_birth", Field.SINCE, "{field}早于出生日期", "核对{field}和证件号码"),
    _error("status_missing", Field.STATUS, "没有{field}", "补填{field}"),
    _error("status_unknown", Field.STATUS, "{field}不在可填的内容里", "改为模板中列出的写法"),
    _error("grade_unknown", Field.GRADE, "残疾等级看不懂", "填一级、二级、三级或四级"),
    _error("contradicts_row", None, "同一人在本文件里写了两次，内容不同", "只留正确的一行"),
    _error("same_person_twice", None, "本文件另一行用别的证件写了同一个人", "只留正确的一行"),
    _error("not_in_register", Field.NUMBER, "登记册里没有这个人，本表又没有居住地", "先导入公安常住人口或乡镇台账，再导入本表"),
    _error("person_outside", Field.NUMBER, "此人登记在别处，不在您的辖区", "请上级导入，或先办理迁移"),
    _error("person_dead", Field.NUMBER, "登记册记载此人已经去世", "核实：确已去世的从本表删去；仍健在的请先更正死亡登记"),
    _error("dies_before_birth", Field.SINCE, "死亡日期早于登记册中的出生日期", "核对死亡日期和证件号码"),
    _remark("number_old", Field.NUMBER, "{field}是15位旧号，已换算成18位", "请在原表中换成18位"),
    _remark("phone_bad", Field.PHONE, "{field}不正确，没有收入", "补正电话后可再次导入"),
    _remark("contact_phone_bad", Field.CONTACT_PHONE, "{field}不正确，联系人没有收入", "补正电话后可再次导入"),
    _remark("contact_incomplete", Field.CONTACT_NAME, "联系人姓名和电话不全，没有收入", "补全后可再次导入"),
    _remark("guardian_phone_bad", Field.GUARDIAN_PHONE, "{field}不正确，没有收入", "补正电话后可再次导入"),
    _remark("guardian_number_bad", Field.GUARDIAN_NUMBER, "{field}不正确，没有与监护人本人关联", "补正号码后可再次导入"),
    _remark("head_relation_unknown", Field.HEAD_RELATION, "{field}看不懂，按“其他”收入", "改为户主、配偶、子、女等"),
    _remark("contact_relation_unknown", Field.CONTACT_RELATION, "联系人关系看不懂，按“其他”收入", "改为儿子、女儿、配偶等"),
    _remark("ethnicity_unknown", Field.ETHNICITY, "民族看不懂，没有收入", "填民族全称，如汉族"),
    _remark("name_variant", Field.NAME, "姓名与登记册写法不同，已记作其他写法", "对照证件核对哪一个写法正确"),
)  # fmt: skip

BIT = {problem.code: 1 << place for place, problem in enumerate(PROBLEMS)}
"""The bit of each problem in a row's mask."""


def mask(weights: Iterable[Weight]) -> int:
    """The bits of all problems of these weights."""
    wanted = set(weights)
    return sum(BIT[problem.code] for problem in PROBLEMS if problem.weight in wanted)


ERRORS = mask([Weight.ERROR])
LOST = mask([Weight.LOST])
REMARKS = mask([Weight.REMARK])


def of(bits: int) -> list[Problem]:
    """The problems in a mask, in the order of the columns."""
    return [problem for problem in PROBLEMS if bits & BIT[problem.code]]


BY_CODE = {problem.code: problem for problem in PROBLEMS}
