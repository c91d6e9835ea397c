"""How the register seals and finds: a name for each sealed column and blind index, used by all writers."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection, models

from laoyou.kernel.text import compact
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


DOCUMENT_NUMBER = SealedColumn("people_document.number", "document")
PHONE_NUMBER = SealedColumn("people_phone.number", "phone")
ABODE_ADDRESS = SealedColumn("people_abode.address", "address")
CONTACT_PHONE = SealedColumn("people_contact.phone", "phone")
GUARDIAN_PHONE = SealedColumn("people_guardianship.phone", "phone")
HOUSEHOLD_NUMBER = SealedColumn("people_household.number", "household")
REJECT_CELLS = SealedColumn("people_reject.cells", "")
REVIEW_CELLS = SealedColumn("people_review.cells", "")


def address_key(address: str) -> str:
    """The form of an address under which equal ones meet: half-width, no spaces, upper case."""
    return compact(address)


def next_id(model: type[models.Model]) -> int:
    """The id of a row that is to be written: a sealed value is bound to its row, so the id comes first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id'))", [model._meta.db_table])
        (number,) = cursor.fetchone()
    return int(number)
