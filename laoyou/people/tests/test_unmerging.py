"""A merge that was undone leaves no mark on the register."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.apps import apps
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from laoyou.access.types import Actor
from laoyou.kernel.errors import Conflict
from laoyou.kernel.ids import PersonId
from laoyou.kernel.spans import DateSpan
from laoyou.people import reads, verbs
from laoyou.people.models import Person
from laoyou.people.tests.cast import (
    CAROL,
    DAVE,
    NOW,
    TODAY,
    VILLAGE_A,
    VILLAGE_A2,
    VILLAGE_B,
    later,
    living_at,
    somebody,
)
from laoyou.people.tests.state import register_state
from laoyou.people.types import AbodeKind, Consent, FactKind, Relation, Source
from laoyou.people.verbs.carrying import TABLES

pytestmark = pytest.mark.usefixtures("ground")

SYSTEM = Actor.system("test")
BIRTH = date(1945, 5, 4)


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


pieces = st.lists(
    st.tuples(
        st.sampled_from(
            ["fact", "phone", "contact", "abode", "death", "kin", "guardian", "household", "name"]
        ),
        st.integers(0, 2),
        st.sampled_from([Source.TOWN, Source.POLICE]),
    ),
    max_size=7,
    unique=True,
)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pieces, pieces)
def test_a_merge_undone_leaves_the_register_as_it_was(of_kept: list[Any], of_gone: list[Any]) -> None:
    kept, gone, other = somebody("李小华"), somebody("李晓华", VILLAGE_B), somebody("李强")
    households = [
        verbs.open_household(division=VILLAGE_A, source=Source.POLICE, actor=SYSTEM, now=NOW) for _ in "ab"
    ]
    for person_id, parts, household_id in ((kept, of_kept, households[0]), (gone, of_gone, households[1])):
        for what, number, source in parts:
            _give(person_id, other, household_id, what, number, source)
    before = register_state()

    merge_id = _merged(kept, gone)
    between = register_state()
    verbs.undo_merge(merge_id, actor=DAVE, now=later(3))

    assert register_state() == before
    assert between != before


def _give(
    person_id: PersonId, other: PersonId, household_id: int, what: str, number: int, source: Source
) -> None:
    """One piece of what a person may have; what the register refuses is not given."""
    by: dict[str, Any] = {"source": source, "actor": SYSTEM, "now": NOW}
    phone = f"1381234552{number}"
    first = BIRTH + timedelta(400 * number)
    give: dict[str, Callable[[], object]] = {
        "fact": lambda: verbs.record_fact(
            person_id,
            kind=FactKind.LIVING,
            value="alone",
            span=DateSpan(first, first + timedelta(300)) if number else DateSpan.since(first),
            **by,
        ),
        "phone": lambda: verbs.add_phone(person_id, number=phone, **by),
        "contact": lambda: verbs.name_contact(
            person_id, name="联系人", relation=Relation.SON, phone=phone, consent=Consent.FULL, **by
        ),
        "abode": lambda: verbs.move(person_id, kind=AbodeKind.REGISTERED, division=VILLAGE_A2, **by),
        "death": lambda: verbs.record_death(person_id, on=TODAY - timedelta(number), **by),
        "kin": lambda: verbs.record_kin(person_id, relative_id=other, relation=Relation.SON, **by),
        "guardian": lambda: verbs.appoint_guardian(
            person_id, guardian_id=other, relation=Relation.SON, span=DateSpan.since(first), **by
        ),
        "household": lambda: verbs.join_household(
            household_id, person_id=person_id, relation=Relation.OTHER, since=first, **by
        ),
        "name": lambda: verbs.correct(person_id, name=f"李小{'花华桦'[number]}", **by),
    }
    try:
        give[what]()
    except Conflict:
        return


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
