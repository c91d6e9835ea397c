"""How quickly the books take entries: `python -m bench.ledger [--operations N]`.

An entry here is one balanced payment of two lines with a cause of its own, from one fund to one of many
persons.

One by one: `ledger.verbs.post`, a call an entry, a thousand calls to an act (one commit, one row of the
trail), as a verb that settles a thousand things posts them. Beside it the same where every account touched
must stay above zero, and the same with every entry an act of its own: permission, commit to disk and chained
row of the trail each time, from four connections.

In bulk: `ledger.verbs.post_many`, acts of 50,000 entries, checked, copied, balanced and committed.

Balances: of the fund that all of it went through, before and after the books are closed.

At last random operations beside a plain model, and whether the books are whole after them.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

from django.db import connection

from bench import _ground as ground
from bench._ledger_operations import Books
from laoyou import acts
from laoyou.access import rules
from laoyou.access.types import Actor, Rule
from laoyou.ledger import reads, verbs
from laoyou.ledger.types import (
    AccountRef,
    Cause,
    EntryKind,
    FundSource,
    Holder,
    Line,
    NewAccount,
    NewEntry,
    Unit,
    Use,
)

DATABASE = "laoyou_bench_ledger"
DIVISION = "230502000000"
OPENED, DAY = date(2025, 1, 1), date(2026, 3, 2)
NOW = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
NEXT_DAY = NOW + timedelta(days=1)
BENCH = Actor.system("bench")
AN_ACT, A_BULK = 1000, 50_000
CONNECTIONS = 4

rules.register([Rule("bench.settle", "测速", frozenset())])


@acts.verb("bench.settle", place=acts.nowhere)
def within(sentence: Callable[[], Any], *, actor: Actor, now: datetime) -> Any:
    """An act as another room has it, in which something is posted."""
    return sentence()


def act(sentence: Callable[[], Any], now: datetime = NOW) -> Any:
    return within(sentence, actor=BENCH, now=now)


def main(arguments: Sequence[str]) -> None:
    options = _options(arguments)
    with ground.fresh_database(DATABASE):
        ground.say(f"opening accounts of {options.persons:,} persons")
        fund, people, minutes, mint = _accounts(options.persons)
        ground.say("one by one")
        figures = {"single_per_s": _one_by_one(_payments("single", fund, people, options.singles))}
        figures |= {"guarded_per_s": _guarded(mint, minutes, options.singles)}
        figures |= {"acts_per_s": _acts(_payments("act", fund, people, options.singles // 10))}
        ground.say(f"in bulk: {options.entries:,} entries")
        figures |= {"bulk_per_s": _in_bulk(fund, people, options.entries)}
        ground.say("balances")
        figures |= _balances(fund, people)
        if options.operations:
            figures |= _random(options.operations, options.seed, options.persons + 1)
        ground.report(f"python -m bench.ledger {' '.join(arguments)}".strip(), **figures)


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench.ledger", description=__doc__)
    parser.add_argument("--persons", type=int, default=100_000)
    parser.add_argument("--singles", type=int, default=20_000)
    parser.add_argument("--entries", type=int, default=500_000)
    parser.add_argument("--operations", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=7)
    return parser.parse_args(arguments)


def _accounts(persons: int) -> tuple[AccountRef, list[AccountRef], list[AccountRef], AccountRef]:
    """A fund, persons' accounts of money and of minutes, and where minutes come from."""
    new = NewAccount(
        Holder.new_fund(), Unit.FEN, DIVISION, OPENED, name="福彩公益金", source=FundSource.WELFARE_LOTTERY
    )
    fund = reads.ref(verbs.open_account(new, actor=BENCH, now=NOW))
    holders = [Holder.person(number) for number in range(1, persons + 1)]
    money = _opened([NewAccount(one, Unit.FEN, DIVISION, OPENED) for one in holders])
    minutes = _opened(
        [NewAccount(one, Unit.MINUTE, DIVISION, OPENED, keeps_above_zero=True) for one in holders[:1000]]
    )
    outside = NewAccount(Holder.outside(DIVISION), Unit.MINUTE, DIVISION, OPENED, name="外部往来")
    [mint] = _opened([outside])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE ledger_account")
    return fund, money, minutes, mint


def _opened(new: list[NewAccount]) -> list[AccountRef]:
    ids = act(partial(verbs.open_accounts, new))
    known = reads.refs(ids)
    return [known[one] for one in ids]


