"""The simulator: what is changed on a copy, what it comes to, whom it concerns; and that nothing is kept."""

from __future__ import annotations

import html as escaping
import re
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from laoyou.access.types import Role, Scope
from laoyou.accounts.tests.cast import signed_in
from laoyou.accounts.tests.cast import somebody as user
from laoyou.audit.types import Outcome
from laoyou.desks.planner import naming
from laoyou.desks.planner import simulator as simulating
from laoyou.desks.tests.cast import SECRETS, li_xiaohua, read, say, trail, words
from laoyou.desks.tests.law import lay_law
from laoyou.kernel.ids import PersonId
from laoyou.people.tests.cast import COUNTY, TOWN_B, VILLAGE_B, living_at, registered_at, somebody
from laoyou.people.types import FactKind
from laoyou.policies.reads import desk as drafts

pytestmark = pytest.mark.django_db
CITY = "230500000000"
HIGH_AGE = {"policy": "high_age_allowance", "start": "2026-03"}


@pytest.fixture
def li(ground: None) -> PersonId:
    """李小华, who has 60 yuan of high-age allowance a month."""
    lay_law()
    person = li_xiaohua()
    say(person, FactKind.LOW_INCOME, "urban")
    return person


FIELD = re.compile(r"^([ab])_(number|clause|band|name)_?")


def press(desk: Client, do: str, **fields: str) -> Any:
    """The answer to a button; `a_number_rate_80` is the input `a-number-rate_80`."""
    named = {FIELD.sub(r"\1-\2-", key).rstrip("-"): v for key, v in fields.items()}
    return desk.post(reverse("simulator"), {**HIGH_AGE, "do": do, **named})


def run(desk: Client, status: int = 200, **fields: str) -> str:
    """The page after 测算 was pressed."""
    answer = press(desk, "run", **fields)
    assert answer.status_code == status, words(answer)
    return words(answer)


def plain(html: str) -> str:
    return escaping.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)))


def rows(answer: Any) -> list[list[Any]]:
    book = CalamineWorkbook.from_filelike(BytesIO(b"".join(answer.streaming_content)))
    return list(book.get_sheet_by_index(0).to_python())


def test_the_policies_of_the_readers_place_are_there_to_choose_from(alice: Client, li: PersonId) -> None:
    html = read(alice, "simulator")

    assert "高龄津贴" in html
    assert "育儿补贴" in html
    assert "示例" in html
    assert "?policy=high_age_allowance&amp;division=&amp;start=2026-03" in html


def test_without_any_law_the_page_says_how_that_comes(alice: Client, ground: None) -> None:
    assert "这里还没有发给个人的政策" in read(alice, "simulator")


def test_numbers_bands_and_clauses_are_there_to_be_changed(alice: Client, li: PersonId) -> None:
    html = read(alice, "simulator", policy="high_age_allowance", start="2026-03")

    assert 'name="a-number-rate_80" value="60"' in html
    assert 'name="b-number-rate_80" value="60"' in html
    assert 'name="a-band-1-upto" value="89"' in html
    assert "到 89：80 至 89 周岁，每月（60 元）" in html
    assert "age_on(period_end) &gt;= 90" in html
    assert "low_income" in html.partition("条件里可以用的词")[2]


def test_two_variants_stand_beside_todays_law(alice: Client, li: PersonId) -> None:
    said = plain(run(alice, a_number_rate_80="80", b_number_rate_80="45.50"))

    assert "现行 60.00 元/月 1 人享受" in said
    assert "方案一 80.00 元/月 1 人享受" in said
    assert "方案二 45.50 元/月 1 人享受" in said
    assert "方案一 1 人受益，看名单 20.00 0 0.00 +20.00" in said
    assert "方案二 0 0.00 1 人受损，看名单 14.50 -14.50" in said
    assert "2026年3月 60 80 45.5" in said
    assert "2027年2月 60 80 45.5" in said
    assert "示例 其中有的条件或数字文件没有写明" in said


def test_a_variant_that_changes_nothing_is_left_out(alice: Client, li: PersonId) -> None:
    said = plain(run(alice, b_number_rate_80="80"))

    assert "方案二 80.00 元/月" in said
    assert "方案一 " not in said.partition("测算 全部恢复现行")[2].partition("存为草稿")[0]


def test_nothing_changed_shows_what_today_costs_and_says_so(alice: Client, li: PersonId) -> None:
    said = plain(run(alice))

    assert "现行 60.00 元/月 1 人享受" in said
    assert "两个方案都和现行的一样" in said


