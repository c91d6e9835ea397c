"""How quickly somebody's reasons come, and what a change of the law costs: `python -m bench.why --persons N`.

One person's reasons (by the reads of a run and of the why page), the page as a browser gets it, how many
others of the town lack the same; then the register of the city in columns, and a year's forecast of one
change on it.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Callable, Sequence
from datetime import date

from django.test import Client
from django.urls import reverse

from bench import _ground as ground
from bench import _register as register
from laoyou.access.types import Actor, Role, Scope
from laoyou.accounts import verbs as accounts
from laoyou.benefits.reads import reasons
from laoyou.desks.entitlements.entitled import entitlements
from laoyou.forecasts.reads import forecasting
from laoyou.forecasts.reads.forecasting import Question
from laoyou.forecasts.reads.months import month_of
from laoyou.forecasts.types import MONTHS_AHEAD, Change
from laoyou.kernel import clock
from laoyou.people.reads import persons
from laoyou.policies import reads as policies
from laoyou.policies import verbs as policy_verbs
from laoyou.regions.packs import read_pack
from laoyou.regions.shuangyashan.declared import DemoAccount

DATABASE = "laoyou_bench_why"
CITY = Scope.division("230500000000")
TODAY = date(2026, 3, 2)
PASSWORD = "bench-why-2026"
CHANGED, OLD, NEW = "high_age_allowance", "value: 60 yuan", "value: 80 yuan"


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(prog="bench.why", description=__doc__)
    parser.add_argument("--persons", type=int, default=300_000)
    parser.add_argument("--repeats", type=int, default=200)
    options = parser.parse_args(arguments)
    with ground.fresh_database(DATABASE):
        ground.say(f"laying a register of {options.persons:,} persons, and the law")
        register.fill(options.persons)
        pack = {**policies.national_files(), **read_pack("shuangyashan")}
        policy_verbs.load_pack(pack, actor=Actor.system("bench"), now=clock.now())
        ground.say("measuring")
        chance, desk = random.Random(7), _signed_in()
        figures = {
            "persons": options.persons,
            **_p95("reasons", _reasons(options.persons, chance), options.repeats),
            **_p95("entitlements", _entitlements(options.persons, chance), options.repeats),
            **_p95("page", _page(desk, "why", options.persons, chance), options.repeats),
            **_p95("alike", _page(desk, "why_alike", options.persons, chance), options.repeats // 10),
            **_forecast(),
        }
        ground.report(f"python -m bench.why --persons {options.persons}", **figures)


def _p95(name: str, once: Callable[[], object], repeats: int) -> dict[str, float]:
    """95 of 100 are quicker, by the clock, and by the processor of this process alone."""
    once()
    clocked, worked = [], []
    for _ in range(max(repeats, 20)):
        begun, work = time.perf_counter(), time.process_time()
        once()
        clocked.append(time.perf_counter() - begun)
        worked.append(time.process_time() - work)
    return {
        f"{name}_p95_ms": ground.percentile(clocked, 0.95),
        f"{name}_cpu_p95_ms": ground.percentile(worked, 0.95),
    }


def _reasons(count: int, chance: random.Random) -> Callable[[], object]:
    return lambda: reasons.reasons(chance.randint(1, count), month_of(TODAY), on=TODAY)


def _entitlements(count: int, chance: random.Random) -> Callable[[], object]:
    return lambda: entitlements(persons.person(chance.randint(1, count)), month_of(TODAY), TODAY)


def _page(desk: Client, name: str, count: int, chance: random.Random) -> Callable[[], object]:
    def once() -> object:
        answer = desk.get(reverse(name, args=[chance.randint(1, count)]), headers={"HX-Request": "true"})
        if answer.status_code != 200:
            raise RuntimeError(f"{name} answered {answer.status_code}")
        return answer

    return once


def _signed_in() -> Client:
    """The browser of the city's supervisor."""
    chief = DemoAccount("chief", "测速员", "", Role.SUPERVISOR, CITY)
    accounts.load_demo([chief], password=PASSWORD, actor=Actor.system("bench"), now=clock.now())
    desk = Client(headers={"host": "localhost"})
    answer = desk.post(reverse("accounts:sign_in"), {"username": "chief", "password": PASSWORD})
    if answer.status_code != 302:
        raise RuntimeError("the bench's account cannot sign in")
    return desk


def _forecast() -> dict[str, float | int]:
    (law,) = [one for one in policies.in_force("230500000000", month_of(TODAY)) if one.code == CHANGED]
    document = policies.compiled(law.document.text.replace(OLD, NEW))
    change = Change(document, document.in_force)
    asked = Question(CHANGED, CITY, (change,), month_of(TODAY), MONTHS_AHEAD, TODAY)
    begun = time.perf_counter()
    people = forecasting.living(asked.scope, asked.on)
    read = time.perf_counter()
    found = forecasting.forecast(asked, people)
    return {
        "register_seconds": round(read - begun, 2),
        "forecast_seconds": round(time.perf_counter() - read, 2),
        "gain": found.moves[0].gain,
    }


if __name__ == "__main__":
    main(sys.argv[1:])
