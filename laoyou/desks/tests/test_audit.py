"""The auditor's desk: what happened, and who did it."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from laoyou.accounts import reads as accounts
from laoyou.desks.auditor import pages
from laoyou.desks.tests.cast import li_xiaohua, read, trail
from laoyou.kernel.ids import PersonId
from laoyou.people.reads import persons
from laoyou.people.tests.cast import FAR_VILLAGE, VILLAGE_B, somebody

pytestmark = pytest.mark.django_db


@pytest.fixture
def li(ground: None) -> PersonId:
    return li_xiaohua()


def reveal(desk: Client, li: int, purpose: str = "visit") -> None:
    row = persons.person(li).phones[0].id
    desk.post(reverse("reveal", args=[li]), {"what": "phone", "row": row, "purpose": purpose})


def shown(desk: Client, **asked: Any) -> list[tuple[str, str, str]]:
    """The rows of the trail: what, outcome, purpose."""
    answer = desk.get(reverse("audit"), asked)
    assert answer.status_code == 200, answer.content.decode()
    return [(line.what, line.outcome, line.purpose) for line in answer.context["lines"]]


def test_a_reveal_is_found_with_its_purpose_and_its_user(
    alice: Client, auditor: Client, li: PersonId
) -> None:
    reveal(alice, li, "emergency")

    html = read(auditor, "audit", act="people.reveal")

    assert "查看完整证件、电话或住址" in html
    assert "紧急情况" in html
    assert "alice 的姓名" in html
    assert "经办员 · 尖山区二马路街道" in html
    assert f"person_id={li}" in html


def test_a_refused_opening_is_found(alice: Client, auditor: Client) -> None:
    theirs = somebody("孙大山", VILLAGE_B)
    read(alice, "person", theirs, status=403)

    assert shown(auditor, outcome="refused") == [("查看人员", "已拒绝", "")]
    assert shown(auditor, outcome="refused", person_id=str(theirs)) == [("查看人员", "已拒绝", "")]


def test_by_user_person_object_and_day(alice: Client, auditor: Client, li: PersonId) -> None:
    reveal(alice, li)
    user_id = accounts.user_id_of("alice")

    revealed = ("查看完整证件、电话或住址", "查看", "联系或上门")
    assert revealed in shown(auditor, who="alice")
    assert revealed in shown(auditor, who=str(user_id))
    assert shown(auditor, person_id=str(li), kind="phone") == [revealed]
    assert revealed in shown(auditor, since="2026-03-02", until="2026-03-02")
    assert shown(auditor, until="2026-03-01", who="alice") == []
    assert shown(auditor, since="2026-03-03") == []


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"who": "nobody"}, "没有用户名为“nobody”的用户"),
        ({"person_id": "x"}, "人员编号是数字"),
        ({"since": "March"}, "请按 2026-03-02 的样子填写日期"),
        ({"since": "2026-03-02", "until": "2026-03-01"}, "结束日期早于开始日期"),
        ({"act": "people.explode"}, "没有这样的记录"),
    ],
)
def test_a_wrong_question_is_said_beside_its_field(auditor: Client, asked: Any, said: str) -> None:
    assert said in read(auditor, "audit", **asked)


def test_a_neighbour_countys_trail_is_not_shown(auditor: Client) -> None:
    far = somebody("赵远", FAR_VILLAGE)

    assert shown(auditor, person_id=str(far)) == []


@pytest.mark.parametrize("desk", ["alice", "carol", "leader", "admin"])
def test_nobody_else_reads_the_trail(desk: str, request: pytest.FixtureRequest) -> None:
    browser = request.getfixturevalue(desk)

    read(browser, "audit", status=403)
    assert browser.post(reverse("audit_export")).status_code == 403


def test_the_trail_is_exported_and_the_export_is_on_it(auditor: Client, alice: Client, li: PersonId) -> None:
    reveal(alice, li)

    answer: Any = auditor.post(reverse("audit_export") + "?act=people.reveal")

    sheet = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(answer.streaming_content))).get_sheet_by_index(
        0
    )
    head, row = sheet.to_python()
    assert head[:2] == ["时间", "谁"]
    assert (row[1], row[4], row[9]) == ("alice 的姓名", "查看完整证件、电话或住址", "联系或上门")
    (entry,) = trail("audit.export")
    assert entry.count == 1


def test_pages_of_the_trail_follow_each_other(
    auditor: Client, ground: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "PAGE_SIZE", 4)
    for n in range(6):
        somebody(f"王{n}")

    first = auditor.get(reverse("audit"), {"act": "people.register"})
    second = auditor.get(reverse("audit") + first.context["next"])

    seen = [line.person_id for page in (first, second) for line in page.context["lines"]]
    assert seen == sorted(seen, reverse=True)
    assert len(seen) == 6
    assert second.context["previous"]


def test_many_entries_cost_no_more_queries(auditor: Client, li: PersonId) -> None:
    shown(auditor)
    with CaptureQueriesContext(connection) as few:
        shown(auditor)
    for n in range(30):
        somebody(f"王{n}")
    with CaptureQueriesContext(connection) as many:
        shown(auditor)

    assert len(many) == len(few)
