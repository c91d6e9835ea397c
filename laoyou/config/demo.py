"""The demo city laid into an empty register: through the same doors as real data, file by file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import partial
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from laoyou.access.types import PRIVILEGED_ROLES, Actor, Role, Scope
from laoyou.accounts import verbs as accounts
from laoyou.benefits import verbs as benefits
from laoyou.benefits.reads import runs as benefits_reads
from laoyou.config import demo_asked, demo_assessments, demo_money
from laoyou.config.demo_state import DemoAccount
from laoyou.kernel import clock
from laoyou.kernel.clock import local_date
from laoyou.kernel.ids import uuid7
from laoyou.kernel.spans import ONE_DAY
from laoyou.orgs import reads as orgs_reads
from laoyou.orgs import verbs as orgs
from laoyou.people.types import Source
from laoyou.people.verbs import intake
from laoyou.people.verbs.loading import files as intake_files
from laoyou.places import reads as places_reads
from laoyou.places import verbs as places
from laoyou.places.types import NewDivision
from laoyou.policies import reads as policies_reads
from laoyou.policies import verbs as policies
from laoyou.regions.divisions import read_divisions
from laoyou.regions.packs import read_pack
from laoyou.regions.shuangyashan import declared
from laoyou.regions.shuangyashan.generate import generate
from laoyou.regions.shuangyashan.manifest import FileReport
from laoyou.rules.types import Period

REGION = "shuangyashan"
PASSWORD = "laoyou-demo-2026"
ORGANISATIONS, DEATHS = "organisations", "deaths"
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
    DEATHS,
)
"""The order in which the sheets go in: those that bring people first, the dead last."""
DEMO = Actor.system("demo")
CITY_CODE = "230500000000"
CITY = Actor(None, "演示数据", Role.SYSTEM, Scope.division(CITY_CODE))
"""Who takes the rosters in: for the city, so that the city's officers see them in their list."""

OPENED = date(2020, 1, 1)
BLOCK = 1 << 20

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
    load_policies()
    report("编造各部门的表格", 0.03)
    folder = settings.LAOYOU_HOME / "demo"
    files = _in_order(generate(folder, seed=seed, scale=scale).files)
    load_organisations(folder, [file for file in files if file.sheet == ORGANISATIONS])
    rosters = [file for file in files if file.sheet != ORGANISATIONS and file.rows]
    load_rosters(folder, [file for file in rosters if file.sheet != DEATHS], report)
    report("能力评估", 1)
    demo_assessments.load(seed, clock.now())
    report("月度待遇认定", 1)
    month = benefits_reads.month_of(local_date(clock.now()))
    before = benefits_reads.month_of(month.start - ONE_DAY)
    demo_money.lay_funds(clock.now())
    decide(before)
    report("发放上月待遇", 1)
    demo_money.pay(before, seed, clock.now())
    load_rosters(folder, [file for file in rosters if file.sheet == DEATHS], lambda _step, _share: None)
    decide(month)
    demo_asked.lay(clock.now())
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # the planner has seen none of this yet, and the visitor is already here
    return [
        DemoAccount(one.username, PASSWORD, f"{one.title} {one.name}{_second_factor(one.role)}")
        for one in declared.read_accounts()
    ]


def _second_factor(role: Role) -> str:
    return "（首次登录要绑定动态口令）" if role in PRIVILEGED_ROLES else ""


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
            level=row.level,
            parent=row.parent,
            urban_rural=row.urban_class or "",
            latitude=row.lat,
            longitude=row.lon,
            position_kind=row.position_kind,
        )
        for row in read_divisions(region)
    ]
    places.load_divisions(rows, actor=DEMO, now=clock.now())


def load_policies(region: str = REGION) -> policies.LoadedPack:
    """The law of the nation and of the region; what is there already stays as it is."""
    files = {**policies_reads.national_files(), **read_pack(region)}
    return policies.load_pack(files, actor=DEMO, now=clock.now())


def decide(month: Period) -> None:
    """A month for the whole city: what begins by itself begins, the rest waits. The deaths become known
    between two months, so that there is something to stop and to recover.
    """
    now = clock.now()
    run_id = benefits.begin_run(CITY_CODE, month=month, filed=False, actor=CITY, now=now)
    benefits.perform_run(run_id, actor=CITY, now=now)


def load_rosters(folder: Path, files: Sequence[FileReport], report: Report) -> None:
    """Each department's file through the intake, as a data officer of the city would take it in. A list on
    which nobody stands, as small cities have some, must not be among them: the intake would refuse it.
    """
    total, done = sum(file.rows for file in files), 0
    for file in files:
        with (folder / file.path).open("rb") as sheet:
            stored = intake_files.store(iter(partial(sheet.read, BLOCK), b""), file.path, uuid7())
        told = _progress(report, f"导入 {file.path}", done / total, file.rows / total)
        now = clock.now()
        batch = intake.upload_batch(stored, source=Source(file.source), actor=CITY, now=now)
        intake.start_batch(batch, filed=False, actor=CITY, now=now)
        intake.apply_batch(batch, report=told, actor=CITY, now=now)
        done += file.rows


def _progress(report: Report, step: str, begun: float, share: float) -> Callable[[int, int], None]:
    """What a file reports of itself, as part of the whole: the rosters are the last 95 of 100."""

    def told(rows: int, of: int) -> None:
        report(step, 0.05 + 0.95 * (begun + share * rows / max(of, 1)))

    return told


def load_organisations(folder: Path, files: list[FileReport]) -> None:
    codes = places_reads.all_codes()
    for file in files:
        roster = orgs_reads.read_roster((folder / file.path).read_bytes(), codes)
        orgs.load_roster(roster.rows, since=OPENED, actor=DEMO, now=clock.now())
