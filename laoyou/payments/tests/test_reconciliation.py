"""Whatever a bank answers, in whatever order: every fen is somewhere, once, and the books agree."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from laoyou.kernel.errors import Conflict
from laoyou.ledger.types import Use
from laoyou.payments import reads, verbs
from laoyou.payments.core.reconciling import Figures, Part, added
from laoyou.payments.reads.receipts import Filter
from laoyou.payments.tests.cast import (
    CAROL,
    ERIN,
    a_cause,
    a_line,
    about,
    elder,
    fund,
    instructions,
    noted,
    sent,
    settled,
    stands,
    taken,
)
from laoyou.payments.types import DismissReason, NewReceivable, Result
from laoyou.people.tests.cast import NOW, VILLAGE_A

PARTS = st.builds(Part, st.integers(0, 9), st.integers(0, 999))


@given(st.lists(st.tuples(PARTS, PARTS, PARTS, PARTS), max_size=4))
def test_figures_that_add_up_by_fund_add_up_in_all(funds: list[tuple[Part, Part, Part, Part]]) -> None:
    figures = [
        Figures(
            total=sum(parts, start=Part()),
            settled=parts[0],
            failed=parts[1],
            outstanding=parts[2],
            parked=parts[3],
        )
        for parts in funds
    ]

    assert all(one.holds for one in figures)
    assert added(figures).holds


@given(PARTS, PARTS, st.integers(-5, 5).filter(bool))
def test_a_fen_too_many_or_too_few_shows(settled_: Part, failed: Part, off: int) -> None:
    whole = Figures(
        total=settled_ + failed, settled=settled_, failed=failed, paid=settled_.fen, booked_paid=settled_.fen
    )

    assert whole.holds
    for wrong in (
        {"total": Part(whole.total.lines, whole.total.fen + off)},
        {"booked_paid": whole.booked_paid + off},
    ):
        fields: dict[str, Any] = {name: getattr(whole, name) for name in Figures.__slots__}
        assert not Figures(**fields | wrong).holds


pytestmark = pytest.mark.usefixtures("ground")

ROW = st.tuples(
    st.integers(1, 6),
    st.sampled_from(["right", "right", "right", "amount", "account", "number", "blank"]),
    st.sampled_from(list(Result)),
)
STEP = st.one_of(
    st.tuples(st.just("file"), st.lists(ROW, min_size=1, max_size=8)),
    st.tuples(st.just("attach"), st.tuples(st.integers(0, 5), st.integers(1, 6))),
    st.tuples(st.just("dismiss"), st.integers(0, 5)),
    st.tuples(st.just("again"), st.none()),
)
WRONG: dict[str, dict[str, Any]] = {
    "right": {},
    "amount": {"amount": 7},
    "account": {"tail": "0000"},
    "number": {"number": 99},
    "blank": {"result": None},
}


def whole(batch: int) -> None:
    """The figures of a batch partition it, to the fen, by fund; the books say the same as the lines."""
    told = reads.reconciliation.of_batch(batch)
    lines = instructions(batch)

    assert told.holds, told
    assert told.total.total == Part(len(lines), sum(one.amount for one in lines))
    for one in told.funds:
        of_fund = [line for line in lines if line.line.fund_id == one.fund]
        paid = [line for line in of_fund if line.outcome == "settled"]
        assert one.figures.total.fen == sum(line.amount for line in of_fund)
        assert one.figures.booked_paid == sum(line.amount for line in paid)
        assert one.figures.booked_due == sum(
            line.line.amount for line in of_fund if line.line.accrued_in_id == batch
        )


def take(batch: int, step: str, given_: Any) -> None:
    waiting = list(reads.receipts.parked(CAROL.scope, Filter()).rows)
    with suppress(Conflict):
        if step == "file":
            known = {one.number: one for one in instructions(batch)}
            rows = [(known[number], wrong, result) for number, wrong, result in given_ if number in known]
            if rows:
                taken(batch, *(about(one, result, **WRONG[wrong]) for one, wrong, result in rows))
        elif step == "attach" and waiting:
            row = waiting[given_[0] % len(waiting)]
            number = min(given_[1], len(instructions(batch)))
            verbs.attach(row.id, batch_no=batch, number=number, actor=ERIN, now=NOW)
        elif step == "dismiss" and waiting:
            verbs.dismiss(
                [waiting[given_ % len(waiting)].id], reason=DismissReason.REPEATED, actor=ERIN, now=NOW
            )
        elif step == "again" and (ready := reads.lines.mended(CAROL.scope, NOW)):
            verbs.recollect(ready, actor=ERIN, now=NOW)
            whole(sent())


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEP, max_size=8), owes=st.booleans())
def test_random_receipts_in_any_order_keep_the_totals_whole(steps: list[tuple[str, Any]], owes: bool) -> None:
    one, other = fund(), fund("另一笔")
    payees = [elder(), elder()]
    if owes:
        debt = NewReceivable(payees[0], 500, one, Use.ELDER, a_cause(), "多发", VILLAGE_A, offset_percent=30)
        verbs.raise_receivable(debt, actor=CAROL, now=NOW)
    money = [one, other, one, other, one]
    batch = sent(*(a_line(payees[at % 2], fund_id, 100 * (at + 1)) for at, fund_id in enumerate(money)))
    whole(batch)

    for step, given_ in steps:
        take(batch, step, given_)
        whole(batch)

    assert stands(one) + stands(other) <= 0
    assert not [entry for entry in noted("payments.attach") if entry.outcome == "refused"]


def test_a_parked_row_moves_its_line_from_outstanding_to_parked_until_it_is_decided() -> None:
    batch = sent(a_line(elder(), fund(), 500))
    (one,) = instructions(batch)

    taken(batch, about(one, amount=400))
    figures = reads.reconciliation.of_batch(batch).total
    assert (figures.outstanding, figures.parked) == (Part(), Part(1, 500))
    verbs.dismiss(
        reads.receipts.parked_ids(CAROL.scope, Filter()), reason=DismissReason.CORRECTED, actor=ERIN, now=NOW
    )

    figures = reads.reconciliation.of_batch(batch).total
    assert (figures.outstanding, figures.parked) == (Part(1, 500), Part())


def test_rows_that_speak_of_no_line_are_shown_apart() -> None:
    batch = sent(a_line(elder(), fund(), 500))
    (one,) = instructions(batch)

    taken(batch, about(one), about(one, number=40, amount=123))

    told = reads.reconciliation.of_batch(batch)
    assert (told.holds, told.astray) == (True, Part(1, 123))


def test_a_posting_that_is_not_ours_in_the_books_cannot_be_missed() -> None:
    batch = sent(a_line(elder(), fund(), 500))
    settled(batch)
    told = reads.reconciliation.of_batch(batch).total

    assert (told.booked_due, told.booked_paid, told.accrued, told.paid) == (500, 500, 500, 500)
    assert (
        Figures(**{name: getattr(told, name) for name in Figures.__slots__} | {"booked_paid": 501}).off_paid
        == 1
    )


def test_a_batch_that_is_not_frozen_has_no_figures() -> None:
    assert reads.reconciliation.of_batch(10**9).funds == ()
