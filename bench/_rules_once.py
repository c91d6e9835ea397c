"""The twelve benefits by profiles, or by hand in Polars, in a process of its own: seconds, sums, memory.

    python -m bench._rules_once profiles|by_hand PERSONS SEED REPEATS
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable
from typing import Any

import polars as pl

from bench import _by_hand, _persons, _policies
from laoyou.rules import profiles
from laoyou.rules.person import explain
from laoyou.rules.profiles import Profiles


def main(way: str, persons: int, seed: int, repeats: int) -> None:
    people = _persons.made(persons, seed)
    told = _profiles(people, repeats) if way == "profiles" else _hand(people, repeats)
    told["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    if way == "profiles":
        told["explain_ms"] = _explain(people.head(1000))
    print(json.dumps(told))


def best(repeats: int, once: Callable[[], Any]) -> tuple[dict[str, float], Any]:
    """The least seconds of so many times, by the clock and of the processor, and what came out."""
    seconds = cpu_seconds = float("inf")
    for _ in range(repeats):
        result = None
        begun, spent = time.perf_counter(), time.process_time()
        result = once()
        seconds = min(seconds, time.perf_counter() - begun)
        cpu_seconds = min(cpu_seconds, time.process_time() - spent)
    return {"seconds": seconds, "cpu_seconds": cpu_seconds}, result


def _profiles(people: pl.DataFrame, repeats: int) -> dict[str, Any]:
    """Decided with reasons kept; then, beside it, verdict and amount brought back to every person."""
    programs = _policies.programs()
    took, decided = best(repeats, lambda: profiles.decide(programs, people, _persons.MONTH))
    results = [f"{program.code}.{each}" for program in programs for each in ("verdict", "amount")]
    spread, _ = best(1, lambda: decided.spread(*results))
    return {
        **took,
        "spread_seconds": spread["seconds"],
        "profiles": decided.table.height,
        "sums": _sums(decided, [program.code for program in programs]),
    }


def _sums(decided: Profiles, codes: list[str]) -> list[int]:
    persons = decided.persons()
    return [int((decided.table[f"{code}.amount"] * persons).sum()) for code in codes]


def _hand(people: pl.DataFrame, repeats: int) -> dict[str, Any]:
    took, decided = best(repeats, lambda: _by_hand.lazy(people.lazy()).collect())
    amounts = decided.select(pl.col("^.*amount$").sum())
    return {**took, "sums": list(amounts.row(0))}


def _explain(people: pl.DataFrame) -> float:
    """Milliseconds for one person and one program, with the tree of reasons."""
    programs, persons = _policies.programs(), people.to_dicts()
    begun = time.perf_counter()
    for person in persons:
        for program in programs:
            explain(program, person, _persons.MONTH)
    return (time.perf_counter() - begun) * 1000 / len(persons) / len(programs)


if __name__ == "__main__":
    main(sys.argv[1], *(int(argument) for argument in sys.argv[2:]))
