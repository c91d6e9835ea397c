"""The one search: a name, its pinyin or initials, an ID number, a phone, with a village if one likes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db.models import Q, QuerySet

from laoyou.access.types import Scope
from laoyou.kernel import documents, names, phone
from laoyou.kernel.errors import Invalid
from laoyou.kernel.text import half_width
from laoyou.people.models import Document, OtherName, Person, Phone
from laoyou.people.models.persons import LIVES_AWAY, PersonRows
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
    """Persons within `reach` whom `text` may mean: who is at home there, and who is only registered there.
    `divisions` narrows a name to the place beside it.
    """
    how, words = understand(text)
    if how is How.NOTHING:
        return Found(how, ())
    match how:
        case How.NUMBER:
            found = _by_number(reach, words)
        case How.PHONE:
            found = _by_phone(reach, words)
        case How.PINYIN:
            found = _by_pinyin(_grounds(reach, divisions), words)
        case _:
            found = _by_name(_grounds(reach, divisions), words)
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


def _grounds(reach: Scope, divisions: Iterable[str]) -> list[PersonRows]:
    """Who is at home within the reach and the place beside the name, then who is only registered there: two
    questions, because each has an index of its own and an OR of both has none.
    """
    everybody = Person.objects.of(merged_into__isnull=True)
    at_home, away = everybody, everybody.filter(LIVES_AWAY)
    areas = [reach.division_bounds(), *(Scope.division(code).division_bounds() for code in divisions)]
    for low, high in filter(None, areas):
        at_home = at_home.filter(home_division_id__gte=low, home_division_id__lt=high)
        away = away.filter(registered_division_id__gte=low, registered_division_id__lt=high)
    narrowest = areas[-1]
    if narrowest is None:
        return [at_home]
    low, high = narrowest
    return [at_home, away.exclude(home_division_id__gte=low, home_division_id__lt=high)]


def _by_pinyin(grounds: Sequence[PersonRows], letters: str) -> list[Person]:
    """Initials in full come first, then initials that go on, then the pinyin written out."""
    in_full = Q(initials=letters)
    asked: list[tuple[Q, tuple[str, ...]]] = [(in_full, ("home_division_id", "pinyin", "id"))]
    if len(letters) < 4:
        asked.append((Q(initials__startswith=letters) & ~in_full, ("initials", "home_division_id")))
    if len(letters) >= 2:
        asked.append((Q(pinyin__startswith=letters), ("pinyin", "id")))
    return _gathered(rows.filter(fits).order_by(*order) for fits, order in asked for rows in grounds)


def _by_name(grounds: Sequence[PersonRows], name: str) -> list[Person]:
    others = OtherName.objects.filter(name__startswith=name).values("person_id")
    asked = (Q(name__startswith=name), Q(id__in=others))
    order = ("name", "birth_date", "id")
    return _gathered(rows.filter(fits).order_by(*order) for fits in asked for rows in grounds)


def _gathered(questions: Iterable[PersonRows]) -> list[Person]:
    """What one question after the other finds, nobody twice, until there is one more than is shown."""
    found: dict[int, Person] = {}
    for rows in questions:
        if len(found) > MOST:
            break
        for person in rows[: MOST + 1 + len(found)]:
            found.setdefault(person.id, person)
    return list(found.values())[: MOST + 1]
