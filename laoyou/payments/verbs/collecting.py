"""What is owed: collecting lines, many at once; cancelling them; trying again those that a bank did not
pay.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from laoyou import acts
from laoyou.access.types import Actor, Place
from laoyou.kernel.clock import local_date
from laoyou.kernel.errors import Conflict
from laoyou.ledger import reads as ledger
from laoyou.payments.core import collecting as core
from laoyou.payments.facts import PaymentCancelled
from laoyou.payments.models import Account, Instruction, Line
from laoyou.payments.models.payees import of_payee
from laoyou.payments.reads.banks import Mend, reason
from laoyou.payments.reads.reach import common, place_of_lines
from laoyou.payments.types import (
    LINE_STATE_LABELS,
    CancelReason,
    Collected,
    LineState,
    NewLine,
    Outcome,
    Payee,
    PayeeKind,
)
from laoyou.payments.verbs import books
from laoyou.store.copying import copy_rows, look_again

COLUMNS = (
    "person_id", "organisation_id", "division_id", "fund_id", "use", "amount", "cause_kind", "cause_id",
    "period", "purpose", "words",
)  # fmt: skip
_GIVEN = """
DROP TABLE IF EXISTS payments_given;
CREATE TEMPORARY TABLE payments_given (
    person_id bigint, organisation_id bigint, division_id text, fund_id bigint, use text, amount bigint,
    cause_kind text, cause_id bigint, period text, purpose text, words text
) ON COMMIT DROP
"""
_CHANGED = """
SELECT g.cause_kind, g.cause_id, g.period, g.purpose, l.id
FROM payments_given g JOIN payments_line l
    ON (l.cause_kind, l.cause_id, l.period, l.purpose) = (g.cause_kind, g.cause_id, g.period, g.purpose)
    AND l.state <> 'cancelled'
WHERE (l.amount, l.fund_id, l.use) <> (g.amount, g.fund_id, g.use)
   OR l.organisation_id IS DISTINCT FROM g.organisation_id
   OR l.person_id IS DISTINCT FROM g.person_id AND NOT g.person_id = ANY (l.moved)
