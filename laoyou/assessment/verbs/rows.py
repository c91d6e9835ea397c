"""A sheet's row, held while a verb works on it."""

from __future__ import annotations

from django.db import connection

from laoyou import acts
from laoyou.access.types import Actor
from laoyou.assessment.core.scale import Scale
from laoyou.assessment.core.states import check_move
from laoyou.assessment.models import Sheet, Signature
from laoyou.assessment.reads import scales
from laoyou.assessment.types import Seat, SheetState
from laoyou.kernel.errors import Conflict, Forbidden, Invalid, NotFound

LONGEST_WORDS = 200


_RESULTS = 0x61_73_73_65
"""The advisory locks of sheets whose result is being written: the first of the two keys ("asse")."""


def read(sheet_id: int) -> Sheet:
    """The row for a verb that states facts: one such verb at a time a sheet, until the transaction ends.

    The row itself is locked (`held`) only after the facts are stated: a merge holds persons first, and comes
    to their sheets afterwards. Raises NotFound.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_RESULTS, sheet_id % 2**31])
    row: Sheet | None = Sheet.objects.of(pk=sheet_id).first()
    if row is None:
        raise NotFound("没有这份评估，请从列表重新进入。", "no_sheet")
    return row


def held(sheet_id: int) -> Sheet:
    """The row, locked until the transaction ends, and noted for the audit. Raises NotFound."""
    row: Sheet | None = Sheet.objects.of(pk=sheet_id).select_for_update().first()
    if row is None:
        raise NotFound("没有这份评估，请从列表重新进入。", "no_sheet")
    acts.subject(person_id=row.person_id, kind="assessment", id=sheet_id)
    return row


def unchanged(row: Sheet) -> Sheet:
    """The row that was `read`, held now. Conflict `sheet_move` when it changed hands or state meanwhile."""
    now = held(row.pk)
    if (now.state, now.person_id) != (row.state, row.person_id):
        raise Conflict("这份评估刚刚有变化，没有办成。请刷新页面看最新状态。", "sheet_move")
    return now


def moved(row: Sheet, after: SheetState) -> Sheet:
    """The row in its next state, not yet saved. Conflict `sheet_move` when it may not follow."""
    check_move(SheetState(row.state), after)
    row.state = after.value
    return row


def unsigned(row: Sheet) -> None:
    """Conflict `signed` unless the sheet may still be filled in."""
    if row.state != SheetState.DRAFT or Signature.objects.filter(sheet=row.pk).exists():
        raise Conflict("这份评估已经有人签字，不能再改。确需修改，请先退回修改。", "signed")


def seat_of(row: Sheet, actor: Actor) -> Seat | None:
    """Which of the two assessors the actor is."""
    if actor.user_id is None:
        return None
    return {row.first_id: Seat.FIRST, row.second_id: Seat.SECOND}.get(actor.user_id)


def check_seat(row: Sheet, actor: Actor) -> Seat:
    """Forbidden unless the actor is one of the two assessors of this sheet."""
    seat = seat_of(row, actor)
    if seat is None:
        raise Forbidden("只有这份评估的两位评估员可以办理。如要更换评估员，请联系经办员。", "not_assessor")
    return seat


def scale_of(row: Sheet) -> Scale:
    return scales.scale(row.scale, row.edition)


def reason_given(words: str) -> str:
    """A reason as it is kept. Invalid `reason` for none."""
    kept = " ".join(words.split())
    if not kept or len(kept) > LONGEST_WORDS:
        raise Invalid(f"请写明原因，最多 {LONGEST_WORDS} 字。", "reason", "reason")
    return kept
