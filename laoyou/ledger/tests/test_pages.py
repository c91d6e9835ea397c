"""The pages of the books: what they show."""

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
