"""What changes from month to month, and what becomes known too late."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from laoyou.benefits import verbs
from laoyou.benefits.models import Proposal
from laoyou.benefits.reads import proposals, runs
from laoyou.benefits.tests.cast import (
    CARE,
    CAROL,
    SYSTEM,
    WARM,
    at,
    elder,
    held,
    needs_care,
    proposal,
    publish,
    ran,
    waiting,
)
from laoyou.benefits.types import MonthLine, Why
from laoyou.kernel.spans import DateSpan
from laoyou.people import verbs as people
from laoyou.people.reads import facts
from laoyou.people.tests.cast import FAR_VILLAGE, VILLAGE_A, VILLAGE_B
from laoyou.people.types import AbodeKind, FactKind, Source

pytestmark = pytest.mark.usefixtures("law")

AFTER: dict[str, Any] = {"actor": SYSTEM, "now": at("2026-01-20")}
"""After January was decided."""


def standing(person_id: int, kind: FactKind) -> int:
    """The statement that counts."""
    ((_, stands),) = facts.standing([person_id], date(2026, 1, 1)).items()
    return stands[kind].fact_id


def why(kind: str, person_id: int) -> proposals.ProposalRow:
    (row,) = proposals.rows_of([proposal(kind, person_id)])
    return row


def confirm_all(person_id: int, now: str) -> None:
    ids = Proposal.objects.of(person=person_id, state="pending").order_by("id").values_list("pk", flat=True)
    for one in ids:
        verbs.confirm(one, actor=CAROL, now=at(now))


def given_care(now: str = "2026-01-03") -> int:
    """Somebody who was given the care aid in January."""
    person_id = elder("1950-01-01")
    needs_care(person_id)
    ran("2026-01")
    confirm_all(person_id, now)
    assert held(person_id) == [("care_aid", "2026-01-01", None, 15_000)]
    return person_id


def dies(person_id: int, on: str, now: str) -> None:
    people.record_death(
        person_id, on=date.fromisoformat(on), source=Source.POLICE, actor=SYSTEM, now=at(now)
    )


def test_who_reaches_an_age_begins_in_that_month() -> None:
    person_id = elder("1946-02-20")

    ran("2026-01")
    assert held(person_id) == []
    ran("2026-02")

    assert held(person_id) == [("warm_winter", "2026-02-01", None, 10_000)]


def test_a_higher_band_is_a_change_that_somebody_confirms() -> None:
    person_id = elder("1936-02-20")
    ran("2026-01")

    ran("2026-02")

    assert waiting() == [("change", "warm_winter", "2026-02-01", None, 20_000)]
    assert (why("change", person_id).why, why("change", person_id).was_fen) == (Why.AMOUNT, 10_000)
    confirm_all(person_id, "2026-02-03")
    assert held(person_id) == [
        ("warm_winter", "2026-01-01", "2026-01-31", 10_000),
        ("warm_winter", "2026-02-01", None, 20_000),
    ]
    assert runs.run(ran("2026-03")).proposals == {}


def test_who_no_longer_qualifies_stops_and_the_list_says_by_which_clause() -> None:
    person_id = given_care()
    fact = standing(person_id, FactKind.LOW_INCOME)
    people.end_fact(fact, from_day=date(2026, 2, 1), actor=SYSTEM, now=at("2026-01-20"))

    ran("2026-02")

    row = why("stop", person_id)
    assert (row.why, row.failed, row.from_day, row.was_fen) == (
        Why.CLAUSES,
        0b010,
        date(2026, 2, 1),
        15_000,
    )
    confirm_all(person_id, "2026-02-03")
    assert held(person_id) == [("care_aid", "2026-01-01", "2026-01-31", 15_000)]


def test_what_is_no_longer_known_neither_stops_nor_changes_anything() -> None:
    person_id = given_care()
    fact = standing(person_id, FactKind.ABILITY)
    people.end_fact(fact, from_day=date(2026, 2, 1), actor=SYSTEM, now=at("2026-01-20"))

    run = runs.run(ran("2026-02"))

    assert waiting() == []
    assert held(person_id) == [("care_aid", "2026-01-01", None, 15_000)]
    care = run.law("care_aid")
    assert care is not None
    assert care.undecided == 1


def test_a_death_stops_what_was_given_after_the_month_of_the_death() -> None:
    person_id = elder("1940-06-15")
    ran("2026-01")
    dies(person_id, "2026-02-10", "2026-02-12")

    ran("2026-03")

    assert waiting() == [("stop", "warm_winter", "2026-03-01", None, 0)]
    assert why("stop", person_id).why is Why.DIED


@pytest.mark.parametrize(
    ("rule", "last"),
    [("through_period", "2026-02-28"), ("before_period", "2026-01-31"), ("by_day", "2026-02-10")],
)
def test_until_which_day_a_benefit_runs_is_said_by_its_law(rule: str, last: str) -> None:
    prorated = "by_day" if rule == "by_day" else "none"
    text = WARM.replace("warm_winter", "kind_gift")
    text = text.replace("start: automatic", f"start: automatic\nat_death: {rule}")
    publish(text.replace("  per: month\n", f"  per: month\n  proration: {prorated}\n"))
    person_id = elder("1940-06-15")
    ran("2026-01")
    dies(person_id, "2026-02-10", "2026-02-12")

    ran("2026-02", "2026-02-15")
    confirm_all(person_id, "2026-02-16")

    gift = [one for one in held(person_id) if one[0] == "kind_gift"]
    assert gift == [("kind_gift", "2026-01-01", last, 10_000)]


def test_a_death_that_is_reported_three_months_late_is_to_be_paid_back() -> None:
    person_id = elder("1940-06-15")
    for text in ("2026-01", "2026-02", "2026-03"):
        ran(text)
    dies(person_id, "2026-01-10", "2026-04-01")

    ran("2026-04")

    assert waiting() == [
        ("recover", "warm_winter", "2026-02-01", "2026-03-31", 20_000),
        ("stop", "warm_winter", "2026-02-01", None, 0),
    ]
    assert why("recover", person_id).lines == (
        MonthLine(date(2026, 2, 1), -10_000),
        MonthLine(date(2026, 3, 1), -10_000),
    )
    verbs.confirm(proposal("stop", person_id), actor=CAROL, now=at("2026-04-03"))
    assert held(person_id) == [("warm_winter", "2026-01-01", "2026-01-31", 10_000)]
    assert runs.run(ran("2026-04", "2026-04-05")).proposals == {}
    assert [kind for kind, *_ in waiting()] == ["recover"], "the money stays to be decided"


def test_a_stop_that_nobody_confirmed_grows_with_the_month() -> None:
    person_id = elder("1940-06-15")
    for text in ("2026-01", "2026-02"):
        ran(text)
    dies(person_id, "2026-01-10", "2026-02-20")
    ran("2026-03")
    assert why("recover", person_id).amount_fen == 10_000

    run = runs.run(ran("2026-04"))

    assert run.lapsed == 2
    assert waiting() == [
        ("recover", "warm_winter", "2026-02-01", "2026-03-31", 20_000),
        ("stop", "warm_winter", "2026-02-01", None, 0),
    ]


def test_a_status_that_ended_long_before_it_was_told_is_corrected_from_its_day() -> None:
    person_id = given_care()
    for text in ("2026-02", "2026-03"):
        ran(text)
    fact = standing(person_id, FactKind.LOW_INCOME)
    people.end_fact(fact, from_day=date(2026, 2, 20), actor=SYSTEM, now=at("2026-04-01"))

    ran("2026-04")

    assert waiting() == [
        ("recover", "care_aid", "2026-03-01", "2026-03-31", 15_000),
        ("stop", "care_aid", "2026-03-01", None, 0),
    ]


def test_a_rise_that_is_published_late_changes_from_its_day_and_is_paid_back() -> None:
    person_id = elder("1940-06-15")
    for text in ("2026-01", "2026-02", "2026-03"):
        ran(text)
    more = WARM.replace("80..89: 100 yuan", "80..89: 130 yuan")
    publish(more.replace("from: 2025-01-01", "from: 2026-02-01"), now=at("2026-03-20"))

    ran("2026-04")

    assert waiting() == [
        ("backpay", "warm_winter", "2026-02-01", "2026-03-31", 6_000),
        ("change", "warm_winter", "2026-02-01", None, 13_000),
    ]
    confirm_all(person_id, "2026-04-03")
    assert held(person_id) == [
        ("warm_winter", "2026-01-01", "2026-01-31", 10_000),
        ("warm_winter", "2026-02-01", None, 13_000),
    ]
    assert runs.run(ran("2026-05")).proposals == {}


def test_a_law_that_takes_more_people_in_from_an_earlier_day_gives_them_their_months() -> None:
    person_id = elder("1948-06-15")
    for text in ("2026-01", "2026-02"):
        ran(text)
    wider = WARM.replace("age_on(period_end) >= 80", "age_on(period_end) >= 75")
    wider = wider.replace("..79: 0 yuan, 80..89", "..74: 0 yuan, 75..89").replace("2025-01-01", "2026-02-01")
    publish(wider, now=at("2026-02-20"))

    ran("2026-03")

    assert held(person_id) == [("warm_winter", "2026-02-01", None, 10_000)]
    assert waiting() == [("backpay", "warm_winter", "2026-02-01", "2026-02-28", 10_000)]


def test_back_pay_that_nobody_has_confirmed_yet_does_not_stand_in_the_way_of_more() -> None:
    person_id = elder("1948-06-15")
    for text in ("2026-01", "2026-02"):
        ran(text)
    wider = WARM.replace("age_on(period_end) >= 80", "age_on(period_end) >= 75")
    wider = wider.replace("..79: 0 yuan, 80..89", "..74: 0 yuan, 75..89").replace("2025-01-01", "2026-02-01")
    publish(wider, now=at("2026-02-20"))
    ran("2026-03")
    publish(wider.replace("75..89: 100 yuan", "75..89: 130 yuan"), now=at("2026-03-20"))

    ran("2026-04")

    assert waiting() == [
        ("backpay", "warm_winter", "2026-02-01", "2026-02-28", 10_000),
        ("backpay", "warm_winter", "2026-02-01", "2026-03-31", 6_000),
        ("change", "warm_winter", "2026-02-01", None, 13_000),
    ]
    confirm_all(person_id, "2026-04-03")
    assert runs.run(ran("2026-05")).proposals == {}


def test_money_hangs_on_the_step_that_changes_the_amount_not_on_one_that_changes_the_text() -> None:
    person_id = elder("1936-02-15")
    ran("2026-01")
    ran("2026-02")
    confirm_all(person_id, "2026-02-03")
    more = WARM.replace("90..: 200 yuan", "90..: 300 yuan").replace("from: 2025-01-01", "from: 2026-01-01")
    publish(more, now=at("2026-02-20"))

    ran("2026-03")

    step, money = why("change", person_id), why("backpay", person_id)
    assert (step.from_day, step.amount_fen) == (date(2026, 2, 1), 30_000)
    assert (money.amount_fen, money.because) == (10_000, step.id)
    ran("2026-04")
    assert waiting() == [
        ("backpay", "warm_winter", "2026-02-01", "2026-03-31", 20_000),
        ("change", "warm_winter", "2026-02-01", None, 30_000),
    ]


def test_another_text_with_the_same_amounts_is_taken_over_without_asking() -> None:
    person_id = elder("1940-06-15")
    ran("2026-01")
    other = WARM.replace("温暖过冬", "暖冬").replace("from: 2025-01-01", "from: 2026-02-01")
    publish(other, now=at("2026-01-20"))

    ran("2026-02")

    assert waiting() == []
    assert held(person_id) == [
        ("warm_winter", "2026-01-01", "2026-01-31", 10_000),
        ("warm_winter", "2026-02-01", None, 10_000),
    ]
    assert runs.run(ran("2026-03")).proposals == {}


def test_a_law_that_ends_stops_what_was_given_by_it() -> None:
    short = WARM.replace("warm_winter", "short_gift")
    publish(short.replace("from: 2025-01-01", "from: 2025-01-01, to: 2026-01-31"))
    person_id = elder("1940-06-15")
    ran("2026-01")

    ran("2026-02")

    assert waiting() == [("stop", "short_gift", "2026-02-01", None, 0)]
    assert why("stop", person_id).why is Why.ENDED


def test_of_two_benefits_that_exclude_each_other_the_one_gives_way() -> None:
    better = CARE.replace("care_aid", "better_aid").replace("start: application", "start: automatic")
    better = better.replace("ability >= 2", "ability >= 3")
    better = better.replace("..2: 150 yuan, 3..: 300", "..2: 0 yuan, 3..: 500")
    excludes = "excludes: [{benefit: care_aid, keeps: this, says: 不重复享受。, article: 第六条}]"
    publish(CARE, better.replace("delivery: cash", f"{excludes}\ndelivery: cash"))
    person_id = given_care()
    since = DateSpan.since(date(2020, 1, 1))
    people.correct_fact(standing(person_id, FactKind.ABILITY), value="3", span=since, **AFTER)

    ran("2026-02")

    row = why("stop", person_id)
    assert (row.why, row.excluded_by) == (Why.EXCLUDED, ("better_aid",))
    assert ("better_aid", "2026-01-01", None, 50_000) in held(person_id)


def test_who_moves_away_loses_what_the_city_gives_and_keeps_what_it_does_not_ask_for() -> None:
    person_id = elder("1940-06-15")
    ran("2026-01")
    for kind in AbodeKind:
        people.move(
            person_id, kind=kind, division=FAR_VILLAGE, source=Source.TOWN, actor=SYSTEM, now=at("2026-01-20")
        )

    ran("2026-02")

    row = why("stop", person_id)
    assert (row.why, row.failed) == (Why.CLAUSES, 0b01)
    assert row.division == VILLAGE_A, "whoever pays must see it in his list"
    confirm_all(person_id, "2026-02-03")
    assert held(person_id) == [("warm_winter", "2026-01-01", "2026-01-31", 10_000)]


def test_who_moves_within_the_city_keeps_everything() -> None:
    person_id = elder("1940-06-15")
    ran("2026-01")
    people.move(
        person_id,
        kind=AbodeKind.RESIDENCE,
        division=VILLAGE_B,
        source=Source.TOWN,
        actor=SYSTEM,
        now=at("2026-01-20"),
    )

    assert runs.run(ran("2026-02")).proposals == {}


def test_two_files_of_one_person_keep_one_benefit() -> None:
    kept, gone = elder("1940-06-15", name="李小华"), elder("1940-06-15", name="李晓华")
    ran("2026-01")
    merge = people.propose_merge(kept, gone, actor=CAROL, now=at("2026-01-20"))
    people.approve_merge(merge, actor=SYSTEM, now=at("2026-01-20"))

    ran("2026-02")

    assert waiting() == [("stop", "warm_winter", "2026-02-01", None, 0)]
    row = why("stop", gone)
    assert row.why is Why.MERGED
    assert held(kept) == [("warm_winter", "2026-01-01", None, 10_000)]


def test_a_newcomer_is_not_paid_for_months_in_which_nobody_knew_him() -> None:
    ran("2026-01")
    person_id = elder("1940-06-15", now=at("2026-01-20"))

    ran("2026-02")

    assert held(person_id) == [("warm_winter", "2026-02-01", None, 10_000)]
    assert waiting() == []
