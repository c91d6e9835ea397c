"""Every page of the desks: accessible, no wider than the screen, light, and from no other host."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Response
from pytest_django.live_server_helper import LiveServer

from laoyou.people.tests.cast import TOWN_A, VILLAGE_A
from tests.journeys.conftest import ComeIn, Town

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WIDE, PHONE = 1440, 360
FIRST_VISIT_BYTES = 200_000

PAGES = {
    "alice": (
        "/home/",
        "/help/",
        "/search/?q=lxh",
        "/search/?q=13812345521",
        "/people/",
        "/people/?group=alone&age_from=x&sort=age",
        f"/people/?division={VILLAGE_A}",
        "/people/?group=dementia",
        "/people/export/?group=elders",
        "/people/new/",
        "/people/{li}/",
        "/people/{neighbour}/",
        "/people/{li}/do/fact/",
        "/people/{li}/do/contact/",
        "/people/{li}/do/death/",
        "/households/{household}/",
        "/households/{household}/join/",
        "/divisions/",
        "/map/",
        "/map/?by=village",
        "/merges/",
        "/ledger/",
        "/ledger/{fund}/",
        "/ledger/entries/{entry}/",
        "/benefits/",
        "/benefits/?kind=stop&state=dismissed",
        "/benefits/proposals/{proposal}/",
        "/benefits/confirm/?kind=start",
    ),
    "carol": (
        f"/divisions/?open={TOWN_A}",
        "/people/{li}/",
        "/merges/",
        "/merges/propose/",
        "/merges/propose/?kept={li}&gone={twin}",
        "/merges/{merge}/",
        "/ledger/{fund}/pay/",
        "/ledger/{fund}/budget/",
        "/ledger/new/",
        "/benefits/runs/",
        "/benefits/runs/{run}/",
        "/benefits/runs/{run}/near/",
    ),
    "officer": ("/home/", "/help/", "/people/{li}/", "/merges/"),
    "leader": ("/home/", "/people/{li}/", "/people/", "/ledger/budgets/", "/ledger/funds/"),
    "auditor": ("/home/", "/help/", "/audit/", "/audit/?since=x&outcome=refused", "/ledger/trial/"),
}


@pytest.mark.parametrize("width", [WIDE, PHONE])
@pytest.mark.parametrize("username", sorted(PAGES))
def test_pages_are_accessible_and_fit(
    page: Page, live_server: LiveServer, town: Town, come_in: ComeIn, username: str, width: int
) -> None:
    come_in(username)
    page.set_viewport_size({"width": width, "height": 800})
    faults: list[str] = []

    for path in PAGES[username]:
        address = path.format(**vars(town))
        page.goto(live_server.url + address, wait_until="networkidle")
        found = Axe().run(page)
        if found.violations_count:
            faults.append(f"{address}: {found.generate_report()}")
        if page.evaluate("document.documentElement.scrollWidth - innerWidth") > 0:
            faults.append(f"{address} is wider than {width}")

    assert faults == []


@pytest.mark.parametrize("look", ["density=elder", "theme=dark"])
def test_the_persons_page_is_accessible_in_other_looks_with_its_forms_open(
    page: Page, live_server: LiveServer, town: Town, come_in: ComeIn, look: str
) -> None:
    come_in("alice")
    name, _, value = look.partition("=")
    page.context.add_cookies([{"name": name, "value": value, "url": live_server.url}])
    page.goto(f"{live_server.url}/people/{town.li}/", wait_until="networkidle")
    page.evaluate("document.querySelectorAll('main details:not(.menu)').forEach(one => one.open = true)")

    found = Axe().run(page)

    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


@pytest.mark.parametrize("path", ["/people/{li}/", "/people/", "/divisions/"])
def test_a_first_visit_is_light(
    page: Page, live_server: LiveServer, town: Town, come_in: ComeIn, path: str
) -> None:
    come_in("alice")
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))

    page.goto(live_server.url + path.format(**vars(town)), wait_until="networkidle")

    assert sum(len(answer.body()) for answer in answers) < FIRST_VISIT_BYTES
