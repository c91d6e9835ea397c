"""The forecast of a draft is asked for, worked off, and kept; or dies, and is asked for again."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from laoyou.access.types import Actor, Scope
from laoyou.audit import reads as audit
from laoyou.audit.types import EntryRecord, Outcome
from laoyou.forecasts import tasks, verbs
from laoyou.forecasts.models import Preview
from laoyou.forecasts.reads import forecasting, previews
from laoyou.forecasts.tests.cast import (
    AUDITOR,
    CAROL,
    CITY,
    LEADER,
    MARCH,
    NEIGHBOUR,
    NOW,
    PACKS,
    SYSTEM,
    TOWN_A,
    TOWN_B,
    VILLAGE_B,
    drafted,
    elder,
    job_of,
    question,
    register,
    work_off,
)
from laoyou.forecasts.types import Counted, Moved, PreviewRecord, PreviewState
from laoyou.jobs.tests.cast import taken
from laoyou.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from laoyou.policies import reads as policies
from laoyou.policies import verbs as law_verbs
from laoyou.policies.reads import desk

pytestmark = pytest.mark.django_db

HIGH_AGE = "high_age_allowance"
RISE = ("value: 60 yuan", "value: 75 yuan")
FROM_MAY = ("in_force: {from: 2024-01-01}", "in_force: {from: 2026-05-01}")


@pytest.fixture
def draft(law: None) -> int:
    return drafted(HIGH_AGE, RISE)


def entries(act: str) -> list[EntryRecord]:
    return list(audit.entries(Scope.everything(), audit.Filter(act=act)).rows)


def latest(version_id: int) -> PreviewRecord:
    found = previews.latest(version_id)
    assert found is not None
    return found


def test_who_asks_finds_it_filed_and_on_the_trail(draft: int) -> None:
    number = verbs.ask(draft, actor=LEADER, now=NOW)

    record = latest(draft)
    assert (record.id, record.state, record.is_running) == (number, PreviewState.RUNNING, True)
    assert (record.asked_by, record.digest) == ("领导", desk.draft(draft).digest)
    assert list(ProcrastinateJob.objects.values_list("task_name", "args")) == [
        ("forecasts.forecast_draft", {"preview_id": number})
    ]
    (entry,) = entries("forecasts.ask")
    assert (entry.user_name, entry.object_kind, entry.object_id) == ("领导", "preview", str(number))


def test_the_answer_is_that_of_the_living_register(draft: int) -> None:
    elder(low_income="urban")
    elder(VILLAGE_B, low_income="rural")
    elder(age=70, low_income="urban")

    work_off(verbs.ask(draft, actor=CAROL, now=NOW))

    record = latest(draft)
    assert record.state is PreviewState.DONE
    assert record.result is not None
    assert record.result.laws == (Counted(2, 12_000), Counted(2, 15_000))
    assert record.result.moves == (Moved(gain=2, gain_fen=3_000),)
    assert [line.division for line in record.result.places] == [TOWN_A, TOWN_B]
    assert len(record.result.months) == 12
    (entry,) = entries("forecasts.finish")
    assert (entry.count, entry.user_id) == (3, None)


def test_the_answer_is_kept_while_the_next_one_is_under_way(draft: int) -> None:
    work_off(verbs.ask(draft, actor=CAROL, now=NOW))
    verbs.ask(draft, actor=CAROL, now=NOW)

    assert latest(draft).is_running
    kept = previews.last_result(draft)
    assert kept is not None
    assert kept.result is not None


def test_a_draft_is_forecast_from_the_month_in_which_it_begins(law: None) -> None:
    work_off(verbs.ask(drafted(HIGH_AGE, RISE, FROM_MAY), actor=CAROL, now=NOW))

    (kept,) = Preview.objects.values_list("result", flat=True)
    assert kept is not None
    assert (kept["month"], kept["on"]) == ("2026-05-01", "2026-03-02")


def test_a_last_day_is_forecast_from_the_month_after_it(law: None) -> None:
    elder(age=95)
    (now,) = [one for one in policies.in_force(CITY, MARCH) if one.code == HIGH_AGE]
    ends = law_verbs.end(now.id, date(2026, 6, 30), actor=SYSTEM, now=NOW)

    work_off(verbs.ask(ends, actor=CAROL, now=NOW))

    result = latest(ends).result
    assert result is not None
    assert result.month == date(2026, 7, 1)
    assert result.moves == (Moved(lose=1, lose_fen=20_000),)


def test_two_at_once_are_refused_in_a_sentence(draft: int) -> None:
    verbs.ask(draft, actor=CAROL, now=NOW)

    with pytest.raises(Conflict, match="已经在测算了") as refused:
        verbs.ask(draft, actor=LEADER, now=NOW)

    assert refused.value.code == "forecasts_preview_one_at_a_time"


def test_one_that_died_is_written_down_and_asked_for_again(draft: int) -> None:
    dead = verbs.ask(draft, actor=CAROL, now=NOW)
    taken(job_of(dead), silent=60)
    assert latest(draft).is_broken_off

    number = verbs.ask(draft, actor=CAROL, now=NOW)

    assert previews.preview(dead).state is PreviewState.FAILED
    assert "中途停下" in previews.preview(dead).problem
    assert latest(draft).id == number
    work_off(dead)
    assert previews.preview(dead).state is PreviewState.FAILED


def test_work_that_is_done_twice_comes_to_the_same(draft: int) -> None:
    number = verbs.ask(draft, actor=CAROL, now=NOW)
    work_off(number)
    before = previews.preview(number)

    work_off(number)

    assert previews.preview(number) == before


def test_what_cannot_be_forecast_says_why(draft: int, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise Invalid("登记册读不出来。", "broken")

    monkeypatch.setattr(forecasting, "living", broken)
    number = verbs.ask(draft, actor=CAROL, now=NOW)
    work_off(number)

    failed = previews.preview(number)
    assert (failed.state, failed.problem) == (PreviewState.FAILED, "登记册读不出来。")
    assert len(entries("forecasts.fail")) == 1


def test_how_far_it_is_is_told_while_it_is_worked_off(draft: int, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []
    tell = verbs.tell

    def listen(number: int, percent: int) -> None:
        seen.append(percent)
        tell(number, percent)

    monkeypatch.setattr(verbs, "tell", listen)
    work_off(verbs.ask(draft, actor=CAROL, now=NOW))

    assert seen[0] == tasks.READ
    assert seen == sorted(seen)
    assert seen[-1] == 100


def test_what_is_given_to_no_person_is_refused(law: None) -> None:
    theirs = policies.files_of(PACKS / "zhangzhou" / "policy")["policy/facility_running.yaml"]
    version = law_verbs.draft(theirs.replace("350600000000", CITY), actor=SYSTEM, now=NOW)

    with pytest.raises(Invalid, match="这份文件不是") as refused:
        verbs.ask(version, actor=CAROL, now=NOW)

    assert refused.value.code == "not_for_persons"


def test_what_is_law_already_is_refused(law: None) -> None:
    (now,) = [one for one in policies.in_force(CITY, MARCH) if one.code == HIGH_AGE]

    with pytest.raises(Conflict) as refused:
        verbs.ask(now.id, actor=CAROL, now=NOW)

    assert refused.value.code == "not_waiting"


def test_an_unknown_draft_is_not_found(law: None) -> None:
    with pytest.raises(NotFound):
        verbs.ask(10**9, actor=CAROL, now=NOW)


@pytest.mark.parametrize("who", [NEIGHBOUR, AUDITOR])
def test_a_stranger_and_an_auditor_may_not_ask_and_that_is_logged(draft: int, who: Actor) -> None:
    with pytest.raises(Forbidden):
        verbs.ask(draft, actor=who, now=NOW)

    (entry,) = entries("forecasts.ask")
    assert entry.outcome is Outcome.REFUSED
    assert previews.latest(draft) is None


def test_results_are_the_workers_alone(draft: int) -> None:
    number = verbs.ask(draft, actor=CAROL, now=NOW)
    result = forecasting.forecast(question(HIGH_AGE), register())

    with pytest.raises(Forbidden):
        verbs.finish(number, result, actor=CAROL, now=NOW)
    with pytest.raises(Forbidden):
        verbs.fail(number, "没有", actor=CAROL, now=NOW)


@pytest.mark.parametrize(
    ("constraint", "fields"),
    [
        ("forecasts_preview_state_known", {"state": "lost", "ended_at": NOW}),
        ("forecasts_preview_progress", {"progress": 101}),
        ("forecasts_preview_progress", {"progress": -1}),
        ("forecasts_preview_ended_when", {"ended_at": NOW}),
        ("forecasts_preview_ended_when", {"state": "failed", "problem": "断电"}),
        ("forecasts_preview_done_with_result", {"state": "done", "ended_at": NOW}),
        ("forecasts_preview_done_with_result", {"result": {}}),
        ("forecasts_preview_failed_why", {"state": "failed", "ended_at": NOW}),
        ("forecasts_preview_one_at_a_time", {}),
    ],
)
def test_the_database_refuses(draft: int, constraint: str, fields: dict[str, Any]) -> None:
    row: dict[str, Any] = {"version_id": draft, "digest": "x", "state": "running"}
    row |= {"asked_by_name": "卡萝", "asked_at": NOW}
    if constraint == "forecasts_preview_one_at_a_time":
        Preview.objects.create(**row)

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Preview.objects.create(**(row | fields))
