"""What must be in place before pages are served: tables, the vault's canary, static files. All repeatable."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.urls import get_resolver

from laoyou.kernel.errors import Conflict, Invalid
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


def keys_tried() -> dict[int, bool]:
    """For each key that ever came into use: whether it opens what was sealed with it then."""
    vault = Vault(settings.LAOYOU_KEYS)
    with connection.cursor() as cursor:
        if "config_canary" not in connection.introspection.table_names(cursor):
            return {}
        cursor.execute("SELECT key_number, sealed FROM config_canary ORDER BY key_number")
        return {number: opens(vault, number, bytes(sealed)) for number, sealed in cursor.fetchall()}


def opens(vault: Vault, number: int, sealed: bytes) -> bool:
    """Whether `vault` still opens the sentence that was sealed with key `number`."""
    try:
        return vault.open(CANARY_PLACE, number, sealed) == CANARY_TEXT
    except Invalid:
        return False


def plant_canary() -> None:
    """Seal a known sentence with the active key, so that wrong or lost keys show before anyone needs them.

    Raises Conflict when the database was sealed with keys that are not in our key file.
    """
    tried = keys_tried()
    lost = [str(number) for number, opens in tried.items() if not opens]
    if lost:
        raise Conflict(
            f"密钥文件不是这个数据库的那一份：第 {'、'.join(lost)} 号密钥打不开已有的数据。"
            f"请从备份恢复 {settings.ENVIRONMENT.keys_file}，再启动。",
            "wrong_keys",
        )
    keys = settings.LAOYOU_KEYS
    if keys.active not in tried:
        sealed = Vault(keys).seal(CANARY_PLACE, keys.active, CANARY_TEXT)
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO config_canary VALUES (%s, %s)", [keys.active, sealed])


def check_pages() -> None:
    """Assemble the pages once, so that a broken installation says so here and not in every server process."""
    get_wsgi_application()
    get_resolver().check()


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
