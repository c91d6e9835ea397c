"""The lists: who should begin, stop or change, and who is owed or owes for months that are over."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import Count, Sum
from django.db.models.functions import Left

from laoyou.access.types import Place, Scope
from laoyou.benefits.models import Proposal
from laoyou.benefits.models.proposals import ProposalRows
from laoyou.benefits.types import Kind, MonthLine, ProposalState, Why
from laoyou.kernel.errors import NotFound
from laoyou.kernel.ids import PersonId
from laoyou.people.reads import reach as people
from laoyou.policies.types import Per
from laoyou.store import keyset

BY_PLACE = keyset.Order(("division_id", "person_id", "id"))
"""By village; what concerns one person stands together."""


@dataclass(frozen=True, slots=True)
class Filter:
    """What a list is narrowed to; empty fields ask nothing."""

    kind: Kind | None = None
    state: ProposalState | None = ProposalState.PENDING
    benefit: str = ""
    why: Why | None = None
    division: str = ""
    run: int | None = None
    person: int | None = None
    ids: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class ProposalRow:
    """A proposal in a list. `division` is the 12-digit code of where the person lived when it was made.

    `failed` are the clauses (bits, in the order of the version's) and `excluded_by` the benefits on account
    of which it stops. Of money `lines` are the months; `because` is the step from which it follows.
    """

    id: int
    run_id: int
    person_id: PersonId
    division: str
    benefit: str
    version_id: int
    kind: Kind
    why: Why
    failed: int
    excluded_by: tuple[str, ...]
    from_day: date
    until_day: date | None
    per: Per
    amount_fen: int
    was_fen: int | None
    lines: tuple[MonthLine, ...]
    because: int | None
    state: ProposalState
    decided_by: int | None
    decided_name: str
    decided_at: datetime | None
    reason: str

    @property
    def on_application(self) -> bool:
        """Whether it begins when it is confirmed, not by itself."""
        return self.kind is Kind.START and self.state is not ProposalState.AUTOMATIC


def proposals(
    reach: Scope, asked: Filter, *, size: int = 50, cursor: str | None = None
) -> keyset.Page[ProposalRow]:
    """A page of the proposals within `reach` that fit, village by village."""
    page = keyset.page(narrowed(reach, asked), BY_PLACE, size, cursor)
    return keyset.Page([_row(row) for row in page.rows], page.next, page.previous)


def count(reach: Scope, asked: Filter) -> int:
    return narrowed(reach, asked).count()


def each(reach: Scope, asked: Filter, *, most: int) -> Iterator[ProposalRow]:
    """Every proposal that fits, streamed in the order of the list, at most `most`: for exports."""
    rows = narrowed(reach, asked).order_by(*BY_PLACE.fields)[:most]
    return (_row(row) for row in rows.iterator(chunk_size=2000))


def of_persons(person_ids: Iterable[int], *, waiting: bool = False) -> list[ProposalRow]:
    """Everything ever proposed about persons, or what waits, the newest first; the caller has asked the
    permission.
    """
    rows = Proposal.objects.of(person__in=set(person_ids)).order_by("-id")
    return [_row(row) for row in (rows.filter(state=ProposalState.PENDING) if waiting else rows)]


def counts(reach: Scope, asked: Filter) -> dict[Kind, tuple[int, int]]:
    """How many of each kind fit, and how much money together (fen), whatever kind is asked for."""
    rows = narrowed(reach, replace(asked, kind=None)).order_by("kind").values("kind")
    found = rows.annotate(n=Count("id"), fen=Sum("amount_fen"))
    return {Kind(row["kind"]): (row["n"], row["fen"]) for row in found}


def counts_waiting(reach: Scope) -> dict[Kind, int]:
    """How many of each kind wait to be decided."""
    rows = narrowed(reach, Filter()).order_by("kind").values("kind").annotate(n=Count("id"))
    return {Kind(row["kind"]): row["n"] for row in rows}


def by_division(reach: Scope, asked: Filter, digits: int) -> dict[str, int]:
    """How many fit by division of so many significant digits: {12-digit code: how many}."""
    rows = narrowed(reach, asked).annotate(place=Left("division_id", digits)).order_by("place")
    return {row["place"].ljust(12, "0"): row["n"] for row in rows.values("place").annotate(n=Count("id"))}


def by_benefit(reach: Scope, asked: Filter) -> dict[str, int]:
    rows = narrowed(reach, asked).order_by("benefit").values("benefit").annotate(n=Count("id"))
    return {row["benefit"]: row["n"] for row in rows}


def rows_of(ids: Sequence[int]) -> list[ProposalRow]:
    """Proposals by id, in their order; the caller has asked the permission. NotFound for a stranger."""
    found = {row.pk: _row(row) for row in Proposal.objects.of(pk__in=ids)}
    if len(found) != len(set(ids)):
        raise _nothing()
    return [found[one] for one in ids]


def place_of_proposal(proposal_id: int, *_: object, **__: object) -> Place:
    """In whose list a proposal stands, then where its person is: who has moved away since is still theirs
    who pay. NotFound when there is none.
    """
    row = Proposal.objects.of(pk=proposal_id).values_list("person_id", "division_id").first()
    if row is None:
        raise _nothing()
    person_id, division = row
    place = people.place_of(person_id)
    return replace(place, divisions=tuple(dict.fromkeys((division, *place.divisions))))


def narrowed(reach: Scope, asked: Filter) -> ProposalRows:
    """The one place where a scope and a filter become a query."""
    rows: ProposalRows = Proposal.objects.within(reach.division_bounds())
    if asked.division:
        low, high = Scope.division(asked.division).division_bounds() or ("", "")
        rows = rows.filter(division_id__gte=low, division_id__lt=high)
    wanted = {
        "kind": asked.kind,
        "state": asked.state,
        "benefit": asked.benefit or None,
        "why": asked.why,
        "run": asked.run,
        "person": asked.person,
    }
    rows = rows.filter(**{name: value for name, value in wanted.items() if value is not None})
    return rows if asked.ids is None else rows.filter(pk__in=asked.ids)


def _row(row: Proposal) -> ProposalRow:
    return ProposalRow(
        id=row.pk,
        run_id=row.run_id,
        person_id=PersonId(row.person_id),
        division=row.division_id,
        benefit=row.benefit,
        version_id=row.version_id,
        kind=Kind(row.kind),
        why=Why(row.why),
        failed=row.failed,
        excluded_by=tuple(row.excluded_by.split(",")) if row.excluded_by else (),
        from_day=row.from_day,
        until_day=row.until_day,
        per=Per(row.per),
        amount_fen=row.amount_fen,
        was_fen=row.was_fen,
        lines=tuple(MonthLine(date.fromisoformat(month), fen) for month, fen in row.lines or ()),
        because=row.because_id,
        state=ProposalState(row.state),
        decided_by=row.decided_by,
        decided_name=row.decided_name,
        decided_at=row.decided_at,
        reason=row.reason,
    )


def _nothing() -> NotFound:
    return NotFound("没有找到这一项，名单可能已经更新。请返回名单重新查找。", "no_proposal")
