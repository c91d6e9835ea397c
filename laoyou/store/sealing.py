"""Sealed columns: a name for each, used by all who write or open it, and the id that binds a value."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection, models

from laoyou.store.vault import vault


@dataclass(frozen=True, slots=True)
class SealedColumn:
    """`where` authenticates the place of a value (store.vault); `blind` names its index."""

    where: str
    blind: str

    def seal(self, row_id: int, text: str) -> bytes:
        return vault().seal(self.where, row_id, text)

    def open(self, row_id: int, sealed: bytes | memoryview) -> str:
        return vault().open(self.where, row_id, bytes(sealed))

    def find(self, text: str) -> bytes:
        """The blind index of a canonical text."""
        return vault().blind(self.blind, text)


def next_id(model: type[models.Model]) -> int:
    """The id of a row that is to be written: a sealed value is bound to its row, so the id comes first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id'))", [model._meta.db_table])
        (number,) = cursor.fetchone()
    return int(number)
