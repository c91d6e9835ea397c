"""Why somebody has what he has, and what a change would come to: in a real browser, at both widths."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings as django_settings
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from laoyou.access.types import Role
from laoyou.accounts.tests.cast import signed_in
from laoyou.accounts.tests.cast import somebody as user
from laoyou.desks.tests.cast import SYSTEM
from laoyou.desks.tests.law import lay_law, text_of
from laoyou.forecasts import tasks, verbs
from laoyou.people.tests.cast import NOW, VILLAGE_A2, somebody
from laoyou.policies import verbs as policies
from tests.journeys.conftest import ComeIn, Town

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

CITY = "230500000000"
WIDTHS = (1440, 390)


@dataclass(frozen=True)
class Laws:
    """A draft of the city's, and its chief."""

    draft: int
    chief: str


@pytest.fixture
def laws(town: Town) -> Laws:
    lay_law()
    text = text_of("high_age_allowance").replace("value: 60 yuan", "value: 75 yuan")
    draft = policies.draft(text, actor=SYSTEM, now=NOW)
    chief = signed_in(user("chief", Role.SUPERVISOR, CITY))
    return Laws(draft, chief.cookies[django_settings.SESSION_COOKIE_NAME].value)


def enter(page: Page, live_server: LiveServer, session: str) -> None:
    name = django_settings.SESSION_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": session, "url": live_server.url}])


def faults(page: Page) -> list[str]:
    """What is wrong with the page as it stands."""
    found = Axe().run(page)
    wrong = [found.generate_report()] if found.violations_count else []
    over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return [*wrong, f"{over} px too wide"] if over > 0 else wrong


def unfold(page: Page) -> None:
    page.evaluate("document.querySelectorAll('main details:not(.menu)').forEach(one => one.open = true)")


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("look", ["", "density=elder", "theme=dark"])
def test_the_reasons_are_accessible_and_fit_with_everything_unfolded(
    page: Page, live_server: LiveServer, town: Town, laws: Laws, come_in: ComeIn, width: int, look: str
) -> None:
    come_in("alice")
    if look:
        name, _, value = look.partition("=")
        page.context.add_cookies([{"name": name, "value": value, "url": live_server.url}])
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{live_server.url}/people/{town.li}/why/", wait_until="networkidle")
    unfold(page)

    assert faults(page) == []


@pytest.mark.parametrize("width", WIDTHS)
def test_planning_is_accessible_and_fits(
    page: Page, live_server: LiveServer, town: Town, laws: Laws, width: int
) -> None:
    enter(page, live_server, laws.chief)
    tasks.forecast_draft.func(preview_id=verbs.ask(laws.draft, actor=SYSTEM, now=NOW))
    page.set_viewport_size({"width": width, "height": 900})
    wrong: dict[str, list[str]] = {}

    for path in (
        f"/people/{town.li}/why/alike/?fact=ability",
        "/policies/simulator/",
        "/policies/simulator/?policy=high_age_allowance",
        "/policies/simulator/?policy=visiting",
        f"/policies/versions/{laws.draft}/impact/",
    ):
        page.goto(live_server.url + path, wait_until="networkidle")
        unfold(page)
        if found := faults(page):
            wrong[path] = found

    assert wrong == {}


def test_a_clerk_goes_from_the_person_to_the_gap_and_closes_it(
    page: Page, live_server: LiveServer, town: Town, laws: Laws, come_in: ComeIn
) -> None:
    somebody("王兰花", VILLAGE_A2)
    come_in("alice")
    page.goto(f"{live_server.url}/people/{town.li}/")

    page.get_by_role("link", name="应享待遇", exact=True).click()
    gap = page.locator("#gaps > li", has_text="老年人能力等级")
    expect(gap.get_by_role("link", name="另有")).to_be_visible()
    voucher = page.locator("section.card", has=page.get_by_role("heading", name="养老服务消费补贴"))
    expect(voucher.get_by_text("待定")).to_be_visible()
    gap.get_by_role("link", name="登记身份状况").click()
    page.get_by_label("身份状况").select_option(label="中度失能")
    page.get_by_label("从哪天起").fill("2026-02-01")
    page.get_by_role("button", name="保存").click()
    page.get_by_role("link", name="应享待遇", exact=True).click()

    expect(voucher.get_by_text("符合", exact=True).first).to_be_visible()
    expect(voucher.get_by_text("800.00 元/月")).to_be_visible()
    expect(page.locator("#gaps", has_text="老年人能力等级")).to_have_count(0)


def test_the_elder_version_is_the_same_page_and_unfolds_its_reasons(
    page: Page, live_server: LiveServer, town: Town, laws: Laws, come_in: ComeIn
) -> None:
    come_in("alice")
    page.goto(f"{live_server.url}/people/{town.li}/why/")
    address = page.url
    plain, reasons = page.locator("#plain"), page.locator("#reasons")
    expect(plain).to_be_hidden()

    page.get_by_role("button", name="长辈版").click()
    expect(plain).to_be_visible()
    expect(reasons).to_be_hidden()
    assert page.url == address
    assert plain.locator("section.card").count() <= 5
    size = plain.locator("p").first.evaluate("one => parseFloat(getComputedStyle(one).fontSize)")
    assert size >= 22

    page.get_by_role("link", name="看每一条理由").click()
    expect(reasons).to_be_visible()


def test_the_simulator_is_worked_by_keyboard_and_draws_its_charts(
    page: Page, live_server: LiveServer, town: Town, laws: Laws, come_in: ComeIn
) -> None:
    come_in("alice")
    page.goto(f"{live_server.url}/policies/simulator/?policy=high_age_allowance")

    field = page.get_by_label("方案一：80 至 89 周岁，每月")
    field.focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("80")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="谁多了，谁少了")).to_be_visible()
    expect(page.locator("[data-chart=line] svg, [data-chart=line] details[open]").first).to_be_visible()
    assert faults(page) == []
    page.get_by_role("button", name="人受益，看名单").first.click()
    expect(page.get_by_role("link", name="李*华").first).to_be_visible()
    page.get_by_role("button", name="回到测算结果").click()
    expect(page.get_by_label("方案一：80 至 89 周岁，每月")).to_have_value("80")


def test_without_scripts_the_simulator_works_all_the_same(
    browser: Browser, page: Page, live_server: LiveServer, town: Town, laws: Laws, come_in: ComeIn
) -> None:
    come_in("alice")
    context = browser.new_context(java_script_enabled=False, locale="zh-CN")
    context.add_cookies(page.context.cookies())  # type: ignore[arg-type]
    plain = context.new_page()
    plain.goto(f"{live_server.url}/policies/simulator/?policy=high_age_allowance")

    plain.get_by_label("方案二：80 至 89 周岁，每月").fill("45")
    plain.get_by_role("button", name="测算", exact=True).click()

    expect(plain.get_by_role("table", name="得失")).to_contain_text("-15.00")
    expect(plain.get_by_role("table", name="今后每月要发多少")).to_be_visible()
    plain.get_by_role("link", name="全部恢复现行").click()
    expect(plain.get_by_label("方案二：80 至 89 周岁，每月")).to_have_value("60")
    context.close()
