"""Deaths: reported, disputed, corrected, taken back."""

from __future__ import annotations

from datetime import date

import pytest

from laoyou.kernel.errors import Conflict, Invalid
from laoyou.people import reads, verbs
from laoyou.people.facts import PersonDeathCorrected, PersonDeathWithdrawn, PersonDied
from laoyou.people.tests.cast import ALICE, NOW, TODAY, Heard, later, somebody
from laoyou.people.types import FactKind, Source

pytestmark = pytest.mark.usefixtures("ground")

DAY, EARLIER = date(2026, 2, 20), date(2026, 2, 18)


def death_of(person_id: int) -> date | None:
    return reads.persons.person(person_id).death_date


def test_a_death_is_recorded_as_a_fact_and_told(heard: Heard) -> None:
    person_id = somebody()

    verbs.record_death(person_id, on=DAY, source=Source.TOWN, actor=ALICE, now=NOW)

    assert death_of(person_id) == DAY
    assert heard.of(PersonDied) == [PersonDied(person_id, DAY, Source.TOWN, NOW)]
    assert reads.facts.standing([person_id], TODAY)[person_id][FactKind.DEATH].since == DAY


def test_a_second_source_is_kept_and_the_more_believed_one_gives_the_day(heard: Heard) -> None:
    person_id = somebody()
    verbs.record_death(person_id, on=DAY, source=Source.TOWN, actor=ALICE, now=NOW)

    verbs.record_death(person_id, on=EARLIER, source=Source.POLICE, actor=ALICE, now=later(1))

    assert death_of(person_id) == EARLIER
    assert heard.of(PersonDeathCorrected) == [
        PersonDeathCorrected(person_id, DAY, EARLIER, Source.POLICE, later(1))
    ]
    standing = reads.facts.standing([person_id], TODAY)[person_id][FactKind.DEATH]
    assert [fact.source for fact in standing.conflicts] == [Source.TOWN]


def test_a_less_believed_source_changes_nothing_and_tells_nothing(heard: Heard) -> None:
    person_id = somebody()
    verbs.record_death(person_id, on=DAY, source=Source.POLICE, actor=ALICE, now=NOW)
    told = list(heard.facts)

    verbs.record_death(person_id, on=EARLIER, source=Source.FAMILY, actor=ALICE, now=later(1))

    assert death_of(person_id) == DAY
    assert heard.facts == told


def test_one_source_reports_a_death_once() -> None:
    person_id = somebody()
    verbs.record_death(person_id, on=DAY, source=Source.TOWN, actor=ALICE, now=NOW)

    with pytest.raises(Conflict) as refused:
        verbs.record_death(person_id, on=EARLIER, source=Source.TOWN, actor=ALICE, now=later(1))

    assert refused.value.code == "death_known"
    assert "更正死亡日期" in refused.value.message


def test_a_source_corrects_its_day(heard: Heard) -> None:
    person_id = somebody()
    verbs.record_death(person_id, on=DAY, source=Source.TOWN, actor=ALICE, now=NOW)

    verbs.correct_death(person_id, on=EARLIER, source=Source.TOWN, actor=ALICE, now=later(1))

    assert death_of(person_id) == EARLIER
    assert len(heard.of(PersonDeathCorrected)) == 1
    before = reads.facts.believed([person_id], as_of=NOW)[person_id]
    assert [fact.span.start for fact in before] == [DAY]


def test_a_wrong_death_is_withdrawn_and_told(heard: Heard) -> None:
    person_id = somebody()
    verbs.record_death(person_id, on=DAY, source=Source.TOWN, actor=ALICE, now=NOW)

    verbs.withdraw_death(person_id, source=Source.TOWN, actor=ALICE, now=later(1))

    assert death_of(person_id) is None
    assert heard.of(PersonDeathWithdrawn) == [PersonDeathWithdrawn(person_id, DAY, Source.TOWN, later(1))]


def test_a_withdrawn_report_leaves_the_person_dead_while_another_source_says_so(heard: Heard) -> None:
    person_id = somebody()
    verbs.record_death(person_id, on=DAY, source=Source.POLICE, actor=ALICE, now=NOW)
    verbs.record_death(person_id, on=EARLIER, source=Source.TOWN, actor=ALICE, now=NOW)

    verbs.withdraw_death(person_id, source=Source.POLICE, actor=ALICE, now=later(1))

    assert death_of(person_id) == EARLIER
    assert heard.of(PersonDeathWithdrawn) == []


@pytest.mark.parametrize("act", [verbs.correct_death, verbs.record_death])
@pytest.mark.parametrize(
    ("day", "code"), [(date(2026, 3, 3), "death_future"), (date(1945, 5, 3), "death_before_birth")]
)
def test_a_day_that_cannot_be_is_refused(act: object, day: date, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        act(somebody(), on=day, source=Source.TOWN, actor=ALICE, now=NOW)  # type: ignore[operator]

    assert refused.value.code == code


def test_what_was_never_reported_is_neither_corrected_nor_withdrawn() -> None:
    person_id = somebody()

    with pytest.raises(Conflict) as corrected:
        verbs.correct_death(person_id, on=DAY, source=Source.TOWN, actor=ALICE, now=NOW)
    with pytest.raises(Conflict) as withdrawn:
        verbs.withdraw_death(person_id, source=Source.TOWN, actor=ALICE, now=NOW)

    assert (corrected.value.code, withdrawn.value.code) == ("no_death", "no_death")


def test_correcting_to_the_same_day_is_a_conflict() -> None:
    person_id = somebody()
    verbs.record_death(person_id, on=DAY, source=Source.TOWN, actor=ALICE, now=NOW)

    with pytest.raises(Conflict) as refused:
        verbs.correct_death(person_id, on=DAY, source=Source.TOWN, actor=ALICE, now=NOW)

    assert refused.value.code == "unchanged"


def test_a_death_is_not_changed_as_an_ordinary_fact() -> None:
    person_id = somebody()
    fact_id = verbs.record_death(person_id, on=DAY, source=Source.TOWN, actor=ALICE, now=NOW)

    with pytest.raises(Invalid) as refused:
        verbs.withdraw_fact(fact_id, actor=ALICE, now=NOW)

    assert refused.value.code == "death_has_its_own_act"
