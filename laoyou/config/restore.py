"""Restore: into a fresh database beside the present one, checked, then swapped in one transaction."""

from __future__ import annotations

import shutil
import tarfile
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import psycopg
from psycopg import sql

from laoyou.config import backup, keys, prepare
from laoyou.config.environment import Database, Environment
from laoyou.config.postgres import connect, find_binaries
from laoyou.kernel.errors import Conflict, Invalid
from laoyou.store.vault import Vault

MAINTENANCE = "postgres"
PARALLEL_JOBS = 2


@dataclass(frozen=True, slots=True)
class Restored:
    """What was restored; `kept_as` is the name under which the former database stays."""

    manifest: backup.Manifest
    kept_as: str


def restore(
    environment: Environment,
    database: Database,
    folder: Path,
    *,
    replace_existing: bool,
    keys_file: Path | None,
    now: datetime,
) -> Restored:
    """Bring a backup back. The present database, files and keys are set aside, not deleted.

    `keys_file` is the key copy that was made with the backup; without it the installed keys must fit.
    Raises Invalid for a damaged backup or keys that do not fit, Conflict when there is data and
    `replace_existing` is False, or when somebody is connected.
    """
    binaries = find_binaries(environment.pg_bin)
    manifest = backup.verify(folder, binaries)
    _refuse_overwriting(database, replace_existing=replace_existing)
    fresh = replace(database, name=f"{database.name}_restoring")
    stamp = f"{now:%Y%m%d%H%M%S}"
    with connect(database, name=MAINTENANCE) as server:
        _drop(server, fresh.name)
        _create_alike(server, fresh.name, database.name)
        try:
            load = ["--no-owner", "--no-privileges", "--exit-on-error", f"--jobs={PARALLEL_JOBS}"]
            backup.run_client(binaries, "pg_restore", fresh, *load, str(folder / backup.DUMP))
            _check_keys(fresh, keys_file or environment.keys_file, manifest.crypto)
            kept_as = f"{database.name}_before_{stamp}"
            _swap(server, database.name, fresh.name, kept_as)
        except BaseException:
            _drop(server, fresh.name)
            raise
    if keys_file is not None:
        _install_keys(keys_file, environment.keys_file, stamp)
    _unpack(folder / backup.FILES, environment.home / "files", stamp)
    return Restored(manifest, kept_as)


def _refuse_overwriting(database: Database, *, replace_existing: bool) -> None:
    with connect(database) as present:
        tables = present.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
        others = present.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        ).fetchone()
    if others is not None and others[0]:
        raise Conflict(f"还有 {others[0]} 个连接在用数据库，请先停止老幼：laoyou stop。", "database_in_use")
    if tables is not None and tables[0] and not replace_existing:
        raise Conflict(
            f"数据库 {database.name} 里已经有数据。确认要用备份替换，请加 --yes（原来的库会改名保留）。",
            "database_not_empty",
        )


def _create_alike(server: psycopg.Connection, name: str, model: str) -> None:
    """An empty database with the encoding and locale of `model`."""
    row = server.execute(
        "SELECT datcollate, datctype FROM pg_database WHERE datname = %s AND datlocprovider = 'c'", [model]
    ).fetchone()
    command = sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'").format(sql.Identifier(name))
    if row is not None:
        command += sql.SQL(" LC_COLLATE {} LC_CTYPE {}").format(sql.Literal(row[0]), sql.Literal(row[1]))
    server.execute(command)


def _check_keys(database: Database, keys_file: Path, crypto: str) -> None:
    if not keys_file.is_file():
        raise Invalid(f"没有密钥文件 {keys_file}，请用 --keys 指定备份时另存的那一份。", "keys_missing")
    vault = Vault(keys.load(keys_file, crypto).keys)
    with connect(database) as restored:
        rows = restored.execute("SELECT key_number, sealed FROM config_canary").fetchall()
    if not all(prepare.opens(vault, number, sealed) for number, sealed in rows):
        raise Invalid(
            f"密钥文件 {keys_file} 打不开这份备份里加密的内容，请用 --keys 指定备份时另存的那一份。",
            "wrong_keys",
        )


def _swap(server: psycopg.Connection, name: str, fresh: str, kept_as: str) -> None:
    rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
    with server.transaction():
        server.execute(rename.format(sql.Identifier(name), sql.Identifier(kept_as)))
        server.execute(rename.format(sql.Identifier(fresh), sql.Identifier(name)))


def _drop(server: psycopg.Connection, name: str) -> None:
    server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _install_keys(source: Path, target: Path, stamp: str) -> None:
    if target.exists():
        target.rename(target.with_name(f"{target.name}.before-{stamp}"))
    target.parent.mkdir(parents=True, exist_ok=True)
    target.touch(mode=0o600)
    shutil.copyfile(source, target)


def _unpack(archive: Path, folder: Path, stamp: str) -> None:
    fresh = folder.with_name(f"{folder.name}.restoring")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    with tarfile.open(archive) as tar:
        tar.extractall(fresh, filter="data")
    if folder.exists():
        folder.rename(folder.with_name(f"{folder.name}.before-{stamp}"))
    fresh.rename(folder)
