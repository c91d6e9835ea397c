"""Many rows at once, by COPY."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from typing import Any

import polars as pl
from django.db import connection
from psycopg import sql

MANY = 10_000
"""So many rows added at once change what a table is for the planner."""
_BLOCK_BYTES = 16 * 2**20
_BLOCK_ROWS = 250_000
GAP = 1000
"""How many numbers others may draw during one reservation; they draw one a row, and it takes microseconds."""


def copy_rows(table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """COPY `rows` into `table` within the current transaction; how many went in. Errors are Django's own."""
    count = 0
    statement = _statement(table, columns, "")
    with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)
            count += 1
    return count


def copy_csv(table: str, columns: Sequence[str], csv: bytes | memoryview) -> None:
    """COPY a block of CSV text (no header; an unquoted empty field is NULL) into `table`."""
    statement = _statement(table, columns, " (FORMAT csv)")
    with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(statement) as copy:
        copy.write(csv)


def copy_frame(table: str, frame: pl.DataFrame) -> None:
    """COPY a frame into the columns of the same names, in blocks. Empty texts stay empty, nulls are NULL."""
    for block in frame.iter_slices(_BLOCK_ROWS):
        copy_csv(table, block.columns, block.write_csv(include_header=False).encode())


def copy_out(query: sql.Composable, schema: Mapping[str, Any]) -> pl.DataFrame:
    """The answer to a query as a frame, its columns named and typed by `schema`, in the order of the query.

    Read in blocks, so that the text of millions of rows never lies in memory at once. An empty text comes
    out as null.
    """
    frames, block = [pl.DataFrame(schema=schema)], BytesIO()
    statement = sql.SQL("COPY ({}) TO STDOUT (FORMAT csv)").format(query)
    with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(statement) as copy:
        for line in copy:
            block.write(line)
            if block.tell() >= _BLOCK_BYTES:
                frames.append(_read(block, schema))
                block = BytesIO()
    if block.tell():
        frames.append(_read(block, schema))
    return pl.concat(frames)


def _read(block: BytesIO, schema: Mapping[str, Any]) -> pl.DataFrame:
    block.seek(0)
    return pl.read_csv(block, has_header=False, schema=schema)


def _statement(table: str, columns: Sequence[str], options: str) -> sql.Composed:
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    return sql.SQL("COPY {} ({}) FROM STDIN{}").format(sql.Identifier(table), names, sql.SQL(options))


def look_again(table: str, added: int) -> None:
    """Let the planner see a table anew after many rows were added to it, within the current transaction.

    Until then it takes the table for what it was, and may read it whole for each row; autovacuum comes a
    minute later.
    """
    if added >= MANY:
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {connection.ops.quote_name(table)}")


def reserve_ids(sequence: str, count: int) -> int:
    """Take `count` consecutive ids from a sequence; the first of them. Gaps are harmless, twins are not.

    Reservations queue on an advisory lock; a single insert that draws its number between our look at the
    sequence and our move of it gets one out of the gap that is left there.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [sequence])
        cursor.execute("SELECT setval(%s, nextval(%s) + %s)", [sequence, sequence, GAP + max(count, 1)])
        (last,) = cursor.fetchone()
    return int(last) - max(count, 1) + 1
