"""Stating what is true of a person, ending it, correcting it. A statement is superseded, never rewritten."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from laoyou import acts
from laoyou.access.types import Actor
from laoyou.kernel.errors import Conflict, Invalid
from laoyou.kernel.ids import FactId, PersonId
from laoyou.kernel.spans import DateSpan
from laoyou.people.core import bitemporal
from laoyou.people.core.bitemporal import Statement
from laoyou.people.facts import StatusChanged
from laoyou.people.models import StatusFact
from laoyou.people.models.locks import locked_person, source_lock
from laoyou.people.reads.facts import statement
from laoyou.people.reads.reach import place_of, place_of_fact
from laoyou.people.types import DISABILITY_GRADES, FACT_KIND_LABELS, VALUES, FactKind, Source


@acts.verb("people.record_fact", place=place_of)
def record_fact(
    person_id: int,
    *,
    kind: FactKind,
    value: str,
    grade: str = "",
    span: DateSpan,
    source: Source,
    actor: Actor,
    now: datetime,
) -> FactId:
    """State what is true of a person for the days of `span`, according to `source`.

    Invalid for a value that `types.VALUES` does not have for the kind. Conflict `fact_overlaps` when the same
    source says something of the kind for one of these days already; what other sources say is no obstacle.
    """
    _not_death(kind)
    check_value(kind, value, grade)
    source_lock(source)
    row = locked_person(person_id)
    new = Statement(FactId(0), kind, value, grade, source, span, moment(row.pk, kind, source, now))
    _refuse_overlap(said_by(row.pk, kind, source), new)
    return _written(row.pk, new, now)


@acts.verb("people.end_fact", place=place_of_fact)
def end_fact(fact_id: int, *, from_day: date, actor: Actor, now: datetime) -> None:
    """Say that a statement no longer holds from a day on: `from_day` is the first day without it.

    Conflict `superseded` when the statement was corrected meanwhile; Invalid `never_true` when no day would
    be left: a statement that never held is withdrawn.
    """
    old = _begun(fact_id)
    left = bitemporal.ended(old, from_day)
    if left is None:
        raise Invalid("终止日期不晚于开始日期。如果这条记录从来不属实，请改为“撤回”。", "never_true")
    if left == old.span:
        raise Conflict("这条记录在该日之前已经终止，没有变化。", "unchanged")
    _replaced(old, [replace(old, span=left)], now)


@acts.verb("people.correct_fact", place=place_of_fact)
def correct_fact(
    fact_id: int, *, value: str, grade: str = "", span: DateSpan, actor: Actor, now: datetime
) -> None:
    """Say what should have been said: the old statement is superseded and keeps what was believed.

    Conflict `superseded`, `fact_overlaps` or `unchanged`; Invalid for a wrong value.
    """
    old = _begun(fact_id)
    check_value(old.kind, value, grade)
    new = replace(old, value=value, grade=grade, span=span)
    if new == old:
        raise Conflict("没有要更正的内容：填写的与现有记录相同。", "unchanged")
    _replaced(old, [new], now)


@acts.verb("people.withdraw_fact", place=place_of_fact)
def withdraw_fact(fact_id: int, *, actor: Actor, now: datetime) -> None:
    """Say that a statement was never true. Conflict `superseded` when it was corrected meanwhile."""
    _replaced(_begun(fact_id), [], now)


def check_value(kind: FactKind, value: str, grade: str = "") -> None:
    """Invalid unless the kind has this value, and a grade exactly if it is a disability."""
    if value not in VALUES[kind]:
        raise Invalid(f"“{FACT_KIND_LABELS[kind]}”没有这个选项，请重新选择。", "value", field="value")
    if kind is FactKind.DISABILITY and grade not in DISABILITY_GRADES:
        raise Invalid("请选择残疾等级，一级至四级。", "grade", field="grade")
    if kind is not FactKind.DISABILITY and grade:
        raise Invalid("只有残疾分等级，请清空等级。", "grade", field="grade")


def said_by(person_id: int, kind: FactKind, source: Source) -> list[Statement]:
    """What the source says of the kind today."""
    rows = StatusFact.objects.filter(person=person_id, kind=kind, source=source, superseded_at=None)
    return [statement(row) for row in rows.order_by("pk")]


def moment(person_id: int, kind: FactKind, source: Source, now: datetime) -> datetime:
    """The instant of the source's next word of the kind, after all that it ever said. Run with the person
    locked.
    """
    rows = StatusFact.objects.filter(person=person_id, kind=kind, source=source)
    return bitemporal.moment(now, [statement(row) for row in rows.order_by("pk")])


def write(person_id: int, fact: Statement) -> FactId:
    """Write a statement; its id. Run inside a verb, with the source held."""
    row = StatusFact.objects.create(
        person_id=person_id,
        kind=fact.kind.value,
        value=fact.value,
        grade=fact.grade,
        source=fact.source.value,
        span=fact.span,
        recorded_at=fact.recorded_at,
    )
    return FactId(row.pk)


def supersede(facts: Sequence[Statement], at: datetime) -> None:
    """Let statements no longer be believed. Conflict when one is not believed any more."""
    ids = [fact.id for fact in facts]
    if StatusFact.objects.filter(pk__in=ids, superseded_at=None).update(superseded_at=at) != len(ids):
        raise Conflict("这条记录已被更正过。请刷新页面，在最新的记录上办理。", "superseded")


def _begun(fact_id: int) -> Statement:
    """The statement that an act is about, its source held and its person locked."""
    row = StatusFact.objects.get(pk=fact_id)
    acts.subject(person_id=row.person_id, kind="fact", id=fact_id)
    _not_death(FactKind(row.kind))
    source_lock(Source(row.source))
    locked_person(row.person_id)
    row.refresh_from_db()
    return statement(row)


def _replaced(old: Statement, news: Sequence[Statement], now: datetime) -> None:
    person_id = StatusFact.objects.values_list("person_id", flat=True).get(pk=old.id)
    at = moment(person_id, old.kind, old.source, now)
    supersede([old], at)
    for new in news:
        _refuse_overlap(said_by(person_id, new.kind, new.source), new)
        write(person_id, replace(new, recorded_at=at))
    acts.emit(StatusChanged(PersonId(person_id), old.kind, old.source, now))


def _written(person_id: int, new: Statement, now: datetime) -> FactId:
    fact_id = write(person_id, new)
    acts.subject(kind="fact", id=fact_id)
    acts.emit(StatusChanged(PersonId(person_id), new.kind, new.source, now))
    return fact_id


def _refuse_overlap(said: Sequence[Statement], new: Statement) -> None:
    if bitemporal.clashes(said, new.kind, new.source, new.span):
        raise Conflict(
            f"同一来源在这段时间已有“{FACT_KIND_LABELS[new.kind]}”的记录。请先终止或更正原来的那一条。",
            "fact_overlaps",
        )


def _not_death(kind: FactKind) -> None:
    if kind is FactKind.DEATH:
        raise Invalid("死亡请用“登记死亡”办理，更正和撤回也在那里。", "death_has_its_own_act")
