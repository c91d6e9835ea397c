"""Sums to the fen, periods, facts in words, and the table of states."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from laoyou.kernel.errors import Conflict, Invalid
from laoyou.policies.types import Payer, Per
from laoyou.rules.types import Fact, FactType
from laoyou.subsidies.core import amounts, facts, periods, states
from laoyou.subsidies.types import ClaimState, Move, Statement

TODAY = date(2026, 3, 2)
RENT = Fact("rent", FactType.MONEY, "一年租金")
SCORE = Fact("score", FactType.NUMBER, "得分", high=100)
OPENED = Fact("opened", FactType.DATE, "启用日期")
KIND = Fact("kind", FactType.CODE, "类型", codes={"home": "养老机构"})
OPEN = Fact("open", FactType.BOOL, "正常运营")
ALL = {one.name: one for one in (RENT, SCORE, OPENED, KIND, OPEN)}


def payer(name: str, share: Fraction | None = None, fixed: int | None = None) -> Payer:
    return Payer(name, name, share, fixed, "第一条", False)


@given(st.integers(1, 10**11), st.integers(1, 11), st.integers(0, 10**9))
def test_shares_add_up_to_the_amount_and_the_fixed_part_comes_first(fen: int, part: int, fixed: int) -> None:
    share = Fraction(part, 12)
    payers = (payer("city", share), payer("county", 1 - share), payer("lottery", fixed=fixed))

    borne = {one.payer: one.fen for one in amounts.shares(payers, fen)}

    assert sum(borne.values()) == fen
    assert borne.get("lottery", 0) == min(fixed, fen)
    assert abs(borne.get("city", 0) - share * (fen - min(fixed, fen))) < 1


def test_halves_of_an_odd_fen_differ_by_one() -> None:
    payers = (payer("city", Fraction(1, 2)), payer("county", Fraction(1, 2)))

    assert [one.fen for one in amounts.shares(payers, 101)] == [51, 50]


@pytest.mark.parametrize(
    ("fact", "text", "value"),
    [
        (RENT, "1,234.50", 123_450),
        (SCORE, "92", 92),
        (OPENED, "2026-03-02", TODAY),
        (KIND, "home", "home"),
        (OPEN, "no", False),
        (OPEN, " ", None),
    ],
)
def test_what_is_written_is_read_kept_and_written_again(fact: Fact, text: str, value: Any) -> None:
    found = facts.read(fact, text, TODAY)

    assert found == value
    assert facts.read(fact, facts.written(fact, found), TODAY) == value
    kept = facts.packed({fact.name: Statement(found, True, "见附件")})
    assert facts.unpacked(ALL, kept) == {fact.name: Statement(value, True, "见附件")}


@pytest.mark.parametrize(
    ("fact", "text"),
    [
        (RENT, "很多"),
        (RENT, "-1"),
        (RENT, "99999999999999"),
        (SCORE, "101"),
        (SCORE, "1.5"),
        (SCORE, "²"),
        (OPENED, "2026-03-03"),
        (OPENED, "1899-12-31"),
        (OPENED, "昨天"),
        (KIND, "castle"),
        (OPEN, "maybe"),
    ],
)
def test_what_cannot_be_is_refused_with_the_fact_and_the_remedy(fact: Fact, text: str) -> None:
    with pytest.raises(Invalid) as refused:
        facts.read(fact, text, TODAY)

    assert refused.value.field == fact.name
    assert refused.value.message.startswith(fact.label)


def test_a_period_is_said_and_counted_in_days() -> None:
    assert periods.days_of("2025", TODAY).period.end == date(2025, 12, 31)
    assert periods.days_of("2026-02", TODAY).period.end == date(2026, 2, 28)
    assert periods.days_of("once", TODAY).period.start == date(2026, 3, 1)
    assert [periods.said(one) for one in ("2025", "2026-02", "once")] == ["2025 年", "2026 年 2 月", "一次性"]
    assert periods.current(Per.MONTH, TODAY) == "2026-03"


def test_every_end_is_an_end_and_nothing_is_approved_before_it_is_handed_in() -> None:
    for ended in (ClaimState.APPROVED, ClaimState.REFUSED, ClaimState.WITHDRAWN):
        assert states.moves(ended) == frozenset()
    assert Move.APPROVE not in states.moves(ClaimState.DRAFT)
    with pytest.raises(Conflict) as refused:
        states.after(ClaimState.RETURNED, Move.APPROVE)
    assert refused.value.code == "claim_move"
