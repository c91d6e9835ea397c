"""Two rows that are one human being: proposed by one, approved by another, undone when it was wrong."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from laoyou import acts
from laoyou.access.types import Actor, Place
from laoyou.kernel.errors import Conflict, Invalid
from laoyou.kernel.ids import PersonId
from laoyou.people.core.likeness import likeness
from laoyou.people.facts import MergeUndone, PersonsMerged
from laoyou.people.models import Abode, Merge, Person
from laoyou.people.models.locks import all_sources_lock, locked_person, locked_persons
from laoyou.people.reads.merges import portraits
from laoyou.people.reads.reach import place_of_both, place_of_merge
from laoyou.people.types import MergeState, Source
from laoyou.people.verbs import abodes, deaths, papers
from laoyou.people.verbs.carrying import bring_back, carry

MOST_GROUNDS = 200
TWO_PEOPLE = "请核对：是同一个人的，先停用错的证件、更正基本信息，或改为保留另一份；是两个人的，不要合并。"


def _of_both(kept_id: int, gone_id: int, **_: object) -> Place:
    return place_of_both(kept_id, gone_id)


@acts.verb("people.propose_merge", place=_of_both)
def propose_merge(kept_id: int, gone_id: int, *, grounds: str = "", actor: Actor, now: datetime) -> int:
    """Propose that `gone` be merged into `kept`; the merge's id. Both must be within reach, so that a merge
    across two towns is the county's affair. Without `grounds` those of the computed score are kept.

    Conflict `merge_open` when one of the two waits in another proposal or has been merged already; Invalid
    `contradicts_person` when a document of `gone` tells another birth or sex than `kept` has.
    """
    if kept_id == gone_id:
        raise Invalid("请选择两份不同的档案。", "merge_of_one", field="gone_id")
    _refuse_two_people(*_locked(kept_id, gone_id))
    if Merge.objects.filter(state=MergeState.PROPOSED, gone__in=[kept_id, gone_id]).exists():
        raise Conflict("其中一份档案已有待审核的合并。请先审核或驳回那一条。", "merge_open")
    drawn = portraits([kept_id, gone_id])
    found = likeness(drawn[PersonId(kept_id)], drawn[PersonId(gone_id)])
    row = Merge.objects.create(
        kept_id=kept_id,
        gone_id=gone_id,
        state=MergeState.PROPOSED,
        score=found.score,
        grounds=(grounds.strip() or found.sentence())[:MOST_GROUNDS],
        proposed_by=actor.user_id,
        proposed_at=now,
    )
    acts.subject(person_id=kept_id, kind="merge", id=row.pk)
    return row.pk


@acts.verb("people.approve_merge", place=place_of_merge)
def approve_merge(merge_id: int, *, actor: Actor, now: datetime) -> None:
    """Merge: everything of `gone` moves to `kept`, with a trace; `gone` stays as a row that points there.

    Conflict `second_person` for the one who proposed it, `merge_decided` when it was decided meanwhile,
    `merged` when one of the two was merged elsewhere meanwhile; Invalid `contradicts_person` as
    `propose_merge`. Tells PersonsMerged.
    """
    all_sources_lock()
    row = _begun(merge_id)
    _decide(row, MergeState.APPROVED, actor, now)
    kept, gone = _locked(row.kept_id, row.gone_id)
    _refuse_two_people(kept, gone)
    had_abode = _has_abode(kept)
    carry(row, kept, gone, now)
    Person.objects.of(pk=gone.pk).update(merged_into=kept)
    _settle(kept, had_abode, Source(gone.source), now)
    acts.emit(PersonsMerged(PersonId(kept.pk), PersonId(gone.pk), now))


@acts.verb("people.refuse_merge", place=place_of_merge)
def refuse_merge(merge_id: int, *, actor: Actor, now: datetime) -> None:
    """Refuse: the two are different people, and are not suspected again. Conflicts as `approve_merge`."""
    _decide(_begun(merge_id), MergeState.REFUSED, actor, now)


@acts.verb("people.undo_merge", place=place_of_merge)
def undo_merge(merge_id: int, *, actor: Actor, now: datetime) -> None:
    """Undo: what the merge moved goes back to `gone`; what was written since stays with `kept`.

    Conflict `not_merged` unless it is in force, `merged_further` while `kept` itself is merged into another,
    `merged_since` while a row that came to `kept` later is: the later merge is undone first, because what it
    held for a double may be what goes back now. A death or a move that was told since may change the day of
    death and the home of `gone` too. Tells MergeUndone.
    """
    all_sources_lock()
    row = _begun(merge_id)
    persons = {person.pk: person for person in locked_persons([row.kept_id, row.gone_id])}
    kept, gone = persons[row.kept_id], persons[row.gone_id]
    if kept.merged_into_id is not None:
        raise Conflict("合并后的档案又并入了另一份。请先撤销后一次合并。", "merged_further")
    undone = {"state": MergeState.UNDONE, "undone_by": actor.user_id, "undone_at": now}
    if not Merge.objects.filter(pk=merge_id, state=MergeState.APPROVED).update(**undone):
        raise Conflict("这次合并没有生效或已经撤销，不能再撤销。", "not_merged")
    _refuse_if_leaned_on(row)
    had_abode = _has_abode(kept)
    bring_back(row, kept, gone)
    Person.objects.of(pk=gone.pk).update(merged_into=None)
    _settle(kept, had_abode and _has_abode(kept), Source(kept.source), now)
    _settle(gone, _has_abode(gone), Source(gone.source), now)
    acts.emit(MergeUndone(PersonId(kept.pk), PersonId(gone.pk), now))


def _begun(merge_id: int) -> Merge:
    row = Merge.objects.select_for_update(no_key=True).get(pk=merge_id)
    acts.subject(person_id=row.kept_id, kind="merge", id=merge_id)
    return row


def _locked(kept_id: int, gone_id: int) -> tuple[Person, Person]:
    found = {person_id: locked_person(person_id) for person_id in sorted((kept_id, gone_id))}
    return found[kept_id], found[gone_id]


def _refuse_two_people(kept: Person, gone: Person) -> None:
    """A merge lets the documents of `gone` in with `kept`, as `add_document` would."""
    for told in papers.told_by_documents(gone):
        papers.refuse_contradiction(
            kept, told, number="要并入的证件号码", person="保留的档案", remedy=TWO_PEOPLE
        )


def _decide(row: Merge, state: MergeState, actor: Actor, now: datetime) -> None:
    if actor.user_id is not None and actor.user_id == row.proposed_by:
        raise Conflict("合并须由另一位同事审核，不能自己提出自己审核。", "second_person")
    decided = {"state": state, "decided_by": actor.user_id, "decided_at": now}
    if not Merge.objects.filter(pk=row.pk, state=MergeState.PROPOSED).update(**decided):
        raise Conflict("这条合并已经审核过了，请刷新页面。", "merge_decided")


def _refuse_if_leaned_on(row: Merge) -> None:
    later = Q(decided_at__gt=row.decided_at) | Q(decided_at=row.decided_at, pk__gt=row.pk)
    if Merge.objects.filter(later, kept=row.kept_id, state=MergeState.APPROVED).exists():
        raise Conflict("此后又有另一份档案并入了同一个人。请先撤销后一次合并。", "merged_since")


def _has_abode(person: Person) -> bool:
    return Abode.objects.filter(person=person, superseded_at=None).exists()


def _settle(kept: Person, by_abodes: bool, source: Source, now: datetime) -> None:
    """A person of whom no source gave an abode keeps his division: undoing could not find it again."""
    if by_abodes:
        abodes.settle(kept, since=None, now=now)
    deaths.settle(kept, source, now)
