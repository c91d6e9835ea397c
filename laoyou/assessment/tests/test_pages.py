"""The pages of assessment in order, as an assessor, a clerk and a supervisor go through them."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from laoyou.accounts.tests.cast import signed_in
from laoyou.assessment import verbs
from laoyou.assessment.tests.cast import (
    GB,
    LTC,
    QUIET,
    STROKES,
    SYSTEM,
    Team,
    begun,
    best,
    concluded,
    filled,
    later,
    middling,
    on,
    record_of,
    scale,
    sign,
    signed,
)
from laoyou.assessment.types import AssessorGiven, Change, DisputeSide, Reason, SheetState
from laoyou.kernel.ids import PersonId
from laoyou.people.tests.cast import NOW


def words(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


@pytest.fixture
def ann(team: Team) -> Client:
    return signed_in(team.ann)


@pytest.fixture
def clerk(team: Team) -> Client:
    return signed_in(team.clerk)


@pytest.fixture
def supervisor(team: Team) -> Client:
    return signed_in(team.supervisor)


def at(name: str, *ids: object) -> str:
    return reverse(f"assessment:{name}", args=ids)


def beginning(team: Team, **given: Any) -> dict[str, Any]:
    return {
        "scale": GB,
        "reason": "first",
        "base_date": "2026-03-02",
        "place": "home",
        "first": team.ann.id,
        "first_qualified": "on",
        "second": team.ben.id,
        **given,
    }


def screened(answer: str) -> dict[str, str]:
    keys = ("feeding", "continence", "bathing", "dressing", "toileting", "transfer")
    return {f"screen-{key}": answer for key in keys}


def test_an_assessor_begins_and_comes_to_the_form(ann: Client, team: Team, li: PersonId) -> None:
    form = ann.get(at("begin", li))
    answer = ann.post(at("begin", li), beginning(team))

    assert f'<option value="{team.ann.id}" selected>ann 的姓名</option>' in words(form)
    assert "复评" not in words(form).partition("<main")[2]
    assert answer.status_code == 302
    assert re.fullmatch(r"/assessments/visit/\d+/", answer["Location"])
    page = words(ann.get(answer["Location"]))
    assert "李*华" in page
    assert "李小华" not in page
    assert page.count('data-kind="item"') == 26
    assert "昏睡，强刺激才能唤醒" in page
    assert "F00-F03" in page


def test_a_clerk_applies_for_care_only_with_a_screening_that_allows_it(
    clerk: Client, team: Team, li: PersonId
) -> None:
    asked = beginning(team, scale=LTC)

    without = clerk.post(at("begin", li), asked)
    well = clerk.post(at("begin", li), asked | screened("independent"))
    ill = clerk.post(at("begin", li), asked | screened("dependent"))

    assert (without.status_code, well.status_code, ill.status_code) == (422, 422, 302)
    assert "请回答“进食”" in words(without)
    assert "自评为 A 级" in words(well)
    assert re.fullmatch(r"/assessments/\d+/", ill["Location"])


def test_what_is_wrong_with_a_beginning_is_said_beside_its_field(
    clerk: Client, team: Team, li: PersonId
) -> None:
    alone = clerk.post(at("begin", li), beginning(team, second=team.ann.id))
    unqualified = clerk.post(at("begin", li), beginning(team, first_qualified=""))
    empty = clerk.post(at("begin", li), {})

    assert "两位评估员不能是同一个人" in words(alone)
    assert "至少一位要有规定的专业背景" in words(unqualified)
    assert "请选择评估员" in words(empty)


def test_the_screening_at_the_counter_tells_the_letter_and_keeps_nothing(clerk: Client) -> None:
    assert "这里不保存任何内容" in words(clerk.get(at("screening")))

    allowed = words(clerk.post(at("screening"), screened("dependent")))
    not_yet = words(clerk.post(at("screening"), screened("partly")))
    unfinished = clerk.post(at("screening"), {})

    assert "<b>G</b>" in allowed
    assert "可以申请失能等级评估" in allowed
    assert "<b>A</b>" in not_yet
    assert "还不能申请" in not_yet
    assert unfinished.status_code == 422


def send(desk: Client, sheet_id: int, *changes: dict[str, Any]) -> Any:
    return desk.post(
        at("answers", sheet_id), json.dumps({"changes": changes}), content_type="application/json"
    )


def test_answers_go_in_and_come_out_as_they_stand(ann: Client, team: Team, li: PersonId) -> None:
    sheet_id = begun(team, li)

    saved = send(
        ann, sheet_id, {"item": "bed_mobility", "value": "0"}, {"item": "walking", "value": "4", "was": None}
    ).json()
    asked = ann.get(at("answers", sheet_id)).json()

    assert saved["answers"] == asked["answers"] == {"bed_mobility": "0", "walking": "4", "confirmed": []}
    assert (saved["open"], saved["refused"]) == (True, [])
    assert [(one["item"], one["refused"]) for one in asked["findings"]] == [("walking", True)]


def test_a_queue_of_strange_answers_is_refused_in_words(ann: Client, team: Team, li: PersonId) -> None:
    sheet_id = begun(team, li)

    refused = send(ann, sheet_id, {"item": "feeding", "value": "7"}).json()["refused"]

    assert [(one["item"], one["conflict"]) for one in refused] == [("feeding", False)]
    for body in ("", "[]", '{"changes": 1}', '{"changes": [1]}', '{"changes": [{}]}', "\xff"):
        answer = ann.post(at("answers", sheet_id), body, content_type="application/json")
        assert answer.status_code == 400
        assert "请刷新页面" in answer.json()["sentence"]


def test_a_signed_sheet_tells_the_device_that_it_is_over(ann: Client, team: Team, li: PersonId) -> None:
    sheet_id = filled(team, li)
    sign(sheet_id, team.actor("ben"))

    answer = send(ann, sheet_id, {"item": "feeding", "value": "0"})

    assert answer.status_code == 409
    assert answer.json()["open"] is False
    assert ann.get(at("visit", sheet_id))["Location"] == at("sheet", sheet_id)


def test_another_assessor_sees_the_form_but_writes_nothing(team: Team, li: PersonId) -> None:
    sheet_id, cat = begun(team, li), signed_in(team.cat)

    assert "您不是这份评估的评估员" in words(cat.get(at("visit", sheet_id)))
    assert send(cat, sheet_id, {"item": "feeding", "value": "4"}).status_code == 403


def test_without_scripts_the_whole_form_is_sent_at_once(ann: Client, team: Team, li: PersonId) -> None:
    sheet_id = begun(team, li)
    typed = {
        **best(),
        **{key: value for key, value in QUIET.items() if isinstance(value, str)},
        "illnesses": ["hypertension", "cataract"],
        "height": "160",
        "medicines": ["钙片", "口服", "1 片", "每日一次", "", "", "", ""],
        "informant_name": "张秀敏",
        "informant_relation": "child",
        "informant_on_paper": "on",
    }

    answer = ann.post(at("visit", sheet_id), typed)

    assert answer.status_code == 302
    record = record_of(sheet_id)
    assert (record.line.answered, record.line.questions) == (33, 33)
    assert record.answers["medicines"] == [["钙片", "口服", "1 片", "每日一次"]]
    assert record.informant is not None
    assert record.informant.on_paper
    wrong = ann.post(at("visit", sheet_id), {"height": "1"})
    assert wrong.status_code == 422
    assert "100 到 220" in words(wrong)


def test_the_worker_is_served_from_its_own_folder(ann: Client) -> None:
    answer = ann.get(at("worker"))

    assert answer["Content-Type"] == "text/javascript; charset=utf-8"
    assert "laoyou-visit" in words(answer)


def test_the_page_of_a_sheet_leads_from_step_to_step(ann: Client, team: Team, li: PersonId) -> None:
    sheet_id = begun(team, li)
    assert "继续填写" in words(ann.get(at("sheet", sheet_id)))

    verbs.answer(sheet_id, [Change(*one) for one in {**best(), **QUIET}.items()], actor=SYSTEM, now=NOW)
    assert at("sign", sheet_id) in words(ann.get(at("sheet", sheet_id)))

    drawn = ann.post(at("sign", sheet_id), {"strokes": json.dumps(STROKES), "is_impartial": "on"})
    assert drawn["Location"] == at("sheet", sheet_id)
    assert "退回修改" in words(ann.get(at("sheet", sheet_id)))

    ben = signed_in(team.ben)
    ben.post(at("sign", sheet_id), {"typed": "ben 的姓名", "is_impartial": "on"})
    page = words(ann.get(at("sheet", sheet_id)))
    assert "出结论" in page
    assert "<polyline points=" in page
    assert "能力完好" in words(ann.get(at("conclude", sheet_id)))

    ann.post(at("conclude", sheet_id))
    page = words(ann.get(at("sheet", sheet_id)))
    assert "评估结论" in page
    assert "生成 PDF" in page


def test_the_page_to_sign_says_what_is_missing_and_what_contradicts(
    ann: Client, team: Team, li: PersonId
) -> None:
    sheet_id = filled(team, li, {"bed_mobility": "0", "feeding": None})

    page = words(ann.get(at("sign", sheet_id)))
    answer = ann.post(at("sign", sheet_id), {"strokes": json.dumps(STROKES), "is_impartial": "on"})

    assert f'<a href="{at("visit", sheet_id)}#feeding">进食</a>' in page
    assert "却能自己步行（平地行走）" in page
    assert answer.status_code == 422
    assert "还没有填完：进食" in words(answer)
    for wrong in ({"strokes": "["}, {"typed": "王五", "is_impartial": "on"}, {}):
        assert ann.post(at("sign", sheet_id), wrong).status_code == 422


def test_who_is_no_assessor_of_the_sheet_finds_no_pad(team: Team, li: PersonId) -> None:
    assert "您不是这份评估的评估员" in words(signed_in(team.cat).get(at("sign", filled(team, li))))


def test_a_dispute_goes_from_the_counter_to_other_assessors(clerk: Client, team: Team, li: PersonId) -> None:
    sheet_id = concluded(team, li, middling(80))

    told = {"side": "kin", "name": "张秀敏", "reason": "不能自己洗澡了"}
    clerk.post(at("dispute", sheet_id), told)
    page = words(clerk.get(at("sheet", sheet_id)))
    form = words(clerk.get(f"{at('begin', li)}?redoes={sheet_id}"))

    assert "不能自己洗澡了" in page
    assert f"{at('begin', li)}?redoes={sheet_id}" in page
    assert "要由原评估员以外的两个人进行" in form
    assert "ann 的姓名</option>" not in form
    pair = {"first": team.cat.id, "second": team.dan.id, "reason": "dispute"}
    answer = clerk.post(f"{at('begin', li)}?redoes={sheet_id}", beginning(team, **pair))
    assert answer.status_code == 302
    assert "已安排复评" in words(clerk.get(at("sheet", sheet_id)))
    assert clerk.post(at("drop_dispute", sheet_id), {"reason": "撤回"}).status_code == 422


def test_a_beginning_for_a_dispute_that_is_none_is_not_found(clerk: Client, team: Team, li: PersonId) -> None:
    sheet_id = concluded(team, li)

    for asked in (sheet_id, 10**30, "x"):
        assert clerk.get(f"{at('begin', li)}?redoes={asked}").status_code == 404


def test_each_act_is_done_by_its_form_and_said(
    clerk: Client, supervisor: Client, team: Team, li: PersonId
) -> None:
    sheet_id = signed(team, li)
    clerk.post(at("reopen", sheet_id), {"reason": "再看看"})
    assert record_of(sheet_id).first.signed_at is None
    clerk.post(at("reassign", sheet_id), {"seat": "second", "user": team.dan.id})
    assert record_of(sheet_id).second.name == "dan 的姓名"
    clerk.post(at("void", sheet_id), {"reason": "换人重评"})
    assert "换人重评" in words(clerk.get(at("sheet", sheet_id)))

    again = concluded(team, li)
    assert clerk.get(at("revoke", again)).status_code == 403
    supervisor.post(at("revoke", again), {"reason": "录错了人"})
    assert record_of(again).line.state is SheetState.VOID
    third = concluded(team, li)
    clerk.post(at("dispute", third), {"side": "person", "name": "李小华", "reason": "不对"})
    clerk.post(at("drop_dispute", third), {"reason": "想通了"})
    assert record_of(third).line.state is SheetState.CONCLUDED
    refused = clerk.post(at("void", third), {"reason": "不要了"})
    assert refused.status_code == 422
    assert "已经出了结论" in words(refused)


def test_the_persons_page_tells_what_stands_and_what_is_due(clerk: Client, team: Team, li: PersonId) -> None:
    concluded(team, li, middling(60), base_date=on("2025-02-01"))

    page = words(clerk.get(at("person", li)))

    assert "能力中度受损（中度失能）" in page
    assert "已到评估时间" in page
    assert f"{at('begin', li)}?scale={GB}" in page
    assert "还没有用这个量表评估过" in page


def test_the_lists_hold_what_waits_and_link_to_it(
    ann: Client, clerk: Client, team: Team, li: PersonId
) -> None:
    assert "手上没有没完成的评估" in words(ann.get(at("list")))
    draft = begun(team, li, LTC)
    overdue = concluded(team, li, base_date=on("2025-02-01"))

    assert at("sheet", draft) in words(ann.get(at("list")))
    assert at("person", li) in words(clerk.get(at("list")))
    verbs.dispute(
        overdue, side=DisputeSide.CLERK, name="经办", reason="不符", actor=SYSTEM, now=later(minutes=1)
    )
    assert at("sheet", overdue) in words(clerk.get(at("list"), {"tab": "disputed"}))
    assert clerk.get(at("list"), {"tab": "nothing", "page": "x"}).status_code == 400


def test_the_scales_are_shown_with_what_is_uncertain(clerk: Client) -> None:
    page = words(clerk.get(at("scales")))

    assert "GB/T 42195-2022" in page
    assert "医保办发〔2021〕37号" in page
    assert page.count("不确定") > 5
    assert scale().digest in page


def test_an_informant_who_signed_is_shown_again_in_the_form(ann: Client, team: Team, li: PersonId) -> None:
    page = words(ann.get(at("visit", filled(team, li, reason=Reason.REGULAR))))

    assert 'value="张秀敏"' in page
    assert '<option value="child" selected>' in page


def test_the_second_expert_concludes_a_care_sheet_by_declaring_it(team: Team, li: PersonId) -> None:
    sheet_id = signed(team, li, key=LTC, second=AssessorGiven(team.ben.id, False))
    cat = signed_in(team.cat)

    assert "我是评估专家" in words(cat.get(at("conclude", sheet_id)))
    assert cat.post(at("conclude", sheet_id)).status_code == 422
    cat.post(at("conclude", sheet_id), {"as_expert": "on"})

    assert record_of(sheet_id).line.state is SheetState.CONCLUDED
