"""Who is kin to whom, and who answers for whom."""

from __future__ import annotations

from datetime import date, datetime

from laoyou import acts
from laoyou.access.types import Actor, Place
from laoyou.kernel import documents
from laoyou.kernel.errors import Conflict, Invalid
from laoyou.kernel.spans import DateSpan
from laoyou.people.core.kin import KIN
from laoyou.people.core.spelling import spelled
from laoyou.people.models import Guardianship, Kinship
from laoyou.people.models.locks import locked_person, locked_persons
from laoyou.people.models.sealing import DOCUMENT_NUMBER, GUARDIAN_PHONE, next_id
from laoyou.people.reads.reach import place_of, place_of_both, place_of_kin, place_of_ward
from laoyou.people.types import Relation, Source
from laoyou.people.verbs.papers import personal_phone


def _of_both(person_id: int, *, relative_id: int, **_: object) -> Place:
    return place_of_both(person_id, relative_id)


def _of_ward(person_id: int, *, guardian_id: int | None = None, **_: object) -> Place:
    """A guardian in the register must be within reach too: his name would be shown with the ward."""
    return place_of(person_id) if guardian_id is None else place_of_both(person_id, guardian_id)


@acts.verb("people.record_kin", place=_of_both)
def record_kin(
    person_id: int, *, relative_id: int, relation: Relation, source: Source, actor: Actor, now: datetime
) -> int:
    """Record that `relative_id` is the `relation` of the person; the row's id. Both must be within reach.

    Conflict `kin_known` when the two are recorded as kin already, from either end; Invalid for a relation
    that is none of kin, or for a person and himself.
    """
    if person_id == relative_id:
        raise Invalid("一个人不能是自己的亲属，请另选一人。", "kin_of_self", field="relative_id")
    if relation not in KIN:
        raise Invalid("请选择亲属关系；邻居和村干部请登记为联系人。", "not_kin", field="relation")
    for row_id in sorted((person_id, relative_id)):
        locked_person(row_id)
    pairs = [(person_id, relative_id), (relative_id, person_id)]
    if any(Kinship.objects.filter(person=one, relative=other).exists() for one, other in pairs):
        raise Conflict("这两个人的亲属关系已登记。要更改请先移除原来的关系。", "kin_known")
    row = Kinship.objects.create(
        person_id=person_id,
        relative_id=relative_id,
        relation=relation.value,
        source=source.value,
        recorded_at=now,
    )
    acts.subject(kind="kinship", id=row.pk)
    return row.pk


@acts.verb("people.remove_kin", place=place_of_kin)
def remove_kin(kinship_id: int, *, actor: Actor, now: datetime) -> None:
    """Remove a kinship that was wrong. The audit trail keeps that it was there. Conflict `removed` when
    another did so meanwhile.
    """
    row = Kinship.objects.filter(pk=kinship_id).first()
    if row is None:
        raise Conflict("这项亲属关系已被移除，请刷新页面。", "removed")
    acts.subject(person_id=row.person_id, kind="kinship", id=kinship_id)
    locked_persons([row.person_id, row.relative_id])
    if not Kinship.objects.filter(pk=kinship_id).delete()[0]:
        raise Conflict("这项亲属关系已被移除，请刷新页面。", "removed")


@acts.verb("people.appoint_guardian", place=_of_ward)
def appoint_guardian(
    person_id: int,
    *,
    relation: Relation,
    span: DateSpan,
    source: Source,
    guardian_id: int | None = None,
    name: str = "",
    phone: str = "",
    number: str = "",
    actor: Actor,
    now: datetime,
) -> int:
    """Record a guardian of the person for a span: a person of the register, or a name with what is known.

    `number` is the guardian's document number, kept as a blind index alone, to find him once he is
    registered. Conflict `guardian_known` when the same name is guardian for one of these days already.
    """
    for row_id in sorted({person_id, guardian_id or person_id}):
        locked_person(row_id)
    named = _guardian_name(person_id, guardian_id, name)
    wards = Guardianship.objects.filter(ward=person_id, name=named)
    if any(row.span.overlaps(span) for row in wards.order_by("pk")):
        raise Conflict("这位监护人在这段时间已经登记过了。", "guardian_known")
    row_id = next_id(Guardianship)
    Guardianship.objects.create(
        pk=row_id,
        ward_id=person_id,
        guardian_id=guardian_id,
        name=named,
        relation=relation.value,
        phone_sealed=GUARDIAN_PHONE.seal(row_id, personal_phone(phone)) if phone else None,
        number_blind=_number_blind(number) if number else None,
        span=span,
        source=source.value,
        recorded_at=now,
    )
    acts.subject(kind="guardianship", id=row_id)
    return row_id


@acts.verb("people.end_guardianship", place=place_of_ward)
def end_guardianship(guardianship_id: int, *, last_day: date, actor: Actor, now: datetime) -> None:
    """End a guardianship after `last_day`. Invalid `never_held` when it began later; Conflict `unchanged`
    when it has ended by then.
    """
    row = Guardianship.objects.get(pk=guardianship_id)
    acts.subject(person_id=row.ward_id, kind="guardianship", id=guardianship_id)
    locked_person(row.ward_id)
    row.refresh_from_db()
    left = row.span.ending(last_day)
    if left is None:
        raise Invalid("终止日期早于监护开始的日期，请核对。", "never_held", field="last_day")
    if left == row.span:
        raise Conflict("这项监护在该日之前已经终止，没有变化。", "unchanged")
    Guardianship.objects.filter(pk=guardianship_id).update(span=left)


def _guardian_name(person_id: int, guardian_id: int | None, name: str) -> str:
    if guardian_id is None:
        return spelled(name).name
    if guardian_id == person_id:
        raise Invalid("一个人不能是自己的监护人，请另选一人。", "guardian_of_self", field="guardian_id")
    return locked_person(guardian_id).name


def _number_blind(number: str) -> bytes:
    kind = documents.guess_kind(number)
    if kind is None:
        raise Invalid("监护人的证件号码不对，请核对。", "number", field="number")
    return DOCUMENT_NUMBER.find(documents.normalise(kind, number))
