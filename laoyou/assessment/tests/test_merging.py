"""Sheets go with their persons through a merge and back."""

from __future__ import annotations

from laoyou.assessment import reads
from laoyou.assessment.models import Sheet
from laoyou.assessment.tests.cast import GB, LTC, Team, begun, concluded, middling, on, record_of
from laoyou.assessment.types import SheetState
from laoyou.kernel.ids import PersonId
from laoyou.people import verbs as people
from laoyou.people.tests.cast import CAROL, DAVE, NOW, VILLAGE_A, later, noted, somebody


def merged(kept: PersonId, gone: PersonId) -> int:
    merge_id = people.propose_merge(kept, gone, actor=CAROL, now=NOW)
    people.approve_merge(merge_id, actor=DAVE, now=later(minutes=1))
    return merge_id


def test_a_merge_brings_the_sheets_along_and_undoing_it_takes_them_back(team: Team, li: PersonId) -> None:
    twin = somebody("李小华", VILLAGE_A)
    ours, theirs = concluded(team, li, base_date=on("2025-01-01")), concluded(team, twin, middling(60))

    merge_id = merged(li, twin)

    assert [line.id for line in reads.history([li])[li]] == [theirs, ours]
    assert reads.latest([twin])[twin][GB].sheet_id == theirs
    people.undo_merge(merge_id, actor=DAVE, now=later(minutes=2))
    assert [line.id for line in reads.history([li])[li]] == [ours]
    assert [line.id for line in reads.history([twin])[twin]] == [theirs]
    assert len(noted("assessment.follow_merge")) == 2


def test_of_two_drafts_by_one_scale_the_one_that_comes_later_is_given_up(team: Team, li: PersonId) -> None:
    twin = somebody("李小华", VILLAGE_A)
    ours, theirs, care = begun(team, li), begun(team, twin), begun(team, twin, LTC)

    merged(li, twin)

    assert record_of(ours).line.state is SheetState.DRAFT
    assert record_of(theirs).line.state is SheetState.VOID
    assert "档案合并" in record_of(theirs).void_reason
    assert record_of(care).line.state is SheetState.DRAFT
    assert set(Sheet.objects.of(person=li).values_list("pk", flat=True)) == {ours, theirs, care}


def test_a_merge_upon_a_merge_is_undone_to_where_each_sheet_belongs(team: Team, li: PersonId) -> None:
    second, third = somebody("李小华", VILLAGE_A), somebody("李小华", VILLAGE_A)
    sheet_id = concluded(team, third)
    merged(second, third)
    last = merged(li, second)
    assert record_of(sheet_id).line.person == li

    people.undo_merge(last, actor=DAVE, now=later(minutes=5))

    assert record_of(sheet_id).line.person == second
