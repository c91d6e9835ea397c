"""A visit in a real browser: filled in, without a network for a while, signed; and every page by axe."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings as django_settings
from playwright.sync_api import Dialog, Page, expect
from pytest_django.live_server_helper import LiveServer

from laoyou.accounts.tests.cast import signed_in
from laoyou.assessment import verbs
from laoyou.assessment.tests.cast import (
    QUIET,
    SYSTEM,
    Team,
    begun,
    best,
    changes,
    concluded,
    filled,
    lay_ground,
    lay_team,
    middling,
    record_of,
    signed,
    worst,
)
from laoyou.assessment.types import Change, DisputeSide
from laoyou.kernel.ids import PersonId
from laoyou.people.tests.cast import NOW, VILLAGE_A, somebody

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WAIT = 15_000
Enter = Callable[[str], None]


@pytest.fixture
def crew(transactional_db: None) -> Team:
    lay_ground()
    return lay_team()


@pytest.fixture
def her(crew: Team) -> PersonId:
    return somebody("李小华", VILLAGE_A)


@pytest.fixture
def enter(page: Page, live_server: LiveServer, crew: Team) -> Iterator[Enter]:
    """Come in as one of the team, by a session made beside the browser."""

    def come_in(name: str) -> None:
        cookies = signed_in(getattr(crew, name)).cookies
        page.context.add_cookies(
            [
                {"name": name, "value": cookies[name].value, "url": live_server.url}
                for name in (django_settings.SESSION_COOKIE_NAME, django_settings.CSRF_COOKIE_NAME)
                if name in cookies
            ]
        )

    yield come_in
    page.context.set_offline(False)


def choose(page: Page, item: str, option: str) -> None:
    page.locator(f"#{item} input[value='{option}']").check(force=True)


def draw(page: Page, pad: str) -> None:
    box = page.locator(f"[data-pad='{pad}'] canvas")
    box.scroll_into_view_if_needed()
    place = box.bounding_box()
    assert place is not None
    x, y = place["x"] + 40, place["y"] + 40
    page.mouse.move(x, y)
    page.mouse.down()
    for step in range(1, 8):
        page.mouse.move(x + 20 * step, y + (30 if step % 2 else -10))
    page.mouse.up()


def open_visit(page: Page, live_server: LiveServer, sheet_id: int) -> None:
    page.goto(f"{live_server.url}/assessments/visit/{sheet_id}/")
    expect(page.locator("[data-sync]")).to_contain_text("已保存", timeout=WAIT)


def test_a_visit_is_filled_in_saved_as_it_goes_and_signed(
    page: Page, live_server: LiveServer, crew: Team, her: PersonId, enter: Enter
) -> None:
    sheet_id = begun(crew, her)
    answers = {**best(), "feeding": "3"}
    verbs.answer(
        sheet_id, changes({**answers, **QUIET, "informant": None, "feeding": None}), actor=SYSTEM, now=NOW
    )
    enter("ann")
    open_visit(page, live_server, sheet_id)
    expect(page.locator("[data-answered]")).to_have_text("25")

    choose(page, "feeding", "3")
    expect(page.locator("[data-answered]")).to_have_text("26")
    page.get_by_label("姓名").fill("张秀敏")
    page.get_by_label("与老人的关系").select_option(label="子女")
    draw(page, "informant_strokes")
    page.get_by_role("button", name="签好了").click()
    expect(page.locator("[data-sync]")).to_contain_text("已保存", timeout=WAIT)

    page.get_by_role("link", name="填完了，去签字").click()
    page.get_by_role("link", name="签字", exact=True).click()
    page.get_by_label("我与评估对象没有亲属").check()
    draw(page, "id_strokes")
    page.get_by_role("button", name="签字").click()
    expect(page.get_by_text("已签字。")).to_be_visible()

    record = record_of(sheet_id)
    assert record.answers["feeding"] == "3"
    assert record.informant is not None
    assert len(record.informant.strokes[0]) > 6
    assert record.first.signed_at is not None
    assert record.first.strokes


CUT = """
const fetched = window.fetch;
window.fetch = (...asked) =>
  localStorage.getItem("cut") ? Promise.reject(new TypeError("cut")) : fetched(...asked);
