"""What others may ask of the register: ids and a scope in, frozen records out."""

from laoyou.people.reads import persons
from laoyou.people.reads.reach import place_of, places_of

__all__ = ["persons", "place_of", "places_of"]
