"""Killed in the middle, and two at once: the register is as before or as after, never between."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.db import connection, connections

from laoyou.people.models import Batch, Document, Person, RowTrace, StatusFact
from laoyou.people.reads import batches
from laoyou.people.tests.cast import NOW, later, number_of
from laoyou.people.tests.conftest import ground as lay_ground
from laoyou.people.tests.intake.cast import BORN, SYSTEM, csv_file, elder, uploaded
from laoyou.people.tests.intake.cast import TOWN as HEADERS
from laoyou.people.types import BatchState
from laoyou.people.verbs import intake

KILLED_IN_THE_MIDDLE = """
import sys
import django
django.setup()
from django.conf import settings
from django.db import connection
from laoyou.people.verbs.loading import writing
host, port, name, home, batch = sys.argv[1:]
connection.settings_dict.update(HOST=host, PORT=port, NAME=name, OPTIONS={})
settings.LAOYOU_HOME = home
from datetime import UTC, datetime
from laoyou.access.types import Actor
from laoyou.people.verbs import intake
whole = writing.copy_in
def and_then_die(raw, table, frame):
    whole(raw, table, frame)
    if table == "people_statusfact":
        print("written", flush=True)
        import time
        time.sleep(60)
writing.copy_in = and_then_die
now = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
intake.apply_batch(int(batch), actor=Actor.system("test"), now=now)
"""


@pytest.fixture
def committed_ground(transactional_db: None) -> Iterator[None]:
    """The divisions of the cast, really committed."""
    lay_ground.__wrapped__(None)  # type: ignore[attr-defined]
    yield
    connections.close_all()


def roster(rows: int) -> bytes:
    return csv_file(HEADERS, *(elder("李小华", number_of(BORN)) for _ in range(rows)))


def nobody() -> bool:
    tables = (Document, StatusFact, RowTrace)
    return Person.objects.for_the_system().count() == 0 and not any(
        table.objects.exists() for table in tables
    )


@pytest.mark.usefixtures("committed_ground")
def test_a_run_that_is_killed_has_written_nothing_and_is_done_again(home: Path) -> None:
    batch_id = uploaded(roster(50))
    intake.start_batch(batch_id, filed=False, actor=SYSTEM, now=NOW)
    database = connection.settings_dict
    command = [
        sys.executable,
        "-c",
        KILLED_IN_THE_MIDDLE,
        database["HOST"],
        str(database["PORT"]),
        database["NAME"],
        str(home),
        str(batch_id),
    ]
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "laoyou.config.settings"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as run:
        assert run.stdout is not None
        assert run.stdout.readline().strip() == "written"
        run.send_signal(signal.SIGKILL)

    _wait_until(lambda: not _others_connected())

    assert nobody()
    record = batches.batch(batch_id)
    assert record.state is BatchState.APPLYING
    assert record.is_cut_off(later(minutes=5))

    intake.start_batch(batch_id, filed=False, actor=SYSTEM, now=later(minutes=5))
    result = intake.apply_batch(batch_id, actor=SYSTEM, now=later(minutes=5))

    assert dict(result.outcomes) == {"created": 50}
    assert batches.batch(batch_id).state is BatchState.APPLIED
    assert batches.verify_trace(batch_id).holds


@pytest.mark.usefixtures("committed_ground")
def test_two_intakes_of_one_source_wait_for_each_other() -> None:
    content = roster(200)
    ids = [uploaded(content), uploaded(content)]
    for batch_id in ids:
        intake.start_batch(batch_id, filed=False, actor=SYSTEM, now=NOW)

    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(_apply, ids))

    assert sorted(str(dict(result)) for result in results) == ["{'created': 200}", "{'unchanged': 200}"]
    assert Person.objects.for_the_system().count() == 200


@pytest.mark.usefixtures("committed_ground")
def test_one_batch_is_not_applied_by_two_at_once() -> None:
    batch_id = uploaded(roster(300))
    intake.start_batch(batch_id, filed=False, actor=SYSTEM, now=NOW)

    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(_apply_or_refusal, [batch_id, batch_id]))

    assert Person.objects.for_the_system().count() == 300
    assert Batch.objects.of(pk=batch_id).get().state == "applied"
    assert sorted(results)[0] == "300"
    assert sorted(results)[1] in ("batch_busy", "batch_state")


def _apply(batch_id: int) -> dict[str, int]:
    try:
        return intake.apply_batch(batch_id, actor=SYSTEM, now=NOW).outcomes
    finally:
        connections.close_all()


def _apply_or_refusal(batch_id: int) -> str:
    try:
        return str(sum(_apply(batch_id).values()))
    except Exception as refused:
        return str(getattr(refused, "code", repr(refused)))


def _others_connected() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state <> 'idle' "
            "AND pid <> pg_backend_pid()"
        )
        return bool(cursor.fetchone()[0])


def _wait_until(done: object, seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not done():  # type: ignore[operator]
        assert time.monotonic() < end
        time.sleep(0.1)
