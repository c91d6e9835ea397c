"""Not agreeing with a decision, and what another person decides about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from laoyou import acts
from laoyou.access.types import Actor, Place
from laoyou.applications.models import APPEAL_WORDS, Appeal, Application
from laoyou.applications.reads.appeals import place_of_appeal
from laoyou.applications.reads.procedure import procedure
from laoyou.applications.types import APPEAL_STATE_LABELS, About, AppealState, ApplicationState, NewAppeal
from laoyou.applications.verbs import letters, rows
from laoyou.applications.verbs.handling import reopen
from laoyou.benefits.reads import proposals
from laoyou.benefits.types import Kind, ProposalState
from laoyou.kernel.clock import local_date
from laoyou.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from laoyou.people.reads.reach import absorbed, followed, place_of
from laoyou.store.sealing import next_id

LONGEST_GROUNDS = 1000
_ANSWERABLE = frozenset({ProposalState.CONFIRMED, ProposalState.AUTOMATIC, ProposalState.DISMISSED})


@dataclass(frozen=True, slots=True)
class _Decision:
    """What an appeal is against: of which benefit, decided by whom and when."""

    benefit: str
    version_id: int
    by: int | None
    name: str
    at: datetime


def _place(new: NewAppeal, **_: object) -> Place:
    return place_of(new.person_id)


@acts.verb("applications.appeal", place=_place)
def appeal(new: NewAppeal, *, actor: Actor, now: datetime) -> int:
    """Appeal against a refusal, or a step of a benefit that was decided; the appeal's id.

    Invalid `grounds`, `against`, and for an asking that is not complete; NotFound for what is not the
    person's; Conflict `not_decided`, `appeal_late` when the term is over, and while another is in hand.
    """
    today = local_date(now)
    rows.check_asking(new.asking, actor, today)
    grounds = rows.said(new.grounds, "grounds", "申诉的理由", longest=LONGEST_GROUNDS)
    (person_id,) = followed([new.person_id]).values()
    decision = _decision(new, {person_id, *absorbed([person_id])[person_id]})
    last = local_date(decision.at) + timedelta(days=procedure().appeal_within_days)
    if today > last:
        raise Conflict(
            f"申诉要在决定后 {procedure().appeal_within_days} 天内提出，{last:%Y-%m-%d} 已到期。"
            "情况有变化的，可以重新申请。",
            "appeal_late",
        )
    row = Appeal(
        id=next_id(Appeal),
        person_id=person_id,
        benefit=decision.benefit,
        version_id=decision.version_id,
        about=new.against.about,
        application_id=new.against.application_id,
        proposal_id=new.against.proposal_id,
        against_by=decision.by,
        against_name=decision.name,
        state=AppealState.SUBMITTED,
        due_on=procedure().calendar.after(today, procedure().appeal_days),
        submitted_by=actor.user_id,
        submitted_name=actor.name,
        submitted_at=now,
        **rows.asking_columns(new.asking),
    )
    row.words_sealed = APPEAL_WORDS.seal(row.id, grounds)
    row.save(force_insert=True)
    acts.subject(person_id=person_id, kind="appeal", id=row.id)
    letters.appeal_received(row, now)
    return row.id


@acts.verb("applications.withdraw_appeal", place=place_of_appeal)
def withdraw_appeal(appeal_id: int, *, actor: Actor, now: datetime) -> None:
    """Give an appeal up. Conflict `appeal_move` when it has been decided."""
    row = _open(appeal_id)
    row.state, row.due_on = AppealState.WITHDRAWN, None
    row.save(update_fields=["state", "due_on"])


@acts.verb("applications.uphold", place=place_of_appeal)
def uphold(appeal_id: int, reason: str, *, actor: Actor, now: datetime) -> None:
    """The appeal is right: a refused application is taken up again, a step of a run is to be run again.

    Invalid `reason`; Forbidden `same_person`; Conflict `appeal_move`.
    """
    row = _answered(appeal_id, AppealState.UPHELD, reason, actor, now)
    if row.application_id:
        reopen(row.application_id, actor=actor, now=now)
    letters.appeal_decided(row, now)


@acts.verb("applications.reject", place=place_of_appeal)
def reject(appeal_id: int, reason: str, *, actor: Actor, now: datetime) -> None:
    """What was decided stands, for a reason. Invalid `reason`; Forbidden `same_person`; Conflict
    `appeal_move`.
    """
    letters.appeal_decided(_answered(appeal_id, AppealState.REJECTED, reason, actor, now), now)


@acts.verb("applications.settle", place=place_of_appeal)
def settle(appeal_id: int, *, actor: Actor, now: datetime) -> None:
    """Say that what an upheld appeal is about has been put right. An application settles its own by the new
    decision. Conflict `appeal_move`.
    """
    row = rows.held_appeal(appeal_id)
    if row.state != AppealState.UPHELD or row.application_id:
        raise _wrong_state(row, "成立、针对待遇调整")
    row.state, row.settled_at, row.settled_name = AppealState.SETTLED, now, actor.name
    row.save(update_fields=["state", "settled_at", "settled_name"])


def _answered(appeal_id: int, state: AppealState, reason: str, actor: Actor, now: datetime) -> Appeal:
    kept = rows.said(reason, "reason", "决定的理由")
    row = _open(appeal_id)
    if actor.user_id is not None and actor.user_id in (row.against_by, row.submitted_by):
        raise Forbidden(
            "申诉不能由作出原决定的人、也不能由代为提出的人决定。请换一位主管办理。", "same_person"
        )
    row.state, row.due_on, row.reason = state, None, kept
    row.decided_by, row.decided_name, row.decided_at = actor.user_id, actor.name, now
    row.save()
    return row


def _open(appeal_id: int) -> Appeal:
    row = rows.held_appeal(appeal_id)
    if row.state != AppealState.SUBMITTED:
        raise _wrong_state(row, "待决定")
    return row


def _wrong_state(row: Appeal, needed: str) -> Conflict:
    now = APPEAL_STATE_LABELS[AppealState(row.state)]
    return Conflict(f"这份申诉现在是“{now}”，只有{needed}的才能这样办。请刷新页面再看。", "appeal_move")


def _decision(new: NewAppeal, person_ids: set[int]) -> _Decision:
    against = new.against
    if (against.application_id is None) == (against.proposal_id is None):
        raise Invalid("请选择一项不服的决定。", "against", "against")
    if against.application_id is not None:
        return _of_application(against.application_id, against.about, person_ids)
    return _of_proposal(against.proposal_id or 0, against.about, person_ids)


def _of_application(application_id: int, about: About, person_ids: set[int]) -> _Decision:
    row = Application.objects.of(pk=application_id, person__in=person_ids).select_for_update().first()
    if row is None:
        raise NotFound("没有找到这份申请，请返回列表重新查找。", "no_application")
    if about is not About.REFUSAL or row.state != ApplicationState.REFUSED or row.decided_at is None:
        raise Conflict("只能对没有批准的申请提出申诉。", "not_decided")
    return _Decision(row.benefit, row.version_id, row.decided_by, row.decided_name, row.decided_at)


def _of_proposal(proposal_id: int, about: About, person_ids: set[int]) -> _Decision:
    (row,) = proposals.rows_of([proposal_id])
    if row.person_id not in person_ids:
        raise NotFound("没有找到这项待遇调整，请返回列表重新查找。", "no_proposal")
    if row.state not in _ANSWERABLE or row.decided_at is None:
        raise Conflict("这项调整还没有办理，办理以后才能申诉。", "not_decided")
    if about is About.REFUSAL or (about is About.STOP) != (row.kind is Kind.STOP):
        raise Invalid("申诉的事由与这项调整不符，请重新选择。", "about", "about")
    return _Decision(row.benefit, row.version_id, row.decided_by, row.decided_name, row.decided_at)
