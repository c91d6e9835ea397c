"""What becomes of single rows: every thing that can be wrong is found and named."""

from __future__ import annotations

from datetime import date

import pytest

from laoyou.people.core.problems import PROBLEMS, of
from laoyou.people.models import (
    Abode,
    Contact,
    Document,
    Guardianship,
    Household,
    Membership,
    Person,
    Phone,
    StatusFact,
)
from laoyou.people.models.sealing import ABODE_ADDRESS, DOCUMENT_NUMBER, PHONE_NUMBER
from laoyou.people.reads import batches
from laoyou.people.tests.cast import VILLAGE_A, VILLAGE_B, card, number_of, somebody
from laoyou.people.tests.intake.cast import (
    ABILITY,
    ASSISTANCE,
    BORN,
    DEATHS,
    assisted,
    csv_file,
    elder,
    outcomes,
    person_of,
    police,
    reasons,
    resident,
    taken_in,
    town,
)
from laoyou.people.types import Source

pytestmark = pytest.mark.usefixtures("ground")


def wrong(number: str) -> str:
    """The number with another check character."""
    return number[:17] + ("1" if number[17] != "1" else "2")


def test_a_new_person_is_entered_with_all_that_the_row_says() -> None:
    number = number_of(BORN)

    batch_id, result = town(
        elder("李小华", number, 紧急联系人="张秀敏", 关系="女儿", 联系人电话="13900001111")
    )

    person = Person.objects.of(pk=person_of(batch_id, 2)).get()
    assert (person.name, person.pinyin, person.initials) == ("李小华", "lixiaohua", "lxh")
    assert (person.birth_date, person.sex, person.home_division_id) == (BORN, "2", VILLAGE_A)
    card = Document.objects.get(person=person)
    assert DOCUMENT_NUMBER.open(card.pk, card.number_sealed) == number
    assert bytes(card.number_blind) == DOCUMENT_NUMBER.find(number)
    phone = Phone.objects.get(person=person)
    assert PHONE_NUMBER.open(phone.pk, phone.number_sealed) == "13812345521"
    abode = Abode.objects.get(person=person)
    assert abode.address_sealed is not None
    assert ABODE_ADDRESS.open(abode.pk, abode.address_sealed) == "新华社区3号楼2单元501室"
    fact = StatusFact.objects.get(person=person)
    assert (fact.kind, fact.value, fact.source, fact.span.start) == (
        "living",
        "alone",
        "town",
        date(2026, 3, 2),
    )
    contact = Contact.objects.get(person=person)
    assert (contact.name, contact.relation, contact.position, contact.consent) == (
        "张秀敏",
        "daughter",
        1,
        "emergency",
    )
    assert dict(result.outcomes) == {"created": 1}


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"姓名": ""}, "name_missing"),
        ({"姓名": "张三123"}, "name_long"),
        ({"身份证号": ""}, "number_missing"),
        ({"身份证号": "23050219450504"}, "number_length"),
        ({"身份证号": "2.30502E+17"}, "number_digits_lost"),
        ({"身份证号": "23050219450504O123"}, "number_characters"),
        ({"身份证号": "230502194513041239"}, "number_birth"),
        ({"身份证号": "checksum"}, "number_checksum"),
        ({"出生日期": "1945-02-30"}, "birth_impossible"),
        ({"出生日期": "2030-01-01"}, "birth_future"),
        ({"出生日期": "1946-05-04"}, "birth_against_number"),
        ({"性别": "不明"}, "sex_unknown"),
        ({"性别": "男"}, "sex_against_number"),
        ({"所属村居": "红星大队"}, "home_unknown"),
        ({"所属村居": ""}, "home_missing"),
        ({"居住状况": "不知道"}, "status_unknown"),
    ],
)
def test_a_bad_cell_sends_the_row_back_with_its_reason(cells: dict[str, str], code: str) -> None:
    row = elder(**cells) if "身份证号" not in cells else elder(number=_number(cells["身份证号"]))

    batch_id, _ = town(row)

    assert outcomes(batch_id) == {2: "rejected"}
    assert code in reasons(batch_id)[2]


def _number(text: str) -> str:
    return wrong(number_of(BORN)) if text == "checksum" else text


