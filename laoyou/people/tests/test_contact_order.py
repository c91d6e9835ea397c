"""Contacts named, removed, put in another order, merged and parted: there is always one order, from 1."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from laoyou.kernel.errors import Conflict
from laoyou.kernel.ids import PersonId
from laoyou.people import reads, verbs
from laoyou.people.tests.cast import ALICE, CAROL, NOW, later, somebody
from laoyou.people.tests.pieces import SYSTEM
from laoyou.people.types import Consent, Relation, Source

pytestmark = pytest.mark.usefixtures("ground")

acts = st.lists(
    st.tuples(st.sampled_from(["name", "name", "remove", "order"]), st.integers(0, 5), st.randoms()),
    max_size=10,
)


def name(person_id: int, digit: int) -> int:
    return verbs.name_contact(
        person_id,
        name=f"联系人{'甲乙丙丁戊己庚辛壬癸'[digit % 10]}",
        relation=Relation.SON,
        phone=f"138123455{digit:02}",
        consent=Consent.EMERGENCY,
        source=Source.FAMILY,
        actor=SYSTEM,
        now=NOW,
    )


def order(person_id: PersonId) -> list[int]:
    contacts = reads.relations.contacts([person_id])[person_id]
    assert [one.position for one in contacts] == list(range(1, len(contacts) + 1))
    return [one.id for one in contacts]


@settings(max_examples=12, suppress_health_check=list(HealthCheck))
@given(acts)
def test_the_order_is_what_was_last_said_and_has_no_gaps(told: list[Any]) -> None:
    person_id = somebody()
    expected: list[int] = []
    phones: dict[int, int] = {}
    for what, digit, chance in told:
        if what == "name" and digit in phones.values():
            with pytest.raises(Conflict):
                name(person_id, digit)
        elif what == "name":
            expected.append(name(person_id, digit))
            phones[expected[-1]] = digit
        elif what == "remove" and expected:
            gone = expected.pop(digit % len(expected))
            del phones[gone]
            verbs.remove_contact(gone, actor=SYSTEM, now=NOW)
        elif what == "order":
            chance.shuffle(expected)
            verbs.order_contacts(person_id, contact_ids=expected, actor=SYSTEM, now=NOW)
        assert order(person_id) == expected


def test_two_full_lists_merge_without_losing_a_contact_and_part_again() -> None:
    kept, gone = somebody(), somebody()
    ours = [name(kept, digit) for digit in range(10)]
    theirs = [name(gone, digit) for digit in range(9, 19)]
    verbs.order_contacts(gone, contact_ids=theirs[::-1], actor=SYSTEM, now=NOW)
    merge_id = verbs.propose_merge(kept, gone, actor=ALICE, now=NOW)
    verbs.approve_merge(merge_id, actor=CAROL, now=later(1))

    assert order(kept) == ours + theirs[:0:-1]
    with pytest.raises(Conflict) as full:
        name(kept, 30)
    verbs.order_contacts(kept, contact_ids=order(kept)[::-1], actor=SYSTEM, now=later(2))
    verbs.remove_contact(theirs[4], actor=SYSTEM, now=later(2))
    verbs.undo_merge(merge_id, actor=CAROL, now=later(3))

    assert full.value.code == "contacts_full"
    assert order(kept) == ours[::-1]
    assert set(order(gone)) == set(theirs) - {theirs[4]}


def test_an_order_that_names_one_twice_or_nobody_is_refused() -> None:
    person_id = somebody()
    first, second = name(person_id, 1), name(person_id, 2)

    for wrong in ([first, first], [first], [], [first, second, second]):
        with pytest.raises(Conflict):
            verbs.order_contacts(person_id, contact_ids=wrong, actor=SYSTEM, now=NOW)

    assert order(person_id) == [first, second]
