"""A backup brings everything back, elsewhere too; a damaged one, or wrong keys, changes nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from laoyou.config import backup, keys, prepare
from laoyou.config.environment import Database, Environment, load
from laoyou.config.postgres import Server, connect, find_binaries
from laoyou.config.restore import restore
from laoyou.kernel.errors import Conflict, Invalid
from laoyou.store.vault import Vault

NOW = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
BINARIES = find_binaries(None)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = Server(tmp_path_factory.mktemp("server") / "pg", BINARIES, durable=False)
    with server.in_use():
        yield server


@pytest.fixture
def environment(tmp_path: Path) -> Environment:
    return load({"LAOYOU_HOME": str(tmp_path / "home")})


@pytest.fixture
def database(server: Server, environment: Environment, request: pytest.FixtureRequest) -> Database:
    """A small register: one table, the canary of its keys, one uploaded file."""
    name = f"r{abs(hash(request.node.name)) % 10**9}"
    with connect(server.database()) as maintenance:
        maintenance.execute(f"CREATE DATABASE {name}".encode())
    database = replace(server.database(), name=name)
    fill(environment, database)
    return database


def fill(environment: Environment, database: Database) -> None:
    secrets = keys.load(environment.keys_file, environment.crypto.value)
    sealed = Vault(secrets.keys).seal(prepare.CANARY_PLACE, 1, prepare.CANARY_TEXT)
    with connect(database) as connection:
        connection.execute("CREATE TABLE elder AS SELECT n, '李' || n AS name FROM generate_series(1, 100) n")
        connection.execute("CREATE TABLE config_canary (key_number integer, sealed bytea)")
        connection.execute("INSERT INTO config_canary VALUES (1, %s)", [sealed])
    (environment.home / "files").mkdir(parents=True)
    (environment.home / "files" / "名单.csv").write_text("姓名\n李1\n", encoding="utf-8")


def elders(database: Database) -> int:
    with connect(database) as connection:
        row = connection.execute("SELECT count(*) FROM elder").fetchone()
    assert row is not None
    return int(row[0])


def lose_half(database: Database) -> None:
    with connect(database) as connection:
        connection.execute("DELETE FROM elder WHERE n > 50")


def test_what_was_backed_up_comes_back(environment: Environment, database: Database) -> None:
    made = backup.make(environment, database, None, now=NOW)
    lose_half(database)
    (environment.home / "files" / "名单.csv").unlink()

    restore(environment, database, made.folder, replace_existing=True, keys_file=None, now=NOW)

    assert elders(database) == 100
    assert (environment.home / "files" / "名单.csv").read_text(encoding="utf-8") == "姓名\n李1\n"


def test_the_former_database_is_kept_under_another_name(environment: Environment, database: Database) -> None:
    made = backup.make(environment, database, None, now=NOW)
    lose_half(database)

    done = restore(environment, database, made.folder, replace_existing=True, keys_file=None, now=NOW)

    assert done.kept_as == f"{database.name}_before_20260302013000"
    assert elders(replace(database, name=done.kept_as)) == 50


def test_a_backup_is_private_its_keys_apart(environment: Environment, database: Database) -> None:
    made = backup.make(environment, database, None, now=NOW)

    assert made.folder == environment.home / "backups" / "20260302-013000"
    assert made.folder.stat().st_mode & 0o777 == 0o700
    assert {file.name for file in made.folder.iterdir()} == {"register.dump", "files.tar.gz", "manifest.json"}
    assert made.keys is not None
    assert made.keys.parent == made.folder.parent
    assert made.keys.stat().st_mode & 0o777 == 0o600
    assert made.keys.read_text() == environment.keys_file.read_text()


def test_a_backup_never_overwrites(environment: Environment, database: Database, tmp_path: Path) -> None:
    backup.make(environment, database, tmp_path / "one", now=NOW)

    with pytest.raises(Conflict) as refused:
        backup.make(environment, database, tmp_path / "one", now=NOW)
    assert refused.value.code == "backup_exists"


def test_an_interrupted_backup_leaves_no_folder_under_the_wanted_name(
    environment: Environment, database: Database, tmp_path: Path
) -> None:
    gone = replace(database, name="no_such_database")

    with pytest.raises(Conflict) as refused:
        backup.make(environment, gone, tmp_path / "one", now=NOW)
    assert refused.value.code == "database_program_failed"
    assert not (tmp_path / "one").exists()


def test_a_half_made_backup_does_not_hinder_the_next(
    environment: Environment, database: Database, tmp_path: Path
) -> None:
    (tmp_path / "one.part").mkdir()
    (tmp_path / "one.part" / "register.dump").write_text("half")

    made = backup.make(environment, database, tmp_path / "one", now=NOW)

    assert backup.verify(made.folder, BINARIES).files["register.dump"].bytes > 1000


@pytest.mark.parametrize("name", ["register.dump", "files.tar.gz"])
def test_one_altered_byte_is_noticed_and_nothing_is_restored(
    environment: Environment, database: Database, name: str
) -> None:
    made = backup.make(environment, database, None, now=NOW)
    lose_half(database)
    raw = bytearray((made.folder / name).read_bytes())
    raw[-1] ^= 1
    (made.folder / name).write_bytes(raw)

    with pytest.raises(Invalid) as refused:
        restore(environment, database, made.folder, replace_existing=True, keys_file=None, now=NOW)

    assert refused.value.code == "backup_damaged"
    assert name in refused.value.message
    assert elders(database) == 50


def test_a_folder_that_is_no_backup_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Invalid) as refused:
        backup.verify(tmp_path, BINARIES)
    assert refused.value.code == "not_a_backup"


def test_a_backup_of_a_later_format_is_refused(environment: Environment, database: Database) -> None:
    made = backup.make(environment, database, None, now=NOW)
    manifest = json.loads((made.folder / "manifest.json").read_text(encoding="utf-8"))
    (made.folder / "manifest.json").write_text(json.dumps(manifest | {"format": 99}))

    with pytest.raises(Invalid) as refused:
        backup.verify(made.folder, BINARIES)
    assert refused.value.code == "backup_format"


def test_data_is_not_overwritten_without_being_asked_to(environment: Environment, database: Database) -> None:
    made = backup.make(environment, database, None, now=NOW)

    with pytest.raises(Conflict) as refused:
        restore(environment, database, made.folder, replace_existing=False, keys_file=None, now=NOW)
    assert refused.value.code == "database_not_empty"
    assert "--yes" in refused.value.message


def test_nothing_is_swapped_under_somebody_connected(environment: Environment, database: Database) -> None:
    made = backup.make(environment, database, None, now=NOW)

    with connect(database), pytest.raises(Conflict) as refused:
        restore(environment, database, made.folder, replace_existing=True, keys_file=None, now=NOW)
    assert refused.value.code == "database_in_use"


def test_on_a_new_machine_the_keys_come_from_their_own_copy(
    environment: Environment, database: Database, tmp_path: Path
) -> None:
    made = backup.make(environment, database, None, now=NOW)
    elsewhere = load({"LAOYOU_HOME": str(tmp_path / "elsewhere")})

    restore(elsewhere, database, made.folder, replace_existing=True, keys_file=made.keys, now=NOW)

    assert elsewhere.keys_file.read_text() == environment.keys_file.read_text()
    assert elsewhere.keys_file.stat().st_mode & 0o777 == 0o600


def test_keys_that_do_not_fit_are_refused_and_nothing_changes(
    environment: Environment, database: Database, tmp_path: Path
) -> None:
    made = backup.make(environment, database, None, now=NOW)
    lose_half(database)
    keys.load(tmp_path / "strange.json", "intl")

    with pytest.raises(Invalid) as refused:
        restore(
            environment,
            database,
            made.folder,
            replace_existing=True,
            keys_file=tmp_path / "strange.json",
            now=NOW,
        )

    assert refused.value.code == "wrong_keys"
    assert elders(database) == 50
    with connect(database, name="postgres") as connection:
        left = connection.execute("SELECT 1 FROM pg_database WHERE datname LIKE '%restoring'").fetchall()
    assert left == []


def test_two_restores_in_a_row_both_succeed(environment: Environment, database: Database) -> None:
    made = backup.make(environment, database, None, now=NOW)

    for minutes in (0, 1):
        later = NOW + timedelta(minutes=minutes)
        restore(environment, database, made.folder, replace_existing=True, keys_file=None, now=later)

    assert elders(database) == 100
