"""Registering organisations, changing them, and how they stand."""

from __future__ import annotations

from datetime import date
from itertools import product
from typing import Any

import pytest

from laoyou.access.types import Actor, Scope
from laoyou.audit.types import Outcome
from laoyou.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from laoyou.kernel.spans import DateSpan
from laoyou.orgs import reads, verbs
from laoyou.orgs.core.standing import MOVES, check_move
from laoyou.orgs.facts import OrganisationRegistered, StandingChanged
from laoyou.orgs.tests.cast import (
    ALICE,
    BEGUN,
    BOB,
    CAROL,
    FAR_VILLAGE,
    LEADER,
    NOW,
    OTHER_VILLAGE,
    SYSTEM,
    TODAY,
    VILLAGE,
    Heard,
    code,
    new,
    registered,
    trail,
    with_site,
)
from laoyou.orgs.types import OrganisationKind, OrganisationRecord, Registrar, Standing

pytestmark = pytest.mark.usefixtures("ground")


def known(organisation_id: int, on: date = TODAY) -> OrganisationRecord:
    return reads.organisation(organisation_id, Scope.everything(), on)


def stand(organisation_id: int, standing: Standing, since: date = TODAY, actor: Actor = SYSTEM) -> None:
    verbs.set_standing(organisation_id, standing=standing, since=since, actor=actor, now=NOW)


def test_a_registered_organisation_is_known_with_its_standing(heard: Heard) -> None:
    made = registered(credit_code=code(), registrar=Registrar.CIVIL, actor=ALICE)

    home = known(made)
    assert (home.name, home.kind, home.division) == ("松鹤养老院", OrganisationKind.HOME, VILLAGE)
    assert (home.credit_code, home.registrar, home.standing) == (code(), Registrar.CIVIL, Standing.OPERATING)
    assert [(one.span, one.recorded_by) for one in home.standings] == [(DateSpan.since(BEGUN), "艾丽")]
    assert heard.facts == [
        OrganisationRegistered(made, OrganisationKind.HOME, VILLAGE),
        StandingChanged(made, None, Standing.OPERATING, BEGUN),
    ]


def test_a_credit_code_is_brought_to_one_form() -> None:
    spaced = f" {code()[:8]} {code()[8:].lower()} "

    assert known(registered(credit_code=spaced)).credit_code == code()


@pytest.mark.parametrize(
    ("change", "refusal", "field"),
    [
        ({"name": " "}, "org_name", "name"),
        ({"name": "长" * 101}, "org_name", "name"),
        ({"credit_code": code()[:-1] + ("0" if code()[-1] != "0" else "1")}, "checksum", "credit_code"),
        ({"credit_code": "123"}, "length", "credit_code"),
    ],
)
def test_what_cannot_be_an_organisation_is_refused(change: dict[str, str], refusal: str, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        registered(**{"name": "松鹤养老院"} | change)

    assert (refused.value.code, refused.value.field) == (refusal, field)


def test_an_organisation_is_at_home_in_a_division_that_exists() -> None:
    with pytest.raises(NotFound):
        registered(division="230502001999")


def test_a_credit_code_belongs_to_one_organisation() -> None:
    registered(credit_code=code())

    with pytest.raises(Conflict) as refused:
        registered("另一家", FAR_VILLAGE, credit_code=code())

    assert refused.value.code == "orgs_organisation_one_credit_code"


def test_two_of_one_name_without_codes_are_one() -> None:
    registered()

    with pytest.raises(Conflict):
        registered()
    assert registered(division=OTHER_VILLAGE)
    assert registered(credit_code=code())


def test_a_neighbours_clerk_and_a_leader_register_nothing_here() -> None:
    for actor in (BOB, LEADER):
        with pytest.raises(Forbidden):
            registered(actor=actor)

    assert {entry.outcome for entry in trail("orgs.register")} == {Outcome.REFUSED}


def test_an_organisation_is_changed_in_all_that_is_said() -> None:
    made = registered(credit_code=code())

    said = new("福寿养护中心", OTHER_VILLAGE, kind=OrganisationKind.SERVICE, registrar=Registrar.MARKET)
    verbs.change(made, said, actor=CAROL, now=NOW)

    home = known(made)
    assert (home.name, home.kind, home.division) == ("福寿养护中心", OrganisationKind.SERVICE, OTHER_VILLAGE)
    assert (home.credit_code, home.registrar) == ("", Registrar.MARKET)
    assert reads.organisations(Scope.everything(), reads.Filter(text="fsyh"), TODAY).rows[0].id == made


def test_nobody_gives_an_organisation_away_beyond_his_scope() -> None:
    made = registered()

    for actor, there in ((ALICE, OTHER_VILLAGE), (CAROL, FAR_VILLAGE), (BOB, VILLAGE)):
        with pytest.raises(Forbidden):
            verbs.change(made, new(division=there), actor=actor, now=NOW)


def test_a_new_standing_ends_the_one_before_it(heard: Heard) -> None:
    made = registered()
    heard.facts.clear()

    stand(made, Standing.SUSPENDED, date(2026, 2, 1), CAROL)

    spans = [(one.standing, one.span) for one in known(made).standings]
    assert spans == [
        (Standing.SUSPENDED, DateSpan.since(date(2026, 2, 1))),
        (Standing.OPERATING, DateSpan(BEGUN, date(2026, 1, 31))),
    ]
    assert known(made, date(2026, 1, 31)).standing is Standing.OPERATING
    assert heard.facts == [StandingChanged(made, Standing.OPERATING, Standing.SUSPENDED, date(2026, 2, 1))]


@pytest.mark.parametrize("since", [BEGUN, date(2024, 12, 31)])
def test_a_standing_begins_after_the_one_before_it(since: date) -> None:
    made = registered()

    with pytest.raises(Conflict) as refused:
        stand(made, Standing.SUSPENDED, since)

    assert refused.value.code == "standing_since"
    assert known(made).standing is Standing.OPERATING


def test_closing_ends_the_sites_with_it() -> None:
    made = registered()
    with_site(made, beds=40)
    with_site(made, name="今天才开", opened_on=TODAY)

    stand(made, Standing.CLOSED)

    ends = {site.name: site.span.end for site in known(made).sites}
    assert ends == {"本部": date(2026, 3, 1), "今天才开": TODAY}
    assert known(made, date(2026, 3, 1)).standing is Standing.OPERATING


def test_a_closed_organisation_stays_closed() -> None:
    made = registered()
    stand(made, Standing.CLOSED)

    with pytest.raises(Conflict) as refused:
        stand(made, Standing.OPERATING, date(2026, 4, 1))

    assert refused.value.code == "standing_move"


@pytest.mark.parametrize(("before", "after"), list(product(Standing, Standing)))
def test_a_standing_follows_another_only_where_the_table_says_so(before: Standing, after: Standing) -> None:
    refused = None
    try:
        check_move(before, after)
    except Conflict as error:
        refused = error.code

    assert refused == (None if after in MOVES[before] else "standing_move")


def test_every_standing_is_in_the_table_and_can_be_reached() -> None:
    reached = {Standing.PREPARING}
    for _ in Standing:
        reached |= {after for before in reached for after in MOVES[before]}

    assert set(MOVES) == reached == set(Standing)


@pytest.mark.parametrize("act", ["set_standing", "change"])
def test_an_unknown_organisation_is_not_found(act: str) -> None:
    given: dict[str, Any] = (
        {"standing": Standing.CLOSED, "since": TODAY} if act == "set_standing" else {"new": new()}
    )

    with pytest.raises(NotFound):
        getattr(verbs, act)(404, **given, actor=SYSTEM, now=NOW)
