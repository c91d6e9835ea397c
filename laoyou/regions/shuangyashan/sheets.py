"""The departments' sheets: their headers, word for word, and how each writes down a person."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from random import Random

from laoyou.regions.shuangyashan.persons import Household, Person, Village
from laoyou.regions.shuangyashan.status import AT_HOME, IN_HOME, KEY_ENTITLED

Row = list[str]


class Form(StrEnum):
    """How a file is written; the value of a CSV form is its encoding."""

    XLSX = "xlsx"
    CSV_UTF8 = "utf-8-sig"
    CSV_GB = "gb18030"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One department's table. `source` and `name` are for programs; the rest is what stands in the file."""

    source: str
    name: str
    department: str
    title: str
    columns: tuple[str, ...]
    form: Form
    by_county: bool = False
    groups: tuple[tuple[str, int], ...] = ()
    date_cells: bool = False


def _columns(text: str) -> tuple[str, ...]:
    return tuple(text.split())


RESIDENTS = Sheet(
    "police", "residents", "公安局", "常住人口",
    _columns(
        "姓名 公民身份号码 性别 出生日期 民族 户籍地区划代码 户籍地址 "
        "居住地区划代码 居住地址 户号 与户主关系 联系电话"
    ),
    Form.CSV_GB, by_county=True,
)  # fmt: skip
DEATHS = Sheet(
    "police", "deaths", "公安局", "死亡人员", _columns("姓名 公民身份号码 死亡日期"), Form.XLSX,
    groups=(("死亡人员信息", 3),),
)  # fmt: skip
ASSISTANCE = Sheet(
    "civil_affairs", "assistance", "民政局", "社会救助对象",
    _columns("姓名 身份证号 救助类别 起始日期 终止日期 所属区划代码 家庭住址 联系电话"),
    Form.XLSX, by_county=True, groups=(("基本信息", 2), ("救助信息", 3), ("居住与联系", 3)), date_cells=True,
)  # fmt: skip
ABILITY = Sheet(
    "civil_affairs", "ability", "民政局", "老年人能力评估",
    _columns("姓名 身份证号 评估等级 评估日期 评估机构"),
    Form.XLSX, groups=(("基本信息", 2), ("评估信息", 3)),
)  # fmt: skip
PENSIONS = Sheet(
    "social_security", "pensions", "人力资源和社会保障局", "领取待遇人员",
    _columns("姓名 社会保障号码 参保险种 领取待遇起始日期 联系电话"), Form.CSV_UTF8,
)  # fmt: skip
HEALTH = Sheet(
    "health", "conditions", "卫生健康委员会", "特殊事项",
    _columns("姓名 身份证号 事项 认定日期 居住地区划代码 联系电话"),
    Form.XLSX, groups=(("基本信息", 2), ("认定信息", 2), ("居住与联系", 2)),
)  # fmt: skip
INFANTS = Sheet(
    "health", "infants", "卫生健康委员会", "婴幼儿",
    _columns(
        "姓名 身份证号 性别 出生日期 居住地区划代码 居住地址 "
        "监护人姓名 监护人身份证号 与婴幼儿关系 监护人电话"
    ),
    Form.CSV_UTF8, by_county=True,
)  # fmt: skip
DISABILITY = Sheet(
    "disabled_federation", "cards", "残疾人联合会", "持证残疾人",
    _columns(
        "姓名 残疾人证号 残疾类别 残疾等级 发证日期 有效期至 "
        "居住地区划代码 联系电话 监护人姓名 监护人电话"
    ),
    Form.CSV_GB,
)  # fmt: skip
TOWN_COLUMNS = _columns(
    "姓名 身份证号 性别 出生日期 所属乡镇 所属村居 住址 联系电话 居住状况 紧急联系人 关系 联系人电话 特殊贡献"
)
TOWN = Sheet("town", "elders", "各乡镇街道", "老年人台账", TOWN_COLUMNS, Form.CSV_UTF8, by_county=True)
TOWN_XLSX = Sheet(
    "town", "elders", "各乡镇街道", "老年人台账", TOWN_COLUMNS, Form.XLSX, by_county=True,
    groups=(("基本信息", 4), ("居住信息", 5), ("紧急联系人", 3), ("其他", 1)),
)  # fmt: skip
CARE_GRADES = Sheet(
    "medical_insurance", "care_grades", "医疗保障局", "长期护理失能等级",
    _columns("姓名 身份证号 长护等级 评定日期 有效期至"),
    Form.XLSX, groups=(("基本信息", 2), ("评定信息", 3)),
)  # fmt: skip
ORGANISATIONS = Sheet(
    "civil_affairs", "organisations", "民政局", "养老机构及站点",
    _columns("机构名称 统一社会信用代码 机构类型 区划代码 地址 床位数 负责人 电话 登记机关"),
    Form.XLSX, groups=(("机构", 3), ("位置与规模", 3), ("联系", 2), ("登记", 1)),
)  # fmt: skip

XLSX_TOWN_COUNTIES = frozenset({"230502", "230503"})
"""Counties whose towns keep their lists in Excel; the others hand in CSV."""

CITY_SHEETS = (DEATHS, ABILITY, PENSIONS, HEALTH, DISABILITY, CARE_GRADES)


def county_sheets(county: str) -> tuple[Sheet, ...]:
    """The sheets of which a county (6 digits) has a file of its own."""
    return RESIDENTS, ASSISTANCE, INFANTS, TOWN_XLSX if county in XLSX_TOWN_COUNTIES else TOWN