def test_all_that_is_wrong_with_a_row_is_said() -> None:
    batch_id, _ = town(elder("", wrong(number_of(BORN)), 性别="？", 出生日期="1945-13-01", 所属村居="无此村"))

    assert set(reasons(batch_id)[2]) == {
        "name_missing", "number_checksum", "sex_unknown", "birth_impossible", "home_unknown",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"联系电话": "1381234552"}, "phone_bad"),
        ({"联系电话": "无"}, "phone_bad"),
        ({"紧急联系人": "张秀敏", "关系": "女儿", "联系人电话": "139"}, "contact_phone_bad"),
        ({"紧急联系人": "张秀敏", "关系": "女儿"}, "contact_incomplete"),
        ({"紧急联系人": "张秀敏", "关系": "干亲家", "联系人电话": "13900001111"}, "contact_relation_unknown"),
    ],
)
def test_what_is_not_needed_and_wrong_is_left_out_and_said(cells: dict[str, str], code: str) -> None:
    batch_id, _ = town(elder(**cells))

    assert outcomes(batch_id) == {2: "created"}
    assert reasons(batch_id) == {2: [code]}


def test_a_number_of_fifteen_digits_is_brought_to_eighteen_and_said() -> None:
    number = number_of(BORN)

    batch_id, _ = town(elder(number=number[:6] + number[8:17]))

    card = Document.objects.get(person=person_of(batch_id, 2))
    assert DOCUMENT_NUMBER.open(card.pk, card.number_sealed) == number
    assert reasons(batch_id) == {2: ["number_old"]}


def test_full_width_digits_and_spaces_are_mended_silently() -> None:
    number = number_of(BORN)
    full = number.translate(str.maketrans("0123456789X", "０１２３４５６７８９Ｘ"))

    batch_id, _ = town(elder(" 李　小华 ", f" {full[:6]} {full[6:]}"))

    person = Person.objects.of(pk=person_of(batch_id, 2)).get()
    assert person.name == "李小华"
    assert reasons(batch_id) == {}


def test_a_repeated_row_counts_once() -> None:
    row = elder()

    batch_id, _ = town(row, row)

    assert outcomes(batch_id) == {2: "created", 3: "repeated"}


def test_two_rows_that_contradict_each_other_go_back_and_name_each_other() -> None:
    number = number_of(BORN)

    batch_id, _ = town(elder(number=number), elder(), elder(number=number, 居住状况="空巢"))

    assert outcomes(batch_id) == {2: "rejected", 3: "created", 4: "rejected"}
    assert reasons(batch_id) == {2: ["contradicts_row:4"], 4: ["contradicts_row:2"]}
    (first, _) = batches.rejects(batch_id)
    assert "第 4 行" in first.remarks[0].reason


def test_a_name_written_another_way_is_kept_beside_the_known_one() -> None:
    number = number_of(BORN)
    town(elder("李小华", number))

    batch_id, _ = taken_in(
        csv_file(ABILITY, ["李晓华", number, "轻度失能", "2025-03-01", ""]), Source.CIVIL_AFFAIRS
    )

    assert outcomes(batch_id) == {2: "changed"}
    assert reasons(batch_id) == {2: ["name_variant"]}
    again, _ = taken_in(
        csv_file(ABILITY, ["李晓华", number, "轻度失能", "2025-03-01", ""]), Source.CIVIL_AFFAIRS
    )
    assert (outcomes(again), reasons(again)) == ({2: "unchanged"}, {})


def test_a_person_of_whom_no_home_is_known_is_not_entered() -> None:
    batch_id, _ = taken_in(
        csv_file(ABILITY, ["李小华", number_of(BORN), "轻度失能", "2025-03-01", ""]), Source.CIVIL_AFFAIRS
    )

    assert reasons(batch_id) == {2: ["not_in_register"]}


def test_the_dead_do_not_live_on_in_other_lists() -> None:
    number = number_of(BORN)
    police(resident("李小华", number))
    batch, _ = taken_in(csv_file(DEATHS, ["李小华", number, "2025-12-01"]), Source.POLICE)
    assert Person.objects.of(pk=person_of(batch, 2)).get().death_date == date(2025, 12, 1)

    batch_id, _ = town(elder("李小华", number))

    assert reasons(batch_id) == {2: ["person_dead"]}


@pytest.mark.parametrize(
    ("day", "code"),
    [
        ("1940-01-01", "before_birth"),
        ("2030-01-01", "since_future"),
        ("2025-02-30", "since_impossible"),
        ("", "since_missing"),
    ],
)
def test_a_death_is_on_a_possible_day(day: str, code: str) -> None:
    number = number_of(BORN)
    police(resident("李小华", number))

    batch_id, _ = taken_in(csv_file(DEATHS, ["李小华", number, day]), Source.POLICE)

    assert reasons(batch_id) == {2: [code]}


