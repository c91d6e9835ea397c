"""A question about everything that a person ever had reads indexes, not tables."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.db.models import Model

from laoyou.people.models import Abode, Contact, Document, Membership, Phone
from laoyou.people.models.past import ENDS, all_of
from laoyou.people.tests.cast import NOW, somebody

pytestmark = pytest.mark.usefixtures("ground")


@pytest.mark.parametrize("model", ENDS)
def test_all_rows_of_a_person_are_found_by_two_partial_indexes(model: type[Model]) -> None:
    person_id = somebody()

    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        plan = all_of(model, person_id).explain()

    assert "Seq Scan" not in plan
    assert f"{model._meta.db_table}_past" in plan


def test_rows_in_use_and_out_of_use_are_both_among_them() -> None:
    person_id = somebody(phones=["13812345521", "13900000000"])
    Phone.objects.filter(pk=Phone.objects.order_by("pk").values("pk")[:1]).update(superseded_at=NOW)

    assert all_of(Phone, person_id).count() == 2
    assert all_of(Document, person_id).count() == 1
    assert all_of(Contact, person_id).count() == all_of(Membership, person_id).count() == 0


def test_the_rows_of_others_are_not_among_them() -> None:
    somebody(birth_date=date(1945, 5, 4))

    assert all_of(Abode, somebody()).count() == 1
