"""What happened to organisations."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from laoyou.kernel.ids import OrganisationId
from laoyou.orgs.types import OrganisationKind, Standing


@dataclass(frozen=True, slots=True)
class OrganisationRegistered:
    organisation_id: OrganisationId
    kind: OrganisationKind
    division: str


@dataclass(frozen=True, slots=True)
class StandingChanged:
    """From `since` on the organisation stands otherwise; `before` is None for the first standing."""

    organisation_id: OrganisationId
    before: Standing | None
    after: Standing
    since: date
