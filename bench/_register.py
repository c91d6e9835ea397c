"""A register of made-up persons, laid straight into the tables: for benches, never for a demo."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db import connection

from laoyou.kernel.names import pinyin_many
from laoyou.kernel.resident_number import check_digit
from laoyou.places.types import Level
from laoyou.regions.divisions import DivisionRow, read_divisions
from laoyou.store.copying import copy_rows
from laoyou.store.vault import vault

REGION = "shuangyashan"
RECORDED = datetime(2026, 1, 1, tzinfo=UTC)
SURNAMES = (
    "李王张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎"
)
GIVEN = (
    "华国英明秀玉桂淑凤兰珍文德福春生金荣志建军平红霞丽芳伟强勇杰涛超波辉刚健林森海江山云雪梅松柏清永庆祥瑞"
)
STATUSES: tuple[tuple[str, tuple[str, ...], str, float], ...] = (
    ("pension", ("employee", "resident", "public"), "social_security", 0.9),
    ("living", ("alone", "empty_nest", "with_family"), "town", 0.6),
    ("low_income", ("urban", "rural"), "civil_affairs", 0.05),
    ("ability", ("0", "1", "2", "3", "4"), "civil_affairs", 0.2),
    ("disability", ("1", "2", "4", "5", "6"), "disabled_federation", 0.07),
    ("extreme_poverty", ("concentrated", "dispersed"), "civil_affairs", 0.01),
    ("entitled_group", ("yes",), "civil_affairs", 0.01),
    ("ltc_grade", ("0", "1", "2", "3"), "medical_insurance", 0.05),
    ("dementia", ("yes",), "health", 0.01),
)
SECOND = {"pension": "civil_affairs", "living": "family", "low_income": "town", "ability": "health"}
"""Who else speaks of a kind, and is believed less."""
AWAY, ENDED, AGAIN, DEAD = 0.1, 0.05, 0.1, 0.002
"""Shares: of people who live away and who have died, of statements that have ended, of those that another
source doubles.
"""


def fill(count: int, *, seed: int = 1) -> list[str]:
    """Divisions of one city and `count` persons, with papers and facts; their numbers in order."""
    chance = random.Random(seed)
    villages = _divisions()
    numbers = [number for number, _ in zip(resident_numbers(chance), range(count), strict=False)]
    homes = sorted(chance.choices(villages, k=count))
    registered = [chance.choice(villages) if chance.random() < AWAY else home for home in homes]
    _persons(numbers, homes, registered, chance)
    _documents(numbers)
    _phones(count, chance)
    _abodes(homes)
    _facts(count, chance)
    _settle()
    return numbers


def resident_numbers(chance: random.Random) -> Iterator[str]:
    """Valid resident numbers of the city's counties, none twice: births of 1926 to 1966, day by day."""
    counties = ["230502", "230503", "230505", "230506", "230521", "230522", "230523", "230524"]
    first = date(1926, 1, 1)
    for sequence in range(1, 1000):
        days = list(range(40 * 365))
        chance.shuffle(days)
        for day in days:
            born = (first + timedelta(days=day)).strftime("%Y%m%d")
            body = f"{counties[(sequence + day) % 8]}{born}{sequence:03d}"
            yield body + check_digit(body)


def names(chance: random.Random, count: int) -> list[str]:
    weights = [100 / (rank + 3) for rank in range(len(SURNAMES))]
    surnames = chance.choices(SURNAMES, weights=weights, k=count)
    given = chance.choices(GIVEN, k=2 * count)
    return [
        surname + first + (second if chance.random() < 0.85 else "")
        for surname, first, second in zip(surnames, given[:count], given[count:], strict=True)
    ]


def divisions() -> list[DivisionRow]:
    return list(read_divisions(REGION))


def _divisions() -> list[str]:
    rows = divisions()
    columns = (
        "code",
        "level",
        "name",
        "full_name",
        "short_name",
        "pinyin",
        "initials",
        "parent_id",
        "urban_rural",
    )
    copy_rows(
        "places_division",
        (*columns, "position_kind"),
        (
            (r.code, r.level.value, r.name, r.name, r.name, "x", "x", r.parent, r.urban_class or "", "")
            for r in rows
        ),
    )
    return [row.code for row in rows if row.level is Level.VILLAGE]


