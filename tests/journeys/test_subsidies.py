"""A subsidy in a real browser: claimed by a clerk who sees the verdict as he writes, approved by another."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from laoyou.ledger.types import FundSource
from laoyou.people.tests.cast import COUNTY, NOW, VILLAGE_A
from laoyou.subsidies.tests import world
from laoyou.subsidies.tests.cast import fund
from tests.journeys.conftest import ComeIn, Town

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WIDE, PHONE = 1440, 390
SHOTS = os.environ.get("LAOYOU_SHOTS", "")


def looked_at(page: Page, name: str) -> None:
    """The page is accessible, and no wider than the screen, on a desk and on a phone."""
    for width in (WIDE, PHONE):
        page.set_viewport_size({"width": width, "height": 900})
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, (name, width)
        found = Axe().run(page).response["violations"]
        assert not found, (name, width, [(one["id"], one["nodes"][0]["html"]) for one in found])
        if SHOTS:
            page.screenshot(path=Path(SHOTS) / f"{name}-{width}.png", full_page=True)
    page.set_viewport_size({"width": WIDE, "height": 900})


def test_a_station_claims_is_approved_and_paid(
    page: Page, live_server: LiveServer, town: Town, come_in: ComeIn
) -> None:
    world.published(NOW)
    whom = world.a_site(VILLAGE_A, NOW)
    fund("county", FundSource.COUNTY, COUNTY)
    come_in("alice")
    page.goto(f"{live_server.url}/subsidies/unclaimed/")
    expect(page.get_by_role("row", name="新华社区养老服务站")).to_be_visible()
    looked_at(page, "unclaimed")
    page.goto(f"{live_server.url}/subsidies/organisations/{whom.organisation_id}/")
    looked_at(page, "organisation")
    page.goto(f"{live_server.url}/subsidies/new/")
    looked_at(page, "choose")
    page.get_by_role("link", name="运营补贴").click()
    looked_at(page, "subjects")
    page.get_by_role("link", name="新华社区养老服务站").click()
    page.get_by_label("申报期间").select_option("2025")
    looked_at(page, "period")
    page.get_by_role("button", name="建立草稿").click()
    page.wait_for_load_state("networkidle")

    expect(page.locator("#decision")).to_contain_text("还不能定")
    page.get_by_label("设施类型").select_option("station")
    page.get_by_label("在城镇").select_option("yes")
    expect(page.locator("#decision")).to_contain_text("20,000.00 元")
    for box in page.get_by_role("checkbox").all():
        if box.is_visible():
            box.check()
    expect(page.locator("#decision")).not_to_contain_text("还要看过材料")
    looked_at(page, "draft")
    page.get_by_role("button", name="保存并提交审批").click()
    expect(page.get_by_text("待审批")).to_be_visible()

    address = page.url
    come_in("carol")
    page.goto(address)
    looked_at(page, "waiting")
    page.get_by_role("button", name="批准").click()
    expect(page.get_by_text("待发放").first).to_be_visible()
    looked_at(page, "approved")
    page.goto(f"{address}print/")
    looked_at(page, "print")
    page.goto(f"{live_server.url}/subsidies/")
    expect(page.get_by_role("row", name="新华社区养老服务站")).to_contain_text("20,000.00 元")
    looked_at(page, "list")
