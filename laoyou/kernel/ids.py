"""Typed identities. Rows of the register are numbered (bigint); audit acts carry a UUIDv7."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from typing import NewType
from uuid import UUID

from laoyou.kernel.clock import now as clock_now

PersonId = NewType("PersonId", int)
HouseholdId = NewType("HouseholdId", int)
FactId = NewType("FactId", int)
OrganisationId = NewType("OrganisationId", int)
SiteId = NewType("SiteId", int)
DivisionId = NewType("DivisionId", int)
AddressId = NewType("AddressId", int)
UserId = NewType("UserId", int)
BatchId = NewType("BatchId", int)
ReviewId = NewType("ReviewId", int)
SheetId = NewType("SheetId", int)
AuditActId = NewType("AuditActId", UUID)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def uuid7(now: datetime | None = None) -> UUID:
    """A version 7 UUID (RFC 9562 §5.7): 48 bits of milliseconds, then 74 random bits.

    `now` must be aware; without it the clock at the edge is read.
    """
    instant = clock_now() if now is None else now
    elapsed = instant - _EPOCH
    milliseconds = (elapsed.days * 86_400 + elapsed.seconds) * 1000 + elapsed.microseconds // 1000
    rand_a = secrets.randbits(12)
    rand_b = secrets.randbits(62)
    return UUID(int=milliseconds << 80 | 0x7 << 76 | rand_a << 64 | 0b10 << 62 | rand_b)


def uuid7_instant(value: UUID) -> datetime:
    """The instant, to the millisecond, in UTC, that a version 7 UUID was made."""
    if value.version != 7:
        raise ValueError("not a version 7 UUID")
    milliseconds = value.int >> 80
    return datetime.fromtimestamp(milliseconds // 1000, tz=UTC).replace(
        microsecond=milliseconds % 1000 * 1000
    )
