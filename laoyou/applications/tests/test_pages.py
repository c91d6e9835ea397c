"""The pages of the office: from the window to the decision and the appeal."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from python_calamine import CalamineWorkbook

from laoyou.access.types import Actor, Role, Scope
from laoyou.applications import reads, verbs
from laoyou.applications.models import Application
from laoyou.applications.tests.cast import (
    ALICE,
    BOB,
    CAROL,
    DAVE,
    ERIN,
    NOW,
    PDF,
    accepted,
    asked,
    decided_month,
    family,
    paper,
    poor,
    refused,
)
from laoyou.applications.types import About, Against, ApplicationState, NewAppeal
from laoyou.audit import reads as audit
from laoyou.audit.types import Outcome
from laoyou.benefits.tests.cast import CITY, SignedIn, at, elder, proposal, ran, state, words
from laoyou.kernel import clock
from laoyou.people.types import FactKind

pytestmark = pytest.mark.usefixtures("law", "applications_alone")

LEADER = Actor(16, "领导", Role.LEADER, Scope.division(CITY))
GIVEN = {"benefit": "care_aid", "by": "person", "channel": "window", "words": "腿脚不便"}


def page(who: Any, name: str, *ids: object, **more: Any) -> str:
    answer = who.get(reverse(f"applications:{name}", args=ids), more)
    assert answer.status_code == 200, answer.status_code
    return words(answer)


def sent(who: Any, name: str, *ids: object, **fields: Any) -> Any:
    return who.post(reverse(f"applications:{name}", args=ids), fields, follow=True)


def test_a_clerk_finds_the_person_and_enters_what_he_asks_for(signed_in: SignedIn) -> None:
    person_id, desk = poor(), signed_in(ALICE)

    found = desk.post(reverse("applications:find"), {"q": "李小华"})
    answer = sent(desk, "apply", person_id, **GIVEN)

    assert reverse("applications:apply", args=[person_id]) in words(found)
    assert "李小华" not in words(found).replace('value="李小华"', ""), "names are masked"
    row = Application.objects.of(person=person_id).get()
    assert answer.redirect_chain == [(reverse("applications:application", args=[row.pk]), 302)]
    assert "腿脚不便" in words(answer)
    assert "已由部门数据核验，不用交" in words(answer)


def test_what_is_not_complete_is_said_at_its_field(signed_in: SignedIn) -> None:
    person_id, desk = poor(), signed_in(ALICE)

    answer = sent(desk, "apply", person_id, **(GIVEN | {"by": "kin"}))

    assert answer.status_code == 422
    assert "亲属代办要写明与本人的关系" in words(answer)
    assert not Application.objects.of(person=person_id).exists()


def test_a_benefit_is_chosen_already_when_one_comes_from_its_reasons(signed_in: SignedIn) -> None:
    said = page(signed_in(ALICE), "apply", poor(), benefit="care_aid")

    assert re.search(r'<option value="care_aid" selected>', said)


def test_the_list_shows_what_is_in_hand_and_what_is_overdue(
    signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    application_id = asked(poor())
    verbs.withdraw(asked(poor()), actor=ALICE, now=NOW)
    desk = signed_in(ALICE)
    link = reverse("applications:application", args=[application_id])

    in_hand = page(desk, "list")
    monkeypatch.setattr(clock, "now", lambda: at("2026-01-14"))
    late = page(desk, "list", state="overdue")

    assert "1 月 12 日到期，还有 5 个工作日" in in_hand
    assert in_hand.count("李*华") == 1, "what was withdrawn is not in hand"
    assert link in late
    assert "已超期 2 个工作日" in late
    assert "没有申请" in page(desk, "list", state="refused")


@pytest.mark.parametrize("sort", ["due", "-due", "at", "-at", "nothing"])
def test_the_list_is_sorted_and_paged(signed_in: SignedIn, sort: str) -> None:
    for _ in range(2):
        asked(poor())
    found = reads.applications.applications(ALICE.scope, reads.applications.Filter(), sort=sort, size=1)
    more = reads.applications.applications(
        ALICE.scope, reads.applications.Filter(), sort=sort, size=1, cursor=found.next
    )

    assert len({one.id for one in (*found.rows, *more.rows)}) == 2
    assert page(signed_in(ALICE), "list", sort=sort)


def test_a_neighbours_list_is_empty_and_his_pages_are_closed(signed_in: SignedIn) -> None:
    person_id = poor()
    application_id = refused(person_id)
    paper_owner = asked(elder(), "warm_winter")
    paper_id = verbs.add_document(paper_owner, paper(), actor=ALICE, now=NOW)
    new = NewAppeal(person_id, Against(About.REFUSAL, application_id), "不同意。")
    appeal_id = verbs.appeal(new, actor=family(person_id), now=NOW)
    bob = signed_in(BOB)

    assert "没有申请" in page(bob, "list", state="")
    for name, number in (
        ("application", application_id), ("paper", paper_id), ("appeal", appeal_id), ("apply", person_id),
        ("appeal_refusal", application_id),
    ):  # fmt: skip
        assert bob.get(reverse(f"applications:{name}", args=[number])).status_code == 403, name
    for name, args in (
        ("act", [application_id, "accept"]), ("add_paper", [application_id]), ("remove_paper", [paper_id]),
        ("answer", [appeal_id, "withdraw_appeal"]),
    ):  # fmt: skip
        assert bob.post(reverse(f"applications:{name}", args=args)).status_code == 403, name


def test_the_export_is_masked_and_on_the_trail(signed_in: SignedIn) -> None:
    asked(poor())

    answer = signed_in(ALICE).get(reverse("applications:export"))

    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]
    heading, row = book.get_sheet_by_index(0).to_python()[-2:]
    assert heading[1] == "姓名"
    assert (row[1], row[3]) == ("李*华", "护理补贴")
    (entry,) = audit.entries(Scope.everything(), audit.Filter(act="applications.export")).rows
    assert (entry.outcome, entry.purpose, entry.count) == (Outcome.READ, "export", 1)


def test_the_page_says_clause_by_clause_and_which_paper_would_settle_it(signed_in: SignedIn) -> None:
    person_id = elder("1950-01-01")
    state(person_id, FactKind.LOW_INCOME, "urban")

    said = page(signed_in(ERIN), "application", asked(person_id))

    settled = ("补上就能定", "凭老年人能力评估报告", "还缺")
    for part in ("居住地：尖山区", "还不能定", "经评估为中度以上失能。", *settled):
        assert part in said


def test_an_application_is_decided_by_another_than_entered_it(signed_in: SignedIn) -> None:
    decided_month()
    person_id = poor()
    application_id = asked(person_id)
    alice = signed_in(ALICE)
    sent(alice, "act", application_id, "accept")
    assert "要由另一位同事决定" in page(alice, "application", application_id)

    answer = sent(signed_in(ERIN), "act", application_id, "approve")

    assert "已批准，待遇开始发放" in words(answer)
    assert "关于开始享受" in words(answer), "the letter is linked"
    assert reads.applications.application(application_id).state is ApplicationState.APPROVED


def test_what_cannot_be_approved_is_said_in_the_words_of_the_law(signed_in: SignedIn) -> None:
    decided_month()
    application_id = accepted(elder("1950-01-01"))

    answer = sent(signed_in(ERIN), "act", application_id, "approve")

    assert "属于低保（第二条）" in words(answer)


def test_papers_are_asked_for_handed_in_and_it_is_verified(signed_in: SignedIn) -> None:
    application_id = asked(poor())
    desk = signed_in(ERIN)

    assert sent(desk, "act", application_id, "ask_papers", words="").status_code == 422
    assert "评估报告" in words(sent(desk, "act", application_id, "ask_papers", words="缺评估报告"))
    sent(desk, "act", application_id, "hand_in")
    sent(desk, "act", application_id, "accept")
    answer = sent(desk, "act", application_id, "verify", words="1 月 5 日上门看过")

    assert "1 月 5 日上门看过" in words(answer)
    assert reads.applications.application(application_id).state is ApplicationState.VERIFIED


def test_a_refusal_leads_to_an_appeal_and_another_decides(signed_in: SignedIn) -> None:
    person_id = poor()
    application_id = accepted(person_id)
    erin = signed_in(ERIN)
    given = {"clause": "ability", "reason": "等级没有达到"}
    assert "登记申诉" in words(sent(erin, "act", application_id, "refuse", **given))

    fields = {"about": "refusal", "grounds": "我不同意", "by": "person", "channel": "phone"}
    answer = sent(signed_in(ALICE), "appeal_refusal", application_id, **fields)
    (found,) = reads.of_person(person_id).appeals
    assert "我不同意" in words(answer)
    assert "申诉" in page(signed_in(CAROL), "appeals")
    assert sent(signed_in(CAROL), "answer", found.id, "uphold", reason="").status_code == 422
    answer = sent(signed_in(CAROL), "answer", found.id, "uphold", reason="评估有误")

    assert "申诉成立" in words(answer)
    assert reads.applications.application(application_id).state is ApplicationState.ACCEPTED


def test_a_step_of_a_benefit_is_appealed_against_and_put_right(signed_in: SignedIn) -> None:
    person_id = elder()
    ran("2026-01")
    given = reads.deciding.told(person_id, NOW.date()).held[0].proposal_id
    fields = {"about": "amount", "grounds": "少了", "by": "person", "channel": "window"}
    answer = sent(signed_in(ALICE), "appeal_proposal", given, **fields)
    (found,) = reads.of_person(person_id).appeals

    sent(signed_in(DAVE), "answer", found.id, "uphold", reason="算错了")
    assert "已改正" in page(signed_in(ALICE), "appeal", found.id)
    sent(signed_in(ALICE), "answer", found.id, "settle")

    assert "原来由系统按政策办理" in words(answer)
    assert reads.appeals.appeal(found.id).settled_name == "艾丽"


def test_a_paper_goes_in_and_comes_out_under_a_name_of_ours(signed_in: SignedIn) -> None:
    application_id, desk = asked(poor()), signed_in(ALICE)
    evil = SimpleUploadedFile("../../<script>.html\r\nX: 1", PDF, "text/html")

    said = words(sent(desk, "add_paper", application_id, label="户口簿", file=evil))
    (found,) = reads.papers.of_application(application_id)
    answer = desk.get(reverse("applications:paper", args=[found.id]))

    assert "已附上材料" in said
    assert "script" not in said.partition("户口簿")[2].partition("撤下")[0]
    assert (answer.content, answer["Content-Type"]) == (PDF, "application/pdf")
    assert answer["Content-Disposition"].startswith("attachment")
    assert f"{found.id}.pdf" in answer["Content-Disposition"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "已撤下" in words(sent(desk, "remove_paper", found.id))


@pytest.mark.parametrize("body", [b"", b"MZ" + b"\x00" * 40, b"%PDF-" + b"\x00" * 5_000_001])
def test_a_file_that_is_no_paper_is_refused_in_words(signed_in: SignedIn, body: bytes) -> None:
    application_id, desk = asked(poor()), signed_in(ALICE)
    file = SimpleUploadedFile("a.pdf", body, "application/pdf")

    said = words(sent(desk, "add_paper", application_id, label="户口簿", file=file))

    assert any(part in said for part in ("文件是空的", "只收 PDF", "超过 5 MB"))
    assert reads.papers.of_application(application_id) == []


def test_who_only_reads_has_no_buttons_and_opens_no_paper(signed_in: SignedIn) -> None:
    application_id = asked(poor())
    paper_id = verbs.add_document(application_id, paper(), actor=ALICE, now=NOW)
    leader = signed_in(LEADER)

    said = page(leader, "application", application_id)

    assert reverse("applications:act", args=[application_id, "accept"]) not in said
    assert leader.get(reverse("applications:paper", args=[paper_id])).status_code == 403
    assert leader.get(reverse("applications:find")).status_code == 403


@pytest.mark.parametrize("number", [10**6, 10**25])
def test_numbers_that_nobody_has_are_not_found(signed_in: SignedIn, number: int) -> None:
    desk = signed_in(CAROL)

    for name in ("application", "appeal", "paper", "apply", "appeal_refusal", "appeal_proposal"):
        assert desk.get(reverse(f"applications:{name}", args=[number])).status_code == 404, name
    for name in ("add_paper", "add_appeal_paper", "remove_paper"):
        assert desk.post(reverse(f"applications:{name}", args=[number])).status_code == 404, name


def test_a_move_that_there_is_not_is_not_found(signed_in: SignedIn) -> None:
    application_id = asked(poor())

    for move in ("reopen", "submit", "x"):
        answer = sent(signed_in(ERIN), "act", application_id, move)
        assert answer.status_code == 404


def test_a_proposal_leads_to_its_appeal(signed_in: SignedIn) -> None:
    person_id = poor()
    ran("2026-01")

    said = page(signed_in(ALICE), "appeal_proposal", proposal("start", person_id))

    assert "评估结论影响了待遇" in said
