"""What the database itself refuses, each by its name."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from laoyou.kernel.spans import DateSpan
from laoyou.orgs.models import Officer, Organisation, Site, StandingSpan
from laoyou.orgs.tests.cast import NOW, OTHER_VILLAGE, SYSTEM, VILLAGE, code, registered
from laoyou.places import verbs as places
from laoyou.places.types import NewAddress
from laoyou.store.constraints import as_conflict

pytestmark = pytest.mark.usefixtures("ground")

SPAN = DateSpan.since(date(2026, 1, 1))
LATER = DateSpan.since(date(2027, 1, 1))


def refuses(constraint: str, model: type[Any], fields: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError) as broken, transaction.atomic():
        model.objects.create(**fields)
    conflict = as_conflict(broken.value)
    assert conflict is not None
    assert conflict.code == constraint
    assert conflict.message.endswith("。")


def organisation(**changes: Any) -> dict[str, Any]:
    plain = {"kind": "home", "name": "甲", "pinyin": "jia", "initials": "j", "division_id": VILLAGE}
    return plain | {"recorded_at": NOW} | changes


def standing(**changes: Any) -> dict[str, Any]:
    plain = {"standing": "operating", "span": SPAN, "recorded_at": NOW, "recorded_by": "甲"}
    return plain | {"organisation_id": registered()} | changes


def site(**changes: Any) -> dict[str, Any]:
    [address_id] = places.record_addresses([NewAddress(VILLAGE, "路")], actor=SYSTEM, now=NOW)
    plain = {"name": "站", "division_id": VILLAGE, "address_id": address_id, "span": SPAN}
    return plain | {"organisation_id": registered()} | changes


def officer(**changes: Any) -> dict[str, Any]:
    return {"role": "director", "name": "甲", "span": SPAN, "organisation_id": registered()} | changes


def test_a_kind_is_one_of_ours() -> None:
    refuses("orgs_organisation_kind_known", Organisation, organisation(kind="casino"))


def test_a_registrar_is_one_of_ours_or_unknown() -> None:
    refuses("orgs_organisation_registrar_known", Organisation, organisation(registrar="church"))


def test_an_organisation_has_a_name() -> None:
    refuses("orgs_organisation_has_name", Organisation, organisation(name=""))


@pytest.mark.parametrize("wrong", ["123", "5223050ITEST000I5X", code()[:-1]])
def test_a_credit_code_has_its_form(wrong: str) -> None:
    refuses("orgs_organisation_credit_code_form", Organisation, organisation(credit_code=wrong))


def test_a_credit_code_stands_once() -> None:
    Organisation.objects.create(**organisation(credit_code=code()))

    refuses(
        "orgs_organisation_one_credit_code",
        Organisation,
        organisation(credit_code=code(), name="乙", division_id=OTHER_VILLAGE),
    )


def test_a_name_without_a_code_stands_once_in_a_division() -> None:
    Organisation.objects.create(**organisation())

    refuses("orgs_organisation_one_name_without_code", Organisation, organisation(kind="nursery"))


def test_a_standing_is_one_of_ours() -> None:
    refuses(
        "orgs_standingspan_standing_known",
        StandingSpan,
        standing(standing="asleep", span=DateSpan.on(date(2020, 1, 1))),
    )


def test_an_organisation_stands_one_way_at_a_time() -> None:
    refuses("orgs_standingspan_no_overlap", StandingSpan, standing(span=LATER))


def test_a_site_has_a_name() -> None:
    refuses("orgs_site_has_name", Site, site(name=""))


def test_a_site_stands_somewhere() -> None:
    refuses("orgs_site_stands_somewhere", Site, site(address_id=None))


@pytest.mark.parametrize("size", [{"beds": -1}, {"nursery_places": -1}])
def test_a_site_has_no_less_than_nothing(size: dict[str, int]) -> None:
    refuses("orgs_site_sizes_not_negative", Site, site(**size))


def test_a_site_is_open_once_at_a_time() -> None:
    first = Site.objects.create(**site())

    again = {"organisation_id": first.organisation_id, "address_id": first.address_id, "span": LATER}
    refuses("orgs_site_once", Site, {"name": "站", "division_id": VILLAGE} | again)


def test_a_part_in_charge_is_one_of_ours() -> None:
    refuses("orgs_officer_role_known", Officer, officer(role="king"))


def test_somebody_in_charge_has_a_name() -> None:
    refuses("orgs_officer_has_name", Officer, officer(name=""))


@pytest.mark.parametrize("half", [{"phone_sealed": b"x"}, {"phone_blind": b"x"}])
def test_a_phone_is_sealed_with_its_blind_index(half: dict[str, bytes]) -> None:
    refuses("orgs_officer_sealed_with_blind", Officer, officer(**half))


def test_one_person_a_part_at_a_time() -> None:
    first = Officer.objects.create(**officer())

    other = {"role": "director", "name": "乙", "span": LATER, "organisation_id": first.organisation_id}
    refuses("orgs_officer_one_at_a_time", Officer, other)
