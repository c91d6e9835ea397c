"""What is owed: the queues of lines that lack an account or were not paid, and the lines of a cause or a
payee.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from laoyou.access.types import Scope
from laoyou.kernel.clock import local_date
from laoyou.kernel.errors import NotFound
from laoyou.ledger.types import AccountId, Use
from laoyou.payments.core.reconciling import Part
from laoyou.payments.models import Account, Instruction, Line
from laoyou.payments.models.lines import LineRows
from laoyou.payments.models.payees import of_payee
from laoyou.payments.reads.banks import Mend, banks, reason
from laoyou.payments.reads.reach import check_id
from laoyou.payments.types import Cause, LineState, Outcome, Payee
from laoyou.store import keyset

PAGE = 50
OLDEST_FIRST = keyset.Order(("id",))
NEWEST_FIRST = keyset.Order(("-id",))


@dataclass(frozen=True, slots=True)
class LineRecord:
    """What is owed. Of a line that was not paid `reason` is the bank's (a code), `batch_no` the last that
    sent it, and `mended` whether it may be tried again.
    """

    id: int
    payee: Payee
    amount: int
    fund: AccountId
    cause: Cause
    use: Use
    words: str
    division: str
    state: LineState
    collected_at: datetime
    batch_no: int | None = None
    reason: str = ""
    mended: bool = True


def missing(
    reach: Scope, now: datetime, *, cursor: str | None = None, size: int = PAGE
) -> keyset.Page[LineRecord]:
    """Lines of a scope that wait and whose payee has no account today, the oldest first."""
    page = keyset.page(_missing(reach, local_date(now)), OLDEST_FIRST, size, cursor)
    return keyset.Page([_record(row) for row in page.rows], page.next, page.previous)


def count_missing(reach: Scope, now: datetime) -> Part:
    return _part(_missing(reach, local_date(now)))


def failed(
    reach: Scope, now: datetime, *, cursor: str | None = None, size: int = PAGE
) -> keyset.Page[LineRecord]:
    """Lines of a scope that a bank did not pay, the oldest first."""
    page = keyset.page(_failed(reach, local_date(now)), OLDEST_FIRST, size, cursor)
    return keyset.Page([_record(row) for row in page.rows], page.next, page.previous)


def count_failed(reach: Scope) -> Part:
    return _part(Line.objects.within(reach.division_bounds()).filter(state=LineState.FAILED.value))


def mended(reach: Scope, now: datetime) -> list[int]:
    """The lines of a scope that a bank did not pay and that may be tried again: all of them, by id."""
    rows = _failed(reach, local_date(now)).filter(_may_go())
    return list(rows.order_by("pk").values_list("pk", flat=True))


def ready(bounds: tuple[str, str] | None, fund: int | None, period: str, now: datetime) -> tuple[Part, Part]:
    """What a batch would take if it were frozen now, and what it would leave for want of an account."""
    rows = Line.objects.within(bounds).filter(state=LineState.WAITING.value)
    rows = rows.filter(fund=fund) if fund is not None else rows
    rows = rows.filter(period=period) if period else rows
    without = _part(_without_account(rows, local_date(now)))
    every = _part(rows)
    return Part(every.lines - without.lines, every.fen - without.fen), without


def line(line_id: int) -> LineRecord:
    """One line; the caller has checked the permission. Raises NotFound."""
    row = _sent(Line.objects.of(pk=check_id(line_id))).first()
    if row is None:
        raise NotFound("没有这笔款项，请从列表重新进入。", "payments_line")
    return _record(row)


def of_causes(kind: str, cause_ids: Iterable[int]) -> dict[int, tuple[LineRecord, ...]]:
    """The lines, cancelled ones too, that causes of one kind have led to, by cause, the oldest first."""
    found: dict[int, tuple[LineRecord, ...]] = {}
    for row in Line.objects.of(cause_kind=kind, cause_id__in=set(cause_ids)).order_by("pk"):
        found[row.cause_id] = (*found.get(row.cause_id, ()), _record(row))
    return found


def of_one(payee: Payee, *, cursor: str | None = None, size: int = PAGE) -> keyset.Page[LineRecord]:
    """What a payee was and is owed, the newest first. The caller has checked the permission."""
    page = keyset.page(_sent(Line.objects.of(**of_payee(payee))), NEWEST_FIRST, size, cursor)
    return keyset.Page([_record(row) for row in page.rows], page.next, page.previous)


def _missing(reach: Scope, on: date) -> LineRows:
    waiting: LineRows = Line.objects.within(reach.division_bounds()).filter(state=LineState.WAITING.value)
    return _without_account(waiting, on)


def _without_account(rows: LineRows, on: date) -> LineRows:
    in_use = Account.objects.filter(withdrawn_at=None, span__contains=on)
    of_body = Exists(in_use.filter(organisation=OuterRef("organisation")))
    return rows.exclude(Exists(in_use.filter(person=OuterRef("person")))).exclude(of_body)


def _sent(rows: LineRows) -> LineRows:
    """With the last batch that sent a line, what the bank said, and the account that was used."""
    last = Instruction.objects.filter(line=OuterRef("pk")).exclude(outcome=Outcome.RELEASED.value)
    last = last.order_by("-pk")
    sent: LineRows = rows.annotate(
        batch_no=Subquery(last.values("batch")[:1]),
        why=Subquery(last.values("reason")[:1]),
        used=Subquery(last.values("account")[:1]),
    )
    return sent


def _failed(reach: Scope, on: date) -> LineRows:
    """With the account that the payee has now."""
    rows = _sent(Line.objects.within(reach.division_bounds()).filter(state=LineState.FAILED.value))
    in_use = Account.objects.filter(withdrawn_at=None, span__contains=on)
    of_person = in_use.filter(person=OuterRef("person")).values("pk")
    of_body = in_use.filter(organisation=OuterRef("organisation")).values("pk")
    found: LineRows = rows.annotate(account_now=Coalesce(Subquery(of_person[:1]), Subquery(of_body[:1])))
    return found


def _may_go() -> Q:
    """The reason does not lie in the account, or the payee has another one since."""
    free = [one.key for one in banks().reasons.values() if one.mend is not Mend.ACCOUNT]
    return Q(why__in=free) | Q(account_now__isnull=False) & ~Q(account_now=F("used"))


def _part(rows: QuerySet[Any]) -> Part:
    found = rows.aggregate(lines=Count("pk"), fen=Sum("amount"))
    return Part(found["lines"], int(found["fen"] or 0))


def _record(row: Any) -> LineRecord:
    return LineRecord(
        id=row.pk,
        payee=row.payee,
        amount=row.amount,
        fund=AccountId(row.fund_id),
        cause=Cause(row.cause_kind, row.cause_id, row.period, row.purpose),
        use=Use(row.use),
        words=row.words,
        division=row.division_id,
        state=LineState(row.state),
        collected_at=row.collected_at,
        batch_no=getattr(row, "batch_no", None),
        reason=getattr(row, "why", None) or "",
        mended=_is_mended(row),
    )


def _is_mended(row: Any) -> bool:
    if LineState(row.state) is not LineState.FAILED or not hasattr(row, "account_now"):
        return True
    return reason(row.why).mend is not Mend.ACCOUNT or row.account_now not in (None, row.used)
