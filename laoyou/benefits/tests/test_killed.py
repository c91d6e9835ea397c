"""A run that is killed in the middle has written nothing, and is done again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest
from django.db import connection, connections

from laoyou.benefits import verbs
from laoyou.benefits.models import Grant, Proposal, RunPerson, RunProfile
from laoyou.benefits.reads import runs
from laoyou.benefits.tests.cast import CARE, CAROL, CITY, WARM, at, elder, held, month, publish
from laoyou.benefits.tests.conftest import ground as lay_ground
from laoyou.benefits.types import RunState
from laoyou.people.tests.intake.test_crash import _others_connected, _wait_until

KILLED_IN_THE_MIDDLE = """
import sys
import django
django.setup()
from django.db import connection
host, port, name, run = sys.argv[1:]
connection.settings_dict.update(HOST=host, PORT=port, NAME=name, OPTIONS={})
from datetime import UTC, datetime
from laoyou.access.types import Actor
from laoyou.benefits import verbs
from laoyou.benefits.verbs import laying
whole = laying.copy_frame
def and_then_die(table, frame):
    whole(table, frame)
    print("written", flush=True)
    import time
    time.sleep(60)
laying.copy_frame = and_then_die
verbs.perform_run(int(run), actor=Actor.system("test"), now=datetime(2026, 1, 2, 1, tzinfo=UTC))
"""


@pytest.fixture
def committed_law(transactional_db: None) -> Iterator[None]:
    """Divisions and law, really committed."""
    lay_ground.__wrapped__(None)  # type: ignore[attr-defined]
    publish(WARM, CARE)
    yield
    connections.close_all()


def nothing() -> bool:
    scoped = (Grant, Proposal, RunPerson)
    return not RunProfile.objects.exists() and not any(
        one.objects.for_the_system().exists() for one in scoped
    )


@pytest.mark.usefixtures("committed_law")
def test_a_run_that_is_killed_has_written_nothing_and_is_done_again() -> None:
    old = elder("1940-06-15")
    now = at("2026-01-02")
    run_id = verbs.begin_run(CITY, month=month("2026-01"), filed=False, actor=CAROL, now=now)
    database = connection.settings_dict
    where = [database["HOST"], str(database["PORT"]), database["NAME"], str(run_id)]
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "laoyou.config.settings"}
    command = [sys.executable, "-c", KILLED_IN_THE_MIDDLE, *where]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as run:
        assert run.stdout is not None
        assert run.stdout.readline().strip() == "written"
        run.send_signal(signal.SIGKILL)

    _wait_until(lambda: not _others_connected())

    assert nothing()
    record = runs.run(run_id)
    assert record.state is RunState.WORKING
    assert record.is_cut_off(at("2026-01-02", 2))

    verbs.resume_run(run_id, filed=False, actor=CAROL, now=at("2026-01-02", 2))
    verbs.perform_run(run_id, actor=CAROL, now=at("2026-01-02", 2))

    assert runs.run(run_id).state is RunState.DONE
    assert held(old) == [("warm_winter", "2026-01-01", None, 10_000)]
