"""What passes through the door."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Protocol

from laoyou.access.types import Actor


class Clocked(Protocol):
    """A listener: called as `listener(fact, actor=..., now=...)` in the transaction in which it happened."""

    def __call__(self, fact: Any, *, actor: Actor, now: datetime) -> Any: ...
