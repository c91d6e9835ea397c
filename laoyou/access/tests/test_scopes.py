"""Scopes: which codes they cover, which scopes they hold, and the range by which a list is cut."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from laoyou.access.types import Actor, Place, Role, Scope, ScopeKind, division_code, division_key

PARTS = st.tuples(
    st.sampled_from(["23", "13", "99"]),
    st.sampled_from(["00", "05", "99"]),
    st.sampled_from(["00", "02", "99"]),
    st.sampled_from(["000", "001", "010", "999"]),
    st.sampled_from(["000", "001", "100", "999"]),
)


def _code(parts: tuple[str, ...]) -> str:
    """A code as the register has it: below a level that is all zeros there is nothing."""
    kept: list[str] = []
    for part in parts:
        if not part.strip("0"):
            break
        kept.append(part)
    return "".join(kept).ljust(12, "0")


CODES = PARTS.map(_code)
SCOPES = st.one_of(
    CODES.map(Scope.division),
    st.integers(1, 2).map(Scope.organisation),
    st.integers(1, 2).map(Scope.person),
    st.just(Scope.everything()),
)


@pytest.mark.parametrize(
    ("code", "key"),
    [
        ("230000000000", "23"),
        ("230500000000", "2305"),
        ("230502000000", "230502"),
        ("230502001000", "230502001"),
        ("230502001001", "230502001001"),
        ("230502001010", "230502001010"),
        ("230500001000", "230500001"),
        ("441900003000", "441900003"),
    ],
)
def test_a_key_is_the_significant_prefix_of_a_code(code: str, key: str) -> None:
    """The last two: a city without counties (Dongguan) has towns whose county digits are zeros."""
    assert division_key(code) == key
    assert division_code(key) == code


@given(CODES)
def test_a_key_applied_twice_is_the_key(code: str) -> None:
    assert division_key(division_key(code)) == division_key(code)
    assert division_code(division_key(code)) == code


@given(CODES, CODES)
def test_a_division_covers_exactly_the_codes_that_begin_with_its_key(top: str, code: str) -> None:
    covered = Scope.division(top).covers(Place(divisions=(code,)))

    assert covered == division_key(code).startswith(division_key(top))


@given(CODES, CODES)
def test_the_bounds_contain_exactly_the_codes_that_are_covered(top: str, code: str) -> None:
    scope = Scope.division(top)
    bounds = scope.division_bounds()

    assert bounds is not None
    assert (bounds[0] <= code < bounds[1]) == scope.covers(Place(divisions=(code,)))


@given(CODES)
def test_bounds_are_digits_which_every_collation_orders_alike(code: str) -> None:
    low, high = Scope.division(code).division_bounds() or ("", "")

    assert low.isdigit()
    assert high.isdigit()


def test_everything_has_no_bounds_and_an_organisation_an_empty_range() -> None:
    assert Scope.everything().division_bounds() is None
    assert Scope.organisation(7).division_bounds() == ("", "")
    assert Scope.person(7).division_bounds() == ("", "")


@given(SCOPES, SCOPES, CODES)
def test_who_holds_a_scope_covers_what_it_covers(wide: Scope, narrow: Scope, code: str) -> None:
    for place in (Place(divisions=(code,)), Place(organisation=1), Place(person=2)):
        if wide.holds(narrow) and narrow.covers(place):
            assert wide.covers(place)


@given(SCOPES, SCOPES, SCOPES)
def test_holding_goes_from_hand_to_hand(one: Scope, other: Scope, third: Scope) -> None:
    assert one.holds(one)
    if one.holds(other) and other.holds(third):
        assert one.holds(third)
    if one.holds(other) and other.holds(one):
        assert one == other


@given(SCOPES)
def test_a_scope_is_read_as_it_was_written(scope: Scope) -> None:
    assert Scope.parse(str(scope)) == scope


def test_a_scope_of_no_kind_is_not_read() -> None:
    with pytest.raises(ValueError, match="planet"):
        Scope.parse("planet:earth")


def test_an_organisation_covers_its_own_subjects_and_a_person_himself() -> None:
    assert Scope.organisation(7).covers(Place(organisation=7))
    assert not Scope.organisation(7).covers(Place(organisation=8, person=7))
    assert Scope.person(7).covers(Place(person=7))
    assert not Scope.person(7).covers(Place(organisation=7))


def test_a_subject_of_two_divisions_is_seen_from_both() -> None:
    """Registered here, living there."""
    place = Place(divisions=("230502001001", "131102001001"))

    assert Scope.division("230502000000").covers(place)
    assert Scope.division("131102000000").covers(place)
    assert not Scope.division("230503000000").covers(place)


def test_a_subject_that_is_nowhere_is_seen_by_those_who_see_everything() -> None:
    assert Scope.everything().covers(Place())
    assert not Scope.division("230000000000").covers(Place())


def test_the_system_acts_everywhere_and_is_nobody() -> None:
    actor = Actor.system("intake")

    assert (actor.user_id, actor.role, actor.scope.kind) == (None, Role.SYSTEM, ScopeKind.EVERYTHING)
