"""What every bench stands on: a fresh database, the machine named, one last line of JSON."""

from __future__ import annotations

import json
import os
import platform
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import django
import psycopg
from psycopg import sql

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "laoyou.config.settings")
django.setup()

from django.conf import settings  # noqa: E402 - settings exist only after the lines above
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from laoyou.config.manage import database_in_use  # noqa: E402


@contextmanager
def fresh_database(name: str) -> Iterator[None]:
    """A new, migrated database `name` on the configured server, as durable as any; dropped at the end."""
    with database_in_use(settings.ENVIRONMENT):
        parameters = connection.get_connection_params()
        reach = {key: parameters[key] for key in ("host", "port", "user", "password") if parameters.get(key)}
        with psycopg.connect(**reach, dbname=str(parameters["dbname"]), autocommit=True) as server:
            server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
            server.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'").format(sql.Identifier(name))
            )
            connection.settings_dict["NAME"] = name
            connection.settings_dict["OPTIONS"] = {}
            try:
                call_command("migrate", verbosity=0)
                call_command("collectstatic", interactive=False, verbosity=0)
                yield
            finally:
                connection.close()
                _drop(server, name)


def _drop(server: psycopg.Connection, name: str) -> None:
    """Drop the database; a vacuum by the server itself, which nobody may end, is waited for."""
    drop = sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name))
    for _ in range(60):
        try:
            server.execute(drop)
            return
        except psycopg.errors.InsufficientPrivilege:
            time.sleep(1)
    server.execute(drop)


def machine() -> dict[str, Any]:
    """Where it was measured."""
    pages, size = os.sysconf("SC_PHYS_PAGES"), os.sysconf("SC_PAGE_SIZE")
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        (postgres,) = cursor.fetchone()
    return {
        "cores": os.cpu_count(),
        "memory_gb": round(pages * size / 2**30, 1),
        "python": platform.python_version(),
        "postgresql": postgres,
    }


def percentile(seconds: Sequence[float], share: float) -> float:
    """The value below which `share` of the measurements lie, in milliseconds."""
    ordered = sorted(seconds)
    return round(1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))], 2)


def say(words: str) -> None:
    """Progress, on standard error: standard output ends with the result."""
    sys.stderr.write(f"{time.strftime('%H:%M:%S')} {words}\n")
    sys.stderr.flush()


def report(command: str, **figures: Any) -> None:
    """The command, the machine, and as the last line one JSON object."""
    print(f"command: {command}")
    print(f"machine: {json.dumps(machine(), ensure_ascii=False)}")
    print(json.dumps(figures, ensure_ascii=False))
