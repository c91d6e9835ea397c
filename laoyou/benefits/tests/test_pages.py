"""The pages: lists, confirming, one proposal, runs, and who is near."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob
from python_calamine import CalamineWorkbook

from laoyou.access.types import Actor, Scope
from laoyou.audit import reads as audit
from laoyou.audit.types import Outcome
from laoyou.benefits import verbs
from laoyou.benefits.models import Run
from laoyou.benefits.reads import runs
from laoyou.benefits.tests.cast import (
    ALICE,
    BOB,
    CAROL,
    CITY,
    FAR,
    LEADER,
    SYSTEM,
    TOWN_A,
    TOWN_B,
    SignedIn,
    at,
    elder,
    held,
    month,
    needs_care,
    proposal,
    ran,
    state,
    waiting,
    words,
)
from laoyou.kernel.ids import PersonId
from laoyou.people import verbs as people
from laoyou.people.tests.cast import VILLAGE_A, VILLAGE_B
from laoyou.people.types import FactKind, Source

pytestmark = pytest.mark.usefixtures("law", "benefits_alone")


def poor(village: str = VILLAGE_A, name: str = "李小华") -> PersonId:
    person_id = elder("1950-01-01", village, name=name)
    needs_care(person_id)
    return person_id


def get(desk: Client, name: str, *args: object, **asked: str) -> str:
    answer = desk.get(reverse(f"benefits:{name}", args=args), asked)
    assert answer.status_code == 200, answer.status_code
    return words(answer)


def test_the_list_shows_whom_what_how_much_and_why_the_name_masked(signed_in: SignedIn) -> None:
    poor()
    poor(VILLAGE_B, "孙大山")
    ran("2026-01")

    page = get(signed_in(ALICE), "list")

    assert "李*华" in page
    assert "李小华" not in page
    assert "孙*山" not in page, "the neighbour's"
    for said in ("护理补贴", "150.00 元/月", "确认当月起", "符合全部条件", "新华社区"):
        assert said in page


def test_the_tabs_count_each_list_and_filters_can_be_taken_off(signed_in: SignedIn) -> None:
    poor()
    elder("1940-06-15")
    ran("2026-01")
    desk = signed_in(CAROL)

    automatic = get(desk, "list", state="automatic", benefit="warm_winter", division=TOWN_A)

    assert "温暖过冬" in automatic
    assert "免申即享" in automatic
    assert "待遇：温暖过冬" in automatic
    assert f"区划：{'　' * 2}二马路街道".replace("　", "") in automatic.replace("　", "")
    assert "这里没有要办的" in get(desk, "list", kind="recover")
    assert "李*华" in get(desk, "list", kind="nonsense", state="nonsense"), "no choice narrows nothing"


def test_a_stop_is_told_in_the_sentences_of_the_law(signed_in: SignedIn) -> None:
    person_id = elder("1940-06-15")
    ran("2026-01")
    ran("2026-02")
    people.record_death(
        person_id, on=date(2026, 1, 20), source=Source.POLICE, actor=SYSTEM, now=at("2026-02-20")
    )
    ran("2026-03")
    desk = signed_in(ALICE)

    stop, money = get(desk, "list", kind="stop"), get(desk, "list", kind="recover")
    one = get(desk, "proposal", proposal("recover", person_id))

    assert "已于 2026 年 1 月 20 日去世" in stop
    assert "2026 年 2 月 1 日起" in stop
    assert "2026 年 2 月" in money
    assert "100.00 元" in money
    assert "因为：" in one
    assert "确认追回" in one


def test_one_proposal_shows_each_clause_with_its_facts_and_where_they_come_from(signed_in: SignedIn) -> None:
    person_id = poor()
    ran("2026-01")

    page = get(signed_in(ALICE), "proposal", proposal("start", person_id))

    for said in ("经评估为中度以上失能。", "第三条", "中度失能", "能力评估", "2020-01-01"):
        assert said in page
    assert "城市低保" in page
    assert "民政" in page
    assert "确认发放" in page
    assert "没有享受过" in page


def test_a_proposal_is_confirmed_by_its_button_and_only_once(signed_in: SignedIn) -> None:
    person_id = poor()
    ran("2026-01")
    asked = proposal("start", person_id)
    desk = signed_in(ALICE)

    done = desk.post(reverse("benefits:confirm", args=[asked]), follow=True)
    again = desk.post(reverse("benefits:confirm", args=[asked]), follow=True)

    assert "已确认。" in words(done)
    assert "这一项已由艾丽办理" in words(again)
    assert held(person_id) == [("care_aid", "2026-01-01", None, 15_000)]


def test_a_dismissal_asks_for_its_reason_and_keeps_it(signed_in: SignedIn) -> None:
    person_id = poor()
    ran("2026-01")
    asked = proposal("start", person_id)
    desk = signed_in(ALICE)

    empty = desk.post(reverse("benefits:dismiss", args=[asked]), {"reason": " "})
    done = desk.post(reverse("benefits:dismiss", args=[asked]), {"reason": "本人放弃"}, follow=True)

    assert empty.status_code == 422
    assert "请写明理由" in words(empty)
    assert "已记下：不予办理。" in words(done)
    assert "本人放弃" in get(desk, "list", state="dismissed")


def test_a_whole_list_is_confirmed_after_its_numbers_were_seen(signed_in: SignedIn) -> None:
    persons = [poor(), poor(name="王大山")]
    ran("2026-01")
    desk = signed_in(CAROL)
    url = reverse("benefits:confirm_list") + "?kind=start&benefit=care_aid"

    before = words(desk.get(url))
    done = desk.post(url, {"expected": "2"}, follow=True)

    assert "确认 2 项" in before
    assert "300.00" in before
    assert "已确认 2 项。" in words(done)
    assert [len(held(one)) for one in persons] == [1, 1]


def test_rows_that_were_ticked_are_confirmed_in_two_steps(signed_in: SignedIn) -> None:
    one, two = poor(), poor(name="王大山")
    ran("2026-01")
    desk = signed_in(ALICE)
    url = reverse("benefits:confirm_list") + "?kind=start"
    ids = [str(proposal("start", one))]

    seen = words(desk.post(url, {"id": ids}))
    desk.post(url, {"id": ids, "expected": "1"})

    assert f'name="id" value="{ids[0]}"' in seen
    assert "您选中的项目" in seen
    assert (len(held(one)), held(two)) == (1, [])


@pytest.mark.parametrize("expected", ["7", "x", "-1", "9" * 12])
def test_a_list_that_is_not_what_was_seen_is_not_confirmed(signed_in: SignedIn, expected: str) -> None:
    poor()
    ran("2026-01")

    answer = signed_in(CAROL).post(
        reverse("benefits:confirm_list") + "?kind=start", {"expected": expected}, follow=True
    )

    assert "名单" in words(answer)
    assert len(waiting()) == 1


def test_what_is_no_number_is_no_choice(signed_in: SignedIn) -> None:
    answer = signed_in(CAROL).post(reverse("benefits:confirm_list"), {"id": ["1; drop"]})

    assert answer.status_code == 400


def test_the_export_is_the_list_masked_and_on_the_trail(signed_in: SignedIn) -> None:
    poor()
    ran("2026-01")

    answer = signed_in(ALICE).get(reverse("benefits:export"), {"kind": "start"})

    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]
    head, row = book.get_sheet_by_index(0).to_python()
    assert head[:3] == ["姓名", "所在区划", "待遇"]
    assert row[0] == "李*华"
    assert row[2:5] == ["护理补贴", "应享未享", "150.00 元/月"]
    (entry,) = audit.entries(Scope.everything(), audit.Filter(act="benefits.export")).rows
    assert (entry.outcome, entry.count, entry.purpose) == (Outcome.READ, 1, "export")


def test_a_run_is_begun_watched_and_looked_through(signed_in: SignedIn) -> None:
    old = elder("1940-06-15")
    state(elder("1950-01-01"), FactKind.LOW_INCOME, "urban")
    desk = signed_in(CAROL)

    begun = desk.post(reverse("benefits:runs"), {"territory": CITY, "month": "2026-01-01"})
    run = Run.objects.for_the_system().get()
    working = get(desk, "run", run.pk)
    moving = desk.get(reverse("benefits:progress", args=[run.pk]))
    verbs.perform_run(run.pk, actor=CAROL, now=at("2026-01-03"))
    over = desk.get(reverse("benefits:progress", args=[run.pk]))
    done = get(desk, "run", run.pk)

    assert begun["Location"] == reverse("benefits:run", args=[run.pk])
    filed = ProcrastinateJob.objects.order_by("pk").values_list("task_name", flat=True)
    assert list(filed) == ["benefits.perform_run", "benefits.tell_run"]
    assert "等待开始" in working
    assert "HX-Refresh" not in moving
    assert over["HX-Refresh"] == "true"
    assert "2026 年 1 月待遇认定" in done
    assert "温暖过冬" in done
    assert runs.run(run.pk).digest[:8] in done
    assert held(old)
    assert "双鸭山市" in get(desk, "runs")


def test_what_cannot_be_begun_is_said_on_the_form(signed_in: SignedIn) -> None:
    verbs.begin_run(CITY, month=month("2026-01"), filed=False, actor=CAROL, now=at("2026-01-03"))

    answer = signed_in(CAROL).post(reverse("benefits:runs"), {"territory": CITY, "month": "2026-01-01"})

    assert answer.status_code == 422
    assert "已有一次认定正在进行" in words(answer)


def test_a_run_that_was_cut_off_says_so_and_is_begun_again(signed_in: SignedIn) -> None:
    run_id = verbs.begin_run(CITY, month=month("2026-01"), filed=False, actor=CAROL, now=at("2026-01-02"))
    desk = signed_in(CAROL)

    cut = get(desk, "run", run_id)
    desk.post(reverse("benefits:resume", args=[run_id]))

    assert "中断，未写入任何数据" in cut
    assert ProcrastinateJob.objects.get().args["run_id"] == run_id
    assert "中断" not in get(desk, "run", run_id)


def test_a_run_that_failed_says_why(signed_in: SignedIn) -> None:
    run_id = verbs.begin_run(CITY, month=month("2026-01"), filed=False, actor=CAROL, now=at("2026-01-02"))
    verbs.fail_run(run_id, "登记册里有一条读不懂的记录。", actor=CAROL, now=at("2026-01-02"))

    assert "登记册里有一条读不懂的记录。" in get(signed_in(CAROL), "run", run_id)


def test_who_is_near_is_told_by_town_with_the_paper_that_would_settle_it(signed_in: SignedIn) -> None:
    for village in (VILLAGE_A, VILLAGE_B):
        state(elder("1950-01-01", village), FactKind.LOW_INCOME, "urban")
    run_id = ran("2026-01")

    page = get(signed_in(CAROL), "near", run_id, benefit="care_aid")
    own = get(signed_in(CAROL), "near", run_id, benefit="warm_winter")

    for said in ("只缺老年人能力等级", "老年人能力评估报告", "二马路街道", "八马路街道"):
        assert said in page
    assert "只差一条：年满 80 周岁" in own


def test_what_a_run_has_not_found_yet_is_not_shown(signed_in: SignedIn) -> None:
    run_id = verbs.begin_run(CITY, month=month("2026-01"), filed=False, actor=CAROL, now=at("2026-01-03"))

    assert signed_in(CAROL).get(reverse("benefits:near", args=[run_id])).status_code == 404


def test_who_works_in_a_part_of_the_territory_sees_the_run_and_his_own_people_in_it(
    signed_in: SignedIn,
) -> None:
    for village in (VILLAGE_A, VILLAGE_B):
        state(elder("1950-01-01", village), FactKind.LOW_INCOME, "urban")
    run_id = ran("2026-01")

    page = get(signed_in(BOB), "near", run_id, benefit="care_aid")

    assert "建设社区" in page
    assert "新华社区" not in page
    assert "2026 年 1 月待遇认定" in get(signed_in(BOB), "run", run_id)
    assert signed_in(FAR).get(reverse("benefits:run", args=[run_id])).status_code == 403


@pytest.mark.parametrize("stranger", [BOB, FAR])
def test_a_neighbour_sees_nothing_of_it_and_each_try_is_logged(signed_in: SignedIn, stranger: Actor) -> None:
    person_id = poor()
    run_id = ran("2026-01")
    asked = proposal("start", person_id)
    desk = signed_in(stranger)

    tries: list[Any] = [
        desk.get(reverse("benefits:proposal", args=[asked])),
        desk.post(reverse("benefits:confirm", args=[asked])),
        desk.post(reverse("benefits:dismiss", args=[asked]), {"reason": "不办"}),
        desk.get(reverse("benefits:list"), {"division": TOWN_A}),
        desk.get(reverse("benefits:export"), {"division": TOWN_A}),
        desk.post(reverse("benefits:confirm_list"), {"id": [str(asked)], "expected": "1"}),
        desk.post(reverse("benefits:resume", args=[run_id])),
    ]

    assert {answer.status_code for answer in tries} == {403}
    assert len(waiting()) == 1
    refused = audit.entries(Scope.everything(), audit.Filter(outcome=Outcome.REFUSED.value)).rows
    assert len(refused) == len(tries)


def test_who_only_reads_sees_and_changes_nothing(signed_in: SignedIn) -> None:
    person_id = poor()
    run_id = ran("2026-01")
    asked = proposal("start", person_id)
    desk = signed_in(LEADER)

    assert "确认发放" not in get(desk, "proposal", asked)
    assert "确认全部" not in get(desk, "list")
    assert "开始一次认定" not in get(desk, "runs")
    assert get(desk, "run", run_id)
    for name, args, given in (
        ("confirm", [asked], {}),
        ("dismiss", [asked], {"reason": "不办"}),
        ("confirm_list", [], {"expected": "1"}),
        ("runs", [], {"territory": CITY, "month": "2026-01-01"}),
        ("resume", [run_id], {}),
    ):
        assert desk.post(reverse(f"benefits:{name}", args=args), given).status_code == 403, name
    assert len(waiting()) == 1


def test_a_division_that_is_none_is_not_found(signed_in: SignedIn) -> None:
    desk = signed_in(CAROL)

    assert desk.get(reverse("benefits:list"), {"division": "x"}).status_code == 404
    assert desk.get(reverse("benefits:list"), {"division": TOWN_B[:-1] + "9"}).status_code == 404
    assert desk.get(reverse("benefits:list"), {"page": "odd"}).status_code == 400
