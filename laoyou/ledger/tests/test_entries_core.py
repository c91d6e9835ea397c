"""What makes an entry right in itself."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from laoyou.kernel.errors import Invalid
from laoyou.ledger.core.entries import amount_words, check, falling
from laoyou.ledger.tests.cast import COUNTY, TODAY
from laoyou.ledger.types import (
    MOST_AMOUNT,
    AccountId,
    AccountRef,
    Cause,
    EntryKind,
    Holder,
    Line,
    NewEntry,
    Unit,
    Use,
)


def account(number: int, unit: Unit = Unit.FEN, purpose: str = "") -> AccountRef:
    return AccountRef(AccountId(number), Holder.person(number), unit, purpose, COUNTY)


A, B, C = account(1), account(2), account(3)
MEALS, CARE = account(4, Unit.VOUCHER_FEN, "meals"), account(5, Unit.VOUCHER_FEN, "care")
AMOUNTS = st.integers(-MOST_AMOUNT, MOST_AMOUNT).filter(bool)


def entry(*lines: tuple[AccountRef, int], **more: Any) -> NewEntry:
    told: dict[str, Any] = {"day": TODAY, "kind": EntryKind.SETTLEMENT, "cause": Cause("grant", 7, "2026-03")}
    return NewEntry(lines=tuple(Line(*one) for one in lines), **told | more)


def refused(wrong: NewEntry) -> str:
    with pytest.raises(Invalid) as error:
        check(wrong)
    assert error.value.message.endswith("。")
    return error.value.code


@given(st.lists(AMOUNTS, min_size=1, max_size=6))
def test_lines_that_add_up_to_zero_are_right_and_any_others_are_not(amounts: list[int]) -> None:
    last = -sum(amounts)
    lines = [(account(number), amount) for number, amount in enumerate(amounts, start=1)]

    if last and abs(last) <= MOST_AMOUNT:
        check(entry(*lines, (account(99), last)))
    if abs(last + 1) <= MOST_AMOUNT and last + 1:
        assert refused(entry(*lines, (account(99), last + 1))) == "entry_unbalanced"


@given(AMOUNTS, AMOUNTS)
def test_each_currency_balances_by_itself(first: int, second: int) -> None:
    check(entry((A, first), (MEALS, second), (B, -first), (account(6, Unit.VOUCHER_FEN, "meals"), -second)))

    assert refused(entry((A, first), (MEALS, -first))) == "entry_unbalanced"
    assert refused(entry((CARE, first), (MEALS, -first))) == "entry_unbalanced"


def test_an_entry_has_two_sides() -> None:
    assert refused(entry((A, 100))) == "entry_lines"
    assert refused(entry()) == "entry_lines"


@pytest.mark.parametrize("amount", [0, MOST_AMOUNT + 1, -MOST_AMOUNT - 1])
def test_an_amount_is_something_and_not_absurd(amount: int) -> None:
    assert refused(entry((A, amount), (B, -amount))) == "entry_amount"


def test_a_payment_says_what_for_and_nothing_else_does() -> None:
    check(entry((A, -1), (B, 1), kind=EntryKind.PAYMENT, use=Use.ELDER))

    assert refused(entry((A, -1), (B, 1), kind=EntryKind.PAYMENT)) == "entry_use"
    assert refused(entry((A, -1), (B, 1), use=Use.ELDER)) == "entry_use"


@pytest.mark.parametrize("text", ["张三的津贴", "a b", 'x"', "a,b", "x\n", "７"])
def test_causes_and_memos_are_codes(text: str) -> None:
    right = entry((A, -1), (B, 1))

    assert refused(replace(right, memo=text)) == "entry_codes"
    assert refused(replace(right, cause=Cause("grant", 1, text))) == "entry_codes"
    assert refused(replace(right, cause=Cause(text, 1))) == "entry_codes"


def test_the_difference_is_named_with_its_unit() -> None:
    with pytest.raises(Invalid, match=r"资金的收方多 12\.34 元"):
        check(entry((A, 2234), (B, -1000)))
    minutes = account(8, Unit.MINUTE), account(9, Unit.MINUTE)
    with pytest.raises(Invalid, match="服务时间的付方多 1,500 分钟"):
        check(entry((minutes[0], 500), (minutes[1], -2000)))


def test_accounts_that_lose_something_are_named_once_in_order() -> None:
    entries = [entry((C, -1), (A, 1)), entry((B, -1), (C, 1)), entry((C, -2), (B, 2))]

    assert falling(entries) == [2, 3]


def test_amounts_are_read_in_their_unit() -> None:
    assert amount_words(Unit.FEN, 123_450) == "1,234.50 元"
    assert amount_words(Unit.VOUCHER_FEN, 2000) == "20.00 元"
    assert amount_words(Unit.MINUTE, 1500) == "1,500 分钟"
