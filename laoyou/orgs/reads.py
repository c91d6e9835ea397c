"""What may be asked about organisations. Ids and a scope in, frozen records out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce, Left

from laoyou.access.types import Place, Scope
from laoyou.kernel.errors import NotFound
from laoyou.kernel.ids import OrganisationId
from laoyou.kernel.masking import mask_phone
from laoyou.kernel.text import compact, half_width
from laoyou.orgs.core.roster import NEEDED as ROSTER_NEEDED
from laoyou.orgs.core.roster import OPTIONAL as ROSTER_OPTIONAL
from laoyou.orgs.core.roster import read_roster
from laoyou.orgs.models import Officer, Organisation, Site, StandingSpan
from laoyou.orgs.types import (
    OfficerRecord,
    OfficerRole,
    OrganisationKind,
    OrganisationRecord,
    OrganisationRow,
    Registrar,
    SiteRecord,
    Standing,
    StandingRecord,
)
from laoyou.places import reads as places
from laoyou.places.types import KEY_DIGITS, Level
from laoyou.store import keyset
from laoyou.store.vault import vault

PAGE = 50
PHONE = "orgs_officer.phone"
ORDERS = {
    "name": keyset.Order(("pinyin", "id")),
    "-name": keyset.Order(("-pinyin", "-id")),
    "beds": keyset.Order(("beds", "id")),
    "-beds": keyset.Order(("-beds", "-id")),
    "nursery_places": keyset.Order(("nursery_places", "id")),
    "-nursery_places": keyset.Order(("-nursery_places", "-id")),
}


@dataclass(frozen=True, slots=True)
class Filter:
    """What a list is narrowed to; empty is everything. `text` is of a name, initials or a credit code."""

    kind: OrganisationKind | None = None
    standing: Standing | None = None
    division: str = ""
    text: str = ""


def place_of(organisation_id: int, *_: object, **__: object) -> Place:
    """Where an organisation is, for permission. Raises NotFound."""
    code = Organisation.objects.of(pk=organisation_id).values_list("division_id", flat=True).first()
    if code is None:
        raise NotFound("没有这家机构，请从列表重新进入。", "organisation")
    return Place((code,), organisation=organisation_id)


def place_of_site(site_id: int, *_: object, **__: object) -> Place:
    """Where a site is, for permission. Raises NotFound."""
    found = Site.objects.of(pk=site_id).values_list("division_id", "organisation_id").first()
    if found is None:
        raise NotFound("没有这个站点，请从机构页面重新进入。", "site")
    return Place((found[0],), organisation=found[1])


def organisation(organisation_id: int, reach: Scope, on: date) -> OrganisationRecord:
    """All that is known of one organisation as of a day. Raises NotFound when the scope does not reach it."""
    rows = _listed(reach, on).filter(pk=organisation_id)
    if not (found := list(rows)):
        raise NotFound("没有这家机构，或者它不在您的辖区内。", "organisation")
    row = _row(found[0])
    spans = StandingSpan.objects.of(organisation=organisation_id).order_by("-span")
    officers = Officer.objects.of(organisation=organisation_id).order_by("-span", "role")
    return OrganisationRecord(
        id=row.id,
        kind=row.kind,
        name=row.name,
        credit_code=row.credit_code,
        registrar=row.registrar,
        division=row.division,
        standing=row.standing,
        standings=tuple(map(_standing, spans)),
        sites=_sites(Site.objects.of(organisation=organisation_id).order_by("-span", "id")),
        officers=tuple(map(_officer, officers)),
    )


def organisations(
    reach: Scope,
    asked: Filter,
    on: date,
    *,
    sort: str = "name",
    cursor: str | None = None,
    size: int = PAGE,
) -> keyset.Page[OrganisationRow]:
    """A page of the organisations of a scope, as of a day. `sort` is one of ORDERS, else by name."""
    order = ORDERS.get(sort, ORDERS["name"])
    page = keyset.page(_narrowed(_listed(reach, on), asked), order, size, cursor)
    return keyset.Page([_row(row) for row in page.rows], page.next, page.previous)


def every(reach: Scope, asked: Filter, on: date) -> Iterable[OrganisationRow]:
    """All organisations of a list, by name, for an export; read in portions."""
    rows = _narrowed(_listed(reach, on), asked).order_by("pinyin", "id")
    return map(_row, rows.iterator(chunk_size=1000))


def count(reach: Scope, asked: Filter, on: date) -> int:
    return _narrowed(_listed(reach, on), asked).count()


def counts_by_kind(reach: Scope, on: date) -> dict[OrganisationKind, int]:
    """How many organisations of each kind are not closed on a day; kinds without any are left out."""
    rows = _in_being(reach, on).values_list("kind").annotate(Count("id")).order_by("kind")
    return {OrganisationKind(kind): number for kind, number in rows}


def counts_by_division(reach: Scope, level: Level, on: date) -> dict[str, int]:
    """How many organisations are not closed on a day, by the 12-digit code of their division of a level."""
    digits = KEY_DIGITS[level]
    rows = _in_being(reach, on).annotate(key=Left("division_id", digits)).values_list("key")
    return {key.ljust(12, "0"): number for key, number in rows.annotate(Count("id")).order_by("key")}


def sites(reach: Scope, on: date, kind: OrganisationKind | None = None) -> tuple[SiteRecord, ...]:
    """The sites of a scope that are open on a day, with their positions, for a map."""
    rows = Site.objects.reached_by(reach).filter(span__contains=on).order_by("division_id", "id")
    return _sites(rows.filter(organisation__kind=kind) if kind else rows)


def sites_of(ids: Iterable[int]) -> dict[int, SiteRecord]:
    """Sites by id, open or not; ids that are not known are left out. The caller has asked the permission."""
    return {one.id: one for one in _sites(Site.objects.of(pk__in=set(ids)))}


def rows_of(ids: Iterable[int], on: date) -> dict[int, OrganisationRow]:
    """Organisations as of a day, by id; ids that are not known are left out. The caller has asked the
    permission.
    """
    rows = _listed(Scope.everything(), on).filter(pk__in=set(ids))
    return {row.pk: _row(row) for row in rows}


def names(ids: Iterable[int]) -> dict[OrganisationId, str]:
    """Organisations' names by id; ids that are not known are left out."""
    rows = Organisation.objects.of(pk__in=set(ids)).values_list("pk", "name")
    return {OrganisationId(pk): name for pk, name in rows}


