"""What accounts do by night."""

from __future__ import annotations

from django.core.management import call_command

from laoyou import jobs


@jobs.nightly("accounts.forget_sessions", hour=19)
def forget_sessions(timestamp: int) -> None:
    """Delete the sessions that have run out: nobody can come back to them."""
    del timestamp
    call_command("clearsessions")
