"""The one door: who passes, what is noted, and what is left when something goes wrong."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from laoyou import acts
from laoyou.access.types import Actor, Place, Role, Scope
from laoyou.acts.tests.conftest import (
    ALICE,
    ELSEWHERE,
    LEADER,
    NOW,
    TOWN,
    VILLAGE,
    Verbs,
    Written,
    put,
    where,
    words,
)
from laoyou.audit import reads as audit
from laoyou.audit import verbs as audit_verbs
from laoyou.audit.types import EntryRecord, Outcome
from laoyou.kernel.errors import Conflict, Forbidden, Invalid

pytestmark = pytest.mark.django_db


def trail() -> list[EntryRecord]:
    """Every audit row, the oldest first."""
    return list(reversed(audit.entries(Scope.everything(), audit.Filter()).rows))


def test_a_permitted_act_is_done_and_noted(verbs: Verbs) -> None:
    assert verbs.write("hello", person_id=5, actor=ALICE, now=NOW) == "HELLO"

    (entry,) = trail()
    assert words() == ["hello"]
    assert (entry.act, entry.outcome, entry.at) == ("test.write", Outcome.DONE, NOW)
    assert (entry.user_id, entry.user_name, entry.role) == (11, "艾丽", "clerk")
    assert (entry.acting_for, entry.division) == ("division:230502001", VILLAGE)
    assert (entry.person_id, entry.object_kind, entry.object_id, entry.count) == (5, "word", "hello", 1)


@pytest.mark.parametrize(("actor", "division"), [(LEADER, VILLAGE), (ALICE, ELSEWHERE)])
def test_a_refused_act_changes_nothing_and_leaves_a_row(verbs: Verbs, actor: Actor, division: str) -> None:
    with pytest.raises(Forbidden) as refused:
        verbs.write("hello", division=division, person_id=5, actor=actor, now=NOW)

    (entry,) = trail()
    assert words() == []
    assert refused.value.code == "refused"
    assert (entry.outcome, entry.user_id, entry.division) == (Outcome.REFUSED, actor.user_id, division)
    assert (entry.person_id, entry.count) == (5, 0)


def test_a_refusal_by_the_sentence_itself_leaves_a_row_too(verbs: Verbs) -> None:
    with pytest.raises(Forbidden) as refused:
        verbs.write("hello", fail=Forbidden("不行。", "own_reason"), actor=ALICE, now=NOW)

    (entry,) = trail()
    assert words() == []
    assert refused.value.code == "own_reason"
    assert (entry.outcome, entry.object_id) == (Outcome.REFUSED, "hello")


@pytest.mark.parametrize("failure", [Invalid("不对。"), Conflict("冲突。"), RuntimeError("boom")])
def test_a_failed_act_changes_nothing_and_is_not_noted(verbs: Verbs, failure: Exception) -> None:
    with pytest.raises(type(failure)):
        verbs.write("hello", copies=2, fail=failure, actor=ALICE, now=NOW)

    assert words() == []
    assert trail() == []


def test_an_act_that_cannot_be_noted_is_not_done(verbs: Verbs, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(notes: object) -> None:
        raise RuntimeError("the trail is full")

    monkeypatch.setattr(audit_verbs, "append", broken)
    with pytest.raises(RuntimeError, match="the trail is full"):
        verbs.write("hello", actor=ALICE, now=NOW)

    assert words() == []


def test_a_verb_called_by_a_verb_joins_it_and_is_noted_within_it(verbs: Verbs) -> None:
    """Alice may not file; the permission of the outer act covers it."""
    verbs.write("a", copies=2, actor=ALICE, now=NOW)

    first, second, outer = trail()
    assert words() == ["a", "filed a0", "filed a1"]
    assert [entry.act for entry in (first, second, outer)] == ["test.file", "test.file", "test.write"]
    assert first.within == second.within == outer.act_id
    assert outer.within is None
    assert (first.object_id, second.object_id, outer.count) == ("a0", "a1", 3)
    with pytest.raises(Forbidden):
        verbs.file("a", actor=ALICE, now=NOW)


def test_a_fact_is_told_in_the_same_transaction(verbs: Verbs) -> None:
    heard: list[tuple[str, list[str], Actor, datetime]] = []

    def listener(fact: Written, *, actor: Actor, now: datetime) -> None:
        heard.append((fact.word, words(), actor, now))
        verbs.file(fact.word, actor=actor, now=now)

    acts.listen({Written: (listener,)})
    verbs.write("hello", tell=True, actor=ALICE, now=NOW)

    written, filed = trail()
    assert heard == [("hello", ["hello"], ALICE, NOW)]
    assert words() == ["filed hello", "hello"]
    assert filed.within == written.act_id


def test_what_a_listener_cannot_do_did_not_happen(verbs: Verbs) -> None:
    def listener(fact: Written, *, actor: Actor, now: datetime) -> None:
        raise Conflict("记不下来。", "full")

    acts.listen({Written: (listener,)})
    with pytest.raises(Conflict):
        verbs.write("hello", tell=True, actor=ALICE, now=NOW)

    assert words() == []
    assert trail() == []


def test_a_fact_that_nobody_hears_is_no_fault(verbs: Verbs) -> None:
    verbs.write("hello", tell=True, actor=ALICE, now=NOW)

    assert words() == ["hello"]


def test_an_act_is_not_part_of_somebody_elses_transaction(verbs: Verbs) -> None:
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        verbs.write("hello", actor=ALICE, now=NOW)


def test_a_broken_constraint_is_told_in_its_words(verbs: Verbs) -> None:
    with pytest.raises(Conflict) as refused:
        verbs.write("bad", actor=ALICE, now=NOW)

    assert refused.value.code == "accounts_user_username_plain"
    assert "用户名只能用" in refused.value.message
    assert words() == []


def test_a_constraint_without_words_is_a_fault_of_the_program(verbs: Verbs) -> None:
    with pytest.raises(IntegrityError, match="acts_probe_wordless"):
        verbs.write("worse", actor=ALICE, now=NOW)


def test_a_clock_without_a_zone_is_not_a_clock(verbs: Verbs) -> None:
    with pytest.raises(TypeError, match="aware"):
        verbs.write("hello", actor=ALICE, now=NOW.replace(tzinfo=None))


@pytest.mark.parametrize("actor", [None, "艾丽", 11])
def test_only_an_actor_acts(verbs: Verbs, actor: Any) -> None:
    with pytest.raises(TypeError, match="actor"):
        verbs.write("hello", actor=actor, now=NOW)


def test_outside_a_verb_there_is_nothing_to_tell() -> None:
    with pytest.raises(RuntimeError, match="outside a verb"):
        acts.emit(Written("x"))
    with pytest.raises(RuntimeError, match="outside a verb"):
        acts.subject(id=1)
    with pytest.raises(RuntimeError, match="outside a verb"):
        acts.purpose("visit")


def test_the_door_is_closed_again_after_an_act_and_after_a_failure(verbs: Verbs) -> None:
    verbs.write("hello", actor=ALICE, now=NOW)
    with pytest.raises(Invalid):
        verbs.write("again", fail=Invalid("不对。"), actor=ALICE, now=NOW)

    with pytest.raises(RuntimeError, match="outside a verb"):
        acts.emit(Written("x"))


def test_two_verbs_do_not_share_a_name(verbs: Verbs) -> None:
    def define_again() -> None:
        @acts.verb("test.write", place=where)
        def write(*, actor: Actor, now: datetime) -> None:
            put("x")

    with pytest.raises(ValueError, match=r"two verbs are called test\.write"):
        define_again()

    assert set(acts.verbs()) == {"test.write", "test.file"}


def test_an_act_that_nobody_registered_is_refused() -> None:
    @acts.verb("test.unheard_of", place=acts.nowhere)
    def unheard_of(*, actor: Actor, now: datetime) -> None:
        raise AssertionError

    with pytest.raises(Forbidden):
        unheard_of(actor=Actor(1, "", Role.ADMINISTRATOR, Scope.everything()), now=NOW)


def test_an_act_of_no_place_is_noted_under_the_actors_division() -> None:
    @acts.verb("test.see", place=acts.nowhere)
    def see(*, actor: Actor, now: datetime) -> None:
        acts.purpose("visit")

    see(actor=ALICE, now=NOW)

    assert (trail()[0].division, trail()[0].purpose) == (TOWN, "visit")


def test_a_sensitive_read_is_noted_with_its_purpose(db: None) -> None:
    acts.read(
        "test.see",
        actor=ALICE,
        now=NOW,
        place=Place((VILLAGE,)),
        person_id=5,
        purpose="visit",
        kind="phone",
        id=9,
        count=2,
    )

    (entry,) = trail()
    assert (entry.outcome, entry.purpose, entry.person_id) == (Outcome.READ, "visit", 5)
    assert (entry.object_kind, entry.object_id, entry.count, entry.division) == ("phone", "9", 2, VILLAGE)


def test_a_refused_read_is_noted_and_raises(db: None) -> None:
    with pytest.raises(Forbidden):
        acts.read("test.see", actor=ALICE, now=NOW, place=Place((ELSEWHERE,)), person_id=5)

    (entry,) = trail()
    assert (entry.outcome, entry.person_id, entry.count) == (Outcome.REFUSED, 5, 0)


def test_a_check_that_passes_leaves_no_row_and_one_that_fails_does(db: None) -> None:
    acts.check("test.see", actor=ALICE, now=NOW, place=Place((VILLAGE,)))
    assert trail() == []

    with pytest.raises(Forbidden):
        acts.check("test.see", actor=ALICE, now=NOW, place=Place((ELSEWHERE,)), person_id=8)

    assert [entry.person_id for entry in trail()] == [8]


def test_the_rows_of_an_act_are_written_last(verbs: Verbs) -> None:
    """So that a chain is held for a moment only: after its head is taken nothing else is asked."""
    with CaptureQueriesContext(connection) as asked:
        verbs.write("hello", actor=ALICE, now=NOW)

    texts = [query["sql"] for query in asked.captured_queries]
    head = next(number for number, text in enumerate(texts) if "audit_head" in text)
    assert any("acts_probe" in text for text in texts[:head])
    assert all("audit_" in text or "SAVEPOINT" in text for text in texts[head:])


def test_a_sentence_may_name_the_act_it_is(verbs: Verbs, monkeypatch: pytest.MonkeyPatch) -> None:
    named: list[object] = []
    acts.listen({Written: (lambda fact, **_: named.append(acts.act_id()),)})

    verbs.write("hello", tell=True, actor=ALICE, now=NOW)

    (entry,) = trail()
    assert named == [entry.act_id]
    with pytest.raises(RuntimeError, match="outside a verb"):
        acts.act_id()
