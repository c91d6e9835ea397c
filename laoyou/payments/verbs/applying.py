"""What an answer of the bank does: to the line, to what was kept back of it, to the books, to whoever
collected it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import F

from laoyou import acts
from laoyou.kernel.clock import local_date
from laoyou.kernel.errors import Conflict
from laoyou.payments.core import receivables as core
from laoyou.payments.facts import PaymentFailed, PaymentSettled, ReceivableClosed
from laoyou.payments.models import Receivable, Repayment
from laoyou.payments.types import Outcome, ReceivableState, RepaymentKind, Result
from laoyou.payments.verbs import books
from laoyou.payments.verbs.batches import release
from laoyou.payments.verbs.books import Answered

_ANSWER = """
UPDATE payments_instruction i SET outcome = g.outcome, reason = g.reason, answered_at = %s
FROM unnest(%s::bigint[], %s::text[], %s::text[]) g (id, outcome, reason)
WHERE i.id = g.id
"""
_LINES = """
UPDATE payments_line l SET state = i.outcome
FROM payments_instruction i WHERE i.line_id = l.id AND i.id = ANY (%s)
"""
_SAID = """
SELECT i.outcome, i.id, l.id, l.cause_kind, l.cause_id, l.fund_id, l.payable_id, i.amount, i.kept_back,
    i.receivable_id, r.debtor_id
FROM payments_instruction i JOIN payments_line l ON l.id = i.line_id
LEFT JOIN payments_receivable r ON r.id = i.receivable_id
WHERE i.id = ANY (%s) ORDER BY i.id
"""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the bank says of a line of a batch; `reason` is a code of banks.yaml, of failures alone."""

    instruction_id: int
    result: Result
    reason: str


@dataclass(frozen=True, slots=True)
class _Said:
    """An answer with what it is about; `was` is what the line had come to before."""

    result: Result
    reason: str
    was: Outcome
    instruction_id: int
    line_id: int
    cause_kind: str
    cause_id: int
    fund: int
    payable: int
    amount: int
    kept_back: int
    receivable_id: int | None
    debtor: int | None

    @property
    def answered(self) -> Answered:
        return Answered(self.fund, self.payable, self.amount, self.kept_back, self.debtor)


def apply(batch_no: int, part: str, answers: Sequence[Answer], now: datetime) -> None:
    """Lines are paid, or not. `part` names what answered them, in the cause of the ledger's entry."""
    said = _write(answers, now)
    settled = [one for one in said if one.result is Result.SETTLED]
    failed = [one for one in said if one.result is Result.FAILED]
    waited = [one for one in said if one.was is Outcome.OUTSTANDING]
    release([(one.receivable_id, one.kept_back) for one in waited if one.receivable_id is not None])
    for one in sorted(settled, key=lambda one: one.receivable_id or 0):
        if one.receivable_id is not None:
            _repay(one, one.kept_back, now)
    books.settle(batch_no, part, [one.answered for one in settled], now)
    _tell(settled, failed, now)


def take_back(batch_no: int, part: str, answer: Answer, now: datetime) -> None:
    """The bank returns a payment that it had confirmed (退票): the line has failed after all.

    Raises Conflict (`offset_written_off`) when what was kept back of it went to a debt that is given up
    since.
    """
    [one] = _write([answer], now)
    if one.receivable_id is not None:
        _repay(one, -one.kept_back, now)
    books.settle(batch_no, part, [one.answered], now, back=True)
    _tell([], [one], now)


def _write(answers: Sequence[Answer], now: datetime) -> list[_Said]:
    ids = [one.instruction_id for one in answers]
    words = [[one.result.value for one in answers], [one.reason for one in answers]]
    with connection.cursor() as cursor:
        cursor.execute(_SAID, [ids])
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        cursor.execute(_ANSWER, [now, ids, *words])
        cursor.execute(_LINES, [ids])
    by_id = {one.instruction_id: one for one in answers}
    return [_Said(by_id[pk].result, by_id[pk].reason, Outcome(was), pk, *row) for was, pk, *row in rows]


def _repay(one: _Said, fen: int, now: datetime) -> None:
    """What was kept back of a payment pays a debt; below zero it no longer does."""
    debt = Receivable.objects.of(pk=one.receivable_id).select_for_update(no_key=True).get()
    if fen < 0 and ReceivableState(debt.state) is ReceivableState.WRITTEN_OFF:
        raise Conflict(
            "这一笔发放时抵扣过应收，那笔应收已经核销，不能直接登记退票。请先与财务核对，再略去这一行。",
            "offset_written_off",
        )
    Repayment.objects.create(
        receivable=debt,
        kind=RepaymentKind.OFFSET.value,
        amount=fen,
        day=local_date(now),
        instruction_id=one.instruction_id,
        recorded_at=now,
    )
    count_repayment(debt, fen, now)


def count_repayment(debt: Receivable, fen: int, now: datetime) -> None:
    """Add to what came back; a debt that is paid is closed, one that is owed again is opened."""
    repaid = debt.repaid + fen
    before = ReceivableState(debt.state)
    changes: dict[str, Any] = {"repaid": F("repaid") + fen}
    if repaid == debt.amount:
        core.check_move(before, ReceivableState.REPAID)
        changes |= {"state": ReceivableState.REPAID.value, "ended_at": now}
        acts.emit(ReceivableClosed(debt.cause_kind, debt.cause_id, debt.pk, written_off=False, closed_at=now))
    elif before is ReceivableState.REPAID:
        core.check_move(before, ReceivableState.OPEN)
        changes |= {
            "state": ReceivableState.OPEN.value,
            "ended_at": None,
            "proposed_by": None,
            "proposed_at": None,
        }
    Receivable.objects.of(pk=debt.pk).update(**changes)


def _tell(settled: Sequence[_Said], failed: Sequence[_Said], now: datetime) -> None:
    for kind, group in _by_kind(settled):
        acts.emit(
            PaymentSettled(kind, tuple(o.cause_id for o in group), tuple(o.line_id for o in group), now)
        )
    for kind, group in _by_kind(failed):
        causes, lines = tuple(o.cause_id for o in group), tuple(o.line_id for o in group)
        acts.emit(PaymentFailed(kind, causes, lines, tuple(o.reason for o in group), now))


def _by_kind(said: Sequence[_Said]) -> list[tuple[str, list[_Said]]]:
    groups: dict[str, list[_Said]] = defaultdict(list)
    for one in said:
        groups[one.cause_kind].append(one)
    return sorted(groups.items())
