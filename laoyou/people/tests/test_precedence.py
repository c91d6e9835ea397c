"""Whom to believe when sources disagree."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from laoyou.kernel.ids import FactId
from laoyou.kernel.spans import DateSpan
from laoyou.people.core import precedence
from laoyou.people.core.bitemporal import Statement
from laoyou.people.core.precedence import AbodeSaid, Precedence
from laoyou.people.tests.cast import TODAY, VILLAGE_A, VILLAGE_A2, VILLAGE_B, later
from laoyou.people.types import AbodeKind, FactKind, Source

AID = FactKind.LOW_INCOME
ORDER = Precedence(
    {
        AID: (Source.CIVIL_AFFAIRS, Source.TOWN),
        FactKind.DEATH: (Source.POLICE, Source.TOWN),
        AbodeKind.RESIDENCE: (Source.TOWN, Source.POLICE),
        AbodeKind.REGISTERED: (Source.POLICE, Source.TOWN),
    }
)


def said(
    source: Source,
    first: str | None = "2020-01-01",
    last: str | None = None,
    *,
    value: str = "urban",
    kind: FactKind = AID,
    minutes: int = 0,
    number: int = 1,
) -> Statement:
    span = DateSpan(date.fromisoformat(first) if first else None, date.fromisoformat(last) if last else None)
    return Statement(FactId(number), kind, value, "", source, span, later(minutes=minutes))


def source_of(*facts: Statement) -> Source | None:
    counts = precedence.standing(facts, TODAY, ORDER).get(AID)
    return counts.source if counts else None


def test_the_higher_source_stands_and_the_lower_one_is_its_conflict() -> None:
    high, low = said(Source.CIVIL_AFFAIRS), said(Source.TOWN, value="rural")

    standing = precedence.standing([low, high], TODAY, ORDER)[AID]

    assert (standing.value, standing.source, standing.since) == (
        "urban",
        Source.CIVIL_AFFAIRS,
        date(2020, 1, 1),
    )
    assert standing.conflicts == (low,)


def test_sources_that_agree_are_no_conflict() -> None:
    standing = precedence.standing([said(Source.CIVIL_AFFAIRS), said(Source.TOWN)], TODAY, ORDER)[AID]

    assert standing.conflicts == ()


def test_a_source_that_is_not_named_is_believed_least() -> None:
    assert source_of(said(Source.FAMILY), said(Source.TOWN)) is Source.TOWN
    assert source_of(said(Source.FAMILY)) is Source.FAMILY


def test_among_sources_that_are_not_named_the_latest_recorded_stands() -> None:
    assert source_of(said(Source.FAMILY), said(Source.HEALTH, minutes=1)) is Source.HEALTH


def test_a_correction_of_days_long_past_makes_no_source_the_latest() -> None:
    past = said(Source.FAMILY, "2010-01-01", "2015-12-31", minutes=9, number=1)
    word = said(Source.FAMILY, "2020-01-01", number=2)

    assert source_of(past, word, said(Source.HEALTH, minutes=1)) is Source.HEALTH


def test_a_higher_source_that_ended_denies_what_a_lower_one_still_says() -> None:
    ended = said(Source.CIVIL_AFFAIRS, "2020-01-01", "2024-06-30")
    stale = said(Source.TOWN, "2021-01-01")

    assert precedence.standing([ended, stale], TODAY, ORDER) == {}
    (dispute,) = precedence.disputes([ended, stale], TODAY, ORDER)
    assert (dispute.standing, dispute.others) == (None, (stale,))


def test_a_lower_statement_of_unknown_beginning_is_denied_by_a_higher_end() -> None:
    ended = said(Source.CIVIL_AFFAIRS, "2020-01-01", "2024-06-30")

    assert source_of(ended, said(Source.TOWN, None)) is None


def test_a_lower_statement_that_begins_after_the_end_is_news_and_stands() -> None:
    ended = said(Source.CIVIL_AFFAIRS, "2020-01-01", "2024-06-30")
    news = said(Source.TOWN, "2024-07-01")

    assert source_of(ended, news) is Source.TOWN
    assert precedence.disputes([ended, news], TODAY, ORDER) == ()


def test_an_end_said_by_a_lower_source_is_a_conflict_and_denies_nothing() -> None:
    high = said(Source.CIVIL_AFFAIRS, "2020-01-01")
    ended = said(Source.TOWN, "2020-01-01", "2024-06-30")

    standing = precedence.standing([ended, high], TODAY, ORDER)[AID]

    assert (standing.source, standing.conflicts) == (Source.CIVIL_AFFAIRS, (ended,))


def test_a_source_that_granted_again_after_an_end_has_not_ended() -> None:
    before = said(Source.CIVIL_AFFAIRS, "2018-01-01", "2019-12-31", number=1)
    again = said(Source.CIVIL_AFFAIRS, "2025-01-01", number=2)

    standing = precedence.standing([before, again], TODAY, ORDER)[AID]

    assert (standing.fact_id, standing.conflicts) == (again.id, ())


def test_a_statement_about_days_to_come_says_nothing_today() -> None:
    assert source_of(said(Source.CIVIL_AFFAIRS, "2027-01-01"), said(Source.TOWN)) is Source.TOWN


def test_an_end_that_is_set_for_a_day_to_come_still_stands_until_then() -> None:
    fact = said(Source.CIVIL_AFFAIRS, "2020-01-01", "2026-12-31")

    standing = precedence.standing([fact], TODAY, ORDER)[AID]

    assert standing.until == date(2026, 12, 31)


def test_kinds_are_weighed_apart() -> None:
    pension = said(Source.TOWN, value="resident", kind=FactKind.PENSION)

    assert set(precedence.standing([pension, said(Source.TOWN)], TODAY, ORDER)) == {AID, FactKind.PENSION}


def test_two_days_of_death_are_a_conflict_and_the_higher_source_gives_the_day() -> None:
    police = said(Source.POLICE, "2026-02-03", value="yes", kind=FactKind.DEATH)
    town = said(Source.TOWN, "2026-02-01", value="yes", kind=FactKind.DEATH)

    assert precedence.death_report([town, police], ORDER) == police
    assert precedence.standing([town, police], TODAY, ORDER)[FactKind.DEATH].conflicts == (town,)


def test_nobody_reports_a_death() -> None:
    assert precedence.death_report([said(Source.TOWN)], ORDER) is None


def abode(kind: AbodeKind, division: str, source: Source, minutes: int = 0) -> AbodeSaid:
    return AbodeSaid(kind, division, source, later(minutes=minutes))


def test_home_is_the_residence_of_the_most_believed_source() -> None:
    told = [
        abode(AbodeKind.RESIDENCE, VILLAGE_A, Source.POLICE),
        abode(AbodeKind.RESIDENCE, VILLAGE_B, Source.TOWN),
        abode(AbodeKind.REGISTERED, VILLAGE_A2, Source.POLICE),
    ]

    assert precedence.homes(told, ORDER) == (VILLAGE_B, VILLAGE_A2)


def test_home_is_the_registered_division_while_no_residence_is_known() -> None:
    told = [abode(AbodeKind.REGISTERED, VILLAGE_A, Source.POLICE)]

    assert precedence.homes(told, ORDER) == (VILLAGE_A, VILLAGE_A)
    assert precedence.homes([], ORDER) == (None, None)


def test_among_abodes_of_one_rank_the_latest_recorded_counts() -> None:
    told = [
        abode(AbodeKind.RESIDENCE, VILLAGE_A, Source.HEALTH),
        abode(AbodeKind.RESIDENCE, VILLAGE_B, Source.FAMILY, minutes=1),
    ]

    assert precedence.homes(told, ORDER)[0] == VILLAGE_B


@st.composite
def statements(draw: st.DrawFn) -> list[Statement]:
    """At most one statement a source, as beliefs on one day are."""
    told = []
    for number, source in enumerate(draw(st.lists(st.sampled_from(Source), unique=True, max_size=5))):
        first = TODAY - timedelta(draw(st.integers(-20, 40)))
        length = draw(st.none() | st.integers(0, 60))
        span = DateSpan(first, None if length is None else first + timedelta(length))
        value = draw(st.sampled_from(["urban", "rural"]))
        told.append(Statement(FactId(number), AID, value, "", source, span, later(minutes=number)))
    return told


@given(statements())
def test_what_stands_holds_on_the_day_and_no_higher_source_speaks_against_it(told: list[Statement]) -> None:
    standing = precedence.standing(told, TODAY, ORDER).get(AID)

    if standing is None:
        return
    winner = next(fact for fact in told if fact.id == standing.fact_id)
    assert winner.span.contains(TODAY)
    higher = [fact for fact in told if ORDER.rank(AID, fact.source) < ORDER.rank(AID, winner.source)]
    assert not [fact for fact in higher if _denies(fact, winner)]


def _denies(fact: Statement, winner: Statement) -> bool:
    """Ended before today, and not before the other began."""
    last = fact.span.end
    return last is not None and last < TODAY and winner.span.overlaps(DateSpan(None, last))


@given(statements())
def test_the_order_in_which_statements_are_read_does_not_matter(told: list[Statement]) -> None:
    verdicts = {
        str(precedence.standing(list(order), TODAY, ORDER).get(AID, "")) for order in permutations(told[:4])
    }

    assert len(verdicts) == 1


@given(statements())
def test_the_statement_of_a_single_source_always_stands_when_it_holds(told: list[Statement]) -> None:
    for fact in told:
        standing = precedence.standing([fact], TODAY, ORDER)
        assert (AID in standing) == fact.span.contains(TODAY)


def test_the_shipped_order_names_every_kind() -> None:
    shipped = precedence.load(precedence.DEFAULT)

    assert set(shipped.orders) == {*FactKind, *AbodeKind}


def test_a_region_overrides_single_kinds(tmp_path: Path) -> None:
    own = tmp_path / "precedence.yaml"
    own.write_text("living: [family, town]\n", encoding="utf-8")

    order = precedence.load(own, over=ORDER)

    assert order.orders[FactKind.LIVING] == (Source.FAMILY, Source.TOWN)
    assert order.orders[AID] == ORDER.orders[AID]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("weather: [town]", "'weather' is not a FactKind"),
        ("living: [radio]", "'radio' is not a Source"),
        ("living: [town, town]", "living names a source twice"),
    ],
)
def test_a_wrong_order_is_refused_with_its_word(tmp_path: Path, text: str, words: str) -> None:
    own = tmp_path / "precedence.yaml"
    own.write_text(text, encoding="utf-8")

    with pytest.raises(ValueError, match=words):
        precedence.load(own)


def test_an_empty_order_is_no_order(tmp_path: Path) -> None:
    own = tmp_path / "precedence.yaml"
    own.write_text("# nothing yet\n", encoding="utf-8")

    assert precedence.load(own).orders == {}
