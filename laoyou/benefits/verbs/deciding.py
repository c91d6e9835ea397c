"""Confirming what a run proposes, or not: one, or a whole list.

Whoever comes first decides; for the second, whose list has changed, nothing is done and he is told so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime

import polars as pl

from laoyou import acts
from laoyou.access.types import Actor, Place
from laoyou.benefits.core import months
from laoyou.benefits.facts import ProposalsConfirmed
from laoyou.benefits.models import Grant, Proposal
from laoyou.benefits.models.locks import grants_lock
from laoyou.benefits.reads.proposals import Filter, narrowed, place_of_proposal
from laoyou.benefits.types import OF_MONEY, Kind, ProposalState
from laoyou.benefits.verbs import laying
from laoyou.kernel.clock import local_date
from laoyou.kernel.errors import Conflict, Invalid
from laoyou.kernel.spans import DateSpan
from laoyou.places import reads as places

MOST = 100_000
"""Proposals confirmed at once."""
LONGEST_REASON = 200
_SETTLED = frozenset({ProposalState.CONFIRMED, ProposalState.AUTOMATIC})


@acts.verb("benefits.confirm", place=place_of_proposal)
def confirm(proposal_id: int, *, actor: Actor, now: datetime) -> None:
    """Confirm one proposal: the benefit begins, stops or changes; money is to be paid back or out.

    What must be asked for begins with the month in which it is confirmed, never before. Conflict `decided`
    when somebody was quicker, `because` while the step from which some money follows is not confirmed,
    `changed` when what the person holds is no longer what the proposal was made of.
    """
    grants_lock()
    row: Proposal = Proposal.objects.of(pk=proposal_id).get()
    acts.subject(person_id=row.person_id, kind="proposal", id=proposal_id)
    _refuse_decided(row)
    _confirm([row], actor, now)


def _where(asked: Filter, *_: object, actor: Actor, **__: object) -> Place:
    """The division asked for, the smallest that holds all that are named, or the actor's own."""
    if asked.ids is not None:
        rows = Proposal.objects.of(pk__in=asked.ids).values_list("division_id", flat=True).distinct()
        held = places.common_division(list(rows))
        return Place((held,) if held else ())
    bounds = actor.scope.division_bounds()
    return Place((asked.division or (bounds[0] if bounds else ""),))


@acts.verb("benefits.confirm_many", place=_where)
def confirm_many(asked: Filter, *, expected: int, actor: Actor, now: datetime) -> int:
    """Confirm everything that waits and fits, as the reader has seen it; how many. All or nothing.

    Conflict `list_changed` when there are not as many as `expected`, else as `confirm`; Invalid `too_many`.
    """
    if expected > MOST:
        raise Invalid(f"一次最多确认 {MOST:,} 项，请按乡镇或待遇分几次办。", "too_many")
    grants_lock()
    waiting = narrowed(actor.scope, asked).filter(state=ProposalState.PENDING)
    rows: list[Proposal] = list(waiting.order_by("person_id", "id")[: MOST + 1])
    if len(rows) != expected:
        raise Conflict(
            f"名单已经变了：您看到 {expected:,} 项，现在待确认的有 {len(rows):,} 项。可能有同事刚办过，"
            "请刷新名单再办。",
            "list_changed",
        )
    acts.subject(kind="proposal", count=len(rows))
    _confirm(rows, actor, now)
    return len(rows)


@acts.verb("benefits.dismiss", place=place_of_proposal)
def dismiss(proposal_id: int, reason: str, *, actor: Actor, now: datetime) -> None:
    """Do not take a step, for a reason; the money that would follow from it falls away with it.

    Invalid `reason` without one; Conflict `decided` when somebody was quicker.
    """
    words = " ".join(reason.split())
    if not words or len(words) > LONGEST_REASON:
        raise Invalid(f"请写明不予办理的理由，{LONGEST_REASON} 字以内。", "reason", field="reason")
    grants_lock()
    row: Proposal = Proposal.objects.of(pk=proposal_id).get()
    acts.subject(person_id=row.person_id, kind="proposal", id=proposal_id)
    _refuse_decided(row)
    follows = Proposal.objects.of(because=row, state=ProposalState.PENDING).values_list("pk", flat=True)
    _decide([row.pk, *follows], ProposalState.DISMISSED, actor, now, words)


