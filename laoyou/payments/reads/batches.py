"""Batches: the list of a desk, one with its lines, and what two people did with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from laoyou.access.types import Scope
from laoyou.audit import reads as audit
from laoyou.audit.types import EntryRecord
from laoyou.audit.types import Outcome as Done
from laoyou.kernel.errors import NotFound
from laoyou.kernel.masking import mask_name
from laoyou.ledger import reads as ledger
from laoyou.ledger.types import AccountId, HolderKind, Unit
from laoyou.payments.models import Batch, Instruction, ReceiptRow
from laoyou.payments.reads.reach import check_id
from laoyou.payments.types import BatchState, Outcome, Payee
from laoyou.store import keyset

PAGE = 50
PORTION = 2000
NEWEST_FIRST = keyset.Order(("-id",))
BY_NUMBER = keyset.Order(("number",))
MOST_FUNDS = 500


@dataclass(frozen=True, slots=True)
class BatchRecord:
    """A batch. `lines`, `total` (fen) and `digest` (hex) are None and "" until it is frozen."""

    no: int
    title: str
    division: str
    template: str
    fund: AccountId | None
    period: str
    state: BatchState
    lines: int | None
    total: int | None
    digest: str
    opened_at: datetime
    frozen_by: int | None
    frozen_at: datetime | None
    approved_at: datetime | None
    sent_at: datetime | None
    settled_at: datetime | None
    withdrawn_at: datetime | None


@dataclass(frozen=True, slots=True)
class SentLine:
    """A line as a batch sends it. `holder` is masked for persons; `parked`: a receipt speaks of it, in
    doubt.
    """

    number: int
    line_id: int
    payee: Payee
    bank: str
    tail: str
    holder: str
    words: str
    period: str
    fund: AccountId
    amount: int
    kept_back: int
    outcome: Outcome
    reason: str
    answered_at: datetime | None
    parked: bool


@dataclass(frozen=True, slots=True)
class Filter:
    """What the lines of a batch are narrowed to; empty is everything. `number` is a line's in the batch."""

    outcome: Outcome | None = None
    parked: bool = False
    fund: int | None = None
    number: int | None = None


def batches(
    reach: Scope, *, state: BatchState | None = None, cursor: str | None = None, size: int = PAGE
) -> keyset.Page[BatchRecord]:
    """Batches of a scope, the newest first."""
    page = keyset.page(_narrowed(reach, state), NEWEST_FIRST, size, cursor)
    return keyset.Page([_record(row) for row in page.rows], page.next, page.previous)


def count(reach: Scope, state: BatchState | None = None) -> int:
    return _narrowed(reach, state).count()


def count_to_approve(reach: Scope, user_id: int | None) -> int:
    """Frozen batches of a scope that this user did not freeze himself."""
    return _narrowed(reach, BatchState.FROZEN).exclude(frozen_by=user_id or 0).count()


def batch(batch_no: int) -> BatchRecord:
    """One batch; the caller has checked the permission. Raises NotFound."""
    row = Batch.objects.of(pk=check_id(batch_no)).first()
    if row is None:
        raise NotFound("没有这一批，请从列表重新进入。", "payments")
    return _record(row)


def lines(
    batch_no: int, asked: Filter, *, cursor: str | None = None, size: int = PAGE
) -> keyset.Page[SentLine]:
    """The lines of a batch in the order of their numbers."""
    page = keyset.page(_asked(batch_no, asked), BY_NUMBER, size, cursor)
    return keyset.Page([_line(row) for row in page.rows], page.next, page.previous)


def every_line(batch_no: int, asked: Filter) -> Iterator[SentLine]:
    """All of them, for an export; read in portions."""
    return map(_line, _asked(batch_no, asked).order_by("number").iterator(chunk_size=PORTION))


def count_lines(batch_no: int, asked: Filter) -> int:
    return _asked(batch_no, asked).count()


def trail(batch_no: int) -> list[EntryRecord]:
    """What was done with a batch, by whom and when, the latest first, as the audit trail has it."""
    asked = audit.Filter(object_kind="payment_batch", object_id=str(batch_no))
    found = audit.entries(Scope.everything(), asked, size=100).rows
    return [one for one in found if one.outcome is not Done.REFUSED]


def fund_names(ids: Iterable[AccountId]) -> dict[AccountId, str]:
    """What funds are called, by the number of their account."""
    return {AccountId(number): name for number, name in ledger.names(set(ids)).items()}


def funds(reach: Scope, on: date) -> list[tuple[AccountId, str]]:
    """The funds of a scope that payments may come from: account and name."""
    asked = ledger.Filter(kind=HolderKind.FUND, unit=Unit.FEN)
    found = ledger.accounts(reach, asked, on, size=MOST_FUNDS).rows
    return [(one.ref.id, one.name) for one in found if one.closed_on is None]


def _narrowed(reach: Scope, state: BatchState | None) -> QuerySet[Any]:
    rows = Batch.objects.within(reach.division_bounds())
    return rows.filter(state=state.value) if state else rows


def _asked(batch_no: int, asked: Filter) -> QuerySet[Any]:
    rows = Instruction.objects.filter(batch=batch_no).select_related("account", "line")
    rows = rows.annotate(parked=Exists(in_doubt()))
    if asked.parked:
        rows = rows.filter(parked=True, outcome=Outcome.OUTSTANDING.value)
    if asked.outcome is not None:
        rows = rows.filter(outcome=asked.outcome.value)
    if asked.fund is not None:
        rows = rows.filter(line__fund=asked.fund)
    return rows.filter(number=asked.number) if asked.number is not None else rows


def in_doubt() -> QuerySet[Any]:
    """Rows of receipts that lie parked and speak of an instruction."""
    rows = ReceiptRow.objects.of(instruction=OuterRef("pk"))
    return rows.filter(~Q(problem=""), resolution="")


def _record(row: Batch) -> BatchRecord:
    return BatchRecord(
        no=row.pk,
        title=row.title,
        division=row.division_id,
        template=row.template,
        fund=AccountId(row.fund_id) if row.fund_id else None,
        period=row.period,
        state=BatchState(row.state),
        lines=row.lines,
        total=row.total,
        digest=bytes(row.digest).hex() if row.digest else "",
        opened_at=row.opened_at,
        frozen_by=row.frozen_by,
        frozen_at=row.frozen_at,
        approved_at=row.approved_at,
        sent_at=row.sent_at,
        settled_at=row.settled_at,
        withdrawn_at=row.withdrawn_at,
    )


def _line(row: Any) -> SentLine:
    return SentLine(
        number=row.number,
        line_id=row.line_id,
        payee=row.line.payee,
        bank=row.account.bank,
        tail=row.account.tail,
        holder=mask_name(row.account.holder) if row.line.person_id else row.account.holder,
        words=row.line.words,
        period=row.line.period,
        fund=AccountId(row.line.fund_id),
        amount=row.amount,
        kept_back=row.kept_back,
        outcome=Outcome(row.outcome),
        reason=row.reason,
        answered_at=row.answered_at,
        parked=row.parked,
    )
