"""Questions to the letters: lists of a desk, those of a person, one with its words, and whom to ask."""

from laoyou.notices.reads.letters import (
    Filter,
    LetterRecord,
    by_kind,
    count,
    each,
    letter,
    letters,
    of_person,
    of_persons,
    place_of_letter,
    place_of_letters,
    to_print,
)
from laoyou.notices.reads.offices import OfficeRecord, office_of, offices, offices_of

__all__ = [
    "Filter",
    "LetterRecord",
    "OfficeRecord",
    "by_kind",
    "count",
    "each",
    "letter",
    "letters",
    "of_person",
    "of_persons",
    "office_of",
    "offices",
    "offices_of",
    "place_of_letter",
    "place_of_letters",
    "to_print",
]
