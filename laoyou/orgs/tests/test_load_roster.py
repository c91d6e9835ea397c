"""Taking in a bureau's list of organisations."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from laoyou.access.types import Scope
from laoyou.kernel.errors import Forbidden
from laoyou.orgs import reads, verbs
from laoyou.orgs.facts import OrganisationRegistered, StandingChanged
from laoyou.orgs.tests.cast import (
    ALICE,
    CAROL,
    COUNTY,
    FAR_VILLAGE,
    NOW,
    OTHER_VILLAGE,
    SYSTEM,
    TODAY,
    TOWN,
    VILLAGE,
    Heard,
    code,
    new,
    registered,
    trail,
)
from laoyou.orgs.types import OrganisationKind, OrganisationRecord, RosterCounts, RosterRow, Standing
from laoyou.places import reads as places
from laoyou.places.types import Level, NetworkTier

pytestmark = pytest.mark.usefixtures("ground")

SINCE = date(2026, 3, 1)


def row(line: int = 2, **change: Any) -> RosterRow:
    plain = RosterRow(
        line=line,
        organisation=new(credit_code=code(line)),
        tier=None,
        serves=None,
        address="建设路3号",
        beds=100,
        nursery_places=0,
        officer="韩强",
        phone="13812345521",
    )
    return replace(plain, **change)


STATION = row(
    3,
    organisation=new("春城服务站", kind=OrganisationKind.STATION),
    tier=NetworkTier.STATION,
    serves=Level.VILLAGE,
    address="",
    beds=0,
)
CENTRE = row(
    4,
    organisation=new("街道中心", kind=OrganisationKind.STATION),
    tier=NetworkTier.TOWN_CENTRE,
    serves=Level.TOWN,
)


def load(*rows: RosterRow, **more: Any) -> RosterCounts:
    told: dict[str, Any] = {"since": SINCE, "actor": SYSTEM, "now": NOW}
    return verbs.load_roster(rows, **told | more)


def only() -> OrganisationRecord:
    [found] = reads.organisations(Scope.everything(), reads.Filter(), TODAY).rows
    return reads.organisation(found.id, Scope.everything(), TODAY)


def test_a_new_organisation_operates_and_has_its_site_and_director() -> None:
    assert load(row()) == RosterCounts(added=1, changed=0, unchanged=0)

    home = only()
    assert (home.standing, home.standings[0].span.start) == (Standing.OPERATING, SINCE)
    assert [(site.beds, site.address and site.address.text) for site in home.sites] == [(100, "建设路3号")]
    assert [(one.name, one.phone_masked) for one in home.officers] == [("韩强", "138****5521")]


def test_the_same_list_twice_changes_nothing() -> None:
    load(row(), STATION, CENTRE)
    before = reads.organisations(Scope.everything(), reads.Filter(), TODAY).rows
    addresses, opened = len(trail("places.record_addresses")), len(trail("places.open_places"))

    assert load(row(), STATION, CENTRE) == RosterCounts(added=0, changed=0, unchanged=3)

    assert reads.organisations(Scope.everything(), reads.Filter(), TODAY).rows == before
    assert (len(trail("places.record_addresses")), len(trail("places.open_places"))) == (addresses, opened)


def test_a_place_of_the_network_is_opened_for_the_division_that_it_serves() -> None:
    load(STATION, CENTRE)

    served = {(one.tier, one.division) for one in places.network(Scope.division(COUNTY), TODAY)}
    assert served == {(NetworkTier.STATION, VILLAGE), (NetworkTier.TOWN_CENTRE, TOWN)}


def test_a_site_without_an_address_is_at_its_division() -> None:
    load(STATION)

    [site] = only().sites
    assert site.address is not None
    assert (site.address.text, site.address.latitude) == ("尖山区二马路街道春城社区", 46.64)


@pytest.mark.parametrize(
    "change",
    [
        {"beds": 120},
        {"nursery_places": 9},
        {"address": "新路5号"},
        {"officer": "周丽"},
        {"phone": "13987654321"},
        {"organisation": new("改名养老院", credit_code=code(2))},
        {"organisation": new(division=OTHER_VILLAGE, credit_code=code(2))},
    ],
)
def test_what_differs_is_brought_up_to_date_once(change: dict[str, Any]) -> None:
    load(row())

    changed = row(**change)

    assert load(changed, since=TODAY) == RosterCounts(added=0, changed=1, unchanged=0)
    assert load(changed, since=TODAY) == RosterCounts(added=0, changed=0, unchanged=1)


def test_the_register_says_what_the_newer_list_says() -> None:
    load(row())

    load(row(organisation=new("改名", credit_code=code(2)), beds=80, address="新路5号"), since=TODAY)

    home = only()
    assert (home.name, [site.beds for site in home.sites]) == ("改名", [80])
    assert home.sites[0].address is not None
    assert home.sites[0].address.text == "新路5号"


def test_a_new_director_follows_the_old_one() -> None:
    load(row())

    load(row(officer="周丽", phone=""), since=TODAY)

    spans = [(one.name, one.span.start, one.span.end, one.phone_masked) for one in only().officers]
    assert spans == [("周丽", TODAY, None, ""), ("韩强", SINCE, SINCE, "138****5521")]


def test_a_director_corrected_on_the_same_day_replaces_the_other() -> None:
    load(row())

    load(row(officer="韩墙", phone=""))

    assert [(one.name, one.phone_masked) for one in only().officers] == [("韩墙", "")]


def test_a_code_found_later_is_added_to_the_organisation_of_that_name() -> None:
    load(row(organisation=new()))

    assert load(row()).changed == 1
    assert only().credit_code == code(2)


def test_a_list_without_codes_takes_none_away() -> None:
    load(row())

    assert load(row(organisation=new())).unchanged == 1
    assert only().credit_code == code(2)


def test_two_of_one_name_with_different_codes_are_two() -> None:
    load(row())

    assert load(row(5, organisation=new(credit_code=code(5)))).added == 1


def test_an_organisation_without_a_site_is_given_one() -> None:
    registered(credit_code=code(2))

    assert load(row()).changed == 1
    assert [site.beds for site in only().sites] == [100]


def test_a_code_that_belongs_beyond_the_scope_comes_back_as_a_fault() -> None:
    registered("远方养老院", FAR_VILLAGE, credit_code=code(2))

    counts = load(row(), STATION, actor=CAROL)

    assert counts.added == 1
    assert [(fault.line, "辖区外" in fault.sentence) for fault in counts.faults] == [(2, True)]
    assert reads.organisations(Scope.everything(), reads.Filter(text="远方"), TODAY).rows[0].beds == 0


def test_a_clerk_takes_in_lists_of_his_own_town_only() -> None:
    assert load(row(), actor=ALICE).added == 1
    with pytest.raises(Forbidden):
        load(row(), row(5, organisation=new(division=OTHER_VILLAGE, credit_code=code(5))), actor=ALICE)


def test_a_load_is_one_act_and_tells_of_each_new_organisation(heard: Heard) -> None:
    load(row(), STATION)

    [entry] = trail("orgs.load_roster")
    assert (entry.object_kind, entry.count) == ("organisation", 2)
    assert [type(fact) for fact in heard.facts] == [OrganisationRegistered, StandingChanged] * 2


def test_a_thousand_rows_are_few_questions(django_assert_max_num_queries: Any) -> None:
    rows = [row(line, organisation=new(f"第{line}家", credit_code=code(line))) for line in range(2, 1002)]

    with django_assert_max_num_queries(40):
        assert load(*rows).added == 1000
    with django_assert_max_num_queries(20):
        assert load(*rows).unchanged == 1000


def test_an_empty_list_changes_nothing() -> None:
    assert load() == RosterCounts(0, 0, 0)


def test_two_of_one_name_of_which_one_has_a_code_stay_two_however_often_the_list_comes() -> None:
    coded = row(2, beds=10)
    bare = row(3, organisation=new(), beds=20)

    for rows in ((coded, bare), (bare, coded), (coded, bare)):
        load(*rows)
        found = reads.organisations(Scope.everything(), reads.Filter(), TODAY).rows
        assert {(one.credit_code, one.beds) for one in found} == {(code(2), 10), ("", 20)}
    assert load(bare, coded) == RosterCounts(0, 0, 2)


def test_a_namesake_under_a_new_code_is_no_more_the_closed_one() -> None:
    closed = registered()
    verbs.set_standing(closed, standing=Standing.CLOSED, since=SINCE, actor=SYSTEM, now=NOW)

    assert load(row()).added == 1
    assert load(row()) == RosterCounts(0, 0, 1)
    assert reads.organisation(closed, Scope.everything(), TODAY).sites == ()


def test_a_closed_organisation_is_left_as_it_is_and_its_row_comes_back() -> None:
    load(row())
    before = only()
    verbs.set_standing(before.id, standing=Standing.CLOSED, since=TODAY, actor=SYSTEM, now=NOW)

    counts = load(row(beds=999, officer="别人"), STATION)

    assert (counts.added, counts.changed, counts.unchanged) == (1, 0, 0)
    assert [(fault.line, "已关停" in fault.sentence) for fault in counts.faults] == [(2, True)]
    after = reads.organisation(before.id, Scope.everything(), TODAY)
    assert ([site.beds for site in after.sites], after.officers) == ([100], before.officers)


def test_a_code_of_anothers_scope_harms_no_other_row() -> None:
    registered("邻居养老院", FAR_VILLAGE, credit_code=code(2))

    counts = load(row(2), row(3), actor=ALICE)

    assert (counts.added, [fault.line for fault in counts.faults]) == (1, [2])


def test_an_organisation_that_moves_within_the_scope_takes_its_site_along() -> None:
    load(row())

    assert load(row(organisation=new(division=OTHER_VILLAGE, credit_code=code(2))), actor=CAROL).changed == 1
    assert (only().division, only().sites[0].division) == (OTHER_VILLAGE, OTHER_VILLAGE)
