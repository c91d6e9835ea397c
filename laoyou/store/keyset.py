"""Pages by key, not by offset: page 1,000 costs what page 1 costs.

A cursor is sealed: it carries what a list is sorted by, such as the sound of a name, into the address of the
next page, where a masked list must not say it. It fits only the order for which it was made.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet

from laoyou.kernel.errors import Invalid
from laoyou.store.vault import vault

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page of a list: its rows and the cursors of its neighbours (None where there is none)."""

    rows: Sequence[T]
    next: str | None
    previous: str | None


@dataclass(frozen=True, slots=True)
class Order:
    """The total order of a list: field names, "-" for descending; the last one must be unique."""

    fields: tuple[str, ...]

    def names(self) -> list[str]:
        return [field.lstrip("-") for field in self.fields]

    def reversed(self) -> Order:
        return Order(tuple(f[1:] if f.startswith("-") else f"-{f}" for f in self.fields))


def page(queryset: QuerySet[Any], order: Order, size: int, cursor: str | None = None) -> Page[Any]:
    """`size` rows of `queryset` in `order`, from `cursor` on. Invalid when the cursor is not one of ours."""
    backwards, values = _decode(cursor, order, queryset)
    direction = order.reversed() if backwards else order
    if values is not None:
        queryset = queryset.filter(_beyond(direction, values))
    rows = list(queryset.order_by(*direction.fields)[: size + 1])
    more = len(rows) > size
    rows = rows[:size]
    if backwards:
        rows.reverse()
    if not rows:
        return Page([], None, None)
    has_next = more if not backwards else values is not None
    has_previous = more if backwards else values is not None
    return Page(
        rows,
        _encode("n", rows[-1], order) if has_next else None,
        _encode("p", rows[0], order) if has_previous else None,
    )


def _beyond(order: Order, values: list[Any]) -> Q:
    """(a, b, c) > (x, y, z), as the planner likes it: a >= x AND (a > x OR (a = x AND (b > y ...)))."""
    first, *rest = order.fields
    name, comparison = first.lstrip("-"), "lt" if first.startswith("-") else "gt"
    strictly = Q(**{f"{name}__{comparison}": values[0]})
    if not rest:
        return strictly
    return Q(**{f"{name}__{comparison}e": values[0]}) & (strictly | _beyond(Order(tuple(rest)), values[1:]))


def _encode(direction: str, row: Model, order: Order) -> str:
    values = [getattr(row, name) for name in order.names()]
    return _sealed([direction, *[one if isinstance(one, int | str) else str(one) for one in values]], order)


def _sealed(said: list[Any], order: Order) -> str:
    """What a cursor says, for its own order, as it stands in an address."""
    return base64.urlsafe_b64encode(vault().seal(_where(order), 0, json.dumps(said))).decode().rstrip("=")


def _where(order: Order) -> str:
    return f"cursor:{','.join(order.fields)}"


def _decode(cursor: str | None, order: Order, queryset: QuerySet[Any]) -> tuple[bool, list[Any] | None]:
    if not cursor:
        return False, None
    try:
        sealed = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        raw = json.loads(vault().open(_where(order), 0, sealed))
        direction, *values = raw if isinstance(raw, list) else [None]
    except (Invalid, ValueError, binascii.Error, TypeError) as error:
        raise _strange_cursor() from error
    if direction not in ("n", "p") or len(values) != len(order.fields):
        raise _strange_cursor()
    return direction == "p", [_checked(*one, queryset) for one in zip(order.names(), values, strict=True)]


def _checked(name: str, value: Any, queryset: QuerySet[Any]) -> Any:
    """A value of a cursor as its column takes it: cursors come from outside."""
    if isinstance(value, bool) or not isinstance(value, int | str) or not _is_storable(str(value)):
        raise _strange_cursor()
    reckoned = queryset.query.annotations.get(name)
    field: Any = reckoned.output_field if reckoned else queryset.model._meta.get_field(name)
    try:
        return field.to_python(value)
    except ValidationError as error:
        raise _strange_cursor() from error


def _is_storable(text: str) -> bool:
    """PostgreSQL keeps no NUL, and UTF-8 no half of a surrogate pair."""
    return "\x00" not in text and not any("\ud800" <= character <= "\udfff" for character in text)


def _strange_cursor() -> Invalid:
    return Invalid("页码链接不完整，请回到列表第一页重新翻看。", "cursor")
