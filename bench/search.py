"""How quickly a clerk finds somebody among a million: `python -m bench.search --persons N`.

By number and by initials within a county (the whole read, as the page calls it, with its rows), a person's
page as the browser gets it, and page 1 and page 1,000 of the county's lists by keyset: of everybody, and of
those who live alone, with the time that it takes to count them.
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
from laoyou.kernel import clock
from laoyou.people.reads import lists, search
from laoyou.people.reads.lists import Filter
from laoyou.people.types import FactKind
from laoyou.regions.shuangyashan.declared import DemoAccount

DATABASE = "laoyou_bench_search"
COUNTY = Scope.division("230521000000")
TODAY = date(2026, 3, 2)
PASSWORD = "bench-search-2026"
PAGES = 1000
ALONE = Filter(TODAY, facts=((FactKind.LIVING, ("alone",)),))


def main(arguments: Sequence[str]) -> None:
    options = _options(arguments)
    with ground.fresh_database(DATABASE):
        ground.say(f"laying a register of {options.persons:,} persons")
        numbers = register.fill(options.persons)
        chance = random.Random(7)
        ground.say("measuring")
        figures = {
            "persons": options.persons,
            "number_p95_ms": _p95(_by_number(numbers, chance), options.repeats),
            "initials_p95_ms": _p95(_by_initials(chance), options.repeats),
            "person_page_p95_ms": _p95(_person_page(len(numbers), chance), options.repeats),
            **_list_pages("", Filter(TODAY)),
            **_list_pages("alone_", ALONE),
            "alone_count_ms": _median(lambda: lists.count(COUNTY, ALONE), 10),
        }
        ground.report(f"python -m bench.search --persons {options.persons}", **figures)


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench.search", description=__doc__)
    parser.add_argument("--persons", type=int, default=1_000_000)
    parser.add_argument("--repeats", type=int, default=300)
    return parser.parse_args(arguments)


def _p95(once: Callable[[], None], repeats: int) -> float:
    """95 of 100 are quicker, in milliseconds; the first ten are for warmth."""
    for _ in range(10):
        once()
    measured = []
    for _ in range(repeats):
        begun = time.perf_counter()
        once()
        measured.append(time.perf_counter() - begun)
    return ground.percentile(measured, 0.95)


def _by_number(numbers: Sequence[str], chance: random.Random) -> Callable[[], None]:
    everywhere = Scope.division("230500000000")

    def once() -> None:
        if len(search.find(chance.choice(numbers), everywhere).rows) != 1:
            raise RuntimeError("a number of the register found nobody")

    return once


def _by_initials(chance: random.Random) -> Callable[[], None]:
    letters = "lwzhjxcygs"

    def once() -> None:
        search.find("".join(chance.choices(letters, k=chance.choice((2, 3, 3, 3)))), COUNTY)

    return once


def _person_page(persons: int, chance: random.Random) -> Callable[[], None]:
    client = _signed_in()

    def once() -> None:
        answer = client.get(reverse("person", args=[chance.randint(1, persons)]))
        if answer.status_code != 200:
            raise RuntimeError(f"the person's page answered {answer.status_code}")

    return once


def _signed_in() -> Client:
    """A clerk of the whole city, signed in as a browser would be."""
    clerk = DemoAccount("clerk", "测速员", "", Role.CLERK, Scope.division("230500000000"))
    accounts.load_demo([clerk], password=PASSWORD, actor=Actor.system("bench"), now=clock.now())
    client = Client(headers={"host": "localhost"})
    answer = client.post(reverse("accounts:sign_in"), {"username": clerk.username, "password": PASSWORD})
    if answer.status_code != 302:
        raise RuntimeError("the bench could not sign in")
    return client


def _list_pages(which: str, asked: Filter) -> dict[str, float]:
    """The first and the thousandth page of 50 of the county's list, the median of 50 readings each."""
    cursor: str | None = None
    reached = 1
    while reached < PAGES:
        page = lists.persons(COUNTY, asked, cursor=cursor)
        if page.next is None:
            break
        cursor, reached = page.next, reached + 1
    return {
        f"{which}page_1_ms": _median(lambda: lists.persons(COUNTY, asked), 50),
        f"{which}page_{reached}_ms": _median(lambda: lists.persons(COUNTY, asked, cursor=cursor), 50),
    }


def _median(once: Callable[[], object], repeats: int) -> float:
    measured = []
    for _ in range(repeats):
        begun = time.perf_counter()
        once()
        measured.append(time.perf_counter() - begun)
    return ground.percentile(measured, 0.5)


if __name__ == "__main__":
    main(sys.argv[1:])