def test_a_clause_that_is_changed_moves_people(alice: Client, li: PersonId) -> None:
    said = plain(run(alice, a_clause_1="age_on(period_end) >= 90"))

    assert "方案一 0 0.00 1 人受损，看名单 60.00 -60.00" in said


def test_bands_that_are_changed_count(alice: Client, li: PersonId) -> None:
    fields = {"a-band-1-upto": "81", "a-band-4-upto": "89", "a-band-4-value": "100"}

    said = plain(words(alice.post(reverse("simulator"), {**HIGH_AGE, **fields})))

    assert "方案一 100.00 元/月 1 人享受" in said


def test_what_is_wrong_is_said_beside_its_input_and_nothing_is_reckoned(alice: Client, li: PersonId) -> None:
    wrong = "age_on(period_end) >= 80\nor low_incom == 'none'"

    html = run(alice, 422, a_number_rate_80="很多", b_clause_1=wrong)

    assert "“很多”不是金额" in html.partition('id="a-number-rate_80"')[2][:600]
    beside = plain(html.partition('id="b-clause-1_error"')[2].partition("</details>")[0])
    assert "第 2 行第 4 个字：没有叫“low_incom”的名称，是不是“low_income”？" in beside
    assert 'aria-invalid="true" aria-describedby="b-clause-1_error"' in html
    assert 'value="很多"' in html
    assert "谁多了，谁少了" not in html


def test_what_is_wrong_with_a_variant_as_a_whole_is_said_on_top(alice: Client, li: PersonId) -> None:
    html = run(alice, 422, a_clause_0="age_on(period_end) >= 1")

    assert "方案一：" in html.partition("还不能测算")[2][:400]
    assert "没有一条条件说明怎样才算本地的对象" in html


def test_nothing_is_kept(alice: Client, li: PersonId) -> None:
    run(alice, a_number_rate_80="80")
    press(alice, "list-1-gain", a_number_rate_80="80")

    assert drafts.drafts(Scope.everything()) == ()
    assert trail("policies.draft") == []


def test_a_chief_keeps_a_variant_as_a_draft_under_a_name(li: PersonId) -> None:
    chief = signed_in(user("chief", Role.SUPERVISOR, CITY))
    html = run(chief, a_number_rate_80="80")
    assert 'name="a-name" form="simulation" value="高龄津贴（方案一）"' in html

    answer = press(chief, "draft-a", a_number_rate_80="80", a_name="高龄津贴（提到 80 元）")

    (draft,) = drafts.drafts(Scope.division(CITY))
    assert answer["Location"] == reverse("policies:draft", args=[draft.id])
    assert draft.document.name == "高龄津贴（提到 80 元）"
    assert "value: 80 yuan" in draft.document.text
    assert "in_force: {from: 2026-03-01}" in draft.document.text
    assert draft.written_name == "chief 的姓名"


def test_a_variant_like_todays_law_is_not_kept(li: PersonId) -> None:
    chief = signed_in(user("chief", Role.SUPERVISOR, CITY))

    answer = press(chief, "draft-a", b_number_rate_80="80")

    assert answer.status_code == 422
    assert "这个方案和现行的一样，不用存" in words(answer)


def test_a_town_clerk_cannot_draft_for_the_city_and_is_told(alice: Client, li: PersonId) -> None:
    answer = press(alice, "draft-a", a_number_rate_80="80")

    assert answer.status_code == 422
    assert "不在您的辖区内" in words(answer)
    assert [entry.outcome for entry in trail("policies.draft")] == [Outcome.REFUSED]


def test_a_leader_simulates_and_has_no_button_to_draft(leader: Client, li: PersonId) -> None:
    html = run(leader, a_number_rate_80="80")

    assert "方案一" in html
    assert "存为草稿</h2>" not in html


def test_who_gains_is_listed_masked_with_the_way_to_his_reasons(alice: Client, li: PersonId) -> None:
    html = words(press(alice, "list-1-gain", a_number_rate_80="80"))

    assert "方案一受益的人（示例）" in html
    assert "李*华" in html
    assert not [secret for secret in SECRETS if secret in html]
    assert f'{reverse("why", args=[li])}?month=2026-03' in html
    assert "60.00 80.00 +20.00" in plain(html)
    assert 'name="a-number-rate_80" value="80"' in html


