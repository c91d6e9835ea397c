"""Documents on their way to becoming law: for those who draft and approve them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from laoyou.access.types import Place, Scope
from laoyou.kernel.errors import NotFound
from laoyou.kernel.spans import DateSpan
from laoyou.policies.models import Version
from laoyou.policies.reads.law import PublishedVersion, published, records
from laoyou.policies.reads.texts import compiled
from laoyou.policies.types import Document, DocumentKind, VersionState

WAITING = (VersionState.DRAFT, VersionState.PROPOSED)


@dataclass(frozen=True, slots=True)
class DraftVersion:
    """A version as its authors see it; `ends` is the version to which it sets a last day."""

    id: int
    document: Document
    digest: str
    in_force: DateSpan
    state: VersionState
    ends: int | None
    written_by: int | None
    written_name: str
    written_at: datetime
    proposed_by: int | None
    proposed_name: str
    proposed_at: datetime | None


def place_of(version_id: int, *_: object, **__: object) -> Place:
    """Where a version is, for permission: at the government that issues it. Raises NotFound."""
    issuer = Version.objects.filter(pk=version_id).values_list("issuer", flat=True).first()
    if issuer is None:
        raise NotFound("没有这个版本，请从政策草稿重新进入。", "version")
    return Place((issuer,))


def drafts(reach: Scope) -> tuple[DraftVersion, ...]:
    """Drafts and proposals of the governments within a scope, those that wait longest first."""
    rows = Version.objects.filter(state__in=WAITING)
    if (bounds := reach.division_bounds()) is not None:
        rows = rows.filter(issuer__gte=bounds[0], issuer__lt=bounds[1])
    return tuple(_drafts(rows.order_by("written_at", "pk")))


def proposals(reach: Scope) -> int:
    """How many proposals within a scope wait to be approved."""
    return sum(one.state is VersionState.PROPOSED for one in drafts(reach))


def draft(version_id: int) -> DraftVersion:
    """One version in any state. Raises NotFound."""
    found = list(_drafts(Version.objects.filter(pk=version_id)))
    if not found:
        raise NotFound("没有这个版本，请从政策草稿重新进入。", "version")
    return found[0]


def superseded_by(version_id: int) -> tuple[PublishedVersion, ...]:
    """The published versions whose days a draft would take over, if it were approved now."""
    one = draft(version_id)
    return tuple(records(overlapping(one.document, one.in_force).order_by("in_force")))


def benefits() -> tuple[Document, ...]:
    """Every benefit that is published anywhere."""
    rows = published(None).filter(kind=DocumentKind.BENEFIT)
    return tuple(compiled(row.text) for row in rows.order_by("code", "territory", "pk"))


def overlapping(document: Document, in_force: DateSpan) -> QuerySet[Version]:
    """The published versions of the same document on the same days."""
    return published(None).filter(
        kind=document.kind,
        code=document.code,
        territory=document.territory.division,
        in_force__overlap=in_force,
    )


def _drafts(rows: Iterable[Version]) -> Iterable[DraftVersion]:
    for row in rows:
        yield DraftVersion(
            id=row.pk,
            document=compiled(row.text),
            digest=row.digest,
            in_force=row.in_force,
            state=VersionState(row.state),
            ends=row.ends_id,
            written_by=row.written_by,
            written_name=row.written_name,
            written_at=row.written_at,
            proposed_by=row.proposed_by,
            proposed_name=row.proposed_name,
            proposed_at=row.proposed_at,
        )
