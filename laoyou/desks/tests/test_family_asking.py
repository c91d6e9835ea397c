"""Asking from home: three steps, photographs, following, giving up, not agreeing."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from laoyou.applications import reads
from laoyou.applications import verbs as handling
from laoyou.applications.types import ApplicationState, Asker
from laoyou.desks.tests.cast import SYSTEM, li_xiaohua, read
from laoyou.desks.tests.law import lay_law
from laoyou.desks.tests.test_family_pages import signed_in
from laoyou.family.tests.cast import Elder, elder, joined
from laoyou.notices import verbs as notices
from laoyou.notices.types import NewLetter
from laoyou.people.tests.cast import CAROL, NOW, TODAY, VILLAGE_A, number_of
from laoyou.people.types import Relation

pytestmark = pytest.mark.django_db
JPEG = b"\xff\xd8\xff\xe0" + b"x" * 50 + b"\xff\xd9"


@pytest.fixture
def li(ground: None) -> Elder:
    lay_law()
    number = number_of(date(1943, 5, 12))
    return Elder(li_xiaohua(number), number[-4:])


@pytest.fixture
def daughter(li: Elder) -> Client:
    joined(li)
    return signed_in()


def benefit(li: Elder) -> str:
    return next(code for code, _ in reads.deciding.can_be_asked_for(reads.deciding.told(li.id, TODAY)))


def asked(daughter: Client, li: Elder) -> int:
    daughter.post(reverse("family_apply", args=[benefit(li)]), {"words": "妈妈走路不便"})
    return int(reads.of_person(li.id).applications[0].id)


def photo(content: bytes = JPEG) -> dict[str, Any]:
    return {"label": "户口簿", "file": SimpleUploadedFile("a.jpg", content, "image/jpeg")}


def test_the_daughter_asks_in_three_steps_by_the_leave_on_the_letter(li: Elder, daughter: Client) -> None:
    first = read(daughter, "family_applications")
    second = read(daughter, "family_apply", benefit(li))

    application_id = asked(daughter, li)
    answer = daughter.post(reverse("family_photo", args=[application_id]), photo(), follow=True)

    assert reverse("family_apply", args=[benefit(li)]) in first
    assert "老人 2026-03-02 同意您代办" in second
    (one,) = reads.of_person(li.id).applications
    assert (one.asking.by, one.asking.relation, one.asking.name) == (Asker.KIN, Relation.DAUGHTER, "张秀敏")
    assert one.asking.consent_on == TODAY
    assert "已经交的：户口簿" in answer.content.decode()
    assert one.benefit_name in read(daughter, "family_home").partition("正在办理的")[2]


def test_what_is_no_photograph_is_refused_at_the_field(li: Elder, daughter: Client) -> None:
    application_id = asked(daughter, li)

    answer = daughter.post(reverse("family_photo", args=[application_id]), photo(b"MZ" + b"x" * 50))

    assert answer.status_code == 422
    assert reads.papers.of_application(application_id) == []


def test_the_same_twice_is_refused_in_words(li: Elder, daughter: Client) -> None:
    asked(daughter, li)

    answer = daughter.post(reverse("family_apply", args=[benefit(li)]), {"words": ""})

    assert answer.status_code == 422
    assert len(reads.of_person(li.id).applications) == 1


def test_she_gives_it_up(li: Elder, daughter: Client) -> None:
    application_id = asked(daughter, li)

    daughter.post(reverse("family_move", args=[application_id]), {"do": "withdraw"})

    assert reads.applications.application(application_id).state is ApplicationState.WITHDRAWN
    assert "已撤回" in read(daughter, "family_application", application_id)


def test_what_was_wanted_is_handed_in(li: Elder, daughter: Client) -> None:
    application_id = asked(daughter, li)
    handling.ask_papers(application_id, words="请补户口簿", actor=SYSTEM, now=NOW)
    shown = read(daughter, "family_application", application_id)

    daughter.post(reverse("family_move", args=[application_id]), {"do": "hand_in"})

    assert "请补户口簿" in shown
    assert reads.applications.application(application_id).state is ApplicationState.SUBMITTED


def test_she_does_not_agree_with_a_refusal(li: Elder, daughter: Client) -> None:
    application_id = asked(daughter, li)
    handling.accept(application_id, actor=CAROL, now=NOW)
    record = reads.applications.application(application_id)
    told = reads.deciding.told(li.id, TODAY)
    reason = reads.deciding.reason_of(told, record.benefit)
    assert reason is not None
    clause = reason.explained.clauses[0].clause.key
    handling.refuse(application_id, clause=clause, reason="条件不符", actor=CAROL, now=NOW)
    shown = read(daughter, "family_application", application_id)

    answer = daughter.post(
        reverse("family_appeal", args=[application_id]), {"grounds": "材料已经齐了"}, follow=True
    )

    assert "不同意这个决定？" in shown
    assert "条件不符" in shown
    assert "申诉待决定" in answer.content.decode()


def test_a_neighbours_application_is_not_there_for_her(li: Elder, daughter: Client) -> None:
    other = elder("孙大山")
    joined(other, "neighbour")
    application_id = asked(signed_in("neighbour"), other)
    pages = [
        daughter.get(reverse("family_application", args=[application_id])),
        daughter.post(reverse("family_photo", args=[application_id]), photo()),
        daughter.post(reverse("family_move", args=[application_id]), {"do": "withdraw"}),
        daughter.post(reverse("family_appeal", args=[application_id]), {"grounds": "x"}),
    ]

    assert {answer.status_code for answer in pages} == {404}
    assert reads.applications.application(application_id).state is ApplicationState.SUBMITTED


def test_kin_open_only_the_papers_that_they_handed_in(li: Elder, daughter: Client) -> None:
    application_id = asked(daughter, li)
    daughter.post(reverse("family_photo", args=[application_id]), photo())
    (hers,) = reads.papers.of_application(application_id)
    joined(li, "zhangqiang", name="张强")
    son = signed_in("zhangqiang")

    assert daughter.get(reverse("applications:paper", args=[hers.id])).status_code == 200
    assert son.get(reverse("applications:paper", args=[hers.id])).status_code == 404


def test_a_benefit_that_is_no_law_here_is_not_found(daughter: Client) -> None:
    assert daughter.get(reverse("family_apply", args=["moon_rent"])).status_code == 404


def test_letters_to_the_elder_are_read_here(li: Elder, daughter: Client) -> None:
    letter = NewLetter(li.id, VILLAGE_A, "benefit_started", "开始发放", ("从三月起发放。",), "proposal", 1)
    notices.write(letter, now=NOW)

    page = read(daughter, "family_letters")

    assert "开始发放" in page
    assert "从三月起发放。" not in page, "a letter gives reasons, and she may not see health"
    assert "开始发放" in read(daughter, "family_home")
