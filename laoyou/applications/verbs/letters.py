"""What the office writes to an applicant: in plain words what was decided, what comes next, and by when.

Whom to call stands below every letter; notices adds it. No names: a letter is filled in when it is shown.
What is approved is told by benefits, as every beginning is: one letter, not two.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from laoyou.applications.models import Appeal, Application, Step
from laoyou.applications.reads.procedure import procedure
from laoyou.applications.types import ABOUT_LABELS, About, AppealState
from laoyou.kernel.clock import local_date
from laoyou.notices import verbs as notices
from laoyou.notices.types import NewLetter
from laoyou.people.reads.reach import place_of
from laoyou.policies import reads as policies


def received(row: Application, step: Step, now: datetime) -> None:
    """The receipt: that it was asked for, and by when the office says whether it takes it up."""
    name = _name(row)
    _write(
        row, step.pk, "application_received", f"“{name}”申请回执",
        (
            f"{_day(local_date(now))}，我们收到了您的“{name}”申请，编号 {row.pk}。",
            f"我们在{_day(row.due_on)}前看材料齐不齐：齐了就受理，缺什么一次告诉您。"
            f"受理后 {procedure().decision_days} 个工作日内作出决定。",
            "您现在不用再做什么。想撤回申请，随时告诉我们。",
        ),
        now,
    )  # fmt: skip


def papers_wanted(row: Application, step: Step, now: datetime) -> None:
    """What lacks, and until when it can be handed in."""
    name = _name(row)
    _write(
        row, step.pk, "application_papers", f"“{name}”申请要补材料",
        (
            f"您的“{name}”申请（编号 {row.pk}）还缺材料：{step.words}",
            f"请在{_day(row.due_on)}前补来。可以自己送、请家人送，也可以拍照交给社区（村）工作人员。",
            "办不齐或者不明白，打下面的电话，我们帮您想办法。",
        ),
        now,
    )  # fmt: skip


def refused(row: Application, step: Step, now: datetime) -> None:
    """Why not, by which clause, and what can be done about it (行政复议法第二十条)."""
    name, terms = _name(row), procedure()
    _write(
        row, step.pk, "application_refused", f"“{name}”申请没有批准",
        (
            f"您的“{name}”申请（编号 {row.pk}）没有批准。理由：{row.reason}",
            f"依据：{row.clause}",
            f"您不同意，可以在{_day(_last(now))}前（{terms.appeal_within_days} 天内）向我们申诉，"
            "换一个人重新看；"
            f"也可以在收到本通知 {terms.appeal_within_days} 天内向{terms.review_office}申请行政复议。",
            "情况有变化，或者补到了新的材料，随时可以重新申请。",
        ),
        now,
    )  # fmt: skip


def appeal_received(row: Appeal, now: datetime) -> None:
    name = _name(row)
    _write(
        row, row.pk, "appeal_received", f"“{name}”申诉回执",
        (
            f"{_day(local_date(now))}，我们收到了您对“{name}”（{ABOUT_LABELS[About(row.about)]}）的申诉，"
            f"编号 {row.pk}。",
            f"原来没有经手的人会重新看，{_day(row.due_on)}前告诉您结果。",
            "您有新的材料，结果出来前都可以补来。",
        ),
        now,
        cause="appeal",
    )  # fmt: skip


def appeal_decided(row: Appeal, now: datetime) -> None:
    name, terms = _name(row), procedure()
    title = f"“{name}”申诉成立"
    if row.state == AppealState.REJECTED:
        title = f"“{name}”申诉：维持原决定"
        then = (
            f"您还不同意，可以在收到本通知 {terms.appeal_within_days} 天内"
            f"向{terms.review_office}申请行政复议。"
        )
    elif row.application_id:
        then = f"您的申请由另一个人重新办理，{terms.decision_days} 个工作日内决定。"
    else:
        then = "我们会改正登记并重新认定，结果再写信告诉您。"
    _write(
        row, row.pk, "appeal_decided", title,
        (f"您对“{name}”的申诉（编号 {row.pk}）有了结果。理由：{row.reason}", then),
        now,
        cause="appeal",
    )  # fmt: skip


def _write(
    row: Application | Appeal,
    cause_id: int,
    kind: str,
    title: str,
    paragraphs: tuple[str, ...],
    now: datetime,
    *,
    cause: str = "application_step",
) -> None:
    home = place_of(row.person_id).divisions[0]
    notices.write(NewLetter(row.person_id, home, kind, title[:60], paragraphs, cause, cause_id), now=now)


def _name(row: Application | Appeal) -> str:
    return policies.version(row.version_id).document.name


def _last(now: datetime) -> date:
    """The last day for an appeal against what is decided now."""
    return local_date(now) + timedelta(days=procedure().appeal_within_days)


def _day(day: date | None) -> str:
    return f"{day.year} 年 {day.month} 月 {day.day} 日" if day else ""
