"""How the register seals and finds: a name for each sealed column and blind index, used by all writers."""

from __future__ import annotations

from laoyou.kernel.text import compact
from laoyou.store.sealing import SealedColumn, next_id

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


__all__ = [
    "ABODE_ADDRESS",
    "CONTACT_PHONE",
    "DOCUMENT_NUMBER",
    "GUARDIAN_PHONE",
    "HOUSEHOLD_NUMBER",
    "PHONE_NUMBER",
    "REJECT_CELLS",
    "REVIEW_CELLS",
    "SealedColumn",
    "address_key",
    "next_id",
]
