"""A million rows into a register of a million: read, checked, matched, sealed, stored with facts and audit.

    python -m bench.intake --rows 1000000

A town's list of N rows, four in five of them about people whom the register (N persons) knows, three in a
hundred bad, goes in as `laoyou intake` takes it. Then exactly the rows that it added are exported and COPYed
into bare tables (no index, no constraint) of the same database, with the same durability; and pandera
validates the same file lazily with the same sorts of checks.
"""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
import polars as pl
from django.db import connection
from django.utils import timezone

from bench import _ground, _town
from laoyou.people.core.diffs import Change
from laoyou.people.types import Source
from laoyou.people.verbs.loading import lookup, writing
from laoyou.people.verbs.loading.sealing import Ids, blinds
from laoyou.people.verbs.loading.writing import Stamp

DATABASE = "bench_intake"
BEFORE = datetime(2026, 1, 1, tzinfo=UTC)
BLOCK = 100_000
TABLES = (
    "people_person", "people_document", "people_phone", "people_abode", "people_statusfact",
    "people_rowtrace", "people_reject", "people_review", "people_othername",
)  # fmt: skip
PEER = "bench._pandera_roster"


@click.command()
@click.option("--rows", default=1_000_000, show_default=True)
@click.option("--seed", default=1, show_default=True)
@click.option("--no-peer", is_flag=True, help="without pandera")
def main(rows: int, seed: int, no_peer: bool) -> None:
    with tempfile.TemporaryDirectory() as folder, _ground.fresh_database(DATABASE):
        roster = Path(folder) / "town.csv"
        _ground.say(f"making {rows:,} persons and {rows:,} rows")
        _lay_ground(rows, seed, roster)
        before = _last_ids()
        _ground.say("taking the roster in")
        told = _take_in(roster)
        _ground.say(f"{told['seconds']:.1f} s: {told['outcomes']}")
        _ground.say("COPY of the same rows into bare tables")
        copies = _copy_again(before, Path(folder))
        pandera = None if no_peer else _pandera(roster)
        _report(rows, seed, told, copies, pandera)


def _lay_ground(rows: int, seed: int, roster: Path) -> None:
    """The divisions, a register of `rows` persons as the police know them, and the town's list."""
    _divisions()
    new = rows // 5
    everybody = _town.people(rows + new, seed)
    known = everybody.head(rows)
    for start in range(0, rows, BLOCK):
        _register(known.slice(start, BLOCK))
    listed = known.sample(rows - new, seed=seed, shuffle=True)
    _town.write(_town.roster(listed, everybody.tail(new), seed), roster)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("CHECKPOINT")


def _divisions() -> None:
    villages = _town.villages()
    towns = sorted({(village.code[:9] + "000", village.town) for village in villages})
    rows = [
        ("230000000000", "province", "黑龙江省", None),
        ("230500000000", "city", "双鸭山市", "230000000000"),
        ("230502000000", "county", "尖山区", "230500000000"),
        *[(code, "town", name, "230502000000") for code, name in towns],
        *[(village.code, "village", village.name, village.code[:9] + "000") for village in villages],
    ]
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO places_division (code, level, name, full_name, short_name, pinyin, initials, "
            "parent_id, urban_rural, position_kind) VALUES (%s, %s, %s, '', '', '', '', %s, '', '')",
            rows,
        )


def _register(people: pl.DataFrame) -> None:
    """Persons with their cards, phones and homes, straight into the tables."""
    rows = people.select(
        "name", "birth", "number", "phone", home="code", registered="code", home_address="address",
        sex=pl.when(pl.col("sex") == "男").then(pl.lit("1")).otherwise(pl.lit("2")),
        ethnicity=pl.lit("01"), row_no=pl.int_range(pl.len(), dtype=pl.Int32),
    )  # fmt: skip
    ids = Ids(dict.fromkeys(TABLES[:4], rows.height))
    stamp = Stamp(Source.POLICE, BEFORE, None)
    rows = rows.with_columns(
        person_id=ids.take("people_person", rows.height),
        blind=blinds(rows["number"], "document"),
        phone_blind=blinds(rows["phone"], "phone"),
        address_blind=blinds(rows["home_address"], "address"),
    )
    cells = pl.DataFrame(schema={"home_division_id": pl.String, "cell": pl.String})
    nothing = pl.Series([], dtype=pl.Int64)
    phones = Change(rows.select("row_no", "person_id", "phone", blind="phone_blind"), nothing)
    homes = rows.select(
        "row_no", "person_id", kind=pl.lit("residence"), division="home", address="home_address",
        blind="address_blind", since=pl.lit(None, pl.Date),
    )  # fmt: skip
    made = {
        "people_person": writing.persons(rows, cells, stamp),
        "people_document": writing.documents(rows, ids, stamp),
        "people_phone": writing.phones(phones, ids, stamp),
        "people_abode": writing.abodes(Change(homes, nothing), ids, stamp),
    }
    connection.ensure_connection()
    for table, frame in made.items():
        lookup.copy_in(connection.connection, table, frame)


