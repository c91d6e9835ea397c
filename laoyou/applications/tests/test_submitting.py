"""Asking for a benefit: who may, how, and what cannot be asked for."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from laoyou.access.types import Scope
from laoyou.applications import reads, verbs
from laoyou.applications.models import Application
from laoyou.applications.tests.cast import (
    ALICE,
    BOB,
    KIN,
    NOW,
    ON_BEHALF,
    SELF,
    asked,
    decided_month,
    family,
    poor,
)
from laoyou.applications.types import Asker, Asking, Channel, Move, NewApplication
from laoyou.audit import reads as audit
from laoyou.audit.types import Outcome
from laoyou.benefits.tests.cast import elder
from laoyou.kernel.errors import Conflict, Forbidden, Invalid
from laoyou.people import verbs as people
from laoyou.people.types import Source

pytestmark = pytest.mark.usefixtures("law")


def test_what_is_asked_for_is_due_in_five_working_days() -> None:
    person_id = poor()

    application_id = asked(person_id, words="腿脚不便，\n想申请护理补贴")

    one = reads.applications.application(application_id)
    assert (one.person_id, one.benefit_name, one.asking) == (person_id, "护理补贴", SELF)
    assert one.due_on == date(2026, 1, 12), "Monday to Monday: Saturday and Sunday do not count"
    assert reads.applications.words(application_id) == "腿脚不便， 想申请护理补贴"
    assert [step.move for step in reads.applications.steps(application_id)] == [Move.SUBMIT]
    (entry,) = audit.entries(Scope.everything(), audit.Filter(act="applications.submit")).rows
    assert (entry.person_id, entry.object_id) == (person_id, str(application_id))


def test_what_he_says_is_sealed_in_the_table() -> None:
    application_id = asked(poor(), words="腿脚不便")

    row = Application.objects.of(pk=application_id).get()

    assert "腿脚不便".encode() not in bytes(row.words_sealed)


def test_a_family_asks_for_its_own_person_and_for_no_other() -> None:
    person_id, other = poor(), poor(name="王大山")

    application_id = asked(person_id, actor=family(person_id))

    assert reads.applications.application(application_id).asking == Asking()
    with pytest.raises(Forbidden):
        asked(other, actor=family(person_id))


def test_a_neighbours_clerk_cannot_ask_and_the_refusal_is_on_the_trail() -> None:
    with pytest.raises(Forbidden):
        asked(poor(), actor=BOB)

    (entry,) = audit.entries(Scope.everything(), audit.Filter(act="applications.submit")).rows
    assert entry.outcome is Outcome.REFUSED


@pytest.mark.parametrize("asking", [SELF, ON_BEHALF, KIN])
def test_how_he_asked_is_kept_as_it_was(asking: Asking) -> None:
    assert reads.applications.application(asked(poor(), asking=asking)).asking == asking


@pytest.mark.parametrize(
    ("asking", "field"),
    [
        (replace(KIN, relation=None), "relation"),
        (replace(KIN, name=" "), "relation"),
        (replace(KIN, consent_on=None), "consent_on"),
        (replace(ON_BEHALF, consent_on=None), "consent_on"),
        (replace(ON_BEHALF, consent_on=date(2026, 1, 6)), "consent_on"),
        (Asking(channel=Channel.ONLINE), "channel"),
    ],
)
def test_who_asks_for_another_says_who_he_is_and_by_whose_leave(asking: Asking, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        asked(poor(), asking=asking)

    assert refused.value.field == field


def test_a_family_is_not_a_clerk_on_behalf() -> None:
    person_id = poor()

    with pytest.raises(Invalid) as refused:
        asked(person_id, actor=family(person_id), asking=Asking(Asker.CLERK, consent_on=date(2026, 1, 4)))

    assert refused.value.field == "by"


def test_the_same_cannot_be_asked_for_twice_at_a_time() -> None:
    person_id = poor()
    first = asked(person_id)

    with pytest.raises(Conflict) as refused:
        asked(person_id)
    verbs.withdraw(first, actor=ALICE, now=NOW)
    second = asked(person_id)

    assert refused.value.code == "applications_application_one_open"
    assert second != first


def test_an_automatic_benefit_can_be_asked_for_by_who_was_missed() -> None:
    assert asked(elder(), "warm_winter")


def test_what_he_has_already_cannot_be_asked_for() -> None:
    person_id = elder()
    decided_month()

    with pytest.raises(Conflict) as refused:
        asked(person_id, "warm_winter")

    assert refused.value.code == "held"


def test_what_is_no_law_here_cannot_be_asked_for() -> None:
    with pytest.raises(Invalid) as refused:
        asked(poor(), "nothing")

    assert refused.value.field == "benefit"


def test_nobody_asks_for_the_dead() -> None:
    person_id = poor()
    people.record_death(
        person_id, on=date(2026, 1, 2), source=Source.CIVIL_AFFAIRS, actor=ALICE, now=NOW
    )

    with pytest.raises(Conflict) as refused:
        asked(person_id)

    assert refused.value.code == "died"


def test_too_many_words_are_refused_in_words() -> None:
    with pytest.raises(Invalid, match="400 字以内，现在有 401 字"):
        verbs.submit(NewApplication(poor(), "care_aid", SELF, "长" * 401), actor=ALICE, now=NOW)


def test_what_a_person_asked_for_is_found_with_him() -> None:
    person_id = poor()
    application_id = asked(person_id)

    found = reads.of_person(person_id)

    assert [one.id for one in found.applications] == [application_id]
    assert found.appeals == ()
