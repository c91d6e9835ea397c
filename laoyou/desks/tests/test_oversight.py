"""What two supervisors decide about a pair, what leaves the house, and what the auditor finds of it."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from laoyou.access.types import Scope
from laoyou.audit.types import OUTCOME_LABELS, Outcome, Purpose
from laoyou.desks.auditor import pages
from laoyou.desks.auditor.questions import OBJECT_LABELS
from laoyou.desks.caseworker import exporting
from laoyou.desks.caseworker.sealed import PURPOSES
from laoyou.desks.tests.cast import BORN, PHONE, SECRETS, li_xiaohua, read, say, send, trail, words
from laoyou.kernel.ids import PersonId
from laoyou.people.reads import merges, persons
from laoyou.people.tests.cast import COUNTY, VILLAGE_A, VILLAGE_A2, number_of, somebody
from laoyou.people.types import FactKind, MergeState, Source

pytestmark = pytest.mark.django_db
Pair = tuple[PersonId, PersonId]


@pytest.fixture
def twins(ground: None) -> Pair:
    """Two rows that are one woman; each knows something that the other does not."""
    kept = li_xiaohua()
    gone = somebody(
        "李小华", VILLAGE_A, document=None, birth_date=BORN, phones=["13812345521", "13700001111"]
    )
    say(gone, FactKind.LIVING, "alone", source=Source.TOWN)
    return kept, gone


def proposed(desk: Client, twins: Pair, **more: Any) -> int:
    answer = send(desk, "merge_propose", kept=twins[0], gone=twins[1], **more)
    assert answer.status_code == 200, words(answer)
    (merge,) = merges.waiting(Scope.division(COUNTY))
    return merge.id


def decide(desk: Client, merge: int, decision: str) -> Any:
    return send(desk, "merge_decide", merge, decision)


def test_a_merge_lives_from_proposal_to_undoing_and_every_page_says_where_it_stands(
    carol: Client, dave: Client, twins: Pair
) -> None:
    merge = proposed(carol, twins, grounds="同一人，家属确认")
    for page, said in (("待审核", "同一人，家属确认"), ("审核合并", "驳回合并")):
        html = read(dave, "merge", merge)
        assert page in html
        assert said in html
    assert "<b>1</b>" in read(dave, "home")

    assert "已合并" in words(decide(dave, merge, "approve"))
    assert "独居" in read(dave, "person", twins[0])
    assert "137****1111" in read(dave, "person", twins[0])
    assert "李*华" in read(dave, "people")
    assert dave.get(reverse("people")).context["count"] == 1
    assert "没有待审核的合并" in read(dave, "merges")

    assert "已撤销合并" in words(decide(carol, merge, "undo"))
    assert "独居" not in read(dave, "person", twins[0]).partition("变更经过")[0]
    assert "独居" in read(dave, "person", twins[1])
    assert dave.get(reverse("people")).context["count"] == 2
    story = read(carol, "merge", merge)
    for said in ("提出合并重复人员", "审核合并", "撤销合并", "carol 的姓名", "dave 的姓名"):
        assert said in story


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        ("approve", "approve", "已经审核过了"),
        ("approve", "refuse", "已经审核过了"),
        ("refuse", "approve", "已经审核过了"),
        ("refuse", "undo", "不能再撤销"),
    ],
)
def test_what_is_decided_is_not_decided_again(
    carol: Client, dave: Client, twins: Pair, first: str, second: str, said: str
) -> None:
    merge = proposed(carol, twins)
    decide(dave, merge, first)
    state = merges.merge(merge).state

    answer = decide(dave, merge, second)

    assert answer.status_code == 422
    assert said in words(answer)
    assert "没有办成" in words(answer)
    assert merges.merge(merge).state is state


def test_a_proposal_is_not_undone_before_it_is_approved(carol: Client, dave: Client, twins: Pair) -> None:
    merge = proposed(carol, twins)

    assert decide(dave, merge, "undo").status_code == 422
    assert merges.merge(merge).state is MergeState.PROPOSED


def test_only_a_supervisor_of_both_decides_and_every_try_is_logged(
    alice: Client, bob: Client, officer: Client, leader: Client, auditor: Client, carol: Client, twins: Pair
) -> None:
    merge = proposed(carol, twins)

    for stranger in (alice, bob, officer, leader, auditor):
        for decision in ("approve", "refuse", "undo"):
            assert stranger.post(reverse("merge_decide", args=[merge, decision])).status_code == 403

    assert merges.merge(merge).state is MergeState.PROPOSED
    assert [one.outcome for one in trail("people.approve_merge")] == [Outcome.REFUSED] * 5
    read(bob, "merge", merge, status=403)


def test_a_decision_is_never_a_link(dave: Client, carol: Client, twins: Pair) -> None:
    merge = proposed(carol, twins)

    assert dave.get(reverse("merge_decide", args=[merge, "approve"])).status_code == 405


def test_a_proposal_keeps_its_grounds_when_it_is_refused(carol: Client, dave: Client, twins: Pair) -> None:
    proposed(carol, twins)

    answer = send(dave, "merge_propose", kept=twins[0], gone=twins[1], grounds="我也这样看")

    assert answer.status_code == 422
    assert "我也这样看</textarea>" in words(answer)


@pytest.mark.parametrize(
    ("gone", "status", "said"),
    [("", 422, "并入的人员编号"), ("x", 422, "整数"), ("987654", 404, "没有找到这个人")],
)
def test_a_number_of_nobody_is_not_merged(
    alice: Client, twins: Pair, gone: str, status: int, said: str
) -> None:
    answer = send(alice, "merge_propose", kept=twins[0], gone=gone)

    assert answer.status_code == status
    assert said in words(answer)


def revealed(desk: Client, li: int, purpose: str) -> None:
    row = persons.person(li).phones[0].id
    desk.post(reverse("reveal", args=[li]), {"what": "phone", "row": row, "purpose": purpose})


def shown(desk: Client, **asked: Any) -> list[Any]:
    answer = desk.get(reverse("audit"), asked)
    assert answer.status_code == 200
    assert answer.context["count"] == len(answer.context["lines"])
    return list(answer.context["lines"])


def test_every_purpose_is_found_in_words(alice: Client, auditor: Client, twins: Pair) -> None:
    for purpose, _ in PURPOSES:
        revealed(alice, twins[0], purpose)

    found = [one.purpose for one in shown(auditor, act="people.reveal")]

    assert found == [label for _, label in reversed(PURPOSES)]


@pytest.mark.parametrize("outcome", list(Outcome))
def test_outcomes_are_told_apart(
    alice: Client, bob: Client, auditor: Client, twins: Pair, outcome: Outcome
) -> None:
    revealed(alice, twins[0], "visit")
    read(bob, "person", twins[0], status=403)

    found = shown(auditor, outcome=outcome.value)

    assert found
    assert {one.outcome for one in found} == {OUTCOME_LABELS[outcome]}


def test_questions_to_the_trail_narrow_each_other(
    alice: Client, bob: Client, auditor: Client, twins: Pair
) -> None:
    revealed(alice, twins[0], "visit")
    revealed(alice, twins[1], "visit")
    read(bob, "person", twins[0], status=403)
    row = str(persons.person(twins[1]).phones[0].id)

    assert len(shown(auditor, who="alice", act="people.reveal")) == 2
    assert len(shown(auditor, who="alice", act="people.reveal", person_id=str(twins[0]))) == 1
    assert len(shown(auditor, act="people.reveal", kind="phone", object_id=row)) == 1
    assert shown(auditor, who="bob", act="people.reveal") == []
    assert shown(auditor, who="alice", outcome="refused") == []
    assert [one.what for one in shown(auditor, who="bob", outcome="refused")] == ["查看人员"]


def test_turning_the_trail_keeps_the_question(
    alice: Client, auditor: Client, twins: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "PAGE_SIZE", 2)
    for purpose, _ in PURPOSES:
        revealed(alice, twins[0], purpose)

    page = auditor.get(reverse("audit"), {"act": "people.reveal", "who": "alice"}).context
    seen = [one.purpose for one in page["lines"]]
    while page["next"]:
        assert "act=people.reveal&who=alice" in page["next"]
        page = auditor.get(reverse("audit") + page["next"]).context
        seen += [one.purpose for one in page["lines"]]

    assert seen == [label for _, label in reversed(PURPOSES)]
    assert page["first"] == "?act=people.reveal&who=alice"


def test_a_wrong_question_is_exported_as_nothing_wrong(auditor: Client, alice: Client, twins: Pair) -> None:
    """A date that is none must not silently become the whole trail."""
    answer: Any = auditor.post(reverse("audit_export") + "?since=March")

    assert answer.status_code == 422
    assert "请按 2026-03-02 的样子填写日期" in words(answer)
    assert trail("audit.export") == []


def test_every_thing_on_the_trail_has_a_word(
    carol: Client, dave: Client, auditor: Client, twins: Pair
) -> None:
    merge = proposed(carol, twins)
    decide(dave, merge, "approve")
    decide(dave, merge, "undo")

    lines = shown(auditor)

    assert {one.subject for one in lines if one.subject.startswith("其他")} == set()
    assert f"{OBJECT_LABELS['merge']} {merge}" in {one.subject for one in lines}


def sheet_of(answer: Any) -> list[list[Any]]:
    assert answer.status_code == 200, words(answer)
    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(answer.streaming_content)))
    return list(book.get_sheet_by_index(0).to_python())


def test_a_workbook_in_full_opens_and_is_noted_with_how_many(alice: Client, ground: None) -> None:
    number = number_of(BORN)
    li_xiaohua(number)
    somebody("王兰", VILLAGE_A2)

    head, first, _ = sheet_of(alice.post(reverse("people_export"), {"form": "xlsx", "purpose": "visit"}))

    assert head[6:] == ["证件号码", "电话"]
    assert (first[0], first[6], first[7]) == ("李小华", number, PHONE)
    (entry,) = trail("people.export")
    assert (entry.outcome, entry.count, entry.purpose, entry.division) == (
        Outcome.READ,
        2,
        "visit",
        "230502001000",
    )


@pytest.mark.parametrize("given", [{"form": "pdf"}, {}, {"form": "csv", "purpose": Purpose.EXPORT.value}])
def test_an_export_that_is_not_offered_is_refused_beside_its_field(
    alice: Client, given: dict[str, str]
) -> None:
    li_xiaohua()

    answer = alice.post(reverse("people_export"), given)

    assert answer.status_code == 422
    assert "field-error" in words(answer)
    assert not [secret for secret in SECRETS if secret in words(answer)]
    assert trail("people.export") == []


def test_strangers_to_the_list_take_nothing_along_and_are_logged(
    leader: Client, officer: Client, auditor: Client, admin: Client
) -> None:
    li_xiaohua()

    for stranger in (leader, officer, auditor, admin):
        assert stranger.post(reverse("people_export"), {"form": "csv", "purpose": "visit"}).status_code == 403

    assert [one.outcome for one in trail("people.export")] == [Outcome.REFUSED] * 4


def test_a_long_list_is_taken_whole_in_the_order_of_the_page(
    alice: Client, ground: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "CHUNK", 3)
    for n in range(8):
        somebody(f"王{'甲乙丙丁戊己庚辛'[n]}", VILLAGE_A if n % 2 else VILLAGE_A2)
    order = [line.name for line in alice.get(reverse("people")).context["lines"]]

    rows: Any = alice.post(reverse("people_export"), {"form": "csv"})

    taken = b"".join(rows.streaming_content).decode("utf-8-sig").splitlines()[1:]
    assert [row.partition(",")[0] for row in taken] == order


def test_a_long_story_of_a_merge_costs_no_more_queries(carol: Client, dave: Client, twins: Pair) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            read(carol, "merge", merge)
        return len(asked)

    merge = proposed(carol, twins)
    queries()
    few = queries()
    for _ in range(5):
        decide(carol, merge, "approve")

    assert queries() <= few + 1
