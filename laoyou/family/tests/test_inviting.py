"""The letter: who may write it, on whose word, and what is kept of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from laoyou.audit.types import Outcome
from laoyou.family import reads
from laoyou.family.models import Access
from laoyou.family.tests.cast import DAUGHTER, elder, invited, joined, tried
from laoyou.family.types import Consent, EndReason, State, Tie
from laoyou.kernel.errors import Conflict, Forbidden, Invalid
from laoyou.people import verbs as people
from laoyou.people.tests.cast import ALICE, BOB, LEADER, NOW, TODAY, VILLAGE_A, noted, somebody
from laoyou.people.types import Source

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ground")]


def test_a_clerk_invites_the_daughter_and_the_list_says_on_what_terms() -> None:
    li = elder()

    invited(li)

    (one,) = reads.of_person(li.id, NOW)
    assert (one.tie, one.name, one.phone) == (Tie.DAUGHTER, "张秀敏", "139****1111")
    assert (one.consent, one.consent_on, one.health) == (Consent.SPOKEN, TODAY, False)
    assert (one.state, one.until) == (State.INVITED, DAUGHTER.until)
    assert noted("family.invite", person_id=li.id)[0].user_id == ALICE.user_id


def test_of_the_code_and_the_phone_nothing_readable_is_kept() -> None:
    letter = invited(elder())

    with connection.cursor() as cursor:
        cursor.execute("SELECT t::text FROM family_access t")
        text = "".join(row[0] for row in cursor.fetchall())
    assert letter.code not in text
    assert "13900001111" not in text
    assert not [entry for entry in noted("family.invite") if letter.code in str(entry)]


@pytest.mark.parametrize("actor", [BOB, LEADER])
def test_a_neighbour_and_who_only_reads_cannot_invite(actor: Any) -> None:
    li = elder()

    with pytest.raises(Forbidden):
        invited(li, actor=actor)

    assert noted("family.invite")[0].outcome is Outcome.REFUSED
    assert reads.of_person(li.id, NOW) == ()


def test_the_person_himself_consents_by_asking_and_sees_everything() -> None:
    li = elder()

    invited(li, tie=Tie.SELF, name="", consent=Consent.SIGNED)

    (one,) = reads.of_person(li.id, NOW)
    assert (one.name, one.consent, one.health) == ("李小华", Consent.OWN, True)


@pytest.mark.parametrize(
    ("field", "changed"),
    [
        ("name", {"name": " "}),
        ("consent", {"consent": Consent.OWN}),
        ("consent_on", {"consent_on": TODAY + timedelta(days=1)}),
        ("until", {"until": TODAY - timedelta(days=1)}),
        ("until", {"until": TODAY + timedelta(days=4 * 366)}),
    ],
)
def test_what_is_wrong_is_named(field: str, changed: dict[str, Any]) -> None:
    li = elder()

    with pytest.raises(Invalid) as refused:
        invited(li, **changed)

    assert refused.value.field == field


def test_a_phone_that_is_none_is_refused() -> None:
    li = elder()

    with pytest.raises(Invalid, match="11位手机号"):
        invited(li, phone="123")


def test_a_second_letter_for_the_same_relative_voids_the_first() -> None:
    li = elder()
    first = invited(li)

    second = invited(li)

    assert tried(first, li.tail) is None
    assert tried(second, li.tail) == second.id
    assert {one.id: one.ended_why for one in reads.of_person(li.id, NOW)} == {
        second.id: None,
        first.id: EndReason.REPLACED,
    }


def test_a_letter_for_the_son_leaves_the_daughters_alone() -> None:
    li = elder()
    first = invited(li)

    invited(li, tie=Tie.SON, name="张强")

    assert tried(first, li.tail) == first.id


def test_nobody_is_invited_to_the_dead_or_to_who_has_no_card() -> None:
    li = elder()
    people.record_death(li.id, on=TODAY, source=Source.TOWN, actor=ALICE, now=NOW)
    without = somebody("孙大山", VILLAGE_A, document=None)

    with pytest.raises(Conflict) as dead:
        invited(li)
    with pytest.raises(Conflict) as unnamed:
        invited(type(li)(without, ""))

    assert (dead.value.code, unnamed.value.code) == ("has_died", "no_document")


def test_who_is_in_comes_first_in_the_list() -> None:
    li = elder()
    inside, _ = joined(li)
    letter = invited(li, tie=Tie.SON, name="张强")

    assert [one.id for one in reads.of_person(li.id, NOW)] == [inside, letter.id]
    assert Access.objects.of(pk=inside).get().code_blind is None
