"""A benefit begun because somebody asked for it, not because a run found him."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from laoyou import acts
from laoyou.access.types import Actor
from laoyou.benefits.core import months
from laoyou.benefits.facts import ProposalsConfirmed
from laoyou.benefits.models import Proposal, Run
from laoyou.benefits.models.locks import grants_lock
from laoyou.benefits.reads.reasons import Reason, Reasons, reasons
from laoyou.benefits.types import Kind, ProposalState, RunState, Why
from laoyou.benefits.verbs.deciding import confirm, lay_steps
from laoyou.kernel.clock import local_date
from laoyou.kernel.errors import Conflict, Invalid
from laoyou.kernel.spans import DateSpan
from laoyou.people.reads import reach as people
from laoyou.places import reads as places
from laoyou.rules.types import Verdict


@dataclass(frozen=True, slots=True)
class _Found:
    """What the law says of the benefit, and the first day for which it does."""

    told: Reasons
    reason: Reason
    first: date


@acts.verb("benefits.grant_asked", place=people.place_of)
def grant_asked(person_id: int, benefit: str, *, from_day: date, actor: Actor, now: datetime) -> int:
    """Begin a benefit that somebody asked for, with the month of `from_day`; the proposal that gives it.

    What waits from a run on the same terms is confirmed, else a confirmed proposal is written to the latest
    run of the place. Decided is the person's month by the facts of its first day; who fits only by what is
    known since, begins with the next. Invalid `benefit` for one that is no law here; Conflict `held`,
    `undecided` (naming the papers), `not_entitled` (naming the clauses), `no_run` where no month was ever
    decided.
    """
    grants_lock()
    found = _found(person_id, benefit, from_day, local_date(now))
    acts.subject(person_id=found.told.person_id)
    if any(one.benefit == benefit and one.span.overlaps(_onwards(found.first)) for one in found.told.held):
        raise Conflict(f"这个人已在享受“{found.reason.law.name}”，不用再批。", "held")
    waiting = _waiting(found)
    if waiting is not None:
        confirm(waiting, actor=actor, now=now)
        return waiting
    row = _written(found, actor, now)
    lay_steps([row], {row.pk: _onwards(found.first)}, now)
    acts.emit(ProposalsConfirmed((row.pk,), now))
    return row.pk


def _found(person_id: int, benefit: str, from_day: date, today: date) -> _Found:
    """By the first day of the month; if that does not do, by today, for the month after."""
    month = months.month_of(from_day)
    told = reasons(person_id, month)
    reason = _of(told, benefit)
    if reason.given:
        return _Found(told, reason, month.start)
    if month.start < today <= month.end:
        told = reasons(person_id, month, on=today)
        reason = _of(told, benefit)
        if reason.given:
            return _Found(told, reason, months.after(month).start)
    raise _refusal(told, reason)


def _of(told: Reasons, benefit: str) -> Reason:
    for one in told.benefits:
        if one.law.code == benefit:
            return one
    raise Invalid("这个人居住地和户籍地都没有这项待遇。", "benefit", "benefit")


def _refusal(told: Reasons, reason: Reason) -> Conflict:
    """Why it cannot be given, in the words of the law."""
    if reason.excluded_by:
        named = {one.law.code: one.law.name for one in told.benefits}
        others = "、".join(f"“{named.get(code, code)}”" for code in reason.excluded_by)
        return Conflict(f"有{others}，与“{reason.law.name}”不能同享，不能批准。", "not_entitled")
    if reason.given is None:
        facts = [told.facts[name].fact for name in reason.explained.missing]
        papers = "；".join(f"{one.label}（凭{one.evidence}）" if one.evidence else one.label for one in facts)
        return Conflict(f"还不能判定，缺：{papers}。请先补齐材料并登记，再批准。", "undecided")
    failed = [one.clause for one in reason.explained.clauses if one.verdict is Verdict.NO]
    said = "；".join(f"{one.says.rstrip('。')}（{one.article}）" for one in failed) or "按标准算下来是 0 元"
    return Conflict(f"不符合条件，不能批准：{said}。", "not_entitled")


def _waiting(found: _Found) -> int | None:
    """The pending beginning that says the same, from a run."""
    law = found.reason.law
    for one in found.told.waiting:
        same = (one.version_id, one.amount_fen) == (law.version_id, found.reason.explained.amount_fen or 0)
        if one.kind is Kind.START and one.benefit == law.code and same and one.from_day <= found.first:
            return one.id
    return None


def _written(found: _Found, actor: Actor, now: datetime) -> Proposal:
    law = found.reason.law
    terms = law.terms(found.reason.explained.amount_fen or 0)
    home = people.place_of(found.told.person_id).divisions[0]
    return Proposal.objects.create(
        run=_latest_run(home),
        person_id=found.told.person_id,
        division_id=home,
        benefit=law.code,
        version_id=terms.version_id,
        kind=Kind.START,
        why=Why.ENTITLED,
        from_day=found.first,
        per=terms.per,
        proration=terms.proration,
        amount_fen=terms.amount_fen,
        state=ProposalState.CONFIRMED,
        decided_by=actor.user_id,
        decided_name=actor.name,
        decided_at=now,
    )


def _latest_run(home: str) -> Run:
    around = [home, *places.ancestors(home)]
    rows = Run.objects.of(division__in=around, state=RunState.DONE).order_by("-month", "-id")
    row: Run | None = rows.first()
    if row is None:
        raise Conflict("本地还没有做过月度认定，批准的待遇无处可记。请先做一次，再批准。", "no_run")
    return row


def _onwards(first: date) -> DateSpan:
    return DateSpan(first, None)
