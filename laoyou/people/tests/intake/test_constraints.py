"""Truth in the database: each constraint of the batches' tables by name, and the register's references."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from laoyou.people.models import (
    Abode,
    Batch,
    ColumnMapping,
    Document,
    Person,
    Phone,
    Reject,
    Review,
    RowTrace,
    StatusFact,
)
from laoyou.people.tests.cast import NOW, VILLAGE_A, VILLAGE_A2, somebody
from laoyou.people.tests.intake.cast import elder as sound
from laoyou.people.tests.intake.cast import town

pytestmark = pytest.mark.usefixtures("ground")
NOBODY = 987_654_321


def batch(**given: Any) -> Batch:
    told: dict[str, Any] = {
        "source": "town",
        "file_name": "x.csv",
        "file_path": "x",
        "file_size": 1,
        "file_digest": "0",
        "state": "uploaded",
        "as_of": date(2026, 3, 2),
        "uploaded_at": NOW,
    }
    made: Batch = Batch.objects.create(**(told | given))
    return made


def review(**given: Any) -> Review:
    told: dict[str, Any] = {
        "batch": batch(),
        "row_no": 2,
        "division_id": VILLAGE_A,
        "cells_sealed": b"x",
        "score": 1,
        "grounds": "x",
    }
    made: Review = Review.objects.create(**(told | given))
    return made


def anybody() -> int:
    made = Person.objects.create(
        name="李小华",
        pinyin="lixiaohua",
        initials="lxh",
        sex="2",
        home_division_id=VILLAGE_A,
        source="town",
        recorded_at=NOW,
    )
    return int(made.pk)


def twice(make: Callable[[], object]) -> None:
    make()
    make()


def same_batch(make: Callable[[Batch], object]) -> None:
    one = batch()
    twice(lambda: make(one))


BROKEN: dict[str, Callable[[], object]] = {
    "people_batch_state_known": lambda: batch(state="lost"),
    "people_batch_source_known": lambda: batch(source="neighbour"),
    "people_batch_applied_when": lambda: batch(state="applied"),
    "people_rowtrace_outcome_known": lambda: RowTrace.objects.create(batch_id=1, row_no=2, outcome="lost"),
    "people_reject_once": lambda: same_batch(
        lambda one: Reject.objects.create(batch=one, row_no=2, cells_sealed=b"x", reasons=[])
    ),
    "people_review_once": lambda: same_batch(lambda one: review(batch=one)),
    "people_review_asked_once": lambda: twice(lambda: review(cells_blind=b"x" * 16)),
    "people_review_decided_whole": lambda: review(decision="same"),
    "people_columnmapping_once": lambda: twice(
        lambda: ColumnMapping.objects.create(
            source="town", headers_digest="x", layout="elders", mapping={}, remembered_at=NOW
        )
    ),
    "people_phone_person": lambda: Phone.objects.create(
        person_id=NOBODY, number_sealed=b"x", number_blind=b"x", source="town", recorded_at=NOW
    ),
    "people_document_person": lambda: Document.objects.create(
        person_id=NOBODY,
        kind="passport",
        number_sealed=b"x",
        number_blind=b"x",
        source="town",
        recorded_at=NOW,
    ),
    "people_abode_person": lambda: Abode.objects.create(
        person_id=NOBODY, kind="residence", division_id=VILLAGE_A, source="town", recorded_at=NOW
    ),
    "people_abode_division": lambda: Abode.objects.create(
        person_id=anybody(), kind="registered", division_id="999999999999", source="town", recorded_at=NOW
    ),
    "people_statusfact_person": lambda: StatusFact.objects.create(
        person_id=NOBODY, kind="living", value="alone", source="town", span="[2020-01-01,)", recorded_at=NOW
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_must_never_be_is_refused_by_the_database(name: str) -> None:
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        BROKEN[name]()

    assert refused.value.__cause__.diag.constraint_name == name  # type: ignore[union-attr]


def test_a_reference_cannot_be_moved_to_nobody_either() -> None:
    person_id = somebody()

    with pytest.raises(IntegrityError), transaction.atomic():
        Abode.objects.filter(person=person_id).update(person=NOBODY)


def test_a_person_is_never_deleted() -> None:
    person_id = somebody()

    deleting = pytest.raises(DatabaseError, match="merged, never deleted")
    with deleting, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM people_person WHERE id = %s", [person_id])

    assert Person.objects.of(pk=person_id).exists()


def test_a_division_where_somebody_lives_is_not_deleted() -> None:
    batch_id, _ = town(sound())
    assert batch_id
    Person.objects.for_the_system().update(home_division_id=VILLAGE_A2)

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM places_division WHERE code = %s", [VILLAGE_A])


@pytest.mark.parametrize(
    "words",
    [
        "UPDATE people_rowtrace SET outcome = 'created'",
        "DELETE FROM people_rowtrace",
        "TRUNCATE people_rowtrace",
    ],
)
def test_the_trace_is_only_added_to(words: str) -> None:
    town(sound())

    changing = pytest.raises(DatabaseError, match="append-only")
    with changing, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(words)
