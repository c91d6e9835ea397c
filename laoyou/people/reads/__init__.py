"""What others may ask of the register: ids and a scope in, frozen records out."""

from laoyou.people.reads import facts, merges, persons, relations
from laoyou.people.reads.reach import place_of, place_of_household, places_of
from laoyou.people.reads.reveal import reveal
from laoyou.people.reads.timeline import timeline

__all__ = [
    "facts",
    "merges",
    "persons",
    "place_of",
    "place_of_household",
    "places_of",
    "relations",
    "reveal",
    "timeline",
]
