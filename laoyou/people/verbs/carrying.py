"""Carrying everything that hangs on one person's row over to another's, with a trace, and back again.

Where both have the same and the register allows it once, `kept` prevails: the row of `gone` moves too, but
superseded or retired. Where a table knows no such end (other names, kinship, guardians) the double stays
with `gone`, out of sight while the merge lasts. What is written after the merge stays with `kept`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, F, Model, OuterRef, Q

from laoyou.kernel.clock import local_date
from laoyou.people.models import (
    Abode,
    Contact,
    Document,
    Guardianship,
    Kinship,
    Membership,
    Merge,
    MergeMove,
    OtherName,
    Person,
    Phone,
    StatusFact,
)
from laoyou.people.models.past import all_of
from laoyou.people.types import Relation
from laoyou.people.verbs.contacts import lay

_BEHIND = 1_000


@dataclass(frozen=True, slots=True)
class _Table:
    """One column that names a person. `same` tells whether a row of `gone` repeats one of `kept`; `mark` is
    the column that ends such a double, None where it stays behind.
    """

    model: type[Model]
    column: str
    same: Callable[[Any, Any], bool]
    mark: str = ""
    change: str = "superseded"

    @property
    def name(self) -> str:
        return f"{self.model._meta.db_table}.{self.column}"

    def rows(self, person: Person) -> list[Any]:
        if self.column == "person":
            return list(all_of(self.model, person).order_by("pk"))
        return list(self.model._default_manager.filter(**{self.column: person}).order_by("pk"))

    def known(self, person: Person) -> list[Any]:
        """What a row may repeat: kin are known from either end."""
        if self.model is Kinship:
            return list(Kinship.objects.filter(Q(person=person) | Q(relative=person)).order_by("pk"))
        return self.rows(person)


def _never(_gone: Any, _kept: Any) -> bool:
    return False


def _same_fact(gone: StatusFact, kept: StatusFact) -> bool:
    if gone.superseded_at is not None or kept.superseded_at is not None:
        return False
    return (gone.kind, gone.source) == (kept.kind, kept.source) and gone.span.overlaps(kept.span)


def _same_abode(gone: Abode, kept: Abode) -> bool:
    current = gone.superseded_at is None and kept.superseded_at is None
    return current and (gone.kind, gone.source) == (kept.kind, kept.source)


def _same_phone(gone: Phone, kept: Phone) -> bool:
    current = gone.superseded_at is None and kept.superseded_at is None
    return current and gone.source == kept.source and bytes(gone.number_blind) == bytes(kept.number_blind)


def _same_contact(gone: Contact, kept: Contact) -> bool:
    current = gone.removed_at is None and kept.removed_at is None
    return current and bytes(gone.phone_blind) == bytes(kept.phone_blind)


def _same_membership(gone: Membership, kept: Membership) -> bool:
    return gone.ended_on is None and kept.ended_on is None


def _same_name(gone: OtherName, kept: OtherName) -> bool:
    return (gone.name, gone.source) == (kept.name, kept.source)


def _ends(kinship: Kinship) -> tuple[int, int]:
    return kinship.person_id, kinship.relative_id


def _same_guardian(gone: Guardianship, kept: Guardianship) -> bool:
    return bool(gone.name == kept.name and gone.span.overlaps(kept.span))


TABLES = (
    _Table(Document, "person", _never),
    _Table(StatusFact, "person", _same_fact, "superseded_at"),
    _Table(Abode, "person", _same_abode, "superseded_at"),
    _Table(Phone, "person", _same_phone, "superseded_at"),
    _Table(Contact, "person", _same_contact, "removed_at", "retired"),
    _Table(Membership, "person", _same_membership, "ended_on", "retired"),
    _Table(OtherName, "person", _same_name),
    _Table(Kinship, "person", lambda gone, kept: gone.relative_id in _ends(kept)),
    _Table(Kinship, "relative", lambda gone, kept: gone.person_id in _ends(kept)),
    _Table(Guardianship, "ward", _same_guardian),
    _Table(Guardianship, "guardian", _never),
)
"""Every column of the register that names a person whose rows move with him (a test holds it complete)."""


def carry(merge: Merge, kept: Person, gone: Person, now: datetime) -> None:
    """Move everything of `gone` to `kept`, leaving the trace in MergeMove."""
    Contact.objects.filter(person=gone, removed_at=None).update(position=F("position") + _BEHIND)
    for table in TABLES:
        _carry(table, merge, kept, gone, now)
    lay(kept.pk)
    _add_name(merge, kept, gone, now)


def bring_back(merge: Merge, kept: Person, gone: Person) -> None:
    """Put back what `carry` moved, as its trace tells."""
    Contact.objects.filter(person=kept, removed_at=None).update(position=F("position") + 2 * _BEHIND)
    for table in TABLES:
        _bring_back(table, merge, kept, gone)
    created = MergeMove.objects.filter(merge=merge, change="created")
    OtherName.objects.filter(pk__in=created.values("row_id")).delete()
    lay(kept.pk)
    lay(gone.pk, _former_order(gone))


def _former_order(gone: Person) -> list[int]:
    """The contacts of `gone` as they were ordered: doubles kept their place, the others their sequence."""
    current = Contact.objects.filter(person=gone, removed_at=None).order_by("position")
    placed = list(current.values_list("pk", "position"))
    order = [row_id for row_id, position in placed if position > 2 * _BEHIND]
    for row_id, position in placed:
        if position <= 2 * _BEHIND:
            order.insert(position - _BEHIND - 1, row_id)
    return order


def _carry(table: _Table, merge: Merge, kept: Person, gone: Person, now: datetime) -> None:
    theirs = table.known(kept)
    doubles, moved = [], []
    for row in table.rows(gone):
        if _names_itself(row, kept, gone):
            continue
        if any(table.same(row, other) for other in theirs):
            doubles.append(row)
        else:
            moved.append(row)
    if table.mark:
        for row in doubles:
            _update(table, [row.pk], **{table.mark: _end(row, now)})
        _trace(merge, table, doubles, table.change)
        _update(table, [row.pk for row in doubles], **{table.column: kept})
    _trace(merge, table, moved, "moved")
    _update(table, [row.pk for row in moved], **{table.column: kept})


def _bring_back(table: _Table, merge: Merge, kept: Person, gone: Person) -> None:
    trace = MergeMove.objects.filter(merge=merge, table=table.name)
    rows = dict(trace.exclude(change="created").values_list("row_id", "change"))
    still = table.model._default_manager.filter(pk__in=rows, **{table.column: kept})
    ids = list(still.values_list("pk", flat=True))
    _update(table, ids, **{table.column: gone})
    if table.mark:
        ended = [row_id for row_id in ids if rows[row_id] == table.change]
        _update(table, sorted(set(ended) - _replaced_heads(table, ended)), **{table.mark: None})


def _replaced_heads(table: _Table, ids: list[int]) -> set[int]:
    """Of memberships that would come back, those of a head whose household has another one by now."""
    if table.model is not Membership:
        return set()
    another = Membership.objects.filter(
        household=OuterRef("household"), relation=Relation.HEAD, ended_on=None
    ).exclude(pk=OuterRef("pk"))
    heads = Membership.objects.filter(Exists(another), pk__in=ids, relation=Relation.HEAD)
    return set(heads.values_list("pk", flat=True))


def _update(table: _Table, ids: list[int], **values: Any) -> None:
    if ids:
        table.model._default_manager.filter(pk__in=ids).update(**values)


def _trace(merge: Merge, table: _Table, rows: list[Any], change: str) -> None:
    MergeMove.objects.bulk_create(
        MergeMove(merge=merge, table=table.name, row_id=row.pk, change=change) for row in rows
    )


def _end(row: Any, now: datetime) -> Any:
    """The end of a double: now, and never before its own beginning."""
    if isinstance(row, Membership):
        return max(filter(None, [row.since, local_date(now)]))
    return max(row.recorded_at, now)


def _names_itself(row: Any, kept: Person, gone: Person) -> bool:
    """A kinship or guardianship between the two rows says nothing once they are one person."""
    if isinstance(row, Kinship):
        return {row.person_id, row.relative_id} == {kept.pk, gone.pk}
    return isinstance(row, Guardianship) and {row.ward_id, row.guardian_id} == {kept.pk, gone.pk}


def keep_name(other: OtherName) -> None:
    """Let another name stay with its person when the merge that brought it is undone: he bore it himself."""
    MergeMove.objects.filter(table="people_othername.person", row_id=other.pk, change="created").delete()


def _add_name(merge: Merge, kept: Person, gone: Person, now: datetime) -> None:
    known = OtherName.objects.filter(person=kept, name=gone.name, source=gone.source)
    if gone.name == kept.name or known.exists():
        return
    row = OtherName.objects.create(
        person=kept,
        name=gone.name,
        pinyin=gone.pinyin,
        initials=gone.initials,
        source=gone.source,
        recorded_at=now,
    )
    MergeMove.objects.create(merge=merge, table="people_othername.person", row_id=row.pk, change="created")
