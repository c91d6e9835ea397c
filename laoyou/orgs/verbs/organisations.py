"""Registering organisations, changing them, and how they stand."""

from __future__ import annotations

from datetime import date, datetime

from laoyou import acts
from laoyou.access.types import Actor, Place
from laoyou.kernel import credit_code, names
from laoyou.kernel.errors import Conflict, Invalid, NotFound
from laoyou.kernel.ids import OrganisationId
from laoyou.kernel.spans import ONE_DAY, DateSpan
from laoyou.kernel.text import half_width
from laoyou.orgs import reads
from laoyou.orgs.core.standing import check_move
from laoyou.orgs.facts import OrganisationRegistered, StandingChanged
from laoyou.orgs.models import Organisation, Site, StandingSpan
from laoyou.orgs.types import NewOrganisation, OrganisationKind, Standing
from laoyou.orgs.verbs.parts import end_site
from laoyou.places import reads as places

LONGEST_NAME = 100


def _place_of_new(new: NewOrganisation, **_: object) -> Place:
    return Place((new.division,))


def _place_of_change(organisation_id: int, new: NewOrganisation, **_: object) -> Place:
    """The smallest division that holds the old home and the new: nobody gives away beyond his scope."""
    before = reads.place_of(organisation_id)
    held = places.common_division([*before.divisions, new.division])
    return Place((held,) if held else (), organisation=organisation_id)


@acts.verb("orgs.register", place=_place_of_new)
def register(
    new: NewOrganisation, *, standing: Standing, since: date, actor: Actor, now: datetime
) -> OrganisationId:
    """Register an organisation that stands so since a day; its id.

    Raises Invalid (codes of kernel.credit_code, `org_name`), NotFound (`division`), Conflict
    (`orgs_organisation_one_credit_code`, `orgs_organisation_one_name_without_code`).
    """
    _check_division(new.division)
    row = fill(Organisation(recorded_at=now), new)
    row.save()
    StandingSpan.objects.create(
        organisation=row,
        standing=standing,
        span=DateSpan.since(since),
        recorded_at=now,
        recorded_by=actor.name,
    )
    acts.subject(kind="organisation", id=row.pk)
    tell_registered(row, standing, since)
    return OrganisationId(row.pk)


@acts.verb("orgs.change", place=_place_of_change)
def change(organisation_id: int, new: NewOrganisation, *, actor: Actor, now: datetime) -> None:
    """Bring what an organisation is to what `new` says. Raises as `register` does."""
    _check_division(new.division)
    fill(_locked(organisation_id), new).save()
    acts.subject(kind="organisation", id=organisation_id)


@acts.verb("orgs.set_standing", place=reads.place_of)
def set_standing(
    organisation_id: int, *, standing: Standing, since: date, actor: Actor, now: datetime
) -> None:
    """From `since` on the organisation stands otherwise. Closing it ends its sites the day before.

    Raises Conflict (`standing_move`, `standing_since`).
    """
    _locked(organisation_id)
    current: StandingSpan | None = (
        StandingSpan.objects.of(organisation=organisation_id).filter(span__upper_inf=True).first()
    )
    before = Standing(current.standing) if current else None
    if current:
        check_move(Standing(current.standing), standing)
        _end_standing(current, since)
    StandingSpan.objects.create(
        organisation_id=organisation_id,
        standing=standing,
        span=DateSpan.since(since),
        recorded_at=now,
        recorded_by=actor.name,
    )
    if standing is Standing.CLOSED:
        for site in Site.objects.of(organisation=organisation_id).filter(span__upper_inf=True):
            end_site(site, since - ONE_DAY, actor=actor, now=now)
    acts.subject(kind="organisation", id=organisation_id)
    acts.emit(StandingChanged(OrganisationId(organisation_id), before, standing, since))


def fill(row: Organisation, new: NewOrganisation) -> Organisation:
    """Write what `new` says into a row, checked and spelt. Raises Invalid."""
    name = " ".join(half_width(new.name).split())
    if not name or len(name) > LONGEST_NAME:
        raise Invalid(f"机构名称应为 1 至 {LONGEST_NAME} 个字，请核对。", "org_name", "name")
    [(pinyin, initials)] = names.pinyin_many([name])
    row.kind = new.kind.value
    row.name = name
    row.pinyin = pinyin[:200]
    row.initials = initials[:100]
    row.credit_code = _checked_code(new.credit_code)
    row.registrar = new.registrar.value if new.registrar else ""
    row.division_id = new.division
    return row


def tell_registered(row: Organisation, standing: Standing, since: date) -> None:
    """Tell that an organisation is there, and how it stands."""
    organisation_id = OrganisationId(row.pk)
    acts.emit(OrganisationRegistered(organisation_id, OrganisationKind(row.kind), row.division_id))
    acts.emit(StandingChanged(organisation_id, None, standing, since))


def _checked_code(text: str) -> str:
    if not text.strip():
        return ""
    try:
        return credit_code.parse(text).value
    except Invalid as refused:
        raise refused.at("credit_code") from refused


def _check_division(code: str) -> None:
    found = places.divisions([code]).get(code)
    if found is None:
        raise NotFound(f"没有代码为 {code} 的区划，请重新选择。", "division")


def _locked(organisation_id: int) -> Organisation:
    row: Organisation = Organisation.objects.of(pk=organisation_id).select_for_update().get()
    return row


def _end_standing(current: StandingSpan, since: date) -> None:
    start = current.span.start
    if start is not None and since <= start:
        raise Conflict(f"新状态应从 {start} 之后的一天开始，请核对日期。", "standing_since")
    current.span = DateSpan(start, since - ONE_DAY)
    current.save(update_fields=["span"])
