"""What is done on the pages of the books: booking, reversing, budgets."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from laoyou.kernel.spans import DateSpan
from laoyou.ledger import reads, verbs
from laoyou.ledger.tests.cast import (
    ALICE,
    CAROL,
    CITY,
    FAR_COUNTY,
    LEADER,
    MAYOR,
    NOW,
    SYSTEM,
    TODAY,
    SignedIn,
    balance,
    filled,
    fund,
    moving,
    of_person,
    outside,
    paid,
    posted,
    received,
    words,
)
from laoyou.ledger.types import AccountRef, Unit, Use

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("books_alone")]

YEAR = DateSpan(date(2026, 1, 1), date(2026, 12, 31))


def url(name: str, *args: object) -> str:
    return reverse(f"ledger:{name}", args=args)


def sheet(answer: Any) -> list[list[Any]]:
    content = b"".join(answer.streaming_content)
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()


def budgeted(account: AccountRef, amount: int, **more: Any) -> None:
    told: dict[str, Any] = {"span": YEAR, "hard": False, "warn_percent": 80} | more
    verbs.set_budget(account.id, amount=amount, **told, actor=SYSTEM, now=NOW)


# Booking


def test_money_is_booked_in_and_out(signed_in: SignedIn) -> None:
    money = fund()
    browser = signed_in(CAROL)
    came = {"amount": "1,000.50", "source": "", "day": "2026-03-01", "number": "2026-001"}
    went = {"amount": "300", "use": "elder", "day": "2026-03-02", "number": "2026-002"}

    into = browser.post(url("receive", money.id), came, follow=True)
    out = browser.post(url("pay", money.id), went, follow=True)

    assert "拨入已记账" in words(into)
    assert "支出已记账" in words(out)
    assert "拨款单 2026-001" in words(out)
    assert balance(money) == 70_050


def test_money_is_passed_on_from_another_fund(signed_in: SignedIn) -> None:
    city, county = filled(50_000, CITY, name="市级福彩"), fund()
    given = {"amount": "200", "source": str(city.id), "day": "2026-03-01", "number": "1"}
    browser = signed_in(MAYOR)

    assert "划转自 市级福彩" in words(browser.get(url("receive", county.id)))
    browser.post(url("receive", county.id), given)

    assert (balance(city), balance(county)) == (30_000, 20_000)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"amount": "一百"}, "不是金额"),
        ({"amount": "-5"}, "金额不能是负数"),
        ({"amount": "0"}, "金额要大于零"),
        ({"amount": "5.001"}, "超过两位小数"),
        ({"day": "2026-03-03"}, "记账日期不能晚于今天"),
        ({"number": "12号"}, "单据号只写字母"),
        ({"amount": "999999999999"}, "不能超过一千亿元"),
        ({"use": ""}, "请选择用途"),
        ({"amount": "100000"}, "差 90,000.00 元"),
    ],
)
def test_what_is_wrong_with_a_payment_is_said(signed_in: SignedIn, wrong: dict[str, str], said: str) -> None:
    money = filled(1_000_000, keeps_above_zero=True)
    given = {"amount": "300", "use": "elder", "day": "2026-03-02", "number": "1"} | wrong

    answer = signed_in(CAROL).post(url("pay", money.id), given)

    assert answer.status_code == 422
    assert said in words(answer)
    assert balance(money) == 1_000_000


def test_a_payment_that_nears_the_budget_warns_at_once(signed_in: SignedIn) -> None:
    money = filled()
    budgeted(money, 100_000)
    given = {"amount": "900", "use": "elder", "day": "2026-03-02", "number": "1"}

    answer = signed_in(CAROL).post(url("pay", money.id), given, follow=True)

    assert "预算已到预警线：已用 90%，还剩 100.00 元。" in words(answer)


def test_a_voucher_account_is_opened_beside_the_money(signed_in: SignedIn) -> None:
    money = fund()

    given = {"name": "居家服务券", "purpose": "home_care"}
    answer = signed_in(CAROL).post(url("open_vouchers", money.id), given, follow=True)

    assert "服务券账户已开立" in words(answer)
    assert [one.purpose for one in reads.held_by(money.holder)] == ["", "home_care"]


def test_an_empty_account_is_closed_and_then_only_shown(signed_in: SignedIn) -> None:
    money = fund()
    browser = signed_in(CAROL)

    answer = browser.post(url("close_account", money.id), {"on": "2026-03-02"}, follow=True)

    assert "账户已销户" in words(answer)
    assert "已销户 2026-03-02" in words(answer)
    assert "登记拨入" not in words(answer)


# Entries


def test_an_entry_says_who_when_and_each_line(signed_in: SignedIn) -> None:
    money = filled(name="本区福彩")
    number = verbs.pay(
        money.id, amount=30_000, use=Use.ELDER, day=TODAY, number="2026-017", actor=CAROL, now=NOW
    )

    page = words(signed_in(ALICE).get(url("entry", number)))

    for said in ("支出·养老服务", "支出单 2026-017", "登记支出 · 卡萝", "本区福彩", "300.00 元", "2 行"):
        assert said in page
    assert "冲正这张凭证" not in page


def test_an_entry_shows_nothing_of_a_neighbours_account(signed_in: SignedIn) -> None:
    far = filled(division=FAR_COUNTY, name="邻县福彩")
    passed = received(filled(name="本区福彩"), 100, source_id=far.id)

    page = words(signed_in(ALICE).get(url("entry", passed)))

    assert "本区福彩" in page
    assert "邻县福彩" not in page
    assert "另有 1 行在您的辖区之外" in page


def test_an_entry_is_reversed_and_both_point_at_each_other(signed_in: SignedIn) -> None:
    money = filled()
    number = paid(money, 30_000)
    browser = signed_in(CAROL)
    assert "冲正这张凭证" in words(browser.get(url("entry", number)))

    answer = browser.post(url("reverse", number), follow=True)

    assert "已冲正，这是冲正凭证" in words(answer)
    assert f"看原凭证 {number}" in words(answer)
    assert "已冲正" in words(browser.get(url("entry", number)))
    assert balance(money) == 1_000_000
    assert browser.get(url("reverse", number)).status_code == 405


def test_a_reversal_that_cannot_be_says_why(signed_in: SignedIn) -> None:
    minutes = of_person(1, Unit.MINUTE)
    given = posted(moving(outside(Unit.MINUTE), minutes, 60))
    posted(moving(minutes, of_person(2, Unit.MINUTE), 60))

    answer = signed_in(CAROL).post(url("reverse", given))

    assert answer.status_code == 409
    assert "余额不足" in words(answer)


# Budgets


def test_budgets_are_listed_with_what_presses_first(signed_in: SignedIn) -> None:
    calm, low, over = filled(name="甲"), filled(name="乙"), filled(name="丙")
    for money, amount, spent in ((calm, 900_000, 100), (low, 100_000, 85_000), (over, 100_000, 100_001)):
        budgeted(money, amount)
        paid(money, spent)

    page = words(signed_in(LEADER).get(url("budgets")))

    assert page.index("丙：已超预算") < page.index("乙：已到预警线")
    assert "甲：" not in page
    assert "已用 100%，超出 0.01 元。" in page
    assert "3 项" in page


def test_a_budget_is_set_and_changed_on_the_page(signed_in: SignedIn) -> None:
    money = filled()
    browser = signed_in(CAROL)
    given = {
        "amount": "5000",
        "since": "2026-01-01",
        "until": "2026-12-31",
        "warn_percent": "70",
        "hard": "on",
    }

    answer = browser.post(url("set_budget", money.id), given, follow=True)

    assert "预算已设定" in words(answer)
    assert "超出不能支出" in words(answer)
    assert 'value="5,000.00"' in words(browser.get(url("set_budget", money.id)))
    browser.post(url("set_budget", money.id), given | {"amount": "6000"})
    assert [one.amount for one in reads.budgets_of(money.id, TODAY)] == [600_000]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"until": "2025-12-31"}, "早于开始日期"),
        ({"warn_percent": "0"}, "1 到 100 的整数"),
        ({"since": "2026-03-01"}, "已有预算"),
    ],
)
def test_what_is_wrong_with_a_budget_is_said(signed_in: SignedIn, wrong: dict[str, str], said: str) -> None:
    money = filled()
    budgeted(money, 100)
    given = {"amount": "5000", "since": "2026-01-01", "until": "2026-12-31", "warn_percent": "70"} | wrong

    answer = signed_in(CAROL).post(url("set_budget", money.id), given)

    assert answer.status_code == 422
    assert said in words(answer)
