"""Programs are kept alive, stopped together, and never left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from laoyou.config import supervise
from laoyou.config.supervise import AlreadyRunning, Program, Supervisor, is_supervised, only_supervisor

SLEEPER = "import os, sys, time; open(sys.argv[1], 'a').write(f'{os.getpid()}\\n'); time.sleep(60)"
STUBBORN = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); " + SLEEPER
SHORT = "import os, sys; open(sys.argv[1], 'a').write(f'{os.getpid()}\\n')"
SUPERVISED = """
import sys
from pathlib import Path
from laoyou.config.supervise import Program, Supervisor, only_supervisor
home, log = Path(sys.argv[1]), sys.argv[2]
with only_supervisor(home):
    Supervisor(home, [Program("a", "甲", [sys.executable, "-c", sys.argv[3], log])], print).run()
"""


def program(tmp_path: Path, code: str) -> Program:
    return Program("sleeper", "睡眠者", [sys.executable, "-c", code, str(tmp_path / "pids")])


def pids(tmp_path: Path) -> list[int]:
    file = tmp_path / "pids"
    return [int(line) for line in file.read_text().split()] if file.exists() else []


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def eventually(holds: Callable[[], bool], seconds: float = 10.0) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it did not come true in time"
        time.sleep(0.02)


def run_until(supervisor: Supervisor, holds: Callable[[], bool]) -> None:
    """Run the supervisor here and stop it from a thread as soon as something holds."""

    def watch() -> None:
        try:
            eventually(holds)
        finally:
            supervisor.stop()

    watcher = threading.Thread(target=watch)
    watcher.start()
    supervisor.run()
    watcher.join()


def start_supervisor(tmp_path: Path, code: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", SUPERVISED, str(tmp_path), str(tmp_path / "pids"), code])


def test_children_end_when_the_supervisor_is_told_to_stop(tmp_path: Path) -> None:
    supervisor = Supervisor(tmp_path, [program(tmp_path, SLEEPER)], lambda line: None)

    run_until(supervisor, lambda: bool(pids(tmp_path)))

    assert not any(alive(pid) for pid in pids(tmp_path))


def test_a_child_that_dies_is_started_again_and_the_operator_is_told(tmp_path: Path) -> None:
    said: list[str] = []
    supervisor = Supervisor(tmp_path, [program(tmp_path, SLEEPER)], said.append)

    def killed_and_back() -> bool:
        if len(pids(tmp_path)) == 1 and alive(pids(tmp_path)[0]) and not said:
            os.kill(pids(tmp_path)[0], signal.SIGKILL)
        return len(pids(tmp_path)) == 2

    run_until(supervisor, killed_and_back)

    assert len(set(pids(tmp_path))) == 2
    assert said == ["睡眠者意外停止（代码 -9），0.5 秒后重新启动。"]


def test_a_child_that_keeps_dying_is_given_longer_pauses(tmp_path: Path) -> None:
    said: list[str] = []
    supervisor = Supervisor(tmp_path, [program(tmp_path, SHORT)], said.append)

    run_until(supervisor, lambda: len(said) == 2)

    assert [line.split("，")[1] for line in said] == ["0.5 秒后重新启动。", "1 秒后重新启动。"]


def test_a_child_that_will_not_stop_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervise, "STOP_SECONDS", 0.2)
    supervisor = Supervisor(tmp_path, [program(tmp_path, STUBBORN)], lambda line: None)

    run_until(supervisor, lambda: bool(pids(tmp_path)))

    assert not any(alive(pid) for pid in pids(tmp_path))


def test_sigterm_stops_the_supervisor_and_its_children(tmp_path: Path) -> None:
    with start_supervisor(tmp_path, SLEEPER) as process:
        eventually(lambda: bool(pids(tmp_path)))
        process.terminate()

        assert process.wait(10) == 0
    assert not any(alive(pid) for pid in pids(tmp_path))


def test_children_die_with_a_supervisor_that_was_killed(tmp_path: Path) -> None:
    with start_supervisor(tmp_path, SLEEPER) as process:
        eventually(lambda: bool(pids(tmp_path)))
        process.kill()

    eventually(lambda: not any(alive(pid) for pid in pids(tmp_path)))


def test_what_survived_a_killed_supervisor_is_ended_by_the_next_start(tmp_path: Path) -> None:
    with start_supervisor(tmp_path, STUBBORN) as process:
        eventually(lambda: bool(pids(tmp_path)))
        process.kill()
    time.sleep(0.1)
    assert any(alive(pid) for pid in pids(tmp_path))

    with only_supervisor(tmp_path):
        eventually(lambda: not any(alive(pid) for pid in pids(tmp_path)))


def test_a_second_supervisor_is_refused_and_told_who_runs(tmp_path: Path) -> None:
    with (
        only_supervisor(tmp_path),
        pytest.raises(AlreadyRunning) as refused,
        only_supervisor(tmp_path),
    ):
        pytest.fail("two supervisors on one data folder")

    assert refused.value.pid == os.getpid()


def test_a_folder_is_supervised_only_while_somebody_does(tmp_path: Path) -> None:
    assert not is_supervised(tmp_path)
    with only_supervisor(tmp_path):
        assert is_supervised(tmp_path)
    assert not is_supervised(tmp_path)


def test_other_data_folders_are_left_alone(tmp_path: Path) -> None:
    with start_supervisor(tmp_path, SLEEPER) as process:
        eventually(lambda: bool(pids(tmp_path)))

        with only_supervisor(tmp_path / "other"):
            pass

        assert all(alive(pid) for pid in pids(tmp_path))
        process.terminate()
