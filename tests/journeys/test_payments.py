"""Money in a real browser: two people pay a batch, a bank answers, what does not fit is decided."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer
from python_calamine import CalamineWorkbook

from laoyou.access.types import Role
from laoyou.accounts.tests.cast import somebody as user
from laoyou.ledger.types import Use
from laoyou.payments import reads, verbs
from laoyou.payments.reads.receipts import Filter
from laoyou.payments.tests.cast import (
    CAROL,
    ERIN,
    a_cause,
    a_line,
    about,
    card_number,
    collected,
    elder,
    frozen,
    fund,
    instructions,
    provider,
    sent,
    taken,
)
from laoyou.payments.types import NewReceivable, Payee, Result
from laoyou.people.tests.cast import COUNTY, NOW, VILLAGE_A
from tests.journeys.conftest import ComeIn, Town

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WIDE, PHONE = 1440, 390
NUMBER = card_number(999)
CLERK, SUPERVISOR = "erin", "dora"


@dataclass(frozen=True)
class Money:
    """A batch answered in part, a frozen one, queues with something in them, a debt."""

    batch: int
    waiting: int
    receipt: int
    parked: int
    debt: int
    payee: Payee
    body: Payee


@pytest.fixture
def money(town: Town) -> Money:
    town.users[CLERK] = user(CLERK, Role.CLERK, COUNTY)
    town.users[SUPERVISOR] = user(SUPERVISOR, Role.SUPERVISOR, COUNTY)
    purse, other = fund("县级高龄津贴"), fund("福彩公益金养老服务")
    payee, body = elder("周玉兰"), provider("松鹤养老院")
    why = a_cause(purpose="overpaid")
    new = NewReceivable(payee, 60_000, purse, Use.ELDER, why, "高龄津贴多发", VILLAGE_A, offset_percent=30)
    debt = verbs.raise_receivable(new, actor=CAROL, now=NOW)
    verbs.set_plan(debt, first_due=NOW.date(), count=6, actor=ERIN, now=NOW)
    batch = sent(
        a_line(payee, purse, 20_000),
        a_line(body, other, 1_250_050, words="助餐服务结算"),
        *(a_line(elder(name), purse, 10_000) for name in ("钱小丽", "吴建国", "郑秀英")),
    )
    first, _body, failed, odd, last = instructions(batch)
    told = taken(
        batch,
        about(first),
        about(failed, Result.FAILED, "closed"),
        about(odd, amount=9_000),
        about(last, number=77),
        name="三月回执.xlsx",
    )
    collected(a_line(elder("冯桂芳", account=False), purse))
    waiting = frozen(a_line(elder("陈国栋"), other, 30_000, words="护理补贴"), title="三月护理补贴")
    [parked, *_] = reads.receipts.parked_ids(CAROL.scope, Filter())
    return Money(batch, waiting, told.file_id, parked, debt, payee, body)


def paths(money: Money) -> tuple[str, ...]:
    return (
        "/payments/",
        "/payments/new/",
        "/payments/missing/",
        "/payments/failed/",
        "/payments/parked/",
        f"/payments/parked/?batch={money.batch}",
        f"/payments/parked/{money.parked}/",
        f"/payments/{money.batch}/",
        f"/payments/{money.waiting}/",
        f"/payments/{money.batch}/manifest/",
        f"/payments/{money.batch}/receipts/",
        f"/payments/receipts/{money.receipt}/",
        f"/payments/persons/{money.payee.id}/",
        f"/payments/persons/{money.payee.id}/account/",
        f"/payments/organisations/{money.body.id}/",
        "/payments/receivables/",
        f"/payments/receivables/{money.debt}/",
        f"/payments/receivables/{money.debt}/repay/",
    )


@pytest.mark.parametrize("look", ["density=clerk", "theme=dark"])
@pytest.mark.parametrize("width", [WIDE, PHONE])
def test_pages_of_payments_are_accessible_and_fit(
    page: Page, live_server: LiveServer, money: Money, come_in: ComeIn, width: int, look: str
) -> None:
    name, _, value = look.partition("=")
    page.context.add_cookies([{"name": name, "value": value, "url": live_server.url}])
    come_in(SUPERVISOR)
    page.set_viewport_size({"width": width, "height": 900})
    faults: list[str] = []

    for path in paths(money):
        page.goto(live_server.url + path, wait_until="networkidle")
        page.evaluate("document.querySelectorAll('main details:not(.menu)').forEach(one => one.open = true)")
        found = Axe().run(page)
        if found.violations_count:
            faults.append(f"{path}: {found.generate_report()}")
        if page.evaluate("document.documentElement.scrollWidth - innerWidth") > 0:
            faults.append(f"{path} is wider than {width}")

    assert faults == []


def test_two_people_pay_a_batch_and_what_the_bank_answers_is_decided_to_the_fen(
    page: Page, live_server: LiveServer, town: Town, money: Money, come_in: ComeIn, tmp_path: Path
) -> None:
    collected(a_line(Payee.person(town.li), fund("慰问金"), 20_050, words="慰问金"))
    come_in(CLERK)
    page.goto(f"{live_server.url}/payments/missing/")
    page.get_by_role("row", name="李*华").get_by_role("link", name="登记账户").click()
    page.get_by_label("账号").fill(NUMBER[:-1] + str((int(NUMBER[-1]) + 1) % 10))
    page.get_by_label("开户银行").fill("示例银行尖山支行")
    page.get_by_label("户名").fill("李小华")
    page.get_by_role("button", name="登记").click()
    expect(page.get_by_text("校验位不对").first).to_be_visible()
    page.get_by_label("账号").fill(f"{NUMBER[:6]} {NUMBER[6:]}")
    page.get_by_role("button", name="登记").click()
    expect(page.get_by_text("收款账户已登记")).to_be_visible()

    page.goto(f"{live_server.url}/payments/new/")
    page.get_by_label("批次名称").fill("三月慰问金")
    page.get_by_label("只发哪一笔资金").select_option(label="慰问金")
    page.get_by_role("button", name="建立").click()
    expect(page.get_by_text("1 笔有收款账户")).to_be_visible()
    page.get_by_role("button", name="冻结").click()
    expect(page.get_by_text("这一批是您冻结的").or_(page.get_by_text("请先看对账和明细"))).to_be_visible()
    expect(page.get_by_role("button", name="审批通过")).to_have_count(0)
    address = page.url

    come_in(SUPERVISOR)
    page.goto(address)
    page.get_by_role("button", name="审批通过").click()
    page.get_by_role("button", name="送银行").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Excel 文件").click()
    sent_file = tmp_path / "sent.xlsx"
    download.value.save_as(sent_file)
    _, row = CalamineWorkbook.from_path(str(sent_file)).get_sheet_by_index(0).to_python()
    assert row == ["1", NUMBER, "李小华", "示例银行尖山支行", 200.5, "慰问金 2026-03"]

    answer = tmp_path / "回执.csv"
    answer.write_text(f"序号,收款账号,金额（元）,处理结果\n1,{NUMBER},200.05,成功\n", encoding="gb18030")
    page.get_by_role("link", name="登记回执").click()
    page.get_by_label("银行回执").set_input_files(answer)
    page.get_by_role("button", name="登记").click()
    expect(page.get_by_text("有的行对不上")).to_be_visible()
    page.get_by_role("link", name="逐行认领或略去").click()
    page.get_by_role("main").get_by_role("row", name="第 2 行").get_by_role("link").click()
    page.get_by_role("button", name="认领").click()
    expect(page.get_by_text("不能认领").first).to_be_visible()
    page.get_by_label("略去的理由").select_option(label="银行已另出更正回执")
    page.get_by_role("button", name="略去这一行").click()
    expect(page.get_by_text("已略去")).to_be_visible()

    answer.write_text(answer.read_text(encoding="gb18030").replace("200.05", "200.50"), encoding="gb18030")
    page.goto(f"{address}receipts/")
    page.get_by_label("银行回执").set_input_files(answer)
    page.get_by_role("button", name="登记").click()
    page.get_by_role("link", name="回到批次").click()
    expect(page.get_by_text("回执齐全")).to_be_visible()
    expect(page.get_by_text("对平")).to_be_visible()
    expect(page.get_by_role("row", name="慰问金 200.50 元").first).to_contain_text("0.00")
