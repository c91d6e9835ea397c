"""Pages by key."""

from __future__ import annotations

import base64
from datetime import date, timedelta
from typing import Any

import pytest
from django.db.models import F
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from laoyou.kernel.errors import Invalid
from laoyou.store.keyset import Order, Page, _sealed, page
from laoyou.store.tests.rows import Row

pytestmark = pytest.mark.usefixtures("rows")

ORDERS = st.sampled_from(
    [
        Order(("name", "id")),
        Order(("-name", "-id")),
        Order(("rank", "-day", "id")),
        Order(("-rank", "day", "-id")),
        Order(("-day", "name", "rank", "id")),
        Order(("-id",)),
    ]
)
CONTENTS = st.lists(
    st.tuples(st.sampled_from("甲乙丙'\"\\"), st.integers(-2, 2), st.integers(0, 2)), max_size=12
)
quick = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])


def fill(contents: list[tuple[str, int, int]]) -> None:
    Row.objects.for_the_system().delete()
    first = date(2026, 1, 1)
    Row.objects.bulk_create(
        Row(name=name, rank=rank, day=first + timedelta(days)) for name, rank, days in contents
    )


def turn(order: Order, size: int, cursor: str | None = None) -> Page[Any]:
    return page(Row.objects.for_the_system(), order, size, cursor)


def ids(pages: list[Page[Any]]) -> list[int]:
    return [row.pk for one in pages for row in one.rows]


def walk(order: Order, size: int) -> list[Page[Any]]:
    pages = [turn(order, size)]
    while pages[-1].next:
        pages.append(turn(order, size, pages[-1].next))
    return pages


@quick
@given(CONTENTS, ORDERS, st.integers(1, 5))
def test_walking_forward_gives_each_row_once_and_in_order(contents: Any, order: Order, size: int) -> None:
    fill(contents)

    pages = walk(order, size)

    assert ids(pages) == list(
        Row.objects.for_the_system().order_by(*order.fields).values_list("pk", flat=True)
    )
    assert all(len(one.rows) == size for one in pages[:-1])


@quick
@given(CONTENTS, ORDERS, st.integers(1, 5))
def test_walking_back_gives_the_same_pages(contents: Any, order: Order, size: int) -> None:
    fill(contents)
    there = walk(order, size)

    back = [there[-1]]
    while back[-1].previous:
        back.append(turn(order, size, back[-1].previous))

    assert [ids([one]) for one in reversed(back)] == [ids([one]) for one in there]


def test_the_first_page_has_none_before_it_and_the_last_none_after() -> None:
    fill([("甲", 0, 0)] * 3)

    first, last = walk(Order(("id",)), 2)

    assert (first.previous, last.next) == (None, None)
    assert first.next
    assert last.previous


def test_an_empty_list_is_one_empty_page() -> None:
    assert turn(Order(("id",)), 5) == Page([], None, None)


def test_a_list_may_be_sorted_by_what_is_reckoned() -> None:
    fill([("甲", rank, 0) for rank in (3, 1, 2)])
    rows = Row.objects.for_the_system().annotate(twice=F("rank") * 2)
    order = Order(("-twice", "id"))

    first = page(rows, order, 2)
    second = page(rows, order, 2, first.next)

    assert [row.twice for row in [*first.rows, *second.rows]] == [6, 4, 2]


def test_a_row_that_comes_in_meanwhile_shifts_no_other() -> None:
    fill([("b", 0, 0), ("c", 0, 0)])
    order = Order(("name", "id"))
    first = turn(order, 1)

    Row.objects.create(name="a")

    assert [row.name for row in turn(order, 1, first.next).rows] == ["c"]


BY_NAME, BY_DAY, BY_RANK = Order(("name", "id")), Order(("day", "id")), Order(("rank", "id"))


def cursor(*values: Any, order: Order = BY_NAME) -> str:
    """A cursor as this installation would seal it, whatever it says."""
    return _sealed(list(values), order)


STRANGE = [
    "!",
    "é",
    "abc",
    "bm9uc2Vuc2U",
    cursor(),
    cursor("n"),
    cursor("x", "甲", 1),
    cursor("n", "甲"),
    cursor("n", "甲", 1, 2),
    cursor("n", "甲", "one"),
    cursor("n", None, 1),
    cursor("n", ["甲"], 1),
    cursor("n", {"a": 1}, 1),
    cursor("n", "甲", 1.5),
    cursor("n", "甲", True),
    cursor("n", "甲\x00", 1),
    cursor("n", "\ud800", 1),
    base64.urlsafe_b64encode(b'"nab"').decode(),
    base64.urlsafe_b64encode(b"5").decode(),
    base64.urlsafe_b64encode(b"null").decode(),
]


@pytest.mark.parametrize("strange", STRANGE, ids=range(len(STRANGE)))
def test_a_strange_cursor_is_refused(strange: str) -> None:
    with pytest.raises(Invalid) as refused:
        turn(Order(("name", "id")), 5, strange)

    assert refused.value.code == "cursor"


def test_a_day_that_is_none_is_refused() -> None:
    with pytest.raises(Invalid):
        turn(BY_DAY, 5, cursor("n", "2026-02-31", 1, order=BY_DAY))


def refusal(strange: str) -> str:
    """The code with which a cursor is refused; "" when it is taken."""
    try:
        turn(Order(("name", "id")), 5, strange)
    except Invalid as refused:
        return refused.code
    return ""


@quick
@given(st.text(max_size=40) | st.binary(max_size=30).map(lambda raw: base64.urlsafe_b64encode(raw).decode()))
def test_no_cursor_makes_it_stumble(strange: str) -> None:
    assert refusal(strange) in ("", "cursor")


VALUES = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(), st.lists, max_leaves=4
)


@quick
@given(VALUES)
def test_no_value_in_a_cursor_makes_it_stumble(value: Any) -> None:
    assert refusal(cursor("n", value, 1)) in ("", "cursor")
    assert refusal(cursor("p", "甲", value)) in ("", "cursor")


def test_a_number_beyond_the_column_is_beyond_the_list() -> None:
    fill([("甲", 0, 0)])

    assert turn(BY_RANK, 5, cursor("n", 10**40, 1, order=BY_RANK)).rows == []


def test_a_cursor_says_nothing_of_what_a_list_is_sorted_by() -> None:
    fill([("甲某某", 0, 0)] * 2)

    after = turn(BY_NAME, 1).next or ""

    opened = base64.urlsafe_b64decode(after + "=" * (-len(after) % 4))
    assert "甲".encode() not in opened
    assert b"u7532" not in opened


def test_a_cursor_of_one_order_does_not_open_another() -> None:
    with pytest.raises(Invalid):
        turn(BY_RANK, 5, cursor("n", 1, 1, order=BY_DAY))
