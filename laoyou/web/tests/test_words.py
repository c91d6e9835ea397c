"""The filters say things as people say them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils.safestring import mark_safe
from hypothesis import given
from hypothesis import strategies as st

from laoyou.kernel.money import Money
from laoyou.web.templatetags.web import exact, html_attrs, iso, lasted, said, sign, thousands, yuan

NOW = datetime(2026, 1, 10, 4, 0, tzinfo=UTC)  # noon in Shanghai


@pytest.mark.parametrize(
    ("amount", "words"),
    [(123_450, "1,234.50 元"), (Money(5), "0.05 元"), (-100, "-1.00 元"), (None, ""), ("", "")],
)
def test_fen_are_said_in_yuan_with_two_places(amount: Money | int | None, words: str) -> None:
    assert yuan(amount) == words


@given(st.integers(min_value=-(10**15), max_value=10**15))
def test_no_fen_is_lost_in_saying_it(fen: int) -> None:
    assert Money.parse(yuan(fen)) == Money(fen)


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0, "今天"),
        (-1, "昨天"),
        (-2, "前天"),
        (-3, "3 天前"),
        (-7, "7 天前"),
        (-8, "2026年1月2日"),
        (1, "明天"),
        (2, "后天"),
        (5, "5 天后"),
        (8, "2026年1月18日"),
    ],
)
def test_near_days_are_said_by_their_distance(days: int, words: str) -> None:
    assert said(date(2026, 1, 10) + timedelta(days=days), NOW) == words


def test_an_instant_of_a_near_day_has_its_time() -> None:
    assert said(datetime(2026, 1, 9, 6, 5, tzinfo=UTC), NOW) == "昨天 14:05"


def test_an_instant_long_ago_is_only_its_day() -> None:
    assert said(datetime(2020, 1, 9, 6, 5, tzinfo=UTC), NOW) == "2020年1月9日"


def test_the_day_of_an_instant_is_the_day_in_shanghai() -> None:
    assert said(datetime(2026, 1, 9, 17, 0, tzinfo=UTC), NOW) == "今天 01:00"


def test_nothing_is_said_of_no_day() -> None:
    assert said(None, NOW) == exact(None) == iso(None) == ""


def test_without_a_clock_the_present_one_is_read() -> None:
    assert said(datetime.now(UTC)).startswith("今天")


@given(st.dates())
def test_the_exact_day_can_be_read_back(day: date) -> None:
    assert date.fromisoformat(exact(day)) == date.fromisoformat(iso(day)) == day


def test_the_exact_instant_is_local_to_the_minute() -> None:
    assert exact(datetime(2026, 1, 9, 17, 0, 59, tzinfo=UTC)) == "2026-01-10 01:00"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0 秒"),
        (59, "59 秒"),
        (424, "7 分 04 秒"),
        (3_900, "1 小时 05 分"),
        (86_400 * 2 + 3_600 * 3, "2 天 3 小时"),
        (None, ""),
    ],
)
def test_a_duration_is_said_in_its_two_largest_units(seconds: int | None, words: str) -> None:
    assert lasted(seconds) == words


@pytest.mark.parametrize(
    ("value", "words"), [(18_204, "18,204"), (29.5, "29.5"), (412.0, "412"), (0, "0"), (None, "—")]
)
def test_counts_are_separated_and_the_unknown_is_a_dash(value: float | None, words: str) -> None:
    assert thousands(value) == words


def test_an_unknown_kind_has_no_sign() -> None:
    assert sign("nonsense") == ""


def test_passed_attributes_are_escaped_once() -> None:
    attrs = {"a": '<"', "b": mark_safe("&lt;&quot;"), "c": True, "d": None, "e": False}

    assert html_attrs(attrs) == 'a="&lt;&quot;" b="&lt;&quot;" c'


@given(st.text())
def test_no_attribute_value_can_end_its_quotes(text: str) -> None:
    written = html_attrs({"a": text})

    assert written.count('"') == 2
    assert "<" not in written
