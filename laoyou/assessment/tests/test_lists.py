"""What waits, within whose scope: due, disputed, ready, mine."""

from __future__ import annotations

from datetime import date
from typing import Any

from laoyou.access.types import Scope
from laoyou.assessment import reads, verbs
from laoyou.assessment.reads import lists
from laoyou.assessment.tests.cast import (
    COUNTY,
    GB,
    LTC,
    SYSTEM,
    TODAY,
    TOWN_A,
    TOWN_B,
    Team,
    begun,
    concluded,
    later,
    on,
    scale,
    signed,
    worst,
)
from laoyou.assessment.types import DisputeSide, Reason
from laoyou.kernel.ids import PersonId
from laoyou.people import verbs as people
from laoyou.people.tests.cast import NOW, VILLAGE_A, VILLAGE_B, somebody
from laoyou.people.types import Source

COUNTY_SCOPE, TOWN, OTHER = Scope.division(COUNTY), Scope.division(TOWN_A), Scope.division(TOWN_B)


def due(reach: Scope = COUNTY_SCOPE, by: date = TODAY) -> list[tuple[PersonId, str]]:
    return [(row.line.person, row.line.scale) for row in lists.due(reach, by).rows]


def test_the_longest_overdue_comes_first_and_each_town_sees_its_own(team: Team) -> None:
    one, other, fresh = (
        somebody(name, home) for name, home in (("甲", VILLAGE_A), ("乙", VILLAGE_B), ("丙", VILLAGE_A))
    )
    concluded(team, one, base_date=on("2025-02-01"))
    concluded(team, other, base_date=on("2025-01-01"))
    concluded(team, fresh, base_date=on("2026-01-01"))

    assert due() == [(other, GB), (one, GB)]
    assert due(TOWN) == [(one, GB)]
    assert due(OTHER) == [(other, GB)]
    assert (lists.count_due(COUNTY_SCOPE, TODAY), lists.count_due(TOWN, on("2027-01-01"))) == (2, 2)
    assert due(Scope.organisation(7)) == []


def test_only_the_last_result_is_due_and_not_what_somebody_has_begun(team: Team, li: PersonId) -> None:
    concluded(team, li, base_date=on("2024-01-01"))
    concluded(team, li, base_date=on("2025-01-01"), reason=Reason.REGULAR)
    assert len(due()) == 1

    draft = begun(team, li, reason=Reason.REGULAR)
    assert due() == []
    verbs.void(draft, "改期", actor=SYSTEM, now=NOW)
    assert len(due()) == 1
    concluded(team, li, reason=Reason.REGULAR)
    assert due() == []


def test_the_two_scales_are_due_each_for_itself(team: Team, li: PersonId) -> None:
    concluded(team, li, base_date=on("2025-01-01"))
    concluded(team, li, worst(scale(LTC)), LTC, base_date=on("2024-02-01"))

    assert due() == [(li, GB), (li, LTC)]
    assert not reads.latest([li])[li][LTC].holds(TODAY)


def test_nobody_asks_for_the_dead_again(team: Team, li: PersonId) -> None:
    concluded(team, li, base_date=on("2025-01-01"))

    people.record_death(li, on=on("2026-01-01"), source=Source.POLICE, actor=SYSTEM, now=NOW)

    assert due() == []


def test_drafts_are_hers_who_assesses_or_began_them(team: Team, li: PersonId) -> None:
    sheet_id = begun(team, li)

    def of(name: str) -> list[int]:
        return [row.line.id for row in lists.mine(COUNTY_SCOPE, team.actor(name).user_id).rows]

    assert (of("ann"), of("ben"), of("cat"), of("clerk")) == ([sheet_id], [sheet_id], [], [])
    assert lists.count_mine(OTHER, team.ann.id) == 0


def test_what_is_signed_waits_for_its_conclusion(team: Team, li: PersonId) -> None:
    sheet_id = signed(team, li)

    [row] = lists.ready(TOWN).rows

    assert (row.line.id, row.person.name, row.home_division) == (sheet_id, "李小华", VILLAGE_A)
    assert (lists.count_ready(TOWN), lists.count_ready(OTHER)) == (1, 0)


def test_disputes_come_in_the_order_of_their_deadlines(team: Team) -> None:
    sheets = []
    for day, name in ((3, "甲"), (1, "乙")):
        sheets.append(concluded(team, somebody(name, VILLAGE_A)))
        verbs.dispute(
            sheets[-1], side=DisputeSide.PERSON, name=name, reason="不对", actor=SYSTEM, now=later(days=day)
        )

    found = lists.disputed(TOWN).rows

    assert [(row.line.id, row.deadline) for row in found] == [
        (sheets[1], on("2026-04-02")),
        (sheets[0], on("2026-04-04")),
    ]
    assert (lists.count_disputed(TOWN), lists.count_disputed(OTHER)) == (2, 0)


def test_a_long_list_is_turned_page_by_page(team: Team) -> None:
    people_of = [somebody(f"老人{number}", VILLAGE_A) for number in range(5)]
    for number, person_id in enumerate(people_of):
        concluded(team, person_id, base_date=date(2025, 1, 1 + number))

    first = lists.due(TOWN, TODAY, size=3)
    second = lists.due(TOWN, TODAY, size=3, cursor=first.next)

    assert [row.line.person for row in (*first.rows, *second.rows)] == people_of
    assert (first.previous, second.next) == (None, None)


def test_many_persons_are_asked_about_in_as_many_queries_as_one(
    team: Team, django_assert_max_num_queries: Any
) -> None:
    many = [somebody(f"老人{number}", VILLAGE_A) for number in range(4)]
    for person_id in many:
        concluded(team, person_id)

    with django_assert_max_num_queries(2):
        latest = reads.latest(many)
    with django_assert_max_num_queries(3):
        history = reads.history(many)

    assert all(GB in latest[person_id] for person_id in many)
    assert all(len(history[person_id]) == 1 for person_id in many)
