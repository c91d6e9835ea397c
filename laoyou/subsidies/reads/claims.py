"""Claims: by scope, narrowed, one by one, and step by step."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Sum

from laoyou.access.types import Place, Scope
from laoyou.kernel.errors import NotFound
from laoyou.kernel.ids import OrganisationId, PersonId
from laoyou.kernel.masking import mask_name
from laoyou.orgs import reads as orgs
from laoyou.payments.reads import lines as payments
from laoyou.payments.reads.lines import LineRecord
from laoyou.payments.types import LineState
from laoyou.people.reads import persons
from laoyou.policies import reads as policies
from laoyou.rules.types import Period
from laoyou.store import keyset
from laoyou.subsidies.core import facts
from laoyou.subsidies.models import Claim, Step
from laoyou.subsidies.reads.known import name_of
from laoyou.subsidies.types import CAUSE, SUBJECTS, ClaimState, Days, Move, Pays, Statement, Whom

NEWEST = keyset.Order(("-id",))
LARGEST_ID = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Filter:
    """What a list is narrowed to; empty fields ask nothing."""

    state: ClaimState | None = None
    benefit: str = ""
    division: str = ""
    year: int | None = None


@dataclass(frozen=True, slots=True)
class ClaimRecord:
    """A claim as others see it; `subject` is its name, a person's masked. `lines` are its payments."""

    id: int
    benefit: str
    benefit_name: str
    version_id: int
    whom: Whom
    subject: str
    division: str
    days: Days
    state: ClaimState
    filed_by: int | None
    filed_name: str
    filed_at: datetime
    decided_by: int | None
    decided_name: str
    decided_at: datetime | None
    reason: str
    fen: int | None
    frozen_facts: Sequence[Any]
    frozen: dict[str, Any]
    digest: str
    lines: tuple[LineRecord, ...]

    @property
    def pays(self) -> Pays | None:
        """How far the money is; None before it is due."""
        if self.state is not ClaimState.APPROVED:
            return None
        live = [one.state for one in self.lines if one.state is not LineState.CANCELLED]
        if not live:
            return Pays.CANCELLED if self.lines else Pays.NOT_COLLECTED
        if LineState.FAILED in live:
            return Pays.FAILED
        return Pays.SETTLED if set(live) == {LineState.SETTLED} else Pays.WAITING


@dataclass(frozen=True, slots=True)
class StepRecord:
    move: Move
    words: str
    by: int | None
    by_name: str
    at: datetime


def claims(
    reach: Scope, asked: Filter, *, size: int = 50, cursor: str | None = None
) -> keyset.Page[ClaimRecord]:
    """A page of the claims within `reach`, the newest first."""
    page = keyset.page(_narrowed(reach, asked), NEWEST, size, cursor)
    return keyset.Page(records(page.rows), page.next, page.previous)


def counts(reach: Scope, asked: Filter) -> tuple[int, int]:
    """How many claims fit, and how many fen of them are approved."""
    found = _narrowed(reach, asked).aggregate(number=Count("pk"), fen=Sum("amount_fen"))
    return found["number"], int(found["fen"] or 0)


def each(reach: Scope, asked: Filter, *, most: int) -> list[ClaimRecord]:
    """At most `most` of the claims that fit, the newest first: for exports."""
    return records(_narrowed(reach, asked).order_by("-pk")[:most])


def claim(claim_id: int) -> ClaimRecord:
    """One claim; the caller has asked the permission at `place_of`. Raises NotFound."""
    return records([row_of(claim_id)])[0]


def statements(claim_id: int) -> dict[str, Statement]:
    """What the clerk states, by fact. Raises NotFound."""
    return stated(row_of(claim_id))


def stated(row: Claim) -> dict[str, Statement]:
    body = policies.version(row.version_id).document.body
    subject = next(one for one in SUBJECTS if one is getattr(body, "subject", None))
    return facts.unpacked(policies.vocabulary(subject).facts, row.stated)


