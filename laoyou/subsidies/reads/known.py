"""What the register knows of those for whom something is claimed: each fact with who says so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from laoyou.access.types import division_code, division_key
from laoyou.kernel.errors import NotFound
from laoyou.kernel.masking import mask_name
from laoyou.kernel.spans import DateSpan
from laoyou.orgs import reads as orgs
from laoyou.orgs.types import STANDING_LABELS, OrganisationKind, OrganisationRow, SiteRecord, Standing
from laoyou.people.reads import persons
from laoyou.places import reads as places
from laoyou.places.types import KEY_DIGITS, Level, NetworkTier
from laoyou.policies.types import Subject
from laoyou.subsidies.types import Told, Whom

REGISTER, PERSONS = "机构登记", "人员登记"
FACILITY_KINDS = {
    OrganisationKind.HOME: "home",
    OrganisationKind.NURSERY: "nursery",
    OrganisationKind.MEAL_SITE: "meal_site",
}
TIERS = {NetworkTier.CENTRE: "centre", NetworkTier.STATION: "station", NetworkTier.POINT: "point"}
ORGANISATION_KINDS = {
    OrganisationKind.SERVICE: "service",
    OrganisationKind.HOME: "home",
    OrganisationKind.NURSERY: "nursery",
    OrganisationKind.HOSPITAL: "hospital",
    OrganisationKind.SOCIAL: "social",
    OrganisationKind.COMPANY: "company",
}
EMPLOYERS = {
    "home": "home",
    "nursery": "nursery",
    "station": "station",
    "centre": "centre",
    "street_centre": "centre",
    "town_centre": "centre",
}
"""What a site is to those who work at it."""


@dataclass(frozen=True, slots=True)
class SubjectRecord:
    """For whom something is or may be claimed: `place` is its division in words, `days` are those on which
    it is there, `facts` what is known.
    """

    subject: Subject
    whom: Whom
    name: str
    division: str
    place: str
    days: DateSpan
    facts: Mapping[str, Told]


def facilities(sites: Sequence[SiteRecord], on: date) -> list[SubjectRecord]:
    """Sites as facilities, as of a day."""
    owners = orgs.rows_of({one.organisation_id for one in sites}, on)
    tiers = _tiers(sites)
    divisions = places.divisions({one.division for one in sites})
    return [
        SubjectRecord(
            subject=Subject.FACILITY,
            whom=Whom(one.organisation_id, one.id),
            name=name_of(one),
            division=one.division,
            place=divisions[one.division].full_name,
            days=one.span,
            facts=_of_site(one, owners[one.organisation_id], tiers, divisions[one.division].is_urban, on),
        )
        for one in sites
    ]


def organisations(rows: Iterable[OrganisationRow]) -> list[SubjectRecord]:
    """Organisations that serve, as of the day of the rows."""
    rows = list(rows)
    divisions = places.divisions({one.division for one in rows})
    return [
        SubjectRecord(
            subject=Subject.ORGANISATION,
            whom=Whom(one.id),
            name=one.name,
            division=one.division,
            place=divisions[one.division].full_name,
            days=DateSpan.always(),
            facts={
                **_told("kind", ORGANISATION_KINDS.get(one.kind)),
                **_told("division", one.division),
                **_standing(one.standing),
            },
        )
        for one in rows
    ]


def subject_of(subject: Subject, whom: Whom, on: date) -> SubjectRecord:
    """One of them, as of a day; the caller has asked the permission. Raises NotFound."""
    if subject is Subject.ORGANISATION:
        return organisations([_organisation(whom.organisation_id, on)])[0]
    found = orgs.sites_of([whom.site_id or 0])
    if whom.site_id not in found:
        raise NotFound("没有这个站点，请重新选择。", "site")
    (site,) = facilities([found[whom.site_id]], on)
    if subject is Subject.FACILITY or whom.person_id is None:
        return site
    return _worker(site, whom.person_id)


def name_of(site: SiteRecord) -> str:
    """A site with its organisation, where they have different names."""
    return site.name if site.name == site.organisation else f"{site.organisation}（{site.name}）"


def _worker(site: SubjectRecord, person_id: int) -> SubjectRecord:
    person = persons.person(person_id)
    kind = site.facts.get("kind")
    employer = EMPLOYERS.get(str(kind.value)) if kind else None
    facts = {
        **_told("employer_division", site.division),
        **_told("employer_kind", employer),
        **_told("birth_date", person.birth_date, PERSONS),
    }
    whom = Whom(site.whom.organisation_id, site.whom.site_id, person_id)
    name = f"{mask_name(person.name)} · {site.name}"
    return SubjectRecord(Subject.STAFF, whom, name, site.division, site.place, DateSpan.always(), facts)


def _organisation(organisation_id: int, on: date) -> OrganisationRow:
    found = orgs.rows_of([organisation_id], on)
    if organisation_id not in found:
        raise NotFound("没有这家机构，请重新选择。", "organisation")
    return found[organisation_id]


def _of_site(
    site: SiteRecord, owner: OrganisationRow, tiers: Mapping[int, str], urban: bool | None, on: date
) -> dict[str, Told]:
    """Zero beds or places are what was not filled in: not a number that anybody told."""
    kind = tiers.get(site.service_place_id or 0) or FACILITY_KINDS.get(owner.kind)
    standing = _standing(owner.standing)
    if site.span.end is not None and site.span.end < on:
        standing = _told("operating", False, f"{REGISTER}：站点已关闭")
    return {
        **_told("kind", kind),
        **_told("division", site.division),
        **_told("urban", urban, "区划城乡分类"),
        **standing,
        **_told("beds", site.beds or None),
        **_told("nursery_places", site.nursery_places or None),
        **_told("opened_on", site.span.start),
    }


def _tiers(sites: Iterable[SiteRecord]) -> dict[int, str]:
    """The kind of facility of each place of the network; of a town's centre that of its town."""
    found = places.network_places({one.service_place_id for one in sites if one.service_place_id})
    towns = places.divisions({_town(one.division) for one in found.values()})
    kinds: dict[int, str] = {}
    for number, one in found.items():
        town = towns.get(_town(one.division))
        centre = "street_centre" if town and town.name.endswith("街道") else "town_centre"
        kinds[number] = TIERS.get(one.tier, centre)
    return kinds


def _town(division: str) -> str:
    return division_code(division_key(division)[: KEY_DIGITS[Level.TOWN]])


def _standing(standing: Standing | None) -> dict[str, Told]:
    if standing is None:
        return {}
    source = f"{REGISTER}：{STANDING_LABELS[standing]}"
    return _told("operating", standing is Standing.OPERATING, source)


def _told(name: str, value: object, source: str = REGISTER) -> dict[str, Told]:
    """A fact that is told, or nothing where it is not."""
    return {} if value is None else {name: Told(value, source)}  # type: ignore[arg-type]