def phone_of(officer_id: int) -> str:
    """An officer's phone in clear. Only after acts.read(\"orgs.reveal\"); "" where none is known."""
    row = _officer_row(officer_id)
    return vault().open(PHONE, row.pk, bytes(row.phone_sealed)) if row.phone_sealed else ""


def organisation_of_officer(officer_id: int) -> OrganisationId:
    """Raises NotFound."""
    return OrganisationId(_officer_row(officer_id).organisation_id)


def _officer_row(officer_id: int) -> Officer:
    row: Officer | None = Officer.objects.of(pk=officer_id).first()
    if row is None:
        raise NotFound("没有这位负责人，请从机构页面重新进入。", "officer")
    return row


def _listed(reach: Scope, on: date) -> QuerySet[Any]:
    """Organisations with their standing, beds and nursery places on a day."""
    standing = StandingSpan.objects.for_the_system().filter(organisation=OuterRef("pk"), span__contains=on)
    open_sites = Site.objects.for_the_system().filter(organisation=OuterRef("pk"), span__contains=on)
    by_organisation = open_sites.order_by().values("organisation")
    listed: QuerySet[Any] = Organisation.objects.reached_by(reach).annotate(
        standing=Subquery(standing.values("standing")[:1]),
        beds=_total(by_organisation, "beds"),
        nursery_places=_total(by_organisation, "nursery_places"),
    )
    return listed


def _total(sites_of_one: QuerySet[Any], field: str) -> Coalesce:
    total = Subquery(sites_of_one.annotate(total=Sum(field)).values("total"), output_field=IntegerField())
    return Coalesce(total, 0)


def _narrowed(rows: QuerySet[Any], asked: Filter) -> QuerySet[Any]:
    if asked.kind:
        rows = rows.filter(kind=asked.kind)
    if asked.standing:
        rows = rows.filter(standing=asked.standing)
    if asked.division:
        low, high = Scope.division(asked.division).division_bounds() or ("", "")
        rows = rows.filter(division_id__gte=low, division_id__lt=high)
    words = half_width(asked.text)
    if not words:
        return rows
    if words.isascii():
        wanted = Q(name__icontains=words)
        if spelt := compact(words):
            wanted |= Q(initials__startswith=spelt.lower()) | Q(pinyin__startswith=spelt.lower())
            wanted |= Q(credit_code__startswith=spelt)
        return rows.filter(wanted)
    return rows.filter(name__contains=words)


def _in_being(reach: Scope, on: date) -> QuerySet[Any]:
    """Those that have begun by the day and are not closed."""
    return _listed(reach, on).filter(standing__isnull=False).exclude(standing=Standing.CLOSED)


def _row(row: Any) -> OrganisationRow:
    return OrganisationRow(
        id=row.pk,
        kind=OrganisationKind(row.kind),
        name=row.name,
        credit_code=row.credit_code,
        registrar=Registrar(row.registrar) if row.registrar else None,
        division=row.division_id,
        standing=Standing(row.standing) if row.standing else None,
        beds=row.beds,
        nursery_places=row.nursery_places,
    )


def _standing(row: StandingSpan) -> StandingRecord:
    return StandingRecord(Standing(row.standing), row.span, row.recorded_at, row.recorded_by)


def _officer(row: Officer) -> OfficerRecord:
    phone = vault().open(PHONE, row.pk, bytes(row.phone_sealed)) if row.phone_sealed else ""
    return OfficerRecord(
        row.pk, OfficerRole(row.role), row.name, mask_phone(phone) if phone else "", row.span
    )


def _sites(rows: QuerySet[Any]) -> tuple[SiteRecord, ...]:
    found = list(rows.annotate(owner=F("organisation__name"), owner_kind=F("organisation__kind")))
    stand_in = places.network_places({row.service_place_id for row in found if row.service_place_id})
    addresses = places.addresses({row.address_id for row in found if row.address_id})
    return tuple(
        SiteRecord(
            id=row.pk,
            organisation_id=row.organisation_id,
            organisation=row.owner,
            kind=OrganisationKind(row.owner_kind),
            name=row.name,
            division=row.division_id,
            address=addresses.get(row.address_id)
            or (stand_in[row.service_place_id].address if row.service_place_id else None),
            service_place_id=row.service_place_id,
            beds=row.beds,
            nursery_places=row.nursery_places,
            span=row.span,
        )
        for row in found
    )


__all__ = [
    "ORDERS",
    "PAGE",
    "ROSTER_NEEDED",
    "ROSTER_OPTIONAL",
    "Filter",
    "count",
    "counts_by_division",
    "counts_by_kind",
    "every",
    "names",
    "organisation",
    "organisation_of_officer",
    "organisations",
    "phone_of",
    "place_of",
    "place_of_site",
    "read_roster",
    "rows_of",
    "sites",
    "sites_of",
]
