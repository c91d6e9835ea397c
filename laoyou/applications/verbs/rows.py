"""The rows of applications and appeals, held while a verb works on them."""

from __future__ import annotations

from datetime import date, datetime

from laoyou import acts
from laoyou.access.types import Actor, Role
from laoyou.applications.core import states
from laoyou.applications.models import Appeal, Application, Step
from laoyou.applications.reads.procedure import procedure
from laoyou.applications.types import ApplicationState, Asker, Asking, Channel, Move
from laoyou.kernel.clock import local_date
from laoyou.kernel.errors import Invalid, NotFound

LONGEST_WORDS = 400


def held(application_id: int) -> Application:
    """An application, locked until the transaction ends, and noted for the audit. NotFound."""
    row: Application | None = Application.objects.of(pk=application_id).select_for_update().first()
    if row is None:
        raise NotFound("没有找到这份申请，请返回列表重新查找。", "no_application")
    acts.subject(person_id=row.person_id, kind="application", id=application_id)
    return row


def held_appeal(appeal_id: int) -> Appeal:
    """An appeal, locked until the transaction ends, and noted for the audit. NotFound."""
    row: Appeal | None = Appeal.objects.of(pk=appeal_id).select_for_update().first()
    if row is None:
        raise NotFound("没有找到这份申诉，请返回列表重新查找。", "no_appeal")
    acts.subject(person_id=row.person_id, kind="appeal", id=appeal_id)
    return row


def moved(row: Application, move: Move, now: datetime) -> Application:
    """The row in its next state and term, not yet saved. Conflict `application_move`."""
    row.state = states.after(ApplicationState(row.state), move)
    row.due_on = due(ApplicationState(row.state), row.accepted_on, local_date(now))
    return row


def due(state: ApplicationState, accepted_on: date | None, today: date) -> date | None:
    """The last day of the term that a state begins; that of a decision runs from the day of acceptance."""
    terms = procedure()
    match state:
        case ApplicationState.SUBMITTED:
            return terms.calendar.after(today, terms.acceptance_days)
        case ApplicationState.PAPERS_WANTED:
            return terms.calendar.after(today, terms.papers_days)
        case ApplicationState.ACCEPTED | ApplicationState.VERIFIED:
            return terms.calendar.after(accepted_on or today, terms.decision_days)
    return None


def note(row: Application, move: Move, actor: Actor, now: datetime, words: str = "") -> Step:
    """Put a step on record."""
    return Step.objects.create(
        application=row, move=move, words=words, by=actor.user_id, by_name=actor.name, at=now
    )


def said(words: str, field: str, what: str, *, longest: int = LONGEST_WORDS, needed: bool = True) -> str:
    """Words as they are kept: in one line. Invalid, with the field, for too many or none."""
    kept = " ".join(words.replace("\x00", "").split())
    if needed and not kept:
        raise Invalid(f"请写明{what}。", field, field)
    if len(kept) > longest:
        raise Invalid(f"{what}请写在 {longest} 字以内，现在有 {len(kept)} 字。", field, field)
    return kept


def check_asking(asking: Asking, actor: Actor, today: date) -> None:
    """Invalid when it is not said who asks, or by whose leave."""
    if asking.by is Asker.KIN and (asking.relation is None or not asking.name.strip()):
        raise Invalid("亲属代办要写明与本人的关系和代办人姓名。", "relation", "relation")
    if asking.by is not Asker.PERSON and asking.consent_on is None:
        raise Invalid("代办要写明本人同意的日期。", "consent_on", "consent_on")
    if asking.consent_on is not None and asking.consent_on > today:
        raise Invalid("本人同意的日期不能晚于今天。", "consent_on", "consent_on")
    clerk = actor.role in (Role.CLERK, Role.SUPERVISOR)
    if clerk and asking.channel is Channel.ONLINE:
        raise Invalid("经办人登记的申请，请选择窗口、上门或电话。", "channel", "channel")
    if not clerk and actor.role is not Role.SYSTEM and asking.by is Asker.CLERK:
        raise Invalid("请选择本人提出，或亲属代办。", "by", "by")


def asking_columns(asking: Asking) -> dict[str, object]:
    """How an asking lies in the table."""
    kin = asking.by is Asker.KIN
    return {
        "asker": asking.by.value,
        "channel": asking.channel.value,
        "relation": asking.relation.value if kin and asking.relation else "",
        "asker_name": " ".join(asking.name.split())[:64] if kin else "",
        "consent_on": None if asking.by is Asker.PERSON else asking.consent_on,
    }
