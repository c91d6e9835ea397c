"""Lockout, one-time codes and homes, without a database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from laoyou.access.types import Scope
from laoyou.accounts.core import home, lockout, totp

NOW = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
RFC_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # "12345678901234567890" of RFC 6238, appendix B


@pytest.mark.parametrize(
    ("failures", "minutes"),
    [
        (1, 0),
        (4, 0),
        (5, 15),
        (6, 0),
        (9, 0),
        (10, 30),
        (15, 60),
        (20, 120),
        (35, 960),
        (40, 1440),
        (500, 1440),
    ],
)
def test_every_fifth_failure_locks_twice_as_long_up_to_a_day(failures: int, minutes: int) -> None:
    expected = timedelta(minutes=minutes) if minutes else None

    assert lockout.user_lock(failures) == expected


@given(st.integers(0, 40_000))
def test_no_lock_is_longer_than_a_day(failures: int) -> None:
    lock = lockout.user_lock(failures)

    assert lock is None or lockout.FIRST_LOCK <= lock <= lockout.LONGEST_LOCK


@pytest.mark.parametrize(
    ("seconds", "code"),
    [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")],
)
def test_the_codes_of_the_standard_are_accepted(seconds: int, code: str) -> None:
    """RFC 6238, appendix B, SHA-1, the last six digits."""
    now = datetime.fromtimestamp(seconds, tz=UTC)

    assert totp.step_of(RFC_SECRET, code, now, 0) == seconds // 30


def test_a_code_is_not_accepted_twice_nor_an_older_one_after_it() -> None:
    step = int(NOW.timestamp()) // 30
    code, earlier = _code(NOW), _code(NOW - timedelta(seconds=30))

    assert totp.step_of(RFC_SECRET, code, NOW, 0) == step
    assert totp.step_of(RFC_SECRET, code, NOW, step) is None
    assert totp.step_of(RFC_SECRET, earlier, NOW, step) is None


@pytest.mark.parametrize(
    ("drift", "accepted"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)]
)
def test_a_clock_may_be_half_a_minute_wrong(drift: int, accepted: bool) -> None:
    code = _code(NOW + timedelta(seconds=drift))

    assert (totp.step_of(RFC_SECRET, code, NOW, 0) is not None) is accepted


def test_two_secrets_differ_and_the_address_names_us() -> None:
    assert totp.new_secret() != totp.new_secret()
    assert totp.address(RFC_SECRET, "zhang").startswith("otpauth://totp/%E8%80%81%E5%B9%BC:zhang?secret=")


def _code(when: datetime) -> str:
    return pyotp.TOTP(RFC_SECRET).at(when)


CODES = st.sampled_from(
    [
        "230000000000",
        "230500000000",
        "230502000000",
        "230502001000",
        "230502001001",
        "230502001010",
        "230502002000",
        "230503000000",
        "131102000000",
    ]
)
SCOPES = st.one_of(
    CODES.map(Scope.division), st.integers(1, 3).map(Scope.organisation), st.just(Scope.everything())
)


@given(st.lists(SCOPES, min_size=1, max_size=4))
def test_a_home_holds_every_scope_it_was_made_of(scopes: list[Scope]) -> None:
    belongs = home.home_of(scopes)

    assert all(belongs.holds(scope) for scope in scopes)


@given(st.lists(SCOPES, min_size=1, max_size=4), SCOPES)
def test_exactly_who_holds_all_scopes_covers_the_home(scopes: list[Scope], administrator: Scope) -> None:
    place = home.place_of(home.home_of(scopes))

    assert administrator.covers(place) == all(administrator.holds(scope) for scope in scopes)
