"""Holding a benefit back for some months, and paying it again.

To hold back takes a livelihood away for a while: a supervisor does it, one person at a time, with a
letter. To pay again, with what was held back, is any clerk's. That the months are lost, a supervisor says.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from laoyou import acts
from laoyou.access.types import Actor
from laoyou.benefits.core import months, survival, telling_holds
from laoyou.benefits.core.telling import Letter
from laoyou.benefits.models import Check, SurvivalWarning, Suspension
from laoyou.benefits.reads import grants
from laoyou.benefits.reads.suspensions import (
    SuspensionRecord,
    held_months,
    names_held,
    place_of_suspension,
    suspension,
)
from laoyou.benefits.types import HoldReason, Seen
from laoyou.kernel.clock import local_date
from laoyou.kernel.errors import Conflict, Invalid
from laoyou.kernel.ids import PersonId
from laoyou.kernel.spans import ONE_DAY, DateSpan
from laoyou.notices import verbs as notices
from laoyou.notices.types import NewLetter
from laoyou.people.reads import persons, reach

SUSPENSION = "suspension"
LONGEST_WORDS, MOST_MONTHS_AHEAD = 200, 12


@acts.verb("benefits.suspend", place=reach.place_of)
def suspend(
    person_id: int,
    benefits: Sequence[str],
    *,
    start: date,
    reason: HoldReason,
    words: str = "",
    actor: Actor,
    now: datetime,
) -> tuple[int, ...]:
    """Hold benefits (codes) of a person back from a month on (its first day), and write to him; the ids.

    For `not_seen` the check must be overdue beyond the grace, and he was warned in time. Raises NotFound,
    Invalid (`benefits`, `month`, `words`), Conflict (`died`, `not_held`, `not_overdue`, `not_warned`,
    `benefits_suspension_no_overlap`).
    """
    said, today = _words(words), local_date(now)
    kept = reach.followed([person_id])[person_id]
    _check(benefits, start, reason, said, today)
    if persons.names([kept])[kept].death_date is not None:
        raise Conflict("这个人已去世，待遇按政策停发，不用暂停。请办理应停的那一项。", "died")
    if reason is HoldReason.NOT_SEEN:
        _refuse_unwarned(kept, today)
    had = grants.of_persons([kept])[kept]
    held = {one.benefit for one in had if one.span.end is None or one.span.end >= start}
    if not set(benefits) <= held:
        raise Conflict("这个人没有在享其中的待遇，请刷新页面核对。", "not_held")
    names, division = names_held([kept]), reach.place_of(kept).divisions[0]
    made = []
    for benefit in dict.fromkeys(benefits):
        row = Suspension.objects.create(
            person_id=kept,
            division_id=division,
            benefit=benefit,
            span=DateSpan.since(start),
            reason=reason,
            words=said,
            suspended_by=actor.user_id,
            suspended_name=actor.name,
            suspended_at=now,
        )
        _tell(row.pk, kept, telling_holds.suspended(names[kept, benefit], start, reason, said), now)
        made.append(int(row.pk))
    acts.subject(person_id=kept, kind=SUSPENSION, id=made[0], count=len(made))
    return tuple(made)


@acts.verb("benefits.resume", place=place_of_suspension)
def resume(suspension_id: int, *, start: date, because: str, actor: Actor, now: datetime) -> None:
    """Pay again from a month on (its first day); what was held back is paid too.

    Raises NotFound, Invalid (`month`, `words`), Conflict (`lifted` when somebody was quicker).
    """
    _lift(suspension_id, start, because, True, actor, now)


@acts.verb("benefits.forfeit", place=place_of_suspension)
def forfeit(suspension_id: int, *, start: date, because: str, actor: Actor, now: datetime) -> None:
    """Pay again from a month on; the months held back are lost, by what law is said in `because`. Raises as
    `resume`.
    """
    _lift(suspension_id, start, because, False, actor, now)


def _lift(
    suspension_id: int, start: date, because: str, pays_back: bool, actor: Actor, now: datetime
) -> None:
    said, today = _words(because), local_date(now)
    if not said:
        raise Invalid("请写明恢复的理由。", "words", field="because")
    row: Suspension = Suspension.objects.of(pk=suspension_id).select_for_update().get()
    acts.subject(person_id=row.person_id, kind=SUSPENSION, id=suspension_id)
    if row.lifted_at is not None:
        raise Conflict(f"这次暂停已由{row.lifted_name}办理恢复，请刷新页面看看结果。", "lifted")
    if start.day != 1 or start > months.after(months.month_of(today)).start:
        raise Invalid("请选择从哪个月恢复：以前的月份、本月或下个月。", "month", field="start")
    is_void = start <= row.span.start
    Suspension.objects.filter(pk=row.pk).update(
        span=row.span if is_void else DateSpan(row.span.start, start - ONE_DAY),
        lifted_by=actor.user_id,
        lifted_name=actor.name,
        lifted_at=now,
        lifted_because=said,
        pays_back=None if is_void else pays_back,
        is_void=is_void,
    )
    record = suspension(suspension_id)
    _tell(row.pk, record.person_id, _resumed(record, start), now)


def _resumed(record: SuspensionRecord, start: date) -> Letter:
    name = names_held([record.person_id])[record.person_id, record.benefit]
    held = held_months(record)
    return telling_holds.resumed(name, start, held, bool(record.pays_back), record.lifted_because)


def _check(benefits: Sequence[str], start: date, reason: HoldReason, words: str, today: date) -> None:
    this = months.month_of(today).start
    if not benefits:
        raise Invalid("请选择要暂停的待遇。", "benefits", field="benefits")
    if start.day != 1 or start < this or start > this.replace(year=this.year + 1):
        raise Invalid("从本月或以后的月份起暂停；已经过去的月份不能暂停。", "month", field="start")
    if reason is HoldReason.OTHER and not words:
        raise Invalid("原因选“其他”时，请写明是什么情况。", "words", field="words")


def _refuse_unwarned(person_id: PersonId, today: date) -> None:
    row = Check.objects.of(pk=person_id).first()
    if row is None or survival.standing(row.due_on, today) is not Seen.BEYOND:
        raise Conflict(
            f"这个人的生存认证没有超期满 {survival.GRACE_DAYS} 天，还不能因此暂停。", "not_overdue"
        )
    warned = SurvivalWarning.objects.of(person=person_id, due_on=row.due_on).first()
    if not survival.is_warned(local_date(warned.warned_at) if warned else None, today):
        raise Conflict(
            f"要先发生存认证提醒，满 {survival.WARNING_DAYS} 天还没有认证才能暂停。请先发提醒。", "not_warned"
        )


def _words(text: str) -> str:
    words = " ".join(text.split())
    if len(words) > LONGEST_WORDS:
        raise Invalid(f"请写在 {LONGEST_WORDS} 字以内。", "words", field="words")
    return words


def _tell(suspension_id: int, person_id: PersonId, letter: Letter, now: datetime) -> None:
    division = reach.place_of(person_id).divisions[0]
    notices.write(
        NewLetter(
            person_id, division, letter.kind, letter.title, letter.paragraphs, SUSPENSION, suspension_id
        ),
        now=now,
    )
