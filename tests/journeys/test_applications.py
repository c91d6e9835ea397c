"""From the window to the benefit: one enters it with a paper, another decides; a refusal is appealed."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from laoyou.applications.tests.cast import PDF, affairs
from laoyou.benefits.reads import grants
from laoyou.people.tests.cast import NOW
from tests.journeys.conftest import ComeIn, Town

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WIDTHS = (1440, 390)


def look(page: Page) -> None:
    """The page as it stands is accessible, and fits a wide screen and a phone."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        found = Axe().run(page)
        assert found.violations_count == 0, f"{page.url}: {found.generate_report()}"
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, (page.url, width)
    page.set_viewport_size({"width": WIDTHS[0], "height": 900})


def test_a_clerk_enters_an_application_and_a_supervisor_approves_it(
    page: Page, live_server: LiveServer, town: Town, come_in: ComeIn
) -> None:
    come_in("alice")
    page.goto(f"{live_server.url}/applications/", wait_until="networkidle")
    look(page)
    page.get_by_role("link", name="登记申请").first.click()
    page.get_by_label("姓名、证件号码或电话").fill("王兰")
    page.get_by_role("button", name="查找", exact=True).click()
    expect(page.get_by_role("link", name="王*")).to_be_visible()
    look(page)
    page.goto(f"{live_server.url}/people/{town.li}/why/", wait_until="networkidle")
    page.get_by_role("link", name="申请这一项").first.click()
    look(page)
    page.get_by_label("要说明的情况").fill("腿脚不便")
    page.get_by_role("button", name="登记申请").click()
    expect(page.get_by_text("已登记申请")).to_be_visible()
    address = page.url

    page.get_by_label("是什么材料").fill("居民身份证")
    page.get_by_label("文件或照片").set_input_files(
        {"name": "../a<b>.pdf", "mimeType": "text/html", "buffer": PDF}
    )
    page.get_by_role("button", name="附上").click()
    expect(page.get_by_text("已附上材料")).to_be_visible()
    with page.expect_download() as saved:
        page.get_by_role("link", name="居民身份证").click()
    assert saved.value.suggested_filename.endswith(".pdf")
    assert "<" not in saved.value.suggested_filename
    page.get_by_role("button", name="受理", exact=True).click()
    expect(page.get_by_text("要由另一位同事决定").first).to_be_visible()
    look(page)

    page.context.clear_cookies()
    come_in("carol")
    page.goto(address, wait_until="networkidle")
    page.get_by_role("button", name="批准", exact=True).click()
    expect(page.get_by_text("已批准，待遇开始发放")).to_be_visible()
    look(page)
    page.get_by_role("link", name="关于开始享受").click()
    expect(page.get_by_text("为什么发给您")).to_be_visible()

    assert [one.benefit for one in grants.of_persons([town.li])[town.li]] == ["warm_winter"]


def test_a_refusal_is_appealed_against_and_upheld(
    page: Page, live_server: LiveServer, town: Town, come_in: ComeIn
) -> None:
    ids = affairs(town.li, "warm_winter", "age", NOW)
    come_in("carol")
    page.goto(f"{live_server.url}/appeals/", wait_until="networkidle")
    look(page)
    page.get_by_role("link", name="李*华").click()
    page.get_by_label("决定的理由").fill("年龄算错了")
    look(page)
    page.get_by_role("button", name="维持原决定").click()
    expect(page.get_by_text("已维持原决定")).to_be_visible()
    page.goto(f"{live_server.url}/applications/{ids['application_id'] - 1}/", wait_until="networkidle")
    page.get_by_role("link", name="登记申诉").click()
    page.get_by_label("申诉的理由").fill("再看一次")
    look(page)
    page.get_by_role("button", name="登记申诉").click()

    expect(page.get_by_text("要由另一位主管决定")).to_be_visible()
    page.goto(f"{live_server.url}/home/", wait_until="networkidle")
    expect(page.get_by_text("份申请在办")).to_be_visible()
