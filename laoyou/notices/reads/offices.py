"""Whom to ask: the office of a division, with its telephone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from laoyou.access.types import Scope, division_code, division_key
from laoyou.notices.models import Office

_LENGTHS = (12, 9, 6, 4, 2)
"""The digits of a division's key at each level, the nearest first."""


@dataclass(frozen=True, slots=True)
class OfficeRecord:
    """The office that answers for a division (12-digit code) and all below it that have none of their own."""

    division: str
    name: str
    phone: str


def offices(reach: Scope) -> tuple[OfficeRecord, ...]:
    """The offices of a scope, by division."""
    rows = Office.objects.within(reach.division_bounds()).order_by("division_id")
    return tuple(map(_record, rows))


def office_of(division: str) -> OfficeRecord | None:
    """The nearest office that answers for a division; None where nobody has named one."""
    return offices_of([division])[division]


def offices_of(divisions: Iterable[str]) -> dict[str, OfficeRecord | None]:
    """`office_of` for many."""
    wanted = {code: _above(code) for code in divisions}
    asked = {code for line in wanted.values() for code in line}
    found = {row.division_id: _record(row) for row in Office.objects.of(pk__in=asked)}
    return {
        code: next((found[one] for one in line if one in found), None) for code, line in wanted.items()
    }


def _above(code: str) -> list[str]:
    """The division and all above it, the nearest first."""
    key = division_key(code)
    return [division_code(key[:length]) for length in _LENGTHS if length <= len(key)]


def _record(row: Office) -> OfficeRecord:
    return OfficeRecord(row.division_id, row.name, row.phone)
