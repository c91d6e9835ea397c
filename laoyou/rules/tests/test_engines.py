"""The same programs give the same on Polars, on DuckDB and on a cluster of PySpark."""

from __future__ import annotations

import os
import random
import shutil
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from pyspark.sql import SparkSession

from laoyou.rules import columns
from laoyou.rules.tests import made
from laoyou.rules.types import FactType, Program

SPARK_TYPES = {
    FactType.DATE: "date",
    FactType.CODE: "string",
    FactType.CODES: "array<string>",
    FactType.MONEY: "bigint",
    FactType.NUMBER: "int",
    FactType.BOOL: "boolean",
    FactType.DIVISION: "string",
}


def programs() -> list[Program]:
    """Between them every form of the language."""
    return [
        made.program(
            ["age_on(period_end) >= limit", "within(residence, town)", "low_income in poor or known(debt)"],
            "band(age_on(period_end), ..84: 100 yuan, 85..: max(round(standard * share, half_up), income))",
            "high_age",
        ),
        made.program(
            ["not (urban and dementia)", "'veteran' in groups or living != 'alone'", "urban or dementia",
             "residence == registered"],
            "round(min(income, standard) / members, half_even, ten_fen)",
            "shared",
        ),
        made.program(
            ["income / max(members, 1) <= standard * 0.5", "birth_date < max(certified, opened)"],
            "if urban then round(income * 0.333, down) else round(income / 7, up, yuan)",
            "poor",
        ),
        made.program(
            ["months_since(certified, period_end) >= -3", "ability not in {0, 4}", "debt + 1 fen > 0 yuan"],
            "max(round(debt * 1.5, half_up), 0 yuan) + round(-debt / 3, up, yuan) + 1000 yuan",
            "owing",
        ),
        made.program(["years_since(certified, birth_date) < 3 or true", "urban == dementia"], None, "odd"),
    ]  # fmt: skip


def register(count: int) -> list[dict[str, Any]]:
    """Facts by chance, always the same; one in six unknown, some outside the vocabulary."""
    chance = random.Random(20260301)
    values: dict[str, Any] = {
        "birth_date": lambda: date(1930, 1, 1) + timedelta(days=chance.randrange(30_000)),
        "certified": lambda: date(2020, 1, 1) + timedelta(days=chance.randrange(2_600)),
        "low_income": lambda: chance.choice(["urban", "rural", "none", "gone"]),
        "living": lambda: chance.choice(["alone", "with_family"]),
        "groups": lambda: chance.sample(["veteran", "bereaved", "gone"], chance.randrange(3)),
        "income": lambda: chance.randrange(-5, 2_000_00),
        "debt": lambda: chance.randrange(-1_000_00, 1_000_00),
        "ability": lambda: chance.randrange(-1, 6),
        "members": lambda: chance.randrange(8),
        "urban": lambda: chance.random() < 0.5,
        "dementia": lambda: chance.random() < 0.5,
        "residence": lambda: chance.choice(made.DIVISIONS),
        "registered": lambda: chance.choice(made.DIVISIONS),
    }
    return [
        {name: None if chance.random() < 1 / 6 else value() for name, value in values.items()}
        for _ in range(count)
    ]


def numbered(rows: list[dict[str, Any]]) -> pl.DataFrame:
    """The rows with a number, by which an engine's answer is put in order."""
    return made.frame(rows).with_row_index("id").with_columns(pl.col("id").cast(pl.Int64))


def results(decided: pl.DataFrame) -> list[tuple[Any, ...]]:
    """Number and verdicts of every row."""
    return decided.sort("id").select("id", pl.col(r"^.*\.(verdict|failed|unknown|amount)$")).rows()


def by_duckdb(decided: Any, width: int) -> list[tuple[Any, ...]]:
    """The same of a relation of DuckDB, which keeps the facts first."""
    return sorted((row[0], *row[width:]) for row in decided.fetchall())


def test_duckdb_decides_every_form_as_polars_does(tmp_path: Path) -> None:
    frame = numbered(register(500))
    frame.write_parquet(tmp_path / "register.parquet")

    decided = columns.decide(programs(), duckdb.read_parquet(str(tmp_path / "register.parquet")), made.MONTH)

    told = results(columns.decide(programs(), frame, made.MONTH))
    assert by_duckdb(decided, frame.width) == told
    assert {row[1] for row in told} == {0, 1, None}


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(made.programs(), made.REGISTERS)
def test_duckdb_decides_any_program_as_polars_does(
    tmp_path: Path, program: Program, rows: list[dict[str, Any]]
) -> None:
    frame = numbered(rows)
    frame.write_parquet(tmp_path / "register.parquet")

    decided = columns.decide([program], duckdb.read_parquet(str(tmp_path / "register.parquet")), made.MONTH)

    assert by_duckdb(decided, frame.width) == results(columns.decide([program], frame, made.MONTH))


def test_a_lazy_frame_stays_lazy_and_decides_the_same() -> None:
    frame = numbered(register(50))

    decided = columns.decide(programs(), frame.lazy(), made.MONTH)

    assert isinstance(decided, pl.LazyFrame)
    assert decided.collect().equals(columns.decide(programs(), frame, made.MONTH))


@pytest.fixture
def cluster(monkeypatch: pytest.MonkeyPatch) -> Iterator[SparkSession]:
    """Two workers of one core each, on this machine alone."""
    if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        pytest.skip("no Java here: PySpark is left out (apt-get install default-jre-headless)")
    monkeypatch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
    monkeypatch.setenv("SPARK_LOCAL_HOSTNAME", "localhost")
    monkeypatch.setenv("PYSPARK_PYTHON", sys.executable)
    builder = SparkSession.builder.master("local-cluster[2,1,1024]").appName("laoyou")
    for key, value in {
        "spark.ui.enabled": "false",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.sql.shuffle.partitions": "2",
    }.items():
        builder = builder.config(key, value)
    session = builder.getOrCreate()
    yield session
    session.stop()


@pytest.mark.cluster
def test_a_cluster_of_pyspark_decides_as_polars_does(cluster: SparkSession) -> None:
    frame = numbered(register(200))
    facts = ", ".join(f"{name} {SPARK_TYPES[fact.type]}" for name, fact in made.VOCABULARY.items())
    held = cluster.createDataFrame(frame.rows(), f"id bigint, {facts}").repartition(2)

    decided = columns.decide(programs(), held, made.MONTH)

    told = sorted((row[0], *row[frame.width :]) for row in decided.collect())
    assert told == results(columns.decide(programs(), frame, made.MONTH))
