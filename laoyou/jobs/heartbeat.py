"""How far a long run is, told while its transaction is still open: through a connection of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from types import TracebackType
from typing import Self

from django.db import DatabaseError, connections
from psycopg import sql

EVERY = timedelta(seconds=1)


class Heartbeat:
    """Says at most once a second, in `beat_at` of a row, that it is being worked on; in `columns`, how far.

    It changes nothing that matters, and its failure stops nothing: no act, no audit. `clock` gives the
    present instant, because progress is about time that passes meanwhile.
    """

    def __init__(
        self, table: str, row_id: int, columns: Sequence[str], clock: Callable[[], datetime]
    ) -> None:
        names = sql.SQL(", ").join(
            sql.SQL("{} = %s").format(sql.Identifier(name)) for name in (*columns, "beat_at")
        )
        self._statement = sql.SQL("UPDATE {} SET {} WHERE id = %s").format(sql.Identifier(table), names)
        self._row_id, self._clock = row_id, clock
        self._last: datetime | None = None
        self._own = connections.create_connection("default")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._own.close()

    def __call__(self, *values: int | str) -> None:
        """`values` for the columns, in their order."""
        now = self._clock()
        if self._last is not None and now - self._last < EVERY:
            return
        self._last = now
        with suppress(DatabaseError), self._own.cursor() as cursor:
            cursor.execute(self._statement, [*values, now, self._row_id])
