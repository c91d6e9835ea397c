"""Two clerks press the button at the same moment: one is served, the other is told in a sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier
from typing import Any

import pytest
from django.db import connection, connections

from laoyou.kernel.errors import Conflict, LaoyouError
from laoyou.kernel.spans import DateSpan
from laoyou.people import reads, verbs
from laoyou.people.models import Person
from laoyou.people.reads.merges import merges_of
from laoyou.people.tests.cast import (
    ALICE,
    CAROL,
    DAVE,
    NOW,
    TODAY,
    VILLAGE_A,
    card,
    later,
    living_at,
    number_of,
    somebody,
)
from laoyou.people.tests.conftest import ground as lay_ground
from laoyou.people.tests.pieces import SYSTEM, check_sound
from laoyou.people.types import Consent, FactKind, MergeState, Relation, Source

BY: dict[str, Any] = {"source": Source.TOWN, "actor": ALICE, "now": NOW}


@pytest.fixture(autouse=True)
def committed_ground(transactional_db: None) -> Iterator[None]:
    """The divisions of the cast, really committed."""
    lay_ground.__wrapped__(None)  # type: ignore[attr-defined]
    yield
    connections.close_all()


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Each act on a connection of its own, begun together; what it gave, or the error that it told."""
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
        return list(pool.map(run, acts))


def loser(told: list[object]) -> Conflict:
    """The one who was too late. Everybody else was served."""
    (late,) = [one for one in told if isinstance(one, LaoyouError)]
    assert isinstance(late, Conflict)
    assert late.message.endswith("。"), "told in a sentence"
    return late


def alone(person_id: int, value: str = "alone") -> Callable[[], object]:
    span = DateSpan.since(date(2020, 1, 1))
    return lambda: verbs.record_fact(person_id, kind=FactKind.LIVING, value=value, span=span, **BY)


def test_two_clerks_state_the_same_fact() -> None:
    person_id = somebody()

    told = at_once(alone(person_id), alone(person_id, "empty_nest"))

    assert loser(told).code == "fact_overlaps"
    assert len(reads.facts.history([person_id])[person_id]) == 1


def test_two_clerks_end_and_correct_the_same_fact() -> None:
    person_id = somebody()
    fact_id: Any = alone(person_id)()

    told = at_once(
        lambda: verbs.end_fact(fact_id, from_day=TODAY, actor=ALICE, now=later(1)),
        lambda: verbs.correct_fact(
            fact_id, value="empty_nest", span=DateSpan.since(TODAY), actor=ALICE, now=later(1)
        ),
    )

    assert loser(told).code == "superseded"
    assert len(reads.facts.believed([person_id])[person_id]) == 1


def test_two_clerks_register_the_same_number() -> None:
    number = number_of()

    def enter() -> object:
        return verbs.register(name="李小华", document=card(number), abodes=[living_at(VILLAGE_A)], **BY)

    told = at_once(enter, enter)

    assert loser(told).code in {"document_known", "people_document_one_owner"}
    assert "证件号码" in loser(told).message
    assert Person.objects.for_the_system().count() == 1


def test_two_supervisors_approve_the_same_merge() -> None:
    kept, gone = somebody(), somebody()
    merge_id = verbs.propose_merge(kept, gone, actor=ALICE, now=NOW)

    told = at_once(
        lambda: verbs.approve_merge(merge_id, actor=CAROL, now=NOW),
        lambda: verbs.approve_merge(merge_id, actor=DAVE, now=NOW),
    )

    assert loser(told).code == "merge_decided"
    assert reads.persons.person(gone).id == kept


def test_one_supervisor_approves_what_another_refuses() -> None:
    kept, gone = somebody(), somebody()
    merge_id = verbs.propose_merge(kept, gone, actor=ALICE, now=NOW)

    told = at_once(
        lambda: verbs.approve_merge(merge_id, actor=CAROL, now=NOW),
        lambda: verbs.refuse_merge(merge_id, actor=DAVE, now=NOW),
    )

    assert loser(told).code == "merge_decided"
    is_one = reads.persons.person(gone).id == kept
    (record,) = merges_of(kept)
    assert record.state == (MergeState.APPROVED if is_one else MergeState.REFUSED)


