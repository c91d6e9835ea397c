"""Who may write in the books at the same time."""

from __future__ import annotations

from django.db import connection

_BOOKS = (0x6C_65_64_67, 0)
"""The advisory lock of the books ("ledg"), which the guards of migration 0002 take as well."""


def hold_books(*, alone: bool = False) -> None:
    """Hold the books until the transaction ends: shared, as all who post do; alone, to close something.

    Taken before any account's row, else whoever closes, posts and waits for a row would wait in a ring.
    """
    name = "pg_advisory_xact_lock" if alone else "pg_advisory_xact_lock_shared"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {name}(%s, %s)", _BOOKS)
