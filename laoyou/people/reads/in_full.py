"""Numbers and phones of many persons in full, for a list that leaves the house."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from laoyou import acts
from laoyou.access.types import Actor, Place
from laoyou.audit.types import Purpose
from laoyou.kernel.errors import Invalid
from laoyou.kernel.ids import PersonId
from laoyou.people.models import Document, Phone
from laoyou.people.models.sealing import DOCUMENT_NUMBER, PHONE_NUMBER


@dataclass(frozen=True, slots=True)
class InFull:
    """What identifies and reaches one person, in use today, nothing masked."""

    numbers: tuple[str, ...]
    phones: tuple[str, ...]


def permitted(*, purpose: str, place: Place, count: int, actor: Actor, now: datetime) -> None:
    """Put on the trail that a list of `count` persons at `place` leaves the house.

    With a purpose (audit.types.Purpose) it leaves with numbers and phones in full, which asks for
    `people.reveal` too; an empty one is for masked lists. Forbidden, logged; Invalid `purpose` for a word
    that is none.
    """
    if purpose and purpose not in frozenset(Purpose):
        raise Invalid("请选择导出完整信息的用途。", "purpose", field="purpose")
    if purpose:
        acts.check("people.reveal", actor=actor, now=now, place=place)
    acts.read(
        "people.export",
        actor=actor,
        now=now,
        place=place,
        purpose=purpose,
        kind="list",
        id="full" if purpose else "masked",
        count=count,
    )


def in_full(person_ids: Iterable[int]) -> dict[PersonId, InFull]:
    """By the ids asked for. Only after `permitted`; the caller masks what is not to leave in full."""
    ids = set(person_ids)
    numbers: dict[int, list[str]] = defaultdict(list)
    phones: dict[int, list[str]] = defaultdict(list)
    for paper in Document.objects.filter(person__in=ids, retired_at=None).order_by("pk"):
        numbers[paper.person_id].append(DOCUMENT_NUMBER.open(paper.pk, paper.number_sealed))
    for phone in Phone.objects.filter(person__in=ids, superseded_at=None).order_by("pk"):
        phones[phone.person_id].append(PHONE_NUMBER.open(phone.pk, phone.number_sealed))
    return {PersonId(one): InFull(tuple(numbers[one]), tuple(phones[one])) for one in ids}
