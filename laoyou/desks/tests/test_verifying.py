"""The auditor has the trail verified: filed, followed, left, found again; and the worker that dies."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from laoyou.access.types import Role
from laoyou.accounts.tests.cast import bind, signed_in
from laoyou.accounts.tests.cast import somebody as user
from laoyou.audit import reads as audit
from laoyou.audit.tests.cast import behind_the_guards, execute
from laoyou.audit.types import Outcome
from laoyou.desks.tests.cast import li_xiaohua, read, send, trail, words
from laoyou.people.tests.cast import later
from laoyou.verifications import verbs
from laoyou.verifications.tests.cast import latest, work_off, worker_dies

pytestmark = pytest.mark.django_db
BUTTON = "核验是否被改动"


@pytest.fixture
def neighbour(ground: None) -> Client:
    """The browser of an auditor of another county."""
    who = user("noah", Role.AUDITOR, "230503000000")
    return signed_in(who, secret=bind(who.id))


def progress(desk: Client) -> Any:
    answer = desk.get(reverse("audit_verification"))
    assert answer.status_code == 200
    return answer


def test_before_the_first_time_the_page_says_so(auditor: Client) -> None:
    html = read(auditor, "audit")

    assert "还没有核验过" in html
    assert BUTTON in html


def test_pressing_files_the_walk_and_answers_at_once(
    auditor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def walked(*_: object) -> None:
        raise AssertionError("the trail was walked inside the request")

    monkeypatch.setattr(audit, "verify", walked)
    answer = send(auditor, "audit_verify")

    assert answer.redirect_chain == [(reverse("audit") + "?", 302)]
    assert "排队等候核验" in words(answer)
    assert BUTTON not in words(answer)
    (entry,) = trail("verifications.start")
    assert (entry.outcome, entry.user_name) == (Outcome.DONE, "auditor 的姓名")


def test_what_was_asked_of_the_trail_is_still_asked_afterwards(auditor: Client) -> None:
    answer = auditor.post(reverse("audit_verify") + "?outcome=refused")

    assert answer["Location"] == reverse("audit") + "?outcome=refused"


def test_how_far_it_is_shows_by_itself_and_by_reloading(auditor: Client) -> None:
    send(auditor, "audit_verify")
    verbs.begin(latest().id, now=later(minutes=-3))
    verbs.tell(latest().id, 250_000, 1_000_000)

    for html in (read(auditor, "audit"), words(progress(auditor))):
        assert "正在核验" in html
        assert "250,000 / 1,000,000 条" in html
        assert "约 9 分钟" in html
        assert "可以离开这个页面" in html
        assert f'hx-get="{reverse("audit_verification")}"' in html
        assert '<noscript> <a href="">刷新看进度</a></noscript>' in html
    assert "HX-Refresh" not in progress(auditor).headers

    work_off()
    assert progress(auditor).headers["HX-Refresh"] == "true"


def test_the_result_stays_with_its_day_and_its_auditor(auditor: Client) -> None:
    li_xiaohua()
    send(auditor, "audit_verify")
    work_off()

    for _ in range(2):
        html = read(auditor, "audit")
        assert "记录完整，没有被改动" in html
        assert "人员 2 条" in html
        assert "核验 1 条" in html
        assert "2026-03-02 09:30" in html.partition("最近一次核验")[2][:200]
        assert "auditor 的姓名" in html.partition("最近一次核验")[2][:200]
        assert BUTTON in html


def test_a_touched_row_is_found_and_said_where(auditor: Client) -> None:
    li_xiaohua()
    with behind_the_guards():
        execute("UPDATE audit_entry SET user_name = '别人' WHERE chain = 'people' AND seq = 2")
    send(auditor, "audit_verify")
    work_off()

    html = read(auditor, "audit")

    assert "记录被动过" in html
    assert "人员：第 2 条的内容与当时登记的不一致，被改动过。" in html
    assert "请立即保全数据库和备份" in html
    assert "最近一次核验" in html
    assert "没有被改动" not in html


def test_while_the_next_one_walks_the_last_result_is_still_there(auditor: Client) -> None:
    send(auditor, "audit_verify")
    work_off()
    send(auditor, "audit_verify")

    html = read(auditor, "audit")

    assert "排队等候核验" in html
    assert "记录完整，没有被改动" in html


def test_one_that_died_is_said_to_be_broken_off_and_is_asked_for_again(auditor: Client) -> None:
    send(auditor, "audit_verify")
    verbs.begin(latest().id, now=later(minutes=-3))
    worker_dies(latest().id)

    assert progress(auditor).headers["HX-Refresh"] == "true"
    html = read(auditor, "audit")
    assert "核验中断，没有做完" in html
    assert "auditor 的姓名" in html.partition("核验中断")[2].partition("可以重新核验")[0]
    assert "正在核验" not in html
    assert "还没有核验过" not in html
    assert BUTTON in html

    assert "排队等候核验" in words(send(auditor, "audit_verify"))
    work_off()
    html = read(auditor, "audit")
    assert "记录完整，没有被改动" in html
    assert "核验中断" not in html


def test_two_at_once_are_refused_in_a_sentence(auditor: Client, neighbour: Client) -> None:
    send(auditor, "audit_verify")

    answer = neighbour.post(reverse("audit_verify"))

    assert answer.status_code == 302
    assert [str(said) for said in get_messages(answer.wsgi_request)] == [
        "已经在核验了，请等这一次做完再看结果。"
    ]
    assert len(trail("verifications.start")) == 1


def test_the_trail_is_one_and_every_auditor_sees_its_result(auditor: Client, neighbour: Client) -> None:
    send(auditor, "audit_verify")
    work_off()

    assert "记录完整，没有被改动" in read(neighbour, "audit")


@pytest.mark.parametrize("desk", ["alice", "carol", "officer", "leader", "admin"])
def test_nobody_else_asks_for_it_or_follows_it(desk: str, request: pytest.FixtureRequest) -> None:
    browser = request.getfixturevalue(desk)

    assert browser.post(reverse("audit_verify")).status_code == 403
    assert browser.get(reverse("audit_verification")).status_code == 403

    (asked,) = trail("verifications.start")
    (followed,) = trail("audit.see")
    assert {asked.outcome, followed.outcome} == {Outcome.REFUSED}


def test_it_is_asked_for_by_a_form_alone(auditor: Client) -> None:
    assert auditor.get(reverse("audit_verify")).status_code == 405
    assert auditor.post(reverse("audit_verification")).status_code == 405
    assert trail("verifications.start") == []
