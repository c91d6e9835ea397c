"""Where the things of the register are: the places at which the door asks its permissions."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product

from laoyou.access.types import Place
from laoyou.kernel.errors import NotFound
from laoyou.kernel.ids import PersonId
from laoyou.people.models import (
    Contact,
    Document,
    Guardianship,
    Household,
    Kinship,
    Membership,
    Merge,
    Person,
    Phone,
    StatusFact,
)
from laoyou.places import reads as places

NO_DIVISION = "0" * 12


def place_of(person_id: int, *_: object, **__: object) -> Place:
    """Where a person is: home first, then the registered division. Follows a merge.

    Takes and ignores the other arguments of a verb, so that it can be a verb's `place`. NotFound when there
    is no such person.
    """
    (place,) = places_of([person_id]).values()
    return place


def places_of(person_ids: Iterable[int]) -> dict[PersonId, Place]:
    """`place_of` for many. NotFound when one of them is unknown."""
    wanted = list(person_ids)
    standing = followed(wanted)
    rows = Person.objects.of(pk__in=set(standing.values()))
    divisions = {
        row[0]: row[1:] for row in rows.values_list("pk", "home_division_id", "registered_division_id")
    }
    return {
        PersonId(person_id): Place(_distinct(divisions[standing[person_id]]), person=standing[person_id])
        for person_id in wanted
    }


def followed(person_ids: Iterable[int]) -> dict[int, PersonId]:
    """Each id, in the order asked for, with the person it stands for today: itself, or the one into whom it
    was merged at last.

    NotFound when one of them is unknown.
    """
    wanted = list(dict.fromkeys(person_ids))
    into: dict[int, int | None] = {}
    asked = set(wanted)
    while asked:
        rows = dict(Person.objects.of(pk__in=asked).values_list("pk", "merged_into_id"))
        if len(rows) != len(asked):
            raise NotFound("没有找到这个人，可能编号有误。请返回列表重新查找。", "no_person")
        into |= rows
        asked = {target for target in rows.values() if target is not None} - into.keys()
    return {person_id: _last(person_id, into) for person_id in wanted}


def absorbed(person_ids: Iterable[int]) -> dict[PersonId, tuple[PersonId, ...]]:
    """For each person the rows that were merged into him, one after another: what was written on them
    elsewhere concerns him.
    """
    wanted = list(dict.fromkeys(person_ids))
    into = {person_id: person_id for person_id in wanted}
    last = set(wanted)
    while last:
        rows = Person.objects.of(merged_into__in=last).values_list("pk", "merged_into_id")
        found = {gone: into[kept] for gone, kept in rows if gone not in into}
        into |= found
        last = set(found)
    return {
        PersonId(kept): tuple(PersonId(gone) for gone, last in into.items() if last == kept != gone)
        for kept in wanted
    }


def place_of_both(first: int, second: int, *_: object, **__: object) -> Place:
    """Where two persons are together: covered only by a scope that covers both.

    For each pair of their divisions the smallest division that holds both, so that a matter between two
    towns belongs to the county.
    """
    one, other = places_of([first, second]).values() if first != second else [place_of(first)] * 2
    return Place(_distinct(common_division(*pair) for pair in product(one.divisions, other.divisions)))


def common_division(first: str, second: str) -> str:
    """The code of the smallest division that holds both codes; twelve zeros when not even a province does."""
    return places.common_division([first, second]) or NO_DIVISION


def place_of_fact(fact_id: int, *_: object, **__: object) -> Place:
    return place_of(owner(StatusFact, fact_id))


def place_of_phone(phone_id: int, *_: object, **__: object) -> Place:
    return place_of(owner(Phone, phone_id))


def place_of_document(document_id: int, *_: object, **__: object) -> Place:
    return place_of(owner(Document, document_id))


def place_of_contact(contact_id: int, *_: object, **__: object) -> Place:
    return place_of(owner(Contact, contact_id))


def place_of_kin(kinship_id: int, *_: object, **__: object) -> Place:
    return place_of(owner(Kinship, kinship_id))


def place_of_ward(guardianship_id: int, *_: object, **__: object) -> Place:
    return place_of(owner(Guardianship, guardianship_id, "ward_id"))


def place_of_membership(membership_id: int, *_: object, **__: object) -> Place:
    return place_of(owner(Membership, membership_id))


def place_of_household(household_id: int, *_: object, **__: object) -> Place:
    """Where a household is. NotFound when there is none."""
    code = Household.objects.of(pk=household_id).values_list("division_id", flat=True).first()
    if code is None:
        raise NotFound("没有找到这一户，请返回列表重新查找。", "no_household")
    return Place((code,))


def place_of_merge(merge_id: int, *_: object, **__: object) -> Place:
    """Where a merge is decided: at the place that holds both persons as they were before it.

    An approved merge is judged by the two rows themselves, not by the one person that they have become.
    """
    pair = Merge.objects.filter(pk=merge_id).values_list("kept_id", "gone_id").first()
    if pair is None:
        raise NotFound("没有找到这次合并，请返回列表重新查找。", "no_merge")
    rows = Person.objects.of(pk__in=pair).values_list("home_division_id", "registered_division_id")
    one, other = (_distinct(row) for row in rows.order_by("pk"))
    return Place(_distinct(common_division(*each) for each in product(one, other)))


def owner(model: type, row_id: int, field: str = "person_id") -> int:
    """The person to whom a row belongs. NotFound when there is no such row."""
    person_id = model.objects.filter(pk=row_id).values_list(field, flat=True).first()  # type: ignore[attr-defined]
    if person_id is None:
        raise NotFound("没有找到这条记录，可能已被更正。请刷新页面后再试。", "no_row")
    return int(person_id)


def _distinct(codes: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(code for code in codes if code))


def _last(person_id: int, into: dict[int, int | None]) -> PersonId:
    while (target := into[person_id]) is not None:
        person_id = target
    return PersonId(person_id)
