"""What may never be false of the register, each constraint and trigger broken once, by name."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import F

from laoyou.kernel.spans import DateSpan
from laoyou.people.models import (
    Abode,
    Contact,
    Document,
    Guardianship,
    Household,
    Kinship,
    Membership,
    Merge,
    MergeMove,
    OtherName,
    Person,
    Phone,
    StatusFact,
)
from laoyou.people.tests.cast import NOW, VILLAGE_A
from laoyou.people.types import FactKind
from laoyou.store.constraints import as_conflict

pytestmark = pytest.mark.usefixtures("ground")

INTAKE = frozenset({"Batch", "ColumnMapping", "Reject", "Review", "RowTrace"})
"""Models whose constraints the tests of the intake hold."""

SPRING, SUMMER, AUTUMN = date(2025, 3, 1), date(2025, 6, 1), date(2025, 9, 1)
SAID: dict[str, Any] = {"source": "town", "recorded_at": NOW}


def person(**given: Any) -> Person:
    told = {"name": "李", "pinyin": "li", "initials": "l", "sex": "0", "home_division_id": VILLAGE_A}
    return Person.objects.create(**(told | SAID | given))


def fact(of: Person | None = None, **given: Any) -> StatusFact:
    told = {"kind": "living", "value": "alone", "span": DateSpan.since(SPRING)}
    return StatusFact.objects.create(person=of or person(), **(told | SAID | given))


def document(**given: Any) -> Document:
    told = {"kind": "passport", "number_sealed": b"s", "number_blind": b"b"}
    return Document.objects.create(person=person(), **(told | SAID | given))


def phone(of: Person, **given: Any) -> Phone:
    return Phone.objects.create(person=of, number_sealed=b"s", number_blind=b"b", **(SAID | given))


def abode(of: Person, **given: Any) -> Abode:
    told = {"kind": "residence", "division_id": VILLAGE_A}
    return Abode.objects.create(person=of, **(told | SAID | given))


def household(**given: Any) -> Household:
    return Household.objects.create(division_id=VILLAGE_A, **(SAID | given))


def member(of: Person, **given: Any) -> Membership:
    told: dict[str, Any] = {"household": household(), "relation": "head"}
    return Membership.objects.create(person=of, **(told | SAID | given))


def kin(one: Person, other: Person, **given: Any) -> Kinship:
    return Kinship.objects.create(person=one, relative=other, **({"relation": "son"} | SAID | given))


def contact(of: Person, **given: Any) -> Contact:
    told = {
        "name": "李强",
        "relation": "son",
        "phone_sealed": b"s",
        "phone_blind": b"b",
        "position": 1,
        "consent": "full",
    }
    return Contact.objects.create(person=of, **(told | SAID | given))


def guardian(of: Person, **given: Any) -> Guardianship:
    told = {"name": "李强", "relation": "son", "span": DateSpan.since(SPRING)}
    return Guardianship.objects.create(ward=of, **(told | SAID | given))


def merge(**given: Any) -> Merge:
    told: dict[str, Any] = {"state": "proposed", "score": 1.0, "grounds": "相同", "proposed_at": NOW}
    if "kept" not in given:
        told |= {"kept": person(), "gone": person()}
    return Merge.objects.create(**(told | given))


def move(of: Merge, **given: Any) -> MergeMove:
    told = {"table": "people_phone.person", "row_id": 1, "change": "moved"}
    return MergeMove.objects.create(merge=of, **(told | given))


def twice(make: Callable[..., Any], of: Any, **other: Any) -> None:
    make(of)
    make(of, **other)


def merge_twice() -> None:
    gone = person()
    merge(kept=person(), gone=gone)
    merge(kept=person(), gone=gone)


def itself(make: Callable[..., Any], *columns: str) -> None:
    one = person()
    make(**dict.fromkeys(columns, one))


def into_itself() -> None:
    one = person()
    Person.objects.of(pk=one.pk).update(merged_into=F("id"))


CLOSED = {"span": DateSpan(SPRING, SUMMER)}
BREACHES: dict[str, Callable[[], Any]] = {
    "people_person_has_name": lambda: person(name=""),
    "people_person_sex_known": lambda: person(sex="3"),
    "people_person_death_after_birth": lambda: person(birth_date=SUMMER, death_date=SPRING),
    "people_person_not_merged_into_self": into_itself,
    "people_othername_once": lambda: twice(
        lambda of: OtherName.objects.create(person=of, name="李", pinyin="li", initials="l", **SAID), person()
    ),
    "people_document_one_owner": lambda: (document(), document()),
    "people_document_kind_known": lambda: document(kind="library_card"),
    "people_phone_once": lambda: twice(phone, person()),
    "people_abode_one_current": lambda: twice(abode, person()),
    "people_abode_kind_known": lambda: abode(person(), kind="summer"),
    "people_abode_sealed_with_blind": lambda: abode(person(), address_sealed=b"s"),
    "people_abode_source_known": lambda: abode(person(), source="radio"),
    "people_fact_one_open": lambda: twice(fact, person(), span=DateSpan.since(AUTUMN)),
    "people_fact_no_overlap": lambda: [
        fact(one, **each) for one in [person()] for each in (CLOSED, {"span": DateSpan.on(SUMMER)})
    ],
    "people_fact_kind_known": lambda: fact(kind="rich"),
    "people_fact_source_known": lambda: fact(source="radio"),
    "people_fact_grade_of_disability": lambda: fact(kind="disability", value="1"),
    "people_household_number_once": lambda: (household(number_blind=b"b"), household(number_blind=b"b")),
    "people_membership_one_household": lambda: twice(member, person()),
    "people_membership_relation_known": lambda: member(person(), relation="boss"),
    "people_membership_ends_after_start": lambda: member(person(), since=SUMMER, ended_on=SPRING),
    "people_kinship_once": lambda: [kin(one, other) for one, other in [(person(), person())] for _ in "ab"],
    "people_kinship_of_two": lambda: itself(kin, "one", "other"),
    "people_kinship_relation_known": lambda: kin(person(), person(), relation="boss"),
    "people_contact_order": lambda: twice(contact, person(), phone_blind=b"c"),
    "people_contact_once": lambda: twice(contact, person(), position=2),
    "people_contact_consent_known": lambda: contact(person(), consent="perhaps"),
    "people_contact_relation_known": lambda: contact(person(), relation="boss"),
    "people_guardianship_no_overlap": lambda: twice(guardian, person(), span=DateSpan.on(SUMMER)),
    "people_guardianship_of_two": lambda: itself(guardian, "of", "guardian"),
    "people_guardianship_relation_known": lambda: guardian(person(), relation="boss"),
    "people_merge_of_two": lambda: itself(merge, "kept", "gone"),
    "people_merge_state_and_dates": lambda: merge(state="approved"),
    "people_merge_second_person": lambda: merge(state="refused", proposed_by=1, decided_by=1, decided_at=NOW),
    "people_merge_one_open": merge_twice,
    "people_mergemove_once": lambda: twice(move, merge()),
    "people_mergemove_change_known": lambda: move(merge(), change="lost"),
}


def test_every_constraint_of_the_register_is_tried() -> None:
    ours = (m for m in apps.get_app_config("people").get_models() if m.__name__ not in INTAKE)

    assert {constraint.name for model in ours for constraint in model._meta.constraints} == set(BREACHES)


@pytest.mark.parametrize("name", BREACHES)
def test_the_database_refuses_what_may_never_be(name: str) -> None:
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        BREACHES[name]()

    assert refused.value.__cause__.diag.constraint_name == name  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "name", sorted(set(BREACHES) - {"people_mergemove_once", "people_mergemove_change_known"})
)
def test_what_a_person_may_cause_is_told_in_words(name: str) -> None:
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        BREACHES[name]()

    conflict = as_conflict(refused.value)
    assert conflict is not None
    assert conflict.code == name
    assert conflict.message.endswith("。")


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (DateSpan.since(SPRING), DateSpan(SUMMER, AUTUMN)),
        (DateSpan(SUMMER, AUTUMN), DateSpan.since(SPRING)),
        (DateSpan(None, SUMMER), DateSpan.since(SPRING)),
        (DateSpan.always(), DateSpan.on(SPRING)),
    ],
)
def test_an_open_and_a_closed_span_of_one_source_do_not_overlap(first: DateSpan, second: DateSpan) -> None:
    one = person()
    fact(one, span=first)

    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        fact(one, span=second)

    assert refused.value.__cause__.diag.constraint_name == "people_fact_no_overlap"  # type: ignore[union-attr]


def test_a_fact_that_is_moved_to_another_person_does_not_overlap_there() -> None:
    kept = person()
    fact(kept, span=DateSpan.since(SPRING))
    moving = fact(span=DateSpan(SUMMER, AUTUMN))

    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        StatusFact.objects.filter(pk=moving.pk).update(person=kept)

    assert refused.value.__cause__.diag.constraint_name == "people_fact_no_overlap"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "other",
    [
        {"span": DateSpan.since(AUTUMN)},
        {"source": "police"},
        {"kind": "pension", "value": "resident"},
        {"superseded_at": NOW},
    ],
)
def test_spans_that_do_not_meet_stand_beside_each_other(other: dict[str, Any]) -> None:
    one = person()
    fact(one, span=DateSpan(SPRING, SUMMER))

    fact(one, **({"span": DateSpan(SPRING, SUMMER)} | other))

    assert StatusFact.objects.filter(person=one).count() == 2


@pytest.mark.parametrize(
    "change",
    [
        {"kind": FactKind.PENSION.value},
        {"value": "empty_nest"},
        {"grade": "1"},
        {"source": "police"},
        {"span": DateSpan.on(SPRING)},
        {"recorded_at": NOW.replace(year=2020)},
        {"batch_id": 7},
    ],
)
def test_a_statement_is_never_rewritten(change: dict[str, Any]) -> None:
    row = fact()

    with pytest.raises(DatabaseError, match="superseded, never rewritten"), transaction.atomic():
        StatusFact.objects.filter(pk=row.pk).update(**change)


def test_a_statement_is_never_deleted() -> None:
    row = fact()

    with pytest.raises(DatabaseError, match="superseded, never rewritten"), transaction.atomic():
        row.delete()


def test_a_statement_may_be_superseded_and_may_move_with_its_person() -> None:
    row, other = fact(), person()

    StatusFact.objects.filter(pk=row.pk).update(superseded_at=NOW, person=other)

    row.refresh_from_db()
    assert (row.superseded_at, row.person_id) == (NOW, other.pk)


def test_the_guards_of_facts_are_triggers_of_the_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname FROM pg_trigger WHERE tgrelid = 'people_statusfact'::regclass AND NOT tgisinternal"
        )
        found = {name for (name,) in cursor.fetchall()}

    assert found == {
        "people_fact_open_or_closed_insert",
        "people_fact_open_or_closed_update",
        "people_fact_not_rewritten",
        "people_statusfact_person_insert",
        "people_statusfact_person_update",
    }