def test_a_long_list_is_cut_and_says_so(
    alice: Client, li: PersonId, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(naming, "MOST_LISTED", 0)

    assert "只列前 0 人" in words(press(alice, "list-1-gain", a_number_rate_80="80"))


@pytest.mark.parametrize("which", ["", "0-gain", "2-gain", "1-win", "x-gain", "1", "-1-gain"])
def test_a_list_that_is_none_is_not_found(alice: Client, li: PersonId, which: str) -> None:
    assert press(alice, f"list-{which}", a_number_rate_80="80").status_code == 404


def test_the_list_is_exported_masked_and_that_is_on_the_trail(alice: Client, li: PersonId) -> None:
    answer = press(alice, "export-1-gain", a_number_rate_80="80")

    head, row = rows(answer)
    assert head == ["姓名", "性别", "年龄", "居住地", "现在（元）", "以后（元）", "变化（元）"]
    assert row == ["李*华", "女", 82, "尖山区二马路街道新华社区", 60, 80, 20]
    (entry,) = trail("people.export")
    assert (entry.outcome, entry.count, entry.object_id) == (Outcome.READ, 1, "masked")


def test_who_may_not_export_lists_gets_none_and_that_is_logged(leader: Client, li: PersonId) -> None:
    assert "导出名单" not in words(press(leader, "list-1-gain", a_number_rate_80="80"))

    assert press(leader, "export-1-gain", a_number_rate_80="80").status_code == 403
    (entry,) = trail("people.export")
    assert entry.outcome is Outcome.REFUSED


def test_the_places_are_exported_with_counts_and_sums_alone(carol: Client, li: PersonId) -> None:
    answer = press(carol, "places", a_number_rate_80="80")

    head, row = rows(answer)
    assert head[:4] == ["地方", "在册（人）", "现享（人）", "现发（元）"]
    assert row == ["二马路街道", 1, 1, 60, 1, 0, 20]


def test_a_clerk_sees_his_own_town_alone(alice: Client, carol: Client, li: PersonId) -> None:
    neighbour = somebody("孙大山", abodes=[living_at(VILLAGE_B), registered_at(VILLAGE_B)])
    say(neighbour, FactKind.LOW_INCOME, "urban")

    assert "现行 60.00 元/月 1 人享受" in plain(run(alice, a_number_rate_80="80"))
    assert "现行 120.00 元/月 2 人享受" in plain(run(carol, a_number_rate_80="80"))
    assert "现行 60.00 元/月 1 人享受" in plain(run(carol, division=TOWN_B))


def test_a_neighbours_division_is_refused_and_that_is_logged(alice: Client, li: PersonId) -> None:
    for division in (TOWN_B, COUNTY):
        run(alice, 403, division=division)
        assert alice.get(reverse("simulator"), {**HIGH_AGE, "division": division}).status_code == 403

    assert {entry.outcome for entry in trail("forecasts.simulate")} == {Outcome.REFUSED}


@pytest.mark.parametrize("desk", ["auditor", "admin"])
def test_who_has_no_part_in_planning_is_refused(
    desk: str, li: PersonId, request: pytest.FixtureRequest
) -> None:
    browser = request.getfixturevalue(desk)

    assert browser.get(reverse("simulator")).status_code == 403
    assert browser.post(reverse("simulator"), HIGH_AGE).status_code == 403


def test_so_many_people_are_not_reckoned_while_one_waits(
    carol: Client, li: PersonId, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(simulating, "MOST_AT_ONCE", 0)

    html = run(carol, a_number_rate_80="80")

    assert "人太多，一次算不完" in html
    assert "谁多了，谁少了" not in html


@pytest.mark.parametrize(("start", "first"), [("2026-06", "2026年6月"), ("2020-01", "2026年3月")])
def test_it_begins_with_the_month_that_is_chosen_but_never_in_the_past(
    alice: Client, li: PersonId, start: str, first: str
) -> None:
    months = plain(run(alice, start=start, a_number_rate_80="80")).partition("月份 现行 方案一")[2]

    assert months.split()[:3] == [first, "60", "80"]


@pytest.mark.parametrize(
    "asked",
    [
        {"policy": "x"},
        {"policy": "\x00", "start": "9999-99"},
        {"policy": "high_age_allowance", "division": "2305"},
        {"policy": "high_age_allowance", "division": "999999999999"},
        {"policy": "high_age_allowance", "a-band-9-upto": "5", "a-clause-99": "x", "b-": "y"},
        {"policy": "high_age_allowance", "a-clause-1": "x" * 5000},
        {"policy": "high_age_allowance", "do": "everything"},
    ],
)
def test_no_odd_question_breaks_the_page(alice: Client, li: PersonId, asked: dict[str, str]) -> None:
    answered = {200, 403, 404, 422}

    assert alice.get(reverse("simulator"), asked).status_code in answered
    assert alice.post(reverse("simulator"), asked).status_code in answered


def test_the_home_page_leads_to_it(leader: Client, auditor: Client, li: PersonId) -> None:
    assert reverse("simulator") in read(leader, "home")
    assert reverse("simulator") not in read(auditor, "home")
