"""How long a month takes for a million persons: `python -m bench.monthly_run --persons N`.

The law is that of the whole country and the pack of the region: twelve benefits and more. The first run reads
the register as of a day, decides every benefit, compares with what is held (nothing), writes verdicts with
their reasons, lists, and the benefits that begin by themselves, with its audit entry, in one transaction. The
second decides the same month again, beside what the first has begun, and must find nothing to do.
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
from laoyou.policies import reads as policies
from laoyou.policies import verbs as law
from laoyou.regions import packs

DATABASE = "laoyou_bench_monthly_run"
CITY = "230500000000"
POLICIES = 12
"""At least so many are decided."""
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
        pack = {**policies.national_files(), **packs.read_pack(register.REGION)}
        law.load_pack(pack, actor=SYSTEM, now=BEGUN)
        first, first_took = _run()
        second, second_took = _run()
        if len(first.laws) < POLICIES:
            raise RuntimeError(f"only {len(first.laws)} policies are law")
        _must_be_quiet(second)
        ground.report(
            f"python -m bench.monthly_run --persons {options.persons}",
            persons=options.persons,
            policies=len(first.laws),
            profiles=first.profiles,
            proposals=sum(first.proposals.values()),
            first_seconds=first_took["seconds"],
            second_seconds=second_took["seconds"],
            first_cpu_seconds=first_took["cpu_seconds"],
            second_cpu_seconds=second_took["cpu_seconds"],
            peak_mb=round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        )


def _run() -> tuple[runs.RunRecord, dict[str, float]]:
    """A run begun and done, how long that took, and how much of it this process worked; the rest is the
    server's.
    """
    begun, worked = time.perf_counter(), time.process_time()
    run_id = benefits.begin_run(CITY, month=MONTH, filed=False, actor=SYSTEM, now=NOW)
    last = [begun]

    def say(phase: object, percent: int) -> None:
        now = time.perf_counter()
        ground.say(f"{percent:3} % {phase}, after {now - last[0]:.1f} s")
        last[0] = now

    benefits.perform_run(run_id, report=say, actor=SYSTEM, now=NOW)
    took = {"seconds": time.perf_counter() - begun, "cpu_seconds": time.process_time() - worked}
    ground.say(f"done, after {time.perf_counter() - last[0]:.1f} s")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return runs.run(run_id), {name: round(number, 1) for name, number in took.items()}


def _must_be_quiet(run: runs.RunRecord) -> None:
    if run.proposals or run.lapsed or run.result == run.id:
        raise RuntimeError(f"the same month decided again found something: {run.proposals}, {run.lapsed}")


if __name__ == "__main__":
    main(sys.argv[1:])
