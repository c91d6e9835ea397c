"""The same question answered person by person, with nothing of the columns: what the tests compare with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from laoyou.forecasts.reads import laws
from laoyou.forecasts.reads.forecasting import Question
from laoyou.forecasts.tests.cast import CITY, MARCH
from laoyou.places import reads as places
from laoyou.policies import reads as policies
from laoyou.policies.reads import Decided
from laoyou.policies.types import Per, Subject
from laoyou.rules.person import explain
from laoyou.rules.types import FactType, Period, Verdict


@dataclass(frozen=True)
class One:
    """What somebody has under each law: the benefit's verdict, its fen where given, and the fen of all."""

    verdicts: tuple[Verdict, ...]
    given: tuple[bool, ...]
    fen: tuple[int, ...]
    sums: tuple[int, ...]


def facts(row: Mapping[str, Any]) -> dict[str, Any]:
    """The facts of a row as the law may ask for them, silence included."""
    words = policies.vocabulary(Subject.ELDER)
    home = places.divisions([row["residence"]]).get(row["residence"]) if row["residence"] else None
    told: dict[str, Any] = {"alive": True, "urban": home.is_urban if home else None}
    for name, fact in words.facts.items():
        if name in told:
            continue
        value = row.get(name)
        if value is not None and fact.type is FactType.BOOL:
            value = value == "yes"
        elif value is not None and fact.type is FactType.NUMBER:
            value = int(value)
        told[name] = words.silence.get(name) if value is None else value
    return told


def answer(asked: Question, row: Mapping[str, Any], month: Period = MARCH) -> One:
    known = facts(row)
    today = laws.today(CITY, month)
    changed = [laws.changed(today, one, month) for one in asked.changes]
    every = [_given(law, known, month) for law in (today, *changed)]
    code = asked.code
    return One(
        verdicts=tuple(one[code][0] for one in every),
        given=tuple(one[code][1] for one in every),
        fen=tuple(one[code][2] for one in every),
        sums=tuple(sum(fen for _, _, fen in one.values()) for one in every),
    )


Given = tuple[Verdict, bool, int]


def _given(law: laws.Law, known: Mapping[str, Any], month: Period) -> dict[str, Given]:
    """By code: the verdict, whether it is given, and the fen given each month."""
    told = {one.code: explain(one.program, known, month) for one in law}
    decided = {code: Decided(one.verdict, one.amount_fen or 0) for code, one in told.items()}
    withheld = policies.excluded(decided, policies.exclusions(law))
    found = {}
    for one in law:
        yes = told[one.code].verdict is Verdict.YES and one.code not in withheld
        fen = (told[one.code].amount_fen or 0) if yes else 0
        monthly = one.benefit.amount is not None and one.benefit.amount.per is Per.MONTH
        given = yes and (one.benefit.amount is None or fen > 0)
        found[one.code] = (told[one.code].verdict, given, fen if monthly else 0)
    return found
