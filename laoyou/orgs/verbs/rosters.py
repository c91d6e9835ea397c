"""Taking in a bureau's list of organisations. Running the same list twice changes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from laoyou import acts
from laoyou.access.types import Actor, Place, division_code
from laoyou.kernel.spans import DateSpan
from laoyou.orgs.models import Officer, Organisation, Site, StandingSpan
from laoyou.orgs.types import NewOrganisation, OfficerRole, RosterCounts, RosterFault, RosterRow, Standing
from laoyou.orgs.verbs.organisations import fill, tell_registered
from laoyou.orgs.verbs.parts import has_number, put_in_charge, seal
from laoyou.places import reads as places
from laoyou.places import verbs as places_verbs
from laoyou.places.types import KEY_DIGITS, AddressRecord, NewAddress, NewPlace
from laoyou.store.copying import reserve_ids

FIELDS = ("kind", "name", "pinyin", "initials", "credit_code", "registrar", "division_id")
BEYOND = "这个统一社会信用代码已登记在辖区外的机构名下，请核对代码，或请上级处理。"
CLOSED = "登记中这家机构已关停，不再改动；若已重新开办，请用新的信用代码另行登记。"


@dataclass(slots=True)
class _Register:
    """What the register has of the organisations that a list names."""

    by_code: dict[str, Organisation] = field(default_factory=dict)
    by_name: dict[tuple[str, str], list[Organisation]] = field(default_factory=dict)
    named: set[int] = field(default_factory=set)
    closed: set[int] = field(default_factory=set)
    sites: dict[int, Site] = field(default_factory=dict)
    addresses: dict[int, AddressRecord] = field(default_factory=dict)
    directors: dict[int, Officer] = field(default_factory=dict)

    def find(self, row: RosterRow) -> Organisation | None:
        """By credit code; else by division and name: a namesake without a code, or any for a row without one.

        No organisation is found for two rows of one list.
        """
        new = row.organisation
        found = self.by_code.get(new.credit_code) or self._namesake(new)
        if found:
            self.named.add(found.pk)
        return found

    def _namesake(self, new: NewOrganisation) -> Organisation | None:
        free = [one for one in self.by_name.get((new.division, new.name), []) if one.pk not in self.named]
        bare = [one for one in free if not one.credit_code]
        if new.credit_code:
            return next((one for one in bare if one.pk not in self.closed), None)
        return next(iter([*bare, *free]), None)


def _place_of_rows(rows: Sequence[RosterRow], **_: object) -> Place:
    held = places.common_division([row.organisation.division for row in rows])
    return Place((held,) if held else ())


@acts.verb("orgs.load_roster", place=_place_of_rows)
def load_roster(rows: Sequence[RosterRow], *, since: date, actor: Actor, now: datetime) -> RosterCounts:
    """Bring the register to what a list says, by credit code, or by division and name where there is none.

    What is new operates, has its site and its director since `since`. What the list does not name is left
    alone. A row whose credit code belongs to an organisation outside the actor's scope, or to one that is
    closed, comes back as a fault.
    """
    register = _register_of(rows)
    new: list[RosterRow] = []
    faults: list[RosterFault] = []
    changed = unchanged = 0
    for row in rows:
        found = register.find(row)
        if found is None:
            new.append(row)
        elif not actor.scope.covers(Place((found.division_id,), organisation=found.pk)):
            faults.append(RosterFault(row.line, BEYOND, ()))
        elif found.pk in register.closed:
            faults.append(RosterFault(row.line, CLOSED, ()))
        elif _bring_up_to_date(found, row, register, since, actor, now):
            changed += 1
        else:
            unchanged += 1
    _add(new, since, actor, now)
    acts.subject(kind="organisation", count=len(new) + changed)
    return RosterCounts(len(new), changed, unchanged, tuple(faults))


def _register_of(rows: Sequence[RosterRow]) -> _Register:
    register = _Register()
    codes = {row.organisation.credit_code for row in rows} - {""}
    divisions = {row.organisation.division for row in rows}
    names = {row.organisation.name for row in rows}
    for organisation in Organisation.objects.of(credit_code__in=codes).select_for_update():
        register.by_code[organisation.credit_code] = organisation
    namesakes = Organisation.objects.of(division__in=divisions, name__in=names).order_by("id")
    for organisation in namesakes.select_for_update():
        register.by_name.setdefault((organisation.division_id, organisation.name), []).append(organisation)
    register.named = {one.pk for one in register.by_code.values()}
    known = register.named | {one.pk for same in register.by_name.values() for one in same}
    closed = StandingSpan.objects.of(organisation__in=known, standing=Standing.CLOSED)
    register.closed = set(closed.filter(span__upper_inf=True).values_list("organisation_id", flat=True))
    for site in Site.objects.of(organisation__in=known).filter(span__upper_inf=True).order_by("-id"):
        register.sites[site.organisation_id] = site
    register.addresses = places.addresses(s.address_id for s in register.sites.values() if s.address_id)
    directors = Officer.objects.of(organisation__in=known, role=OfficerRole.DIRECTOR)
    for officer in directors.filter(span__upper_inf=True):
        register.directors[officer.organisation_id] = officer
    return register


def _bring_up_to_date(
    found: Organisation, row: RosterRow, register: _Register, since: date, actor: Actor, now: datetime
) -> bool:
    """Change what differs; whether anything did."""
    before = [getattr(found, name) for name in FIELDS]
    given = row.organisation
    fill(found, given)
    if not given.credit_code:
        found.credit_code = before[FIELDS.index("credit_code")]
    if not given.registrar:
        found.registrar = before[FIELDS.index("registrar")]
    differs = [getattr(found, name) for name in FIELDS] != before
    if differs:
        found.save()
    moved = _site_differs(found, row, register, since, actor, now)
    return _director_differs(found.pk, register.directors.get(found.pk), row, since) or differs or moved


def _site_differs(
    found: Organisation, row: RosterRow, register: _Register, since: date, actor: Actor, now: datetime
) -> bool:
    site = register.sites.get(found.pk)
    if site is None:
        return _add_sites([(found.pk, row)], since, actor, now)
    address = register.addresses.get(site.address_id or 0)
    before = (site.address_id, site.beds, site.nursery_places, site.division_id)
    if row.address and not _stands_at(address, row):
        [site.address_id] = places_verbs.record_addresses([_address(row)], actor=actor, now=now)
    site.beds, site.nursery_places = row.beds, row.nursery_places
    site.division_id = row.organisation.division
    if (site.address_id, site.beds, site.nursery_places, site.division_id) == before:
        return False
    site.save(update_fields=["address", "beds", "nursery_places", "division"])
    return True


def _director_differs(organisation_id: int, current: Officer | None, row: RosterRow, since: date) -> bool:
    if not row.officer:
        return False
    if current and current.name == row.officer and (not row.phone or has_number(current, row.phone)):
        return False
    if current and current.name != row.officer and current.span.start and since <= current.span.start:
        current.name = row.officer
        current.phone_sealed = current.phone_blind = None
        (seal(current, row.phone) if row.phone else current).save()
        return True
    put_in_charge(organisation_id, OfficerRole.DIRECTOR, row.officer, row.phone, since)
    return True


def _add(rows: Sequence[RosterRow], since: date, actor: Actor, now: datetime) -> None:
    organisations = Organisation.objects.bulk_create(
        [fill(Organisation(recorded_at=now), row.organisation) for row in rows]
    )
    StandingSpan.objects.bulk_create(
        StandingSpan(
            organisation=organisation,
            standing=Standing.OPERATING,
            span=DateSpan.since(since),
            recorded_at=now,
            recorded_by=actor.name,
        )
        for organisation in organisations
    )
    pairs = [(organisation.pk, row) for organisation, row in zip(organisations, rows, strict=True)]
    _add_sites(pairs, since, actor, now)
    _add_directors(pairs, since)
    for organisation in organisations:
        tell_registered(organisation, Standing.OPERATING, since)


def _add_sites(pairs: Sequence[tuple[int, RosterRow]], since: date, actor: Actor, now: datetime) -> bool:
    """Each organisation's site, with its place of the network where it is one; whether there was any."""
    if not pairs:
        return False
    rows = [row for _, row in pairs]
    addresses = _addresses(rows, actor, now)
    service_places = _service_places(rows, addresses, since, actor, now)
    Site.objects.bulk_create(
        Site(
            organisation_id=organisation_id,
            name=row.organisation.name,
            division_id=row.organisation.division,
            address_id=addresses[row.line],
            service_place_id=service_places.get(row.line),
            beds=row.beds,
            nursery_places=row.nursery_places,
            span=DateSpan.since(since),
        )
        for organisation_id, row in pairs
    )
    return True


