"""One roster into the register of a given database, in a process of its own: seconds and peak memory as JSON.

python -m bench._intake_once DATABASE FILE
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from django.db import connection

from bench import _ground  # noqa: F401 - sets Django up
from laoyou.access.types import Actor
from laoyou.people.types import Source
from laoyou.people.verbs import intake
from laoyou.people.verbs.loading import files

NOW = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)


def main(database: str, roster: Path) -> None:
    """The whole of it: the file is kept, read, checked, matched, written and committed."""
    connection.settings_dict["NAME"] = database
    connection.settings_dict["OPTIONS"] = {}
    actor = Actor.system("bench")
    begun, spent = time.monotonic(), time.process_time()
    stored = files.store(_blocks(roster), roster.name, uuid4())
    batch_id = intake.upload_batch(stored, source=Source.TOWN, actor=actor, now=NOW)
    intake.start_batch(batch_id, filed=False, actor=actor, now=NOW)
    result = intake.apply_batch(batch_id, actor=actor, now=NOW)
    told = {
        "seconds": time.monotonic() - begun,
        "python_cpu_seconds": round(time.process_time() - spent, 1),
        "backend_cpu_seconds": _backend_cpu(),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "outcomes": dict(result.outcomes),
    }
    print(json.dumps(told))


def _backend_cpu() -> float | None:
    """What the server process of our connection has worked; None where it cannot be seen."""
    stat = Path(f"/proc/{connection.connection.info.backend_pid}/stat")
    if not stat.exists():
        return None
    words = stat.read_text().rpartition(")")[2].split()
    return round((int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK"), 1)


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while block := file.read(2**20):
            yield block


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
