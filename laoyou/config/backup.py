"""Backup: the register as a PostgreSQL dump, the uploaded files, a manifest with SM3 digests, keys apart.

A backup is one folder `manifest.json`, `register.dump`, `files.tar.gz`. The key file is copied beside it,
never into it: who holds both can read every sealed field, who loses the keys can read none.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import tarfile
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from psycopg.conninfo import make_conninfo

from laoyou.config.environment import Database, Environment
from laoyou.config.postgres import Binaries, find_binaries
from laoyou.kernel.errors import Conflict, Invalid

FORMAT = 1
DUMP = "register.dump"
FILES = "files.tar.gz"
MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class Digest:
    bytes: int
    sm3: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds; `made_at` is an ISO instant, `files` the size and SM3 digest of each file."""

    format: int
    made_at: str
    database: str
    postgres: int
    crypto: str
    files: dict[str, Digest]


@dataclass(frozen=True, slots=True)
class Backup:
    """Where a backup was put; `keys` is None when there was no key file to copy."""

    folder: Path
    keys: Path | None
    bytes: int


def make(environment: Environment, database: Database, to: Path | None, *, now: datetime) -> Backup:
    """Dump everything into a new folder, which appears under its name only when it is whole and verified.

    Raises Conflict when the folder exists or the dump fails.
    """
    folder = (to or environment.home / "backups" / f"{now:%Y%m%d-%H%M%S}").absolute()
    if folder.exists():
        raise Conflict(f"{folder} 已经存在，请换一个名字。", "backup_exists")
    draft = folder.with_name(f"{folder.name}.part")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True, mode=0o700)
    binaries = find_binaries(environment.pg_bin)
    dump = ["--format=custom", "--no-owner", "--no-privileges", f"--file={draft / DUMP}"]
    run_client(binaries, "pg_dump", database, *dump)
    _pack(environment.home / "files", draft / FILES)
    manifest = Manifest(
        format=FORMAT,
        made_at=now.isoformat(),
        database=database.name,
        postgres=binaries.major,
        crypto=environment.crypto.value,
        files={name: digest(draft / name) for name in (DUMP, FILES)},
    )
    text = json.dumps(asdict(manifest), ensure_ascii=False, indent=1)
    (draft / MANIFEST).write_text(text, encoding="utf-8")
    for file in draft.iterdir():
        file.chmod(0o600)
    verify(draft, binaries)
    draft.rename(folder)
    size = sum(each.bytes for each in manifest.files.values())
    return Backup(folder, _copy_keys(environment.keys_file, folder), size)


def verify(folder: Path, binaries: Binaries) -> Manifest:
    """Read a backup again: every digest, and the dump's table of contents. Invalid says what is wrong."""
    try:
        raw = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        files = {name: Digest(**each) for name, each in raw.pop("files").items()}
        manifest = Manifest(files=files, **raw)
    except FileNotFoundError as error:
        raise Invalid(f"{folder} 不是老幼的备份：里面没有 {MANIFEST}。", "not_a_backup") from error
    except (ValueError, KeyError, TypeError) as error:
        raise Invalid(f"{folder / MANIFEST} 读不懂，备份可能不完整。", "not_a_backup") from error
    if manifest.format != FORMAT:
        raise Invalid(f"备份是第 {manifest.format} 版格式，这个程序只认第 {FORMAT} 版。", "backup_format")
    for name in (DUMP, FILES):
        if not (folder / name).is_file() or digest(folder / name) != manifest.files.get(name):
            raise Invalid(f"备份里的 {name} 缺失或被改动过，请换一份备份。", "backup_damaged")
    listed = subprocess.run(
        [binaries.program("pg_restore"), "--list", str(folder / DUMP)], capture_output=True, check=False
    )
    if listed.returncode != 0:
        reason = listed.stderr.decode(errors="replace").strip()
        raise Invalid(f"备份里的 {DUMP} 打不开：{reason}", "backup_damaged")
    return manifest


def digest(file: Path) -> Digest:
    """Size and SM3 (GB/T 32905) digest of a file."""
    with open(file, "rb") as stream:
        return Digest(file.stat().st_size, hashlib.file_digest(stream, "sm3").hexdigest())


def run_client(binaries: Binaries, program: str, database: Database, *arguments: str) -> None:
    """Run pg_dump or pg_restore against a database; Conflict with what it said when it fails."""
    place = make_conninfo(
        host=database.host or None,
        port=database.port,
        user=database.user or None,
        dbname=database.name,
        **dict(database.options),
    )
    password = {"PGPASSWORD": database.password} if database.password else {}
    done = subprocess.run(
        [binaries.program(program), f"--dbname={place}", *arguments],
        env={**os.environ, **password},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise Conflict(f"{program} 没有成功：{done.stderr.strip()}", "database_program_failed")


def _pack(folder: Path, archive: Path) -> None:
    with tarfile.open(archive, "w:gz", compresslevel=3) as tar:
        if folder.is_dir():
            tar.add(folder, arcname=".")


def _copy_keys(keys_file: Path, folder: Path) -> Path | None:
    if not keys_file.is_file():
        return None
    copy = folder.with_name(f"{folder.name}.keys.json")
    copy.touch(mode=0o600)
    shutil.copyfile(keys_file, copy)
    return copy
