"""Who may write what at the same time."""

from __future__ import annotations

from django.db import connection

from laoyou.kernel.errors import Conflict

_GRANTS, _RUNS, _COLLECTINGS = 0x62_65_6E_65, 0x72_75_6E_73, 0x64_75_65_73
"""The advisory locks of grants ("bene"), of single runs ("runs") and of single collectings ("dues")."""


def grants_lock() -> None:
    """Hold all grants and proposals until the transaction ends: a run while it compares and writes, a clerk
    while he confirms. Taken before any row, so that the guards on overlapping days see every row.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, 0)", [_GRANTS])


def run_lock(run_id: int) -> None:
    """Hold a run until the transaction ends. Conflict `run_busy` when another process works on it."""
    if not _try(_RUNS, run_id):
        raise Conflict("这次认定正在进行，请等它结束。", "run_busy")


def collecting_lock(collecting_id: int) -> None:
    """The same for a collecting. Conflict `collecting_busy`."""
    if not _try(_COLLECTINGS, collecting_id):
        raise Conflict("这次归集正在进行，请等它结束。", "collecting_busy")


def _try(kind: int, number: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [kind, number % 2**31])
        (held,) = cursor.fetchone()
    return bool(held)
