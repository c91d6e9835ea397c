"""What the pages say and do of payees: accounts, lines that cannot go, what was paid too much."""

from __future__ import annotations

import re

import pytest

from laoyou.orgs.tests.cast import SignedIn
from laoyou.payments import reads
from laoyou.payments.models import Line, Receivable
from laoyou.payments.tests.cast import (
    ALICE,
    CAROL,
    DAVE,
    ERIN,
    a_line,
    about,
    card_number,
    collected,
    elder,
    fund,
    instructions,
    owed,
    provider,
    see,
    send,
    sent,
    settled,
    taken,
    words,
)
from laoyou.payments.types import Result
from laoyou.people.tests.cast import NOW

pytestmark = pytest.mark.usefixtures("ground")


def test_lines_without_an_account_lead_to_the_form_and_leave_when_it_is_filled(signed_in: SignedIn) -> None:
    payee = elder(account=False)
    collected(a_line(payee, fund(), 12_345))
    browser = signed_in(ALICE)
    form = {"kind": "card", "bank": "示例银行", "held_by": "self", "holder": "李小华", "since": "2026-03-01"}

    assert "123.45 元" in see(browser, "missing")
    wrong = send(browser, "register_persons", payee.id, number="6210000000000000000", **form)
    assert wrong.status_code == 422
    assert "校验位不对" in words(wrong)
    page = words(send(browser, "register_persons", payee.id, number=card_number(), **form))

    assert "有收款账户" in page
    assert "没有缺账户的款项" in see(browser, "missing")


def test_kin_are_registered_with_consent_and_a_body_with_its_own_account(signed_in: SignedIn) -> None:
    payee, home = elder(account=False), provider(account=False)
    browser = signed_in(CAROL)
    form = {"kind": "passbook", "number": "010203040506", "bank": "示例银行", "holder": "张秀敏"}
    form |= {"held_by": "kin", "relation": "daughter", "since": "2026-03-01"}

    refused = send(browser, "register_persons", payee.id, **form, consent_on="2026-02-01")
    assert "由谁核对过原件" in words(refused)
    page = words(
        send(browser, "register_persons", payee.id, **form, consent_on="2026-02-01", remark="王芳核对原件")
    )
    bodys = {"number": "88001234567", "bank": "示例银行", "holder": "松鹤养老院", "since": "2026-03-01"}

    assert "女儿" in page
    assert "2026-02-01 同意" in page
    assert "对公账户" in words(send(browser, "register_bodys", home.id, **bodys))


def test_a_number_is_shown_for_a_purpose_and_an_account_is_ended(signed_in: SignedIn) -> None:
    payee = elder()
    account = reads.payees.in_use([payee], NOW)[payee]
    browser = signed_in(ALICE)

    assert send(browser, "reveal", account.id).status_code == 422
    shown = words(send(browser, "reveal", account.id, purpose="verification"))
    assert re.search(rf"\d{{15}}{account.tail} 李小华", shown)
    assert not re.search(rf"\d{{15}}{account.tail}", see(browser, "person", payee.id))
    page = words(send(browser, "end_account", account.id, last_day="2026-03-01"))

    assert "没有收款账户" in page
    assert "已停用" in page


def test_failed_lines_are_tried_again_one_or_all_when_their_reason_is_mended(signed_in: SignedIn) -> None:
    money = fund()
    batch = sent(*(a_line(elder(name), money) for name in ("周玉兰", "钱小丽", "吴建国")))
    one, two, three = instructions(batch)
    failed = Result.FAILED
    taken(batch, about(one, failed, "limit"), about(two, failed, "limit"), about(three, failed, "closed"))
    browser = signed_in(ERIN)

    page = see(browser, "failed")
    assert "重新发放可以发的 2 笔" in page
    assert "更正账户" in page
    assert "收款账户还没有更正" in words(send(browser, "again_one", three.line_id))
    assert "回到待发放" in words(send(browser, "again_one", one.line_id))
    assert "1 笔回到待发放" in words(send(browser, "again"))
    assert "没有可以重新发放的款项" in words(send(browser, "again"))


def test_a_line_is_cancelled_by_a_supervisor_with_a_reason(signed_in: SignedIn) -> None:
    payee = elder()
    collected(a_line(payee, fund()))
    line = Line.objects.for_the_system().get()
    browser = signed_in(CAROL)

    assert send(browser, "cancel", line.pk).status_code == 422
    assert "已撤销" in words(send(browser, "cancel", line.pk, reason="deceased"))
    assert "不能这样办理" in words(send(browser, "cancel", line.pk, reason="deceased"))


def test_what_was_paid_too_much_is_raised_planned_repaid_and_written_off(signed_in: SignedIn) -> None:
    payee = elder()
    settled(sent(a_line(payee, fund(), 50_000)))
    line = Line.objects.for_the_system().get()
    browser = signed_in(CAROL)

    assert "多发了" in see(browser, "person", payee.id)
    assert send(browser, "overpaid", line.pk, amount="一百", percent="0").status_code == 422
    assert "不能超过这一笔" in words(send(browser, "overpaid", line.pk, amount="500.01", percent="0"))
    assert "应收已登记" in words(send(browser, "overpaid", line.pk, amount="100.01", percent="20"))
    debt = Receivable.objects.for_the_system().get().pk
    page = words(send(browser, "plan", debt, first_due="2026-03-10", count="3"))
    assert page.count("33.34 元") == 2
    assert page.count("33.33 元") == 1
    assert "已保存" in words(send(browser, "offset", debt, percent="50"))
    assert send(browser, "repay", debt, amount="100.02", day="2026-03-02", voucher="收1").status_code == 422
    assert "还款已登记" in words(
        send(browser, "repay", debt, amount="50.01", day="2026-03-02", voucher="收1")
    )
    page = words(send(browser, "write_off", debt, because="本人去世，无遗产"))
    assert "这是您申请的" in page
    assert "不能是同一个人" in words(send(browser, "decide", debt, "approve_write_off"))
    assert "已核销" in words(send(signed_in(DAVE), "decide", debt, "approve_write_off"))

    assert owed(payee) == 0
    assert "已核销" in see(browser, "receivables")
    assert "没有这样的应收" in see(browser, "receivables", state="open")
