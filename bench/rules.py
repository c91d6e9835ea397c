"""Twelve benefits for a month, with reasons kept: beside openfisca-core and beside Polars written by hand.

    python -m bench.rules --persons 1000000

Each runs in a process of its own, in turn, over the same made-up persons; the least time of each counts.
What is measured is the decision, from the columns of facts to all verdicts and amounts: ours with the failed
and the unknown clauses of every profile, the others without reasons. openfisca-core decides the population as
one simulation, as it is used, and once more in chunks that fit a processor's cache.
"""

from __future__ import annotations

import importlib.util
import json
import os
import platform
import subprocess
import sys
import time
from typing import Any

import click

PEER = "openfisca_core"
CHUNK = 250_000


@click.command()
@click.option("--persons", default=1_000_000, show_default=True)
@click.option("--seed", default=1, show_default=True)
@click.option("--rounds", default=3, show_default=True, help="how often each is started")
@click.option("--repeats", default=5, show_default=True, help="how often each decides once it is started")
def main(persons: int, seed: int, rounds: int, repeats: int) -> None:
    runs = _runs(persons, seed, repeats)
    told: dict[str, dict[str, Any]] = {}
    for _ in range(rounds):
        for name, arguments in runs.items():
            sys.stderr.write(f"{time.strftime('%H:%M:%S')} {name}\n")
            told[name] = _better(told.get(name), _started(arguments))
    print(f"command: python -m bench.rules --persons {persons} --seed {seed}")
    print(f"machine: {json.dumps(_machine())}")
    print(json.dumps(_figures(persons, told)))


def _runs(persons: int, seed: int, repeats: int) -> dict[str, list[str]]:
    size = [str(persons), str(seed)]
    runs = {
        "profiles": ["bench._rules_once", "profiles", *size, str(repeats)],
        "by_hand": ["bench._rules_once", "by_hand", *size, str(repeats)],
    }
    if importlib.util.find_spec(PEER) is None:
        sys.stderr.write("openfisca-core is not installed (requirements-bench.lock): left out\n")
        return runs
    once = ["bench._openfisca_once", *size]
    whole, chunks = [*once, str(persons), str(repeats)], [*once, str(CHUNK), str(repeats)]
    return {**runs, "openfisca": whole, "openfisca_chunks": chunks}


def _started(arguments: list[str]) -> dict[str, Any]:
    command = [sys.executable, "-m", *arguments]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


def _better(before: dict[str, Any] | None, now: dict[str, Any]) -> dict[str, Any]:
    """The quicker of two runs, with the least of the processor's seconds."""
    if before is None:
        return now
    spent = min(before["cpu_seconds"], now["cpu_seconds"])
    return {**min(before, now, key=lambda run: float(run["seconds"])), "cpu_seconds": spent}


def _figures(persons: int, told: dict[str, dict[str, Any]]) -> dict[str, Any]:
    ours, hand = told["profiles"], told["by_hand"]
    fisca, chunks = told.get("openfisca", {}), told.get("openfisca_chunks", {})
    figures = {
        "persons": persons,
        "seconds": ours["seconds"],
        "openfisca_seconds": fisca.get("seconds"),
        "ratio_openfisca": _over(fisca.get("seconds"), ours["seconds"]),
        "openfisca_chunked_seconds": chunks.get("seconds"),
        "ratio_openfisca_chunked": _over(chunks.get("seconds"), ours["seconds"]),
        "polars_seconds": hand["seconds"],
        "ratio_polars": _over(ours["seconds"], hand["seconds"]),
        "cpu_seconds": ours["cpu_seconds"],
        "openfisca_cpu_seconds": fisca.get("cpu_seconds"),
        "openfisca_chunked_cpu_seconds": chunks.get("cpu_seconds"),
        "polars_cpu_seconds": hand["cpu_seconds"],
        "spread_seconds": ours["spread_seconds"],
        "explain_ms": ours["explain_ms"],
    }
    return {
        **{name: _rounded(number) for name, number in figures.items()},
        "peak_mb": round(ours["peak_mb"]),
        "sums_equal": all(each["sums"] == ours["sums"] for each in told.values()),
        "sum_fen": sum(ours["sums"]),
        "profiles": ours["profiles"],
    }


def _over(one: float | None, other: float) -> float | None:
    return None if one is None else one / other


def _rounded(number: float | None) -> float | None:
    return None if number is None else round(number, 3)


def _machine() -> dict[str, Any]:
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30
    return {"cores": os.cpu_count(), "memory_gb": round(memory, 1), "python": platform.python_version()}


if __name__ == "__main__":
    main()
