"""A month decided from end to end."""

from __future__ import annotations

from datetime import date

import pytest
from django.apps import apps
from django.db import connection

from laoyou.access.types import Scope
from laoyou.audit import reads as audit
from laoyou.benefits import verbs
from laoyou.benefits.core import months
from laoyou.benefits.models import Grant, Proposal, Run, RunPerson, RunProfile
from laoyou.benefits.reads import runs
from laoyou.benefits.tests.cast import (
    CARE,
    CAROL,
    CITY,
    COUNTY,
    WARM,
    at,
    elder,
    held,
    month,
    needs_care,
    publish,
    ran,
    state,
    waiting,
)
from laoyou.benefits.types import Kind, ProposalState, RunState
from laoyou.kernel.errors import Conflict, Invalid
from laoyou.people.tests.cast import FAR_VILLAGE, VILLAGE_B
from laoyou.people.types import FactKind, Source
from laoyou.rules.types import Period
from laoyou.store import copying

pytestmark = pytest.mark.usefixtures("law")


def all_rows() -> dict[str, list[dict[str, object]]]:
    """Every row of benefits but the runs themselves."""
    models = [one for one in apps.get_app_config("benefits").get_models() if one is not Run]
    return {one.__name__: list(one._base_manager.order_by("pk").values()) for one in models}


def test_what_begins_by_itself_has_begun_and_what_must_be_asked_for_waits() -> None:
    old, poor, young = elder("1940-06-15"), elder("1950-01-01"), elder("1960-01-01")
    needs_care(poor)

    run = runs.run(ran("2026-01"))

    assert held(old) == [("warm_winter", "2026-01-01", None, 10_000)]
    assert held(poor) == []
    assert waiting() == [("start", "care_aid", "2026-01-01", None, 15_000)]
    assert held(young) == []
    assert run.proposals == {
        (Kind.START, ProposalState.AUTOMATIC): 1,
        (Kind.START, ProposalState.PENDING): 1,
    }
    grant = Grant.objects.of(person=old).get()
    begun = Proposal.objects.of(pk=grant.proposal_id).get()
    assert (begun.kind, begun.state, begun.run_id) == ("start", "automatic", run.id)


def test_a_run_says_by_what_it_decided_and_what_came_of_it() -> None:
    elder("1940-06-15")
    needs_care(elder("1935-01-01"), "3")
    state(elder("1950-01-01"), FactKind.LOW_INCOME, "urban")

    run = runs.run(ran("2026-01", "2026-01-05"))

    assert (run.state, run.territory, run.month) == (RunState.DONE, CITY, month("2026-01"))
    assert (run.on, run.as_of) == (date(2026, 1, 1), at("2026-01-05"))
    care, warm = run.laws
    assert (care.code, care.automatic, warm.code, warm.automatic) == ("care_aid", False, "warm_winter", True)
    assert (warm.clauses, len(warm.digest)) == (("home", "age"), 64)
    assert (care.given, care.fen, care.undecided) == (1, 30_000, 1)
    assert (warm.given, warm.fen, warm.undecided) == (2, 30_000, 0)
    assert (run.persons, run.progress) == (3, 100)


def test_every_person_has_a_profile_and_every_profile_its_reasons() -> None:
    twins = [elder("1940-06-15", name="甲甲"), elder("1940-06-15", name="乙乙")]
    other = elder("1960-01-01")

    run = runs.run(ran("2026-01"))

    profiles = dict(RunPerson.objects.for_the_system().values_list("person_id", "profile"))
    assert profiles[twins[0]] == profiles[twins[1]] != profiles[other]
    shared = RunProfile.objects.get(run_id=run.id, number=profiles[twins[0]])
    lonely = RunProfile.objects.get(run_id=run.id, number=profiles[other])
    assert (shared.persons, shared.verdicts, shared.amounts[1]) == (2, [0, 1], 10_000)
    assert (lonely.persons, lonely.verdicts, lonely.failed) == (1, [0, 0], [0b010, 0b10])
    assert run.facts[0] in {"residence", "registered", "birth_date", "low_income", "ability"}


def test_the_same_month_again_changes_nothing_and_says_that_it_is_the_same() -> None:
    elder("1940-06-15")
    needs_care(elder("1950-01-01"))
    first = ran("2026-01")
    before = all_rows()

    second = runs.run(ran("2026-01", "2026-01-20"))

    assert all_rows() == before
    assert (second.result, second.proposals, second.lapsed) == (first, {}, 0)
    assert second.digest == runs.run(first).digest


