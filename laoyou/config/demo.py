"""The demo city laid into an empty register: through the same doors as real data, file by file."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from laoyou.access.types import ROLE_LABELS, Actor
from laoyou.accounts import verbs as accounts
from laoyou.config.demo_state import DemoAccount
from laoyou.kernel import clock
from laoyou.orgs import reads as orgs_reads
from laoyou.orgs import verbs as orgs
from laoyou.places import reads as places_reads
from laoyou.places import verbs as places
from laoyou.places.types import Level, NewDivision, PositionKind
from laoyou.regions.divisions import read_divisions
from laoyou.regions.shuangyashan import declared
from laoyou.regions.shuangyashan.generate import generate
from laoyou.regions.shuangyashan.manifest import FileReport

REGION = "shuangyashan"
PASSWORD = "laoyou-demo-2026"
ORGANISATIONS = "organisations"
SHEETS = (
    ORGANISATIONS,
    "residents",
    "infants",
    "elders",
    "assistance",
    "ability",
    "pensions",
    "conditions",
    "cards",
    "care_grades",
    "deaths",
)
"""The order in which the sheets go in: those that bring people first, the dead last."""
DEMO = Actor.system("demo")
OPENED = date(2020, 1, 1)

Report = Callable[[str, float], None]
"""Told what is going on and which share of the whole is done."""


def _in_order(files: Iterable[FileReport]) -> list[FileReport]:
    return sorted(files, key=lambda file: SHEETS.index(file.sheet))


def is_empty() -> bool:
    """Whether nothing has been loaded yet: without divisions there can be nobody."""
    return not places_reads.all_codes()


def load(*, scale: float, seed: int, reset: bool, report: Report) -> list[DemoAccount]:
    """Write the departments' spreadsheets of the city and take them in; the accounts to sign in with."""
    if reset:
        report("清空登记册", 0)
        clear()
    report("行政区划", 0.01)
    load_divisions()
    accounts.load_demo(declared.read_accounts(), password=PASSWORD, actor=DEMO, now=clock.now())
    report("编造各部门的表格", 0.03)
    folder = settings.LAOYOU_HOME / "demo"
    files = _in_order(generate(folder, seed=seed, scale=scale).files)
    load_organisations(folder, [file for file in files if file.sheet == ORGANISATIONS])
    return [
        DemoAccount(one.username, PASSWORD, f"{one.title} {one.name}（{ROLE_LABELS[one.role]}）")
        for one in declared.read_accounts()
    ]


def clear() -> None:
    """Everything away, the audit trail too: the one place where it may go, with the whole database."""
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE")
        cursor.execute("CREATE SCHEMA public")
    call_command("migrate", verbosity=0)


def load_divisions(region: str = REGION) -> None:
    rows = [
        NewDivision(
            code=row.code,
            name=row.name,
            level=Level(row.level.value),
            parent=row.parent,
            urban_rural=row.urban_class or "",
            latitude=row.lat,
            longitude=row.lon,
            position_kind=PositionKind(row.position_kind.value),
        )
        for row in read_divisions(region)
    ]
    places.load_divisions(rows, actor=DEMO, now=clock.now())


def load_organisations(folder: Path, files: list[FileReport]) -> None:
    codes = places_reads.all_codes()
    for file in files:
        roster = orgs_reads.read_roster((folder / file.path).read_bytes(), codes)
        orgs.load_roster(roster.rows, since=OPENED, actor=DEMO, now=clock.now())
