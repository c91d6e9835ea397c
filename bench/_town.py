"""A made-up town list of any length, the same for the same seed: no real person's data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random

import polars as pl

from laoyou.kernel import resident_number_columns as columns

TODAY = date(2026, 3, 2)
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
GIVEN = "秀英桂兰玉珍凤芝淑华建国志强明德文福海龙春梅丽云霞军勇杰涛超平刚辉鹏飞宇晨欣怡雨嘉浩博轩"
LIVING = ("独居", "空巢", "留守", "与子女同住")
COUNTY = "230502"
TOWNS, VILLAGES = 40, 50
BAD_SHARE = 0.03


@dataclass(frozen=True, slots=True)
class Village:
    code: str
    town: str
    name: str


def villages() -> list[Village]:
    """Two thousand villages in forty towns of one county."""
    return [
        Village(f"{COUNTY}{town:03d}{village:03d}", f"第{town}街道", f"第{town}之{village}社区")
        for town in range(1, TOWNS + 1)
        for village in range(1, VILLAGES + 1)
    ]


def people(count: int, seed: int) -> pl.DataFrame:
    """`count` persons with valid, distinct numbers: name, number, sex, birth, code, town, village, address,
    phone, living.
    """
    rng = Random(seed)
    first = [surname + given for surname in SURNAMES for given in GIVEN]
    names = [
        one + two for one, two in zip(rng.choices(first, k=count), rng.choices(GIVEN, k=count), strict=True)
    ]
    # One person for each day and sequence number: distinct by construction.
    born = [date(1930, 1, 1) + timedelta(days=place // 60 % 12_000) for place in range(count)]
    county = [230100 + place // (60 * 12_000) for place in range(count)]
    sequence = [place % 60 * 16 + 7 * (place // 60 % 2) for place in range(count)]
    places = villages()
    homes = rng.choices(places, k=count)
    frame = pl.DataFrame(
        {
            "name": names,
            "birth": born,
            "first17": [
                f"{area}{day:%Y%m%d}{number:03d}"
                for area, day, number in zip(county, born, sequence, strict=True)
            ],
            "sex": ["男" if number % 2 else "女" for number in sequence],
            "code": [home.code for home in homes],
            "town": [home.town for home in homes],
            "village": [home.name for home in homes],
            "address": [f"{home.name}{door % 90 + 1}号楼{door % 6 + 1}单元{door % 900 + 100}室"
                        for home, door in zip(homes, rng.choices(range(9_999_999), k=count), strict=True)],
            "phone": [f"1{number}" for number in rng.sample(range(3_100_000_000, 9_900_000_000), count)],
            "living": rng.choices(LIVING, k=count),
        }
    )  # fmt: skip
    old = pl.col("first17").str.head(6) + pl.col("first17").str.slice(8)
    check = columns.to18(old).str.slice(17)
    return (
        frame.with_columns(number=pl.col("first17") + check)
        .drop("first17")
        .sample(fraction=1.0, shuffle=True, seed=seed)
    )


def roster(known: pl.DataFrame, new: pl.DataFrame, seed: int) -> pl.DataFrame:
    """The rows of the list, shuffled, three in a hundred of them bad, under the headers of a town."""
    rng = Random(seed + 1)
    rows = pl.concat([known, new]).sample(fraction=1.0, shuffle=True, seed=seed)
    bad = [rng.randrange(6) if rng.random() < BAD_SHARE else -1 for _ in range(rows.height)]
    kind = pl.col("bad")
    rows = rows.with_columns(
        bad=pl.Series(bad, dtype=pl.Int8), birth=pl.col("birth").dt.to_string("%Y-%m-%d")
    )
    digit = pl.col("number").str.slice(17)
    wrong = pl.col("number").str.head(17) + pl.when(digit == "1").then(pl.lit("2")).otherwise(pl.lit("1"))
    other = pl.when(pl.col("sex") == "男").then(pl.lit("女")).otherwise(pl.lit("男"))
    rows = rows.with_columns(
        number=pl.when(kind == 0).then(wrong).when(kind == 1).then(pl.lit("")).otherwise("number"),
        name=pl.when(kind == 2).then(pl.lit("")).otherwise("name"),
        sex=pl.when(kind == 3).then(other).otherwise("sex"),
        birth=pl.when(kind == 4).then(pl.lit("1945-02-30")).otherwise("birth"),
        village=pl.when(kind == 5).then(pl.lit("没有这个社区")).otherwise("village"),
    )
    return rows.select(
        姓名="name", 身份证号="number", 性别="sex", 出生日期="birth", 所属乡镇="town", 所属村居="village",
        住址="address", 联系电话="phone", 居住状况="living",
    )  # fmt: skip


def write(rows: pl.DataFrame, path: Path) -> None:
    """As a bureau's CSV in UTF-8."""
    rows.write_csv(path, include_bom=True)
