"""What was paid too much: raised, planned, kept back of payments, repaid, or given up by two people."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from laoyou import acts
from laoyou.access.types import Actor, Place
from laoyou.kernel.clock import local_date
from laoyou.kernel.errors import Conflict, Invalid
from laoyou.kernel.text import half_width
from laoyou.ledger import reads as ledger
from laoyou.ledger.types import AccountId, Use
from laoyou.payments.core import collecting
from laoyou.payments.core import receivables as core
from laoyou.payments.facts import ReceivableClosed
from laoyou.payments.models import Line, PlannedInstalment, Receivable, Repayment
from laoyou.payments.models.payees import of_payee
from laoyou.payments.reads.reach import place_of_line, place_of_receivable
from laoyou.payments.types import (
    MOST_OFFSET_PERCENT,
    Cause,
    LineState,
    NewReceivable,
    PayeeKind,
    ReceivableState,
    RepaymentKind,
)
from laoyou.payments.verbs import books
from laoyou.payments.verbs.applying import count_repayment

LONGEST_VOUCHER, LONGEST_REASON = 40, 100


def _place_of_new(new: NewReceivable, **_: object) -> Place:
    return Place((new.division,))


@acts.verb("payments.raise_receivable", place=_place_of_new)
def raise_receivable(new: NewReceivable, *, actor: Actor, now: datetime) -> int:
    """Somebody was paid too much, and owes it to the fund from now on; the receivable's id.

    The same cause again, saying the same, gives the first one's id. Raises Invalid (codes of core.collecting,
    `offset_percent`), Conflict (`receivable_changed` when the cause has one that says something else).
    """
    collecting.check_one(new, ledger.refs([new.fund]))
    _check_percent(new.offset_percent)
    known = Receivable.objects.of(**_cause(new)).exclude(state=ReceivableState.WITHDRAWN.value).first()
    if known is not None:
        return _same(known, new)
    held = books.open_for({new.payee: new.division}, local_date(now))
    row = Receivable.objects.create(
        **of_payee(new.payee),
        **_cause(new),
        division_id=new.division,
        fund_id=new.fund,
        debtor_id=held[new.payee],
        use=new.use.value,
        amount=new.amount,
        words=new.words,
        state=ReceivableState.OPEN.value,
        offset_percent=new.offset_percent,
        raised_at=now,
        raised_by=actor.user_id,
    )
    books.claim(row, "claimed", row.amount, now)
    _note(row)
    return int(row.pk)


@acts.verb("payments.raise_overpaid", place=place_of_line)
def raise_overpaid(line_id: int, *, amount: int, percent: int, actor: Actor, now: datetime) -> int:
    """Of a line that was paid, `amount` fen were too much: the payee owes them, and `percent` of each later
    payment is kept back. The receivable's id; once a line.

    Raises NotFound, Conflict (`line_state` for a line that was not paid; as `raise_receivable`), Invalid
    (`overpaid_more` than was paid; as `raise_receivable`).
    """
    line: Line = Line.objects.of(pk=line_id).get()
    if LineState(line.state) is not LineState.SETTLED:
        raise Conflict("这一笔还没有到账，谈不上多发。请刷新页面核对。", "line_state")
    if amount > line.amount:
        raise Invalid("多发的金额不能超过这一笔的金额，请核对。", "overpaid_more", "amount")
    new = NewReceivable(
        payee=line.payee,
        amount=amount,
        fund=AccountId(line.fund_id),
        use=Use(line.use),
        cause=Cause(books.LINE, line_id, line.period, "overpaid"),
        words=line.words,
        division=line.division_id,
        offset_percent=percent,
    )
    made = raise_receivable(new, actor=actor, now=now)
    acts.subject(person_id=line.person_id, kind=books.RECEIVABLE, id=made)
    return made


@acts.verb("payments.set_plan", place=place_of_receivable)
def set_plan(receivable_id: int, *, first_due: date, count: int, actor: Actor, now: datetime) -> None:
    """What is still owed comes back in `count` monthly instalments from a day on. Takes the place of an
    earlier plan.

    Raises Invalid (`plan_count`, `plan_date`), Conflict (`receivable_state`).
    """
    row = _locked(receivable_id)
    if first_due < local_date(now):
        raise Invalid("首期日期已经过去，请改为今天或以后。", "plan_date", "first_due")
    owed = row.amount - row.repaid
    parts = core.plan(owed, first_due, count)
    PlannedInstalment.objects.filter(receivable=row).delete()
    PlannedInstalment.objects.bulk_create(
        PlannedInstalment(receivable=row, number=one.number, due_on=one.due_on, amount=one.amount)
        for one in parts
    )
    _change(row, planned=owed, before_plan=row.repaid)


@acts.verb("payments.set_offset", place=place_of_receivable)
def set_offset(receivable_id: int, *, percent: int, actor: Actor, now: datetime) -> None:
    """How much of each payment is kept back for it, from the next batch on; 0 for nothing.

    Raises Invalid (`offset_percent`), Conflict (`receivable_state`).
    """
    _check_percent(percent)
    _change(_locked(receivable_id), offset_percent=percent)


@acts.verb("payments.record_repayment", place=place_of_receivable)
def record_repayment(
    receivable_id: int, *, amount: int, day: date, voucher: str, actor: Actor, now: datetime
) -> int:
    """Money came back (fen), on a voucher on paper; the repayment's id. With the last of it the debt is
    closed.

    Raises Invalid (`repay_amount`, `repay_day`, `repay_voucher`), Conflict (`receivable_state`,
    `repay_too_much`, `payments_repayment_voucher_once`).
    """
    row = _locked(receivable_id)
    if amount <= 0:
        raise Invalid("还款金额要大于零，请核对。", "repay_amount", "amount")
    if day > local_date(now):
        raise Invalid("还款日期不能晚于今天，请核对。", "repay_day", "day")
    number = half_width(voucher)
    if not number or len(number) > LONGEST_VOUCHER:
        raise Invalid(f"请填写收款凭证号，最多 {LONGEST_VOUCHER} 个字。", "repay_voucher", "voucher")
    if row.repaid + row.reserved + amount > row.amount:
        raise Conflict(
            "还款超过了还欠的金额（在途批次将抵扣的也算在内）。请核对金额，或等批次的回执到齐。",
            "repay_too_much",
        )
    made = Repayment.objects.create(
        receivable=row,
        kind=RepaymentKind.CASH.value,
        amount=amount,
        day=day,
        voucher=number,
        recorded_by=actor.user_id,
        recorded_at=now,
    )
    books.repay(row, made, now)
    count_repayment(row, amount, now)
    _note(row)
    return int(made.pk)


@acts.verb("payments.withdraw_receivable", place=place_of_receivable)
def withdraw_receivable(receivable_id: int, *, actor: Actor, now: datetime) -> None:
    """It was raised by mistake: nothing of it has come back, and it is owed no more.

    Raises Conflict (`receivable_state`, `receivable_moving`).
    """
    row = _locked(receivable_id, ReceivableState.WITHDRAWN)
    if row.repaid or row.reserved:
        raise Conflict("这笔应收已有还款或在途抵扣，不能撤销。要免除余款，请申请核销。", "receivable_moving")
    books.claim(row, "withdrawn", -row.amount, now)
    _change(row, state=ReceivableState.WITHDRAWN.value, ended_at=now, decided_by=actor.user_id)


@acts.verb("payments.propose_write_off", place=place_of_receivable)
def propose_write_off(receivable_id: int, *, because: str, actor: Actor, now: datetime) -> None:
    """Ask that the rest be given up, and why. Raises Invalid (`write_off_because`), Conflict
    (`receivable_state`).
    """
    row = _locked(receivable_id, ReceivableState.PROPOSED)
    words = " ".join(half_width(because).split())
    if not words or len(words) > LONGEST_REASON:
        raise Invalid(f"请写明核销的理由，最多 {LONGEST_REASON} 个字。", "write_off_because", "because")
    if actor.user_id is None:
        raise Invalid("核销要由经办人申请，系统不能代办。", "write_off_person")
    _change(
        row,
        state=ReceivableState.PROPOSED.value,
        proposed_by=actor.user_id,
        proposed_at=now,
        proposed_because=words,
    )


@acts.verb("payments.refuse_write_off", place=place_of_receivable)
def refuse_write_off(receivable_id: int, *, actor: Actor, now: datetime) -> None:
    """It is not given up: it goes on being owed. Conflict (`receivable_state`)."""
    row = _locked(receivable_id, ReceivableState.OPEN)
    if ReceivableState(row.state) is not ReceivableState.PROPOSED:
        core.check_move(ReceivableState.WITHDRAWN, ReceivableState.OPEN)
    _change(row, state=ReceivableState.OPEN.value, proposed_by=None, proposed_at=None, proposed_because="")


@acts.verb("payments.approve_write_off", place=place_of_receivable)
def approve_write_off(receivable_id: int, *, actor: Actor, now: datetime) -> None:
    """A second person gives the rest up: the fund bears it again.

    Raises Conflict (`receivable_state`, `second_person`, `receivable_moving` while a batch keeps something
    back for it).
    """
    row = _locked(receivable_id, ReceivableState.WRITTEN_OFF)
    if actor.user_id is None or actor.user_id == row.proposed_by:
        raise Conflict("申请核销和审批核销不能是同一个人，请另一位业务主管审批。", "second_person")
    if row.reserved:
        raise Conflict("有批次正在为它抵扣，请等回执到齐再核销。", "receivable_moving")
    books.claim(row, "written_off", -(row.amount - row.repaid), now)
    _change(row, state=ReceivableState.WRITTEN_OFF.value, decided_by=actor.user_id, ended_at=now)
    acts.emit(ReceivableClosed(row.cause_kind, row.cause_id, row.pk, written_off=True, closed_at=now))


def _locked(receivable_id: int, after: ReceivableState | None = None) -> Receivable:
    """The receivable, locked; with `after`, one that may go there, else one that is still owed."""
    row: Receivable = Receivable.objects.of(pk=receivable_id).select_for_update(no_key=True).get()
    state = ReceivableState(row.state)
    if after is not None:
        core.check_move(state, after)
    elif state is not ReceivableState.OPEN:
        core.check_move(state, ReceivableState.WITHDRAWN)
    return row


def _change(row: Receivable, **changes: Any) -> None:
    Receivable.objects.of(pk=row.pk).update(**changes)
    _note(row)


def _note(row: Receivable) -> None:
    acts.subject(person_id=row.person_id, kind=books.RECEIVABLE, id=row.pk)


def _cause(new: NewReceivable) -> dict[str, Any]:
    cause = new.cause
    return {
        "cause_kind": cause.kind,
        "cause_id": cause.id,
        "period": cause.period,
        "purpose": cause.purpose,
    }


def _same(known: Receivable, new: NewReceivable) -> int:
    payee = known.organisation_id if new.payee.kind is PayeeKind.ORGANISATION else known.person_id
    same_payee = payee == new.payee.id or new.payee.id in known.moved
    if (known.amount, known.fund_id, known.use) != (new.amount, new.fund, new.use.value) or not same_payee:
        raise Conflict(
            f"这件事已登记为第 {known.pk} 号应收，金额、资金或欠款人和这次不一样。请先撤销原来的应收。",
            "receivable_changed",
        )
    _note(known)
    return int(known.pk)


def _check_percent(percent: int) -> None:
    if not 0 <= percent <= MOST_OFFSET_PERCENT:
        raise Invalid(
            f"抵扣比例应在 0 到 {MOST_OFFSET_PERCENT}% 之间，要给本人留下生活所需。",
            "offset_percent",
            "percent",
        )
