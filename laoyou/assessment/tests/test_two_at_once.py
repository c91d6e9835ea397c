"""Two people press the button at the same moment: one is served, the other is told in a sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, connections

from laoyou.assessment import reads, verbs
from laoyou.assessment.tests.cast import (
    GB,
    SYSTEM,
    Team,
    begun,
    filled,
    lay_ground,
    lay_team,
    record_of,
    sign,
    signed,
)
from laoyou.assessment.types import Change, SheetState
from laoyou.kernel.errors import Conflict, LaoyouError
from laoyou.kernel.ids import PersonId
from laoyou.people import verbs as people
from laoyou.people.reads import facts
from laoyou.people.tests.cast import CAROL, DAVE, NOW, VILLAGE_A, later, somebody


@pytest.fixture
def crew(transactional_db: None) -> Iterator[Team]:
    lay_ground()
    yield lay_team()
    connections.close_all()


@pytest.fixture
def her(crew: Team) -> PersonId:
    return somebody("李小华", VILLAGE_A)


def at_once(*acts: Callable[[], object]) -> list[LaoyouError]:
    """Each act on a connection of its own, begun together; the refusals."""
    together = Barrier(len(acts))

    def run(act: Callable[[], object]) -> object:
        try:
            connection.ensure_connection()
            together.wait(timeout=20)
            return act()
        except LaoyouError as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return [told for told in pool.map(run, acts) if isinstance(told, LaoyouError)]


def test_a_sheet_is_begun_once(crew: Team, her: PersonId) -> None:
    [late] = at_once(lambda: begun(crew, her), lambda: begun(crew, her))

    assert late.code == "assessment_sheet_one_open"
    assert len(reads.history([her])[her]) == 1


def test_two_assessors_fill_in_different_items_and_both_are_kept(crew: Team, her: PersonId) -> None:
    sheet_id = begun(crew, her)

    def answer(name: str, item: str) -> Callable[[], object]:
        return lambda: verbs.answer(sheet_id, [Change(item, "3")], actor=crew.actor(name), now=NOW)

    assert at_once(answer("ann", "feeding"), answer("ben", "walking")) == []
    assert record_of(sheet_id).answers == {"feeding": "3", "walking": "3"}


def test_both_sign_at_once_and_the_sheet_is_signed(crew: Team, her: PersonId) -> None:
    sheet_id = filled(crew, her)

    refused = at_once(lambda: sign(sheet_id, crew.actor("ann")), lambda: sign(sheet_id, crew.actor("ben")))

    assert refused == []
    assert record_of(sheet_id).line.state is SheetState.SIGNED


def test_a_sheet_is_concluded_once(crew: Team, her: PersonId) -> None:
    sheet_id = signed(crew, her)

    def conclude() -> object:
        return verbs.conclude(sheet_id, actor=SYSTEM, now=NOW)

    [late] = at_once(conclude, conclude)

    assert (type(late), late.code) == (Conflict, "sheet_move")
    assert len(facts.history([her])[her]) == 1


def test_a_conclusion_and_a_merge_do_not_wait_for_each_other(crew: Team, her: PersonId) -> None:
    twin = somebody("李小华", VILLAGE_A)
    sheet_id = signed(crew, twin)
    merge_id = people.propose_merge(her, twin, actor=CAROL, now=NOW)

    refused = at_once(
        lambda: verbs.conclude(sheet_id, actor=SYSTEM, now=NOW),
        lambda: people.approve_merge(merge_id, actor=DAVE, now=later(minutes=1)),
    )

    assert {one.code for one in refused} <= {"sheet_move", "merged"}
    if refused:
        verbs.conclude(sheet_id, actor=SYSTEM, now=later(minutes=2))
    assert reads.latest([her])[her][GB].sheet_id == sheet_id
    assert [fact.superseded_at for fact in facts.history([her])[her]] == [None]
