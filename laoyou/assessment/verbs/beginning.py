"""Beginning a sheet, replacing an assessor, giving a sheet up."""

from __future__ import annotations

from datetime import datetime

from laoyou import acts
from laoyou.access.types import Actor, Role
from laoyou.accounts import reads as accounts
from laoyou.assessment.core import scoring
from laoyou.assessment.core.scale import Scale
from laoyou.assessment.models import OPEN, STANDING, WITH_RESULT, Sheet
from laoyou.assessment.reads import scales, sheets
from laoyou.assessment.types import AssessorGiven, NewSheet, Reason, Seat, SheetState
from laoyou.assessment.verbs.rows import LONGEST_WORDS, held, moved, reason_given, unsigned
from laoyou.kernel.clock import local_date
from laoyou.kernel.errors import Conflict, Invalid
from laoyou.kernel.ids import PersonId, SheetId
from laoyou.people import reads as people
from laoyou.people.reads import persons


@acts.verb("assessment.begin", place=people.place_of)
def begin(person_id: int, new: NewSheet, *, actor: Actor, now: datetime) -> SheetId:
    """Begin an assessment of a person by two assessors; the sheet's id.

    Invalid `base_date`, `assessors`, `screening`, `reason`; NotFound `no_scale`; Conflict `dead`,
    `not_first`, `too_early`, `disputed`, `not_disputed`, `same_assessors`, `assessment_sheet_one_open`,
    `assessment_sheet_redone_once`.
    """
    scale = scales.current(new.scale, new.base_date)
    person = persons.names([person_id])[PersonId(person_id)]
    if new.base_date > local_date(now):
        raise Invalid("评估日期不能晚于今天。", "base_date", "base_date")
    if person.death_date is not None and person.death_date < new.base_date:
        raise Conflict("此人已去世，不能再评估。", "dead")
    _check_assessors(new, person.id, actor, now)
    _check_reason(new, person.id, scale)
    words = " ".join(new.words.split())
    if new.reason is Reason.OTHER and not words:
        raise Invalid("请写明评估原因。", "reason", "words")
    row = Sheet.objects.create(
        person_id=person.id,
        entered_for_id=person.id,
        scale=scale.key,
        edition=scale.edition,
        scale_digest=scale.digest,
        reason=new.reason,
        words=words[:LONGEST_WORDS],
        base_date=new.base_date,
        place=new.place,
        first_id=new.first.user_id,
        second_id=new.second.user_id,
        first_qualified=new.first.is_qualified,
        second_qualified=new.second.is_qualified,
        screening=_screened(scale, new),
        redoes_id=new.redoes,
        state=SheetState.DRAFT.value,
        begun_by=actor.user_id,
        begun_at=now,
    )
    acts.subject(person_id=person.id, kind="assessment", id=row.pk)
    return SheetId(row.pk)


@acts.verb("assessment.reassign", place=sheets.place_of)
def reassign(sheet_id: int, seat: Seat, given: AssessorGiven, *, actor: Actor, now: datetime) -> None:
    """Put another assessor in a seat, because the one before recuses himself or cannot come.

    Conflict `signed`, `same_assessors`; Invalid `assessors`.
    """
    row = held(sheet_id)
    unsigned(row)
    setattr(row, f"{seat}_id", given.user_id)
    setattr(row, f"{seat}_qualified", given.is_qualified)
    pair = (
        AssessorGiven(row.first_id, row.first_qualified),
        AssessorGiven(row.second_id, row.second_qualified),
    )
    _check_pair(*pair, PersonId(row.person_id), now)
    if row.redoes_id:
        _check_others(row.redoes_id, *pair)
    row.save(update_fields=["first", "second", "first_qualified", "second_qualified"])


@acts.verb("assessment.void", place=sheets.place_of)
def void(sheet_id: int, reason: str, *, actor: Actor, now: datetime) -> None:
    """Give up a sheet that has not been concluded. Conflict `sheet_move`; Invalid `reason`."""
    row = held(sheet_id)
    if row.state not in OPEN:
        raise Conflict("这份评估已经出了结论，不能作废；确有错误请由业务主管撤销结论。", "sheet_move")
    voided(row, reason_given(reason), actor, now)