def _take_in(roster: Path) -> dict[str, Any]:
    """In a process of its own, so that what the bench holds in memory does not count."""
    command = [sys.executable, "-m", "bench._intake_once", DATABASE, str(roster)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while block := file.read(2**20):
            yield block


def _last_ids() -> dict[str, int]:
    with connection.cursor() as cursor:
        found = {}
        for table in TABLES:
            if table != "people_rowtrace":
                cursor.execute(f"SELECT coalesce(max(id), 0) FROM {table}")
                found[table] = int(cursor.fetchone()[0])
        return found


def _copy_again(before: dict[str, int], folder: Path) -> dict[str, tuple[int, float]]:
    """Rows and seconds of COPY by table: the very rows that the intake added, out to a file and in again."""
    connection.ensure_connection()
    raw = connection.connection
    took: dict[str, tuple[int, float]] = {}
    for table in TABLES:
        fresh = f"WHERE id > {before[table]}" if table in before else ""
        path = folder / f"{table}.copy"
        with raw.cursor() as cursor, path.open("wb") as out:
            with cursor.copy(f"COPY (SELECT * FROM {table} {fresh}) TO STDOUT") as copy:
                for block in copy:
                    out.write(block)
            cursor.execute(f"CREATE TABLE bare_{table} AS SELECT * FROM {table} LIMIT 0")
            cursor.execute("CHECKPOINT")
        begun = time.monotonic()
        with raw.cursor() as cursor, cursor.copy(f"COPY bare_{table} FROM STDIN") as copy:
            for block in _blocks(path):
                copy.write(block)
        seconds = time.monotonic() - begun
        took[table] = (raw.execute(f"SELECT count(*) FROM bare_{table}").fetchone()[0], seconds)
        path.unlink()
    return took


def _pandera(roster: Path) -> float | None:
    """The peer, in a process of its own too; None where it is not installed (requirements-bench.lock)."""
    if importlib.util.find_spec("pandera") is None:
        _ground.say("pandera is not installed: left out")
        return None
    command = [sys.executable, "-m", PEER, str(roster)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    return float(json.loads(done.stdout.splitlines()[-1])["seconds"])


def _report(
    rows: int,
    seed: int,
    told: dict[str, Any],
    copies: dict[str, tuple[int, float]],
    pandera: float | None,
) -> None:
    copy_seconds = sum(took for _, took in copies.values())
    with connection.cursor() as cursor:
        durable = {}
        for name in ("fsync", "synchronous_commit", "full_page_writes"):
            cursor.execute(f"SHOW {name}")
            durable[name] = cursor.fetchone()[0]
    for table, (count, took) in copies.items():
        print(f"{table}: {count:,} rows, COPY {took:.2f} s")
    print(f"durability, the same for both: {durable}")
    _ground.report(
        f"python -m bench.intake --rows {rows} --seed {seed}",
        seconds=round(told["seconds"], 2),
        copy_seconds=round(copy_seconds, 2),
        ratio_to_copy=round(told["seconds"] / copy_seconds, 2),
        pandera_seconds=None if pandera is None else round(pandera, 2),
        peak_mb=round(told["peak_mb"]),
        rows=rows,
        rows_written=sum(count for count, _ in copies.values()),
        outcomes=told["outcomes"],
        python_cpu_seconds=told["python_cpu_seconds"],
        backend_cpu_seconds=told["backend_cpu_seconds"],
        measured_at=timezone.now().isoformat(timespec="seconds"),
    )


if __name__ == "__main__":
    sys.exit(main())
