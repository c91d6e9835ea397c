"""The style page in a real browser: every density and theme, wide and on a phone."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WIDE, PHONE = 1440, 360
LOOKS = [("clerk", "light"), ("field", "light"), ("elder", "light"), ("clerk", "dark"), ("elder", "dark")]
ELDER_TARGET = 60


@pytest.fixture
def address(live_server: LiveServer, settings: Settings) -> str:
    settings.DEBUG = True
    return f"{live_server.url}/kit/"


@pytest.mark.parametrize("width", [WIDE, PHONE])
@pytest.mark.parametrize(("density", "theme"), LOOKS)
def test_the_kit_is_accessible_and_fits(
    page: Page, address: str, density: str, theme: str, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{address}?density={density}&theme={theme}", wait_until="networkidle")

    found = Axe().run(page)

    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_elder_buttons_are_large_enough_for_old_hands(page: Page, address: str) -> None:
    page.goto(f"{address}?density=elder")

    heights = page.evaluate(
        "[...document.querySelectorAll('.btn, .field input:not([type=checkbox], [type=radio]), select')]"
        ".filter(one => one.checkVisibility()).map(one => one.getBoundingClientRect().height)"
    )

    assert min(heights) >= ELDER_TARGET


def test_elder_words_are_never_small(page: Page, address: str) -> None:
    page.goto(f"{address}?density=elder")

    sizes = page.evaluate(
        "[...document.querySelectorAll('main *, .top *, .rail *')]"
        ".filter(one => one.checkVisibility() && !one.closest('svg, .map-box, .sr') && [...one.childNodes]"
        ".some(part => part.nodeType === 3 && part.textContent.trim()))"
        ".map(one => parseFloat(getComputedStyle(one).fontSize))"
    )

    assert min(sizes) >= 20


def test_a_slash_goes_to_the_search(page: Page, address: str) -> None:
    page.goto(address)

    page.keyboard.press("/")

    assert page.evaluate("document.activeElement.name") == "q"


def test_the_elder_switch_keeps_what_is_typed(page: Page, address: str) -> None:
    page.goto(address)
    page.fill("#id_note", "还没写完")

    page.get_by_role("button", name="长辈版").click()

    assert page.locator("html").get_attribute("data-density") == "elder"
    assert page.input_value("#id_note") == "还没写完"
    assert any(one["name"] == "density" and one["value"] == "elder" for one in page.context.cookies())
    page.get_by_role("button", name="常规版").click()
    assert page.locator("html").get_attribute("data-density") == "clerk"


def test_a_dialog_opens_and_closes(page: Page, address: str) -> None:
    page.goto(address)

    page.get_by_role("button", name="停止发放").first.click()

    assert page.locator("#kit-dialog").is_visible()
    page.get_by_role("button", name="先不停").click()
    assert page.locator("#kit-dialog").is_hidden()


def test_without_a_voice_the_page_says_so(page: Page, address: str) -> None:
    page.goto(address)

    page.get_by_role("button", name="读给我听").click()

    page.get_by_text("这台设备没有中文语音").wait_for()


def test_without_webgl_the_map_leaves_its_list(page: Page, address: str) -> None:
    page.add_init_script("HTMLCanvasElement.prototype.getContext = () => null")
    page.goto(address)
    page.locator("[data-map]").scroll_into_view_if_needed()

    page.get_by_text("这台设备画不了地图").wait_for()

    assert page.locator("[data-map] [data-box]").is_hidden()
    assert page.locator("[data-map] table").is_visible()
