"""One thread that drives the transaction's connection, so that the server writes while Python prepares."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import ParamSpec, Self, TypeVar

import psycopg
from django.db import connection

P = ParamSpec("P")
R = TypeVar("R")

MOST_WAITING = 2
"""How many blocks may wait to be written: more would only fill memory."""


class Lane:
    """Calls made here run one after another on the connection of the thread that made the lane.

    The connection belongs to the lane until it is left: the main thread must not use it meanwhile. An error
    of the database comes up as Django's, at the latest when the lane is left.
    """

    def __init__(self) -> None:
        connection.ensure_connection()
        self._raw: psycopg.Connection = connection.connection
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="intake")
        self._writes: deque[Future[None]] = deque()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self.settle()
        finally:
            self._thread.shutdown(wait=True, cancel_futures=True)

    def ask(self, reader: Callable[[psycopg.Connection], R]) -> Callable[[], R]:
        """Begin to read; the answer is had by calling what is returned."""
        future = self._thread.submit(reader, self._raw)

        def answer() -> R:
            with connection.wrap_database_errors:
                return future.result()

        return answer

    def write(self, writer: Callable[[psycopg.Connection], None]) -> None:
        """Write when the lane is free. Waits while too much is under way, and raises what went wrong."""
        while len(self._writes) >= MOST_WAITING:
            self._wait()
        self._writes.append(self._thread.submit(writer, self._raw))

    def rest(self) -> None:
        """Wait until nothing is under way: for a moment the main thread may use the connection itself."""
        self.settle()
        self._thread.submit(int).result()

    def settle(self) -> None:
        """Wait until everything is written."""
        while self._writes:
            self._wait()

    def _wait(self) -> None:
        with connection.wrap_database_errors:
            self._writes.popleft().result()
