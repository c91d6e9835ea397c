"""What kin may know: benefits and money always; health only by the elder's word.

Health are the grades of the assessments of ability and of long-term care, disability, and dementia. A clause
that came out by one of them would tell it by its verdict: the whole clause is covered, not the value alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from laoyou.desks.entitlements.known import GRADE
from laoyou.desks.entitlements.lines import Card, ClauseLine
from laoyou.people.types import FactKind
from laoyou.policies import reads as policies
from laoyou.policies.types import Subject

HEALTH = frozenset(
    {FactKind.ABILITY, FactKind.LTC_GRADE, FactKind.DISABILITY, FactKind.DEMENTIA, GRADE}
)
COVERED = "这一条与健康情况有关，老人没有同意公开"


def covered(cards: Iterable[Card]) -> tuple[Card, ...]:
    """Cards as kin without consent to health see them."""
    words = policies.vocabulary(Subject.ELDER).facts
    labels = frozenset(words[name].label for name in HEALTH)
    return tuple(replace(card, clauses=tuple(_clause(one, labels) for one in card.clauses)) for card in cards)


def _clause(one: ClauseLine, labels: frozenset[str]) -> ClauseLine:
    if not any(fact.label in labels for fact in one.facts):
        return one
    return replace(one, kind="info", says=COVERED, is_demo=False, facts=(), step=None)
