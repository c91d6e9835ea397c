"""A bank's receipt: its rows as they can be read, and whether each may be believed.

A row is believed when its number, the tail of its account and its amount are those of one line of the batch
that has no answer yet. Everything else is parked: never applied by guess, never dropped.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from laoyou.kernel.errors import Invalid
from laoyou.kernel.money import Money
from laoyou.kernel.text import compact
from laoyou.payments.core.banks import (
    NEEDED_OF_RECEIPTS,
    AmountIn,
    Banks,
    ReceiptField,
    ReceiptForm,
    Template,
)
from laoyou.payments.types import Outcome, Problem, ReceiptRow, ReceiptSheet, Result
from laoyou.web.handed_in import Cells, lines_of

HEADING_WITHIN = 20
MOST_NUMBER = 9_999_999
MOST_FEN = 10**13
LONGEST_AMOUNT = 24
TAIL = 4
_ASIDE = re.compile(r"[（(][^）)]*[）)]$")
_DIGITS = re.compile(r"[0-9]+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Known:
    """A line of the batch, as a receipt is compared with it."""

    instruction_id: int
    amount: int
    tail: str
    outcome: Outcome


def read(name: str, content: bytes, template: Template, banks: Banks) -> ReceiptSheet:
    """Read a receipt. Raises Invalid: codes of web.handed_in, `receipt_columns`, `receipt_empty`."""
    lines = lines_of(content)
    at, columns = _heading(lines, template.receipt)
    rows = tuple(
        _row(row_no, cells, columns, template, banks)
        for row_no, cells in enumerate(lines[at + 1 :], start=at + 2)
        if any(cells) and not _is_total(cells, template.receipt)
    )
    if not rows:
        raise Invalid("回执里只有表头，没有记录。请核对是不是选错了文件。", "receipt_empty", "file")
    return ReceiptSheet(name[:200], hashlib.new("sm3", content).digest(), rows)


def judge(row: ReceiptRow, known: Known | None) -> Problem | None:
    """Why a row cannot be believed; None when it can."""
    if row.number is None or row.amount is None or row.result is None:
        return Problem.UNREADABLE
    if known is None:
        return Problem.UNKNOWN_LINE
    if row.tail != known.tail:
        return Problem.ACCOUNT
    if row.amount != known.amount:
        return Problem.AMOUNT
    return None if known.outcome is Outcome.OUTSTANDING else Problem.ANSWERED


def _heading(lines: Sequence[Cells], form: ReceiptForm) -> tuple[int, dict[ReceiptField, int]]:
    """The line of headers (from 0) and the place of each field."""
    best: dict[ReceiptField, int] = {}
    for at, cells in enumerate(lines[:HEADING_WITHIN]):
        found = _columns(cells, form)
        if all(field in found for field in NEEDED_OF_RECEIPTS):
            return at, found
        best = max(best, found, key=len)
    missing = "、".join(form.headers[field][0] for field in NEEDED_OF_RECEIPTS if field not in best)
    raise Invalid(
        f"没有找到这些列：{missing}。请核对选的银行模板，或把回执的表头改成模板里的名称。",
        "receipt_columns",
        "file",
    )


def _columns(cells: Cells, form: ReceiptForm) -> dict[ReceiptField, int]:
    """Each field under the first of its headers that is there; an addition in brackets does not matter."""
    names = [_plain(cell) for cell in cells]
    found = {}
    for field, headers in form.headers.items():
        places = (names.index(header) for header in map(_plain, headers) if header in names)
        if (place := next(places, None)) is not None:
            found[field] = place
    return found


def _plain(header: str) -> str:
    return _ASIDE.sub("", compact(header))


def _is_total(cells: Cells, form: ReceiptForm) -> bool:
    """A row of totals has its word first: in no row of a payment does a cell consist of it."""
    return any(cell and compact(cell).rstrip(":：") in form.totals for cell in cells)


def _row(
    row_no: int, cells: Cells, columns: dict[ReceiptField, int], template: Template, banks: Banks
) -> ReceiptRow:
    said = {field: cells[place] if place < len(cells) else "" for field, place in columns.items()}
    result_words = compact(said[ReceiptField.RESULT])
    result = _result(result_words, template.receipt)
    reason = ""
    if result is Result.FAILED:
        reason = banks.reason_in(compact(said.get(ReceiptField.REASON, "")) + " " + result_words)
    return ReceiptRow(
        row_no=row_no,
        number=_number(said[ReceiptField.NUMBER]),
        amount=_amount(said[ReceiptField.AMOUNT], template.amount),
        tail=_tail(said[ReceiptField.ACCOUNT]),
        result=result,
        reason=reason,
        cells=cells,
    )


def _result(words: str, form: ReceiptForm) -> Result | None:
    if any(word in words for word in form.failed):
        return Result.FAILED
    return Result.SETTLED if any(word in words for word in form.settled) else None


def _number(text: str) -> int | None:
    digits = compact(text)
    if not _DIGITS.fullmatch(digits) or len(digits) > 12:
        return None
    number = int(digits)
    return number if 0 < number <= MOST_NUMBER else None


def _amount(text: str, counted_in: AmountIn) -> int | None:
    plain = compact(text)
    if len(plain) > LONGEST_AMOUNT:
        return None
    if counted_in is AmountIn.FEN:
        digits = plain.replace(",", "")
        fen = int(digits) if _DIGITS.fullmatch(digits) else None
    else:
        try:
            fen = Money.parse(plain).fen
        except Invalid:
            return None
    return fen if fen is not None and 0 <= fen <= MOST_FEN else None


def _tail(text: str) -> str:
    """The last digits of an account, also where the rest is masked; "" where there are fewer than four."""
    plain = compact(text).replace("-", "")
    tail = plain[-TAIL:]
    return tail if len(tail) == TAIL and _DIGITS.fullmatch(tail) else ""
