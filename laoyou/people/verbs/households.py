"""Households: who is registered together."""

from __future__ import annotations

from datetime import date, datetime
from itertools import product

from laoyou import acts
from laoyou.access.types import Actor, Place
from laoyou.kernel.clock import local_date
from laoyou.kernel.errors import Conflict, Invalid
from laoyou.kernel.ids import HouseholdId
from laoyou.kernel.text import compact
from laoyou.people.models import Household, Membership
from laoyou.people.models.locks import locked_person
from laoyou.people.models.sealing import HOUSEHOLD_NUMBER, next_id
from laoyou.people.reads.reach import common_division, place_of, place_of_household
from laoyou.people.types import Relation, Source
from laoyou.people.verbs.abodes import known_division


def _of_division(*, division: str, **_: object) -> Place:
    return Place((division,))


def _of_both(household_id: int, *, person_id: int, **_: object) -> Place:
    """Household and person must both be within reach: each would be shown with the other."""
    pairs = product(place_of(person_id).divisions, place_of_household(household_id).divisions)
    return Place(tuple(dict.fromkeys(common_division(*pair) for pair in pairs)))


@acts.verb("people.open_household", place=_of_division)
def open_household(
    *, division: str, number: str = "", source: Source, actor: Actor, now: datetime
) -> HouseholdId:
    """Record a household; `number` is the police's. Conflict `household_known` when the number is known."""
    known_division(division)
    plain = compact(number)
    blind = HOUSEHOLD_NUMBER.find(plain) if plain else None
    if blind and Household.objects.of(number_blind=blind).exists():
        raise Conflict("这个户号已经登记过了。请按户内人员查找这一户。", "household_known")
    row_id = next_id(Household)
    Household.objects.create(
        pk=row_id,
        division_id=division,
        number_sealed=HOUSEHOLD_NUMBER.seal(row_id, plain) if plain else None,
        number_blind=blind,
        source=source.value,
        recorded_at=now,
    )
    acts.subject(kind="household", id=row_id)
    return HouseholdId(row_id)


@acts.verb("people.join_household", place=_of_both)
def join_household(
    household_id: int,
    *,
    person_id: int,
    relation: Relation,
    since: date | None = None,
    source: Source,
    actor: Actor,
    now: datetime,
) -> int:
    """Let a person belong to a household; the membership's id. `relation` is to its head, or HEAD.

    Conflict `in_household` while the person belongs to another, `head_known` when there is a head already.
    """
    list(Household.objects.of(pk=household_id).select_for_update(no_key=True))
    locked_person(person_id)
    if since is not None and since > local_date(now):
        raise Invalid("加入日期晚于今天，请核对。", "since_future", field="since")
    current = Membership.objects.filter(ended_on=None)
    if current.filter(person=person_id).exists():
        raise Conflict("这个人已在一户中，请先从原户移出。", "in_household")
    if relation is Relation.HEAD and current.filter(household=household_id, relation=relation).exists():
        raise Conflict("这一户已有户主。请先移出原户主，或改选与户主的关系。", "head_known")
    row = Membership.objects.create(
        household_id=household_id,
        person_id=person_id,
        relation=relation.value,
        source=source.value,
        since=since,
        recorded_at=now,
    )
    acts.subject(kind="membership", id=row.pk)
    return row.pk


@acts.verb("people.leave_household", place=place_of)
def leave_household(person_id: int, *, last_day: date, actor: Actor, now: datetime) -> None:
    """End the person's membership; `last_day` is his last in the household. Conflict `no_household`."""
    locked_person(person_id)
    row = Membership.objects.filter(person=person_id, ended_on=None).first()
    if row is None:
        raise Conflict("这个人不在任何一户中，无需移出。", "no_household")
    if last_day > local_date(now):
        raise Invalid("移出日期晚于今天，请核对。", "leave_future", field="last_day")
    if row.since is not None and last_day < row.since:
        raise Invalid(f"移出日期早于加入日期 {row.since}，请核对。", "leave_before_joining", field="last_day")
    Membership.objects.filter(pk=row.pk).update(ended_on=last_day)
    acts.subject(kind="membership", id=row.pk)
