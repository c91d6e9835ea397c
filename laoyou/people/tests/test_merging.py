"""Merging two rows of one human being, and undoing it."""

from __future__ import annotations

from datetime import date

import pytest

from laoyou.access.types import Actor, Scope
from laoyou.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from laoyou.kernel.sex import Sex
from laoyou.kernel.spans import DateSpan
from laoyou.people import reads, verbs
from laoyou.people.facts import MergeUndone, PersonDied, PersonsMerged
from laoyou.people.models import MergeMove
from laoyou.people.tests.cast import (
    ALICE,
    BOB,
    CAROL,
    COUNTY,
    DAVE,
    NOW,
    TODAY,
    TOWN_A,
    VILLAGE_A,
    VILLAGE_A2,
    VILLAGE_B,
    Heard,
    card,
    later,
    number_of,
    somebody,
)
from laoyou.people.types import Consent, FactKind, MergeState, Relation, Source

pytestmark = pytest.mark.usefixtures("ground")

SYSTEM = Actor.system("test")
BIRTH = date(1945, 5, 4)


def merged(kept: int, gone: int, *, approver: Actor = DAVE) -> int:
    merge_id = verbs.propose_merge(kept, gone, actor=CAROL, now=later(1))
    verbs.approve_merge(merge_id, actor=approver, now=later(2))
    return merge_id


def state(person_id: int, source: Source = Source.TOWN, value: str = "alone", first: date = BIRTH) -> int:
    return verbs.record_fact(
        person_id,
        kind=FactKind.LIVING,
        value=value,
        span=DateSpan.since(first),
        source=source,
        actor=SYSTEM,
        now=NOW,
    )


def contact(person_id: int, name: str, phone: str) -> int:
    return verbs.name_contact(
        person_id,
        name=name,
        relation=Relation.SON,
        phone=phone,
        consent=Consent.FULL,
        source=Source.FAMILY,
        actor=SYSTEM,
        now=NOW,
    )


def test_the_score_and_its_grounds_are_computed() -> None:
    kept, gone = somebody(), somebody()

    merge_id = verbs.propose_merge(kept, gone, actor=ALICE, now=NOW)

    record = reads.merges.merge(merge_id)
    assert (record.state, record.proposed_by) == (MergeState.PROPOSED, ALICE.user_id)
    assert record.score == pytest.approx(0.8)
    assert record.grounds == "姓名相同；出生日期相同；同村（社区）；证件号码不同"


def test_the_grounds_of_the_one_who_proposes_are_kept() -> None:
    merge_id = verbs.propose_merge(somebody(), somebody(), grounds="本人说是同一人", actor=ALICE, now=NOW)

    assert reads.merges.merge(merge_id).grounds == "本人说是同一人"


@pytest.mark.parametrize(
    ("birth", "man", "said"), [(date(1946, 1, 1), False, "出生日期"), (BIRTH, True, "性别")]
)
def test_a_card_of_another_birth_or_sex_is_not_merged_in_but_may_be_the_one_that_stays(
    birth: date, man: bool, said: str
) -> None:
    with_card = somebody(document=card(number_of(birth, man=man)))
    by_word = somebody(document=None, birth_date=BIRTH, sex=Sex.FEMALE)

    with pytest.raises(Invalid) as refused:
        verbs.propose_merge(by_word, with_card, actor=CAROL, now=later(1))
    merged(with_card, by_word)

    assert refused.value.code == "contradicts_person"
    assert f"要并入的证件号码中的{said}" in refused.value.message
    assert "或改为保留另一份" in refused.value.message
    assert reads.persons.person(by_word).id == with_card


def test_a_card_that_contradicts_meanwhile_keeps_a_proposal_from_being_approved() -> None:
    kept, gone = somebody(document=None, birth_date=BIRTH), somebody()
    merge_id = verbs.propose_merge(kept, gone, actor=CAROL, now=later(1))
    verbs.correct(kept, birth_date=date(1946, 1, 1), source=Source.TOWN, actor=ALICE, now=later(1))

    with pytest.raises(Invalid) as refused:
        verbs.approve_merge(merge_id, actor=DAVE, now=later(2))

    assert refused.value.code == "contradicts_person"
    assert reads.merges.merge(merge_id).state is MergeState.PROPOSED
    assert len(reads.persons.person(gone).documents) == 1


def test_after_a_merge_every_read_of_either_gives_the_one_person(heard: Heard) -> None:
    first, second = number_of(), number_of()
    kept = somebody("李小华", document=card(first), phones=["13812345521"])
    gone = somebody("李晓华", document=card(second), phones=["13900000000"])
    state(gone, Source.POLICE)

    merged(kept, gone)

    record = reads.persons.person(gone)
    assert (record.id, record.merged_from) == (kept, (gone,))
    assert [other.name for other in record.other_names] == ["李晓华"]
    assert {document.number[-4:] for document in record.documents} == {first[-4:], second[-4:]}
    assert len(record.phones) == 2
    assert reads.persons.by_number(second, Scope.everything()) == record
    assert reads.facts.believed([gone])[gone] == reads.facts.believed([kept])[kept] != ()
    assert reads.place_of(gone) == reads.place_of(kept)
    assert reads.persons.names([gone])[gone].id == kept
    assert heard.of(PersonsMerged) == [PersonsMerged(kept, gone, later(2))]