def test_an_end_before_the_beginning_is_refused() -> None:
    row = assisted("李小华", number_of(BORN), since="2020-01-01", until="2019-01-01")

    batch_id, _ = taken_in(csv_file(ASSISTANCE, row), Source.CIVIL_AFFAIRS)

    assert reasons(batch_id) == {2: ["until_before_since"]}


def test_one_person_may_have_several_kinds_of_aid_in_one_file() -> None:
    number = number_of(BORN)
    rows = [assisted("李小华", number), assisted("李小华", number, "重点优抚", "2010-01-01")]

    batch_id, result = taken_in(csv_file(ASSISTANCE, *rows), Source.CIVIL_AFFAIRS)

    person_id = person_of(batch_id, 2)
    assert person_of(batch_id, 3) == person_id
    assert sorted(StatusFact.objects.filter(person=person_id).values_list("kind", flat=True)) == [
        "entitled_group",
        "low_income",
    ]
    assert Abode.objects.filter(person=person_id).count() == 1
    assert dict(result.outcomes) == {"created": 2}


def test_a_household_gathers_its_members() -> None:
    batch_id, _ = police(
        resident("李大山", 户号="230502000001", 与户主关系="户主"),
        resident("王桂兰", 户号="230502000001", 与户主关系="妻"),
        resident("李小山", 户号="230502000002", 与户主关系="户主"),
    )

    assert Household.objects.for_the_system().count() == 2
    members = Membership.objects.filter(person=person_of(batch_id, 3))
    assert [(row.relation, row.household_id) for row in members] == [
        ("spouse", Membership.objects.get(person=person_of(batch_id, 2)).household_id)
    ]


def test_an_infant_has_a_guardian_who_is_linked_when_known() -> None:
    mother = number_of(date(1995, 3, 4))
    police(resident("赵丽", mother))
    headers = (
        "姓名",
        "身份证号",
        "性别",
        "出生日期",
        "居住地区划代码",
        "居住地址",
        "监护人姓名",
        "监护人身份证号",
        "与婴幼儿关系",
        "监护人电话",
    )
    row = [
        "赵一",
        number_of(date(2024, 5, 6)),
        "女",
        "2024-05-06",
        VILLAGE_A,
        "",
        "赵丽",
        mother,
        "母亲",
        "13900001111",
    ]

    batch_id, _ = taken_in(csv_file(headers, row), Source.HEALTH)
    taken_in(csv_file(headers, row), Source.HEALTH)

    guardian = Guardianship.objects.get(ward=person_of(batch_id, 2))
    assert (guardian.name, guardian.relation, guardian.span.start) == ("赵丽", "parent", date(2024, 5, 6))
    assert guardian.guardian_id is not None


def test_a_disability_card_agrees_with_what_it_says() -> None:
    headers = (
        "姓名",
        "残疾人证号",
        "残疾类别",
        "残疾等级",
        "发证日期",
        "有效期至",
        "居住地区划代码",
        "联系电话",
        "监护人姓名",
        "监护人电话",
    )
    one, other = number_of(BORN), number_of(BORN)
    rows = [
        ["李小华", one + "42", "肢体残疾", "二级", "2020-01-01", "2029-12-31", VILLAGE_A, "", "", ""],
        ["王桂兰", other + "42", "视力残疾", "二级", "2020-01-01", "2029-12-31", VILLAGE_A, "", "", ""],
        ["赵玉珍", other, "视力残疾", "二级", "2020-01-01", "", VILLAGE_A, "", "", ""],
    ]

    batch_id, _ = taken_in(csv_file(headers, *rows), Source.DISABLED_FEDERATION)

    fact = StatusFact.objects.get(person=person_of(batch_id, 2))
    assert (fact.kind, fact.value, fact.grade, fact.span.end) == ("disability", "4", "2", date(2029, 12, 31))
    assert reasons(batch_id) == {3: ["card_against_status"], 4: ["card_length"]}


def test_a_row_about_a_person_that_a_clerk_entered_finds_that_person() -> None:
    number = number_of(BORN)
    known = somebody("李小华", VILLAGE_B, document=card(number))

    batch_id, _ = town(elder("李小华", number))

    assert person_of(batch_id, 2) == known


def test_every_problem_has_words_and_a_remedy() -> None:
    assert all(problem.reason and problem.remedy for problem in PROBLEMS)
    assert len({problem.code for problem in PROBLEMS}) == len(PROBLEMS) < 64
    assert of(0) == []
