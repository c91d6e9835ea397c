"""What the office does with an application: accept, ask for papers, look, approve or refuse."""

from __future__ import annotations

from datetime import datetime

from laoyou import acts
from laoyou.access.types import Actor, Role
from laoyou.applications.models import Appeal, Application, Step
from laoyou.applications.reads import deciding
from laoyou.applications.reads.applications import place_of_application
from laoyou.applications.reads.procedure import procedure
from laoyou.applications.types import AppealState, Move
from laoyou.applications.verbs import letters, rows
from laoyou.benefits import verbs as benefits
from laoyou.benefits.reads.reasons import Reason
from laoyou.benefits.reads.runs import month_of
from laoyou.kernel.clock import local_date
from laoyou.kernel.errors import Forbidden, Invalid


@acts.verb("applications.accept", place=place_of_application)
def accept(application_id: int, *, actor: Actor, now: datetime) -> None:
    """Take an application up: the term of the decision begins. Conflict `application_move`."""
    row = rows.held(application_id)
    row.accepted_on = local_date(now)
    rows.moved(row, Move.ACCEPT, now)
    row.handled_by = actor.user_id
    row.save(update_fields=["state", "due_on", "accepted_on", "handled_by"])
    rows.note(row, Move.ACCEPT, actor, now)


@acts.verb("applications.ask_papers", place=place_of_application)
def ask_papers(application_id: int, words: str, *, actor: Actor, now: datetime) -> None:
    """Ask for what lacks, all at once (一次告知). Invalid `words`; Conflict `application_move`."""
    kept = rows.said(words, "words", "要补的材料")
    row = rows.moved(rows.held(application_id), Move.ASK_PAPERS, now)
    row.save(update_fields=["state", "due_on"])
    letters.papers_wanted(row, rows.note(row, Move.ASK_PAPERS, actor, now, kept), now)


@acts.verb("applications.verify", place=place_of_application)
def verify(application_id: int, words: str, *, actor: Actor, now: datetime) -> None:
    """Put on record what was found at home or with a department. Invalid `words`."""
    kept = rows.said(words, "words", "核实的情况")
    row = rows.moved(rows.held(application_id), Move.VERIFY, now)
    row.handled_by = actor.user_id
    row.save(update_fields=["state", "due_on", "handled_by"])
    rows.note(row, Move.VERIFY, actor, now, kept)


@acts.verb("applications.approve", place=place_of_application)
def approve(application_id: int, *, actor: Actor, now: datetime) -> int:
    """Approve: the benefit begins with this month. The proposal that gives it.

    Forbidden `same_person` for who entered it or decided it before, `second_person` where the sum wants a
    supervisor who has not handled it; Conflict `application_move` and those of `benefits.grant_asked`.
    """
    today = local_date(now)
    row = rows.moved(rows.held(application_id), Move.APPROVE, now)
    reason = deciding.reason_of(deciding.told(row.person_id, today), row.benefit)
    check_decider(row, reason, actor)
    row.proposal_id = benefits.grant_asked(
        row.person_id, row.benefit, from_day=month_of(today).start, actor=actor, now=now
    )
    _decided(row, Move.APPROVE, "", actor, now)
    return row.proposal_id


@acts.verb("applications.refuse", place=place_of_application)
def refuse(application_id: int, *, clause: str, reason: str, actor: Actor, now: datetime) -> None:
    """Refuse for a reason in plain words, by a clause of the law (its key).

    Invalid `reason`, `clause`; Forbidden as `approve`, whatever the sum; Conflict `application_move`.
    """
    kept = rows.said(reason, "reason", "不予批准的理由")
    row = rows.moved(rows.held(application_id), Move.REFUSE, now)
    found = deciding.reason_of(deciding.told(row.person_id, local_date(now)), row.benefit)
    check_decider(row, None, actor)
    row.clause = _article(found, clause)
    letters.refused(row, _decided(row, Move.REFUSE, kept, actor, now), now)


@acts.verb("applications.reopen", place=place_of_application)
def reopen(application_id: int, *, actor: Actor, now: datetime) -> None:
    """Take a refused application up again, because an appeal was upheld. Conflict `application_move`."""
    row = rows.held(application_id)
    row.accepted_on = local_date(now)
    rows.moved(row, Move.REOPEN, now)
    row.decided_by, row.decided_name, row.decided_at = None, "", None
    row.reason, row.clause = "", ""
    row.save()
    rows.note(row, Move.REOPEN, actor, now)


def check_decider(row: Application, reason: Reason | None, actor: Actor) -> None:
    """Forbidden when the actor had a part in it that a decider must not have."""
    if actor.user_id is not None and actor.user_id in (row.submitted_by, *_decided_before(row)):
        raise Forbidden("谁代为提出或原来作出决定的，不能再由谁决定。请换一位同事办理。", "same_person")
    amount = reason.explained.amount_fen or 0 if reason else 0
    if amount < procedure().second_from_fen or actor.role is Role.SYSTEM:
        return
    if actor.role is not Role.SUPERVISOR or actor.user_id == row.handled_by:
        yuan = procedure().second_from_fen // 100
        raise Forbidden(f"{yuan:,} 元以上的待遇，要由没有经手过的业务主管批准。", "second_person")


def _decided_before(row: Application) -> list[int | None]:
    """Who decided it before an appeal was upheld."""
    return list(Appeal.objects.of(application=row).values_list("against_by", flat=True))


def _decided(row: Application, move: Move, reason: str, actor: Actor, now: datetime) -> Step:
    row.decided_by, row.decided_name, row.decided_at = actor.user_id, actor.name, now
    row.reason = reason
    row.save()
    Appeal.objects.filter(application=row, state=AppealState.UPHELD).update(
        state=AppealState.SETTLED, settled_at=now, settled_name=actor.name
    )
    return rows.note(row, move, actor, now, reason)


def _article(found: Reason | None, key: str) -> str:
    """The clause on which a refusal rests, with its article."""
    clauses = found.explained.clauses if found else ()
    for one in clauses:
        if one.clause.key == key:
            return f"{one.clause.article}：{one.clause.says}"[:200]
    if not clauses:
        return "政策已终止"
    raise Invalid("请选择依据的条款。", "clause", "clause")
