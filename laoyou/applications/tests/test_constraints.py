"""Every constraint of the tables, broken by its name."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from laoyou.applications import verbs
from laoyou.applications.models import Appeal, Application, Paper, Step
from laoyou.applications.tests.cast import (
    ALICE,
    ERIN,
    NOW,
    accepted,
    asked,
    decided_month,
    family,
    paper,
    poor,
    refused,
)
from laoyou.applications.types import About, Against, NewAppeal
from laoyou.store.constraints import as_conflict

pytestmark = pytest.mark.usefixtures("law")
DAY = date(2026, 1, 5)


def breaks(name: str, doing: Callable[[], object]) -> None:
    """The database refuses by this name, and there is a sentence for it."""
    with pytest.raises(IntegrityError) as broken, transaction.atomic():
        doing()
    told = as_conflict(broken.value)
    assert told is not None
    assert told.code == name
    assert told.message


def an_appeal(person_id: int | None = None) -> Appeal:
    person_id = person_id or poor()
    new = NewAppeal(person_id, Against(About.REFUSAL, refused(person_id)), "不同意。")
    return Appeal.objects.of(pk=verbs.appeal(new, actor=family(person_id), now=NOW)).get()


DECIDED: dict[str, Any] = {"due_on": None, "decided_at": NOW, "decided_by": 99}


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("words_known", {"channel": "pigeon"}),
        ("asked_properly", {"asker": "kin", "consent_on": DAY, "relation": "daughter", "asker_name": ""}),
        ("asked_properly", {"asker": "clerk", "consent_on": None}),
        ("asked_properly", {"asker": "person", "consent_on": DAY}),
        ("due_while_open", {"due_on": None}),
        ("due_while_open", {"state": "withdrawn"}),
        ("decided_when", {"decided_at": NOW}),
        ("decided_when", {"state": "refused", "due_on": None, "reason": "x", "clause": "y"}),
        ("refused_why", {"state": "refused", **DECIDED, "reason": "不符合"}),
        ("refused_why", {"state": "refused", **DECIDED, "clause": "第三条"}),
        ("approved_by_proposal", {"state": "approved", **DECIDED}),
        (
            "decided_by_another",
            {"state": "refused", **DECIDED, "decided_by": ALICE.user_id, "reason": "x", "clause": "y"},
        ),
    ],
)
def test_an_application_is_what_its_constraints_say(name: str, changes: dict[str, Any]) -> None:
    rows = Application.objects.of(pk=asked(poor()))

    breaks(f"applications_application_{name}", lambda: rows.update(**changes))


def test_a_person_has_one_application_in_hand_for_a_benefit() -> None:
    person_id = poor()
    first = asked(person_id)
    verbs.withdraw(first, actor=ALICE, now=NOW)
    asked(person_id)

    breaks(
        "applications_application_one_open",
        lambda: Application.objects.of(pk=first).update(state="submitted", due_on=DAY),
    )


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("words_known", {"channel": "pigeon"}),
        ("asked_properly", {"asker": "clerk"}),
        ("against_one", {"about": "stop"}),
        ("against_one", {"application_id": None}),
        ("due_while_open", {"due_on": None}),
        ("decided_why", {"state": "rejected", **DECIDED}),
        ("decided_why", {"decided_at": NOW}),
        ("decided_by_another", {"state": "rejected", **DECIDED, "reason": "x", "decided_by": 21}),
        ("settled_when", {"settled_at": NOW}),
    ],
)
def test_an_appeal_is_what_its_constraints_say(name: str, changes: dict[str, Any]) -> None:
    rows = Appeal.objects.of(pk=an_appeal().pk)

    breaks(f"applications_appeal_{name}", lambda: rows.update(**changes))


def test_a_refusal_has_one_appeal_in_hand() -> None:
    person_id = poor()
    first = an_appeal(person_id)
    verbs.withdraw_appeal(first.pk, actor=family(person_id), now=NOW)
    new = NewAppeal(person_id, Against(About.REFUSAL, first.application_id), "不同意。")
    verbs.appeal(new, actor=family(person_id), now=NOW)

    breaks(
        "applications_appeal_one_open_a_refusal",
        lambda: Appeal.objects.of(pk=first.pk).update(state="submitted", due_on=DAY),
    )


def test_a_step_of_a_run_has_one_appeal_in_hand() -> None:
    decided_month()
    person_id = poor()
    given = verbs.approve(accepted(person_id), actor=ERIN, now=NOW)
    new = NewAppeal(person_id, Against(About.AMOUNT, proposal_id=given), "少了。")
    first = verbs.appeal(new, actor=family(person_id), now=NOW)
    verbs.withdraw_appeal(first, actor=family(person_id), now=NOW)
    verbs.appeal(new, actor=family(person_id), now=NOW)

    breaks(
        "applications_appeal_one_open_a_proposal",
        lambda: Appeal.objects.of(pk=first).update(state="submitted", due_on=DAY),
    )


def test_what_was_done_is_not_rewritten() -> None:
    rows = Step.objects.filter(application=asked(poor()))

    breaks("applications_step_not_rewritten", lambda: rows.update(words="x"))
    breaks("applications_step_not_rewritten", rows.delete)


def test_a_step_is_one_of_the_moves() -> None:
    row = Application.objects.of(pk=asked(poor())).get()

    breaks(
        "applications_step_move_known",
        lambda: Step.objects.create(application=row, move="dance", by_name="x", at=NOW),
    )


class TestOfPapers:
    def put(self) -> Paper:
        paper_id = verbs.add_document(asked(poor()), paper(), actor=ALICE, now=NOW)
        return Paper.objects.get(pk=paper_id)

    @pytest.mark.parametrize("changes", [{"label": "x"}, {"content_sealed": b"x"}, {"size": 1}])
    def test_a_paper_is_not_rewritten(self, changes: dict[str, Any]) -> None:
        rows = Paper.objects.filter(pk=self.put().pk)

        breaks("applications_paper_not_rewritten", lambda: rows.update(**changes))

    def test_a_paper_is_not_deleted_nor_put_up_again(self) -> None:
        rows = Paper.objects.filter(pk=self.put().pk)

        breaks("applications_paper_not_rewritten", rows.delete)
        rows.update(removed_at=NOW)
        breaks("applications_paper_not_rewritten", lambda: rows.update(removed_at=None))

    @pytest.mark.parametrize("changes", [{"kind": "exe"}, {"size": 0}, {"size": 5_000_001}, {"label": ""}])
    def test_a_paper_is_of_a_known_kind_and_size(self, changes: dict[str, Any]) -> None:
        copied = self.copied(digest=b"y", **changes)

        breaks("applications_paper_kind_known", lambda: copied.save(force_insert=True))

    def test_a_paper_goes_with_one_thing(self) -> None:
        copied = self.copied(digest=b"y", application_id=None)

        breaks("applications_paper_of_one", lambda: copied.save(force_insert=True))

    def test_a_file_is_there_once(self) -> None:
        copied = self.copied()
        breaks("applications_paper_once_an_application", lambda: copied.save(force_insert=True))

        appeal = an_appeal()
        self.copied(application_id=None, appeal_id=appeal.pk).save(force_insert=True)
        again = self.copied(application_id=None, appeal_id=appeal.pk)
        breaks("applications_paper_once_an_appeal", lambda: again.save(force_insert=True))

    def copied(self, **changes: Any) -> Paper:
        row = self.put()
        row.pk = None  # type: ignore[assignment]
        for name, value in changes.items():
            setattr(row, name, value)
        return row
