"""Deciding a claim by a second person, and handing its money to payments."""

from __future__ import annotations

from datetime import datetime

from laoyou import acts
from laoyou.access.types import Actor
from laoyou.benefits.reads.funds import Choices
from laoyou.kernel.clock import local_date
from laoyou.kernel.errors import Conflict, Forbidden
from laoyou.ledger.types import AccountId, Unit, Use
from laoyou.payments import verbs as payments
from laoyou.payments.types import Cause, NewLine, Payee
from laoyou.policies import reads as policies
from laoyou.rules.types import Verdict
from laoyou.subsidies.core import periods
from laoyou.subsidies.models import Claim, Step
from laoyou.subsidies.reads import claims, laws
from laoyou.subsidies.reads.claims import place_of
from laoyou.subsidies.reads.current import current
from laoyou.subsidies.reads.deciding import Decision
from laoyou.subsidies.types import CAUSE, ClaimState, Move
from laoyou.subsidies.verbs import rows


@acts.verb("subsidies.send_back", place=place_of)
def send_back(claim_id: int, reason: str, *, actor: Actor, now: datetime) -> None:
    """Give a claim back to be put right. Raises Invalid (`reason`), Conflict (`claim_move`)."""
    words = rows.said(reason, "要补正什么")
    row = rows.moved(rows.held(claim_id), Move.RETURN)
    row.save(update_fields=["state"])
    rows.note(row, Move.RETURN, actor, now, words)


@acts.verb("subsidies.refuse", place=place_of)
def refuse(claim_id: int, reason: str, *, actor: Actor, now: datetime) -> None:
    """Decide that nothing is given. Raises Invalid (`reason`), Conflict (`claim_move`), Forbidden
    (`same_person`).
    """
    words = rows.said(reason, "不予补贴的理由")
    row = rows.moved(rows.held(claim_id), Move.REFUSE)
    _check_second(row, actor)
    row.decided_by, row.decided_name, row.decided_at = actor.user_id, actor.name, now
    row.reason = words
    row.save(update_fields=["state", "decided_by", "decided_name", "decided_at", "reason"])
    rows.note(row, Move.REFUSE, actor, now, words)


@acts.verb("subsidies.approve", place=place_of)
def approve(claim_id: int, *, seen: str, actor: Actor, now: datetime) -> int:
    """Approve a claim as it was seen (`seen` is the digest of the decision shown), freeze what it rests on,
    and collect the money where every payer has a fund. The fen approved.

    Raises Forbidden (`same_person`), Conflict: `claim_move`, `seen` when facts or law have changed,
    `undecided` naming the papers that are missing, `not_due`, `not_verified`, `excluded`.
    """
    rows.hold_beside(claim_id)
    row = rows.moved(rows.held(claim_id), Move.APPROVE)
    _check_second(row, actor)
    decision = current(row, local_date(now))
    _check_due(decision)
    if decision.digest != seen:
        raise Conflict("您看过以后，情况或政策有变化。请刷新页面，看过新的结论再批准。", "seen")
    _check_exclusions(row)
    row.decided_by, row.decided_name, row.decided_at = actor.user_id, actor.name, now
    row.version_id, row.amount_fen = decision.law.id, decision.fen
    row.facts, row.decision, row.digest = decision.frozen_facts, decision.frozen, decision.digest
    row.save()
    rows.note(row, Move.APPROVE, actor, now)
    if not _unfunded(row):
        _collect(row, actor, now)
    return int(row.amount_fen or 0)


@acts.verb("subsidies.collect", place=place_of)
def collect(claim_id: int, *, actor: Actor, now: datetime) -> int:
    """Hand an approved claim to payments, a line a payer; how many are new. Doing it again adds nothing.

    Raises Conflict: `not_approved`; `no_fund` naming the payers whose fund is still to be chosen.
    """
    row = rows.held(claim_id)
    if row.state != ClaimState.APPROVED:
        raise Conflict("只有已批准的申报才能归集。", "not_approved")
    if missing := _unfunded(row):
        raise Conflict(f"还没有指定{'、'.join(missing)}的出资账户，请先在“出资账户”里选定。", "no_fund")
    return _collect(row, actor, now)


def _collect(row: Claim, actor: Actor, now: datetime) -> int:
    funds = Choices(row.division_id)
    payee = Payee.person(row.person_id) if row.person_id else Payee.organisation(row.organisation_id)
    use = Use.INFANT if _is_for_infants(row) else Use.ELDER
    version = policies.version(row.version_id)
    period = f"{row.first_day:%Y-%m}" if row.period == periods.ONCE else row.period
    lines = [
        NewLine(
            payee=payee,
            amount=one["fen"],
            fund=fund,
            use=use,
            cause=Cause(CAUSE, row.pk, period, one["payer"]),
            words=policies.named(version.document, row.first_day),
            division=row.division_id,
        )
        for one in row.shares
        if (fund := _fund(funds, row, one["payer"])) is not None
    ]
    return payments.collect(lines, actor=actor, now=now).new


def _fund(funds: Choices, row: Claim, payer: str) -> AccountId | None:
    return funds.account(row.division_id, payer, row.benefit, Unit.FEN)


def _unfunded(row: Claim) -> list[str]:
    """The payers of an approved claim whose fund nobody has chosen."""
    funds = Choices(row.division_id)
    return [one["label"] for one in row.shares if _fund(funds, row, one["payer"]) is None]


def _is_for_infants(row: Claim) -> bool:
    """Whether the money serves infants: what a nursery or somebody who works there is given."""
    told = {one["name"]: one["value"] for one in row.facts or ()}
    return "nursery" in (told.get("kind"), told.get("employer_kind"))


def _check_second(row: Claim, actor: Actor) -> None:
    """Forbidden for whoever had a hand in the claim."""
    mine = Step.objects.filter(
        claim=row, move__in=(Move.FILE, Move.STATE, Move.SUBMIT), by=actor.user_id, by__isnull=False
    )
    if actor.user_id is not None and (row.filed_by == actor.user_id or mine.exists()):
        raise Forbidden("谁申报、谁填写的，不能由谁审批。请换一位同事办理。", "same_person")


def _check_due(decision: Decision) -> None:
    if decision.verdict is Verdict.UNDECIDED:
        papers = "、".join(f"{one.label}（凭{one.evidence}）" for one in decision.missing)
        raise Conflict(f"还不能定，缺：{papers}。请退回补正。", "undecided")
    if not decision.is_due:
        failed = "；".join(f"{one.article}：{one.says}" for one in decision.clauses if one.sign == "no")
        raise Conflict(f"不符合条件，不能批准。{failed or '金额为零。'}", "not_due")
    if decision.unproven:
        names = "、".join(f"{one.label}（{one.evidence}）" for one in decision.unproven)
        raise Conflict(f"这些情况还没有核验材料：{names}。请退回，看过材料后再报。", "not_verified")


def _check_exclusions(row: Claim) -> None:
    """Conflict when a benefit that excludes this one is approved for the same days."""
    found = claims.approved_beside(row)
    codes = {one.benefit for one in found}
    period = claims.days_of(row).period
    barred = codes & laws.excluding(row.benefit, row.division_id, period)
    if barred:
        other = next(one for one in found if one.benefit in barred)
        name = policies.version(other.version_id).document.name
        raise Conflict(f"同一期已批准“{name}”（{other.pk} 号），两项不能同享。", "excluded")
