"""A clerk in a real browser: finds, sees masked, reveals for a purpose; and the auditor who finds the row."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from laoyou.accounts.tests.cast import PASSWORD, code_at
from laoyou.desks.tests.cast import HER_NUMBER, PHONE, SECRETS
from laoyou.people.tests.cast import NOW, TOWN_A
from laoyou.verifications import verbs as verifications
from laoyou.verifications.tests.cast import latest, work_off
from tests.journeys.conftest import ComeIn, Town

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def enter(page: Page, username: str, code: str = "") -> None:
    page.get_by_label("用户名").fill(username)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    if code:
        page.get_by_label("动态口令").fill(code)
        page.get_by_role("button", name="登录").click()


def test_a_clerk_finds_by_initials_reveals_and_the_auditor_sees_it(
    page: Page, live_server: LiveServer, town: Town
) -> None:
    page.goto(f"{live_server.url}/home/")
    enter(page, "alice")
    page.get_by_role("heading", name="二马路街道").first.wait_for()

    page.locator("html.js").wait_for()
    page.keyboard.press("/")
    page.keyboard.type("lxh")
    page.keyboard.press("Enter")
    found = page.get_by_role("main").locator(f"a[href='/people/{town.li}/']")
    expect(found).to_have_text("李*华")
    assert not [secret for secret in SECRETS if secret in page.content()]
    found.press("Enter")
    page.wait_for_url(f"**/people/{town.li}/")  # and until its scripts are there

    phone = page.locator(".masked", has_text="138****5521")
    phone.get_by_text("查看电话").click()
    phone.get_by_label("为什么要看").select_option(label="紧急情况")
    phone.get_by_role("button", name="查看并登记").click()
    expect(page.get_by_text(PHONE)).to_be_visible()
    expect(page.get_by_text("李小华")).to_be_visible()
    expect(page.get_by_text("501室")).to_have_count(0)
    page.reload()
    expect(page.get_by_text(PHONE)).to_have_count(0)

    page.get_by_role("button", name="退出").click()
    enter(page, "auditor", code_at(town.secret, NOW))
    page.goto(f"{live_server.url}/audit/?person_id={town.li}")
    row = page.get_by_role("row", name="紧急情况")
    expect(row).to_contain_text("alice 的姓名")
    expect(row).to_contain_text("查看")
    page.get_by_role("button", name="核验是否被改动").click()
    expect(page.get_by_text("排队等候核验")).to_be_visible()
    work_off()
    expect(page.get_by_text("记录完整，没有被改动")).to_be_visible()


def test_a_number_and_a_phone_are_found_and_left_in_no_address(
    page: Page, live_server: LiveServer, town: Town, come_in: ComeIn
) -> None:
    come_in("alice")
    visited: list[str] = []
    page.on("request", lambda asked: visited.append(asked.url))
    page.goto(f"{live_server.url}/home/")

    page.locator("html.js").wait_for()
    page.keyboard.press("/")
    page.keyboard.type(PHONE)
    page.keyboard.press("Enter")
    expect(page.get_by_role("main").locator(f"a[href='/people/{town.li}/']")).to_be_visible()
    expect(page).to_have_title("按电话号码查找 · 查找 · 老幼")
    page.get_by_role("searchbox").fill(HER_NUMBER)
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{live_server.url}/people/{town.li}/")

    assert not [url for url in visited if PHONE in url or HER_NUMBER in url]


def test_a_neighbours_person_is_refused_kindly_and_found_by_the_auditor(
    page: Page, live_server: LiveServer, town: Town, come_in: ComeIn
) -> None:
    come_in("alice")

    answer = page.goto(f"{live_server.url}/people/{town.neighbour}/")

    assert answer is not None
    assert answer.status == 403
    expect(page.get_by_text("不在您的辖区内")).to_be_visible()
    expect(page.get_by_text("孙")).to_have_count(0)
    come_in("auditor")
    page.goto(f"{live_server.url}/audit/?outcome=refused&person_id={town.neighbour}")
    expect(page.get_by_role("row", name="alice 的姓名")).to_contain_text("已拒绝")


def test_a_clerk_records_a_status_and_is_told_what_is_missing(
    page: Page, live_server: LiveServer, town: Town, come_in: ComeIn
) -> None:
    come_in("alice")
    page.goto(f"{live_server.url}/people/{town.li}/")

    page.get_by_role("link", name="登记身份状况").click()
    page.get_by_label("身份状况").select_option(label="肢体残疾")
    page.get_by_label("从哪天起").fill("2025-01-01")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("请选择残疾等级").first).to_be_visible()
    page.get_by_label("残疾等级").select_option(label="二级")
    page.get_by_role("button", name="保存").click()

    expect(page.get_by_text("已登记身份状况")).to_be_visible()
    expect(page.get_by_text("肢体残疾二级").first).to_be_visible()


def test_the_tree_opens_in_place(page: Page, live_server: LiveServer, town: Town, come_in: ComeIn) -> None:
    come_in("carol")
    page.goto(f"{live_server.url}/divisions/")
    page.evaluate("window.stayed = true")

    page.get_by_role("button", name="展开 二马路街道").click()
    expect(page.get_by_role("link", name="新华社区")).to_be_visible()

    assert page.evaluate("window.stayed")
    assert f"open={TOWN_A}" in page.url
    page.get_by_role("button", name="收起 二马路街道").click()
    expect(page.get_by_role("link", name="新华社区")).to_have_count(0)


def test_without_scripts_a_clerk_finds_and_reveals_all_the_same(
    browser: Browser, page: Page, live_server: LiveServer, town: Town, come_in: ComeIn
) -> None:
    come_in("alice")
    context = browser.new_context(java_script_enabled=False, locale="zh-CN")
    context.add_cookies(page.context.cookies())  # type: ignore[arg-type]
    plain = context.new_page()
    plain.goto(f"{live_server.url}/home/")
    plain.get_by_role("searchbox").fill("lxh")
    plain.get_by_role("searchbox").press("Enter")
    expect(plain).to_have_url(f"{live_server.url}/search/?q=lxh")
    plain.get_by_role("main").locator(f"a[href='/people/{town.li}/']").click()

    phone = plain.locator(".masked", has_text="138****5521")
    phone.get_by_text("查看电话").click()
    phone.get_by_label("为什么要看").select_option(label="联系或上门")
    phone.get_by_role("button", name="查看并登记").click()

    expect(plain.get_by_text(PHONE)).to_be_visible()
    context.close()


def test_without_scripts_an_auditor_follows_a_verification_by_reloading(
    browser: Browser, page: Page, live_server: LiveServer, town: Town, come_in: ComeIn
) -> None:
    come_in("auditor")
    context = browser.new_context(java_script_enabled=False, locale="zh-CN")
    context.add_cookies(page.context.cookies())  # type: ignore[arg-type]
    plain = context.new_page()
    plain.goto(f"{live_server.url}/audit/")

    plain.get_by_role("button", name="核验是否被改动").click()
    expect(plain.get_by_text("排队等候核验")).to_be_visible()
    verifications.begin(latest().id, now=NOW)
    verifications.tell(latest().id, 5, 20)
    plain.get_by_role("link", name="刷新看进度").click()
    expect(plain.get_by_text("5 / 20 条")).to_be_visible()
    work_off()
    plain.reload()

    expect(plain.get_by_text("记录完整，没有被改动")).to_be_visible()
    context.close()
