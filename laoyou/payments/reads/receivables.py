"""What was paid too much: the list of a desk, and one with its plan and what came back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import F, QuerySet, Sum

from laoyou.access.types import Scope
from laoyou.audit import reads as audit
from laoyou.audit.types import EntryRecord
from laoyou.audit.types import Outcome as Done
from laoyou.kernel.errors import NotFound
from laoyou.ledger.types import AccountId
from laoyou.payments.core.receivables import Progress, progress
from laoyou.payments.core.reconciling import Part
from laoyou.payments.models import PlannedInstalment, Receivable, Repayment
from laoyou.payments.models.payees import of_payee
from laoyou.payments.reads.reach import check_id
from laoyou.payments.types import Cause, Instalment, Payee, ReceivableState, RepaymentKind
from laoyou.store import keyset

PAGE = 50
NEWEST_FIRST = keyset.Order(("-id",))


@dataclass(frozen=True, slots=True)
class ReceivableRecord:
    """What a payee owes, in fen. `reserved` is what batches under way will keep back."""

    id: int
    payee: Payee
    amount: int
    repaid: int
    reserved: int
    fund: AccountId
    cause: Cause
    words: str
    division: str
    state: ReceivableState
    offset_percent: int
    raised_at: datetime
    proposed_by: int | None
    proposed_because: str
    ended_at: datetime | None
    planned: int
    before_plan: int

    @property
    def rest(self) -> int:
        """What is still owed; nothing, once it is closed."""
        live = self.state in (ReceivableState.OPEN, ReceivableState.PROPOSED)
        return self.amount - self.repaid if live else 0


@dataclass(frozen=True, slots=True)
class RepaymentRecord:
    kind: RepaymentKind
    amount: int
    day: date
    voucher: str
    batch_no: int | None
    recorded_at: datetime


def receivables(
    reach: Scope, *, state: ReceivableState | None = None, cursor: str | None = None, size: int = PAGE
) -> keyset.Page[ReceivableRecord]:
    """Receivables of a scope, the newest first."""
    page = keyset.page(_narrowed(reach, state), NEWEST_FIRST, size, cursor)
    return keyset.Page([_record(row) for row in page.rows], page.next, page.previous)


def count(reach: Scope, state: ReceivableState | None = None) -> int:
    return _narrowed(reach, state).count()


def still_owed(reach: Scope) -> Part:
    """How many are owed in a scope, and what is left of them in all."""
    live = [ReceivableState.OPEN.value, ReceivableState.PROPOSED.value]
    rows = _narrowed(reach, None).filter(state__in=live)
    return Part(rows.count(), int(rows.aggregate(fen=Sum(F("amount") - F("repaid")))["fen"] or 0))


def count_to_approve(reach: Scope, user_id: int | None) -> int:
    """Write-offs of a scope that somebody else has proposed."""
    return _narrowed(reach, ReceivableState.PROPOSED).exclude(proposed_by=user_id or 0).count()


def receivable(receivable_id: int) -> ReceivableRecord:
    """One; the caller has checked the permission. Raises NotFound."""
    row = Receivable.objects.of(pk=check_id(receivable_id)).first()
    if row is None:
        raise NotFound("没有这笔应收，请从列表重新进入。", "payments")
    return _record(row)


def of_one(payee: Payee) -> tuple[ReceivableRecord, ...]:
    """What a payee owes or has owed, the newest first. The caller has checked the permission."""
    return tuple(map(_record, Receivable.objects.of(**of_payee(payee)).order_by("-pk")))


def of_causes(kind: str, cause_ids: Iterable[int]) -> tuple[ReceivableRecord, ...]:
    """What causes of one kind have led to, the withdrawn too, the oldest first."""
    rows = Receivable.objects.of(cause_kind=kind, cause_id__in=set(cause_ids)).order_by("pk")
    return tuple(map(_record, rows))


def withdrawn(receivable_ids: Iterable[int]) -> frozenset[int]:
    """Those of them that were raised by mistake and are owed no more."""
    rows = Receivable.objects.of(pk__in=set(receivable_ids), state=ReceivableState.WITHDRAWN.value)
    return frozenset(rows.values_list("pk", flat=True))


def plan(record: ReceivableRecord, on: date) -> tuple[Progress, ...]:
    """The instalments, and how much of each is there."""
    rows = PlannedInstalment.objects.filter(receivable=record.id).order_by("number")
    parts = [Instalment(row.number, row.due_on, row.amount) for row in rows]
    return progress(parts, record.repaid - record.before_plan, on)


def repayments(receivable_id: int) -> tuple[RepaymentRecord, ...]:
    """What came back, the latest first."""
    rows = Repayment.objects.filter(receivable=receivable_id).select_related("instruction").order_by("-pk")
    return tuple(
        RepaymentRecord(
            kind=RepaymentKind(row.kind),
            amount=row.amount,
            day=row.day,
            voucher=row.voucher,
            batch_no=row.instruction.batch_id if row.instruction else None,
            recorded_at=row.recorded_at,
        )
        for row in rows
    )


def trail(receivable_id: int) -> list[EntryRecord]:
    """What was done with a receivable, by whom and when, the latest first."""
    asked = audit.Filter(object_kind="receivable", object_id=str(receivable_id))
    found = audit.entries(Scope.everything(), asked, size=100).rows
    return [one for one in found if one.outcome is Done.DONE]


def _narrowed(reach: Scope, state: ReceivableState | None) -> QuerySet[Any]:
    rows = Receivable.objects.within(reach.division_bounds())
    return rows.filter(state=state.value) if state else rows


def _record(row: Receivable) -> ReceivableRecord:
    return ReceivableRecord(
        id=row.pk,
        payee=row.payee,
        amount=row.amount,
        repaid=row.repaid,
        reserved=row.reserved,
        fund=AccountId(row.fund_id),
        cause=Cause(row.cause_kind, row.cause_id, row.period, row.purpose),
        words=row.words,
        division=row.division_id,
        state=ReceivableState(row.state),
        offset_percent=row.offset_percent,
        raised_at=row.raised_at,
        proposed_by=row.proposed_by,
        proposed_because=row.proposed_because,
        ended_at=row.ended_at,
        planned=row.planned,
        before_plan=row.before_plan,
    )
