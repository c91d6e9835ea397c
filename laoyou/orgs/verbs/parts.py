"""What hangs on an organisation: its sites and the people in charge."""

from __future__ import annotations

from datetime import date, datetime

from laoyou import acts
from laoyou.access.types import Actor
from laoyou.kernel import phone as phones
from laoyou.kernel.errors import Conflict, Invalid
from laoyou.kernel.ids import SiteId
from laoyou.kernel.names import normalise_name
from laoyou.kernel.spans import ONE_DAY, DateSpan
from laoyou.kernel.text import half_width
from laoyou.orgs import reads
from laoyou.orgs.models import Officer, Site
from laoyou.orgs.types import NewSite, OfficerRole
from laoyou.places import reads as places
from laoyou.places import verbs as places_verbs
from laoyou.places.types import NewAddress
from laoyou.store.copying import reserve_ids
from laoyou.store.vault import vault

BLIND = "phone"
LARGEST = 100_000


@acts.verb("orgs.add_site", place=reads.place_of)
def add_site(organisation_id: int, new: NewSite, *, actor: Actor, now: datetime) -> SiteId:
    """Where an organisation works from a day on; the site's id.

    Raises Invalid (`site_place`, `site_size`, `site_name`), NotFound (`division`), Conflict
    (`orgs_site_once`).
    """
    name = " ".join(half_width(new.name).split())
    if not name:
        raise Invalid("站点名称不能为空，请填写。", "site_name", "name")
    if not new.address.strip() and new.service_place_id is None:
        raise Invalid("请填写站点地址，或者选择一处养老服务场所。", "site_place", "address")
    check_size(new.beds, "beds")
    check_size(new.nursery_places, "nursery_places")
    places.division(new.division)
    address_id = None
    if new.address.strip():
        wanted = NewAddress(new.division, new.address)
        [address_id] = places_verbs.record_addresses([wanted], actor=actor, now=now)
    site = Site.objects.create(
        organisation_id=organisation_id,
        name=name,
        division_id=new.division,
        address_id=address_id,
        service_place_id=new.service_place_id,
        beds=new.beds,
        nursery_places=new.nursery_places,
        span=DateSpan.since(new.opened_on),
    )
    acts.subject(kind="site", id=site.pk)
    return SiteId(site.pk)


@acts.verb("orgs.close_site", place=reads.place_of_site)
def close_site(site_id: int, *, last_day: date, actor: Actor, now: datetime) -> None:
    """End a site after `last_day`, and its place of the network with it. Raises Conflict (`site_closed`,
    `site_not_yet_open`).
    """
    site: Site = Site.objects.of(pk=site_id).select_for_update().get()
    if site.span.end is not None:
        raise Conflict("这个站点已经关闭，不必再次登记。", "site_closed")
    if site.span.start is not None and last_day < site.span.start:
        raise Conflict("关闭日期早于启用日期，请核对。", "site_not_yet_open")
    acts.subject(kind="site", id=site_id)
    end_site(site, last_day, actor=actor, now=now)


@acts.verb("orgs.appoint", place=reads.place_of)
def appoint(
    organisation_id: int,
    *,
    role: OfficerRole,
    name: str,
    phone: str,
    since: date,
    actor: Actor,
    now: datetime,
) -> int:
    """Put somebody in charge from a day on; who was so far ends the day before. The id of the appointment.

    Appointing the same person again only brings the phone up to date. Raises Invalid (`officer_name`, codes
    of kernel.phone), Conflict (`officer_since`).
    """
    spelt = normalise_name(name)
    if not spelt or len(spelt) > 64:
        raise Invalid("请填写负责人姓名，最多 64 个字。", "officer_name", "name")
    number = phones.normalise(phone) if phone.strip() else ""
    officer_id = put_in_charge(organisation_id, role, spelt, number, since)
    acts.subject(kind="officer", id=officer_id)
    return officer_id


def put_in_charge(organisation_id: int, role: OfficerRole, name: str, number: str, since: date) -> int:
    """`appoint`, inside a verb, with a name and a number that are spelt already."""
    current: Officer | None = (
        Officer.objects.of(organisation=organisation_id, role=role)
        .filter(span__upper_inf=True)
        .select_for_update()
        .first()
    )
    if current and current.name == name:
        if number and not has_number(current, number):
            seal(current, number).save(update_fields=["phone_sealed", "phone_blind"])
        return int(current.pk)
    if current:
        _end(current, since)
    officer = Officer(organisation_id=organisation_id, role=role, name=name, span=DateSpan.since(since))
    officer.pk = reserve_ids("orgs_officer_id_seq", 1)
    if number:
        seal(officer, number)
    officer.save(force_insert=True)
    return int(officer.pk)


def has_number(officer: Officer, number: str) -> bool:
    """Whether an officer's phone is `number`, told by the blind index."""
    return officer.phone_blind is not None and bytes(officer.phone_blind) == vault().blind(BLIND, number)


def seal(officer: Officer, number: str) -> Officer:
    """Put a canonical phone number into a row whose id is known."""
    officer.phone_sealed = vault().seal(reads.PHONE, officer.pk, number)
    officer.phone_blind = vault().blind(BLIND, number)
    return officer


def end_site(site: Site, last_day: date, *, actor: Actor, now: datetime) -> None:
    """End an open site after a day, not before its first, and its place of the network with it."""
    start = site.span.start
    last = last_day if start is None else max(last_day, start)
    site.span = DateSpan(start, last)
    site.save(update_fields=["span"])
    place_id: int | None = site.service_place_id
    if place_id is not None and _is_last_at(place_id, site):
        places_verbs.close_place(place_id, last_day=last, actor=actor, now=now)


def check_size(number: int, field: str) -> None:
    """Raises Invalid (`site_size`) for a number of beds or places that cannot be."""
    if not 0 <= number <= LARGEST:
        raise Invalid(f"床位数、托位数应在 0 到 {LARGEST} 之间，请核对。", "site_size", field)


def _is_last_at(place_id: int, site: Site) -> bool:
    """Whether no other site is open at a site's place of the network, which itself is still open."""
    place = places.network_places([place_id])[place_id]
    others = Site.objects.of(service_place=place_id).filter(span__upper_inf=True)
    return place.span.end is None and not others.exclude(pk=site.pk).exists()


def _end(officer: Officer, since: date) -> None:
    start = officer.span.start
    if start is not None and since <= start:
        raise Conflict(f"接任日期应在 {start} 之后，请核对日期。", "officer_since")
    officer.span = DateSpan(start, since - ONE_DAY)
    officer.save(update_fields=["span"])
