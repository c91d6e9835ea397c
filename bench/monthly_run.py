"""How long a month takes for a million persons: `python -m bench.monthly_run --persons N`.

The law is the pack of the region. The first run reads the register as of a day, decides every benefit,
compares with what is held (nothing), writes verdicts with their reasons, lists, and the benefits that begin
by themselves, with its audit entry, in one transaction. The second decides the same month again, beside what
the first has begun, and must find nothing to do.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from collections.abc import Sequence
from datetime import UTC, date, datetime

from django.db import connection

from bench import _ground as ground
from bench import _register as register
from laoyou.access.types import Actor
from laoyou.benefits import verbs as benefits
from laoyou.benefits.core import months
from laoyou.benefits.reads import runs
from laoyou.policies import verbs as law
from laoyou.regions import packs

DATABASE = "laoyou_bench_monthly_run"
CITY = "230500000000"
MONTH = months.month_of(date(2026, 3, 1))
BEGUN = datetime(2026, 2, 1, tzinfo=UTC)
NOW = datetime(2026, 3, 2, tzinfo=UTC)
SYSTEM = Actor.system("bench")


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(prog="bench.monthly_run", description=__doc__)
    parser.add_argument("--persons", type=int, default=1_000_000)
    options = parser.parse_args(arguments)
    with ground.fresh_database(DATABASE):
        ground.say(f"laying a register of {options.persons:,} persons")
        register.fill(options.persons)
        law.load_pack(packs.read_pack(register.REGION), actor=SYSTEM, now=BEGUN)
        first, first_seconds = _run()
        second, second_seconds = _run()
        _must_be_quiet(second)
        ground.report(
            f"python -m bench.monthly_run --persons {options.persons}",
            persons=options.persons,
            policies=len(first.laws),
            profiles=first.profiles,
            proposals=sum(first.proposals.values()),
            first_seconds=first_seconds,
            second_seconds=second_seconds,
            peak_mb=round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        )


def _run() -> tuple[runs.RunRecord, float]:
    """A run begun and done, and how long that took."""
    begun = time.perf_counter()
    run_id = benefits.begin_run(CITY, month=MONTH, filed=False, actor=SYSTEM, now=NOW)
    last = [begun]

    def say(phase: object, percent: int) -> None:
        now = time.perf_counter()
        ground.say(f"{percent:3} % {phase}, after {now - last[0]:.1f} s")
        last[0] = now

    benefits.perform_run(run_id, report=say, actor=SYSTEM, now=NOW)
    seconds = time.perf_counter() - begun
    ground.say(f"done, after {time.perf_counter() - last[0]:.1f} s")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return runs.run(run_id), round(seconds, 1)


def _must_be_quiet(run: runs.RunRecord) -> None:
    if run.proposals or run.lapsed or run.result == run.id:
        raise RuntimeError(f"the same month decided again found something: {run.proposals}, {run.lapsed}")


if __name__ == "__main__":
    main(sys.argv[1:])