def _confirm(rows: Sequence[Proposal], actor: Actor, now: datetime) -> None:
    _refuse_money_without_its_step(rows)
    steps = [row for row in rows if Kind(row.kind) not in OF_MONEY]
    begins = months.month_of(local_date(now)).start
    spans = {row.pk: _span(row, begins) for row in steps}
    _refuse_changed(steps, spans)
    _decide([row.pk for row in rows], ProposalState.CONFIRMED, actor, now)
    lay_steps(steps, spans, now)
    acts.emit(ProposalsConfirmed(tuple(row.pk for row in rows), now))


def lay_steps(steps: Sequence[Proposal], spans: dict[int, DateSpan], now: datetime) -> None:
    """Lay the terms of decided steps over their days; with `grants_lock` held."""
    laying.lay(_frame(steps, spans), now)


def _span(row: Proposal, begins: date) -> DateSpan:
    """The days over which a step is laid: what must be asked for begins now, if it should have before."""
    first = max(row.from_day, begins) if row.kind == Kind.START else row.from_day
    return DateSpan(first, row.until_day)


def _decide(
    ids: Sequence[int], state: ProposalState, actor: Actor, now: datetime, reason: str = ""
) -> None:
    rows = Proposal.objects.filter(pk__in=ids, state=ProposalState.PENDING)
    decided = {"state": state, "decided_by": actor.user_id, "decided_name": actor.name, "decided_at": now}
    if rows.update(**decided, reason=reason) != len(ids):
        raise Conflict("其中有的刚由别人办理了，请刷新名单再办。", "decided")


def _refuse_decided(row: Proposal) -> None:
    if row.state == ProposalState.SUPERSEDED:
        raise Conflict("新的认定已经更新了名单，这一项不再有效。请刷新名单。", "decided")
    if row.state != ProposalState.PENDING:
        who = row.decided_name or "系统"
        raise Conflict(f"这一项已由{who}办理，请刷新名单看看结果。", "decided")


def _refuse_money_without_its_step(rows: Sequence[Proposal]) -> None:
    here = {row.pk for row in rows}
    causes = {row.because_id for row in rows if row.because_id} - here
    settled = Proposal.objects.of(pk__in=causes, state__in=_SETTLED).count()
    if settled != len(causes):
        raise Conflict("补发和追回要在相应的停发或调整确认之后办。请先办那一项。", "because")


def _refuse_changed(steps: Sequence[Proposal], spans: dict[int, DateSpan]) -> None:
    """Conflict when somebody no longer holds what his step ends or changes, or holds what it begins."""
    held: dict[tuple[int, str], list[Grant]] = defaultdict(list)
    persons = {row.person_id for row in steps}
    for grant in Grant.objects.held_by(persons).order_by("span"):
        held[grant.person_id, grant.benefit].append(grant)
    odd = [row for row in steps if not _fits(row, spans[row.pk], held[row.person_id, row.benefit])]
    if odd:
        some = f"有 {len(odd):,} 人" if len(steps) > 1 else "这个人"
        raise Conflict(f"{some}在享的待遇已和认定时不同。请重新认定一次，再办新的名单。", "changed")


def _fits(row: Proposal, span: DateSpan, held: Iterable[Grant]) -> bool:
    there = [grant.amount_fen for grant in held if grant.span.overlaps(span)]
    if row.was_fen is None:
        return not there
    return bool(there) and there[-1] == row.was_fen


def _frame(steps: Sequence[Proposal], spans: dict[int, DateSpan]) -> pl.DataFrame:
    rows = [
        (
            row.person_id,
            row.benefit,
            row.kind,
            spans[row.pk].start,
            spans[row.pk].end,
            row.per,
            row.proration,
            row.amount_fen,
            row.version_id,
            row.division_id,
            row.pk,
        )
        for row in steps
    ]
    return pl.DataFrame(rows, laying.SCHEMA, orient="row")
