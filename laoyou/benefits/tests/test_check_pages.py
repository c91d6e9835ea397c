"""The pages of checks and suspensions: the walk, what was seen, reminders, holding back and paying again."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from laoyou.access import rules
from laoyou.access.types import Actor, Role, Scope
from laoyou.benefits import verbs
from laoyou.benefits.models import Check
from laoyou.benefits.reads import survival, suspensions
from laoyou.benefits.tests.cast import ALICE, BOB, CAROL, CITY, TOWN_A, SignedIn, at, elder, month, ran, words
from laoyou.benefits.types import HoldReason, ProofWay
from laoyou.kernel import clock
from laoyou.notices import reads as notices
from laoyou.people.tests.cast import VILLAGE_A, noted

pytestmark = pytest.mark.usefixtures("law", "benefits_alone")
LIST = reverse("benefits:survival")


@pytest.fixture
def late(law: None, monkeypatch: pytest.MonkeyPatch) -> int:
    """Somebody who has something, and was due two months and more ago."""
    person = elder()
    ran("2026-01")
    monkeypatch.setattr(clock, "now", lambda: at("2026-02-10"))
    since, due = date(2024, 11, 1), date(2025, 11, 1)
    Check.objects.create(person_id=person, division_id=VILLAGE_A, since=since, months=12, due_on=due)
    return person


def page(name: str, *args: int) -> str:
    return reverse(f"benefits:{name}", args=args)


def test_the_list_names_who_is_late_masked_and_counts_each_tab(signed_in: SignedIn, late: int) -> None:
    said = words(signed_in(ALICE).get(LIST, {"seen": "beyond"}))

    assert "李*华" in said
    assert "超期满 60 天" in said
    assert "给选中的发提醒" in said
    assert "李小华" not in said


def test_a_walk_is_printed_with_names_in_full_for_a_purpose_and_noted(signed_in: SignedIn, late: int) -> None:
    browser = signed_in(ALICE)

    said = words(browser.post(page("survival_print") + "?seen=beyond", {"purpose": "visit"}))

    assert "李小华" in said
    assert noted("benefits.print_checks")[0].count == 1
    assert browser.post(page("survival_print") + "?seen=beyond").status_code == 400


def test_those_who_were_ticked_are_recorded_and_leave_the_list(signed_in: SignedIn, late: int) -> None:
    fields = {"id": late, "day": "2026-02-09", "way": "visit", "words": "村会计看望"}

    answer = signed_in(ALICE).post(page("survival_record") + "?seen=beyond", fields, follow=True)

    assert "已登记 1 人的生存认证" in words(answer)
    assert survival.proofs(late)[0].words == "村会计看望"


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"way": "visit"}, "请填写哪天见到本人"),
        ({"day": "2026-02-09", "way": "dream"}, "请选择怎样见到的"),
        ({"day": "2026-02-11", "way": "visit"}, "不能晚于今天"),
    ],
)
def test_a_walk_not_told_in_full_is_refused_in_words(
    signed_in: SignedIn, late: int, fields: dict[str, str], said: str
) -> None:
    answer = signed_in(ALICE).post(page("survival_record"), {"id": late, **fields}, follow=True)

    assert said in words(answer)
    assert survival.proofs(late) == ()


def test_who_is_late_is_reminded_by_a_letter(signed_in: SignedIn, late: int) -> None:
    answer = signed_in(ALICE).post(page("survival_warn") + "?seen=beyond", {"id": late}, follow=True)

    assert "已写好 1 份提醒" in words(answer)
    assert "已提醒" in words(answer)
    assert notices.of_person(late)[0].kind == "survival_warning"


def test_on_the_page_of_a_person_a_visit_is_recorded_and_taken_back(signed_in: SignedIn, late: int) -> None:
    browser, url = signed_in(ALICE), page("survival_person", late)

    assert browser.post(url, {"day": "2026-02-09", "way": "counter"}).status_code == 302
    assert browser.post(url, {"day": "2026-02-11", "way": "counter"}).status_code == 422
    proof = survival.proofs(late)[0].id
    assert "到窗口" in words(browser.get(url))
    assert "请写明撤回的理由" in words(browser.post(page("take_back_proof", proof), {}, follow=True))
    browser.post(page("take_back_proof", proof), {"because": "认错了人"})

    assert "已撤回" in words(browser.get(url))


def test_a_supervisor_holds_back_and_a_clerk_pays_again(signed_in: SignedIn, late: int) -> None:
    fields = {"benefits": "warm_winter", "start": "2026-03-01", "reason": "prison"}
    browser = signed_in(CAROL)

    said = words(browser.post(page("suspend", late), fields, follow=True))
    held = suspensions.of_persons([late])[late][0].id  # type: ignore[index]
    listed = words(signed_in(ALICE).get(page("suspensions")))
    lift = {"start": "2026-03-01", "money": "pay", "because": "已释放"}
    lifted = words(signed_in(ALICE).post(page("suspension", held), lift, follow=True))

    assert "已暂停 1 项" in said
    assert "暂停中" in listed
    assert "服刑" in listed
    assert "已恢复，告知书已写好" in lifted
    assert suspensions.suspended([late], month("2026-03")) == frozenset()
    assert "李*华" in words(signed_in(ALICE).get(page("suspensions"), {"state": "lifted"}))


def test_the_lists_say_in_words_that_something_is_held_back(signed_in: SignedIn, late: int) -> None:
    a_world(late)

    said = words(signed_in(ALICE).get(reverse("benefits:list"), {"state": "automatic"}))

    assert "暂停中" in said


def test_a_clerk_is_not_offered_to_lose_months_and_may_not(signed_in: SignedIn, late: int) -> None:
    _proof, held = a_world(late)
    browser = signed_in(ALICE)
    lose = {"start": "2026-03-01", "money": "lose", "because": "不补"}

    assert "按规定不补" not in words(browser.get(page("suspension", held)))
    assert browser.post(page("suspension", held), lose).status_code == 422
    assert "按规定不补" in words(signed_in(CAROL).get(page("suspension", held)))


def test_a_warning_is_asked_for_before_who_was_not_seen_is_held_back(signed_in: SignedIn, late: int) -> None:
    fields = {"benefits": "warm_winter", "start": "2026-03-01", "reason": "not_seen"}

    answer = signed_in(CAROL).post(page("suspend", late), fields, follow=True)

    assert "要先发生存认证提醒" in words(answer)


def test_the_list_leaves_the_house_masked_and_on_the_trail(signed_in: SignedIn, late: int) -> None:
    answer: Any = signed_in(ALICE).get(page("survival_export"), {"seen": "beyond"})

    assert b"".join(answer.streaming_content)[:2] == b"PK"
    assert noted("benefits.export_checks")[0].count == 1


def a_world(late: int) -> tuple[int, int]:
    now = at("2026-02-10")
    proof = verbs.prove_alive(late, day=date(2026, 2, 1), way=ProofWay.VISIT, actor=ALICE, now=now)
    (held,) = verbs.suspend(
        late, ["warm_winter"], start=date(2026, 3, 1), reason=HoldReason.PRISON, actor=CAROL, now=now
    )
    return proof, held


def pages(late: int, proof: int, held: int) -> list[tuple[str, str, str, dict[str, Any]]]:
    return [
        ("benefits.see", "get", page("survival"), {"division": TOWN_A}),
        ("benefits.see", "get", page("survival_person", late), {}),
        ("benefits.prove_alive", "post", page("survival_person", late), {}),
        ("benefits.take_back_proof", "post", page("take_back_proof", proof), {"because": "不对"}),
        ("benefits.suspend", "post", page("suspend", late), {}),
        ("benefits.see", "get", page("suspension", held), {}),
        ("benefits.resume", "post", page("suspension", held), {}),
        ("benefits.export_checks", "get", page("survival_export"), {"division": TOWN_A}),
    ]


def test_a_neighbour_opens_and_does_nothing(signed_in: SignedIn, late: int) -> None:
    proof, held = a_world(late)
    browser = signed_in(BOB)

    for _act, method, url, fields in pages(late, proof, held):
        assert getattr(browser, method)(url, fields).status_code == 403, url

    assert suspensions.suspension(held).is_open
    assert survival.proofs(late)[0].taken_back_at is None
    assert "李*华" not in words(browser.get(page("suspensions")))


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SYSTEM])
def test_each_page_opens_exactly_for_the_roles_of_its_rule(
    signed_in: SignedIn, late: int, role: Role
) -> None:
    proof, held = a_world(late)
    browser: Client = signed_in(Actor(30, "某人", role, Scope.division(CITY)))

    for act, method, url, fields in pages(late, proof, held):
        answer = getattr(browser, method)(url, fields)
        if answer.streaming:
            list(answer.streaming_content)
        assert (answer.status_code == 403) is (role not in rules.registered()[act].roles), (act, url)


@pytest.mark.parametrize("number", [0, 2**31, 2**63, 10**30])
def test_a_number_that_nobody_has_is_not_found(signed_in: SignedIn, number: int) -> None:
    browser = signed_in(CAROL)

    assert browser.get(page("suspension", number)).status_code == 404
    assert browser.get(page("survival_person", number)).status_code == 404
    assert browser.post(page("suspend", number)).status_code == 404
    assert browser.post(page("take_back_proof", number)).status_code == 404


def test_odd_questions_do_not_make_a_list_stumble(signed_in: SignedIn, late: int) -> None:
    browser = signed_in(CAROL)

    for asked in ({"seen": "x"}, {"page": "x"}, {"division": "1"}):
        assert browser.get(LIST, asked).status_code in {200, 400, 404}, asked
    assert browser.post(page("survival_record"), {"id": "x"}).status_code == 404
    assert browser.post(page("survival_warn")).status_code == 404