def voided(row: Sheet, reason: str, actor: Actor, now: datetime) -> None:
    """Make a held sheet void."""
    moved(row, SheetState.VOID)
    row.voided_by, row.voided_at, row.void_reason = actor.user_id, now, reason
    row.save(update_fields=["state", "voided_by", "voided_at", "void_reason"])


def _check_assessors(new: NewSheet, person_id: PersonId, actor: Actor, now: datetime) -> None:
    _check_pair(new.first, new.second, person_id, now)
    pair = {new.first.user_id, new.second.user_id}
    if actor.role is Role.ASSESSOR and actor.user_id not in pair:
        raise Invalid("您开始的评估，两位评估员中应有您本人。", "assessors", "first")


def _check_pair(first: AssessorGiven, second: AssessorGiven, person_id: PersonId, now: datetime) -> None:
    if first.user_id == second.user_id:
        raise Invalid("两位评估员不能是同一个人。", "assessors", "second")
    if not (first.is_qualified or second.is_qualified):
        raise Invalid(
            "两位评估员中至少一位要有规定的专业背景，请核对后勾选。", "assessors", "first_qualified"
        )
    able = accounts.acting(Role.ASSESSOR, people.place_of(person_id), on=local_date(now))
    for given, field in ((first, "first"), (second, "second")):
        if given.user_id not in able:
            raise Invalid("此人所在区划没有这位评估员，请重新选择。", "assessors", field)


def _check_reason(new: NewSheet, person_id: PersonId, scale: Scale) -> None:
    """What must have gone before an assessment for this reason."""
    before = Sheet.objects.of(person=person_id, scale=scale.key)
    if new.reason is Reason.DISPUTE:
        _check_redone(new, person_id, scale)
    elif before.filter(state=SheetState.DISPUTED.value).exists():
        raise Conflict("此人的评估结论有异议，请按“复评”办理，或先撤回异议。", "disputed")
    if new.reason is Reason.FIRST and before.filter(state__in=WITH_RESULT).exists():
        raise Conflict("此人已用这个量表评估过，请改选“常规评估”或其他原因。", "not_first")
    wait = scale.process.change_after_months
    last = before.filter(state__in=STANDING).order_by("-base_date").first()
    if new.reason is Reason.CHANGE and wait and last:
        earliest = scoring.months_after(last.base_date, wait)
        if new.base_date < earliest:
            raise Conflict(f"距上次评估不满 {wait} 个月，{earliest} 起才可以申请重新评估。", "too_early")


def _check_redone(new: NewSheet, person_id: PersonId, scale: Scale) -> None:
    disputed = Sheet.objects.of(pk=new.redoes, person=person_id, scale=scale.key).select_for_update().first()
    if disputed is None or disputed.state != SheetState.DISPUTED:
        raise Conflict("这份评估没有待处理的异议，不能复评。请先登记异议。", "not_disputed")
    if new.base_date < disputed.base_date:
        raise Invalid("复评日期不能早于原评估日期。", "base_date", "base_date")
    _check_others(disputed.pk, new.first, new.second)


def _check_others(disputed_id: int, first: AssessorGiven, second: AssessorGiven) -> None:
    """A re-assessment is made by other people than the result that it answers (医保发〔2023〕29号)."""
    disputed = Sheet.objects.of(pk=disputed_id).get()
    if {first.user_id, second.user_id} & {disputed.first_id, disputed.second_id}:
        raise Conflict("复评要由原评估员以外的人进行，请重新选择评估员。", "same_assessors")


def _screened(scale: Scale, new: NewSheet) -> str:
    """The letter of the self-screening that a first application needs; "" where none is needed."""
    if scale.screening is None or new.reason is not Reason.FIRST:
        return ""
    letter = scoring.screening_class(scale, new.screening or {})
    if letter not in scale.screening.may_apply:
        allowed = "、".join(sorted(scale.screening.may_apply))
        raise Invalid(f"自评为 {letter} 级。自评 {allowed} 级才可以申请评估。", "screening")
    return letter