def _payments(cause: str, fund: AccountRef, people: Sequence[AccountRef], number: int) -> list[NewEntry]:
    """So many payments of 100 yuan, each to somebody else, with a cause of its own."""
    return [
        NewEntry(
            DAY,
            EntryKind.PAYMENT,
            Cause(cause, place, "2026-03"),
            (Line(fund, -10_000), Line(people[place * 7919 % len(people)], 10_000)),
            Use.ELDER,
            "high_age_allowance",
        )
        for place in range(number)
    ]


def _post_each(entries: Sequence[NewEntry]) -> None:
    for entry in entries:
        verbs.post(entry, now=NOW)


def _one_by_one(entries: Sequence[NewEntry]) -> int:
    act(partial(_post_each, entries[:AN_ACT]))  # for warmth
    rest = entries[AN_ACT:]
    begun = time.perf_counter()
    for start in range(0, len(rest), AN_ACT):
        act(partial(_post_each, rest[start : start + AN_ACT]))
    return _rate(len(rest), begun)


def _guarded(mint: AccountRef, minutes: Sequence[AccountRef], number: int) -> int:
    """From one account to another, none of which may be overdrawn: each is locked and its balance read."""
    count = len(minutes)
    given = [
        NewEntry(DAY, EntryKind.EARNED, Cause("earned", n), (Line(mint, -10_000), Line(one, 10_000)))
        for n, one in enumerate(minutes)
    ]
    act(partial(verbs.post_many, given, now=NOW))
    return _one_by_one(
        [
            NewEntry(
                DAY,
                EntryKind.DRAWN,
                Cause("drawn", n),
                (Line(minutes[n % count], -60), Line(minutes[(n * 7 + 1) % count], 60)),
            )
            for n in range(number)
        ]
    )


def _acts(entries: Sequence[NewEntry]) -> int:
    """Every entry an act of its own, from several connections."""
    shares = [entries[start::CONNECTIONS] for start in range(CONNECTIONS)]

    def work(share: Sequence[NewEntry]) -> None:
        try:
            for entry in share:
                act(partial(verbs.post, entry, now=NOW))
        finally:
            connection.close()

    begun = time.perf_counter()
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        list(pool.map(work, shares))
    return _rate(len(entries), begun)


def _in_bulk(fund: AccountRef, people: Sequence[AccountRef], number: int) -> int:
    entries = _payments("bulk", fund, people, number)
    begun = time.perf_counter()
    for start in range(0, number, A_BULK):
        act(partial(verbs.post_many, entries[start : start + A_BULK], now=NOW))
    return _rate(number, begun)


def _rate(number: int, begun: float) -> int:
    return int(number / (time.perf_counter() - begun))


def _balances(fund: AccountRef, people: Sequence[AccountRef]) -> dict[str, Any]:
    """Milliseconds (the median of some) to know what stands on the fund, on a person, on all accounts."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE ledger_posting")
        cursor.execute("SELECT count(*) FROM ledger_posting")
        (postings,) = cursor.fetchone()
    chance = random.Random(7)
    figures = {
        "postings": postings,
        "fund_balance_ms": _median(lambda: reads.balance(fund.id, DAY), 15),
        "person_balance_ms": _median(lambda: reads.balance(chance.choice(people).id, DAY), 200),
        "trial_balance_ms": _median(lambda: reads.trial_balance(BENCH.scope, DAY), 3),
    }
    verbs.close_books(through=DAY, actor=BENCH, now=NEXT_DAY)
    return figures | {"closed_fund_balance_ms": _median(lambda: reads.balance(fund.id, DAY), 200)}


def _median(read: Callable[[], object], repeats: int) -> float:
    measured = []
    for _ in range(repeats):
        begun = time.perf_counter()
        read()
        measured.append(time.perf_counter() - begun)
    return ground.percentile(measured, 0.5)


def _random(operations: int, seed: int, first_person: int) -> dict[str, Any]:
    ground.say(f"{operations:,} random operations")
    begun = time.perf_counter()
    persons = max(12, operations // 500)
    books = Books(act, BENCH, NEXT_DAY, random.Random(seed), persons, first_person)
    step = max(1, operations // 20)

    def progress(done: int) -> None:
        if done % step < 500:
            ground.say(f"{done:,} done, day {books.day}")

    books.run(operations, progress)
    faults = books.faults()
    for fault in faults[:20]:
        ground.say(f"FAULT {fault}")
    ground.say(", ".join(f"{what} {number:,}" for what, number in sorted(books.done.items())))
    return {
        "random_operations": operations,
        "random_seconds": round(time.perf_counter() - begun, 1),
        "invariants_whole": not faults,
    }


if __name__ == "__main__":
    main(sys.argv[1:])
