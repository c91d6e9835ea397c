"""What a code, a class and a position say by themselves."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from laoyou.access.types import Place, Scope, division_code, division_key
from laoyou.kernel.errors import Invalid
from laoyou.places.core import codes
from laoyou.places.core.cells import cell_of
from laoyou.places.core.urban import CLASS_LABELS, check_class, is_urban
from laoyou.places.types import KEY_DIGITS, Level

PART = st.integers(1, 99).map("{:02d}".format)
LONG_PART = st.integers(1, 999).map("{:03d}".format)
KEYS = st.tuples(PART, PART, PART, LONG_PART, LONG_PART, st.integers(1, 5)).map(
    lambda parts: "".join(parts[: parts[5]])
)


@given(KEYS)
def test_a_key_and_its_code_say_the_same_level(key: str) -> None:
    code = division_code(key)

    assert division_key(code) == key
    assert KEY_DIGITS[codes.level_of(code)] == len(key)


@given(KEYS)
def test_every_ancestor_holds_its_descendant_and_comes_in_order(key: str) -> None:
    code = division_code(key)
    above = codes.ancestors(code)

    assert [codes.level_of(one) for one in above] == list(Level)[: len(above)]
    assert all(Scope.division(one).covers(Place((code,))) for one in above)


@given(KEYS, KEYS)
def test_bounds_hold_just_the_codes_that_the_scope_covers(key: str, other: str) -> None:
    scope, code = Scope.division(division_code(key)), division_code(other)
    low, high = scope.division_bounds() or ("", "")

    assert (low <= code < high) == scope.covers(Place((code,)))


@given(st.lists(KEYS, min_size=1, max_size=5))
def test_the_common_division_is_the_smallest_that_holds_all(keys: list[str]) -> None:
    found = codes.common_division(map(division_code, keys))
    holding = [
        one
        for one in [*codes.ancestors(division_code(keys[0])), division_code(keys[0])]
        if all(key.startswith(division_key(one)) for key in keys)
    ]

    assert found == (holding[-1] if holding else None)


def test_nothing_has_no_common_division() -> None:
    assert codes.common_division([]) is None


@pytest.mark.parametrize(
    "code", ["", "23050200100", "2305020010011", "23050200100A", "２３０５０２００１００１"]
)
def test_a_code_has_twelve_plain_digits(code: str) -> None:
    with pytest.raises(Invalid) as refused:
        codes.check_code(code)

    assert refused.value.code == "division_code"


@pytest.mark.parametrize("word", CLASS_LABELS)
def test_the_first_digit_of_a_class_tells_town_from_country(word: str) -> None:
    assert is_urban(check_class(word)) is (word[0] == "1")


def test_without_a_class_it_is_not_known() -> None:
    assert is_urban(check_class("")) is None


@given(st.text(max_size=4).filter(lambda word: word and word not in CLASS_LABELS))
def test_any_other_class_is_refused(word: str) -> None:
    with pytest.raises(Invalid) as refused:
        check_class(word)

    assert refused.value.code == "urban_rural"


@given(st.floats(-90, 90), st.floats(-180, 180))
def test_every_position_on_earth_has_a_cell(latitude: float, longitude: float) -> None:
    assert len(cell_of(latitude, longitude)) == 15


@pytest.mark.parametrize(("latitude", "longitude"), [(131.16, 46.64), (0, 181), (float("nan"), 0)])
def test_a_position_that_is_nowhere_is_refused(latitude: float, longitude: float) -> None:
    with pytest.raises(Invalid) as refused:
        cell_of(latitude, longitude)

    assert refused.value.code == "position"
