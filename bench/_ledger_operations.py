"""Random operations on the books, beside a plain model of what must come of them.

The model is dictionaries: what is on each account, what is left of each voucher, what has been used of a
budget. Each operation is either done and booked in the model, or must be refused; repeats must change
nothing. Afterwards everything that the books say is compared with the model, and the books are reckoned anew
(`reads.verify`).
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from django.db import transaction

from laoyou.access.types import Actor
from laoyou.kernel.clock import local_date
from laoyou.kernel.errors import Conflict, Invalid
from laoyou.kernel.spans import DateSpan
from laoyou.ledger import reads, verbs
from laoyou.ledger.types import (
    AccountRef,
    Cause,
    EntryId,
    EntryKind,
    FundSource,
    Holder,
    Line,
    NewAccount,
    NewEntry,
    NewVoucher,
    Unit,
    Use,
)

R = TypeVar("R")
Within = Callable[[Callable[[], R], datetime], R]
DIVISION = "230521000000"
OPENED = date(2025, 1, 1)
PURPOSE = "home_care"
REMEMBERED = 2000
AN_ACT = 500
"""Operations that are done within one act, as a settlement does them."""


@dataclass
class Books:
    """The accounts, the model beside them, and what was done. `begun` is an instant of the first day.

    Persons are numbered from `first_person` on.
    """

    within: Within[Any]
    actor: Actor
    begun: datetime
    chance: random.Random
    persons: int
    first_person: int = 1
    day: date = field(init=False)
    done: Counter[str] = field(default_factory=Counter)
    stands: Counter[AccountRef] = field(default_factory=Counter)
    vouchers: dict[int, dict[date, int]] = field(default_factory=dict)
    used: int = 0
    recent: list[tuple[EntryId, NewEntry]] = field(default_factory=list)
    reversed: set[EntryId] = field(default_factory=set)
    number: int = 0

    def __post_init__(self) -> None:
        self.day = local_date(self.begun)
        everybody = range(self.first_person, self.first_person + self.persons)
        self.open, self.limited, self.careful = (self._fund(f"资金{n}", n == 2) for n in range(3))
        self.care = self._opened(
            NewAccount(
                self.open.holder, Unit.VOUCHER_FEN, DIVISION, OPENED, name="服务券",
                source=FundSource.CITY, purpose=PURPOSE,
            )
        )  # fmt: skip
        self.budget = 40 * self.persons * 100
        verbs.set_budget(
            self.limited.id,
            span=DateSpan(self.day, self.day + timedelta(days=3650)),
            amount=self.budget, hard=True, warn_percent=80, actor=self.actor, now=self.now,
        )  # fmt: skip
        money = [Holder.person(n) for n in everybody]
        new = [NewAccount(one, Unit.FEN, DIVISION, OPENED) for one in money]
        new += [NewAccount(one, Unit.MINUTE, DIVISION, OPENED, keeps_above_zero=True) for one in money]
        outside = Holder.outside(DIVISION)
        units = (Unit.FEN, Unit.MINUTE)
        new += [NewAccount(outside, unit, DIVISION, OPENED, name="外部往来") for unit in units]
        ids = self.within(lambda: verbs.open_accounts(new), self.now)
        known = reads.refs(ids)
        refs = [known[one] for one in ids]
        self.money, self.minutes = refs[: self.persons], refs[self.persons : -2]
        self.bank, self.mint = refs[-2:]

    @property
    def now(self) -> datetime:
        return self.begun + (self.day - local_date(self.begun))

    def run(self, operations: int, progress: Callable[[int], None] = lambda done: None) -> None:
        """So many operations; every few acts a day passes, with its night, and a month is closed."""
        left = operations
        while left > 0:
            size = min(left, AN_ACT)
            self.within(lambda size=size: self._act(size), self.now)  # type: ignore[misc]
            left -= size
            progress(operations - left)
            if self.chance.random() < 0.2:
                self._night()

    def _act(self, size: int) -> None:
        done = 0
        while done < size:
            if self.chance.random() < 0.01:
                done += self._bulk(min(size - done, self.chance.randint(1, 300)))
                continue
            getattr(self, f"_{self.chance.choice(SINGLES)}")()
            done += 1

    # Operations

    def _receive(self) -> None:
        target = self.chance.choice([self.open, self.limited, self.careful])
        self._post(self._moving(self.bank, target, self._amount(50_000), EntryKind.FUNDING))

    def _grant(self) -> None:
        self._post(self._granted(self.chance.choice([self.open, self.limited, self.careful])))

    def _settle(self) -> None:
        source = self.chance.choice(self.money)
        self._post(self._moving(source, self.bank, self._amount(9000), EntryKind.SETTLEMENT))

    def _earn(self) -> None:
        taker = self.chance.choice(self.minutes)
        self._post(self._moving(self.mint, taker, self._amount(120), EntryKind.EARNED))

    def _draw(self) -> None:
        giver, taker = self.chance.sample(self.minutes, 2)
        self._post(self._moving(giver, taker, self._amount(120), EntryKind.DRAWN))

    def _crooked(self) -> None:
        """An entry that does not balance is refused before it is written."""
        right = self._granted(self.open)
        wrong = NewEntry(right.day, right.kind, right.cause, (right.lines[0], Line(self.bank, 1)), right.use)
        self._refused("unbalanced", lambda: verbs.post(wrong, now=self.now), Invalid)

    def _repeat(self) -> None:
        if not self.recent:
            return
        number, entry = self.chance.choice(self.recent)
        if verbs.post(entry, now=self.now) != number:
            raise AssertionError(f"repeated, cause {entry.cause} gave another entry")
        self.done["repeated"] += 1

    def _issue(self) -> None:
        person = self.first_person + self.chance.randrange(self.persons)
        amount = self._amount(2000)
        last_day = self.day + timedelta(days=self.chance.choice((0, 5, 30, 90)))
        given = NewVoucher(person, DIVISION, self.care, last_day, amount, self._cause())
        verbs.issue_vouchers([given], day=self.day, now=self.now)
        lots = self.vouchers.setdefault(person, {})
        lots[last_day] = lots.get(last_day, 0) + amount
        self.stands[self.care] -= amount
        self.done["issued"] += 1

    def _spend(self) -> None:
        person = self.chance.choice(list(self.vouchers) or [self.first_person])
        lots = self.vouchers.get(person, {})
        amount = self._amount(1500)

        def spend() -> EntryId:
            shop = NewAccount(Holder.organisation(7), Unit.VOUCHER_FEN, DIVISION, OPENED, name="老年食堂")
            told: dict[str, Any] = {"purpose": PURPOSE, "day": self.day, "now": self.now}
            return verbs.spend_voucher(person, amount=amount, to=shop, cause=self._cause(), **told)

        usable = [last for last in sorted(lots) if last >= self.day]
        if sum(lots[last] for last in usable) < amount:
            self._refused("short", spend, Conflict)
            return
        spend()
        for last in usable:
            part = min(lots[last], amount)
            lots[last], amount = lots[last] - part, amount - part
        self.done["spent"] += 1

    def _reverse(self) -> None:
        """Take back one of the recent entries, where what was given is still there and it is not done yet."""
        if not self.recent:
            return
        number, entry = self.chance.choice(self.recent)
        if number in self.reversed:
            return
        lines = tuple(Line(one.account, -one.amount) for one in entry.lines)
        backwards = NewEntry(self.day, entry.kind, entry.cause, lines, entry.use)
        if why := self._refusal(backwards):
            self._refused(why, lambda: verbs.reverse(number, actor=self.actor, now=self.now), Conflict)
            return
        verbs.reverse(number, actor=self.actor, now=self.now)
        self._book(backwards)
        self.reversed.add(number)
        self.done["reversed"] += 1

    def _bulk(self, size: int) -> int:
        """Grants by COPY, some of them given before; the careful and the limited fund are left alone."""
        entries = [self._granted(self.open) for _ in range(size)]
        before = [entry for _, entry in self.chance.sample(self.recent, min(3, len(self.recent)))]
        posted = verbs.post_many([*entries, *{one.cause: one for one in before}.values()], now=self.now)
        if posted.new != size:
            raise AssertionError(f"of {size} new entries {posted.new} were posted")
        for entry in entries:
            self._book(entry)
        self.done["in bulk"] += size
        return size

    # The night

    def _night(self) -> None:
        over, self.day = self.day, self.day + timedelta(days=1)
        verbs.expire_vouchers(actor=self.actor, now=self.now)
        for lots in self.vouchers.values():
            for last in [one for one in lots if one < self.day]:
                self.stands[self.care] += lots.pop(last)
        if self.day.day == 1:
            verbs.close_books(through=over, actor=self.actor, now=self.now)
            self.done["closings"] += 1
        self.done["nights"] += 1

    # The model

    def _post(self, entry: NewEntry) -> None:
        why = self._refusal(entry)
        if why:
            self._refused(why, lambda: verbs.post(entry, now=self.now), Conflict)
            return
        number = verbs.post(entry, now=self.now)
        self._book(entry)
        self.done["posted"] += 1
        self.recent.append((number, entry))
        if len(self.recent) > REMEMBERED:
            self.recent.pop(0)

    def _refusal(self, entry: NewEntry) -> str:
        for line in entry.lines:
            of_a_person = line.account.unit is Unit.MINUTE and line.account != self.mint
            guarded = of_a_person or line.account == self.careful
            if guarded and line.amount < 0 and self.stands[line.account] + line.amount < 0:
                return "overdrawn"
            limited = line.account == self.limited and entry.kind is EntryKind.PAYMENT
            if limited and line.amount < 0 and self.used - line.amount > self.budget:
                return "over budget"
        return ""

    def _refused(self, why: str, attempt: Callable[[], object], error: type[Exception]) -> None:
        try:
            with transaction.atomic():
                attempt()
        except error:
            self.done[f"refused: {why}"] += 1
        else:
            raise AssertionError(f"not refused although {why}")

    def _book(self, entry: NewEntry) -> None:
        for line in entry.lines:
            self.stands[line.account] += line.amount
            if line.account == self.limited and entry.kind is EntryKind.PAYMENT:
                self.used -= line.amount

    def faults(self) -> list[str]:
        """Where the books differ from the model, or from themselves; empty when all is whole."""
        found = list(reads.verify().faults)
        said = reads.balances([one.id for one in self.stands], self.day)
        found += [f"account {one.id}" for one, amount in self.stands.items() if said[one.id] != amount]
        for person, lots in self.vouchers.items():
            wallets = reads.held_by(Holder.person(person), Unit.VOUCHER_FEN)
            left = sum(reads.balances([one.id for one in wallets], self.day).values())
            found += [f"vouchers of {person}"] if left != sum(lots.values()) else []
        budget = reads.budget_state(self.limited.id, self.day)
        found += ["budget"] if budget is None or budget.spent != self.used else []
        for one in [self.careful, *self.chance.sample(self.minutes, 5), *self.chance.sample(self.money, 5)]:
            found += self._statement_faults(one)
        return found

    def _statement_faults(self, account: AccountRef) -> list[str]:
        span = DateSpan(OPENED, self.day)
        told = reads.statement(account.id, span, size=1)
        stands = 0
        for line in reads.every_line(account.id, span):
            stands += line.amount
            if line.balance != stands:
                return [f"statement of {account.id}"]
        return [] if told.closing == stands == self.stands[account] else [f"closing of {account.id}"]

    # Making things

    def _fund(self, name: str, careful: bool) -> AccountRef:
        new = NewAccount(
            Holder.new_fund(), Unit.FEN, DIVISION, OPENED, name=name, source=FundSource.CITY,
            keeps_above_zero=careful,
        )  # fmt: skip
        return self._opened(new)

    def _opened(self, new: NewAccount) -> AccountRef:
        return reads.ref(verbs.open_account(new, actor=self.actor, now=self.now))

    def _granted(self, source: AccountRef) -> NewEntry:
        target = self.chance.choice(self.money)
        return self._moving(source, target, self._amount(9000), EntryKind.PAYMENT, Use.ELDER)

    def _moving(
        self, source: AccountRef, target: AccountRef, amount: int, kind: EntryKind, use: Use | None = None
    ) -> NewEntry:
        return NewEntry(self.day, kind, self._cause(), (Line(source, -amount), Line(target, amount)), use)

    def _cause(self) -> Cause:
        self.number += 1
        return Cause("random", self.number)

    def _amount(self, most: int) -> int:
        return self.chance.randint(1, most)


SINGLES = (
    *("grant",) * 6, *("receive",) * 2, *("settle",) * 3, *("earn",) * 4, *("draw",) * 4, *("issue",) * 2,
    *("spend",) * 2, "repeat", "reverse", "crooked",
)  # fmt: skip
