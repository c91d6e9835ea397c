"""Sites and the people in charge."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection

from laoyou.access.types import Actor, Scope
from laoyou.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from laoyou.orgs import reads, verbs
from laoyou.orgs.tests.cast import (
    ALICE,
    BEGUN,
    BOB,
    CAROL,
    NOW,
    SYSTEM,
    TODAY,
    VILLAGE,
    registered,
    trail,
    with_site,
)
from laoyou.orgs.types import OfficerRecord, OfficerRole, SiteRecord
from laoyou.places import reads as places
from laoyou.places import verbs as places_verbs
from laoyou.places.types import NetworkTier, NewPlace

pytestmark = pytest.mark.usefixtures("ground")

PHONE = "13812345521"


def sites(organisation_id: int) -> tuple[SiteRecord, ...]:
    return reads.organisation(organisation_id, Scope.everything(), TODAY).sites


def officers(organisation_id: int) -> tuple[OfficerRecord, ...]:
    return reads.organisation(organisation_id, Scope.everything(), TODAY).officers


def put(organisation_id: int, name: str = "韩强", phone: str = PHONE, **more: Any) -> int:
    told: dict[str, Any] = {"role": OfficerRole.DIRECTOR, "since": BEGUN, "actor": SYSTEM, "now": NOW}
    return verbs.appoint(organisation_id, name=name, phone=phone, **told | more)


def close(site_id: int, last_day: date = TODAY, actor: Actor = SYSTEM) -> None:
    verbs.close_site(site_id, last_day=last_day, actor=actor, now=NOW)


def station() -> int:
    new = NewPlace(NetworkTier.STATION, "春城站", VILLAGE, BEGUN)
    [place_id] = places_verbs.open_places([new], actor=SYSTEM, now=NOW)
    return place_id


def test_a_site_stands_at_its_address_and_has_a_position() -> None:
    made = registered()

    with_site(made, beds=40, nursery_places=5)

    [site] = sites(made)
    assert site.address is not None
    assert (site.name, site.beds, site.nursery_places) == ("本部", 40, 5)
    assert (site.address.text, site.address.latitude, site.address.is_exact) == ("建设路 3 号", 46.64, False)


def test_a_site_may_stand_in_a_place_of_the_network() -> None:
    made = registered()

    with_site(made, address="", service_place_id=station())

    assert [site.address for site in sites(made)] == [None]


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"address": " "}, "site_place"),
        ({"name": " "}, "site_name"),
        ({"beds": -1}, "site_size"),
        ({"nursery_places": 100_001}, "site_size"),
    ],
)
def test_what_cannot_be_a_site_is_refused(change: dict[str, Any], refusal: str) -> None:
    made = registered()

    with pytest.raises(Invalid) as refused:
        with_site(made, **change)

    assert refused.value.code == refusal


def test_a_site_stands_in_a_division_that_exists() -> None:
    made = registered()

    with pytest.raises(NotFound):
        with_site(made, division="230502001999")


def test_a_site_is_open_once_and_closes_once() -> None:
    made = registered()
    site_id = with_site(made)

    with pytest.raises(Conflict) as twice:
        with_site(made, opened_on=TODAY)
    with pytest.raises(Conflict) as early:
        close(site_id, date(2024, 12, 31))
    close(site_id)
    with pytest.raises(Conflict) as again:
        close(site_id)

    codes = [refused.value.code for refused in (twice, early, again)]
    assert codes == ["orgs_site_once", "site_not_yet_open", "site_closed"]


def test_a_place_of_the_network_closes_with_its_last_site() -> None:
    place_id, first, second = station(), registered(), registered("另一家")
    one = with_site(first, address="", service_place_id=place_id)
    other = with_site(second, address="", service_place_id=place_id)

    close(one)
    assert places.network_places([place_id])[place_id].span.end is None

    close(other)
    assert places.network_places([place_id])[place_id].span.end == TODAY


def test_a_neighbours_clerk_touches_neither_site_nor_officer() -> None:
    made = registered()
    site_id = with_site(made)

    with pytest.raises(Forbidden):
        close(site_id, actor=BOB)
    with pytest.raises(Forbidden):
        put(made, actor=BOB)
    close(site_id, actor=ALICE)


def test_an_unknown_site_or_officer_is_not_found() -> None:
    for ask in (lambda: close(404), lambda: reads.phone_of(404), lambda: reads.organisation_of_officer(404)):
        with pytest.raises(NotFound):
            ask()


def test_a_phone_is_masked_and_sealed() -> None:
    made = registered()

    officer_id = put(made, phone="+86 138-1234-5521")

    [officer] = officers(made)
    assert (officer.name, officer.phone_masked) == ("韩强", "138****5521")
    assert reads.phone_of(officer_id) == PHONE
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(o)::text FROM orgs_officer o")
        assert PHONE not in cursor.fetchone()[0]


def test_somebody_without_a_phone_is_in_charge_all_the_same() -> None:
    made = registered()

    officer_id = put(made, phone="")

    assert officers(made)[0].phone_masked == reads.phone_of(officer_id) == ""


def test_who_comes_after_ends_who_was_before() -> None:
    made = registered()
    put(made)

    put(made, "周丽", since=TODAY, actor=CAROL)
    put(made, "法人", role=OfficerRole.LEGAL_PERSON)

    spans = {officer.name: (officer.span.start, officer.span.end) for officer in officers(made)}
    assert spans == {
        "周丽": (TODAY, None),
        "韩强": (BEGUN, date(2026, 3, 1)),
        "法人": (BEGUN, None),
    }


def test_the_same_person_again_only_brings_the_phone_up_to_date() -> None:
    made = registered()
    first = put(made)

    again = put(made, phone="13987654321", since=TODAY)
    put(made, phone="", since=TODAY)

    assert again == first
    assert reads.phone_of(first) == "13987654321"
    assert len(officers(made)) == 1


def test_nobody_comes_after_on_the_day_another_began() -> None:
    made = registered()
    put(made)

    with pytest.raises(Conflict) as refused:
        put(made, "周丽", since=BEGUN)

    assert refused.value.code == "officer_since"


@pytest.mark.parametrize(
    ("name", "phone", "refusal"), [(" ", PHONE, "officer_name"), ("韩强", "12", "phone")]
)
def test_a_wrong_name_or_phone_is_refused(name: str, phone: str, refusal: str) -> None:
    made = registered()

    with pytest.raises(Invalid) as refused:
        put(made, name, phone)

    assert refused.value.code == refusal


def test_each_act_names_its_subject_in_the_trail() -> None:
    made = registered()
    site_id, officer_id = with_site(made), put(made)
    close(site_id)

    subjects = [
        (entry.object_kind, entry.object_id)
        for act in ("orgs.register", "orgs.add_site", "orgs.appoint", "orgs.close_site")
        for entry in trail(act)
    ]
    assert subjects == [
        ("organisation", str(made)),
        ("site", str(site_id)),
        ("officer", str(officer_id)),
        ("site", str(site_id)),
    ]
