"""Letters about what was decided: written when it is confirmed, and after a run for what began by itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from laoyou import acts, jobs
from laoyou.access.types import Actor
from laoyou.benefits.core import months, telling
from laoyou.benefits.core.telling import Letter, Step
from laoyou.benefits.facts import ProposalsConfirmed, RunDone
from laoyou.benefits.models import Proposal
from laoyou.benefits.reads import runs
from laoyou.benefits.reads.runs import place_of_run
from laoyou.benefits.types import OF_MONEY, Kind, ProposalState, Why
from laoyou.kernel.clock import local_date
from laoyou.notices import verbs as notices
from laoyou.notices.types import NewLetter
from laoyou.policies import reads as policies
from laoyou.policies.reads import PublishedVersion
from laoyou.policies.types import Benefit, Delivery, Per

PROPOSAL = "proposal"
TELL_JOB = "benefits.tell_run"
_COLUMNS = (
    "id", "run_id", "person_id", "division_id", "version_id", "kind", "why", "failed", "excluded_by",
    "from_day", "until_day", "per", "amount_fen", "was_fen", "lines", "state", "decided_at",
    "because__why",
)  # fmt: skip


def tell_confirmed(fact: ProposalsConfirmed, *, actor: Actor, now: datetime) -> int:
    """Write to everybody whose benefit a clerk's word has changed; how many letters."""
    rows = Proposal.objects.of(pk__in=fact.proposal_ids).order_by("pk")
    return notices.write_many(_letters(rows), now=now)


def file_telling(fact: RunDone, *, actor: Actor, now: datetime) -> None:
    """Have the letters about what a run began by itself written, once it is committed."""
    jobs.file(TELL_JOB, run_id=fact.run_id, **actor.carried())


@acts.verb("benefits.tell_run", place=place_of_run)
def tell_run(run_id: int, *, actor: Actor, now: datetime) -> int:
    """Write to everybody for whom something began by itself in a run; how many letters. Once: a second time
    writes nothing.
    """
    rows = Proposal.objects.of(run=run_id, state=ProposalState.AUTOMATIC).order_by("pk")
    written = notices.write_many(_letters(rows), now=now)
    acts.subject(kind="run", id=run_id, count=written)
    return written


def _letters(rows: Any) -> Iterator[NewLetter]:
    composed = _Composed()
    for row in rows.values(*_COLUMNS).iterator(chunk_size=20_000):
        kind, why = Kind(row["kind"]), Why(row["because__why"] or row["why"])
        if telling.is_told(kind, why):
            letter = composed.letter(row, kind, why)
            yield NewLetter(
                person_id=row["person_id"],
                division=row["division_id"],
                kind=letter.kind,
                title=letter.title,
                paragraphs=letter.paragraphs,
                cause_kind=PROPOSAL,
                cause_id=row["id"],
            )


@dataclass(slots=True)
class _Composed:
    """Letters already composed: most people's say the very same."""

    done: dict[tuple[Any, ...], Letter] = field(default_factory=dict)
    versions: dict[int, PublishedVersion] = field(default_factory=dict)
    named: dict[int, Mapping[str, str]] = field(default_factory=dict)

    def letter(self, row: dict[str, Any], kind: Kind, why: Why) -> Letter:
        first = _first(row, kind)
        key = (
            kind, why, row["version_id"], row["failed"], row["excluded_by"], first, row["until_day"],
            row["per"], row["amount_fen"], row["was_fen"], str(row["lines"]),
        )  # fmt: skip
        if key not in self.done:
            self.done[key] = telling.letter(self._step(row, kind, why, first))
        return self.done[key]

    def _step(self, row: dict[str, Any], kind: Kind, why: Why, first: date) -> Step:
        version = self._version(row["version_id"])
        names = self._names(row["run_id"]) if row["excluded_by"] else {}
        return Step(
            kind=kind,
            why=why,
            name=version.document.name,
            law=version.document.law.title,
            from_day=first,
            until_day=row["until_day"] if kind not in OF_MONEY else None,
            per=Per(row["per"]),
            amount_fen=row["amount_fen"],
            was_fen=row["was_fen"] or 0,
            clauses=_clauses(version, first, row["failed"] if kind is Kind.STOP else None),
            delivery=_delivery(version),
            others=tuple(names.get(code, code) for code in row["excluded_by"].split(",") if code),
            months=tuple(date.fromisoformat(month) for month, _fen in row["lines"] or ()),
            is_demo=policies.is_demo(version.document, first),
        )

    def _version(self, version_id: int) -> PublishedVersion:
        if version_id not in self.versions:
            self.versions |= policies.versions([version_id])
        return self.versions[version_id]

    def _names(self, run_id: int) -> Mapping[str, str]:
        """What the benefits that a run decided are called, by code."""
        if run_id not in self.named:
            self.named[run_id] = {law.code: law.name for law in runs.run(run_id).laws}
        return self.named[run_id]


def _delivery(version: PublishedVersion) -> Delivery:
    body = version.document.body
    return body.delivery if isinstance(body, Benefit) else Delivery.CASH


def _first(row: dict[str, Any], kind: Kind) -> date:
    """The day from which it holds: what was asked for begins with the month in which it was confirmed."""
    first: date = row["from_day"]
    if kind is Kind.START and row["state"] == ProposalState.CONFIRMED:
        return max(first, months.month_of(local_date(row["decided_at"])).start)
    return first


def _clauses(version: PublishedVersion, day: date, failed: int | None) -> tuple[tuple[str, str], ...]:
    """Sentence and article of each clause, or of those that fail (bits)."""
    start, end = version.document.in_force.start, version.document.in_force.end
    within = max(start or day, min(day, end or day))
    clauses = policies.program_on(version.document, within).clauses
    return tuple(
        (one.says, one.article)
        for place, one in enumerate(clauses)
        if failed is None or failed >> place & 1
    )
