"""Columns sealed and blinded, and the ids that sealed values are bound to."""

from __future__ import annotations

import polars as pl

from laoyou.people.models.sealing import SealedColumn
from laoyou.store.copying import reserve_ids
from laoyou.store.vault import vault

IMAGINED = 1 << 62


def blinds(texts: pl.Series, kind: str) -> pl.Series:
    """The blind index of every text, as hex; null for null."""
    blind = vault().blinder(kind)
    found = [None if text is None else blind(text).hex() for text in texts.to_list()]
    return pl.Series(texts.name, found, dtype=pl.String)


def sealed(ids: pl.Series, texts: pl.Series, column: SealedColumn) -> pl.Series:
    """Every text sealed for its row, as PostgreSQL reads bytea; null for null."""
    seal = vault().sealer(column.where)
    pairs = zip(ids.to_list(), texts.to_list(), strict=True)
    found = [None if text is None else "\\x" + seal(row, text).hex() for row, text in pairs]
    return pl.Series(texts.name, found, dtype=pl.String)


class Ids:
    """Ids of the tables that an intake writes, reserved once for all its rows; a preview imagines them."""

    def __init__(self, most: dict[str, int], *, imagined: bool = False) -> None:
        self._next = {
            table: IMAGINED if imagined else reserve_ids(f"{table}_id_seq", count)
            for table, count in most.items()
        }
        self._end = {table: self._next[table] + count for table, count in most.items()}

    def take(self, table: str, count: int) -> pl.Series:
        first = self._next[table]
        if first + count > self._end[table]:
            raise RuntimeError(f"more rows for {table} than ids were reserved")
        self._next[table] = first + count
        return pl.int_range(first, first + count, dtype=pl.Int64, eager=True)
