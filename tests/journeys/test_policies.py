"""Law in a real browser: a stranger reads it, two officers make it; accessible, and never too wide."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from laoyou.access.types import Role
from laoyou.accounts.tests.cast import somebody as user
from laoyou.desks.tests.cast import SYSTEM
from laoyou.people.tests.cast import COUNTY, NOW, later
from laoyou.policies import reads, verbs
from laoyou.policies.tests.cast import BENEFIT, changed
from laoyou.regions.packs import read_pack
from tests.journeys.conftest import ComeIn, Town

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WIDE, PHONE = 1440, 360
CITY = "230500000000"
COUNTYS = changed(BENEFIT, (CITY, COUNTY), ("双鸭山市", "尖山区"))
POLICY = f"/policies/{COUNTY}/warm_winter/"


@pytest.fixture
def law(town: Town) -> None:
    """The shipped law, and a benefit of the county with two versions and a third waiting."""
    verbs.load_pack({**reads.national_files(), **read_pack("shuangyashan")}, actor=SYSTEM, now=NOW)
    town.users["dora"] = user("dora", Role.SUPERVISOR, COUNTY)
    carol, dora = town.users["carol"].actor, town.users["dora"].actor
    for number, rate in enumerate(("120 yuan", "150 yuan")):
        made = verbs.draft(changed(COUNTYS, ("120 yuan", rate)), actor=carol, now=later(days=number - 9))
        verbs.propose(made, actor=carol, now=later(days=number - 9))
        verbs.approve(made, actor=dora, now=later(days=number - 9))
    waiting = verbs.draft(changed(COUNTYS, ("120 yuan", "180 yuan")), actor=carol, now=NOW)
    verbs.propose(waiting, actor=carol, now=NOW)


def faults_of(page: Page, url: str, path: str, width: int) -> list[str]:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(url + path, wait_until="networkidle")
    page.evaluate("document.querySelectorAll('main details:not(.menu)').forEach(one => one.open = true)")
    found = Axe().run(page)
    faults = [f"{path}: {found.generate_report()}"] if found.violations_count else []
    if page.evaluate("document.documentElement.scrollWidth - innerWidth") > 0:
        faults.append(f"{path} is wider than {width}")
    return faults


@pytest.mark.parametrize(
    ("look", "width"),
    [("density=field", WIDE), ("density=field", PHONE), ("density=elder", PHONE), ("theme=dark", WIDE)],
)
def test_what_is_public_is_accessible_and_fits(
    page: Page, live_server: LiveServer, law: None, look: str, width: int
) -> None:
    name, _, value = look.partition("=")
    page.context.add_cookies([{"name": name, "value": value, "url": live_server.url}])
    paths = (
        "/policies/",
        f"/policies/{CITY}/nursing_subsidy/",
        POLICY,
        f"{POLICY}difference/",
        "/policies/000000000000/lottery_share/",
        "/policies/catalogue/",
    )

    faults = [fault for path in paths for fault in faults_of(page, live_server.url, path, width)]

    assert faults == []


@pytest.mark.parametrize("width", [WIDE, PHONE])
def test_the_desk_is_accessible_and_fits(
    page: Page, live_server: LiveServer, town: Town, law: None, come_in: ComeIn, width: int
) -> None:
    come_in("dora")
    [version, *_] = reads.history("warm_winter", COUNTY)
    page.goto(f"{live_server.url}/policies/drafts/")
    waiting = page.get_by_role("main").get_by_role("link", name="温暖过冬").get_attribute("href")
    paths = (
        *("/policies/", POLICY, "/policies/drafts/", "/policies/drafts/new/", str(waiting)),
        *(f"/policies/versions/{version.id}/{word}/" for word in ("end", "repeal")),
    )

    faults = [fault for path in paths for fault in faults_of(page, live_server.url, path, width)]

    assert faults == []


def test_a_stranger_finds_what_he_may_get_from_the_front_page(
    page: Page, live_server: LiveServer, law: None
) -> None:
    page.goto(live_server.url)
    page.get_by_role("link", name="看政策待遇").click()
    page.get_by_role("link", name="高龄津贴").click()

    main = page.get_by_role("main")
    expect(main.get_by_role("heading", name="高龄津贴")).to_be_visible()
    expect(main.get_by_text("年满 90 周岁；或年满 80 周岁，并且是低保或特困对象。")).to_be_visible()
    expect(main.get_by_text("示例").first).to_be_visible()
    main.get_by_role("link", name="与前一版比较").click()
    expect(page.get_by_role("row", name="启动方式")).to_contain_text("免申即享")


def test_a_document_is_mended_saved_proposed_and_approved_by_another(
    page: Page, live_server: LiveServer, town: Town, law: None, come_in: ComeIn
) -> None:
    come_in("carol")
    page.goto(f"{live_server.url}{POLICY}")
    page.get_by_role("link", name="起草新版本").click()
    box = page.get_by_label("政策文件")
    text = box.input_value()
    box.fill(text.replace(">= 80", ">= abilty").replace("150 yuan", "200 yuan"))
    page.get_by_role("button", name="保存草稿").click()
    expect(page.get_by_text("第 23 行，第 33 列")).to_be_visible()

    box.fill(box.input_value().replace("abilty", "75"))
    page.get_by_role("button", name="保存草稿").click()
    page.get_by_role("button", name="提交批准").click()
    expect(page.get_by_text("要由另一位业务主管批准")).to_be_visible()
    address = page.url

    come_in("dora")
    page.goto(address)
    page.get_by_role("button", name="批准并公布").click()
    expect(page.get_by_text("已批准，即刻公布在政策库")).to_be_visible()
    page.goto(f"{live_server.url}{POLICY}")
    expect(page.get_by_text("每人每月 200 元。")).to_be_visible()
