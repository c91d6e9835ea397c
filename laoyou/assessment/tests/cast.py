"""The cast of the tests of assessment: four assessors of a county, its clerks, and sheets filled in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from laoyou.access.types import Actor, Role
from laoyou.accounts.tests.cast import Somebody
from laoyou.accounts.tests.cast import somebody as user
from laoyou.assessment import verbs
from laoyou.assessment.core.scale import Scale
from laoyou.assessment.reads import scales, sheets
from laoyou.assessment.types import (
    INFORMANT,
    AssessorGiven,
    Change,
    NewSheet,
    Reason,
    SheetRecord,
    VisitPlace,
)
from laoyou.kernel.ids import PersonId
from laoyou.people.tests.cast import COUNTY, DIVISIONS, NOW, TODAY, TOWN_A, TOWN_B, later, somebody
from laoyou.places import verbs as places
from laoyou.places.types import Level, NewDivision

__all__ = ["COUNTY", "NOW", "TODAY", "TOWN_A", "TOWN_B", "later", "somebody"]

SYSTEM = Actor.system("test")
GB, LTC = "gbt42195", "ltci"
STROKES = [[10, 20, 30, 40, 50, 60], [100, 20, 120, 180]]
INFORMED = {"name": "张秀敏", "relation": "child", "strokes": STROKES}
QUIET: dict[str, Any] = {
    **dict.fromkeys(("falls", "lost", "choking", "self_harm", "other_events"), "0"),
    "illnesses": ["none"],
    "coma": "no",
    INFORMANT: INFORMED,
}
SCREENED = dict.fromkeys(
    ("feeding", "continence", "bathing", "dressing", "toileting", "transfer"), "dependent"
)


@dataclass(frozen=True)
class Team:
    """Four assessors of the county, and who keeps the register."""

    ann: Somebody
    ben: Somebody
    cat: Somebody
    dan: Somebody
    clerk: Somebody
    supervisor: Somebody
    neighbour: Somebody

    def actor(self, name: str) -> Actor:
        found: Somebody = getattr(self, name)
        return found.actor


def lay_ground() -> None:
    """The divisions of the register's cast."""
    rows = [NewDivision(code, name, Level(level), parent) for code, level, name, parent in DIVISIONS]
    places.load_divisions(rows, actor=SYSTEM, now=NOW)


def lay_team() -> Team:
    return Team(
        ann=user("ann", Role.ASSESSOR, COUNTY),
        ben=user("ben", Role.ASSESSOR, COUNTY),
        cat=user("cat", Role.ASSESSOR, COUNTY),
        dan=user("dan", Role.ASSESSOR, COUNTY),
        clerk=user("clerk", Role.CLERK, TOWN_A),
        supervisor=user("supervisor", Role.SUPERVISOR, COUNTY),
        neighbour=user("neighbour", Role.CLERK, TOWN_B),
    )


def scale(key: str = GB) -> Scale:
    return scales.current(key, TODAY)


def best(of: Scale | None = None) -> dict[str, str]:
    """Every item answered as well as can be."""
    return {key: item.options[0].key for key, item in (of or scale()).items.items()}


def worst(of: Scale | None = None) -> dict[str, str]:
    """Every item as bad as can be without coma."""
    found = {key: item.options[-1].key for key, item in (of or scale()).items.items()}
    return found | ({"consciousness": "stupor"} if "consciousness" in found else {})


def middling(total: int, of: Scale | None = None) -> dict[str, str]:
    """Answers of this total: from the best, items worsened one after another, in an order that contradicts
    nothing (the stairs before the walking, the walking before the bed).
    """
    asked = of or scale()
    order = sorted(asked.items.values(), key=lambda item: item.key not in ("stairs", "walking"))
    order.sort(key=lambda item: item.key in ("bed_mobility", "transfer"))
    order.sort(key=lambda item: item.key != "stairs")
    found = best(asked)
    left = sum(item.most for item in asked.items.values()) - total
    for item in order:
        fitting = [option for option in item.options if item.most - option.score <= left]
        option = min(fitting, key=lambda one: one.score)
        if option.key == "coma":
            option = next(one for one in item.options if one.key == "stupor")
        found[item.key] = option.key
        left -= item.most - option.score
    assert left == 0
    return found


def new_sheet(team: Team, key: str = GB, **given: Any) -> NewSheet:
    told: dict[str, Any] = {
        "scale": key,
        "reason": Reason.FIRST,
        "base_date": TODAY,
        "place": VisitPlace.HOME,
        "first": AssessorGiven(team.ann.id, True),
        "second": AssessorGiven(team.ben.id, key == LTC),
        "screening": SCREENED if key == LTC else None,
    }
    return NewSheet(**(told | given))


def begun(team: Team, person_id: PersonId, key: str = GB, *, now: datetime = NOW, **given: Any) -> int:
    return verbs.begin(person_id, new_sheet(team, key, **given), actor=SYSTEM, now=now)


def changes(answers: Mapping[str, Any]) -> list[Change]:
    return [Change(item, value) for item, value in answers.items()]


def filled(
    team: Team, person_id: PersonId, answers: Mapping[str, Any] | None = None, key: str = GB, **given: Any
) -> int:
    """A sheet that waits for its signatures."""
    asked = scale(key)
    sheet_id = begun(team, person_id, key, **given)
    quiet = QUIET if key == GB else {INFORMANT: INFORMED}
    said = {**quiet, **best(asked), **(answers or {})}
    saved = verbs.answer(sheet_id, changes(said), actor=SYSTEM, now=given.get("now", NOW))
    assert saved.refused == ()
    return sheet_id


def signed(
    team: Team, person_id: PersonId, answers: Mapping[str, Any] | None = None, key: str = GB, **given: Any
) -> int:
    """A sheet that waits for its conclusion."""
    sheet_id = filled(team, person_id, answers, key, **given)
    record = sheets.sheet(sheet_id)
    by_id = {one.id: one.actor for one in (team.ann, team.ben, team.cat, team.dan)}
    for one in record.assessors:
        sign(sheet_id, by_id[one.user_id], now=given.get("now", NOW))
    return sheet_id


def sign(sheet_id: int, actor: Actor, now: datetime = NOW) -> None:
    verbs.sign(sheet_id, drawn=STROKES, is_impartial=True, actor=actor, now=now)


def concluded(
    team: Team, person_id: PersonId, answers: Mapping[str, Any] | None = None, key: str = GB, **given: Any
) -> int:
    sheet_id = signed(team, person_id, answers, key, **given)
    verbs.conclude(sheet_id, actor=SYSTEM, now=given.get("now", NOW))
    return sheet_id


def record_of(sheet_id: int) -> SheetRecord:
    return sheets.sheet(sheet_id)


def on(day: str) -> date:
    return date.fromisoformat(day)
