"""Spans as PostgreSQL ranges."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import DateRangeField, DateTimeRangeField
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg.types.range import DateRange, TimestamptzRange

from laoyou.kernel.spans import DateSpan, TimeSpan


class DateSpanField(DateRangeField):
    """A `DateSpan` (both ends inclusive) in a `daterange` column."""

    def from_db_value(self, value: Any, *_: Any) -> DateSpan | None:
        return None if value is None else DateSpan.from_bounds(value.lower, value.upper)

    def get_prep_value(self, value: Any) -> Any:
        return DateRange(*value.bounds()) if isinstance(value, DateSpan) else super().get_prep_value(value)

    def to_python(self, value: Any) -> Any:
        return value if isinstance(value, DateSpan) else super().to_python(value)

    def get_db_prep_value(self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False) -> Any:
        return value if prepared else self.get_prep_value(value)


class TimeSpanField(DateTimeRangeField):
    """A `TimeSpan` (end exclusive) in a `tstzrange` column."""

    def from_db_value(self, value: Any, *_: Any) -> TimeSpan | None:
        return None if value is None else TimeSpan(value.lower, value.upper)

    def get_prep_value(self, value: Any) -> Any:
        if isinstance(value, TimeSpan):
            return TimestamptzRange(value.start, value.end)
        return super().get_prep_value(value)

    def to_python(self, value: Any) -> Any:
        return value if isinstance(value, TimeSpan) else super().to_python(value)

    def get_db_prep_value(self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False) -> Any:
        return value if prepared else self.get_prep_value(value)
