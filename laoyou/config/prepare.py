"""What must be in place before pages are served: tables, the vault's canary, static files. All repeatable."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from laoyou.store.vault import Vault

CANARY_PLACE = "config_canary.sealed"
CANARY_TEXT = "老吾老，以及人之老；幼吾幼，以及人之幼"


def pending_migrations() -> list[str]:
    """Names of the migrations that the database does not have yet, in order."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def migrate() -> int:
    """Apply what is pending; the number of migrations applied."""
    pending = pending_migrations()
    if pending:
        call_command("migrate", interactive=False, verbosity=0)
    return len(pending)


def plant_canary() -> None:
    """Seal a known sentence with the active key, so that wrong or lost keys show before anyone needs them."""
    keys = settings.LAOYOU_KEYS
    sealed = Vault(keys).seal(CANARY_PLACE, keys.active, CANARY_TEXT)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO config_canary (key_number, sealed) VALUES (%s, %s) ON CONFLICT DO NOTHING",
            [keys.active, sealed],
        )


def collect_static() -> int:
    """Gather, hash and compress the static files if any changed; how many there are, 0 if none changed."""
    root = Path(settings.STATIC_ROOT)
    stamp = root / ".collected"
    lines = sorted(_static_sources())
    digest = hashlib.sha256("\n".join(lines).encode()).hexdigest()
    if stamp.is_file() and stamp.read_text() == digest:
        return 0
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(digest)
    return len(lines)


def _static_sources() -> Iterator[str]:
    for finder in get_finders():
        for name, storage in finder.list([]):
            found = Path(storage.path(name)).stat()
            yield f"{name}\0{found.st_size}\0{found.st_mtime_ns}"
