"""What the pages of payments say and do: the next step for who may take it, files, queues, debts."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from python_calamine import CalamineWorkbook

from laoyou.orgs.tests.cast import SignedIn
from laoyou.payments import reads
from laoyou.payments.models import Instruction, Line
from laoyou.payments.reads import frozen as frozen_reads
from laoyou.payments.tests.cast import (
    ALICE,
    AUDITOR,
    CAROL,
    ERIN,
    LEADER,
    a_line,
    about,
    approved,
    batch_row,
    card_number,
    collected,
    elder,
    frozen,
    fund,
    instructions,
    noted,
    opened,
    see,
    send,
    sent,
    settled,
    taken,
    words,
)
from laoyou.payments.types import DismissReason, Payee, Result
from laoyou.people.tests.cast import COUNTY, VILLAGE_B

pytestmark = pytest.mark.usefixtures("ground")


def receipt(*rows: str, name: str = "回执.csv") -> SimpleUploadedFile:
    text = "\r\n".join(("序号,收款账号,金额（元）,处理结果,失败原因", *rows))
    return SimpleUploadedFile(name, text.encode("gb18030"))


def row_of(one: Instruction, result: str = "成功") -> str:
    return f"{one.number},****{one.account.tail},{one.amount // 100}.{one.amount % 100:02d},{result},"


def test_a_batch_is_opened_frozen_approved_and_sent_from_its_page(signed_in: SignedIn) -> None:
    collected(a_line(elder(), fund()), a_line(elder(account=False), fund("另一笔"), 500))
    clerk = signed_in(ERIN)
    fields = {"title": "三月高龄津贴", "division": COUNTY, "template": "general", "fund": "", "period": ""}

    page = words(send(clerk, "open", **fields))
    batch = reads.batches.batches(ERIN.scope).rows[0].no
    assert "1 笔有收款账户" in page
    assert "另有 1 笔（5.00 元）缺账户" in page
    page = words(send(clerk, "step", batch, "freeze"))
    assert "这一批是您冻结的" in page
    assert "审批通过" not in page
    second = signed_in(CAROL)
    assert "审批通过" in see(second, "batch", batch)
    assert "登记送银行后才能下载银行文件" in words(send(second, "step", batch, "approve"))
    page = words(send(second, "step", batch, "send"))

    assert "CSV（GB18030）" in page
    assert batch_row(batch).state == "sent"


def test_who_froze_is_told_why_he_may_not_approve(signed_in: SignedIn) -> None:
    collected(a_line(elder(), fund()))
    batch = opened(CAROL)
    browser = signed_in(CAROL)
    send(browser, "step", batch, "freeze")

    page = words(send(browser, "step", batch, "approve"))

    assert "冻结和审批不能是同一个人" in page
    assert batch_row(batch).state == "frozen"


def test_readers_see_no_button(signed_in: SignedIn) -> None:
    batch = frozen(a_line(elder(), fund()))

    for reader in (LEADER, AUDITOR):
        page = see(signed_in(reader), "batch", batch)
        assert "对平" in page
        assert not [word for word in ("审批通过", "撤回", "登记回执", "银行文件") if word in page]


def test_a_batch_that_was_withdrawn_says_so_and_offers_nothing(signed_in: SignedIn) -> None:
    batch = approved(a_line(elder(), fund()))
    browser = signed_in(ERIN)

    page = words(send(browser, "step", batch, "withdraw"))

    assert "已撤回" in page
    assert "登记回执" not in page
    assert Line.objects.for_the_system().get().state == "waiting"


def test_lines_are_narrowed_by_outcome_fund_and_number(signed_in: SignedIn) -> None:
    one, other = fund("资金甲"), fund("资金乙")
    batch = sent(a_line(elder("周玉兰"), one), a_line(elder("钱小丽"), other), a_line(elder("吴建国"), one))
    first, second, third = instructions(batch)
    taken(batch, about(first), about(second, Result.FAILED, "closed"), about(third, amount=1))
    browser = signed_in(CAROL)

    assert "周*兰" in see(browser, "batch", batch, outcome="settled")
    assert "钱*丽" not in see(browser, "batch", batch, outcome="settled")
    assert "账户注销" in see(browser, "batch", batch, outcome="failed")
    assert "回执待核对" in see(browser, "batch", batch, outcome="parked")
    assert "周*兰" not in see(browser, "batch", batch, outcome="parked")
    assert "钱*丽" in see(browser, "batch", batch, fund=other)
    assert "吴*国" in see(browser, "batch", batch, number=3)
    assert "没有这样的明细" in see(browser, "batch", batch, number=9)


def whole(answer: Any) -> bytes:
    return b"".join(answer.streaming_content)


def sheet(answer: Any) -> list[list[Any]]:
    content = whole(answer)
    rows: list[list[Any]] = (
        CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    )
    return rows


def test_the_banks_file_comes_in_three_shapes_with_numbers_in_full_as_text(signed_in: SignedIn) -> None:
    payee = Payee.person(elder(account=False).id)
    number = card_number(4712)
    browser = signed_in(CAROL)
    fields = {"kind": "card", "number": number, "bank": "示例银行", "held_by": "self", "holder": "=李小华"}
    assert send(browser, "register_persons", payee.id, since="2026-01-01", **fields).status_code == 200
    batch = sent(a_line(payee, fund(), 10_050))

    book = sheet(browser.get(reverse("payments:file", args=[batch, "xlsx"])))
    plain, old = (whole(browser.get(reverse("payments:file", args=[batch, form]))) for form in ("csv", "gb"))

    assert book[1] == ["1", number, "=李小华", "示例银行", 100.5, "高龄津贴 2026-03"]
    assert plain.decode("utf-8-sig") == old.decode("gb18030")
    assert f"1,{number},'=李小华,示例银行,100.50,高龄津贴 2026-03" in old.decode("gb18030")
    assert len(noted("payments.download_file")) == 3


def test_a_file_is_not_made_of_lines_that_were_altered(
    signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = sent(a_line(elder(), fund()))
    monkeypatch.setattr(frozen_reads, "holds", lambda *given: False)

    answer = signed_in(CAROL).get(reverse("payments:file", args=[batch, "xlsx"]))

    assert answer.status_code == 409
    assert "明细被动过" in see(signed_in(AUDITOR), "manifest", batch)


def test_the_sheet_that_goes_with_a_batch_says_totals_digest_and_who(signed_in: SignedIn) -> None:
    batch = sent(a_line(elder(), fund(), 10_050))

    page = see(signed_in(CAROL), "manifest", batch)

    assert "100.50 元" in page
    assert reads.batches.batch(batch).digest in page
    assert "与冻结时一致" in page
    assert "卡萝" in page
    assert signed_in(CAROL).get(reverse("payments:manifest", args=[opened()])).status_code == 409


def test_an_export_is_masked_and_on_record(signed_in: SignedIn) -> None:
    batch = sent(a_line(elder(), fund(), 10_050))

    _, row = sheet(signed_in(LEADER).get(reverse("payments:export", args=[batch])))

    assert row[1:6] == ["李*华", "示例农村信用社", instructions(batch)[0].account.tail, "李*华", "高龄津贴"]
    (entry,) = noted("payments.export")
    assert (entry.count, entry.object_id) == (1, str(batch))


def test_a_receipt_is_handed_in_and_handed_in_again(signed_in: SignedIn) -> None:
    batch = sent(*(a_line(elder(), fund(f"资金{at}")) for at in range(3)))
    one, two, three = instructions(batch)
    rows = (row_of(one), row_of(two, "失败"), row_of(three).replace("100.00", "1.00"))
    browser = signed_in(ERIN)

    page = words(send(browser, "take", batch, file=receipt(*rows), template="general"))
    assert "有的行对不上" in page
    assert "金额不符" in page
    page = words(send(browser, "take", batch, file=receipt(*rows), template="general"))

    assert "已经登记过" in page
    assert [one.outcome for one in instructions(batch)] == ["settled", "failed", "outstanding"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "文件是空的"),
        (b"PK\x03\x04", "文件打不开"),
        (b"%PDF-1.7\x00", "不是表格"),
        ("你好,世界\r\n1,2".encode(), "没有找到这些列"),
        ("序号,收款账号,金额,处理结果".encode(), "只有表头"),
    ],
)
def test_a_file_that_is_no_receipt_is_refused_beside_its_field(
    signed_in: SignedIn, content: bytes, said: str
) -> None:
    batch = sent(a_line(elder(), fund()))
    file = SimpleUploadedFile("回执.xlsx", content)

    answer = send(signed_in(ERIN), "take", batch, file=file, template="general")

    assert answer.status_code == 422
    assert said in words(answer)


def test_a_receipt_for_a_batch_that_was_not_sent_is_refused(signed_in: SignedIn) -> None:
    batch = approved(a_line(elder(), fund()))

    answer = send(signed_in(ERIN), "take", batch, file=receipt("1,1234,1,成功,"), template="general")

    assert answer.status_code == 422
    assert "还没有送银行" in words(answer)


def test_a_parked_row_is_shown_beside_the_line_attached_or_dismissed(signed_in: SignedIn) -> None:
    batch = sent(a_line(elder(), fund()), a_line(elder(), fund("另一笔")))
    one, two = instructions(batch)
    taken(batch, about(one, number=55), about(two, amount=1))
    wrong, odd = reads.receipts.parked_ids(CAROL.scope, reads.receipts.Filter())
    browser = signed_in(ERIN)

    assert "没有这一笔" in see(browser, "parked_row", wrong)
    refused = send(browser, "attach", odd, batch_no=batch, number=2)
    assert refused.status_code == 422
    assert "不能认领" in words(refused)
    assert "55" in words(send(browser, "reveal_row", wrong, purpose="verification"))
    assert send(browser, "reveal_row", wrong).status_code == 422
    assert "已认领" in words(send(browser, "attach", wrong, batch_no=batch, number=1))
    assert send(browser, "dismiss", odd).status_code == 422
    assert "已略去" in words(send(browser, "dismiss", odd, reason="corrected"))

    assert "没有要核对的回执" in see(browser, "parked")
    page = see(browser, "parked", decided="on")
    assert f"已认领到第 {batch} 批第 1 笔" in page
    assert "银行已另出更正回执" in page


def test_many_parked_rows_are_dismissed_together_only_when_they_were_narrowed(signed_in: SignedIn) -> None:
    batch = sent(*(a_line(elder(), fund(f"资金{at}")) for at in range(3)))
    settled(batch)
    settled(batch)
    browser, url = signed_in(ERIN), reverse("payments:dismiss_all")

    browser.post(url, {"reason": "repeated"})
    assert reads.receipts.count_parked(ERIN.scope).lines == 3
    browser.post(f"{url}?problem=answered", {"reason": DismissReason.REPEATED.value})

    assert reads.receipts.count_parked(ERIN.scope).lines == 0


def test_lists_are_cut_to_the_readers_division(signed_in: SignedIn) -> None:
    money = fund()
    collected(a_line(elder("孙大山", VILLAGE_B, account=False), money, division=VILLAGE_B))
    opened()

    page = see(signed_in(ALICE), "missing")
    assert "孙" not in page
    assert "还没有发放批次" in see(signed_in(ALICE), "list")
    assert "三月高龄津贴" in see(signed_in(CAROL), "list")
    assert "三月高龄津贴" not in see(signed_in(CAROL), "list", state="sent")
