"""How far a long run is, told while its transaction is still open: through a connection of its own."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from types import TracebackType
from typing import Self

from django.db import DatabaseError, connections

EVERY = timedelta(seconds=1)


class Heartbeat:
    """Says at most once a second that the batch is being worked on, and how many rows are done.

    It changes nothing that matters, and its failure stops nothing: no act, no audit. `clock` gives the
    present instant, because progress is about time that passes meanwhile.
    """

    def __init__(self, batch_id: int, clock: Callable[[], datetime]) -> None:
        self._batch_id, self._clock = batch_id, clock
        self._last: datetime | None = None
        self._own = connections.create_connection("default")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._own.close()

    def __call__(self, done: int, total: int) -> None:
        now = self._clock()
        if self._last is not None and now - self._last < EVERY:
            return
        self._last = now
        with suppress(DatabaseError), self._own.cursor() as cursor:
            cursor.execute(
                "UPDATE people_batch SET rows_done = %s, rows_total = %s, beat_at = %s WHERE id = %s",
                [done, total, now, self._batch_id],
            )
