"""Deaths: reported by several sources, sometimes by mistake. The day that counts follows by precedence."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from laoyou import acts
from laoyou.access.types import Actor
from laoyou.kernel.clock import local_date
from laoyou.kernel.errors import Conflict, Invalid
from laoyou.kernel.ids import FactId, PersonId
from laoyou.kernel.spans import DateSpan
from laoyou.people.core import precedence as core
from laoyou.people.core.bitemporal import Statement
from laoyou.people.facts import PersonDeathCorrected, PersonDeathWithdrawn, PersonDied
from laoyou.people.models import Person, StatusFact
from laoyou.people.models.locks import locked_person, source_lock
from laoyou.people.reads.facts import statement
from laoyou.people.reads.precedence import precedence
from laoyou.people.reads.reach import place_of
from laoyou.people.types import FactKind, Source
from laoyou.people.verbs import facts as said


@acts.verb("people.record_death", place=place_of)
def record_death(person_id: int, *, on: date, source: Source, actor: Actor, now: datetime) -> FactId:
    """Record that a person died on a day, according to a source.

    Conflict `death_known` when this source reported it already; another source may report another day, and
    both are kept. Tells PersonDied when the register held the person alive.
    """
    row, known = _begun(person_id, source)
    _check_day(row, on, now)
    if known:
        raise Conflict(
            f"这个来源已登记此人于 {known[0].span.start} 去世。日期不对请用“更正死亡日期”。", "death_known"
        )
    at = said.moment(row.pk, FactKind.DEATH, source, now)
    fact_id = said.write(row.pk, _death(on, source, at))
    settle(row, source, now)
    return fact_id


@acts.verb("people.correct_death", place=place_of)
def correct_death(person_id: int, *, on: date, source: Source, actor: Actor, now: datetime) -> None:
    """Correct the day that a source gave. Conflict `no_death` when it gave none; `unchanged`."""
    row, known = _begun(person_id, source)
    _check_day(row, on, now)
    _need(known)
    if known[0].span.start == on:
        raise Conflict("死亡日期与已登记的相同，没有变化。", "unchanged")
    at = said.moment(row.pk, FactKind.DEATH, source, now)
    said.supersede(known, at)
    said.write(row.pk, _death(on, source, at))
    settle(row, source, now)


@acts.verb("people.withdraw_death", place=place_of)
def withdraw_death(person_id: int, *, source: Source, actor: Actor, now: datetime) -> None:
    """Take back a source's report of a death that was a mistake. Conflict `no_death` when it gave none.

    Tells PersonDeathWithdrawn when no other source reports the person dead.
    """
    row, known = _begun(person_id, source)
    _need(known)
    said.supersede(known, said.moment(row.pk, FactKind.DEATH, source, now))
    settle(row, source, now)


def settle(row: Person, source: Source, now: datetime) -> None:
    """Bring a person's day of death to what counts, and tell what changed. Run inside a verb.

    `source` is who took a report back, told when none is left.
    """
    rows = StatusFact.objects.filter(person=row, kind=FactKind.DEATH, superseded_at=None)
    report = core.death_report(map(statement, rows.order_by("pk")), precedence())
    was, on = row.death_date, report.span.start if report else None
    if on == was:
        return
    row.death_date = on
    row.save(update_fields=["death_date"])
    person_id = PersonId(row.pk)
    if on is not None and report is not None:
        known = report.source
        acts.emit(
            PersonDeathCorrected(person_id, was, on, known, now)
            if was is not None
            else PersonDied(person_id, on, known, now)
        )
    elif was is not None:
        acts.emit(PersonDeathWithdrawn(person_id, was, source, now))


def _begun(person_id: int, source: Source) -> tuple[Person, list[Statement]]:
    source_lock(source)
    row = locked_person(person_id)
    return row, said.said_by(row.pk, FactKind.DEATH, source)


def _death(on: date, source: Source, at: datetime) -> Statement:
    return Statement(FactId(0), FactKind.DEATH, "yes", "", source, DateSpan.since(on), at)


def _check_day(row: Person, on: date, now: datetime) -> None:
    if on > local_date(now):
        raise Invalid("死亡日期晚于今天，请核对。", "death_future", field="on")
    if row.birth_date is not None and on < row.birth_date:
        raise Invalid(f"死亡日期早于出生日期 {row.birth_date}，请核对。", "death_before_birth", field="on")


def _need(known: Sequence[Statement]) -> None:
    if not known:
        raise Conflict("这个来源没有登记过此人死亡，无需更正或撤回。", "no_death")
