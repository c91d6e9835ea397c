"""A merge that was undone leaves no mark on the register."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from hypothesis import HealthCheck, given, settings

from laoyou.people import reads, verbs
from laoyou.people.models import Person
from laoyou.people.tests.cast import (
    CAROL,
    DAVE,
    NOW,
    VILLAGE_A,
    VILLAGE_B,
    later,
    living_at,
    somebody,
)
from laoyou.people.tests.pieces import SYSTEM, give, pieces
from laoyou.people.tests.state import register_state
from laoyou.people.types import Consent, Relation, Source
from laoyou.people.verbs.carrying import TABLES

pytestmark = pytest.mark.usefixtures("ground")


def _merged(kept: int, gone: int) -> int:
    merge_id = verbs.propose_merge(kept, gone, actor=CAROL, now=later(1))
    verbs.approve_merge(merge_id, actor=DAVE, now=later(2))
    return merge_id


def test_every_column_that_names_a_person_is_carried() -> None:
    ours = apps.get_app_config("people").get_models()
    naming = {
        f"{model._meta.db_table}.{field.name}"
        for model in ours
        for field in model._meta.concrete_fields
        if field.related_model is Person
    }

    stay = {
        "people_person.merged_into",
        "people_merge.kept",
        "people_merge.gone",
        "people_review.candidate",
        "people_review.decided_person",
    }
    assert {table.name for table in TABLES} == naming - stay


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pieces, pieces)
def test_a_merge_undone_leaves_the_register_as_it_was(of_kept: list[Any], of_gone: list[Any]) -> None:
    kept, gone, other = somebody("李小华"), somebody("李晓华", VILLAGE_B), somebody("李强")
    households = [
        verbs.open_household(division=VILLAGE_A, source=Source.POLICE, actor=SYSTEM, now=NOW) for _ in "ab"
    ]
    for person_id, parts, household_id in ((kept, of_kept, households[0]), (gone, of_gone, households[1])):
        for what, number, source in parts:
            give(person_id, other, household_id, what, number, source)
    before = register_state()

    merge_id = _merged(kept, gone)
    between = register_state()
    verbs.undo_merge(merge_id, actor=DAVE, now=later(3))

    assert register_state() == before
    assert between != before


def test_a_person_without_an_abode_keeps_his_division_through_a_merge() -> None:
    kept, gone = somebody(), somebody(abodes=[living_at(VILLAGE_B)])
    for abode in reads.persons.person(kept).abodes:
        _forget_abode(abode.id)

    merge_id = _merged(kept, gone)
    verbs.undo_merge(merge_id, actor=DAVE, now=later(3))

    assert reads.persons.person(kept).home_division == VILLAGE_A


def _forget_abode(abode_id: int) -> None:
    """As of a person whom a roster without addresses brought in."""
    apps.get_model("people", "Abode").objects.filter(pk=abode_id).delete()


def test_contacts_come_back_in_their_former_order() -> None:
    kept, gone = somebody(), somebody()
    by: dict[str, Any] = {"source": Source.FAMILY, "actor": SYSTEM, "now": NOW}
    for person_id, phones in ((kept, ["13812345521"]), (gone, ["13812345522", "13812345521", "13812345523"])):
        for phone in phones:
            verbs.name_contact(
                person_id, name=phone, relation=Relation.SON, phone=phone, consent=Consent.FULL, **by
            )
    before = reads.relations.contacts([kept, gone])

    verbs.undo_merge(_merged(kept, gone), actor=DAVE, now=later(3))

    assert reads.relations.contacts([kept, gone]) == before
