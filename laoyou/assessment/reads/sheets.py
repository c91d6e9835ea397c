"""Sheets, asked for by number or by person. The caller has asked the permission for the persons."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from laoyou.access.types import Place
from laoyou.accounts import reads as accounts
from laoyou.assessment.core import content
from laoyou.assessment.core.scale import Scale
from laoyou.assessment.models import OPEN, STANDING, Answer, Dispute, Sheet, Signature
from laoyou.assessment.reads import scales
from laoyou.assessment.types import (
    CONFIRMED,
    INFORMANT,
    AssessorRecord,
    DisputeRecord,
    DisputeSide,
    InformantRecord,
    InformantRelation,
    Latest,
    Reason,
    Seat,
    SheetLine,
    SheetRecord,
    SheetState,
    VisitPlace,
)
from laoyou.kernel.errors import NotFound
from laoyou.kernel.ids import PersonId, SheetId
from laoyou.people import reads as people
from laoyou.people.reads.reach import followed


def place_of(sheet_id: int, *_: object, **__: object) -> Place:
    """Where a sheet's person is, for permission. Raises NotFound."""
    return people.place_of(person_of(sheet_id))


def person_of(sheet_id: int) -> PersonId:
    """Whose sheet it is. Raises NotFound."""
    found = Sheet.objects.of(pk=sheet_id).values_list("person_id", flat=True).first()
    if found is None:
        raise NotFound("没有这份评估，请从列表重新进入。", "no_sheet")
    return PersonId(found)


def sheet(sheet_id: int) -> SheetRecord:
    """One sheet with all that is on it. Raises NotFound."""
    row: Sheet | None = Sheet.objects.of(pk=sheet_id).first()
    if row is None:
        raise NotFound("没有这份评估，请从列表重新进入。", "no_sheet")
    answers = answers_of(sheet_id)
    confirmed = answers.pop(CONFIRMED, [])
    informant = answers.pop(INFORMANT, None)
    first, second = _assessors(row)
    redone = Sheet.objects.of(redoes=sheet_id).exclude(state=SheetState.VOID.value)
    redone_by = redone.values_list("pk", flat=True).first()
    [line] = lines([row])
    return SheetRecord(
        line=line,
        place=VisitPlace(row.place),
        words=row.words,
        first=first,
        second=second,
        informant=_informant(informant) if informant else None,
        answers=answers,
        confirmed=frozenset(confirmed),
        outcome=content.unpacked(row.outcome) if row.outcome else None,
        scale_digest=row.scale_digest,
        begun_at=row.begun_at,
        concluded_at=row.concluded_at,
        voided_at=row.voided_at,
        void_reason=row.void_reason,
        redoes=SheetId(row.redoes_id) if row.redoes_id else None,
        redone_by=SheetId(redone_by) if redone_by else None,
        disputes=tuple(map(_dispute, Dispute.objects.filter(sheet=sheet_id).order_by("-raised_at", "-pk"))),
        screening=row.screening,
    )


def answers_of(sheet_id: int) -> dict[str, Any]:
    """Every answer of a sheet by its key, the informant and what was confirmed among them."""
    return dict(Answer.objects.filter(sheet=sheet_id).values_list("item", "value"))


def scale_of(record: SheetRecord) -> Scale:
    """The scale by which a sheet assesses. Raises NotFound when its edition is not installed."""
    return scales.scale(record.line.scale, record.line.edition)


def history(person_ids: Iterable[int]) -> dict[PersonId, tuple[SheetLine, ...]]:
    """Every sheet of persons, the latest first; drafts and void ones too."""
    persons = followed(person_ids)
    rows = Sheet.objects.of(person__in=set(persons.values())).order_by("-base_date", "-pk")
    found: dict[int, list[SheetLine]] = defaultdict(list)
    for line in lines(rows):
        found[line.person].append(line)
    return {PersonId(asked): tuple(found[person]) for asked, person in persons.items()}


