"""Whatever is laid, stopped, suspended, collected, paid, cancelled and owed back, in whatever order: in the
end everybody has for each month what is due, to the fen.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from laoyou.benefits import verbs
from laoyou.benefits.core import deaths, dues, months
from laoyou.benefits.models import Grant
from laoyou.benefits.reads import paying
from laoyou.benefits.tests.cast import CAROL, CITY, at, month
from laoyou.benefits.tests.paying_cast import choose, collected, died, net, old, paid
from laoyou.benefits.types import Held, Terms
from laoyou.benefits.verbs import laying
from laoyou.kernel.errors import Conflict
from laoyou.kernel.spans import DateSpan
from laoyou.ledger.tests.cast import within
from laoyou.payments import verbs as payments
from laoyou.payments.tests.cast import debts_of, lines_of
from laoyou.payments.types import CancelReason
from laoyou.people.tests.cast import VILLAGE_A
from laoyou.policies import reads as policies
from laoyou.policies.types import AtDeath, Per, Proration

pytestmark = pytest.mark.usefixtures("law")
TEXTS = ("2026-01", "2026-02", "2026-03", "2026-04")
DAY = "2026-04-20"
days = st.integers(0, 110).map(lambda number: date(2026, 1, 1) + timedelta(number))
acts = st.one_of(
    st.tuples(st.just("lay"), days, st.none() | st.integers(0, 60), st.integers(1, 30_000)),
    st.tuples(st.just("stop"), days),
    st.tuples(st.just("collect"), st.sampled_from(TEXTS)),
    st.tuples(st.just("pay")),
    st.tuples(st.just("cancel")),
    st.tuples(st.just("recover")),
    st.tuples(st.just("suspend"), st.sampled_from(TEXTS)),
    st.tuples(st.just("die"), days),
)


class Story:
    """One person, and what happens to him."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.person = old(village=VILLAGE_A)
        self.died: date | None = None
        self.suspended: set[date] = set()
        self.version = policies.in_force(CITY, month("2026-01"))[-1].id
        monkeypatch.setattr(paying, "held_back", self._held_back)

    def _held_back(self, person_ids: Iterable[int], day: date) -> frozenset[tuple[int, str]]:
        return frozenset({(self.person, "warm_winter")} if day in self.suspended else ())

    def lay(self, first: date, length: int | None, fen: int) -> None:
        self._laid("change", first, None if length is None else first + timedelta(length), fen)

    def stop(self, first: date) -> None:
        self._laid("stop", first, None, 0)

    def _laid(self, kind: str, first: date, last: date | None, fen: int) -> None:
        row = (self.person, "warm_winter", kind, first, last, "month", "by_day", fen, self.version, VILLAGE_A)
        frame = pl.DataFrame([(*row, None)], laying.SCHEMA, orient="row")
        within(lambda: laying.lay(frame, at(DAY)), at(DAY))

    def _waiting(self) -> list[int]:
        return [line.pk for line in lines_of(self.person) if line.state == "waiting"]

    def collect(self, text: str) -> None:
        collected(text, DAY)

    def pay(self) -> None:
        if self._waiting():
            paid(DAY)

    def cancel(self) -> None:
        if waiting := self._waiting()[:1]:
            payments.cancel_lines(waiting, reason=CancelReason.MISTAKEN, actor=CAROL, now=at(DAY))

    def recover(self) -> None:
        with suppress(Conflict):
            verbs.recover(self.person, "warm_winter", actor=CAROL, now=at(DAY))

    def suspend(self, text: str) -> None:
        self.suspended.add(month(text).start)

    def die(self, day: date) -> None:
        if self.died is None:
            died(self.person, str(day), DAY)
            self.died = day

    def held(self) -> list[Held]:
        last = deaths.last_day(AtDeath.THROUGH_PERIOD, self.died, Per.MONTH) if self.died else None
        rows = Grant.objects.of(person=self.person, is_void=False)
        terms = [
            Held(row.span, Terms(row.version_id, "", Per.MONTH, Proration.BY_DAY, row.amount_fen))
            for row in rows
        ]
        until = DateSpan(None, last)
        cut = [(one.span.intersect(until), one.terms) for one in terms]
        return [Held(span, on) for span, on in cut if span]


def ends_well(story: Story) -> None:
    """Everything is paid, collected and owed back, and nobody is suspended any more."""
    story.suspended.clear()
    for text in TEXTS:
        story.collect(text)
    story.pay()
    story.recover()
    due = {text: dues.total(story.held(), months.month_of(month(text).start)) for text in TEXTS}
    assert net(story.person) == {text: fen for text, fen in due.items() if fen}


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], database=None
)
@given(st.lists(acts, max_size=9))
def test_in_the_end_everybody_has_what_is_due_to_the_fen(
    law: None, monkeypatch: pytest.MonkeyPatch, happens: list[tuple[object, ...]]
) -> None:
    choose()
    with monkeypatch.context() as patched:
        story = Story(patched)
        for name, *given_to in happens:
            getattr(story, str(name))(*given_to)
        ends_well(story)

    paid_out = sum(line.amount for line in lines_of(story.person) if line.state == "settled")
    owed = sum(debt.amount for debt in debts_of(story.person))
    assert paid_out - owed == sum(net(story.person).values())
