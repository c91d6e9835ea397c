"""The pages of letters: the list, one letter, printing, handing over, whom to ask."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from laoyou.access import rules
from laoyou.access.types import Actor, Role, Scope
from laoyou.audit.types import Outcome
from laoyou.notices import reads, verbs
from laoyou.notices.tests.cast import SYSTEM, written
from laoyou.notices.types import State, Way
from laoyou.orgs.tests.cast import SignedIn
from laoyou.people import verbs as people
from laoyou.people.tests.cast import ALICE, BOB, CAROL, COUNTY, NOW, TOWN_A, VILLAGE_B, noted, somebody
from laoyou.people.types import Source

pytestmark = pytest.mark.usefixtures("ground")
LIST = reverse("notices:list")


def words(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def test_the_list_shows_what_is_not_handed_over_with_names_masked(signed_in: SignedIn) -> None:
    written(somebody("李小华"))
    done = written(somebody("钱玉珍"))
    verbs.hand_over([done], Way.BY_POST, actor=ALICE, now=NOW)
    browser = signed_in(ALICE)

    open_, all_ = words(browser.get(LIST)), words(browser.get(LIST, {"state": "any"}))

    assert "李*华" in open_
    assert "李小华" not in open_
    assert "钱*珍" not in open_
    assert "钱*珍" in all_
    assert "邮寄" in all_


def test_a_letter_reads_as_it_will_be_read(signed_in: SignedIn) -> None:
    verbs.set_office(COUNTY, name="尖山区民政局", phone="0469-6100123", actor=CAROL, now=NOW)
    letter_id = written(somebody("李小华", birth_date=date(1940, 3, 3), document=None))

    said = words(signed_in(ALICE).get(reverse("notices:letter", args=[letter_id])))

    assert "尊敬的李*华老人家，您好：" in said
    assert "您的高龄津贴从 2026 年 3 月 1 日起发放，每月 100.00 元。" in said
    assert "尖山区民政局" in said
    assert "0469-6100123" in said


def test_on_paper_the_name_is_whole_one_letter_a_page_and_it_is_noted(signed_in: SignedIn) -> None:
    ids = [written(somebody(name)) for name in ("李小华", "钱玉珍")]
    browser = signed_in(ALICE)

    said = words(browser.post(reverse("notices:print"), {"id": ids, "purpose": "visit"}))

    assert said.count('<article class="letter') == 2
    assert "李小华" in said
    assert "钱玉珍" in said
    assert {reads.letter(one).state for one in ids} == {State.PRINTED}
    assert noted("notices.print")[0].count == 2


def test_a_letter_about_somebody_who_died_is_to_the_family(signed_in: SignedIn) -> None:
    person = somebody("李小华")
    letter_id = written(person)
    people.record_death(person, on=date(2026, 2, 1), source=Source.POLICE, actor=SYSTEM, now=NOW)

    said = words(signed_in(ALICE).post(reverse("notices:print"), {"id": letter_id, "purpose": "visit"}))

    assert "李小华的家属，请节哀：" in said


def test_the_whole_list_is_printed_as_it_is_narrowed(signed_in: SignedIn) -> None:
    written(somebody("李小华"))
    written(somebody("钱玉珍"), kind="benefit_stopped")

    url = reverse("notices:print") + "?kind=benefit_stopped"
    said = words(signed_in(CAROL).post(url, {"all": "1", "purpose": "visit"}))

    assert said.count('<article class="letter') == 1
    assert "钱玉珍" in said


def test_an_empty_form_prints_nothing(signed_in: SignedIn) -> None:
    letter_id = written(somebody("李小华"))
    browser = signed_in(ALICE)

    for fields in ({}, {"id": letter_id}, {"all": "1"}, {"id": "x"}):
        answer = browser.post(reverse("notices:print"), fields)
        assert answer.status_code in {400, 404}, fields
        assert "李小华" not in words(answer)


def test_letters_are_marked_as_handed_over_from_the_list_and_from_the_letter(signed_in: SignedIn) -> None:
    first, second = written(somebody()), written(somebody())
    browser = signed_in(ALICE)

    listed = browser.post(reverse("notices:hand_over"), {"id": first, "way": "by_hand"})
    single = browser.post(reverse("notices:hand_over"), {"id": second, "way": "read_aloud", "one": "1"})

    assert listed["Location"].startswith(LIST)
    assert single["Location"] == reverse("notices:letter", args=[second])
    assert "电话念给本人" in words(browser.get(single["Location"]))
    assert browser.post(reverse("notices:take_back", args=[second])).status_code == 302
    assert reads.letter(second).state is State.WRITTEN


def test_without_a_way_nothing_is_handed_over(signed_in: SignedIn) -> None:
    letter_id = written(somebody())

    fields = {"id": letter_id, "way": "by_owl"}
    answer = signed_in(ALICE).post(reverse("notices:hand_over"), fields, follow=True)

    assert "请选择怎样送达" in words(answer)
    assert reads.letter(letter_id).state is State.WRITTEN


def test_the_list_leaves_the_house_masked_and_on_the_trail(signed_in: SignedIn) -> None:
    written(somebody("李小华"))

    answer: Any = signed_in(ALICE).get(reverse("notices:export"))

    assert b"".join(answer.streaming_content)[:2] == b"PK"
    assert noted("notices.export")[0].outcome is Outcome.READ


def test_a_supervisor_names_the_office_and_others_see_it(signed_in: SignedIn) -> None:
    url = reverse("notices:offices")
    fields = {"division": TOWN_A, "name": "二马路街道民政办", "phone": "0469-6100124"}

    saved = signed_in(CAROL).post(url, fields)
    wrong = signed_in(CAROL).post(url, fields | {"phone": "无"})
    seen = words(signed_in(ALICE).get(url))

    assert (saved.status_code, wrong.status_code) == (302, 422)
    assert "例如 0469-6100123" in words(wrong)
    assert "0469-6100124" in seen
    assert signed_in(ALICE).post(url, fields).status_code == 403


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SYSTEM])
def test_each_page_opens_exactly_for_the_roles_of_its_rule(signed_in: SignedIn, role: Role) -> None:
    letter_id = written(somebody())
    browser = signed_in(Actor(30, "某人", role, Scope.division(COUNTY)))
    pages = {
        LIST: "notices.see",
        reverse("notices:letter", args=[letter_id]): "notices.see",
        reverse("notices:offices"): "notices.see",
        reverse("notices:export"): "notices.export",
    }

    for url, act in pages.items():
        expected = 200 if role in rules.registered()[act].roles else 403
        answer: Any = browser.get(url)
        assert answer.status_code == expected, url
        if answer.streaming:
            list(answer.streaming_content)


def test_a_neighbour_opens_prints_and_marks_nothing_of_the_other_town(signed_in: SignedIn) -> None:
    letter_id = written(somebody("李小华"))
    theirs = written(somebody("王兰", VILLAGE_B), division=VILLAGE_B)
    browser = signed_in(BOB)

    answers = [
        browser.get(reverse("notices:letter", args=[letter_id])),
        browser.post(reverse("notices:print"), {"id": letter_id, "purpose": "visit"}),
        browser.post(reverse("notices:hand_over"), {"id": [letter_id, theirs], "way": "by_hand"}),
        browser.post(reverse("notices:take_back", args=[letter_id])),
        browser.get(LIST, {"division": TOWN_A}),
        browser.get(reverse("notices:export"), {"division": TOWN_A}),
    ]

    assert [answer.status_code for answer in answers] == [403] * len(answers)
    assert "李*华" not in words(browser.get(LIST, {"state": "any"}))
    assert reads.letter(letter_id).state is State.WRITTEN


@pytest.mark.parametrize("number", [0, 2**31, 2**63, 10**30])
def test_a_number_that_nobody_has_is_not_found(signed_in: SignedIn, number: int) -> None:
    browser = signed_in(CAROL)

    assert browser.get(reverse("notices:letter", args=[number])).status_code == 404
    assert browser.post(reverse("notices:take_back", args=[number])).status_code == 404


def test_odd_questions_do_not_make_the_list_stumble(signed_in: SignedIn) -> None:
    browser = signed_in(CAROL)

    for asked in ({"state": "x"}, {"kind": "\x00"}, {"division": "1"}, {"page": "x"}, {"division": "9" * 12}):
        assert browser.get(LIST, asked).status_code in {200, 400, 403, 404, 422}, asked
