"""Letters about a month: to everybody whose benefit began, changed, stopped, once, in plain words."""

from __future__ import annotations

import json
from datetime import date

import pytest
from django.db import connection

from laoyou.benefits import tasks, verbs
from laoyou.benefits.reads.proposals import Filter
from laoyou.benefits.tests.cast import (
    ALICE,
    CAROL,
    SYSTEM,
    at,
    elder,
    needs_care,
    proposal,
    ran,
    state,
)
from laoyou.benefits.types import Kind
from laoyou.benefits.verbs import telling
from laoyou.kernel import clock
from laoyou.kernel.errors import Forbidden
from laoyou.notices import reads as notices
from laoyou.notices.reads import LetterRecord
from laoyou.people import verbs as people
from laoyou.people.types import FactKind, Source

pytestmark = pytest.mark.usefixtures("law")


def letters(person_id: int) -> list[LetterRecord]:
    return list(reversed(notices.of_person(person_id)))


def test_what_began_by_itself_is_written_after_the_run_and_once() -> None:
    old = elder()
    run_id = ran("2026-01")

    assert telling.tell_run(run_id, actor=CAROL, now=at("2026-01-02")) == 1
    assert telling.tell_run(run_id, actor=CAROL, now=at("2026-01-03")) == 0

    (letter,) = letters(old)
    assert letter.kind == "benefit_started"
    assert letter.paragraphs[0] == (
        "从 2026 年 1 月 1 日起，发给您“温暖过冬”，每月 100.00 元，打到您登记的账户。"
    )
    assert "户籍在双鸭山市（第二条）；年满 80 周岁（第二条）" in letter.paragraphs[1]


def test_a_run_files_the_job_that_writes_and_the_job_writes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: at("2026-01-03"))
    old = elder()
    ran("2026-01")
    with connection.cursor() as cursor:
        cursor.execute("SELECT args FROM procrastinate_jobs WHERE task_name = %s", [telling.TELL_JOB])
        ((filed,),) = cursor.fetchall()

    tasks.tell_run(**json.loads(filed) if isinstance(filed, str) else filed)

    assert [(one.cause_kind, one.division) for one in letters(old)] == [("proposal", "230502001001")]


def test_what_is_confirmed_is_written_in_the_same_act_from_the_month_of_the_word() -> None:
    poor = elder("1950-01-01")
    needs_care(poor)
    ran("2026-01")

    verbs.confirm(proposal("start", poor), actor=ALICE, now=at("2026-02-10"))

    (letter,) = letters(poor)
    assert letter.paragraphs[0].startswith("从 2026 年 2 月 1 日起，发给您“护理补贴”，每月 150.00 元")


def test_a_change_and_a_stop_say_what_it_was_and_why() -> None:
    poor = elder("1950-01-01")
    state(poor, FactKind.LOW_INCOME, "urban")
    state(poor, FactKind.ABILITY, "2", until="2026-01-31", source=Source.ASSESSMENT)
    ran("2026-01")
    verbs.confirm(proposal("start", poor), actor=ALICE, now=at("2026-01-03"))
    state(poor, FactKind.ABILITY, "3", "2026-02-01", source=Source.ASSESSMENT, now=at("2026-02-01"))
    ran("2026-03")
    verbs.confirm(proposal("change", poor), actor=ALICE, now=at("2026-03-03"))

    changed = letters(poor)[-1]

    assert changed.kind == "benefit_changed"
    assert "由每月 150.00 元调整为每月 300.00 元" in changed.paragraphs[0]


def test_a_death_is_written_to_the_family() -> None:
    old = elder()
    ran("2026-01")
    people.record_death(old, on=date(2026, 1, 20), source=Source.POLICE, actor=SYSTEM, now=at("2026-01-25"))
    ran("2026-02")
    verbs.confirm(proposal("stop", old), actor=ALICE, now=at("2026-02-03"))

    letter = letters(old)[-1]

    assert letter.kind == "benefit_ended_by_death"
    assert "请节哀" in letter.paragraphs[0]
    assert "您不用再跑一趟" in letter.paragraphs[1]


def test_a_list_confirmed_at_once_has_a_letter_each() -> None:
    poor = [elder("1950-01-01") for _ in range(3)]
    for one in poor:
        needs_care(one)
    ran("2026-01")

    verbs.confirm_many(Filter(kind=Kind.START), expected=3, actor=CAROL, now=at("2026-01-05"))

    assert [len(letters(one)) for one in poor] == [1, 1, 1]


def test_who_may_not_decide_here_has_no_letters_written() -> None:
    elder()
    run_id = ran("2026-01")

    with pytest.raises(Forbidden):
        telling.tell_run(run_id, actor=ALICE, now=at("2026-01-02"))