LIMIT 1
"""
_INSERT = """
WITH fresh AS (
    INSERT INTO payments_line (person_id, organisation_id, division_id, fund_id, use, amount, cause_kind,
        cause_id, period, purpose, words, moved, state, collected_at, cancel_reason)
    SELECT g.*, '{}', 'waiting', %s, '' FROM payments_given g
    ON CONFLICT (cause_kind, cause_id, period, purpose) WHERE state <> 'cancelled' DO NOTHING
    RETURNING person_id, organisation_id
)
SELECT count(*), count(*) FILTER (WHERE NOT EXISTS (
    SELECT FROM payments_account a
    WHERE a.withdrawn_at IS NULL AND a.span @> %s::date AND a.person_id = f.person_id
) AND NOT EXISTS (
    SELECT FROM payments_account a
    WHERE a.withdrawn_at IS NULL AND a.span @> %s::date AND a.organisation_id = f.organisation_id
)) FROM fresh f
"""


def _place_of_new(lines: Sequence[NewLine], **_: object) -> Place:
    return Place(common({line.division for line in lines}))


@acts.verb("payments.collect", place=_place_of_new)
def collect(lines: Sequence[NewLine], *, actor: Actor, now: datetime) -> Collected:
    """Take in what is to be paid. A cause that has a line already, saying the same, gets no second one.

    Nothing is dropped: lines whose payee has no account wait in a queue (`missing` counts them). Raises
    Invalid (codes of core.collecting, naming the line), Conflict (`line_changed` when a cause has a line
    that says something else); then nothing is taken in.
    """
    core.check(lines, ledger.refs({line.fund for line in lines}))
    digest = hashlib.new("sm3")
    with connection.cursor() as cursor:
        cursor.execute(_GIVEN)
    copy_rows("payments_given", COLUMNS, _rows(lines, digest))
    today = local_date(now)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE payments_given")
        cursor.execute(_INSERT, [now, today, today])
        new, missing = cursor.fetchone()
        _refuse_changed(cursor)
    look_again("payments_line", new)
    acts.subject(kind="payment_line", count=new, digest=digest.digest())
    return Collected(new, len(lines) - new, missing)


def _rows(lines: Iterable[NewLine], digest: hashlib._Hash) -> Iterator[tuple[Any, ...]]:
    for line in lines:
        cause, payee = line.cause, of_payee(line.payee)
        row = (
            payee.get("person_id"), payee.get("organisation_id"), line.division, line.fund, line.use.value,
            line.amount, cause.kind, cause.id, cause.period, cause.purpose, line.words,
        )  # fmt: skip
        digest.update(("|".join(map(str, row)) + "\n").encode())
        yield row


def _refuse_changed(cursor: Any) -> None:
    """Looked at after inserting: who inserted the same cause at the same moment is visible by now."""
    cursor.execute(_CHANGED)
    if found := cursor.fetchone():
        *cause, number = found
        raise Conflict(
            f"事由 {' '.join(map(str, cause))} 已归集为第 {number} 号款项，收款人、金额或资金和这次不一样。"
            "请先撤销原来的款项，再重新归集。",
            "line_changed",
        )


@acts.verb("payments.cancel_lines", place=place_of_lines)
def cancel_lines(line_ids: Sequence[int], *, reason: CancelReason, actor: Actor, now: datetime) -> None:
    """Not to be paid after all: lines that wait, or that a bank did not pay. Their causes may be collected
    anew.

    What was put on the payee's account in the ledger goes back to the fund. Raises NotFound, Conflict
    (`line_state`).
    """
    rows = _locked(line_ids, LineState.WAITING, LineState.FAILED)
    books.give_back([row for row in rows if row.accrued_in_id], now)
    Line.objects.filter(pk__in=[row.pk for row in rows]).update(
        state=LineState.CANCELLED.value, cancel_reason=reason.value, cancelled_at=now
    )
    _note(rows)
    by_kind: dict[str, list[Line]] = defaultdict(list)
    for row in rows:
        by_kind[row.cause_kind].append(row)
    for kind, group in sorted(by_kind.items()):
        acts.emit(PaymentCancelled(kind, tuple(r.cause_id for r in group), tuple(r.pk for r in group), now))


@acts.verb("payments.recollect", place=place_of_lines)
def recollect(line_ids: Sequence[int], *, actor: Actor, now: datetime) -> None:
    """Try again lines that a bank did not pay: they wait for the next batch.

    Raises NotFound, Conflict (`line_state`; `account_not_mended` when the reason lies in the account and
    the payee has no other one since).
    """
    rows = _locked(line_ids, LineState.FAILED)
    _check_mended(rows, now)
    Line.objects.filter(pk__in=[row.pk for row in rows]).update(state=LineState.WAITING.value)
    _note(rows)


def _locked(line_ids: Sequence[int], *states: LineState) -> list[Line]:
    rows = list(Line.objects.of(pk__in=set(line_ids)).order_by("pk").select_for_update(no_key=True))
    wrong = next((row for row in rows if row.state not in states), None)
    if wrong is not None:
        label = LINE_STATE_LABELS[LineState(wrong.state)]
        raise Conflict(f"第 {wrong.pk} 号款项现在是“{label}”，不能这样办理，请刷新页面。", "line_state")
    return rows


def _check_mended(rows: Sequence[Line], now: datetime) -> None:
    failed = Instruction.objects.filter(line__in=[row.pk for row in rows], outcome=Outcome.FAILED.value)
    latest = {line: (account, why) for line, account, why in failed.order_by("answered_at", "pk").values_list(
        "line_id", "account_id", "reason"
    )}  # fmt: skip
    in_use = current_accounts([row.payee for row in rows], now)
    for row in rows:
        account, why = latest[row.pk]
        known = reason(why)
        if known.mend is Mend.ACCOUNT and in_use.get(row.payee, account) == account:
            raise Conflict(
                f"第 {row.pk} 号款项因“{known.label}”没有付成，收款账户还没有更正。请先登记新的账户。",
                "account_not_mended",
            )


def current_accounts(payees: Iterable[Payee], now: datetime) -> dict[Payee, int]:
    """The account in use today of each payee who has one."""
    wanted = set(payees)
    found: dict[Payee, int] = {}
    rows = Account.objects.filter(withdrawn_at=None, span__contains=local_date(now))
    persons = [one.id for one in wanted if one.kind is PayeeKind.PERSON]
    bodies = [one.id for one in wanted if one.kind is PayeeKind.ORGANISATION]
    for row in (*rows.filter(person__in=persons), *rows.filter(organisation__in=bodies)):
        found[row.payee] = row.pk
    return found


def _note(rows: Sequence[Line]) -> None:
    only = rows[0] if len(rows) == 1 else None
    acts.subject(
        person_id=only.person_id if only else None,
        kind="payment_line",
        id=only.pk if only else "",
        count=len(rows),
    )
