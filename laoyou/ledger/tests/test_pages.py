"""The pages of the books: what they show, and what is done on them."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from laoyou.audit.types import Outcome, Purpose
from laoyou.kernel.spans import DateSpan
from laoyou.ledger import reads, verbs
from laoyou.ledger.tests.cast import (
    ALICE,
    AUDITOR,
    CAROL,
    CITY,
    COUNTY,
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
    payment,
    posted,
    posted_many,
    received,
    trail,
    voucher_fund,
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


# Accounts


def test_the_list_shows_mine_with_balances_and_not_the_neighbours(signed_in: SignedIn) -> None:
    filled(123_456, name="本区福彩")
    filled(division=FAR_COUNTY, name="邻县福彩")

    page = words(signed_in(ALICE).get(url("accounts")))

    for said in ("本区福彩", "福彩公益金", "双鸭山市尖山区", "1,234.56", "2 个"):
        assert said in page
    assert "邻县福彩" not in page


def test_the_list_is_narrowed_and_each_condition_can_be_taken_off(signed_in: SignedIn) -> None:
    filled(name="福彩")
    of_person(7, Unit.MINUTE)
    asked = {"kind": "person", "unit": "minute", "division": COUNTY, "text": ""}

    page = words(signed_in(CAROL).get(url("accounts"), asked))

    assert "服务时间（人员 7）" in page
    assert '0 <span class="muted">分钟' in page
    assert "持有人：个人" in page
    assert "区划：双鸭山市尖山区" in page
    assert "/福彩</a>" not in page


def test_a_word_that_is_no_choice_narrows_nothing(signed_in: SignedIn) -> None:
    filled(name="福彩")
    asked = {"kind": "x", "unit": "gold", "source": "?", "division": "9", "text": "x" * 200}

    assert "福彩" in words(signed_in(CAROL).get(url("accounts"), asked))


def test_where_nothing_is_it_is_said_how_it_comes(signed_in: SignedIn) -> None:
    browser = signed_in(CAROL)

    assert "还没有账户" in words(browser.get(url("accounts")))
    assert "没有这样的账户" in words(browser.get(url("accounts"), {"text": "无"}))
    assert "还没有预算" in words(browser.get(url("budgets")))
    assert "这一年没有专项资金" in words(browser.get(url("funds")))
    assert "还没有记过账" in words(browser.get(url("trial")))


def test_an_export_has_every_account_and_is_on_the_trail(signed_in: SignedIn) -> None:
    filled(123_456, name="=SUM(A1)")
    posted(moving(outside(Unit.MINUTE), of_person(7, Unit.MINUTE), 90))

    rows = sheet(signed_in(ALICE).get(url("export"), {"unit": "minute"}))
    every = sheet(signed_in(ALICE).get(url("export")))

    assert [row[4:5] + row[8:] for row in rows[1:]] == [["服务时间", 90, "分钟"], ["服务时间", -90, "分钟"]]
    assert ["=SUM(A1)", 1234.56] in [[row[1], row[8]] for row in every]
    entry = trail("ledger.export")[0]
    assert (entry.outcome, entry.purpose, entry.count) == (Outcome.READ, Purpose.EXPORT, 4)


def test_a_fund_is_opened_and_what_comes_next_is_said(signed_in: SignedIn) -> None:
    browser = signed_in(CAROL)
    form = browser.get(url("open_fund"))
    given = {
        "name": "2026 年福彩",
        "source": "welfare_lottery",
        "division": COUNTY,
        "opened_on": "2026-01-01",
    }

    answer = browser.post(url("open_fund"), given | {"keeps_above_zero": "on"}, follow=True)

    assert f'value="{COUNTY}"' in words(form)
    assert "账户已开立。接着可以登记拨入、设定预算。" in words(answer)
    assert "2026 年福彩" in words(answer)
    assert "不许透支" in words(answer)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"division": "230599000000"}, "没有这个区划"),
        ({"division": FAR_COUNTY}, "不在您的辖区内"),
        ({"name": ""}, "请填写名称"),
        ({"source": ""}, "请选择资金来源"),
        ({"opened_on": "9999-12-31"}, "日期不对"),
    ],
)
def test_what_is_wrong_with_a_fund_is_said_beside_the_field(
    signed_in: SignedIn, wrong: dict[str, str], said: str
) -> None:
    given = {"name": "福彩", "source": "city", "division": COUNTY, "opened_on": "2026-01-01"} | wrong

    answer = signed_in(CAROL).post(url("open_fund"), given)

    assert answer.status_code == 422
    assert said in words(answer)


# A statement


def test_a_statement_shows_opening_movements_and_closing(signed_in: SignedIn) -> None:
    money = fund()
    received(money, 100_000, day=date(2025, 6, 1))
    wrong = paid(money, 30_050, use=Use.RELIEF, day=date(2026, 2, 1))
    verbs.reverse(wrong, actor=CAROL, now=NOW)

    page = words(signed_in(ALICE).get(url("account", money.id)))

    for said in ("期初余额", "1,000.00", "支出·济困", "300.50", "699.50", "冲正", "2 笔", "支出单"):
        assert said in page
    assert "登记拨入" not in page


def test_a_statement_of_other_days_is_asked_for(signed_in: SignedIn) -> None:
    money = fund()
    received(money, 100_000, day=date(2025, 6, 1))
    browser = signed_in(ALICE)

    early = words(browser.get(url("account", money.id), {"since": "2025-01-01", "until": "2025-05-31"}))
    late = words(browser.get(url("account", money.id), {"until": "2025-06-01"}))
    odd = browser.get(url("account", money.id), {"since": "2026-02-01", "until": "2026-01-01"})

    assert "这段时间没有进出" in early
    assert "拨入" in late
    assert odd.status_code == 200
    assert "结束日期早于开始日期" in words(odd)


def test_a_long_statement_turns_its_pages_or_is_listed_whole_for_paper(signed_in: SignedIn) -> None:
    money = filled()
    posted_many([payment(money, of_person(1), 100) for _ in range(60)])
    browser = signed_in(ALICE)

    first = words(browser.get(url("account", money.id)))
    whole = words(browser.get(url("account", money.id), {"all": "1"}))

    assert "下一页" in first
    assert "全部列出" in first
    assert "9,941.00" not in first
    assert "9,941.00" in whole
    assert "下一页" not in whole


def test_a_statement_is_exported_whole(signed_in: SignedIn) -> None:
    money = fund()
    received(money, 100_000)
    paid(money, 40_000)

    rows = sheet(signed_in(AUDITOR).get(url("statement_export", money.id)))

    assert rows[0][-3:] == ["收入（元）", "支出（元）", "余额（元）"]
    assert [row[2] for row in rows[1:]] == ["期初余额", "拨入", "支出·养老服务", "期末余额"]
    assert [row[-1] for row in rows[1:]] == [0, 1000, 600, 600]
    assert trail("ledger.export")[0].object_id == str(money.id)


def test_other_accounts_of_the_holder_are_at_hand(signed_in: SignedIn) -> None:
    money = filled()
    care = voucher_fund(money)

    page = words(signed_in(CAROL).get(url("account", money.id)))

    assert url("account", care.id) in page


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


# Reports


def test_the_report_tells_each_governments_share_and_the_sentences_behind_it(signed_in: SignedIn) -> None:
    city, county = fund(CITY, name="市级福彩"), fund(name="区级福彩")
    received(city, 10_000_000)
    received(county, 4_000_000, source_id=city.id)
    paid(city, 3_300_000)
    paid(county, 1_000_000)
    paid(county, 1_900_000, use=Use.RELIEF)

    page = words(signed_in(MAYOR).get(url("funds")))

    for said in (
        "已达到", "55.0%", "其他用途过多", "25.0%", "12,000.00", "双鸭山市尖山区",
        "将本级留用的福彩公益金的55%以上资金用于支持发展养老服务", "第一千二百五十九条", "济困",
    ):  # fmt: skip
        assert said in page, said


def test_the_report_is_of_a_year_that_can_be_chosen(signed_in: SignedIn) -> None:
    money = fund()
    received(money, 100_000, day=date(2025, 6, 1))
    browser = signed_in(LEADER)

    assert "没有达到" in words(browser.get(url("funds"), {"year": "2025"}))
    assert "本年没有留用" in words(browser.get(url("funds")))
    for odd in ("2077", "x", "", "99999"):
        assert "2026 年" in words(browser.get(url("funds"), {"year": odd}))


def test_the_report_is_exported_with_every_use(signed_in: SignedIn) -> None:
    money = filled(100_000, name="区级福彩")
    paid(money, 10_000, use=Use.INFANT)

    rows = sheet(signed_in(LEADER).get(url("funds_export")))

    told = dict(zip(rows[0], rows[1], strict=True))
    assert (told["资金"], told["拨入（元）"], told["其中婴幼儿照护（元）"]) == ("区级福彩", 1000, 100)
    assert told["期末（元）"] == 900


def test_the_trial_balance_is_zero_for_whoever_sees_all(signed_in: SignedIn) -> None:
    far = filled(10_000, FAR_COUNTY)
    received(filled(500), 300, source_id=far.id)

    whole = words(signed_in(MAYOR).get(url("trial")))
    part = words(signed_in(CAROL).get(url("trial")))

    assert "平衡" in whole
    assert "辖区部分" in part
    assert "合计（与辖区外往来的差额）" in part
    assert ">3.00<" in part


def test_the_books_are_closed_on_the_page(signed_in: SignedIn) -> None:
    filled()
    browser = signed_in(CAROL)

    assert "还没有结过账" in words(browser.get(url("trial")))
    assert 'value="2026-02-28"' in words(browser.get(url("close_books")))
    answer = browser.post(url("close_books"), {"through": "2026-02-28"}, follow=True)
    again = browser.post(url("close_books"), {"through": "2026-02-28"})

    assert "已结账至 2026-02-28" in words(answer)
    assert "结账日期要晚于上次结账" in words(again)


def test_all_accounts_are_checked_on_demand(signed_in: SignedIn) -> None:
    paid(filled(), 5)

    page = words(signed_in(AUDITOR).post(url("verify")))

    assert "账目无误" in page
    assert "重新核算了 2 张凭证、4 行分录" in page
    assert trail("ledger.verify")[0].outcome is Outcome.READ


def test_more_accounts_are_not_more_questions(
    signed_in: SignedIn, django_assert_max_num_queries: Any
) -> None:
    for number in range(30):
        filled(100, name=f"资金{number}")
        budgeted(reads.accounts(SYSTEM.scope, reads.Filter(text=f"资金{number}"), TODAY).rows[0].ref, 1000)
    browser = signed_in(CAROL)

    for name in ("accounts", "budgets", "funds", "trial"):
        with django_assert_max_num_queries(12):
            assert browser.get(url(name)).status_code == 200