"""


def cut_off(page: Page) -> None:
    """Nothing is sent from here on: a page that is loaded anew is online for a moment, whatever the browser
    was told.
    """
    page.context.add_init_script(CUT)
    page.evaluate("localStorage.setItem('cut', '1')")


def test_a_visit_goes_on_without_a_network_and_is_sent_when_it_is_back(
    page: Page, live_server: LiveServer, crew: Team, her: PersonId, enter: Enter
) -> None:
    sheet_id = begun(crew, her)
    enter("ann")
    open_visit(page, live_server, sheet_id)
    choose(page, "feeding", "4")
    expect(page.locator("[data-sync]")).to_contain_text("已保存", timeout=WAIT)
    page.locator("[data-kept]").wait_for(timeout=WAIT)

    page.context.set_offline(True)
    cut_off(page)
    choose(page, "feeding", "2")
    choose(page, "walking", "3")
    expect(page.locator("[data-sync]")).to_contain_text("2 项待同步", timeout=WAIT)
    page.reload()
    expect(page.locator("#feeding input[value='2']")).to_be_checked()
    expect(page.locator("[data-answered]")).to_have_text("2")
    choose(page, "grooming", "1")
    expect(page.locator("[data-sync]")).to_contain_text("3 项待同步", timeout=WAIT)
    assert record_of(sheet_id).answers == {"feeding": "4"}

    page.evaluate("localStorage.removeItem('cut')")
    page.context.set_offline(False)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(page.locator("[data-sync]")).to_contain_text("已保存", timeout=WAIT)
    assert record_of(sheet_id).answers == {"feeding": "2", "walking": "3", "grooming": "1"}
    assert page.evaluate("localStorage.getItem('laoyou-unsent')") is None


def test_nothing_of_a_visit_is_left_after_signing_out(
    page: Page, live_server: LiveServer, crew: Team, her: PersonId, enter: Enter
) -> None:
    sheet_id = begun(crew, her)
    enter("ann")
    open_visit(page, live_server, sheet_id)
    page.locator("[data-kept]").wait_for(timeout=WAIT)
    page.context.set_offline(True)
    choose(page, "feeding", "2")
    expect(page.locator("[data-sync]")).to_contain_text("1 项待同步", timeout=WAIT)
    asked: list[str] = []

    def leave_all_the_same(dialog: Dialog) -> None:
        asked.append(dialog.message)
        dialog.accept()

    page.on("dialog", leave_all_the_same)
    page.route("**/answers/", lambda route: route.abort())
    page.context.set_offline(False)

    page.get_by_role("button", name="退出").click()
    page.get_by_label("用户名").wait_for()

    assert asked
    assert "1 项没有同步" in asked[0]
    assert page.evaluate("caches.keys()") == []
    assert page.evaluate("indexedDB.databases().then((all) => all.length)") == 0


def test_a_sheet_that_was_signed_leaves_nothing_on_the_device(
    page: Page, live_server: LiveServer, crew: Team, her: PersonId, enter: Enter
) -> None:
    sheet_id = filled(crew, her)
    enter("ann")
    open_visit(page, live_server, sheet_id)
    page.locator("[data-kept]").wait_for(timeout=WAIT)
    verbs.sign(sheet_id, typed="ben 的姓名", is_impartial=True, actor=crew.actor("ben"), now=NOW)

    choose(page, "feeding", "0")

    page.wait_for_url(f"**/assessments/{sheet_id}/")
    page.wait_for_function(
        "caches.open('laoyou-visit').then((c) => c.keys())"
        f".then((k) => k.every((one) => !one.url.includes('/visit/{sheet_id}/')))"
    )
    assert record_of(sheet_id).answers["feeding"] == "4"


def test_the_other_assessors_answer_is_shown_and_not_written_over(
    page: Page, live_server: LiveServer, crew: Team, her: PersonId, enter: Enter
) -> None:
    sheet_id = begun(crew, her)
    enter("ann")
    open_visit(page, live_server, sheet_id)
    verbs.answer(sheet_id, [Change("feeding", "1")], actor=crew.actor("ben"), now=NOW)

    choose(page, "feeding", "4")

    expect(page.locator("#feeding [data-note]")).to_contain_text("另一位评估员已经改过", timeout=WAIT)
    expect(page.locator("#feeding input[value='1']")).to_be_checked()
    choose(page, "feeding", "4")
    expect(page.locator("[data-sync]")).to_contain_text("已保存", timeout=WAIT)
    assert record_of(sheet_id).answers["feeding"] == "4"


def test_a_contradiction_is_said_beside_its_item_and_the_unusual_is_confirmed(
    page: Page, live_server: LiveServer, crew: Team, her: PersonId, enter: Enter
) -> None:
    sheet_id = begun(crew, her)
    enter("ann")
    open_visit(page, live_server, sheet_id)

    choose(page, "bed_mobility", "0")
    choose(page, "walking", "4")
    expect(page.locator("#walking [data-note]")).to_contain_text("却能自己步行", timeout=WAIT)
    choose(page, "bed_mobility", "4")
    choose(page, "falls", "1")
    expect(page.locator("#walking [data-note]")).to_contain_text("请再核实", timeout=WAIT)
    page.get_by_label("已核实，属实").check(force=True)

    expect(page.locator("[data-sync]")).to_contain_text("已保存", timeout=WAIT)
    assert record_of(sheet_id).confirmed == {"falls_no_risk"}


def test_one_item_a_screen_goes_on_by_itself_and_by_the_keyboard(
    page: Page, live_server: LiveServer, crew: Team, her: PersonId, enter: Enter
) -> None:
    sheet_id = begun(crew, her)
    enter("ann")
    open_visit(page, live_server, sheet_id)

    page.get_by_role("button", name="一屏一项").click()
    expect(page.locator("[data-step]:visible")).to_have_count(1)
    page.keyboard.press("3")
    expect(page.locator("#grooming")).to_be_visible()
    page.locator("#grooming .opt").first.click()
    expect(page.locator("#bathing")).to_be_visible()
    page.keyboard.press("PageUp")
    expect(page.locator("#grooming")).to_be_visible()
    page.get_by_role("link", name="精神状态").click()
    expect(page.locator("#orient_time")).to_be_visible()
    page.get_by_role("button", name="全部列出").click()

    expect(page.locator("#feeding")).to_be_visible()
    expect(page.locator("[data-sync]")).to_contain_text("已保存", timeout=WAIT)
    assert record_of(sheet_id).answers == {"feeding": "3", "grooming": "4"}


@pytest.mark.parametrize("width", [1440, 390])
def test_pages_are_accessible_and_fit(
    page: Page, live_server: LiveServer, crew: Team, her: PersonId, enter: Enter, width: int
) -> None:
    result = concluded(crew, her, {**middling(60), "illnesses": ["dementia"], "memory": "1"})
    verbs.dispute(result, side=DisputeSide.KIN, name="张秀敏", reason="不对", actor=SYSTEM, now=NOW)
    other, third = somebody("王兰", VILLAGE_A), somebody("赵海", VILLAGE_A)
    draft = filled(crew, other, {**worst(), "walking": "1", "falls": "1"})
    waiting = signed(crew, third)
    paths = [
        "", "?tab=due", "?tab=disputed", "?tab=ready", "scales/", "screening/", f"people/{her}/",
        f"people/{other}/begin/", f"people/{her}/begin/?redoes={result}", f"visit/{draft}/", f"{draft}/",
        f"{draft}/sign/", f"{result}/", f"{waiting}/", f"{waiting}/conclude/", f"{waiting}/void/",
        f"{draft}/reassign/",
    ]  # fmt: skip
    enter("ann")
    page.set_viewport_size({"width": width, "height": 900})
    faults: list[str] = []

    for path in paths:
        page.goto(f"{live_server.url}/assessments/{path}", wait_until="networkidle")
        found = Axe().run(page) if width > 1000 or path.startswith("visit") else None
        if found and found.violations_count:
            faults.append(f"{path}: {found.generate_report()}")
        if page.evaluate("document.documentElement.scrollWidth - innerWidth") > 0:
            faults.append(f"{path} is wider than {width}")

    assert faults == []
