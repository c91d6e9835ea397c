"""The daughter 800 km away: a letter at the counter, a phone, and what her mother has and why."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from laoyou.desks.tests.cast import HER_NUMBER, SECRETS
from laoyou.desks.tests.law import lay_law
from tests.journeys.conftest import ComeIn, Town

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 390, "height": 844}
PASSWORD = "tea-and-dumplings"
POINTS, LEAST_TARGET = 18, 60


def printed(page: Page, live_server: LiveServer, town: Town) -> str:
    """The clerk invites the daughter; the code on the letter."""
    page.goto(f"{live_server.url}/people/{town.li}/")
    page.get_by_role("link", name="本人和家属").click()
    page.get_by_role("link", name="邀请本人或家属").click()
    page.get_by_label("邀请谁").select_option(label="女儿")
    page.get_by_label("对方姓名").fill("张秀敏")
    page.get_by_label("对方手机号").fill("13900001111")
    page.get_by_label("老人怎样同意的").select_option(label="老人当面口头同意，经办人在场")
    page.get_by_role("button", name="做邀请信").click()
    expect(page.get_by_role("button", name="打印这封信")).to_be_visible()
    assert not Axe().run(page).response["violations"]
    return page.locator("[data-code]").inner_text()


def joined(phone: Page, live_server: LiveServer, code: str) -> None:
    phone.goto(f"{live_server.url}/family/join/")
    phone.get_by_label("邀请码").fill(code.lower())
    phone.get_by_label("老人身份证号码后四位").fill(HER_NUMBER[-4:])
    assert not Axe().run(phone).response["violations"]
    phone.get_by_role("button", name="下一步").click()
    phone.get_by_label("用户名").fill("13900001111")
    phone.get_by_label("密码", exact=True).fill(PASSWORD)
    phone.get_by_label("再输一遍密码").fill(PASSWORD)
    assert not Axe().run(phone).response["violations"]
    phone.get_by_role("button", name="开通").click()
    phone.get_by_label("用户名").fill("13900001111")
    phone.get_by_label("密码").fill(PASSWORD)
    phone.get_by_role("button", name="登录").click()
    expect(phone.get_by_role("heading", name="李小华")).to_be_visible()


def looked_at(phone: Page, path: str, live_server: LiveServer) -> None:
    """A page of hers is accessible, no wider than the phone, and shows nothing that is masked."""
    phone.goto(f"{live_server.url}{path}")
    found = Axe().run(phone).response["violations"]
    assert not found, [(one["id"], [node["html"] for node in one["nodes"]]) for one in found]
    assert phone.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], path
    hidden = [one for one in (*SECRETS, HER_NUMBER) if one not in ("李小华", "张秀敏")]
    assert not [one for one in hidden if one in phone.content()]


def large_enough(phone: Page) -> None:
    """Old eyes and hands: at least 18 pt, lines of 1.3, targets of 60 px."""
    size = phone.evaluate("parseFloat(getComputedStyle(document.querySelector('main p')).fontSize)")
    height = phone.evaluate("parseFloat(getComputedStyle(document.querySelector('main p')).lineHeight)")
    targets = phone.evaluate(
        "[...document.querySelectorAll('main .btn, main button, main .tabs a, main .way')]"
        ".filter(e => e.offsetParent).map(e => [e.innerText, e.getBoundingClientRect().height])"
    )
    assert size * 0.75 >= POINTS
    assert height / size >= 1.3
    assert [one for one in targets if one[1] < LEAST_TARGET] == []


def test_a_clerk_invites_and_the_daughter_joins_by_phone_sees_why_and_asks(
    page: Page, browser: Browser, live_server: LiveServer, town: Town, come_in: ComeIn
) -> None:
    lay_law()
    come_in("alice")
    code = printed(page, live_server, town)
    phone = browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True).new_page()  # type: ignore[arg-type]
    joined(phone, live_server, code)

    for path in ("why/", "payments/", "applications/", "letters/", ""):
        looked_at(phone, f"/family/{path}", live_server)
    phone.get_by_role("link", name="为什么", exact=True).click()
    expect(phone.get_by_text("按政策每月可得").first).to_be_visible()
    phone.get_by_role("button", name="长辈版").click()
    expect(phone.locator("html")).to_have_attribute("data-density", "elder")
    for path in ("", "why/", "payments/", "applications/", "letters/"):
        looked_at(phone, f"/family/{path}", live_server)
        large_enough(phone)

    phone.goto(f"{live_server.url}/family/applications/")
    phone.locator("a.way").first.click()
    phone.get_by_role("button", name="提出申请").click()
    expect(phone.get_by_text("已经申请")).to_be_visible()
    phone.get_by_role("button", name="撤回申请").click()
    expect(phone.get_by_text("已撤回").first).to_be_visible()

    page.goto(f"{live_server.url}/people/{town.li}/family/")
    assert not Axe().run(page).response["violations"]
    page.get_by_role("button", name="立即停止").click()
    expect(page.get_by_text("已停止，对方立即看不到了")).to_be_visible()
    phone.goto(f"{live_server.url}/family/")
    expect(phone.get_by_role("button", name="登录")).to_be_visible()
    phone.context.close()
