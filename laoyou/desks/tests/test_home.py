"""The first page after signing in, by role."""

from __future__ import annotations

from datetime import date

from django.test import Client
from django.urls import reverse

from laoyou.desks import waiting
from laoyou.kernel.documents import DocumentKind
from laoyou.payments.tests import cast
from laoyou.people import verbs
from laoyou.people.tests.cast import CAROL, NOW, VILLAGE_A, VILLAGE_B, card, number_of, somebody
from laoyou.people.types import DocumentGiven

HOME = reverse("home")


def labels(client: Client) -> set[str]:
    return {way.label for way in client.get(HOME).context["ways"]}


def test_a_stranger_is_sent_to_the_sign_in(ground: None) -> None:
    assert Client().get(HOME).headers["Location"].startswith(reverse("accounts:sign_in"))


def test_the_figures_count_the_readers_area_only(alice: Client, carol: Client) -> None:
    somebody(document=card(number_of(date(1940, 1, 1))), division=VILLAGE_A)
    somebody(document=card(number_of(date(1940, 1, 1))), division=VILLAGE_B)

    mine, county = (client.get(HOME).context["figures"] for client in (alice, carol))

    assert {one.label: one.value for one in mine}["80 岁以上"] == 1
    assert {one.label: one.value for one in county}["80 岁以上"] == 2


def test_each_role_has_its_ways(alice: Client, leader: Client, auditor: Client) -> None:
    assert "登记人员" in labels(alice)
    assert "操作记录" not in labels(alice)
    assert "登记人员" not in labels(leader)
    assert labels(auditor) == {
        *("操作记录", "机构与站点", "政策库", "资金账", "专项资金报告", "发放"),
        "机构补贴申报",
    }


def test_every_way_opens(alice: Client, auditor: Client) -> None:
    for client in (alice, auditor):
        for way in client.get(HOME).context["ways"]:
            assert client.get(way.url).status_code == 200


def test_an_auditor_sees_how_often_somebody_was_refused(alice: Client, auditor: Client) -> None:
    neighbour = somebody(division=VILLAGE_B)
    assert alice.get(reverse("person", args=[neighbour])).status_code == 403

    assert auditor.get(HOME).context["refusals"] == 1
    assert alice.get(HOME).context["refusals"] is None


def test_a_supervisor_sees_what_waits_and_the_clerk_does_not(alice: Client, dave: Client) -> None:
    kept, gone = somebody("李小华"), somebody("李小华", document=passport())
    verbs.propose_merge(kept, gone, grounds="同名同生日", actor=CAROL, now=NOW)

    page = dave.get(HOME)

    assert [(todo.label, todo.count) for todo in page.context["todos"]] == [("条合并待审核", 1)]
    assert page.context["nav"][0].waiting == 1
    assert alice.get(HOME).context["todos"] == ()
    assert alice.get(HOME).context["nav"][0].waiting == 0


def test_only_who_may_see_people_is_offered_the_search(alice: Client, auditor: Client) -> None:
    assert "data-find" in alice.get(HOME).content.decode()
    assert "data-find" not in auditor.get(HOME).content.decode()


def test_nothing_waiting_is_said(alice: Client) -> None:
    assert "现在没有等您办的事" in alice.get(HOME).content.decode()


def passport() -> DocumentGiven:
    return DocumentGiven(DocumentKind.PASSPORT, "E12345678")


def test_the_home_page_says_what_waits_of_payments_for_whom(ground: None) -> None:
    money = cast.fund()
    batch = cast.sent(cast.a_line(cast.elder(), money))
    cast.taken(batch, cast.about(cast.instructions(batch)[0], number=9))
    cast.frozen(cast.a_line(cast.elder(), money))

    told = {todo.label: todo.count for todo in waiting.todos(cast.CAROL, NOW.date())}

    assert (told["个发放批次待审批"], told["行银行回执待核对"]) == (1, 1)
    assert "个发放批次待审批" not in {todo.label for todo in waiting.todos(cast.ERIN, NOW.date())}
    assert waiting.todos(cast.BOB, NOW.date()) == ()
