"""Under the whole pack of a city a person's reasons are those by which the month was decided."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from laoyou.benefits.models import RunPerson, RunProfile
from laoyou.benefits.reads import runs
from laoyou.benefits.reads.reasons import Reason, reasons
from laoyou.benefits.tests.cast import BEGUN, SYSTEM, elder, month, ran, state
from laoyou.people.tests.cast import VILLAGE_A, VILLAGE_B
from laoyou.people.types import FactKind, Source
from laoyou.policies import verbs as policies
from laoyou.regions.packs import read_pack
from laoyou.rules.types import Verdict

JANUARY = month("2026-01")

SAYS: list[tuple[FactKind, str, str, Source]] = [
    (FactKind.LOW_INCOME, "urban", "", Source.CIVIL_AFFAIRS),
    (FactKind.LOW_INCOME_EDGE, "yes", "", Source.CIVIL_AFFAIRS),
    (FactKind.EXTREME_POVERTY, "dispersed", "", Source.CIVIL_AFFAIRS),
    (FactKind.ABILITY, "1", "", Source.TOWN),
    (FactKind.ABILITY, "3", "", Source.ASSESSMENT),
    (FactKind.DISABILITY, "4", "1", Source.DISABLED_FEDERATION),
    (FactKind.LTC_GRADE, "3", "", Source.MEDICAL_INSURANCE),
    (FactKind.LIVING, "alone", "", Source.TOWN),
    (FactKind.PENSION, "employee", "", Source.SOCIAL_SECURITY),
    (FactKind.ENTITLED_GROUP, "yes", "", Source.CIVIL_AFFAIRS),
]
people_of_the_city = st.lists(
    st.tuples(
        st.integers(0, 38_000).map(lambda days: date(1922, 1, 1) + timedelta(days)),
        st.sampled_from([VILLAGE_A, VILLAGE_B]),
        st.lists(st.sampled_from(SAYS), unique=True, max_size=6),
    ),
    min_size=1,
    max_size=4,
)


@pytest.mark.usefixtures("ground")
@settings(max_examples=12, suppress_health_check=list(HealthCheck))
@given(people_of_the_city)
def test_a_persons_reasons_are_those_by_which_the_month_was_decided(folk: list[Any]) -> None:
    """The whole pack of a city, in columns by profile and for one person."""
    before = transaction.savepoint()
    policies.load_pack(read_pack("shuangyashan"), actor=SYSTEM, now=BEGUN)
    persons = []
    for born, village, said in folk:
        persons.append(elder(str(born), village))
        for kind, value, grade, source in said:
            state(persons[-1], kind, value, grade=grade, source=source)

    run = runs.run(ran("2026-01"))

    number = dict(RunPerson.objects.for_the_system().values_list("person_id", "profile"))
    for person_id in persons:
        profile = RunProfile.objects.get(run_id=run.id, number=number[person_id])
        told = {one.law.code: one for one in reasons(person_id, JANUARY).benefits}
        assert set(told) == {law.code for law in run.laws}
        for place, law in enumerate(run.laws):
            _agrees(told[law.code], profile, place, run.facts, law.rivals)
    transaction.savepoint_rollback(before)


def _agrees(
    told: Reason, profile: RunProfile, place: int, facts: tuple[str, ...], rivals: tuple[str, ...]
) -> None:
    verdict = {Verdict.YES: 1, Verdict.NO: 0, Verdict.UNDECIDED: None}[told.explained.verdict]
    assert profile.verdicts[place] == verdict
    assert (profile.failed[place], profile.unknown[place]) == (told.explained.failed, told.explained.unknown)
    assert profile.amounts[place] == told.explained.amount_fen
    mask = profile.excluded[place]
    assert tuple(code for bit, code in enumerate(rivals) if mask >> bit & 1) == told.excluded_by
    if verdict is None:
        missing = {fact for bit, fact in enumerate(facts) if profile.missing[place] >> bit & 1}
        assert set(told.explained.missing) <= missing
