"""Asking for a benefit, handing in what lacked, and giving it up."""

from __future__ import annotations

from datetime import datetime

from laoyou import acts
from laoyou.access.types import Actor, Place
from laoyou.applications.models import APPLICATION_WORDS, Application
from laoyou.applications.reads import deciding
from laoyou.applications.reads.applications import place_of_application
from laoyou.applications.types import ApplicationState, Move, NewApplication
from laoyou.applications.verbs import letters, rows
from laoyou.kernel.clock import local_date
from laoyou.kernel.errors import Conflict, Invalid
from laoyou.people.reads import persons
from laoyou.people.reads.reach import place_of
from laoyou.store.sealing import next_id


def _place(new: NewApplication, **_: object) -> Place:
    return place_of(new.person_id)


@acts.verb("applications.submit", place=_place)
def submit(new: NewApplication, *, actor: Actor, now: datetime) -> int:
    """Ask for a benefit: for oneself, for kin, or as a clerk on behalf. The application's id.

    Also for a benefit that should have begun by itself. Invalid `benefit` for one that is no law where the
    person lives or is registered, and for an asking that is not complete; Conflict `died`, `held`, and
    `applications_application_one_open` while another is in hand.
    """
    today = local_date(now)
    rows.check_asking(new.asking, actor, today)
    words = rows.said(new.words, "words", "要说明的情况", needed=False)
    person = persons.person(new.person_id)
    if person.death_date is not None:
        raise Conflict("登记册显示这个人已去世，不能再申请。如登记有误，请先更正死亡登记。", "died")
    found = deciding.told(person.id, today)
    reason = deciding.reason_of(found, new.benefit)
    if reason is None:
        raise Invalid("这个人居住地和户籍地都没有这项待遇，请重新选择。", "benefit", "benefit")
    if any(one.benefit == new.benefit and one.span.contains(today) for one in found.held):
        raise Conflict(f"这个人已在享受“{reason.law.name}”，不用再申请。", "held")
    row = Application(
        id=next_id(Application),
        person_id=person.id,
        benefit=new.benefit,
        version_id=reason.law.version_id,
        state=ApplicationState.SUBMITTED,
        due_on=rows.due(ApplicationState.SUBMITTED, None, today),
        submitted_by=actor.user_id,
        submitted_name=actor.name,
        submitted_at=now,
        **rows.asking_columns(new.asking),
    )
    row.words_sealed = APPLICATION_WORDS.seal(row.id, words)
    row.save(force_insert=True)
    acts.subject(person_id=person.id, kind="application", id=row.id)
    letters.received(row, rows.note(row, Move.SUBMIT, actor, now), now)
    return row.id


@acts.verb("applications.hand_in", place=place_of_application)
def hand_in(application_id: int, *, actor: Actor, now: datetime) -> None:
    """Say that what lacked has been handed in; the office looks again. Conflict `application_move`."""
    row = rows.moved(rows.held(application_id), Move.HAND_IN, now)
    row.save(update_fields=["state", "due_on"])
    rows.note(row, Move.HAND_IN, actor, now)


@acts.verb("applications.withdraw", place=place_of_application)
def withdraw(application_id: int, *, actor: Actor, now: datetime, words: str = "") -> None:
    """Give an application up. Conflict `application_move` when it has been decided."""
    kept = rows.said(words, "words", "撤回的原因", needed=False)
    row = rows.moved(rows.held(application_id), Move.WITHDRAW, now)
    row.save(update_fields=["state", "due_on"])
    rows.note(row, Move.WITHDRAW, actor, now, kept)