def test_two_merges_that_cross_never_make_a_ring() -> None:
    one, other, third = somebody(), somebody(), somebody()
    first = verbs.propose_merge(one, other, actor=ALICE, now=NOW)
    second = verbs.propose_merge(third, one, actor=ALICE, now=NOW)

    told = at_once(
        lambda: verbs.approve_merge(first, actor=CAROL, now=NOW),
        lambda: verbs.approve_merge(second, actor=DAVE, now=NOW),
    )

    late = [one for one in told if isinstance(one, LaoyouError)]
    assert [error.code for error in late] in ([], ["merged"])
    assert reads.persons.person(one).id == third
    assert reads.persons.person(other).id == (other if late else third)


def test_two_supervisors_undo_the_same_merge() -> None:
    kept, gone = somebody(), somebody()
    merge_id = verbs.propose_merge(kept, gone, actor=ALICE, now=NOW)
    verbs.approve_merge(merge_id, actor=DAVE, now=NOW)

    told = at_once(*[lambda: verbs.undo_merge(merge_id, actor=CAROL, now=later(1))] * 2)

    assert loser(told).code == "not_merged"
    check_sound([kept, gone])


def test_a_fact_stated_while_its_person_is_merged_away_is_not_lost() -> None:
    kept, gone = somebody(), somebody()
    merge_id = verbs.propose_merge(kept, gone, actor=ALICE, now=NOW)

    told = at_once(lambda: verbs.approve_merge(merge_id, actor=DAVE, now=NOW), alone(gone))

    said = reads.facts.believed([kept])[kept]
    refused = [error for error in told if isinstance(error, LaoyouError)]
    assert [error.code for error in refused] in ([], ["merged"])
    assert len(said) == (0 if refused else 1)


def test_two_clerks_report_the_same_death() -> None:
    person_id = somebody()

    told = at_once(*[lambda: verbs.record_death(person_id, on=TODAY, **BY)] * 2)

    assert loser(told).code == "death_known"
    assert reads.persons.person(person_id).death_date == TODAY


def test_contacts_named_and_ordered_at_once_keep_an_order_without_gaps() -> None:
    person_id = somebody()

    def name(phone: str) -> Callable[[], object]:
        given: dict[str, Any] = {"relation": Relation.SON, "consent": Consent.FULL}
        return lambda: verbs.name_contact(person_id, name="李强", phone=phone, **given, **BY)

    first: Any = name("13812345521")()
    at_once(
        name("13812345522"),
        name("13812345523"),
        lambda: verbs.remove_contact(first, actor=ALICE, now=NOW),
    )
    told = at_once(name("13812345524"), name("13812345524"))

    assert loser(told).code == "contact_known"
    contacts = reads.relations.contacts([person_id])[person_id]
    assert [one.position for one in contacts] == [1, 2, 3]


def test_one_kinship_is_recorded_from_both_ends_at_once_and_removed_by_two() -> None:
    mother, son = somebody(), somebody("李强")

    told = at_once(
        lambda: verbs.record_kin(mother, relative_id=son, relation=Relation.SON, **BY),
        lambda: verbs.record_kin(son, relative_id=mother, relation=Relation.PARENT, **BY),
    )
    assert loser(told).code == "kin_known"

    (kinship,) = reads.relations.kin([mother])[mother]
    told = at_once(*[lambda: verbs.remove_kin(kinship.id, actor=ALICE, now=NOW)] * 2)
    (late,) = [one for one in told if isinstance(one, LaoyouError)]
    assert late.code in {"removed", "no_row"}


def test_two_heads_never_enter_one_household() -> None:
    household_id = verbs.open_household(division=VILLAGE_A, **BY)
    people = [somebody(), somebody("李强")]

    told = at_once(
        *(
            lambda person_id=person_id: verbs.join_household(
                household_id, person_id=person_id, relation=Relation.HEAD, **BY
            )
            for person_id in people
        )
    )

    assert loser(told).code == "head_known"
    check_sound(people)


def test_one_household_number_is_opened_by_two() -> None:
    told = at_once(*[lambda: verbs.open_household(division=VILLAGE_A, number="0001", **BY)] * 2)

    assert "户号" in loser(told).message


def test_a_person_who_joins_two_households_at_once_is_in_one() -> None:
    person_id = somebody()
    households = [verbs.open_household(division=VILLAGE_A, **BY) for _ in "ab"]

    told = at_once(
        *(
            lambda one=one: verbs.join_household(
                one, person_id=person_id, relation=Relation.OTHER, source=Source.TOWN, actor=SYSTEM, now=NOW
            )
            for one in households
        )
    )

    assert loser(told).code == "in_household"
