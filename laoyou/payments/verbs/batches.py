"""Batches: opened, frozen by one person, approved by another, handed to the bank; or taken back before
that.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import F

from laoyou import acts
from laoyou.access.types import Actor, Place, Scope
from laoyou.kernel.clock import local_date
from laoyou.kernel.errors import Conflict, Invalid
from laoyou.kernel.text import half_width
from laoyou.ledger import reads as ledger
from laoyou.ledger.types import HolderKind, Unit
from laoyou.payments.core import batches as core
from laoyou.payments.core.receivables import kept_back
from laoyou.payments.models import Batch, Instruction, Line, Receivable
from laoyou.payments.models.lines import PERIOD
from laoyou.payments.reads import banks, frozen
from laoyou.payments.reads.reach import place_of_batch
from laoyou.payments.types import BatchState, LineState, NewBatch, Outcome, ReceivableState
from laoyou.payments.verbs import books
from laoyou.places import reads as places
from laoyou.store.copying import look_again

LONGEST_TITLE = 60
MOST_LINES = 100_000
"""What one batch takes; what is beyond waits for the next. Banks take far less in one file."""
_GATHER = """
WITH taken AS MATERIALIZED (
    SELECT l.id, l.amount, l.person_id, l.organisation_id, l.division_id FROM payments_line l
    WHERE l.state = 'waiting' AND l.division_id >= %(low)s AND l.division_id < %(high)s
      AND (%(fund)s::bigint IS NULL OR l.fund_id = %(fund)s) AND (%(period)s = '' OR l.period = %(period)s)
      AND (EXISTS (SELECT FROM payments_account a WHERE a.person_id = l.person_id AND a.withdrawn_at IS NULL
                   AND a.span @> %(today)s::date)
        OR EXISTS (SELECT FROM payments_account a WHERE a.organisation_id = l.organisation_id
                   AND a.withdrawn_at IS NULL AND a.span @> %(today)s::date))
    ORDER BY l.id LIMIT %(most)s FOR NO KEY UPDATE OF l
)
INSERT INTO payments_instruction (batch_id, number, line_id, account_id, amount, kept_back, outcome, reason)
SELECT %(batch)s, row_number() OVER (ORDER BY t.division_id, t.id), t.id, a.id, t.amount, 0, 'outstanding', ''
FROM taken t JOIN LATERAL (
    SELECT a.id FROM payments_account a
    WHERE a.person_id = t.person_id AND a.withdrawn_at IS NULL AND a.span @> %(today)s::date
    UNION ALL
    SELECT a.id FROM payments_account a
    WHERE a.organisation_id = t.organisation_id AND a.withdrawn_at IS NULL AND a.span @> %(today)s::date
) a ON true
"""
_TAKE = """
UPDATE payments_line SET state = 'batched'
WHERE id IN (SELECT line_id FROM payments_instruction WHERE batch_id = %s)
"""


def _place_of_new(new: NewBatch, **_: object) -> Place:
    return Place((new.division,))


@acts.verb("payments.open_batch", place=_place_of_new)
def open_batch(new: NewBatch, *, actor: Actor, now: datetime) -> int:
    """Begin a batch; its number. Until it is frozen it only says which lines it is going to take.

    Raises NotFound (`division`, `template`), Invalid (`batch_title`, `batch_period`, `batch_fund`).
    """
    places.division(new.division)
    banks.template(new.template)
    title = " ".join(half_width(new.title).split())
    if not title or len(title) > LONGEST_TITLE:
        raise Invalid(f"批次名称应为 1 至 {LONGEST_TITLE} 个字，请核对。", "batch_title", "title")
    if new.period and not re.fullmatch(PERIOD, new.period):
        raise Invalid("所属期应如 2026-03，请核对。", "batch_period", "period")
    if new.fund is not None:
        fund = ledger.ref(new.fund)
        if fund.holder.kind is not HolderKind.FUND or fund.unit is not Unit.FEN:
            raise Invalid("这不是专项资金的资金账户，请重新选择。", "batch_fund", "fund")
    row = Batch.objects.create(
        division_id=new.division,
        title=title,
        template=new.template,
        fund_id=new.fund,
        period=new.period,
        state=BatchState.OPEN.value,
        opened_by=actor.user_id,
        opened_at=now,
    )
    acts.subject(kind=books.BATCH, id=row.pk)
    return int(row.pk)


@acts.verb("payments.freeze", place=place_of_batch)
def freeze(batch_no: int, *, actor: Actor, now: datetime) -> int:
    """Take every line that waits and has an account, and seal them; how many. What comes later waits for
    another batch.

    Of payees who owe something, the share of their receivable is kept back. Raises Conflict
    (`batch_state`), Invalid (`batch_empty`, `batch_person` when a machine freezes).
    """
    batch = locked(batch_no, BatchState.FROZEN)
    if actor.user_id is None:
        raise Invalid("冻结要由经办人办理，系统不能代办。", "batch_person")
    with connection.cursor() as cursor:
        cursor.execute(_GATHER, _asked(batch, now))
        look_again("payments_instruction", cursor.rowcount)
        cursor.execute(_TAKE, [batch_no])
    _keep_back(batch_no)
    sealed = frozen.seal(batch_no)
    if not sealed.lines:
        raise Invalid("没有可以发放的款项：没有归集，或都缺收款账户。请先归集或登记账户。", "batch_empty")
    Batch.objects.of(pk=batch_no).update(
        state=BatchState.FROZEN.value,
        lines=sealed.lines,
        total=sealed.total,
        digest=sealed.value(),
        frozen_by=actor.user_id,
        frozen_at=now,
    )
    acts.subject(kind=books.BATCH, id=batch_no, count=sealed.lines, digest=sealed.value())
    return sealed.lines


@acts.verb("payments.approve", place=place_of_batch)
def approve(batch_no: int, *, actor: Actor, now: datetime) -> None:
    """A second person says that it is to be paid: the funds bear it from now on, and the payees are owed
    it.

    Raises Conflict (`batch_state`, `second_person`; `batch_altered` when the lines are not those that were
    frozen; those of the ledger, as when a budget would be exceeded).
    """
    batch = locked(batch_no, BatchState.APPROVED)
    core.check_second_person(batch.frozen_by, actor.user_id)
    if not frozen.holds(batch_no, _digest(batch), _count(batch)):
        raise Conflict(
            "明细与冻结时的校验码不符，可能被改动过，不能审批。请撤回后重新归集，并告知审计员。",
            "batch_altered",
        )
    books.accrue(batch_no, now)
    Batch.objects.of(pk=batch_no).update(
        state=BatchState.APPROVED.value, approved_by=actor.user_id, approved_at=now
    )
    acts.subject(kind=books.BATCH, id=batch_no, count=_count(batch), digest=_digest(batch))


@acts.verb("payments.send", place=place_of_batch)
def send(batch_no: int, *, actor: Actor, now: datetime) -> None:
    """The file may leave for the bank; from now on only receipts say what becomes of it. Conflict
    (`batch_state`).
    """
    batch = locked(batch_no, BatchState.SENT)
    Batch.objects.of(pk=batch_no).update(state=BatchState.SENT.value, sent_by=actor.user_id, sent_at=now)
    acts.subject(kind=books.BATCH, id=batch_no, count=_count(batch), digest=_digest(batch))


@acts.verb("payments.withdraw", place=place_of_batch)
def withdraw(batch_no: int, *, actor: Actor, now: datetime) -> None:
    """Take a batch back before it leaves for the bank: its lines wait again. Conflict (`batch_state`).

    What is on the payees' accounts already stays there: they are still owed it, and it is not put there
    twice.
    """
    locked(batch_no, BatchState.WITHDRAWN)
    _release_kept(batch_no)
    released = Instruction.objects.filter(batch=batch_no, outcome=Outcome.OUTSTANDING.value)
    Line.objects.filter(pk__in=released.values("line")).update(state=LineState.WAITING.value)
    count = released.update(outcome=Outcome.RELEASED.value)
    Batch.objects.of(pk=batch_no).update(
        state=BatchState.WITHDRAWN.value, withdrawn_by=actor.user_id, withdrawn_at=now
    )
    acts.subject(kind=books.BATCH, id=batch_no, count=count)


def locked(batch_no: int, after: BatchState | None = None) -> Batch:
    """The batch, locked until the transaction ends; with `after`, one that may go there."""
    row: Batch = Batch.objects.of(pk=batch_no).select_for_update(no_key=True).get()
    if after is not None:
        core.check_move(BatchState(row.state), after)
    return row


def _count(batch: Batch) -> int:
    return batch.lines or 0


def _digest(batch: Batch) -> bytes:
    return bytes(batch.digest or b"")


def _asked(batch: Batch, now: datetime) -> dict[str, Any]:
    low, high = Scope.division(batch.division_id).division_bounds() or ("", "")
    return {
        "batch": batch.pk,
        "low": low,
        "high": high,
        "fund": batch.fund_id,
        "period": batch.period,
        "today": local_date(now),
        "most": MOST_LINES,
    }


def _keep_back(batch_no: int) -> None:
    """Keep back of each payment the share of what its payee owes to the same fund, the oldest debt first."""
    gathered = Instruction.objects.filter(batch=batch_no)
    owing = Receivable.objects.for_the_system().filter(state=ReceivableState.OPEN.value, offset_percent__gt=0)
    of_persons = owing.filter(person__in=gathered.filter(line__person__isnull=False).values("line__person"))
    of_bodies = owing.filter(organisation__in=gathered.filter(line__person=None).values("line__organisation"))
    ids = [*of_persons.values_list("pk", flat=True), *of_bodies.values_list("pk", flat=True)]
    for debt in Receivable.objects.of(pk__in=ids).order_by("pk").select_for_update(no_key=True):
        same = gathered.filter(line__person=debt.person_id, line__organisation=debt.organisation_id)
        paid = same.filter(line__fund=debt.fund_id, receivable=None).order_by("number")
        taken = 0
        for one in paid:
            kept = kept_back(
                one.amount, debt.offset_percent, debt.amount - debt.repaid - debt.reserved - taken
            )
            if kept:
                taken += kept
                gathered.filter(pk=one.pk).update(amount=one.amount - kept, kept_back=kept, receivable=debt)
        Receivable.objects.of(pk=debt.pk).update(reserved=F("reserved") + taken)


def _release_kept(batch_no: int) -> None:
    kept = Instruction.objects.filter(batch=batch_no, outcome=Outcome.OUTSTANDING.value, kept_back__gt=0)
    release(list(kept.values_list("receivable_id", "kept_back")))


def release(kept: Sequence[tuple[int, int]]) -> None:
    """What was to be kept back is not: receivable and fen of each."""
    for receivable_id in sorted({one for one, _ in kept}):
        fen = sum(amount for one, amount in kept if one == receivable_id)
        Receivable.objects.of(pk=receivable_id).update(reserved=F("reserved") - fen)
