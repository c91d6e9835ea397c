"""The one search: a name, its pinyin or initials, an ID number, a phone, with a village if one likes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db.models import Q, QuerySet

from laoyou.access.types import Scope
from laoyou.kernel import documents, names, phone
from laoyou.kernel.errors import Invalid
from laoyou.kernel.text import half_width
from laoyou.people.models import Document, OtherName, Person, Phone
from laoyou.people.models.persons import PersonRows
from laoyou.people.reads.lists import PersonRow, rows_of
from laoyou.store.vault import vault

MOST = 30
FEW_DIGITS = 5
"""So many digits may be a part of a number or phone; names have none, and places fewer."""


class How(StrEnum):
    """How the words were understood; told to the reader so that a miss is not a riddle."""

    NUMBER = "number"
    PHONE = "phone"
    PINYIN = "pinyin"
    NAME = "name"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found: `more` when the list was cut at `MOST`."""

    how: How
    rows: tuple[PersonRow, ...]
    more: bool = False


def understand(text: str) -> tuple[How, str]:
    """The kind of search that a text asks for, and the text in canonical form."""
    plain = half_width(text.replace("\x00", "")).strip()
    compact = re.sub(r"[\s-]", "", plain)
    if not compact:
        return How.NOTHING, ""
    kind = documents.guess_kind(compact)
    if kind is not None and (len(compact) >= 15 or _is_passport(compact)):
        try:
            return How.NUMBER, documents.normalise(kind, compact)
        except Invalid:
            return How.NUMBER, compact.upper()
    if compact.isascii() and compact.isdigit():
        try:
            return How.PHONE, phone.normalise(compact)
        except Invalid:
            return How.PHONE, compact
    if compact.isascii() and compact.isalpha():
        return How.PINYIN, compact.lower()
    return How.NAME, names.normalise_name(plain)


def holds_a_number(text: str) -> bool:
    """Whether the words hold a document number or a phone, or digits enough to be a part of one: such words
    stay out of addresses, which browsers remember and servers log.
    """
    how, _ = understand(text)
    return how in (How.NUMBER, How.PHONE) or _digits(half_width(text)) >= FEW_DIGITS


def find(text: str, reach: Scope, *, divisions: Iterable[str] = ()) -> Found:
    """Persons within `reach` whom `text` may mean: by name at home there, by number and phone also who is
    only registered there. `divisions` narrows to the place named beside it.
    """
    how, words = understand(text)
    if how is How.NOTHING:
        return Found(how, ())
    rows = Person.objects.within(reach.division_bounds()).filter(merged_into__isnull=True)
    narrowed = [Scope.division(code).division_bounds() or ("", "") for code in divisions]
    match how:
        case How.NUMBER:
            found = _by_number(reach, words)
        case How.PHONE:
            found = _by_phone(reach, words)
        case How.PINYIN:
            found = _by_pinyin(rows, words, narrowed)
        case _:
            found = _by_name(rows, words, narrowed)
    return Found(how, tuple(rows_of(found[:MOST])), len(found) > MOST)


def _is_passport(compact: str) -> bool:
    """Whether what has the form of a passport is one: digits alone are a phone, few among letters a slip."""
    return not compact.isdigit() and _digits(compact) >= FEW_DIGITS


def _digits(text: str) -> int:
    return sum(character.isdigit() for character in text)


def _by_number(reach: Scope, number: str) -> list[Person]:
    blind = vault().blind("document", number)
    owners = Document.objects.filter(number_blind=blind, retired_at__isnull=True)
    return list(_of_both(reach, owners.values("person_id")))


def _by_phone(reach: Scope, number: str) -> list[Person]:
    blind = vault().blind("phone", number)
    owners = Phone.objects.filter(number_blind=blind, superseded_at__isnull=True)
    rows = _of_both(reach, owners.values("person_id"))
    return list(rows.order_by("home_division_id", "pinyin", "id")[: MOST + 1])


def _of_both(reach: Scope, owners: QuerySet[Any]) -> PersonRows:
    """Of these persons those at home or registered within `reach`: who asks by number may know of them."""
    rows = Person.objects.of(id__in=owners, merged_into__isnull=True)
    bounds = reach.division_bounds()
    if bounds is None:
        return rows
    low, high = bounds
    home = Q(home_division_id__gte=low, home_division_id__lt=high)
    return rows.filter(home | Q(registered_division_id__gte=low, registered_division_id__lt=high))


def _by_pinyin(rows: PersonRows, letters: str, narrowed: list[tuple[str, str]]) -> list[Person]:
    """Initials in full come first, then initials that go on, then the pinyin written out."""
    rows = _in(rows, narrowed)
    order = ("home_division_id", "pinyin", "id")
    found = list(rows.filter(initials=letters).order_by(*order)[: MOST + 1])
    if len(found) <= MOST and len(letters) < 4:
        longer = rows.filter(initials__startswith=letters).exclude(initials=letters)
        found += longer.order_by("initials", "home_division_id")[: MOST + 1 - len(found)]
    if len(found) <= MOST and len(letters) >= 2:
        seen = {person.id for person in found}
        written = rows.filter(pinyin__startswith=letters).order_by("pinyin", "id")[: MOST + 1]
        found += [person for person in written if person.id not in seen]
    return found[: MOST + 1]


def _by_name(rows: PersonRows, name: str, narrowed: list[tuple[str, str]]) -> list[Person]:
    rows = _in(rows, narrowed)
    found = list(rows.filter(name__startswith=name).order_by("name", "birth_date", "id")[: MOST + 1])
    if len(found) <= MOST:
        seen = {person.id for person in found}
        others = OtherName.objects.filter(name__startswith=name).values("person_id")
        found += [p for p in rows.filter(id__in=others)[: MOST + 1] if p.id not in seen]
    return found[: MOST + 1]


def _in(rows: PersonRows, narrowed: list[tuple[str, str]]) -> PersonRows:
    if not narrowed:
        return rows
    low, high = narrowed[0]
    return rows.filter(home_division_id__gte=low, home_division_id__lt=high)