def _addresses(rows: Sequence[RosterRow], actor: Actor, now: datetime) -> dict[int, int]:
    """The address of each row by its line; a row without one is at its division."""
    divisions = places.divisions(row.organisation.division for row in rows if not row.address)
    wanted = [
        _address(row)
        if row.address
        else NewAddress(row.organisation.division, divisions[row.organisation.division].full_name)
        for row in rows
    ]
    ids = places_verbs.record_addresses(wanted, actor=actor, now=now)
    return {row.line: address_id for row, address_id in zip(rows, ids, strict=True)}


def _stands_at(address: AddressRecord | None, row: RosterRow) -> bool:
    text = " ".join(row.address.split())
    return address is not None and (address.division, address.text) == (row.organisation.division, text)


def _address(row: RosterRow) -> NewAddress:
    return NewAddress(row.organisation.division, row.address)


def _service_places(
    rows: Iterable[RosterRow], addresses: dict[int, int], since: date, actor: Actor, now: datetime
) -> dict[int, int]:
    lines: list[int] = []
    wanted: list[NewPlace] = []
    for row in rows:
        if row.tier and row.serves:
            served = division_code(row.organisation.division[: KEY_DIGITS[row.serves]])
            lines.append(row.line)
            wanted.append(NewPlace(row.tier, row.organisation.name, served, since, addresses[row.line]))
    if not wanted:
        return {}
    ids = places_verbs.open_places(wanted, actor=actor, now=now)
    return dict(zip(lines, ids, strict=True))


def _add_directors(pairs: Sequence[tuple[int, RosterRow]], since: date) -> None:
    known = [(organisation_id, row) for organisation_id, row in pairs if row.officer]
    if not known:
        return
    first = reserve_ids("orgs_officer_id_seq", len(known))
    officers = [
        Officer(
            pk=first + place,
            organisation_id=organisation_id,
            role=OfficerRole.DIRECTOR,
            name=row.officer,
            span=DateSpan.since(since),
        )
        for place, (organisation_id, row) in enumerate(known)
    ]
    for officer, (_, row) in zip(officers, known, strict=True):
        if row.phone:
            seal(officer, row.phone)
    Officer.objects.bulk_create(officers)
