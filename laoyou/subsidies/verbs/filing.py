"""Claiming: a draft for somebody and a period, what is stated, handing it in, taking it back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from laoyou import acts
from laoyou.access import rules
from laoyou.access.types import Actor, Place
from laoyou.kernel.clock import local_date
from laoyou.kernel.errors import Forbidden, Invalid
from laoyou.orgs import reads as orgs
from laoyou.people.reads.reach import place_of as place_of_person
from laoyou.policies.types import Subject
from laoyou.rules.types import Period
from laoyou.subsidies.core import facts, periods
from laoyou.subsidies.models import Claim
from laoyou.subsidies.reads import deciding, laws
from laoyou.subsidies.reads.claims import place_of
from laoyou.subsidies.types import ClaimState, Move, NewClaim, Statement, Whom
from laoyou.subsidies.verbs import rows


def _place_of_new(new: NewClaim, **_: object) -> Place:
    if new.whom.site_id is not None:
        return orgs.place_of_site(new.whom.site_id)
    return orgs.place_of(new.whom.organisation_id)


@acts.verb("subsidies.file", place=_place_of_new)
def file(new: NewClaim, *, actor: Actor, now: datetime) -> int:
    """Begin a claim as a draft; its id.

    Raises Invalid (`period`, `whom`), NotFound (`no_law`, `site`, `organisation`), Forbidden
    (`person_beyond`), Conflict (`subsidies_claim_once_a_site`, `…_an_organisation`, `…_a_person`).
    """
    today = local_date(now)
    place = _place_of_new(new)
    (division,) = place.divisions
    days = periods.days_of(new.period, today)
    law = laws.law_of(new.benefit, division, days.period)
    periods.check(laws.amount_of(law.benefit).per, days)
    _check_whom(law.benefit.subject, new.whom, place, actor)
    row = Claim.objects.create(
        benefit=new.benefit,
        version_id=law.id,
        organisation_id=new.whom.organisation_id,
        site_id=new.whom.site_id,
        person_id=new.whom.person_id,
        division_id=division,
        period=days.words,
        first_day=days.period.start,
        last_day=days.period.end,
        state=ClaimState.DRAFT.value,
        filed_by=actor.user_id,
        filed_name=actor.name,
        filed_at=now,
    )
    acts.subject(kind="subsidy_claim", id=row.pk)
    rows.note(row, Move.FILE, actor, now)
    return int(row.pk)


@acts.verb("subsidies.state", place=place_of)
def state(claim_id: int, given: Mapping[str, Statement], *, actor: Actor, now: datetime) -> None:
    """Put down what is known of the facts, all at once. Raises Invalid (`fact_value`, naming the fact),
    Conflict (`claim_move`).
    """
    row = rows.moved(rows.held(claim_id), Move.STATE)
    law = laws.law_of(row.benefit, row.division_id, Period(row.first_day, row.last_day))
    asked = deciding.asked_of(law)
    for name, one in given.items():
        if name not in asked:
            raise Invalid(f"这项补贴不问“{name[:40]}”，请刷新页面再填。", "fact_value", name[:40])
        facts.check(asked[name], one.value)
        if len(one.remark) > facts.LONGEST_REMARK:
            words = f"{asked[name].label}：备注请写在 {facts.LONGEST_REMARK} 字以内。"
            raise Invalid(words, "fact_value", name)
    row.version_id = law.id
    row.stated = facts.packed({name: one for name, one in given.items() if one != Statement(None)})
    row.save(update_fields=["version_id", "stated"])
    rows.note(row, Move.STATE, actor, now)


@acts.verb("subsidies.submit", place=place_of)
def submit(claim_id: int, *, actor: Actor, now: datetime) -> None:
    """Hand a claim in to be decided; what is given once counts by the month of this day.

    Raises Conflict (`claim_move`), NotFound (`no_law`).
    """
    row = rows.moved(rows.held(claim_id), Move.SUBMIT)
    if row.period == periods.ONCE:
        month = periods.month_of(local_date(now))
        row.first_day, row.last_day = month.start, month.end
    row.version_id = laws.law_of(row.benefit, row.division_id, Period(row.first_day, row.last_day)).id
    row.save(update_fields=["state", "first_day", "last_day", "version_id"])
    rows.note(row, Move.SUBMIT, actor, now)


@acts.verb("subsidies.withdraw", place=place_of)
def withdraw(claim_id: int, reason: str = "", *, actor: Actor, now: datetime) -> None:
    """Take a claim back; it may be filed anew. Raises Conflict (`claim_move`), Invalid (`reason`)."""
    row = rows.moved(rows.held(claim_id), Move.WITHDRAW)
    row.reason = rows.said(reason, "撤回的原因", needed=False)
    row.save(update_fields=["state", "reason"])
    rows.note(row, Move.WITHDRAW, actor, now, row.reason)


def _check_whom(subject: Subject, whom: Whom, place: Place, actor: Actor) -> None:
    """Invalid when the benefit is for another kind; Forbidden for somebody whom the clerk may not see."""
    fits = {
        Subject.FACILITY: whom.site_id is not None and whom.person_id is None,
        Subject.ORGANISATION: whom.site_id is None and whom.person_id is None,
        Subject.STAFF: whom.site_id is not None and whom.person_id is not None,
    }
    if not fits.get(subject, False):
        raise Invalid("这项补贴不是给这类对象的，请重新选择申报对象。", "whom", "whom")
    if place.organisation != whom.organisation_id:
        raise Invalid("这个站点不属于这家机构，请重新选择。", "whom", "whom")
    if whom.person_id is not None and not rules.may(actor, "people.see", place_of_person(whom.person_id)):
        raise Forbidden("这个人不在您的辖区内，请由其居住地的同事申报。", "person_beyond")

