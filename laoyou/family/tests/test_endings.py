"""The end: by the elder's word, by a death, and what a merge of persons does with it."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from laoyou.access.types import Role, Scope
from laoyou.accounts import reads as accounts
from laoyou.accounts.tests.cast import sign_in
from laoyou.audit.types import Outcome
from laoyou.family import reads, verbs
from laoyou.family.tests.cast import Elder, elder, invited, joined, tried
from laoyou.family.types import EndReason, State, Tie
from laoyou.kernel.errors import Conflict, Forbidden, Invalid
from laoyou.people import verbs as people
from laoyou.people.tests.cast import ALICE, BOB, CAROL, DAVE, NOW, TODAY, later, noted
from laoyou.people.types import Source

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ground")]


def scopes(user_id: int, on: date = TODAY) -> list[Scope]:
    return [one.scope for one in accounts.grants_of(user_id, on=on)]


def merged(kept: Elder, gone: Elder) -> int:
    merge = people.propose_merge(kept.id, gone.id, actor=CAROL, now=NOW)
    people.approve_merge(merge, actor=DAVE, now=NOW)
    return int(merge)


def test_the_elders_word_ends_it_at_once_and_every_session_with_it() -> None:
    access_id, user_id = joined(elder())
    browser = Client()
    sign_in(browser, "xiumin")
    assert browser.get(reverse("family_home")).status_code == 200

    verbs.end(access_id, EndReason.ELDER, actor=ALICE, now=NOW)

    answer = browser.get(reverse("family_home"))
    assert answer["Location"].startswith(reverse("accounts:sign_in"))
    assert scopes(user_id) == []
    assert reads.access(access_id, NOW).state is State.ENDED
    assert sign_in(Client(), "xiumin").status_code == 422


def test_a_letter_that_nobody_used_is_void() -> None:
    li = elder()
    letter = invited(li)

    verbs.end(letter.id, EndReason.MISTAKE, actor=ALICE, now=NOW)

    assert tried(letter, li.tail) is None
    with pytest.raises(Conflict):
        verbs.end(letter.id, EndReason.MISTAKE, actor=ALICE, now=NOW)


def test_a_neighbours_clerk_ends_nothing() -> None:
    access_id, user_id = joined(elder())

    with pytest.raises(Forbidden):
        verbs.end(access_id, EndReason.ELDER, actor=BOB, now=NOW)

    assert len(scopes(user_id)) == 1
    assert noted("family.end")[0].outcome is Outcome.REFUSED


def test_only_what_people_say_is_a_reason() -> None:
    access_id, _ = joined(elder())

    with pytest.raises(Invalid):
        verbs.end(access_id, EndReason.DEATH, actor=ALICE, now=NOW)


def test_the_end_for_the_mother_leaves_the_father() -> None:
    mother, father = elder(), elder("张国强")
    access_id, user_id = joined(mother)
    joined(father, is_known=True)

    verbs.end(access_id, EndReason.ELDER, actor=ALICE, now=NOW)

    assert scopes(user_id) == [Scope.person(father.id)]


def test_after_a_death_kin_see_for_ninety_days_more() -> None:
    li = elder()
    access_id, user_id = joined(li)
    letter = invited(li, tie=Tie.SON, name="张强")

    people.record_death(li.id, on=TODAY, source=Source.TOWN, actor=ALICE, now=NOW)

    assert reads.access(access_id, NOW).until == later(90).date()
    (identity,) = accounts.grants_of(user_id, on=TODAY)
    assert identity.until == later(90).date()
    assert scopes(user_id, later(91).date()) == []
    assert tried(letter, li.tail) is None


def test_the_access_of_the_dead_himself_ends() -> None:
    li = elder()
    access_id, user_id = joined(li, "lixiaohua", tie=Tie.SELF, name="")

    people.record_death(li.id, on=TODAY, source=Source.TOWN, actor=ALICE, now=NOW)

    assert reads.access(access_id, NOW).ended_why is EndReason.DEATH
    assert scopes(user_id) == []


def test_a_death_that_was_a_mistake_gives_the_agreed_days_back() -> None:
    li = elder()
    access_id, user_id = joined(li)
    until = reads.access(access_id, NOW).until
    people.record_death(li.id, on=TODAY, source=Source.TOWN, actor=ALICE, now=NOW)

    people.withdraw_death(li.id, source=Source.TOWN, actor=ALICE, now=later(minutes=5))

    assert reads.access(access_id, NOW).until == until
    assert [one.until for one in accounts.grants_of(user_id, on=TODAY)] == [until]


def test_a_merge_takes_the_daughter_along_and_undoing_it_brings_her_back() -> None:
    kept, gone = elder(), elder()
    access_id, user_id = joined(gone)
    merge = merged(kept, gone)
    after = scopes(user_id), reads.access(access_id, NOW).person_id

    people.undo_merge(merge, actor=CAROL, now=later(minutes=5))

    assert after == ([Scope.person(kept.id)], kept.id)
    assert scopes(user_id) == [Scope.person(gone.id)]
    assert reads.access(access_id, NOW).person_id == gone.id


def test_a_letter_written_before_a_merge_is_good_after_it() -> None:
    kept, gone = elder(), elder()
    letter = invited(gone)

    merged(kept, gone)

    assert tried(letter, kept.tail) == letter.id
    assert [one.id for one in reads.of_person(kept.id, NOW)] == [letter.id]


def test_who_was_in_to_both_rows_is_in_once_and_out_by_one_word() -> None:
    kept, gone = elder(), elder()
    first, user_id = joined(kept)
    joined(gone, is_known=True)
    merged(kept, gone)
    both = scopes(user_id)

    verbs.end(first, EndReason.ELDER, actor=ALICE, now=NOW)

    assert both == [Scope.person(kept.id)]
    assert scopes(user_id) == []
    assert reads.seen_by(user_id, NOW) == ()
    assert not [one for one in accounts.grants_of(user_id, on=TODAY) if one.role is Role.FAMILY]
