"""The banks' templates as data, the file that goes out, and the receipts that come back in any shape."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
import yaml
from hypothesis import given
from hypothesis import strategies as st

from laoyou.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from laoyou.kernel.money import Money
from laoyou.payments import reads, verbs
from laoyou.payments.core import banks as core
from laoyou.payments.core.banks import DEFAULT, AmountIn
from laoyou.payments.core.receipts import judge, read
from laoyou.payments.models.payees import ACCOUNT_NUMBER
from laoyou.payments.tests.cast import (
    BOB,
    CAROL,
    ERIN,
    LEADER,
    a_line,
    an_account,
    approved,
    batch_row,
    elder,
    fund,
    instructions,
    noted,
    receipt,
    sent,
)
from laoyou.payments.types import Payee, Problem, ReceiptRow, ReceiptSheet, Result
from laoyou.people.tests.cast import NOW, somebody

BANKS = core.load(DEFAULT)
GENERAL = BANKS.templates["general"]
HEADERS = ("序号", "收款账号", "收款户名", "金额（元）", "处理结果", "失败原因")
GOOD = ("1", "6210000000000000017", "李小华", "100.00", "成功", "")


def csv(*rows: Any, headers: tuple[str, ...] = HEADERS, encoding: str = "utf-8") -> bytes:
    return "\r\n".join(",".join(row) for row in (headers, *rows)).encode(encoding)


def xlsx(*rows: Any) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet()
        for line, row in enumerate(rows):
            sheet.write_row(line, 0, row)
    return out.getvalue()


WHOLE = (xlsx(HEADERS, GOOD), csv(GOOD, encoding="gb18030"))


def understood(content: bytes, template: str = "general") -> ReceiptSheet:
    return read("回执.csv", content, BANKS.templates[template], BANKS)


def one(*row: str) -> ReceiptRow:
    (found,) = understood(csv(row)).rows
    return found


def refusal(content: bytes) -> str:
    with pytest.raises(Invalid) as refused:
        understood(content)
    assert refused.value.message.endswith("。")
    return refused.value.code


def test_a_row_is_read_by_the_names_of_its_columns() -> None:
    assert one(*GOOD) == ReceiptRow(2, 1, 10_000, "0017", Result.SETTLED, "", GOOD)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_receipt_in_the_encodings_of_banks_is_read(encoding: str) -> None:
    assert understood(csv(GOOD, encoding=encoding)).rows[0].result is Result.SETTLED


def test_a_workbook_is_read_with_its_title_and_its_totals_left_aside() -> None:
    content = xlsx(
        ("代发结果明细表",),
        ("批次", "12"),
        HEADERS,
        (1, "6210000000000000017", "李小华", 100, "交易成功", ""),
        ("合计", "", "", 100, "", ""),
    )

    (row,) = understood(content).rows

    assert (row.row_no, row.number, row.amount, row.result) == (4, 1, 10_000, Result.SETTLED)


def test_columns_may_stand_in_any_order_under_any_of_their_names() -> None:
    headers = ("状态", "实发金额", "卡号", "编号", "备注")

    (row,) = understood(
        csv(("已入账", "1,234.50".replace(",", ""), "****0017", "7", ""), headers=headers)
    ).rows

    assert (row.number, row.amount, row.tail, row.result) == (7, 123_450, "0017", Result.SETTLED)


@pytest.mark.parametrize(
    ("said", "result"),
    [
        ("成功", Result.SETTLED),
        ("交易成功", Result.SETTLED),
        ("未成功", Result.FAILED),
        ("失败：账户不存在", Result.FAILED),
        ("退票", Result.FAILED),
        ("处理中", None),
        ("", None),
    ],
)
def test_not_done_is_looked_for_before_done(said: str, result: Result | None) -> None:
    assert one("1", GOOD[1], "李", "1", said, "").result is result


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("账号错误", "account"),
        ("收款人户名不符", "holder"),
        ("该账户已销户", "closed"),
        ("账户已挂失止付", "stopped"),
        ("久悬户", "dormant"),
        ("付款账户余额不足", "funds"),
        ("超过当日限额", "limit"),
        ("系统繁忙", "other"),
        ("", "other"),
    ],
)
def test_a_banks_words_become_a_reason(said: str, reason: str) -> None:
    assert one("1", GOOD[1], "李", "1", "失败", said).reason == reason
    assert reads.banks.reason(reason).key == reason


@pytest.mark.parametrize(
    ("cell", "place", "name"),
    [
        ("", 0, "number"),
        ("第一", 0, "number"),
        ("1.5", 0, "number"),
        ("-1", 0, "number"),
        ("9" * 5000, 0, "number"),
        ("一百", 3, "amount"),
        ("-1.00", 3, "amount"),
        ("1.001", 3, "amount"),
        ("9" * 5000, 3, "amount"),
    ],
)
def test_what_cannot_be_read_is_said_to_be_unknown(cell: str, place: int, name: str) -> None:
    row = one(*GOOD[:place], cell, *GOOD[place + 1 :])

    assert getattr(row, name) is None
    assert judge(row, None) is Problem.UNREADABLE


@pytest.mark.parametrize("account", ["", "12", "六二一〇", "621*", "尾号 12a4"])
def test_an_account_without_four_last_digits_fits_no_line(account: str) -> None:
    assert one("1", account, "李", "1", "成功", "").tail == ""


def test_a_file_without_its_columns_names_those_that_are_missing() -> None:
    with pytest.raises(Invalid) as refused:
        understood(csv(("1", "2"), headers=("序号", "金额（元）")))

    assert refused.value.code == "receipt_columns"
    assert "收款账号" in refused.value.message
    assert "处理结果" in refused.value.message
    assert "序号、" not in refused.value.message


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "sheet_empty"),
        (csv(), "receipt_empty"),
        (b"PK\x03\x04 no workbook", "sheet_file"),
        (b"%PDF-1.7\n\x00", "sheet_file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "sheet_file"),
        ("你好\r\n世界".encode(), "receipt_columns"),
    ],
)
def test_a_file_that_is_no_receipt_is_refused_in_a_sentence(content: bytes, code: str) -> None:
    assert refusal(content) == code


@given(st.data())
def test_a_receipt_cut_or_bent_anywhere_makes_nothing_stumble(data: st.DataObject) -> None:
    content = bytearray(data.draw(st.sampled_from(WHOLE)))
    place = data.draw(st.integers(0, len(content) - 1))
    content[place] = data.draw(st.integers(0, 255))
    if data.draw(st.booleans()):
        del content[data.draw(st.integers(2, len(content) - 1)) :]
    try:
        sheet = understood(bytes(content))
    except Invalid:
        return
    assert all(row.amount is None or row.amount >= 0 for row in sheet.rows)


@given(st.lists(st.text(max_size=12), min_size=6, max_size=6))
def test_no_words_in_a_row_make_it_stumble(cells: list[str]) -> None:
    content = xlsx(HEADERS, [cell.replace("\x00", "") for cell in cells])
    try:
        rows = understood(content).rows
    except Invalid:
        return
    assert len(rows) == 1


def test_amounts_are_counted_as_the_template_says() -> None:
    headers = ("顺序号", "账号", "金额", "结果")

    (row,) = understood(csv(("1", GOOD[1], "10050", "成功"), headers=headers), "ledgered").rows

    assert row.amount == 10_050


def test_the_same_bytes_are_known_again() -> None:
    assert understood(csv(GOOD)).digest == understood(csv(GOOD)).digest
    assert understood(csv(GOOD)).digest != understood(csv(GOOD) + b"\r\n").digest
    assert len(understood(csv(GOOD)).digest) == 32


def changed(tmp_path: Path, **changes: Any) -> Path:
    """The shipped file with one template changed."""
    document = yaml.safe_load(DEFAULT.read_text(encoding="utf-8"))
    document["templates"]["general"] |= changes
    path = tmp_path / "banks.yaml"
    path.write_text(yaml.safe_dump(document, allow_unicode=True), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"amount": "li"}, "templates.general.amount"),
        ({"summary": "middle"}, "templates.general.summary"),
        ({"label": ""}, "templates.general.label"),
        ({"columns": []}, "templates.general.columns"),
        ({"columns": [{"field": "number", "header": "序号"}]}, "templates.general.columns"),
        ({"columns": [{"field": "secret", "header": "x"}]}, "templates.general.columns.field"),
        ({"columns": ["序号"]}, "templates.general.columns"),
        ({"receipt": {"number": ["序号"]}}, "templates.general.receipt.account"),
        ({"receipt": None}, "templates.general.receipt"),
    ],
)
def test_a_template_that_cannot_be_is_refused_with_its_place(
    tmp_path: Path, changes: dict[str, Any], place: str
) -> None:
    with pytest.raises(Invalid) as refused:
        core.load(changed(tmp_path, **changes))

    assert refused.value.code == "banks"
    assert place in refused.value.message


@pytest.mark.parametrize("text", ["- 1", "templates: [", "extra: {}", "templates: {x: 1}", "reasons: {}"])
def test_a_file_that_is_no_bank_file_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "banks.yaml"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(Invalid):
        core.load(path)


def test_a_region_adds_its_own_bank_and_words_without_any_code(tmp_path: Path) -> None:
    own = tmp_path / "banks.yaml"
    own.write_text(
        yaml.safe_dump(
            {"reasons": {"name_changed": {"label": "户名已变更", "mend": "account", "words": ["更名"]}}},
            allow_unicode=True,
        ),
        encoding="utf-8",
    )

    banks = core.load(own, over=BANKS)

    assert banks.reason_in("账户已更名") == "name_changed"
    assert set(banks.templates) == set(BANKS.templates)


pytestmark = pytest.mark.usefixtures("ground")


def rows(batch: int) -> list[tuple[Any, ...]]:
    record = reads.batches.batch(batch)
    reads.files.permitted(record, actor=ERIN, now=NOW)
    return list(reads.files.rows(record))


def test_the_file_has_the_columns_of_its_template_with_the_number_in_full() -> None:
    batch = sent(a_line(elder(), fund(), 10_050))
    (sent_line,) = instructions(batch)
    number = ACCOUNT_NUMBER.open(sent_line.account_id, sent_line.account.number_sealed)

    assert rows(batch) == [("1", number, "李小华", "示例农村信用社", Money(10_050), "高龄津贴 2026-03")]


def test_a_template_with_a_summary_says_total_and_digest_and_counts_in_fen() -> None:
    batch = sent(a_line(elder(), fund(), 10_050), template="ledgered")

    summary, line = rows(batch)

    assert summary[:3] == ("合计", "1 笔", "10050")
    assert batch_row(batch).digest is not None
    assert summary[3] == f"SM3 {reads.batches.batch(batch).digest}"
    assert line[0] == str(batch)
    assert line[5] == "10050"
    assert reads.banks.template("ledgered").amount is AmountIn.FEN


def test_a_file_leaves_only_once_it_is_sent_and_each_time_is_on_record() -> None:
    batch = approved(a_line(elder(), fund()))
    with pytest.raises(Conflict) as refused:
        rows(batch)
    verbs.send(batch, actor=ERIN, now=NOW)

    rows(batch)
    rows(batch)

    assert refused.value.code == "batch_not_sent"
    told = noted("payments.download_file")
    assert [(entry.outcome, entry.purpose, entry.object_id) for entry in told] == [
        ("read", "export", str(batch))
    ] * 2


@pytest.mark.parametrize("actor", [BOB, LEADER])
def test_a_file_is_not_for_neighbours_or_leaders(actor: Any) -> None:
    batch = sent(a_line(elder(), fund()))

    with pytest.raises(Forbidden):
        reads.files.permitted(reads.batches.batch(batch), actor=actor, now=NOW)


def test_a_file_that_went_out_and_a_receipt_of_the_same_numbers_fit() -> None:
    danger = somebody("=李小华")
    payee = Payee.person(danger)
    verbs.register_account(payee, an_account(holder="=cmd|' /C calc'!A0"), actor=CAROL, now=NOW)
    batch = sent(a_line(payee, fund()), a_line(elder(), fund("另一笔"), 123))
    answered = [
        (str(n), account, holder, amount.yuan, "成功", "") for n, account, holder, _, amount, _ in rows(batch)
    ]

    sheet = reads.banks.read_receipt("回执.csv", csv(*answered), "general")
    told = verbs.take_receipts(batch, sheet, actor=ERIN, now=NOW)

    assert (told.settled, told.parked) == (2, 0)


def test_an_unknown_template_is_not_found_and_an_old_reason_is_some_other() -> None:
    with pytest.raises(NotFound):
        reads.banks.template("none")
    assert reads.banks.reason("forgotten").label == "其他原因"
    assert receipt().rows == ()