DISABILITY_DIGITS = {
    "视力": "1",
    "听力": "2",
    "言语": "3",
    "肢体": "4",
    "智力": "5",
    "精神": "6",
    "多重": "7",
}
GRADE_DIGITS = {"一级": "1", "二级": "2", "三级": "3", "四级": "4"}
ASSESSORS = ("双鸭山市示例评估中心", "示例老年人能力评估站", "示例康养评估服务部")
TEN_YEARS = timedelta(days=3652)
ENDING = 0.06  # of the grants of low income, those whose end is already set


def rows_of(home: Household, on: date, rng: Random) -> Iterator[tuple[str, Row, Person]]:
    """Every row that departments keep about one household: the sheet's name, the row, and its person."""
    for person, relation in home.members:
        yield RESIDENTS.name, resident_row(home, person, relation), person
        if person.elder:
            for name, row in _elder_rows(home, person, on, rng):
                yield name, row, person
    if home.infant is not None and home.guardian is not None:
        yield INFANTS.name, infant_row(home, home.infant, home.guardian), home.infant


def _elder_rows(home: Household, one: Person, on: date, rng: Random) -> Iterator[tuple[str, Row]]:
    if one.death is not None:
        yield DEATHS.name, [one.name, one.number, one.death.isoformat()]
        if not one.still_listed:
            return
    yield TOWN.name, town_row(home, one)
    if one.pension is not None:
        at = 55 if one.sex == "女" and one.pension != "城乡居民" else 60
        start = _first_of_next_month(_birthday(one.birth, at))
        if start <= on:
            yield PENSIONS.name, [one.name, one.number, one.pension, start.isoformat(), one.phone]
    if one.assistance is not None:
        yield ASSISTANCE.name, assistance_row(home, one, one.assistance, on, rng)
    if one.entitled:
        yield ASSISTANCE.name, assistance_row(home, one, KEY_ENTITLED, on, rng)
    if one.assessed:
        yield ABILITY.name, [one.name, one.number, one.ability, _past(on, 700, rng), rng.choice(ASSESSORS)]
    if one.dementia:
        yield HEALTH.name, _health_row(home, one, "认知障碍", _past(on, 2000, rng))
    if one.special_family is not None:
        yield HEALTH.name, _health_row(home, one, one.special_family, _past(on, 4000, rng))
    if one.disability is not None:
        yield DISABILITY.name, disability_row(home, one, one.disability, on, rng)
    if one.care_grade is not None:
        assessed = on - timedelta(days=1 + int(rng.random() * 600))
        until = _birthday(assessed, 2) - timedelta(days=1)
        yield (
            CARE_GRADES.name,
            [one.name, one.number, one.care_grade, assessed.isoformat(), until.isoformat()],
        )


def resident_row(home: Household, one: Person, relation: str) -> Row:
    registered: Village = one.registered or home.village
    return [
        one.name, one.number, one.sex, one.birth.isoformat(), one.ethnic,
        registered.code, registered.address + one.registered_house,
        home.village.code, home.address, home.number, relation, one.phone,
    ]  # fmt: skip


def town_row(home: Household, one: Person) -> Row:
    return [
        one.name, one.number, one.sex, one.birth.isoformat(), home.village.town, home.village.name,
        home.address, one.phone, one.living, one.contact, one.contact_relation, one.contact_phone,
        one.contribution or "",
    ]  # fmt: skip


def assistance_row(home: Household, one: Person, kind: str, on: date, rng: Random) -> Row:
    """Aid that began in the last twelve years; people in homes and on 特困 keep it."""
    start = on - timedelta(days=30 + int(rng.random() * 4300))
    ended = ""
    if kind not in {IN_HOME, AT_HOME, KEY_ENTITLED}:
        ended = (on + timedelta(days=int(rng.random() * 365))).isoformat() if rng.random() < ENDING else ""
    return [
        one.name, one.number, kind, start.isoformat(), ended, home.village.code, home.address, one.phone,
    ]  # fmt: skip


def disability_row(home: Household, one: Person, card: tuple[str, str], on: date, rng: Random) -> Row:
    """A card is the resident number, category and grade: twenty characters; valid ten years."""
    category, grade = card
    issued = on - timedelta(days=1 + int(rng.random() * 3600))
    guarded = category in {"智力", "精神"}
    return [
        one.name, one.number + DISABILITY_DIGITS[category] + GRADE_DIGITS[grade], category + "残疾", grade,
        issued.isoformat(), (issued + TEN_YEARS).isoformat(), home.village.code, one.phone,
        one.contact if guarded else "", one.contact_phone if guarded else "",
    ]  # fmt: skip


def infant_row(home: Household, infant: Person, guardian: Person) -> Row:
    return [
        infant.name, infant.number, infant.sex, infant.birth.isoformat(), home.village.code, home.address,
        guardian.name, guardian.number, home.guardian_relation, guardian.phone,
    ]  # fmt: skip


def _health_row(home: Household, one: Person, matter: str, day: str) -> Row:
    return [one.name, one.number, matter, day, home.village.code, one.phone]


def _past(on: date, days: int, rng: Random) -> str:
    return (on - timedelta(days=1 + int(rng.random() * days))).isoformat()


def _birthday(birth: date, age: int) -> date:
    return birth.replace(year=birth.year + age, day=min(birth.day, 28))


def _first_of_next_month(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)
