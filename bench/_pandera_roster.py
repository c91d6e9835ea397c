"""The peer of bench.intake: pandera's lazy validation of the same town list, with the same sorts of checks.

Required fields, form and checksum of the number, birth and sex against the number, a village that is known, a
phone's form, a known word, repeated numbers. It validates; it matches nothing, seals nothing, stores nothing.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import pandera.polars as pa
import polars as pl

from bench import _town
from laoyou.kernel import resident_number_columns as columns


def _frame(data: pa.PolarsData) -> pl.LazyFrame:
    """The rows under check; typed here, because the peer is installed for benches only."""
    frame: pl.LazyFrame = data.lazyframe
    return frame


def _number_ok(data: pa.PolarsData) -> pl.LazyFrame:
    number = pl.col(data.key)
    return _frame(data).select(columns.checksum_ok(columns.to18(columns.normalised(number))))


def _birth_ok(data: pa.PolarsData) -> pl.LazyFrame:
    number = columns.to18(columns.normalised(pl.col("身份证号")))
    born = pl.col("出生日期").str.to_date("%Y-%m-%d", strict=False)
    return _frame(data).select((born == columns.birth_of(number)).fill_null(False))


def _sex_ok(data: pa.PolarsData) -> pl.LazyFrame:
    number = columns.to18(columns.normalised(pl.col("身份证号")))
    told = pl.col("性别").replace_strict({"男": 1, "女": 2}, default=None, return_dtype=pl.Int8)
    return _frame(data).select((told == columns.sex_of(number)).fill_null(False))


def _village_ok(data: pa.PolarsData) -> pl.LazyFrame:
    known = pl.Series([f"{village.town}{village.name}" for village in _town.villages()])
    return _frame(data).select((pl.col("所属乡镇") + pl.col("所属村居")).is_in(known.implode()))


def schema() -> pa.DataFrameSchema:
    """The checks by column and over columns."""
    return pa.DataFrameSchema(
        {
            "姓名": pa.Column(str, pa.Check.str_matches(r"^[^0-9]{1,40}$"), nullable=False),
            "身份证号": pa.Column(str, pa.Check(_number_ok), unique=True, nullable=False),
            "性别": pa.Column(str, pa.Check.isin(["男", "女"])),
            "出生日期": pa.Column(str, pa.Check.str_matches(r"^\d{4}-\d{2}-\d{2}$")),
            "联系电话": pa.Column(str, pa.Check.str_matches(r"^1[3-9]\d{9}$"), nullable=True),
            "居住状况": pa.Column(str, pa.Check.isin(list(_town.LIVING)), nullable=True),
        },
        checks=[pa.Check(_birth_ok), pa.Check(_sex_ok), pa.Check(_village_ok)],
    )


def validate(roster: Path) -> tuple[float, int]:
    """Seconds to read and validate the file lazily, and how many failures pandera lists."""
    begun = time.monotonic()
    frame = pl.read_csv(roster, infer_schema=False)
    failures = 0
    try:
        schema().validate(frame, lazy=True)
    except pa.errors.SchemaErrors as found:
        failures = found.failure_cases.height
    return time.monotonic() - begun, failures


if __name__ == "__main__":
    seconds, failures = validate(Path(sys.argv[1]))
    print(json.dumps({"seconds": seconds, "failures": failures}))
