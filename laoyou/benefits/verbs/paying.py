"""What is due is collected: begun by somebody, performed as a job, in one transaction.

A collecting that says `working` and no longer stirs has collected nothing and is simply begun again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime

import polars as pl

from laoyou import acts, jobs
from laoyou.access.types import Actor, Place
from laoyou.benefits.core import months, vouchers
from laoyou.benefits.facts import ProposalsConfirmed
from laoyou.benefits.models import Collecting, Proposal
from laoyou.benefits.models.locks import collecting_lock, grants_lock
from laoyou.benefits.reads import collectings, due_frames, paying
from laoyou.benefits.reads.paid import DUE_CAUSE
from laoyou.benefits.reads.paying import Plan
from laoyou.benefits.types import OFFSET_PERCENT, DueKind, Kind, RunState
from laoyou.benefits.verbs import due_rows, settling
from laoyou.kernel.clock import local_date
from laoyou.kernel.errors import Conflict, Invalid
from laoyou.kernel.ids import PersonId
from laoyou.ledger import reads as books
from laoyou.ledger import verbs as ledger
from laoyou.ledger.types import AccountId, NewVoucher, Unit
from laoyou.ledger.types import Cause as Posted
from laoyou.payments import verbs as payments
from laoyou.payments.facts import PaymentCancelled
from laoyou.payments.types import MOST_OFFSET_PERCENT, Cause, NewLine, Payee
from laoyou.people.reads import reach
from laoyou.places import reads as places
from laoyou.policies import reads as policies
from laoyou.policies.reads import PublishedVersion
from laoyou.rules.types import Period

COLLECT_JOB = "benefits.perform_collecting"
AT_ONCE = 100_000
"""Lines handed to payments together."""
Report = Callable[[int], None]
"""Told how far the collecting is, in percent."""


def _where(territory: str, *_: object, **__: object) -> Place:
    return Place((territory,))


def _silent(percent: int) -> None:
    """Nobody is waiting."""


@acts.verb("benefits.collect", place=_where)
def collect(
    territory: str,
    *,
    month: Period,
    offset_percent: int = OFFSET_PERCENT,
    filed: bool = True,
    actor: Actor,
    now: datetime,
) -> int:
    """Begin to collect what is due in a month for a territory (12-digit code), and what months collected
    before still lack; file the job that does it. The collecting's id.

    Of what was paid too much, `offset_percent` of each later payment is kept back. Invalid `month` for no
    calendar month or one to come, `offset_percent`; Conflict `benefits_collecting_one_at_work`.
    """
    if month != months.month_of(month.start) or month.start > local_date(now):
        raise Invalid("请选择本月或以前的一个整月。", "month", field="month")
    if not 0 <= offset_percent <= MOST_OFFSET_PERCENT:
        raise Invalid(
            f"抵扣比例应在 0 到 {MOST_OFFSET_PERCENT}% 之间。", "offset_percent", field="offset_percent"
        )
    places.division(territory)
    row = Collecting.objects.create(
        division_id=territory,
        month=month.start,
        state=RunState.WORKING,
        offset_percent=offset_percent,
        begun_by=actor.user_id,
        begun_name=actor.name,
        begun_at=now,
        beat_at=now,
    )
    acts.subject(kind="collecting", id=row.pk)
    _file(row.pk, actor, filed)
    return int(row.pk)


@acts.verb("benefits.resume_collecting", place=collectings.place_of_collecting)
def resume_collecting(collecting_id: int, *, filed: bool = True, actor: Actor, now: datetime) -> None:
    """Begin again what was cut off; nothing of it was collected. Conflict `collecting_state` unless it is at
    work, `collecting_busy` while it is.
    """
    collecting_lock(collecting_id)
    row = _working(collecting_id)
    Collecting.objects.of(pk=row.pk).update(beat_at=now, progress=0)
    _file(collecting_id, actor, filed)


@acts.verb("benefits.fail_collecting", place=collectings.place_of_collecting)
def fail_collecting(collecting_id: int, problem: str, *, actor: Actor, now: datetime) -> None:
    """Say why nothing can be collected, and nothing was. Conflict `collecting_state` unless it is at work."""
    row = _working(collecting_id)
    Collecting.objects.of(pk=row.pk).update(state=RunState.FAILED, problem=problem[:400], beat_at=None)


@acts.verb("benefits.perform_collecting", place=collectings.place_of_collecting)
def perform_collecting(
    collecting_id: int, *, report: Report = _silent, actor: Actor, now: datetime
) -> None:
    """Collect: cancel what waits and is not due any more, let recoveries be owed, hand the rest to payments
    and to the ledger. Lines that lack an account wait there; what has no fund is counted and left.

    Conflict `collecting_state` unless it is at work, `collecting_busy` while another process performs it.
    """
    collecting_lock(collecting_id)
    row = _working(collecting_id)
    grants_lock()
    month, today = months.month_of(row.month), local_date(now)
    settling.undo_withdrawn(collectings.owing(row.division_id), now)
    plan = paying.plan(row.division_id, month, today)
    report(30)
    undone = settling.take_back(plan.found.over, actor=actor, now=now)
    if undone:
        plan = paying.plan(row.division_id, month, today)
    owed = settling.recover(plan.found.back, percent=row.offset_percent, actor=actor, now=now)
    report(50)
    given = _with_ids(plan.give, collecting_id)
    due_rows.write(_as_rows(given), now)
    report(60)
    missing = _hand_over(given, today, actor=actor, now=now)
    Collecting.objects.of(pk=collecting_id).update(
        state=RunState.DONE,
        counts=_counts(plan) | {"undone": undone, "missing": missing, "owed": owed.fen},
        progress=100,
        done_at=now,
    )
    acts.subject(kind="collecting", id=collecting_id, count=given.height)


@acts.verb("benefits.recover", place=lambda person_id, *_, **__: reach.place_of(person_id))
def recover(
    person_id: int, benefit: str, *, offset_percent: int = OFFSET_PERCENT, actor: Actor, now: datetime
) -> int:
    """What was paid too much to a person of a benefit and no proposal speaks of is owed back; fen.

    Conflict `nothing_over` when there is nothing, or the bank has not answered yet.
    """
    grants_lock()
    settling.undo_withdrawn([person_id], now)
    month = local_date(now).replace(day=1)
    settling.take_back(_open(person_id, benefit, month), actor=actor, now=now)
    steps = _open(person_id, benefit, month).with_columns(proposal_id=pl.lit(None, pl.Int64))
    owed = settling.recover(steps, percent=offset_percent, actor=actor, now=now)
    if not owed.fen:
        raise Conflict(
            "没有可以登记追回的款项：可能刚由别人办过，或者款项还在银行，请等回执到齐。", "nothing_over"
        )
    return owed.fen


def _open(person_id: int, benefit: str, month: date) -> pl.DataFrame:
    return paying.of_persons([person_id], month).open.filter(pl.col("benefit") == benefit)


def follow_confirmed(fact: ProposalsConfirmed, *, actor: Actor, now: datetime) -> None:
    """A stop or a change was confirmed: what was collected for days that are not due any more, and waits, is
    not paid.
    """
    rows = Proposal.objects.of(pk__in=fact.proposal_ids, kind__in=[Kind.STOP, Kind.CHANGE])
    persons = set(rows.values_list("person_id", flat=True))
    if persons:
        over = paying.of_persons(sorted(persons), local_date(now)).over
        settling.take_back(over, actor=actor, now=now)


def follow_cancelled(fact: PaymentCancelled, *, actor: Actor, now: datetime) -> None:
    """Lines that are not to be paid after all were not given: they may be collected anew."""
    if fact.cause_kind == DUE_CAUSE:
        grants_lock()
        persons = collectings.persons_of(fact.cause_ids)
        settling.undo_withdrawn(persons, now)
        due_rows.undo(fact.cause_ids, now)


def _with_ids(give: pl.DataFrame, collecting_id: int) -> pl.DataFrame:
    first = due_rows.reserve(give.height)
    voucher = pl.col("unit") == Unit.VOUCHER_FEN.value
    return give.with_columns(
        id=pl.int_range(first, first + give.height, dtype=pl.Int64),
        collecting_id=pl.lit(collecting_id),
        kind=pl.when(voucher).then(pl.lit(DueKind.VOUCHER.value)).otherwise(pl.lit(DueKind.LINE.value)),
    )


def _as_rows(given: pl.DataFrame) -> pl.DataFrame:
    return given.select(
        "id",
        "collecting_id",
        "person_id",
        "benefit",
        "month",
        "version_id",
        "proposal_id",
        "payer",
        "kind",
        division_id="division",
        fund_id="fund",
        fen="part",
    )


def _hand_over(given: pl.DataFrame, today: date, *, actor: Actor, now: datetime) -> int:
    """To payments and to the ledger; how many lines have no account to go to."""
    kept = reach.followed(given["person_id"].unique().to_list())
    versions = policies.versions(given["version_id"].unique().to_list())
    laws = due_frames.benefits_of(list(versions))
    uses = {number: settling.USES[law.subject] for number, law in laws.items()}
    missing = 0
    for part in given.filter(pl.col("kind") == DueKind.LINE.value).iter_slices(AT_ONCE):
        lines = [
            NewLine(
                payee=Payee.person(kept[row["person_id"]]),
                amount=row["part"],
                fund=AccountId(row["fund"]),
                use=uses[row["version_id"]],
                cause=Cause(DUE_CAUSE, row["id"], f"{row['month']:%Y-%m}", row["payer"]),
                words=_said(versions[row["version_id"]], row["month"], row["proposal_id"] is not None),
                division=row["division"],
            )
            for row in part.iter_rows(named=True)
        ]
        missing += payments.collect(lines, actor=actor, now=now).missing
    issued = list(_vouchers(given, kept, {number: law.valid_months for number, law in laws.items()}, today))
    if issued:
        ledger.issue_vouchers(issued, day=today, now=now)
    return missing


def _said(version: PublishedVersion, month: date, backpay: bool) -> str:
    name = policies.named(version.document, month)
    return f"{'补发 ' if backpay else ''}{name[:settling.LONGEST_NAME]} {month.year}年{month.month}月"


def _vouchers(
    given: pl.DataFrame, kept: dict[int, PersonId], valid: dict[int, int | None], today: date
) -> Iterator[NewVoucher]:
    rows = given.filter(pl.col("kind") == DueKind.VOUCHER.value)
    funds = books.refs(rows["fund"].unique().to_list())
    for row in rows.iter_rows(named=True):
        yield NewVoucher(
            person_id=kept[row["person_id"]],
            division=row["division"],
            fund=funds[AccountId(row["fund"])],
            last_day=vouchers.last_day(today, valid[row["version_id"]] or 1),
            amount=row["part"],
            cause=Posted(DUE_CAUSE, row["id"], row["payer"]),
        )


def _counts(plan: Plan) -> dict[str, int]:
    """Persons and fen: collected, without a fund, beyond a budget, and paid too much that nobody decided."""
    found: dict[str, int] = {}
    for name, part in (("given", plan.give), ("unfunded", plan.unfunded), ("beyond", plan.beyond)):
        found |= {f"{name}_persons": part["person_id"].n_unique(), f"{name}_fen": int(part["part"].sum())}
    found["lines"] = plan.give.height
    found["open_fen"] = int(plan.found.open["fen"].sum())
    return found


def _working(collecting_id: int) -> Collecting:
    row: Collecting = Collecting.objects.of(pk=collecting_id).get()
    if row.state != RunState.WORKING:
        raise Conflict("这次归集的状态已经变了，请刷新页面看看它现在怎样。", "collecting_state")
    acts.subject(kind="collecting", id=collecting_id)
    return row


def _file(collecting_id: int, actor: Actor, filed: bool) -> None:
    if filed:
        jobs.file(COLLECT_JOB, collecting_id=collecting_id, **actor.carried())
