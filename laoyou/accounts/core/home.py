"""To which scope a user belongs, by the scopes that he was granted."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

from laoyou.access.types import Place, Scope, ScopeKind, division_code

KEY_LENGTHS = (9, 6, 4, 2)


def home_of(scopes: Sequence[Scope]) -> Scope:
    """The narrowest scope that holds them all; at least one must be given."""
    return reduce(_around, scopes)


def _around(one: Scope, other: Scope) -> Scope:
    if one.holds(other):
        return one
    if other.holds(one):
        return other
    if one.kind is ScopeKind.DIVISION and other.kind is ScopeKind.DIVISION:
        for length in KEY_LENGTHS:
            if len(one.key) > length and one.key[:length] == other.key[:length]:
                return Scope(ScopeKind.DIVISION, one.key[:length])
    return Scope.everything()


def place_of(scope: Scope) -> Place:
    """Where a scope lies, so that exactly the scopes that hold it cover it."""
    match scope.kind:
        case ScopeKind.DIVISION:
            return Place(divisions=(division_code(scope.key),))
        case ScopeKind.ORGANISATION:
            return Place(organisation=int(scope.key))
        case ScopeKind.PERSON:
            return Place(person=int(scope.key))
        case _:
            return Place()