def steps(claim_id: int) -> list[StepRecord]:
    """What was done to a claim, the latest first."""
    rows = Step.objects.filter(claim=claim_id).order_by("-at", "-pk")
    return [StepRecord(Move(one.move), one.words, one.by, one.by_name, one.at) for one in rows]


def of_organisation(organisation_id: int) -> list[ClaimRecord]:
    """All claims of an organisation, its sites and their people, the newest first."""
    return records(Claim.objects.of(organisation=organisation_id).order_by("-pk"))


def live(benefits: Iterable[str], first: date, last: date) -> dict[tuple[str, Whom], int]:
    """Claims neither refused nor withdrawn whose days meet a period, or that are given once: id by whose."""
    rows = Claim.objects.for_the_system().filter(benefit__in=set(benefits))
    rows = rows.exclude(state__in=(ClaimState.REFUSED, ClaimState.WITHDRAWN))
    found = [one for one in rows if one.period == "once" or (one.first_day <= last and one.last_day >= first)]
    return {(one.benefit, one.whom): one.pk for one in found}


def approved_beside(row: Claim) -> list[Claim]:
    """The other approved claims of the same subject whose days meet."""
    rows = Claim.objects.of(organisation=row.organisation_id, state=ClaimState.APPROVED)
    rows = rows.filter(site=row.site_id, person=row.person_id).exclude(pk=row.pk)
    return list(rows.filter(first_day__lte=row.last_day, last_day__gte=row.first_day))


def days_of(row: Claim) -> Days:
    return Days(row.period, Period(row.first_day, row.last_day))


def place_of(claim_id: int, *_: object, **__: object) -> Place:
    """Where a claim belongs, for permission. Raises NotFound."""
    return row_of(claim_id).place


def row_of(claim_id: int) -> Claim:
    row: Claim | None = Claim.objects.of(pk=claim_id).first() if 0 < claim_id <= LARGEST_ID else None
    if row is None:
        raise NotFound("没有这份补贴申报，请从列表重新进入。", "no_claim")
    return row


def records(rows: Iterable[Claim]) -> list[ClaimRecord]:
    found = list(rows)
    versions = policies.versions({one.version_id for one in found})
    names = _names(found)
    lines = payments.of_causes(CAUSE, [one.pk for one in found])
    return [
        ClaimRecord(
            id=one.pk,
            benefit=one.benefit,
            benefit_name=versions[one.version_id].document.name,
            version_id=one.version_id,
            whom=one.whom,
            subject=names[one.pk],
            division=one.division_id,
            days=days_of(one),
            state=ClaimState(one.state),
            filed_by=one.filed_by,
            filed_name=one.filed_name,
            filed_at=one.filed_at,
            decided_by=one.decided_by,
            decided_name=one.decided_name,
            decided_at=one.decided_at,
            reason=one.reason,
            fen=one.amount_fen,
            frozen_facts=one.facts or (),
            frozen=one.decision or {},
            digest=one.digest,
            lines=lines.get(one.pk, ()),
        )
        for one in found
    ]


def _names(rows: Sequence[Claim]) -> dict[int, str]:
    sites = orgs.sites_of({one.site_id for one in rows if one.site_id})
    owners = orgs.names({one.organisation_id for one in rows})
    people = persons.names({one.person_id for one in rows if one.person_id})
    found: dict[int, str] = {}
    for one in rows:
        name = name_of(sites[one.site_id]) if one.site_id else owners[OrganisationId(one.organisation_id)]
        if one.person_id:
            name = f"{mask_name(people[PersonId(one.person_id)].name)} · {name}"
        found[one.pk] = name
    return found


def _narrowed(reach: Scope, asked: Filter) -> Any:
    rows = Claim.objects.within(reach.division_bounds())
    if asked.state is not None:
        rows = rows.filter(state=asked.state)
    if asked.benefit:
        rows = rows.filter(benefit=asked.benefit)
    if asked.division:
        low, high = Scope.division(asked.division).division_bounds() or ("", "")
        rows = rows.filter(division_id__gte=low, division_id__lt=high)
    return rows.filter(first_day__year=asked.year) if asked.year else rows
