"""A county of two towns, the law that the house ships for it, and registers made by hand."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl

from laoyou.access.types import Actor, Role, Scope
from laoyou.forecasts import tasks
from laoyou.forecasts.models import Preview
from laoyou.forecasts.reads.forecasting import Question
from laoyou.forecasts.types import Change
from laoyou.kernel.spans import DateSpan
from laoyou.people import verbs as people
from laoyou.people.types import DISABILITY_GRADES, VALUES, AbodeGiven, AbodeKind, FactKind, Source
from laoyou.places import verbs as places
from laoyou.places.types import Level, NewDivision
from laoyou.policies import reads as policies
from laoyou.policies import verbs
from laoyou.policies.types import Document
from laoyou.rules.types import Period

NOW = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
LAID = NOW - timedelta(days=400)
SYSTEM = Actor.system("test")
CITY, COUNTY = "230500000000", "230502000000"
TOWN_A, TOWN_B = "230502001000", "230502002000"
VILLAGE_A, VILLAGE_A2, VILLAGE_B, FAR = "230502001001", "230502001002", "230502002001", "131102001001"
DIVISIONS = (
    ("230000000000", Level.PROVINCE, "黑龙江省", None, None),
    (CITY, Level.CITY, "双鸭山市", "230000000000", None),
    (COUNTY, Level.COUNTY, "尖山区", CITY, None),
    (TOWN_A, Level.TOWN, "二马路街道", COUNTY, None),
    (TOWN_B, Level.TOWN, "八马路街道", COUNTY, None),
    (VILLAGE_A, Level.VILLAGE, "新华社区", TOWN_A, "111"),
    (VILLAGE_A2, Level.VILLAGE, "新兴社区", TOWN_A, "220"),
    (VILLAGE_B, Level.VILLAGE, "建设社区", TOWN_B, None),
    ("130000000000", Level.PROVINCE, "河北省", None, None),
    ("131100000000", Level.CITY, "衡水市", "130000000000", None),
    ("131102000000", Level.COUNTY, "桃城区", "131100000000", None),
    ("131102001000", Level.TOWN, "河西街道", "131102000000", None),
    (FAR, Level.VILLAGE, "育才社区", "131102001000", "111"),
)
PACKS = Path(__file__).parents[2] / "regions"
MARCH = Period(date(2026, 3, 1), date(2026, 3, 31))
KINDS = [kind for kind in FactKind if kind is not FactKind.DEATH]
SCHEMA: Mapping[str, Any] = {
    "person_id": pl.Int64,
    "birth_date": pl.Date,
    "sex": pl.String,
    "residence": pl.String,
    "registered": pl.String,
    "death_date": pl.Date,
    **{kind.value: pl.Enum(list(VALUES[kind])) for kind in KINDS},
    "disability_grade": pl.Enum(list(DISABILITY_GRADES)),
}
"""The columns that people.reads.columns gives, as far as clauses ask for them."""


def lay_ground() -> None:
    rows = [
        NewDivision(code=code, level=level, name=name, parent=parent, urban_rural=kind or "")
        for code, level, name, parent, kind in DIVISIONS
    ]
    places.load_divisions(rows, actor=SYSTEM, now=LAID)


def lay_law() -> None:
    own = policies.files_of(PACKS / "shuangyashan" / "policy")
    verbs.load_pack({**policies.national_files(), **own}, actor=SYSTEM, now=LAID)


def text_of(code: str) -> str:
    """The text that is law in the city in March."""
    found = {one.code: one for one in policies.in_force(CITY, MARCH)}
    return found[code].document.text


def changed(code: str, *swaps: tuple[str, str]) -> Document:
    """A copy of today's law with words exchanged, each of which stands there."""
    text = text_of(code)
    for old, new in swaps:
        assert old in text
        text = text.replace(old, new)
    return policies.compiled(text)


def change(document: Document) -> Change:
    return Change(document, document.in_force)


def question(code: str, *documents: Document, months: int = 1, scope: str = COUNTY) -> Question:
    return Question(
        code=code,
        scope=Scope.division(scope),
        changes=tuple(map(change, documents)),
        month=MARCH,
        months=months,
        on=MARCH.start,
    )


def register(*rows: Mapping[str, Any]) -> pl.DataFrame:
    """Persons as the register gives them; what is not said of them is not known. At home in 新华社区."""
    told = [
        {
            **dict.fromkeys(SCHEMA),
            "person_id": number,
            "sex": "1",
            "residence": VILLAGE_A,
            "registered": row.get("residence", VILLAGE_A),
            **row,
        }
        for number, row in enumerate(rows, 1)
    ]
    return pl.DataFrame(told, SCHEMA, orient="row")


def born(age: int) -> date:
    """So many years old since the first of January."""
    return date(2026 - age, 1, 1)


CAROL = Actor(13, "卡萝", Role.SUPERVISOR, Scope.division(CITY))
LEADER = Actor(15, "领导", Role.LEADER, Scope.division(CITY))
NEIGHBOUR = Actor(16, "邻居", Role.SUPERVISOR, Scope.division("131100000000"))
AUDITOR = Actor(17, "审计", Role.AUDITOR, Scope.division(CITY))


def drafted(code: str, *swaps: tuple[str, str]) -> int:
    """A draft on the table; its id."""
    return verbs.draft(changed(code, *swaps).text, actor=SYSTEM, now=NOW)


def elder(division: str = VILLAGE_A, *, age: int = 84, low_income: str = "") -> int:
    """Somebody in the register."""
    told: dict[str, Any] = {"source": Source.TOWN, "actor": SYSTEM, "now": NOW}
    abodes = [AbodeGiven(kind, division) for kind in (AbodeKind.RESIDENCE, AbodeKind.REGISTERED)]
    made = people.register(name="王兰", birth_date=born(age), abodes=abodes, **told)
    if low_income:
        span = DateSpan.since(date(2020, 1, 1))
        people.record_fact(made, kind=FactKind.LOW_INCOME, value=low_income, span=span, **told)
    return made


def work_off(preview_id: int) -> None:
    """What the worker does with a forecast that was asked for."""
    tasks.forecast_draft.func(preview_id=preview_id)


def job_of(preview_id: int) -> int:
    number = Preview.objects.get(pk=preview_id).job
    assert number is not None
    return number
