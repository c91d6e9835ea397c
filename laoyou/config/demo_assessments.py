"""The demo city's assessments: a few dozen elders of one district, through the ordinary verbs."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from laoyou.access.types import Actor, Scope
from laoyou.assessment import reads, verbs
from laoyou.assessment.types import (
    INFORMANT,
    AssessorGiven,
    Change,
    DisputeSide,
    InformantRelation,
    NewSheet,
    Reason,
    VisitPlace,
)
from laoyou.config.demo_accounts import actor_of
from laoyou.kernel.clock import local_date
from laoyou.kernel.ids import PersonId, UserId
from laoyou.people.reads import lists

DISTRICT = Scope.division("230502000000")
ASSESSORS = ("pinggu1", "pinggu2")
PERSONS = 36
OLDEST_AGE = 65
LONGEST_AGO = 420
"""Days: a result stands for twelve months, so some of these are due."""

NATIONAL, CARE = "gbt42195", "ltci"
SEVERE = 0.7
DEPENDENT = ("feeding", "continence", "bathing", "dressing", "toileting", "transfer")
COMMON = ("hypertension", "coronary", "diabetes", "brain_infarction", "cataract", "osteoporosis")


@dataclass(frozen=True, slots=True)
class _Pair:
    """The two who assess, and the day."""

    first: Actor
    second: Actor
    now: datetime

    @property
    def today(self) -> date:
        return local_date(self.now)


def load(seed: int, now: datetime) -> int:
    """Assess some elders of the district, and leave some sheets half way; how many sheets."""
    first, second = (actor_of(name, now) for name in ASSESSORS)
    pair = _Pair(first, second, now)
    found = lists.persons(DISTRICT, lists.Filter(pair.today, age_from=OLDEST_AGE), size=PERSONS).rows
    sheets = 0
    for place, row in enumerate(found):
        chance = Random(f"{seed}:{place}")
        frailty = min(1.0, max(0.0, chance.gauss(0.45, 0.3)))
        sheets += _assess(row.id, NATIONAL, place, frailty, chance, pair)
        if frailty > SEVERE:
            sheets += _assess(row.id, CARE, place, frailty, chance, pair)
    return sheets


def _assess(person_id: PersonId, scale: str, place: int, frailty: float, chance: Random, pair: _Pair) -> int:
    """One sheet: most are concluded, every twelfth each is a draft, signed only, or disputed."""
    base = pair.today - timedelta(days=chance.randrange(LONGEST_AGO) if place % 12 > 1 else 0)
    new = NewSheet(
        scale=scale,
        reason=Reason.FIRST,
        base_date=base,
        place=chance.choice((VisitPlace.HOME, VisitPlace.HOME, VisitPlace.INSTITUTION)),
        first=AssessorGiven(_id(pair.first), True),
        second=AssessorGiven(_id(pair.second), scale == CARE),
        screening=dict.fromkeys(DEPENDENT, "dependent") if scale == CARE else None,
    )
    sheet_id = verbs.begin(person_id, new, actor=pair.first, now=pair.now)
    answers = _answers(scale, base, frailty, chance)
    if place % 12 == 0:
        answers = dict(list(answers.items())[: 10 + place % 7])
    changes = [Change(item, value) for item, value in answers.items()]
    verbs.answer(sheet_id, changes, actor=pair.first, now=pair.now)
    if place % 12 == 0:
        return 1
    for actor in (pair.first, pair.second):
        verbs.sign(sheet_id, drawn=_signature(chance), is_impartial=True, actor=actor, now=pair.now)
    if place % 12 == 1:
        return 1
    verbs.conclude(sheet_id, actor=pair.first, now=pair.now)
    if place % 12 == 2:
        verbs.dispute(
            sheet_id,
            side=DisputeSide.KIN,
            name="家属（演示）",
            reason="平时自己洗不了澡，评估那天是硬撑的",
            actor=Actor.system("demo"),
            now=pair.now,
        )
    return 1


def _answers(scale: str, base: date, frailty: float, chance: Random) -> Mapping[str, Any]:
    """Answers as frail as this; of moving about all alike, so that they do not contradict each other."""
    found: dict[str, Any] = {}
    asked = reads.scales.current(scale, base)
    for key, item in asked.items.items():
        wobble = 0.0 if key in MOVING else chance.uniform(-0.2, 0.2)
        share = min(1.0, max(0.0, frailty + wobble - (0.35 if key in LATE else 0.0)))
        found[key] = item.options[round(share * (len(item.options) - 1))].key
    if "consciousness" in found:
        found["consciousness"] = "2"
    if scale == NATIONAL:
        found |= dict.fromkeys(("falls", "lost", "choking", "self_harm", "other_events"), "0")
        found |= {"coma": "no", "illnesses": sorted(chance.sample(COMMON, 2))}
        found |= {"height": chance.randint(150, 175), "weight": chance.randint(45, 75)}
        if frailty > 0.5 and found["memory"] != "4" and chance.random() < 0.4:
            found["illnesses"] = ["dementia"]
    relation = InformantRelation.SELF if frailty < 0.4 else InformantRelation.CHILD
    found[INFORMANT] = {
        "name": "提供者（演示）",
        "relation": relation.value,
        "strokes": _signature(chance),
    }
    return found


MOVING = ("bed_mobility", "transfer", "walking", "stairs", "toileting", "bathing")
LATE = ("feeding", "orient_person", "comprehension", "expression", "aggression", "communication")
"""What is lost late."""


def _signature(chance: Random) -> list[list[int]]:
    """A scribble that looks like a name from afar."""
    strokes = []
    for left in range(60, 500, 110):
        height, turns = chance.randint(30, 60), chance.uniform(1.5, 4)
        stroke: list[int] = []
        for step in range(14):
            turn = turns * step / 13 * math.pi
            stroke += [left + step * 7, 100 + round(height * math.sin(turn))]
        strokes.append(stroke)
    return strokes


def _id(actor: Actor) -> UserId:
    return UserId(actor.user_id or 0)
