"""How letters come to persons: printed, handed over, and a mistake about that put right."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from laoyou import acts
from laoyou.access.types import Actor
from laoyou.audit.types import Purpose
from laoyou.kernel.errors import Conflict, Invalid
from laoyou.notices.models import Letter
from laoyou.notices.reads.letters import place_of_letter, place_of_letters
from laoyou.notices.types import MOST_AT_ONCE, State, Way


@acts.verb("notices.print", place=place_of_letters)
def print_letters(letter_ids: Sequence[int], purpose: str, *, actor: Actor, now: datetime) -> None:
    """Letters are printed, names in full, for a purpose (audit.types.Purpose); the first printing counts.

    Raises NotFound, Invalid (`purpose`, `too_many`).
    """
    if purpose not in frozenset(Purpose):
        raise Invalid("打印会显示完整姓名，请从告知书名单点“打印”。", "purpose", field="purpose")
    rows = _locked(letter_ids)
    acts.subject(kind="letter", count=len(rows))
    acts.purpose(Purpose(purpose))
    fresh = [row.pk for row in rows if row.state == State.WRITTEN]
    Letter.objects.filter(pk__in=fresh).update(
        state=State.PRINTED, printed_at=now, printed_by=actor.user_id, printed_name=actor.name
    )


@acts.verb("notices.hand_over", place=place_of_letters)
def hand_over(letter_ids: Sequence[int], way: Way, *, actor: Actor, now: datetime) -> None:
    """Letters have come to their persons. All or nothing.

    Raises NotFound, Invalid (`too_many`), Conflict (`handed_over` when one has come already).
    """
    rows = _locked(letter_ids)
    acts.subject(kind="letter", count=len(rows))
    done = [row for row in rows if row.state == State.HANDED_OVER]
    if done:
        who = done[0].handed_name or "系统"
        raise Conflict(f"其中 {len(done)} 份已由{who}登记送达，请刷新名单再办。", "handed_over")
    Letter.objects.filter(pk__in=[row.pk for row in rows]).update(
        state=State.HANDED_OVER, way=way, handed_at=now, handed_by=actor.user_id, handed_name=actor.name
    )


@acts.verb("notices.read_online", place=place_of_letter)
def read_online(letter_id: int, *, actor: Actor, now: datetime) -> None:
    """The person himself or kin has read a letter on his own pages; one that has come already stays as it
    is. NotFound.
    """
    (row,) = _locked([letter_id])
    acts.subject(person_id=row.person_id, kind="letter", id=letter_id)
    if row.state != State.HANDED_OVER:
        Letter.objects.filter(pk=row.pk).update(
            state=State.HANDED_OVER,
            way=Way.ONLINE,
            handed_at=now,
            handed_by=actor.user_id,
            handed_name=actor.name,
        )


@acts.verb("notices.take_back", place=place_of_letter)
def take_back(letter_id: int, *, actor: Actor, now: datetime) -> None:
    """That a letter had come was a mistake: it waits again. Who had said so stays in the audit trail.

    Raises NotFound, Conflict (`not_handed_over`).
    """
    (row,) = _locked([letter_id])
    acts.subject(person_id=row.person_id, kind="letter", id=letter_id)
    if row.state != State.HANDED_OVER:
        raise Conflict("这份告知书没有登记送达，不用更正。请刷新页面。", "not_handed_over")
    back = State.PRINTED if row.printed_at else State.WRITTEN
    Letter.objects.filter(pk=row.pk).update(
        state=back, way="", handed_at=None, handed_by=None, handed_name=""
    )


def _locked(letter_ids: Sequence[int]) -> list[Letter]:
    if len(letter_ids) > MOST_AT_ONCE:
        raise Invalid(f"一次最多 {MOST_AT_ONCE} 份，请按乡镇分几次办。", "too_many")
    rows = Letter.objects.of(pk__in=set(letter_ids)).order_by("pk").select_for_update()
    return list(rows)
