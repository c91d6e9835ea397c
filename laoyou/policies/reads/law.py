"""The law of a place and a time, as it is published now or was at an instant.

Published law is public: reading it needs no permission, only a sensible question.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from laoyou.kernel.errors import NotFound
from laoyou.kernel.spans import ONE_DAY, DateSpan
from laoyou.policies.core import exclusion, parameters
from laoyou.policies.core.governing import key_of
from laoyou.policies.models import Version
from laoyou.policies.reads.texts import Difference, compiled, difference, program_on
from laoyou.policies.types import (
    NATIONAL,
    Benefit,
    Document,
    DocumentKind,
    FundRule,
    Proration,
    VersionState,
)
from laoyou.rules.types import Period, Program

_LENGTHS = (2, 4, 6, 9, 12)


@dataclass(frozen=True, slots=True)
class PublishedVersion:
    """A version that is, or was, published law: its days may be fewer than the text says.

    `digest` is the SM3 of the text, in hex. `until` is the instant at which it was superseded or withdrawn.
    """

    id: int
    document: Document
    digest: str
    in_force: DateSpan
    published_at: datetime
    until: datetime | None
    state: VersionState
    approved_name: str
    proposed_name: str
    withdrawn_name: str
    file: str
    continues: int | None
    ends: int | None


@dataclass(frozen=True, slots=True)
class PolicyVersion:
    """A benefit that is law for some days of a period.

    `part` is those days: the whole period, unless the law begins, ends or (where days are counted) changes
    within it. `program` has the numbers of the last day of the part. `demo`: some of it is an example
    (示例), which every screen and every paper that shows its amounts must say.
    """

    id: int
    document: Document
    benefit: Benefit
    digest: str
    in_force: DateSpan
    part: DateSpan
    program: Program
    demo: bool

    @property
    def code(self) -> str:
        return self.document.code


def in_force(territory: str, period: Period, as_of: datetime | None = None) -> tuple[PolicyVersion, ...]:
    """The benefits that are law in a territory (12-digit code, or NATIONAL) in a period, by code.

    A document counts where its territory holds the whole of the one asked for; of one benefit the law of the
    nearest government. A period is decided by the law of its last day; where a benefit counts days
    (Proration.BY_DAY) each part of the period is decided by its own law, and there is a record for each.
    With `as_of`, by what was published at that instant.
    """
    days = DateSpan(period.start, period.end)
    rows = published(as_of).filter(kind=DocumentKind.BENEFIT, territory__in=above(territory))
    by_code: dict[str, list[PublishedVersion]] = defaultdict(list)
    for one in records(rows.filter(in_force__overlap=days).order_by("code", "in_force", "pk")):
        by_code[one.document.code].append(one)
    return tuple(policy for found in by_code.values() for policy in _of_period(found, days))


def exclusions(policies: Iterable[PolicyVersion]) -> tuple[exclusion.Pair, ...]:
    """Which of these benefits nobody has together."""
    return exclusion.pairs(one.document for one in policies)


def version(version_id: int) -> PublishedVersion:
    """One version that is or was published. Raises NotFound."""
    found = versions([version_id]).get(version_id)
    if found is None:
        raise NotFound("没有这个版本，或它还没有发布。请从政策库重新进入。", "version")
    return found


def versions(ids: Iterable[int]) -> dict[int, PublishedVersion]:
    """Versions that are or were published, by id."""
    rows = Version.objects.filter(pk__in=set(ids), published__isnull=False)
    return {one.id: one for one in records(rows)}


def history(code: str, territory: str) -> tuple[PublishedVersion, ...]:
    """Every version of a document in its own territory that was ever published, the newest first."""
    rows = Version.objects.filter(code=code, territory=territory, published__isnull=False)
    return tuple(records(rows.order_by("-published", "-in_force", "-pk")))


def library(territory: str, on: date) -> tuple[PublishedVersion, ...]:
    """What is law in a territory on a day, or will be: of each document and territory the version of the day,
    else the next. Everything that applies there, and all that lower governments have laid down.
    """
    near = Q(territory__in=above(territory)) | Q(territory__startswith=key_of(territory))
    rows = published(None).filter(near).order_by("code", "territory", "in_force")
    shown: dict[tuple[str, str], PublishedVersion] = {}
    for one in records(rows):
        if one.in_force.end is None or one.in_force.end >= on:
            shown.setdefault((one.document.code, one.document.territory.division), one)
    return tuple(shown.values())


def fund_rules(territory: str, on: date) -> tuple[FundRule, ...]:
    """The rules about funds that are law in a territory on a day."""
    found = _standing(DocumentKind.FUND_RULE, territory, on)
    return tuple(one.document.body for one in found if isinstance(one.document.body, FundRule))


def catalogue(territory: str, on: date) -> tuple[PublishedVersion, ...]:
    """The lists of basic services that are law in a territory on a day: that of the nation first."""
    return tuple(_standing(DocumentKind.CATALOGUE, territory, on))


def changed(before_id: int, after_id: int) -> Difference:
    """What changed from one published version to another. Raises NotFound."""
    return difference(version(before_id).document, version(after_id).document)


def is_demo(document: Document, day: date) -> bool:
    """Whether something that counts on a day is an example, not taken from the law."""
    body = document.body
    if document.demo or not isinstance(body, Benefit):
        return bool(document.demo)
    return any(one.demo for one in body.clauses) or any(
        one.on(day).demo for one in body.parameters if one.values[0].start <= day
    )


def named(document: Document, day: date) -> str:
    """Its name, for where an amount of a day stands: marked where that is an example."""
    return f"{document.name}（示例）" if is_demo(document, day) else document.name


def _of_period(found: list[PublishedVersion], period: DateSpan) -> Iterator[PolicyVersion]:
    nearest = max(len(key_of(one.document.territory.division)) for one in found)
    own = [one for one in found if len(key_of(one.document.territory.division)) == nearest]
    if not _counts_days(own[-1]):
        yield _policy(own[-1], own[-1].in_force.intersect(period))
        return
    for one in own:
        for part in _parts(one, period):
            yield _policy(one, part)


def _counts_days(one: PublishedVersion) -> bool:
    amount = _benefit(one.document).amount
    return amount is not None and amount.proration is Proration.BY_DAY


def _parts(one: PublishedVersion, period: DateSpan) -> Iterator[DateSpan]:
    """The days of a version in a period, cut where its numbers change."""
    whole = one.in_force.intersect(period)
    if whole is None:
        return
    starts = parameters.regimes(_benefit(one.document).parameters, whole)
    for start, after in zip(starts, (*starts[1:], None), strict=True):
        yield DateSpan(start, after - ONE_DAY if after else whole.end)


def _policy(one: PublishedVersion, part: DateSpan | None) -> PolicyVersion:
    if part is None or part.end is None:
        raise ValueError("a period has a last day")
    return PolicyVersion(
        id=one.id,
        document=one.document,
        benefit=_benefit(one.document),
        digest=one.digest,
        in_force=one.in_force,
        part=part,
        program=program_on(one.document, part.end),
        demo=is_demo(one.document, part.end),
    )


def _benefit(document: Document) -> Benefit:
    if not isinstance(document.body, Benefit):
        raise TypeError(f"{document.code} is no benefit")
    return document.body


def _standing(kind: DocumentKind, territory: str, on: date) -> Iterator[PublishedVersion]:
    rows = published(None).filter(kind=kind, territory__in=above(territory), in_force__contains=on)
    return records(rows.order_by("territory", "code"))


def published(as_of: datetime | None) -> QuerySet[Version]:
    """The versions that are law as it is published now, or was at an instant."""
    rows = Version.objects.filter(published__isnull=False)
    return rows.filter(published__upper_inf=True) if as_of is None else rows.filter(published__contains=as_of)


def above(territory: str) -> list[str]:
    """The territories that hold this one: the nation, and every division down to itself."""
    key = key_of(territory)
    return [NATIONAL, *(key[:length].ljust(12, "0") for length in _LENGTHS if length <= len(key))]


def records(rows: Iterable[Version]) -> Iterator[PublishedVersion]:
    for row in rows:
        yield PublishedVersion(
            id=row.pk,
            document=compiled(row.text),
            digest=row.digest,
            in_force=row.in_force,
            published_at=row.published.start,
            until=row.published.end,
            state=VersionState(row.state),
            approved_name=row.approved_name,
            proposed_name=row.proposed_name,
            withdrawn_name=row.withdrawn_name,
            file=row.file,
            continues=row.continues_id,
            ends=row.ends_id,
        )