def latest(person_ids: Iterable[int], on: date | None = None) -> dict[PersonId, dict[str, Latest]]:
    """The result that stands of persons, by scale: of the sheets concluded, the one assessed last (before or
    on the day `on`). A person without a result has an empty mapping.
    """
    persons = followed(person_ids)
    rows = Sheet.objects.of(person__in=set(persons.values()), state__in=STANDING)
    if on is not None:
        rows = rows.filter(base_date__lte=on)
    found: dict[int, dict[str, Latest]] = defaultdict(dict)
    for row in rows.order_by("base_date", "concluded_at", "pk"):
        found[row.person_id][row.scale] = _latest(row)
    return {PersonId(asked): found[person] for asked, person in persons.items()}


def lines(rows: Iterable[Sheet]) -> list[SheetLine]:
    """Rows as lists show them, with how far the open ones are filled in."""
    found = list(rows)
    answered: dict[int, set[str]] = defaultdict(set)
    unfinished = [row.pk for row in found if row.state in OPEN]
    for sheet_id, item in Answer.objects.filter(sheet__in=unfinished).values_list("sheet_id", "item"):
        answered[sheet_id].add(item)
    installed = scales.every()
    return [_line(row, installed.get((row.scale, row.edition)), answered.get(row.pk)) for row in found]


def _line(row: Sheet, scale: Scale | None, answered: set[str] | None) -> SheetLine:
    required = set(scale.required) if scale else set()
    given = len(required & (answered or set())) if row.state in OPEN else len(required)
    return SheetLine(
        id=SheetId(row.pk),
        number=number_of(row.base_date, row.pk),
        person=PersonId(row.person_id),
        scale=row.scale,
        edition=row.edition,
        title=scale.title if scale else row.scale,
        reason=Reason(row.reason),
        base_date=row.base_date,
        state=SheetState(row.state),
        grade=row.grade,
        grade_name=grade_name(scale, row.grade),
        due_on=row.due_on,
        ends_on=row.ends_on,
        answered=given,
        questions=len(required),
    )


def number_of(base: date, sheet_id: int) -> str:
    """The number of an assessment (A.1.1): PG20260302-000017."""
    return f"PG{base:%Y%m%d}-{sheet_id:06d}"


def grade_name(scale: Scale | None, grade: int | None) -> str:
    if grade is None:
        return ""
    return scale.grade(grade).name if scale else f"{grade} 级"


def _latest(row: Sheet) -> Latest:
    return Latest(
        sheet_id=SheetId(row.pk),
        person=PersonId(row.person_id),
        scale=row.scale,
        edition=row.edition,
        grade=row.grade or 0,
        grade_name=grade_name(scales.every().get((row.scale, row.edition)), row.grade),
        base_date=row.base_date,
        due_on=row.due_on,
        ends_on=row.ends_on,
        is_disputed=row.state == SheetState.DISPUTED,
    )


def _assessors(row: Sheet) -> tuple[AssessorRecord, AssessorRecord]:
    names: Mapping[Any, str] = accounts.names([row.first_id, row.second_id])
    signed = {one.seat: one for one in Signature.objects.filter(sheet=row.pk)}

    def record(seat: Seat, user_id: int, is_qualified: bool) -> AssessorRecord:
        signature = signed.get(seat.value)
        return AssessorRecord(
            seat=seat,
            user_id=user_id,
            name=names.get(user_id, ""),
            is_qualified=is_qualified,
            signed_at=signature.signed_at if signature else None,
            strokes=tuple(map(tuple, signature.strokes)) if signature else (),
        )

    return (
        record(Seat.FIRST, row.first_id, row.first_qualified),
        record(Seat.SECOND, row.second_id, row.second_qualified),
    )


def _informant(value: Mapping[str, Any]) -> InformantRecord:
    return InformantRecord(
        name=value["name"],
        relation=InformantRelation(value["relation"]),
        strokes=tuple(map(tuple, value["strokes"])),
        on_paper=value["on_paper"],
    )


def _dispute(row: Dispute) -> DisputeRecord:
    return DisputeRecord(
        id=row.pk,
        side=DisputeSide(row.side),
        name=row.name,
        reason=row.reason,
        raised_at=row.raised_at,
        deadline=row.deadline,
        dropped_at=row.dropped_at,
        dropped_because=row.dropped_because,
        settled_by=SheetId(row.settled_by_id) if row.settled_by_id else None,
    )
