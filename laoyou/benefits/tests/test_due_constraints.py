"""What the database itself refuses of what was collected, each by its name."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from laoyou.benefits.models import Collecting, Due, FundChoice
from laoyou.benefits.tests.cast import CITY, at, elder, ran
from laoyou.benefits.tests.paying_cast import choose, collected, fund
from laoyou.payments.tests.cast import broken, refuses

pytestmark = pytest.mark.usefixtures("law")
NOW = at("2026-01-05")
BACK = {"kind": "receivable", "receivable_id": 1}


@pytest.fixture
def row(law: None) -> Due:
    """A line of January."""
    choose()
    elder()
    ran("2026-01")
    collected("2026-01")
    found: Due = Due.objects.for_the_system().get()
    return found


def like(row: Due, **changed: Any) -> dict[str, Any]:
    same = (
        *("collecting_id", "person_id", "division_id", "benefit", "month", "version_id", "proposal_id"),
        *("payer", "fund_id", "kind", "fen"),
    )
    return {name: getattr(row, name) for name in same} | {"at": NOW} | changed


def a_collecting(**changed: Any) -> dict[str, Any]:
    plain = {"division_id": CITY, "month": date(2026, 1, 1), "state": "working", "begun_at": NOW}
    return plain | {"begun_name": "卡萝"} | changed


@pytest.mark.parametrize(
    ("constraint", "changed"),
    [
        ("benefits_collecting_state", {"state": "done"}),
        ("benefits_collecting_state", {"state": "odd"}),
        ("benefits_collecting_a_month", {"month": date(2026, 1, 2)}),
        ("benefits_collecting_percents", {"progress": 101}),
        ("benefits_collecting_percents", {"offset_percent": 91}),
    ],
)
def test_a_collecting_is_whole(constraint: str, changed: dict[str, Any]) -> None:
    refuses(constraint, Collecting, a_collecting(**changed))


def test_of_a_territory_one_collecting_is_at_work() -> None:
    Collecting.objects.create(**a_collecting())

    refuses("benefits_collecting_one_at_work", Collecting, a_collecting())


@pytest.mark.parametrize(
    ("constraint", "changed"),
    [
        ("benefits_due_given_or_back", {"fen": 0, "payer": "x"}),
        ("benefits_due_given_or_back", {"fen": -5}),
        ("benefits_due_given_or_back", {"kind": "odd", "payer": "x"}),
        ("benefits_due_given_or_back", {"kind": "receivable", "payer": "x"}),
        ("benefits_due_of_a_month", {"month": date(2026, 1, 2)}),
        ("benefits_due_once", {"fen": 77}),
        ("benefits_due_not_below_zero", BACK | {"fen": -10_001}),
    ],
)
def test_what_was_collected_is_whole(row: Due, constraint: str, changed: dict[str, Any]) -> None:
    refuses(constraint, Due, like(row, **changed))


def test_a_row_is_undone_once_and_by_the_same(row: Due) -> None:
    for changed in ({"fen": -1}, {"fen": -10_000, "benefit": "care_aid"}):
        refuses("benefits_due_undoes_the_same", Due, like(row, undoes=row, **changed))

    Due.objects.create(**like(row, undoes=row, fen=-10_000))

    refuses("benefits_due_undone_once", Due, like(row, undoes=row, fen=-10_000))


def test_what_was_collected_is_never_rewritten_nor_deleted(row: Due) -> None:
    for change in ("UPDATE benefits_due SET fen = 1", "DELETE FROM benefits_due", "TRUNCATE benefits_due"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(change)


@pytest.mark.parametrize("constraint", ["benefits_due_person", "benefits_due_division"])
def test_what_was_collected_refers_to_somebody_somewhere(row: Due, constraint: str) -> None:
    column = f"{constraint.removeprefix('benefits_due_')}_id"
    with pytest.raises(DatabaseError) as refused, transaction.atomic():
        Due.objects.create(**like(row, payer="x", **{column: "999999999999"}))

    assert constraint in str(refused.value.__cause__.diag.constraint_name)  # type: ignore[union-attr]


def test_an_account_is_chosen_once_and_for_somebody() -> None:
    choice = {"division_id": CITY, "payer": "city", "unit": "fen", "account_id": fund(), "chosen_at": NOW}
    FundChoice.objects.create(**choice)

    refuses("benefits_fundchoice_once", FundChoice, choice)
    for changed in ({"payer": ""}, {"unit": "minute"}):
        refuses("benefits_fundchoice_whole", FundChoice, choice | changed)


def test_a_line_cannot_be_cancelled_while_more_of_it_is_owed_back(row: Due) -> None:
    Due.objects.create(**like(row, **BACK, fen=-4_000))

    broken(
        "benefits_due_not_below_zero",
        lambda: Due.objects.create(**like(row, undoes=row, fen=-10_000)),
    )
