"""The hash chain: every entry's SM3 covers its own words and the hash before it (GB/T 32905-2016)."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime

GENESIS = bytes(32)

CHAINED = (
    "chain", "act_id", "within", "at", "user_id", "user_name", "role", "acting_for", "act", "outcome",
    "person_id", "object_kind", "object_id", "count", "digest", "division", "purpose",
)  # fmt: skip
"""What an entry's hash covers, in order; its place follows from the link. A new column means a new chain."""


def link(previous: bytes, words: Sequence[object]) -> bytes:
    """The hash of an entry: SM3 over the previous hash and its length-prefixed words, in fixed order."""
    digest = hashlib.new("sm3", previous)
    for word in words:
        text = _canonical(word)
        digest.update(len(text).to_bytes(4, "big"))
        digest.update(text)
    return digest.digest()


def _canonical(word: object) -> bytes:
    match word:
        case None:
            return b"\x00"
        case bytes():
            return word
        case memoryview():
            return bytes(word)
        case datetime():
            return word.astimezone(UTC).isoformat(timespec="microseconds").encode()
        case _:
            return str(word).encode()
