"""The demo's users as they act."""

from __future__ import annotations

from datetime import datetime

from laoyou.access.types import Actor
from laoyou.accounts import reads as accounts
from laoyou.kernel.clock import local_date


def actor_of(username: str, now: datetime) -> Actor:
    """Raises LookupError for somebody who is not in the region's accounts.yaml."""
    user_id = accounts.user_id_of(username)
    found = accounts.identity(user_id, None, on=local_date(now)) if user_id else None
    if found is None:
        raise LookupError(f"the demo has no {username}")
    return found[1]
