"""A real browser: an administrator comes in, binds a second factor, and makes a user who comes in too."""

from __future__ import annotations

import os
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from laoyou.access.types import Role
from laoyou.accounts.tests.cast import COUNTY, NOW, PASSWORD, code_at, later, somebody
from laoyou.accounts.tests.conftest import SetClock

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = {"width": 360, "height": 740}
WIDE = {"width": 1280, "height": 800}


def look_at(page: Page) -> None:
    """Accessible, and no wider than the screen, on a phone as at a desk."""
    for size in (PHONE, WIDE):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        shots = os.environ.get("SHOTS")
        if shots:
            name = page.url.split("//")[1].partition("/")[2].replace("/", "_") or "x"
            page.screenshot(path=f"{shots}/{name}{size['width']}.png", full_page=True)


def enter(page: Page, username: str, password: str) -> None:
    page.get_by_label("用户名").fill(username)
    page.get_by_label("密码").fill(password)
    page.get_by_role("button", name="登录").click()


def test_an_administrator_makes_a_user_who_chooses_a_password(
    page: Page, live_server: LiveServer, set_clock: SetClock
) -> None:
    somebody("alice", Role.ADMINISTRATOR, COUNTY)

    page.goto(f"{live_server.url}/users/")
    look_at(page)
    enter(page, "alice", "wrong")
    page.get_by_role("alert").get_by_text("连续输错 5 次").wait_for()
    look_at(page)
    enter(page, "alice", PASSWORD)

    page.get_by_role("button", name="开始绑定").click()
    secret = page.locator("[data-secret]").inner_text().replace(" ", "")
    look_at(page)
    page.get_by_label("动态口令").fill(code_at(secret, NOW))
    page.get_by_role("button", name="确认绑定").click()
    page.get_by_text("动态口令已绑定").wait_for()
    look_at(page)

    page.goto(f"{live_server.url}/users/")
    look_at(page)
    page.get_by_role("link", name="新建用户").click()
    look_at(page)
    page.get_by_label("用户名").fill("zhang.li")
    page.get_by_label("姓名").fill("张丽")
    page.get_by_role("button", name="新建").click()
    password = page.locator("[data-password]").inner_text()
    look_at(page)
    page.get_by_role("link", name="记下了").click()
    look_at(page)
    page.get_by_role("button", name="退出").click()

    enter(page, "zhang.li", password)
    page.get_by_text("请先换成只有您自己知道的").wait_for()
    look_at(page)
    page.get_by_label("现在的密码").fill(password)
    page.get_by_label("新密码", exact=True).fill("rice-and-mushrooms")
    page.get_by_label("再输一遍新密码").fill("rice-and-mushrooms")
    page.get_by_role("button", name="改好了").click()
    page.get_by_text("密码已改好").wait_for()
    look_at(page)

    set_clock(later(minutes=31))
    page.reload()
    page.get_by_text("一阵没有操作").wait_for()
    enter(page, "alice", PASSWORD)
    page.get_by_label("动态口令").fill(code_at(secret, NOW + timedelta(minutes=31)))
    look_at(page)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url("**/account/")
