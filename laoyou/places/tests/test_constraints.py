"""What the database itself refuses, each by its name."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from laoyou.kernel.spans import DateSpan
from laoyou.places.models import Address, Division, ServicePlace
from laoyou.places.tests.cast import COUNTY, PROVINCE, TOWN_A, XINHUA
from laoyou.store.constraints import as_conflict

pytestmark = pytest.mark.usefixtures("ground")

SPAN = DateSpan.since(date(2026, 1, 1))


def refuses(name: str, model: type[Any], /, **fields: Any) -> None:
    with pytest.raises(IntegrityError) as broken, transaction.atomic():
        model.objects.create(**fields)
    conflict = as_conflict(broken.value)
    assert conflict is not None
    assert conflict.code == name
    assert conflict.message.endswith("。")


def division(**changes: Any) -> dict[str, Any]:
    plain = {
        "code": "230502001009",
        "level": "village",
        "name": "甲",
        "full_name": "甲",
        "short_name": "甲",
        "pinyin": "jia",
        "initials": "j",
        "parent_id": TOWN_A,
    }
    return plain | changes


def place(**changes: Any) -> dict[str, Any]:
    return {"tier": "station", "name": "站", "division_id": XINHUA, "span": SPAN} | changes


def test_a_code_has_twelve_digits() -> None:
    refuses("places_division_code_digits", Division, **division(code="23050200100X"))


def test_a_level_is_one_of_five() -> None:
    refuses("places_division_level_known", Division, **division(level="hamlet"))


@pytest.mark.parametrize(("level", "parent"), [("village", None), ("province", TOWN_A)])
def test_only_a_province_has_no_parent(level: str, parent: str | None) -> None:
    refuses("places_division_has_parent", Division, **division(level=level, parent_id=parent))


@pytest.mark.parametrize(
    "half",
    [{"latitude": 46.6}, {"latitude": 46.6, "longitude": 131.1, "cell": "x"}, {"position_kind": "demo"}],
)
def test_a_position_is_whole_or_absent(half: dict[str, Any]) -> None:
    refuses("places_division_position_whole", Division, **division(**half))
    refuses("places_address_position_whole", Address, division_id=XINHUA, text="路", **half)


@pytest.mark.parametrize(("level", "word"), [("village", "113"), ("town", "111")])
def test_an_urban_class_is_known_and_said_of_villages(level: str, word: str) -> None:
    refuses("places_division_urban_rural_known", Division, **division(level=level, urban_rural=word))


def test_an_address_is_in_the_register_once() -> None:
    Address.objects.create(division_id=XINHUA, text="路")

    refuses("places_address_once", Address, division_id=XINHUA, text="路")


def test_an_address_says_something() -> None:
    refuses("places_address_has_text", Address, division_id=XINHUA, text="")


@pytest.mark.parametrize(
    ("tier", "code"),
    [
        ("centre", PROVINCE),
        ("centre", TOWN_A),
        ("town_centre", COUNTY),
        ("town_centre", XINHUA),
        ("station", TOWN_A),
        ("point", COUNTY),
        ("palace", XINHUA),
    ],
)
def test_a_tier_fits_the_division_that_it_serves(tier: str, code: str) -> None:
    refuses("places_serviceplace_tier_fits_division", ServicePlace, **place(tier=tier, division_id=code))


def test_a_place_has_a_name() -> None:
    refuses("places_serviceplace_has_name", ServicePlace, **place(name=""))


def test_a_place_is_open_once_at_a_time() -> None:
    ServicePlace.objects.create(**place())

    refuses(
        "places_serviceplace_once", ServicePlace, **place(tier="point", span=DateSpan.since(date(2027, 1, 1)))
    )
