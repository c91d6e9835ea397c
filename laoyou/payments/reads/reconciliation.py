"""Whether a batch adds up, fund by fund, with what the books say beside it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.db import connection

from laoyou.access.types import Scope
from laoyou.ledger import reads as ledger
from laoyou.payments.core.reconciling import Figures, Part, added
from laoyou.payments.models import ReceiptRow

_FIGURES = """
SELECT l.fund_id,
    CASE WHEN i.outcome = 'outstanding' AND d.instruction_id IS NOT NULL THEN 'parked' ELSE i.outcome END,
    count(*), sum(i.amount), sum(i.kept_back), sum(l.amount) FILTER (WHERE l.accrued_in_id = i.batch_id)
FROM payments_instruction i JOIN payments_line l ON l.id = i.line_id
LEFT JOIN (
    SELECT DISTINCT r.instruction_id FROM payments_receiptrow r
    WHERE r.problem <> '' AND r.resolution = '' AND r.instruction_id IS NOT NULL
) d ON d.instruction_id = i.id
WHERE i.batch_id = %s
GROUP BY 1, 2 ORDER BY 1, 2
"""


@dataclass(frozen=True, slots=True)
class FundFigures:
    fund: int
    name: str
    figures: Figures


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """By fund, and in all. `astray` are parked rows that speak of no line of the batch: money that is
    nowhere here.
    """

    funds: tuple[FundFigures, ...]
    total: Figures
    astray: Part

    @property
    def holds(self) -> bool:
        return all(one.figures.holds for one in self.funds)


def of_batch(batch_no: int) -> Reconciliation:
    """The caller has checked the permission. Empty for a batch that is not frozen."""
    found: dict[int, Figures] = {}
    with connection.cursor() as cursor:
        cursor.execute(_FIGURES, [batch_no])
        for fund, part, *numbers in cursor.fetchall():
            found[fund] = _with(found.get(fund, Figures()), part, numbers)
    booked = _booked(batch_no)
    for fund in sorted(booked.keys() | found.keys()):
        due, paid = booked.get(fund, (0, 0))
        found[fund] = replace(found.get(fund, Figures()), booked_due=due, booked_paid=paid)
    names = ledger.names(found)
    funds = tuple(FundFigures(fund, names[fund], figures) for fund, figures in sorted(found.items()))
    return Reconciliation(funds, added(one.figures for one in funds), _astray(batch_no))


def _with(figures: Figures, part: str, numbers: list[Any]) -> Figures:
    lines, fen, kept_back, accrued = (int(one or 0) for one in numbers)
    one = Part(lines, fen)
    released = part == "released"
    changes: dict[str, Any] = {"total": figures.total + one, "accrued": figures.accrued + accrued}
    changes["kept_back"] = figures.kept_back + (0 if released else kept_back)
    changes["outstanding" if released else part] = one
    if part == "settled":
        changes["paid"] = fen
    return replace(figures, **changes)


def _booked(batch_no: int) -> dict[int, tuple[int, int]]:
    """What the ledger says was put on payees' accounts, and was paid out, for a batch: by fund."""
    found: dict[int, tuple[int, int]] = {}
    for number in ledger.entries_of("payment_batch", [batch_no]).get(batch_no, ()):
        entry = ledger.entry(number, Scope.everything())
        kind, _, rest = entry.cause.part.partition(":")
        fund = int(rest.partition(":")[0])
        due, paid = found.get(fund, (0, 0))
        first = entry.lines[0].amount
        if kind == "due":
            found[fund] = (due - first, paid)
        elif kind in ("paid", "returned"):
            found[fund] = (due, paid + first)
    return found


def _astray(batch_no: int) -> Part:
    rows = ReceiptRow.objects.of(file__batch=batch_no).exclude(problem="")
    amounts = rows.filter(resolution="", instruction=None).values_list("amount", flat=True)
    return Part(len(amounts), sum(one or 0 for one in amounts))