def test_the_planner_sees_the_proposals_before_grants_refer_to_them(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else a run that repeats a killed one may compare each grant with each proposal, and never end."""
    monkeypatch.setattr(copying, "MANY", 1)
    publish(WARM)
    elder()

    ran("2026-01")

    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE relname = 'benefits_proposal'")
        assert cursor.fetchone() == (Proposal.objects.for_the_system().count(),)


def test_the_month_after_nothing_is_left_to_do_for_who_has_what_he_should() -> None:
    old = elder("1940-06-15")
    ran("2026-01")

    run = runs.run(ran("2026-02"))

    assert run.proposals == {}
    assert run.result == run.id
    assert held(old) == [("warm_winter", "2026-01-01", None, 10_000)]


def test_a_run_leaves_one_audit_row_with_the_digest_of_its_result() -> None:
    elder("1940-06-15")

    run = runs.run(ran("2026-01"))

    assert audit.digest_of("benefits.perform_run", "run", str(run.id)) == (1, bytes.fromhex(run.digest))
    (entry,) = audit.entries(Scope.everything(), audit.Filter(act="benefits.perform_run")).rows
    assert (entry.user_name, entry.division) == ("卡萝", CITY)


def test_who_lives_elsewhere_but_is_registered_here_is_decided_and_a_stranger_is_not() -> None:
    elder("1940-06-15", VILLAGE_B)
    elder("1940-06-15", FAR_VILLAGE)

    assert runs.run(ran("2026-01")).persons == 1
    assert runs.run(ran("2026-01", territory=COUNTY)).persons == 1


def test_a_month_is_whole_and_has_a_law() -> None:
    half = Period(date(2026, 1, 1), date(2026, 1, 15))

    with pytest.raises(Invalid) as odd:
        verbs.begin_run(CITY, month=half, filed=False, actor=CAROL, now=at("2026-01-02"))
    with pytest.raises(Invalid) as lawless:
        verbs.begin_run(CITY, month=month("2024-12"), filed=False, actor=CAROL, now=at("2026-01-02"))

    assert (odd.value.code, lawless.value.code) == ("month", "no_law")


def test_one_run_of_a_territory_at_a_time() -> None:
    verbs.begin_run(CITY, month=month("2026-01"), filed=False, actor=CAROL, now=at("2026-01-02"))

    with pytest.raises(Conflict) as twice:
        verbs.begin_run(CITY, month=month("2026-01"), filed=False, actor=CAROL, now=at("2026-01-02"))

    assert twice.value.code == "benefits_run_one_at_work"


def test_a_month_before_one_that_was_decided_is_left_to_the_next_run() -> None:
    ran("2026-02")

    with pytest.raises(Conflict) as late:
        verbs.begin_run(CITY, month=month("2026-01"), filed=False, actor=CAROL, now=at("2026-02-03"))

    assert late.value.code == "later_month"


def test_what_is_done_is_not_done_again() -> None:
    run_id = ran("2026-01")
    before = all_rows()

    for verb in (verbs.perform_run, verbs.resume_run):
        with pytest.raises(Conflict) as again:
            verb(run_id, actor=CAROL, now=at("2026-01-03"))
        assert again.value.code == "run_state"
    assert all_rows() == before


def test_a_run_that_was_cut_off_is_begun_again_and_one_that_failed_makes_room() -> None:
    now = at("2026-01-02")
    run_id = verbs.begin_run(CITY, month=month("2026-01"), filed=False, actor=CAROL, now=now)
    assert not runs.run(run_id).is_cut_off(now)
    assert runs.run(run_id).is_cut_off(at("2026-01-02", 2))

    verbs.resume_run(run_id, filed=False, actor=CAROL, now=at("2026-01-02", 2))
    assert runs.run(run_id).is_working(at("2026-01-02", 2))
    verbs.fail_run(run_id, "登记册读不出来。", actor=CAROL, now=at("2026-01-02", 3))

    assert (runs.run(run_id).state, runs.run(run_id).problem) == (RunState.FAILED, "登记册读不出来。")
    assert runs.latest(CITY) is None
    assert runs.run(ran("2026-01", "2026-01-04")).state is RunState.DONE


def test_the_latest_run_is_that_of_the_latest_month() -> None:
    first, second = ran("2026-01"), ran("2026-02")

    found = runs.latest(CITY)
    january = runs.latest(CITY, months.month_of(date(2026, 1, 15)))

    assert found is not None
    assert january is not None
    assert (found.id, january.id) == (second, first)


def test_the_register_may_be_read_for_another_day_of_the_month() -> None:
    person_id = elder("1950-01-01")
    state(person_id, FactKind.LOW_INCOME, "urban", "2026-01-10")
    state(person_id, FactKind.ABILITY, "2", source=Source.ASSESSMENT)
    ran("2026-01")
    assert waiting() == []

    now = at("2026-01-12")
    run_id = verbs.begin_run(
        CITY, month=month("2026-01"), on=date(2026, 1, 12), filed=False, actor=CAROL, now=now
    )
    verbs.perform_run(run_id, actor=CAROL, now=now)

    assert waiting() == [("start", "care_aid", "2026-01-01", None, 15_000)]


def test_a_county_is_decided_by_its_own_law_and_that_of_its_city() -> None:
    publish(
        WARM.replace("benefit: warm_winter", "benefit: county_gift")
        .replace("territory: {division: 230500000000", "territory: {division: 230502000000")
        .replace("within(registered, '230500000000')", "within(registered, '230502000000')")
    )
    old = elder("1940-06-15")

    ran("2026-01", territory=COUNTY)

    assert [benefit for benefit, *_ in held(old)] == ["county_gift", "warm_winter"]
    assert runs.run(ran("2026-01")).proposals == {}


def test_a_law_that_is_published_later_does_not_count_for_an_earlier_instant() -> None:
    publish(CARE.replace("care_aid", "second_aid"), now=at("2026-01-10"))
    needs_care(elder("1950-01-01"))

    ran("2026-01", "2026-01-05")

    assert [benefit for _, benefit, *_ in waiting()] == ["care_aid"]
