"""A clerk warns who is late, prints the list for the walk, and records whom the village cadre has seen."""

from __future__ import annotations

from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from laoyou.benefits.models import Check
from laoyou.benefits.reads import survival
from laoyou.benefits.tests.world import held_back
from laoyou.people.tests.cast import NOW, VILLAGE_A
from tests.journeys.conftest import ComeIn, Town

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def late(town: Town) -> int:
    """李小华 was due half a year ago."""
    since, due = date(2024, 9, 1), date(2025, 9, 1)
    Check.objects.create(person_id=town.li, division_id=VILLAGE_A, since=since, months=12, due_on=due)
    return int(town.li)


def test_the_walk_from_the_reminder_to_the_visit(
    page: Page, live_server: LiveServer, late: int, come_in: ComeIn
) -> None:
    come_in("alice")
    page.goto(f"{live_server.url}/benefits/survival/?seen=beyond", wait_until="networkidle")
    page.get_by_label("选中 李*华").check()
    page.get_by_role("button", name="给选中的发提醒").click()
    expect(page.get_by_text("已写好 1 份提醒")).to_be_visible()

    page.get_by_role("button", name="打印走访名单").click()
    expect(page.get_by_role("rowheader", name="李小华")).to_be_visible()
    page.get_by_role("link", name="回名单").click()

    page.get_by_label("选中 李*华").check()
    page.get_by_label("哪天见到本人").fill("2026-03-01")
    page.get_by_role("button", name="登记见到本人").click()
    expect(page.get_by_text("已登记 1 人的生存认证。")).to_be_visible()
    assert [proof.day for proof in survival.proofs(late)] == [date(2026, 3, 1)]

    page.goto(f"{live_server.url}/notices/", wait_until="networkidle")
    page.get_by_role("link", name="李*华").first.click()
    expect(page.get_by_role("heading", name="关于生存认证的提醒").first).to_be_visible()
    page.get_by_label("怎样送达").select_option(label="电话念给本人")
    page.get_by_role("button", name="已送达").click()
    expect(page.get_by_text("已登记 1 份送达。")).to_be_visible()


@pytest.mark.parametrize("width", [1440, 360])
def test_the_pages_of_checks_and_letters_are_accessible_and_fit(
    page: Page, live_server: LiveServer, late: int, come_in: ComeIn, width: int
) -> None:
    held = held_back(late, VILLAGE_A, NOW)
    come_in("carol")
    page.set_viewport_size({"width": width, "height": 800})
    faults: list[str] = []
    for path in (
        "/benefits/survival/?seen=beyond",
        f"/benefits/survival/people/{late}/",
        "/benefits/suspensions/",
        f"/benefits/suspensions/{held}/",
        "/notices/",
        "/notices/offices/",
    ):
        page.goto(live_server.url + path, wait_until="networkidle")
        found = Axe().run(page)
        if found.violations_count:
            faults.append(f"{path}: {found.generate_report()}")
        if page.evaluate("document.documentElement.scrollWidth - innerWidth") > 0:
            faults.append(f"{path} is wider than {width}")

    assert faults == []