def test_where_both_have_the_same_the_kept_one_prevails_and_the_other_stays_as_history() -> None:
    kept, gone = somebody(), somebody(division=VILLAGE_A2)
    state(kept, value="alone")
    state(gone, value="empty_nest")

    merge_id = merged(kept, gone)

    assert [fact.value for fact in reads.facts.believed([kept])[kept]] == ["alone"]
    assert len(reads.facts.history([kept])[kept]) == 2
    assert [abode.division for abode in reads.persons.person(kept).abodes] == [VILLAGE_A]
    changes = dict(MergeMove.objects.filter(merge=merge_id).values_list("table", "change"))
    assert changes["people_statusfact.person"] == "superseded"
    assert changes["people_abode.person"] == "superseded"
    assert changes["people_document.person"] == "moved"


def test_contacts_of_the_one_who_gives_way_come_last() -> None:
    kept, gone = somebody(), somebody()
    contact(kept, "甲", "13812345521")
    contact(gone, "乙", "13812345522")
    contact(gone, "甲兄", "13812345521")

    merged(kept, gone)

    assert [(c.position, c.name) for c in reads.relations.contacts([kept])[kept]] == [(1, "甲"), (2, "乙")]


def test_kin_of_each_other_and_double_kin_are_out_of_sight() -> None:
    kept, gone, son = somebody(), somebody(), somebody("李强")
    for one, other, relation in (
        (kept, son, Relation.SON),
        (gone, son, Relation.SON),
        (kept, gone, Relation.SIBLING),
    ):
        verbs.record_kin(one, relative_id=other, relation=relation, source=Source.TOWN, actor=SYSTEM, now=NOW)

    merged(kept, gone)

    assert [kin.relative for kin in reads.relations.kin([kept])[kept]] == [son]
    assert [kin.relative for kin in reads.relations.kin([son])[son]] == [kept]


def test_a_death_known_of_one_row_is_the_person_s(heard: Heard) -> None:
    kept, gone = somebody(), somebody()
    verbs.record_death(gone, on=TODAY, source=Source.POLICE, actor=SYSTEM, now=NOW)

    merge_id = merged(kept, gone)
    died = reads.persons.person(kept).death_date
    verbs.undo_merge(merge_id, actor=CAROL, now=later(3))

    assert died == TODAY
    assert heard.of(PersonDied)[-1] == PersonDied(kept, TODAY, Source.POLICE, later(2))
    assert reads.persons.person(kept).death_date is None
    assert reads.persons.person(gone).death_date == TODAY


def test_nobody_writes_on_the_row_that_gave_way() -> None:
    kept, gone = somebody(), somebody()
    merged(kept, gone)

    with pytest.raises(Conflict) as refused:
        state(gone)

    assert refused.value.code == "merged"


def test_nobody_decides_on_his_own_proposal() -> None:
    merge_id = verbs.propose_merge(somebody(), somebody(), actor=CAROL, now=NOW)

    for decide in (verbs.approve_merge, verbs.refuse_merge):
        with pytest.raises(Conflict) as refused:
            decide(merge_id, actor=CAROL, now=NOW)
        assert refused.value.code == "second_person"


def test_a_clerk_proposes_and_does_not_approve() -> None:
    merge_id = verbs.propose_merge(somebody(), somebody(), actor=ALICE, now=NOW)

    with pytest.raises(Forbidden):
        verbs.approve_merge(merge_id, actor=ALICE, now=NOW)


def test_a_merge_across_two_towns_is_the_county_s() -> None:
    kept, gone = somebody(), somebody(division=VILLAGE_B)
    town_supervisor = Actor(21, "主管", CAROL.role, Scope.division(TOWN_A))

    for clerk in (ALICE, BOB, town_supervisor):
        with pytest.raises(Forbidden):
            verbs.propose_merge(kept, gone, actor=clerk, now=NOW)
    merge_id = verbs.propose_merge(kept, gone, actor=CAROL, now=NOW)
    with pytest.raises(Forbidden):
        verbs.approve_merge(merge_id, actor=town_supervisor, now=NOW)
    verbs.approve_merge(merge_id, actor=DAVE, now=NOW)

    with pytest.raises(Forbidden):
        verbs.undo_merge(merge_id, actor=town_supervisor, now=NOW)
    assert reads.persons.person(gone).id == kept


def test_a_refused_pair_stays_two_and_is_not_suspected_again() -> None:
    kept, gone = somebody(), somebody()
    merge_id = verbs.propose_merge(kept, gone, actor=ALICE, now=NOW)

    verbs.refuse_merge(merge_id, actor=CAROL, now=later(1))

    assert reads.persons.person(gone).id == gone
    assert reads.merges.suspects(Scope.division(COUNTY)) == ()
    with pytest.raises(Conflict) as refused:
        verbs.approve_merge(merge_id, actor=DAVE, now=later(2))
    assert refused.value.code == "merge_decided"


