"""What is written to an applicant at each turn."""

from __future__ import annotations

import pytest

from laoyou.applications import verbs
from laoyou.applications.tests.cast import (
    ALICE,
    CAROL,
    ERIN,
    NOW,
    accepted,
    asked,
    decided_month,
    family,
    poor,
    refused,
)
from laoyou.applications.types import About, Against, NewAppeal
from laoyou.notices import reads as notices

pytestmark = pytest.mark.usefixtures("law")


def letters(person_id: int) -> list[tuple[str, str]]:
    """Kind and words of a person's letters about what he asked for, the newest first."""
    return [
        (one.kind, "\n".join((one.title, *one.paragraphs)))
        for one in notices.of_person(person_id)
        if one.kind.startswith(("application", "appeal"))
    ]


def test_who_asks_gets_a_receipt_with_the_day_of_the_next_step() -> None:
    person_id = poor()

    application_id = asked(person_id)

    [(kind, words)] = letters(person_id)
    assert kind == "application_received"
    assert f"编号 {application_id}" in words
    assert "2026 年 1 月 12 日前" in words


def test_each_time_that_papers_lack_it_is_written() -> None:
    person_id = poor()
    application_id = asked(person_id)

    for words in ("请补户口簿", "请补评估报告"):
        verbs.ask_papers(application_id, words, actor=ERIN, now=NOW)
        verbs.hand_in(application_id, actor=ALICE, now=NOW)

    wanted = [words for kind, words in letters(person_id) if kind == "application_papers"]
    assert ["评估报告" in words for words in wanted] == [True, False]
    assert "2026 年 1 月 19 日前补来" in wanted[0]


def test_what_is_approved_is_told_once_as_every_beginning_is() -> None:
    decided_month()
    person_id = poor()

    verbs.approve(accepted(person_id), actor=ERIN, now=NOW)

    told = [one for one in notices.of_person(person_id) if one.kind != "application_received"]
    assert [one.kind for one in told] == ["benefit_started"]
    assert "从 2026 年 1 月 1 日起" in told[0].paragraphs[0]
    assert "每月 150.00 元" in told[0].paragraphs[0]


def test_a_refusal_says_why_by_what_and_what_can_be_done_until_when() -> None:
    person_id = poor()

    refused(person_id)

    kind, words = letters(person_id)[0]
    assert kind == "application_refused"
    for said in ("评估等级没有达到。", "第三条", "2026 年 3 月 6 日前", "60 天内", "行政复议"):
        assert said in words


@pytest.mark.parametrize(
    ("decide", "said"), [(verbs.uphold, "由另一个人重新办理"), (verbs.reject, "申请行政复议")]
)
def test_an_appeal_is_answered_in_writing(decide: object, said: str) -> None:
    person_id = poor()
    new = NewAppeal(person_id, Against(About.REFUSAL, refused(person_id)), "不同意。")
    appeal_id = verbs.appeal(new, actor=family(person_id), now=NOW)

    decide(appeal_id, "复核过了。", actor=CAROL, now=NOW)  # type: ignore[operator]

    (decided, words), (received, _) = letters(person_id)[:2]
    assert (decided, received) == ("appeal_decided", "appeal_received")
    assert said in words
    assert "复核过了。" in words
