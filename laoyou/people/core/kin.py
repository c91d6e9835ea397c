"""Kinship seen from the other end."""

from __future__ import annotations

from laoyou.kernel.sex import Sex
from laoyou.people.types import Relation

KIN = frozenset(Relation) - {Relation.HEAD, Relation.NEIGHBOUR, Relation.VILLAGE_CADRE}
"""The relations that make two persons kin; the others belong to households and contacts."""

_BACK = {
    Relation.SPOUSE: Relation.SPOUSE,
    Relation.SON: Relation.PARENT,
    Relation.DAUGHTER: Relation.PARENT,
    Relation.GRANDCHILD: Relation.GRANDPARENT,
    Relation.GRANDPARENT: Relation.GRANDCHILD,
    Relation.SIBLING: Relation.SIBLING,
}
_CHILD = {Sex.MALE: Relation.SON, Sex.FEMALE: Relation.DAUGHTER}


def back(relation: Relation, sex: Sex) -> Relation:
    """What a person of this sex is to one who is `relation` to him. OTHER where the words do not reach: a
    parent-in-law, or a child of unknown sex.
    """
    if relation is Relation.PARENT:
        return _CHILD.get(sex, Relation.OTHER)
    return _BACK.get(relation, Relation.OTHER)
