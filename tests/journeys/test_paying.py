"""Paying in a real browser: a fund is chosen, the month collected, and everybody sees it."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from laoyou.access.types import Role
from laoyou.accounts.tests.cast import somebody as user
from laoyou.benefits import verbs
from laoyou.benefits.models import Collecting
from laoyou.benefits.tests.cast import SYSTEM, month
from laoyou.ledger.models import Account
from laoyou.ledger.types import FundSource
from laoyou.payments.tests.cast import fund
from laoyou.people.tests.cast import COUNTY, NOW
from tests.journeys.conftest import ComeIn, Town

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WIDE, PHONE = 1440, 390
SUPERVISOR, PURSE = "dora", "市级补助过冬资金"


@pytest.fixture
def entitled(town: Town) -> Town:
    """李小华 has what the run proposed; the county has a fund of the city's money; a supervisor is there."""
    town.users[SUPERVISOR] = user(SUPERVISOR, Role.SUPERVISOR, COUNTY)
    verbs.confirm(town.proposal, actor=SYSTEM, now=NOW)
    fund(PURSE, source=FundSource.CITY)
    return town


def perform() -> int:
    """What the job does: the queue does not run in these tests."""
    number = int(Collecting.objects.for_the_system().get().pk)
    verbs.perform_collecting(number, actor=SYSTEM, now=NOW)
    return number


def test_a_supervisor_chooses_the_fund_and_collects_the_month(
    page: Page, live_server: LiveServer, entitled: Town, come_in: ComeIn
) -> None:
    come_in(SUPERVISOR)
    page.goto(f"{live_server.url}/benefits/pay/")
    page.get_by_role("button", name="看应发").click()
    expect(page.get_by_role("heading", name="没有指定资金")).to_be_visible()

    page.get_by_role("link", name="去指定账户").click()
    page.get_by_role("button", name="采用").click()
    expect(page.get_by_text("已指定，下一次归集起从这个账户出。")).to_be_visible()

    page.get_by_role("link", name="本月应发").first.click()
    page.get_by_role("button", name="看应发").click()
    expect(page.get_by_text(PURSE)).to_be_visible()
    page.get_by_role("button", name="归集", exact=True).click()
    expect(page.get_by_text("可以离开这个页面")).to_be_visible()
    number = perform()
    page.goto(f"{live_server.url}/benefits/pay/{number}/")
    expect(page.get_by_text("归集金额")).to_be_visible()

    page.goto(f"{live_server.url}/people/{entitled.li}/why/")
    page.get_by_role("link", name="已发待遇").click()
    expect(page.get_by_text("待发放")).to_be_visible()


@pytest.mark.parametrize("width", [WIDE, PHONE])
def test_pages_of_paying_are_accessible_and_fit(
    page: Page, live_server: LiveServer, entitled: Town, come_in: ComeIn, width: int
) -> None:
    come_in(SUPERVISOR)
    page.set_viewport_size({"width": width, "height": 900})
    asked = f"?territory={COUNTY}&month={NOW:%Y-%m}-01"
    before = [f"/benefits/pay/{asked}", "/benefits/pay/funds/"]
    faults = _looked_at(page, live_server, before, width)
    purse = Account.objects.of(name=PURSE).get().pk
    verbs.choose_fund(COUNTY, "city", purse, actor=SYSTEM, now=NOW)
    number = verbs.collect(COUNTY, month=month(f"{NOW:%Y-%m}"), filed=False, actor=SYSTEM, now=NOW)
    faults += _looked_at(page, live_server, [f"/benefits/pay/{asked}"], width)
    verbs.perform_collecting(number, actor=SYSTEM, now=NOW)
    after = [f"/benefits/pay/{number}/", f"/benefits/pay/persons/{entitled.li}/", f"/benefits/pay/{asked}"]

    faults += _looked_at(page, live_server, after, width)

    assert faults == []


def _looked_at(page: Page, live_server: LiveServer, paths: list[str], width: int) -> list[str]:
    faults = []
    for path in paths:
        page.goto(live_server.url + path, wait_until="networkidle")
        found = Axe().run(page)
        if found.violations_count:
            faults.append(f"{path}: {found.generate_report()}")
        if page.evaluate("document.documentElement.scrollWidth - innerWidth") > 0:
            faults.append(f"{path} is wider than {width}")
    return faults
