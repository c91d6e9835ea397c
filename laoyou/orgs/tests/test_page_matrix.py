"""Every page of organisations, as every role: who may, who may not, and nobody ever meets a fault."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from laoyou.access import rules
from laoyou.access.types import Actor, Role, Scope
from laoyou.audit.types import Outcome
from laoyou.orgs.tests.cast import (
    ALICE,
    BOB,
    CAROL,
    COUNTY,
    FAR,
    FAR_VILLAGE,
    OTHER_VILLAGE,
    SignedIn,
    code,
    known,
    registered,
    trail,
    with_director,
    with_site,
    words,
)

pytestmark = pytest.mark.usefixtures("ground", "orgs_alone")

PAGES = {
    "list": "orgs.see",
    "organisation": "orgs.see",
    "export": "orgs.export",
    "register": "orgs.register",
    "upload": "orgs.load_roster",
    "change": "orgs.change",
    "set_standing": "orgs.set_standing",
    "add_site": "orgs.add_site",
    "close_site": "orgs.close_site",
    "appoint": "orgs.appoint",
}
ALONE = ("list", "export", "register", "upload")
ODD = ["-beds", "name", "%", "_", "\\", "'", "é", "养老", "\x00", "9" * 40]
GET = st.text(max_size=12) | st.sampled_from(ODD)
LIKELY = ["home", "operating", "春城社区", "2026-03-01", "0001-01-01", "9999-12-31", "director", "5"]
FORMS = sorted(name for name, act in PAGES.items() if act not in ("orgs.see", "orgs.export"))
FIELDS = (
    "name", "kind", "division", "credit_code", "registrar", "standing", "since", "address", "beds",
    "opened_on", "last_day", "role", "phone", "nursery_places",
)  # fmt: skip
TYPED = st.fixed_dictionaries(dict.fromkeys(FIELDS, st.sampled_from(LIKELY) | GET))


def address(name: str, made: int, site: int) -> str:
    if name in ALONE:
        return reverse(f"orgs:{name}")
    return reverse(f"orgs:{name}", args=[made, site] if name == "close_site" else [made])


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SYSTEM])
def test_each_page_opens_exactly_for_the_roles_of_its_rule(signed_in: SignedIn, role: Role) -> None:
    made = registered()
    site = with_site(made)
    browser = signed_in(Actor(30, "某人", role, Scope.division(COUNTY)))

    for name, act in PAGES.items():
        answer = browser.get(address(name, made, site))
        assert answer.status_code == (200 if role in rules.registered()[act].roles else 403), name
        if answer.streaming:
            b"".join(answer)


@pytest.mark.parametrize("name", [name for name in PAGES if name not in ALONE])
@pytest.mark.parametrize("neighbour", [BOB, FAR], ids=["next town", "far county"])
def test_a_neighbour_is_refused_on_each_page_by_either_method_and_both_are_logged(
    signed_in: SignedIn, name: str, neighbour: Actor
) -> None:
    made = registered()
    url = address(name, made, with_site(made))
    before = known(made)
    browser = signed_in(neighbour)

    answers = [browser.get(url), browser.post(url, {})] if name != "organisation" else [browser.get(url)]

    assert {answer.status_code for answer in answers} == {403}
    assert [entry.outcome for entry in trail(PAGES[name])][: len(answers)] == [Outcome.REFUSED] * len(answers)
    assert "松鹤养老院" not in "".join(words(answer) for answer in answers)
    assert known(made) == before


@pytest.mark.parametrize("number", [0, 2**31, 2**63, 10**30])
@pytest.mark.parametrize("name", [name for name in PAGES if name not in ALONE])
def test_a_number_that_nobody_has_is_not_found(signed_in: SignedIn, name: str, number: int) -> None:
    assert signed_in(CAROL).get(address(name, number, number)).status_code == 404


@dataclass(frozen=True)
class Desk:
    browser: Client
    made: int
    site: int


@pytest.fixture
def desk(signed_in: SignedIn) -> Desk:
    """A supervisor's browser, and an organisation with a site in his county."""
    made = registered(credit_code=code())
    return Desk(signed_in(CAROL), made, with_site(made, beds=3))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None)
@given(
    asked=st.dictionaries(
        st.sampled_from(["text", "kind", "standing", "division", "sort", "page", "x"]), GET, max_size=4
    )
)
def test_no_question_makes_the_list_stumble(desk: Desk, asked: dict[str, str]) -> None:
    answer = desk.browser.get(reverse("orgs:list"), asked)

    assert answer.status_code in {200, 400}
    assert (answer.status_code == 400) <= ("page" in asked)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None)
@given(page=st.sampled_from(FORMS), typed=TYPED)
def test_no_words_typed_into_a_form_make_it_stumble(desk: Desk, page: str, typed: dict[str, str]) -> None:
    answer = desk.browser.post(address(page, desk.made, desk.site), typed)

    assert answer.status_code in {302, 403, 422}


def test_an_apostrophe_alone_asks_for_nothing_and_finds_its_own(signed_in: SignedIn) -> None:
    registered("O'Hara 之家")
    registered()
    browser = signed_in(CAROL)

    page = words(browser.get(reverse("orgs:list"), {"text": "'"}))

    assert "1 家" in page
    assert "松鹤养老院" not in page


@pytest.mark.parametrize("name", ["list", "export"])
def test_more_organisations_in_more_divisions_are_not_more_questions(
    signed_in: SignedIn, django_assert_max_num_queries: Any, name: str
) -> None:
    for number, division in enumerate([OTHER_VILLAGE, FAR_VILLAGE] * 10):
        with_site(registered(f"第{number}家", division), beds=1, division=division)
    browser = signed_in(Actor(31, "市里", Role.DATA_OFFICER, Scope.division("230500000000")))

    with django_assert_max_num_queries(20):
        answer = browser.get(reverse(f"orgs:{name}"))

    assert answer.status_code == 200
    if answer.streaming:
        b"".join(answer)


def test_one_organisation_with_much_is_few_questions(
    signed_in: SignedIn, django_assert_max_num_queries: Any
) -> None:
    made = registered()
    for number in range(15):
        with_site(made, name=f"站点{number}", address=f"建设路 {number} 号")
    with_director(made)
    browser = signed_in(ALICE)

    with django_assert_max_num_queries(25):
        browser.get(reverse("orgs:organisation", args=[made]))


@pytest.mark.parametrize("danger", ["=HYPERLINK(1)", "+1", "-1", "@SUM(A1)", "<script>alert(1)</script>"])
def test_a_dangerous_name_is_harmless_on_pages(signed_in: SignedIn, danger: str) -> None:
    made = registered(danger)

    for url in (reverse("orgs:list"), reverse("orgs:organisation", args=[made])):
        assert "<script>alert" not in words(signed_in(ALICE).get(url))