def test_a_merge_is_undone_once_and_told(heard: Heard) -> None:
    kept, gone = somebody(), somebody()
    merge_id = merged(kept, gone)

    verbs.undo_merge(merge_id, actor=DAVE, now=later(3))
    with pytest.raises(Conflict) as refused:
        verbs.undo_merge(merge_id, actor=DAVE, now=later(4))

    assert refused.value.code == "not_merged"
    assert heard.of(MergeUndone) == [MergeUndone(kept, gone, later(3))]
    assert reads.merges.merge(merge_id).state is MergeState.UNDONE


def test_an_undone_merge_may_be_proposed_again() -> None:
    kept, gone = somebody(), somebody()
    verbs.undo_merge(merged(kept, gone), actor=DAVE, now=later(3))

    merged(kept, gone)

    assert reads.persons.person(gone).id == kept
    assert [record.state for record in reads.merges.merges_of(kept)] == [
        MergeState.APPROVED,
        MergeState.UNDONE,
    ]


def test_a_row_merged_twice_over_is_followed_and_undone_from_the_end() -> None:
    first, second, third = somebody("甲"), somebody("乙"), somebody("丙")
    inner = merged(second, first)
    outer = merged(third, second)

    assert reads.persons.person(first).id == third
    with pytest.raises(Conflict) as refused:
        verbs.undo_merge(inner, actor=DAVE, now=later(3))
    verbs.undo_merge(outer, actor=DAVE, now=later(4))
    verbs.undo_merge(inner, actor=DAVE, now=later(5))

    assert refused.value.code == "merged_further"
    assert [reads.persons.person(each).name for each in (first, second, third)] == ["甲", "乙", "丙"]


def test_what_was_written_since_stays_with_the_kept_one() -> None:
    kept, gone = somebody(), somebody()
    fact_id = state(gone, Source.POLICE)
    merge_id = merged(kept, gone)
    contact(kept, "新", "13700000000")

    verbs.undo_merge(merge_id, actor=DAVE, now=later(3))

    assert [each.name for each in reads.relations.contacts([kept])[kept]] == ["新"]
    assert [fact.id for fact in reads.facts.believed([gone])[gone]] == [fact_id]


def test_one_open_proposal_at_a_time() -> None:
    kept, gone, third = somebody(), somebody(), somebody()
    verbs.propose_merge(kept, gone, actor=ALICE, now=NOW)

    for pair in ((third, gone), (gone, third)):
        with pytest.raises(Conflict) as refused:
            verbs.propose_merge(*pair, actor=ALICE, now=NOW)
        assert refused.value.code == "merge_open"


def test_a_proposal_whose_person_was_merged_meanwhile_is_not_approved() -> None:
    kept, gone, third = somebody(), somebody(), somebody()
    waiting = verbs.propose_merge(kept, gone, actor=CAROL, now=NOW)
    merged(third, kept)

    with pytest.raises(Conflict) as refused:
        verbs.approve_merge(waiting, actor=DAVE, now=later(3))

    assert refused.value.code == "merged"
    assert reads.merges.merge(waiting).state is MergeState.PROPOSED


def test_one_row_is_not_merged_into_itself() -> None:
    person_id = somebody()

    with pytest.raises(Invalid) as refused:
        verbs.propose_merge(person_id, person_id, actor=ALICE, now=NOW)

    assert refused.value.code == "merge_of_one"


def test_a_merge_that_is_not_there_is_not_found() -> None:
    with pytest.raises(NotFound):
        reads.merges.merge(987654321)
    with pytest.raises(NotFound):
        verbs.approve_merge(987654321, actor=CAROL, now=NOW)


def test_persons_of_one_name_and_birth_are_suspected_likeliest_first() -> None:
    first, second = somebody(), somebody()
    near = somebody(division=VILLAGE_B)
    somebody("王强")

    found = reads.merges.suspects(Scope.division(COUNTY))

    assert [(pair.first, pair.second) for pair in found] == [(first, second), (first, near), (second, near)]
    assert [pair.likeness.score for pair in found] == [0.8, 0.71, 0.71]
    assert "证件号码不同" in found[0].likeness.sentence()


def test_suspects_lie_within_reach_and_are_new() -> None:
    first, second = somebody(), somebody()
    somebody(division=VILLAGE_B)
    verbs.propose_merge(first, second, actor=ALICE, now=NOW)

    assert reads.merges.suspects(Scope.division(TOWN_A)) == ()
    assert len(reads.merges.suspects(Scope.everything())) == 2
    assert reads.merges.suspects(Scope.person(first)) == ()


def test_proposals_wait_for_those_who_reach_both() -> None:
    here = verbs.propose_merge(somebody(), somebody(), actor=ALICE, now=NOW)
    across = verbs.propose_merge(somebody(), somebody(division=VILLAGE_B), actor=CAROL, now=later(1))

    assert [record.id for record in reads.merges.waiting(Scope.division(TOWN_A))] == [here]
    assert [record.id for record in reads.merges.waiting(Scope.everything())] == [here, across]
