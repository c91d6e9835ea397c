"""The public front and the facilities: open to everybody, and nothing private in them."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from laoyou.access.types import Actor
from laoyou.orgs import verbs as orgs
from laoyou.orgs.types import NewOrganisation, OrganisationKind, RosterRow
from laoyou.people.tests.cast import COUNTY, NOW, VILLAGE_A

FRONT = reverse("front")
FACILITIES = reverse("facilities")


def a_home(name: str = "静心养老院", kind: OrganisationKind = OrganisationKind.HOME) -> None:
    row = RosterRow(
        line=2,
        organisation=NewOrganisation(kind=kind, name=name, division=VILLAGE_A),
        tier=None,
        serves=None,
        address="新华路188号",
        beds=80,
        nursery_places=0,
        officer="王院长",
        phone="13912345678",
    )
    orgs.load_roster([row], since=date(2020, 1, 1), actor=Actor.system("test"), now=NOW)


@pytest.mark.usefixtures("ground")
def test_anybody_may_read_the_front() -> None:
    answer = Client().get(FRONT)

    assert answer.status_code == 200
    assert "tel:120" in answer.content.decode()
    assert "长辈版" in answer.content.decode()
    assert "工作人员登录" in answer.content.decode()


@pytest.mark.usefixtures("ground")
def test_the_front_has_at_most_six_things_to_do() -> None:
    assert 1 <= len(Client().get(FRONT).context["ways"]) <= 6


def test_who_has_signed_in_goes_on_to_the_own_desk(alice: Client) -> None:
    assert alice.get(FRONT).headers["Location"] == reverse("home")
    assert alice.get(FRONT, {"public": "1"}).status_code == 200


@pytest.mark.usefixtures("ground")
def test_elder_mode_is_the_same_page_in_another_density() -> None:
    browser = Client()
    browser.cookies["density"] = "elder"

    assert 'data-density="elder"' in browser.get(FRONT).content.decode()


@pytest.mark.usefixtures("ground")
def test_facilities_begin_with_the_counties_that_have_any() -> None:
    a_home()

    answer = Client().get(FACILITIES, {"kind": "home"})

    assert [(county.code, number) for county, number in answer.context["counties"]] == [(COUNTY, 1)]
    assert "尖山区" in answer.content.decode()


@pytest.mark.usefixtures("ground")
def test_the_list_of_a_county_has_name_address_and_beds_and_nobodys_phone() -> None:
    a_home()

    page = Client().get(FACILITIES, {"kind": "home", "division": COUNTY}).content.decode()

    assert "静心养老院" in page
    assert "新华路188号" in page
    assert "80" in page
    assert "王院长" not in page
    assert "5678" not in page


@pytest.mark.usefixtures("ground")
def test_a_list_holds_only_the_kind_that_was_asked_for() -> None:
    a_home("静心养老院")
    a_home("苗苗托育园", OrganisationKind.NURSERY)

    page = Client().get(FACILITIES, {"kind": "nursery", "division": COUNTY}).content.decode()

    assert "苗苗托育园" in page
    assert "静心养老院" not in page


@pytest.mark.usefixtures("ground")
def test_no_facility_yet_is_said_kindly() -> None:
    assert "还没有登记" in Client().get(FACILITIES, {"kind": "home"}).content.decode()


@pytest.mark.usefixtures("ground")
@pytest.mark.parametrize(
    "asked", [{}, {"kind": "government"}, {"kind": "x"}, {"kind": "home", "division": "1"}]
)
def test_a_strange_question_is_answered_with_a_page(asked: dict[str, str]) -> None:
    answer = Client().get(FACILITIES, asked)

    assert answer.status_code == 404
    assert "首页" in answer.content.decode() or "区划" in answer.content.decode()
