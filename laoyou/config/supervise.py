"""Keeps the programs of a running installation alive, and leaves none of them behind.

Every child dies with its supervisor (Linux: the kernel sends SIGTERM when the parent is gone, even after
kill -9) and carries a mark in its environment, by which the next start finds and ends whatever survived.
"""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

MARK = "LAOYOU_SUPERVISED"
FIRST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 30.0
HEALTHY_AFTER_SECONDS = 60.0
STOP_SECONDS = 6.0
TICK_SECONDS = 0.1
PR_SET_PDEATHSIG = 1


class AlreadyRunning(Exception):
    """Another supervisor holds this data folder; `pid` is its process number, 0 if unknown."""

    def __init__(self, pid: int) -> None:
        super().__init__(f"supervisor {pid} is running")
        self.pid = pid


@dataclass(frozen=True, slots=True)
class Program:
    """Something to keep running; `label` is its Chinese name in messages."""

    name: str
    label: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Child:
    program: Program
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    pause: float = FIRST_PAUSE_SECONDS
    due: float = 0.0


class Supervisor:
    """Runs `programs` until stopped; `say` gets short Chinese lines for the operator."""

    def __init__(self, home: Path, programs: Sequence[Program], say: Callable[[str], None]) -> None:
        self.home = home
        self.children = [Child(program) for program in programs]
        self.say = say
        self.stopping = threading.Event()

    def run(self) -> None:
        """Start all, restart what dies; return after `stop`, SIGINT or SIGTERM with all children gone."""
        with self._signals():
            try:
                while not self.stopping.is_set():
                    for child in self.children:
                        self._tend(child)
                    self.stopping.wait(TICK_SECONDS)
            finally:
                self._end_all()

    def stop(self) -> None:
        self.stopping.set()

    def _tend(self, child: Child) -> None:
        if child.process is None:
            if time.monotonic() >= child.due:
                self._launch(child)
            return
        code = child.process.poll()
        if code is None:
            return
        kill_marked(f"{self.home}|{child.program.name}")
        if time.monotonic() - child.started > HEALTHY_AFTER_SECONDS:
            child.pause = FIRST_PAUSE_SECONDS
        self.say(f"{child.program.label}意外停止（代码 {code}），{child.pause:g} 秒后重新启动。")
        child.process = None
        child.due = time.monotonic() + child.pause
        child.pause = min(child.pause * 2, LONGEST_PAUSE_SECONDS)

    def _launch(self, child: Child) -> None:
        mark = {MARK: f"{self.home}|{child.program.name}"}
        child.started = time.monotonic()
        child.process = subprocess.Popen(
            child.program.command,
            env={**os.environ, **child.program.environment, **mark},
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=_die_with(os.getpid()),
        )

    def _end_all(self) -> None:
        alive = [child.process for child in self.children if child.process is not None]
        for process in alive:
            process.terminate()
        deadline = time.monotonic() + STOP_SECONDS
        for process in alive:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(max(0.0, deadline - time.monotonic()))
        for process in alive:
            if process.poll() is None:
                process.kill()
            process.wait()
        for child in self.children:
            kill_marked(f"{self.home}|{child.program.name}")

    @contextlib.contextmanager
    def _signals(self) -> Iterator[None]:
        def ask_to_stop(number: int, frame: FrameType | None) -> None:
            self.stopping.set()

        previous = {number: signal.signal(number, ask_to_stop) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for number, handler in previous.items():
                signal.signal(number, handler)


@contextlib.contextmanager
def only_supervisor(home: Path) -> Iterator[None]:
    """Hold the data folder and end what an earlier supervisor left; AlreadyRunning if another holds it."""
    home.mkdir(parents=True, exist_ok=True)
    with open(home / "run.lock", "a+", encoding="ascii") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            lock.seek(0)
            written = lock.read().strip()
            raise AlreadyRunning(int(written) if written.isdecimal() else 0) from error
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        kill_marked(f"{home}|")
        yield


def is_supervised(home: Path) -> bool:
    """Whether a supervisor runs on this data folder now."""
    try:
        with open(home / "run.lock", "a+", encoding="ascii") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False


def kill_marked(mark: str) -> list[int]:
    """Kill every process whose mark begins with `mark`; the numbers of those killed (Linux, else none)."""
    needle = b"\0" + f"{MARK}={mark}".encode()
    killed = []
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if int(entry.name) != os.getpid() and needle in b"\0" + (entry / "environ").read_bytes():
                os.kill(int(entry.name), signal.SIGKILL)
                killed.append(int(entry.name))
    return killed


def _die_with(parent: int) -> Callable[[], None] | None:
    if not sys.platform.startswith("linux"):
        return None
    libc = ctypes.CDLL(None)

    def arrange() -> None:
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:
            os._exit(1)

    return arrange