def _persons(numbers: list[str], homes: list[str], registered: list[str], chance: random.Random) -> None:
    called = names(chance, len(numbers))
    spelled = pinyin_many(called)
    columns = (
        "id", "name", "pinyin", "initials", "sex", "birth_date", "ethnicity", "home_division_id",
        "registered_division_id", "source", "recorded_at",
    )  # fmt: skip

    def rows() -> Iterator[tuple[Any, ...]]:
        for index, number in enumerate(numbers):
            born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
            sex = "1" if int(number[16]) % 2 else "2"
            places = homes[index], registered[index]
            yield index + 1, called[index], *spelled[index], sex, born, "01", *places, "police", RECORDED

    copy_rows("people_person", columns, rows())


def _documents(numbers: list[str]) -> None:
    seal, blind = vault().sealer("people_document.number"), vault().blinder("document")
    copy_rows(
        "people_document",
        ("id", "person_id", "kind", "number_sealed", "number_blind", "source", "recorded_at"),
        (
            (n, n, "resident_card", seal(n, number), blind(number), "police", RECORDED)
            for n, number in enumerate(numbers, 1)
        ),
    )


def _phones(count: int, chance: random.Random) -> None:
    seal, blind = vault().sealer("people_phone.number"), vault().blinder("phone")

    def rows() -> Iterator[tuple[Any, ...]]:
        for n in range(1, count + 1):
            phone = f"139{chance.randrange(10**8):08d}"
            yield n, n, seal(n, phone), blind(phone), "town", RECORDED

    copy_rows(
        "people_phone", ("id", "person_id", "number_sealed", "number_blind", "source", "recorded_at"), rows()
    )


def _abodes(homes: list[str]) -> None:
    seal, blind = vault().sealer("people_abode.address"), vault().blinder("address")
    columns = (
        "id",
        "person_id",
        "kind",
        "division_id",
        "address_sealed",
        "address_blind",
        "source",
        "recorded_at",
    )

    def rows() -> Iterator[tuple[Any, ...]]:
        for n, home in enumerate(homes, 1):
            address = f"{n % 40 + 1}号楼{n % 6 + 1}单元{n % 600 + 1}室"
            yield n, n, "residence", home, seal(n, address), blind(address), "police", RECORDED

    copy_rows("people_abode", columns, rows())


def _facts(count: int, chance: random.Random) -> None:
    columns = ("person_id", "kind", "value", "grade", "source", "span", "recorded_at")

    def rows() -> Iterator[tuple[Any, ...]]:
        for person in range(1, count + 1):
            for kind, values, source, share in STATUSES:
                if chance.random() < share:
                    span = "[2020-01-01,2025-07-01)" if chance.random() < ENDED else "[2020-01-01,)"
                    grade = chance.choice("1234") if kind == "disability" else ""
                    yield person, kind, chance.choice(values), grade, source, span, RECORDED
                    if kind in SECOND and chance.random() < AGAIN:
                        yield person, kind, chance.choice(values), "", SECOND[kind], "[2019-01-01,)", RECORDED
            if chance.random() < DEAD:
                yield person, "death", "yes", "", "police", "[2025-11-05,)", RECORDED

    copy_rows("people_statusfact", columns, rows())


def _settle() -> None:
    """Days of death as reported; sequences moved past the rows laid by hand, statistics and visibility as a
    living database has them.
    """
    connection.close()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE people_person p SET death_date = lower(f.span) FROM people_statusfact f"
            " WHERE f.person_id = p.id AND f.kind = 'death'"
        )
        for table in ("people_person", "people_document", "people_phone", "people_abode"):
            cursor.execute(f"SELECT setval('{table}_id_seq', (SELECT max(id) FROM {table}))")
        cursor.execute("VACUUM ANALYZE")
