"""Who may be entitled by what the register knows, and has not claimed (政策找机构)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from laoyou.access.types import Scope
from laoyou.orgs import reads as orgs
from laoyou.policies.reads import PolicyVersion
from laoyou.rules.types import Verdict
from laoyou.subsidies.core import periods
from laoyou.subsidies.reads import claims, known, laws
from laoyou.subsidies.reads.deciding import Decision, decide
from laoyou.subsidies.reads.known import SubjectRecord
from laoyou.subsidies.types import Days


@dataclass(frozen=True, slots=True)
class Candidate:
    """A subsidy that somebody may claim: not refused by any known fact. `claim_id`: the claim there is."""

    whom: SubjectRecord
    decision: Decision
    days: Days
    claim_id: int | None


def unclaimed(reach: Scope, benefit: str, year: int, today: date) -> list[Candidate]:
    """The sites or organisations of a scope that may be entitled to a benefit for a year (for its last begun
    month, or once) and have claimed none of it; those that surely fit first.
    """
    on = min(date(year, 12, 31), today)
    subjects = (*known.facilities(orgs.sites(reach, on), on), *_organisations(reach, on))
    found = _fitting(list(subjects), on, today, only=benefit)
    free = [one for one in found if one.claim_id is None]
    return sorted(free, key=lambda one: (one.decision.verdict is not Verdict.YES, one.whom.name))


def of_organisation(organisation_id: int, today: date) -> list[Candidate]:
    """What an organisation and its open sites may claim now; the caller has asked the permission."""
    record = orgs.organisation(organisation_id, Scope.everything(), today)
    sites = [one for one in record.sites if one.span.end is None or one.span.end >= today]
    rows = orgs.rows_of([organisation_id], today).values()
    return _fitting([*known.organisations(rows), *known.facilities(sites, today)], today, today)


def _organisations(reach: Scope, on: date) -> list[SubjectRecord]:
    return known.organisations(orgs.every(reach, orgs.Filter(), on))


def _fitting(subjects: list[SubjectRecord], on: date, today: date, only: str = "") -> list[Candidate]:
    """Each subject with each law of its place that is for its kind and that no known fact refuses."""
    year = periods.days_of(str(on.year), today).period
    by_division = {code: laws.laws(code, year) for code in {one.division for one in subjects}}
    codes = {only} if only else {code for found in by_division.values() for code in found}
    live = claims.live(codes, year.start, year.end)
    found: list[Candidate] = []
    for one in subjects:
        for code, law in by_division[one.division].items():
            if code not in codes or law.benefit.subject is not one.subject:
                continue
            candidate = _candidate(one, law, on, today, live.get((code, one.whom)))
            if candidate.decision.verdict is not Verdict.NO:
                found.append(candidate)
    return found


def _candidate(
    whom: SubjectRecord, law: PolicyVersion, on: date, today: date, claim_id: int | None
) -> Candidate:
    days = periods.days_of(periods.current(laws.amount_of(law.benefit).per, on), today)
    return Candidate(whom, decide(law, whom, {}, days.period), days, claim_id)


