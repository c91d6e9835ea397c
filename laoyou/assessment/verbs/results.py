"""Concluding a sheet, and taking a result back that was a mistake."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from laoyou import acts
from laoyou.access.types import Actor, Role
from laoyou.assessment.core import content, scoring
from laoyou.assessment.core.scale import Scale
from laoyou.assessment.core.states import check_move
from laoyou.assessment.facts import AssessmentConcluded, AssessmentRevoked
from laoyou.assessment.models import STANDING, Dispute, Sheet, Signature
from laoyou.assessment.reads import sheets
from laoyou.assessment.types import Outcome, SheetState
from laoyou.assessment.verbs import stating
from laoyou.assessment.verbs.beginning import voided
from laoyou.assessment.verbs.filling import check_whole, digest_of
from laoyou.assessment.verbs.rows import check_seat, moved, read, reason_given, scale_of, seat_of, unchanged
from laoyou.kernel.errors import Conflict, NotFound
from laoyou.kernel.ids import PersonId, SheetId
from laoyou.kernel.spans import DateSpan


@acts.verb("assessment.conclude", place=sheets.place_of)
def conclude(sheet_id: int, *, as_expert: bool = False, actor: Actor, now: datetime) -> Outcome:
    """Give a signed sheet its result; it stands as a status fact from the day of the assessment on, or, of a
    re-assessment after a dispute, from the day of the result that was disputed.

    Where fewer of the two assessors are experts than the scale's process asks for, another assessor concludes
    and declares that he is one (`as_expert`). Conflict `sheet_move`, `second_expert`, `altered` when the
    sheet or its scale is not what the assessors signed; Forbidden `not_assessor` for an assessor who is none
    of the two. Tells AssessmentConcluded.
    """
    row = read(sheet_id)
    scale, answers = scale_of(row), sheets.answers_of(sheet_id)
    outcome = _found(row, scale, answers, actor, as_expert)
    person_id, since = PersonId(row.person_id), _since(row)
    due_on, ends_on = scoring.due(scale, outcome.grade, row.base_date)
    span = DateSpan(since, ends_on)
    stating.state(person_id, scale.result, str(outcome.grade), span, actor=actor, now=now)
    stating.state_diagnoses(person_id, scale, answers, row.base_date, actor=actor, now=now)
    row = moved(unchanged(row), SheetState.CONCLUDED)
    row.outcome, row.grade = content.packed(outcome), outcome.grade
    row.due_on, row.ends_on = due_on, ends_on
    row.scale_digest = scale.digest
    row.concluded_by, row.concluded_at = actor.user_id, now
    row.save()
    _settle(row)
    told = AssessmentConcluded(
        SheetId(row.pk), person_id, row.scale, row.edition, outcome.grade, since, due_on
    )
    acts.emit(told)
    return outcome


@acts.verb("assessment.revoke", place=sheets.place_of)
def revoke(sheet_id: int, reason: str, *, actor: Actor, now: datetime) -> None:
    """Take back a result that was a mistake: the statement is withdrawn, the result before goes on.

    Conflict `sheet_move` unless it stands undisputed, `answers_dispute` for a re-assessment, which is
    disputed again instead. Tells AssessmentRevoked.
    """
    row, words = read(sheet_id), reason_given(reason)
    if row.state != SheetState.CONCLUDED:
        raise Conflict("只有没有异议、已出结论的评估可以撤销。请刷新页面看最新状态。", "sheet_move")
    if row.redoes_id is not None:
        raise Conflict("复评的结论不能撤销；如有错误，请登记异议后再次复评。", "answers_dispute")
    scale, person_id = scale_of(row), PersonId(row.person_id)
    before = (
        Sheet.objects.of(person=row.person_id, scale=row.scale, state__in=STANDING)
        .filter(base_date__lt=row.base_date)
        .order_by("-base_date", "-pk")
        .first()
    )
    stating.take_back(
        person_id,
        scale.result,
        row.base_date,
        before.ends_on if before else None,
        before is not None,
        actor=actor,
        now=now,
    )
    voided(unchanged(row), words, actor, now)
    acts.emit(AssessmentRevoked(SheetId(row.pk), person_id, row.scale))


def _found(row: Sheet, scale: Scale, answers: Mapping[str, Any], actor: Actor, as_expert: bool) -> Outcome:
    """What a sheet comes to that may be concluded by this actor now."""
    check_move(SheetState(row.state), SheetState.CONCLUDED)
    _check_concluder(row, scale, actor, as_expert)
    check_whole(scale, answers)
    if set(_digests(row)) != {digest_of(row, scale, answers)}:
        raise Conflict("评估表或量表与签字时不一致，请退回修改，两位评估员重新签字。", "altered")
    return scoring.outcome(scale, answers)


def _check_concluder(row: Sheet, scale: Scale, actor: Actor, as_expert: bool) -> None:
    """Who may conclude: one of the two, the office, or the expert still wanting (医保发〔2023〕29号)."""
    if row.first_qualified + row.second_qualified >= scale.process.experts_to_conclude:
        if actor.role is Role.ASSESSOR:
            check_seat(row, actor)
    elif actor.role is not Role.ASSESSOR or seat_of(row, actor) is not None or not as_expert:
        words = f"这个量表的结论要有 {scale.process.experts_to_conclude} 位{scale.process.expert}确认。"
        raise Conflict(f"{words}请另一位{scale.process.expert}以评估员身份来出结论。", "second_expert")


def _digests(row: Sheet) -> list[str]:
    return list(Signature.objects.filter(sheet=row.pk).values_list("digest", flat=True))


def _since(row: Sheet) -> date:
    """From which day a result holds: who was right to disagree loses nothing by the time that it took."""
    since: date = row.base_date
    while row.redoes_id is not None:
        row = Sheet.objects.of(pk=row.redoes_id).get()
        since = row.base_date
    return since


def _settle(row: Sheet) -> None:
    """The disputed result that a re-assessment answers gives way to it."""
    if row.redoes_id is None:
        return
    disputed: Sheet | None = Sheet.objects.of(pk=row.redoes_id).select_for_update().first()
    if disputed is None:
        raise NotFound("没有原来的评估。", "no_sheet")
    moved(disputed, SheetState.REASSESSED).save(update_fields=["state"])
    Dispute.objects.filter(sheet=disputed.pk, dropped_at=None, settled_by=None).update(settled_by=row)
