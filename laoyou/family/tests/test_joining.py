"""Joining: what opens a letter, what voids it, and what account comes of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from laoyou.access.types import Role, Scope
from laoyou.accounts import reads as accounts
from laoyou.accounts.tests.cast import sign_in
from laoyou.accounts.tests.cast import somebody as user
from laoyou.family import reads, verbs
from laoyou.family.tests.cast import ADDRESS, DOOR, elder, invited, joined, took_up, tried
from laoyou.family.types import EndReason, State, Tie
from laoyou.kernel.errors import Conflict, Invalid, NotFound
from laoyou.people.tests.cast import NOW, TODAY, TOWN_A, later, noted

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ground")]
WRONG = "000A"


def test_the_code_and_the_tail_open_the_letter_in_any_writing() -> None:
    li = elder()
    letter = invited(li)
    typed = f"{letter.code[:4].lower()} {letter.code[4:]}"

    found = verbs.try_letter(typed, tail=li.tail.lower(), address=ADDRESS, actor=DOOR, now=NOW)

    assert found == letter.id


def test_joining_makes_an_account_for_that_one_person_until_the_agreed_day() -> None:
    li = elder()

    access_id, user_id = joined(li)

    (identity,) = accounts.grants_of(user_id, on=TODAY)
    assert (identity.role, identity.scope) == (Role.FAMILY, Scope.person(li.id))
    assert identity.until == reads.access(access_id).until
    assert accounts.user(user_id, on=TODAY).name == "张秀敏"
    assert sign_in(Client(), "xiumin").status_code == 302
    assert [one.id for one in reads.seen_by(user_id, NOW)] == [access_id]
    assert noted("family.join", person_id=li.id)[0].user_name == "家属加入页"


def test_a_letter_is_good_for_once() -> None:
    li = elder()
    letter = invited(li)
    took_up(letter, "xiumin")

    assert tried(letter, li.tail) is None
    with pytest.raises(Conflict) as refused:
        took_up(letter, "somebody-else")
    assert refused.value.code == "letter_gone"


def test_after_fourteen_days_a_letter_opens_nothing() -> None:
    li = elder()
    letter = invited(li)

    assert tried(letter, li.tail, now=later(13)) == letter.id
    assert tried(letter, li.tail, now=later(14)) is None
    with pytest.raises(Conflict):
        took_up(letter, "xiumin", now=later(14))
    assert reads.access(letter.id, later(14)).state is State.LAPSED


def test_five_wrong_tails_void_the_letter_for_the_right_one_too() -> None:
    li = elder()
    letter = invited(li)

    for _ in range(4):
        assert tried(letter, WRONG) is None
    assert tried(letter, li.tail) == letter.id
    assert tried(letter, WRONG) is None

    assert tried(letter, li.tail) is None
    assert reads.access(letter.id, NOW).ended_why is EndReason.TRIES


def test_thirty_wrong_codes_lock_the_address_as_signing_in_does() -> None:
    for _ in range(30):
        assert verbs.try_letter("AAAA-AAAA", tail=WRONG, address=ADDRESS, actor=DOOR, now=NOW) is None

    assert accounts.address_is_locked(ADDRESS, now=NOW)


def test_a_weak_password_leaves_the_letter_good() -> None:
    li = elder()
    letter = invited(li)

    with pytest.raises(Invalid) as refused:
        verbs.join(
            letter.id, username="xiumin", password="1234567890", is_known=False, actor=DOOR, now=NOW
        )

    assert refused.value.field == "password"
    assert tried(letter, li.tail) == letter.id
    assert accounts.user_id_of("xiumin") is None


def test_a_name_that_is_taken_is_refused_and_the_letter_stays_good() -> None:
    user("xiumin", code=TOWN_A)
    li = elder()
    letter = invited(li)

    with pytest.raises(Conflict) as refused:
        took_up(letter, "xiumin")

    assert refused.value.code == "accounts_user_username_once"
    assert tried(letter, li.tail) == letter.id


def test_father_and_mother_are_joined_to_one_account() -> None:
    mother, father = elder(), elder("张国强")
    _, user_id = joined(mother)

    joined(father, is_known=True)

    scopes = [one.scope for one in accounts.grants_of(user_id, on=TODAY)]
    assert scopes == [Scope.person(mother.id), Scope.person(father.id)]
    assert [one.person_id for one in reads.seen_by(user_id, NOW)] == [mother.id, father.id]


def test_a_wrong_password_joins_nothing_to_an_account() -> None:
    mother, father = elder(), elder("张国强")
    joined(mother)
    letter = invited(father)

    with pytest.raises(Invalid) as refused:
        verbs.join(
            letter.id, username="xiumin", password="not-the-password", is_known=True, actor=DOOR, now=NOW
        )

    assert refused.value.code == "wrong_account"
    assert tried(letter, father.tail) == letter.id


def test_an_account_of_work_is_not_an_account_of_kin() -> None:
    user("alice", code=TOWN_A)
    letter = invited(elder())

    with pytest.raises(Conflict) as refused:
        took_up(letter, "alice", is_known=True)

    assert refused.value.code == "work_account"


def test_a_new_letter_prolongs_what_was_given() -> None:
    li = elder()
    first, user_id = joined(li)
    until = reads.access(first).until + timedelta(days=30)

    second, _ = joined(li, is_known=True, until=until, now=later(1))

    assert [(one.id, one.until) for one in reads.seen_by(user_id, later(1))] == [(second, until)]
    assert reads.access(first, later(1)).ended_why is EndReason.REPLACED
    (identity,) = accounts.grants_of(user_id, on=later(1).date())
    assert identity.until == until


def test_nobody_sees_the_neighbours_or_beyond_the_last_day() -> None:
    li, neighbour = elder(), elder("孙大山")
    access_id, user_id = joined(li, tie=Tie.DAUGHTER)
    after = later((reads.access(access_id).until - TODAY).days + 1)

    assert reads.sight(user_id, li.id, NOW).id == access_id
    with pytest.raises(NotFound):
        reads.sight(user_id, neighbour.id, NOW)
    with pytest.raises(NotFound):
        reads.sight(user_id, li.id, after)
    assert reads.access(access_id, after).state is State.EXPIRED
