"""A clerk works through a list of benefits by keyboard alone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from laoyou.benefits.reads import grants
from tests.journeys.conftest import ComeIn, Town

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_rows_are_ticked_counted_and_confirmed_without_the_mouse(
    page: Page, live_server: LiveServer, town: Town, come_in: ComeIn
) -> None:
    come_in("alice")
    page.goto(f"{live_server.url}/benefits/", wait_until="networkidle")
    button = page.get_by_role("button", name="确认选中的")
    expect(button).to_be_disabled()

    page.get_by_role("link", name="李*华").first.focus()
    page.keyboard.press("x")
    expect(button).to_have_text("确认选中的 1")
    expect(page.get_by_label("选中本页全部")).to_have_js_property("indeterminate", True)
    page.keyboard.press("x")
    expect(button).to_be_disabled()
    page.get_by_label("选中本页全部").check()
    button.press("Enter")
    page.wait_for_url("**/benefits/confirm/**")
    page.keyboard.press("Enter")
    page.wait_for_url("**/benefits/?*")

    expect(page.get_by_text("已确认 4 项。")).to_be_visible()
    assert [one.benefit for one in grants.of_persons([town.li])[town.li]] == ["warm_winter"]
