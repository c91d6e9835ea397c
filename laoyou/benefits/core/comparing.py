"""What was decided beside what is held: the steps by which everybody comes to hold what he should.

The many who begin, and the many for whom all stays as it is, are told by columns; the few others go one by
one through `corrections`. A property test holds both ways equal.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import polars as pl

from laoyou.benefits.core import corrections, slices
from laoyou.benefits.core.corrections import Step, Stretch
from laoyou.benefits.core.slices import Slice
from laoyou.benefits.types import Held, Kind, Law, MonthLine, Terms, Why
from laoyou.kernel.spans import ONE_DAY, DateSpan
from laoyou.policies.types import Per, Proration
from laoyou.rules.types import Period

HELD: Mapping[str, Any] = {
    "person_id": pl.Int64,
    "benefit": pl.String,
    "start": pl.Date,
    "end": pl.Date,
    "per": pl.String,
    "proration": pl.String,
    "amount": pl.Int64,
    "version_id": pl.Int64,
    "digest": pl.String,
    "foreign": pl.Boolean,
}
"""What is held: a row a person, benefit and stretch of days; `end` null while open. `foreign`: by the law of
a territory that does not hold the one decided for; it is let alone, and nothing begins beside it.
"""

STEPS: Mapping[str, Any] = {
    "person_id": pl.Int64,
    "benefit": pl.String,
    "kind": pl.String,
    "why": pl.String,
    "start": pl.Date,
    "end": pl.Date,
    "per": pl.String,
    "proration": pl.String,
    "amount": pl.Int64,
    "was": pl.Int64,
    "version_id": pl.Int64,
    "digest": pl.String,
    "profile": pl.UInt32,
    "failed": pl.Int64,
    "excluded_by": pl.String,
    "automatic": pl.Boolean,
}
"""A row a step. A stop has the terms that end, with the amount 0; `was` is the amount held before."""


@dataclass(frozen=True, slots=True)
class Arrears:
    """Money of months that are over, for a person and a benefit, beside the steps from which it follows."""

    person_id: int
    benefit: str
    lines: tuple[MonthLine, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    steps: pl.DataFrame
    arrears: tuple[Arrears, ...]


@dataclass(frozen=True, slots=True)
class Decisions:
    """A month in slices, those of months before it that were decided again, and the rows that were merged."""

    month: Period
    now: tuple[Slice, ...]
    before: tuple[Slice, ...]
    merged: frozenset[int]

    def looked_back_upon(self) -> pl.DataFrame:
        nobody = pl.DataFrame(schema={"person_id": pl.Int64})
        return pl.concat([nobody, *(part.persons.select("person_id") for part in self.before)]).unique()


def compare(decided: Decisions, held: pl.DataFrame) -> Compared:
    """The steps for everybody who was decided, benefit by benefit."""
    looked = decided.looked_back_upon()
    codes = {law.code for part in (*decided.now, *decided.before) for law in part.laws}
    frames, arrears = [pl.DataFrame(schema=STEPS)], []
    for code in sorted(codes | set(held.filter(~pl.col("foreign"))["benefit"].unique())):
        theirs = held.filter(pl.col("benefit") == code)
        fresh, others = _parted(decided, code, theirs, looked)
        rows, money = _one_by_one(decided, code, theirs, others)
        frames += [fresh, pl.DataFrame(rows, STEPS, orient="row")]
        arrears += money
    return Compared(pl.concat(frames), tuple(arrears))


def _parted(
    decided: Decisions, code: str, theirs: pl.DataFrame, looked: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The steps of those who simply begin, and who else must be looked at one by one (`person_id`)."""
    given = [
        slices.given(part, law) for part in (*decided.now, *decided.before) if (law := part.law(code))
    ]
    away = theirs.filter("foreign")
    anybody = pl.concat([theirs.select("person_id"), *(frame.select("person_id") for frame in given)])
    anybody = anybody.unique().join(away, on="person_id", how="anti")
    law = decided.now[0].law(code) if len(decided.now) == 1 else None
    if law is None:
        return pl.DataFrame(schema=STEPS), anybody
    now = slices.given(decided.now[0], law).join(looked, on="person_id", how="anti")
    fresh = now.join(theirs, on="person_id", how="anti")
    settled = pl.concat([fresh.select("person_id"), _steady(now, theirs, law, decided.month)])
    return _starts(fresh, law, decided.month), anybody.join(settled, on="person_id", how="anti")


def _steady(now: pl.DataFrame, theirs: pl.DataFrame, law: Law, month: Period) -> pl.DataFrame:
    """Who holds what he is given, on the same terms, since before the month and until further notice."""
    alone = theirs.filter(pl.col("person_id").is_unique())
    same = alone.join(now.select("person_id", due="amount"), on="person_id").filter(
        (pl.col("start") <= month.start)
        & pl.col("end").is_null()
        & (pl.col("amount") == pl.col("due"))
        & (pl.col("per") == law.per.value)
        & (pl.col("digest") == law.digest)
    )
    return same.select("person_id")


def _starts(fresh: pl.DataFrame, law: Law, month: Period) -> pl.DataFrame:
    return fresh.select(
        "person_id",
        benefit=pl.lit(law.code),
        kind=pl.lit(Kind.START.value),
        why=pl.lit(Why.ENTITLED.value),
        start=pl.lit(month.start),
        end=pl.lit(None, pl.Date),
        per=pl.lit(law.per.value),
        proration=pl.lit(law.proration.value),
        amount=pl.col("amount"),
        was=pl.lit(None, pl.Int64),
        version_id=pl.lit(law.version_id, pl.Int64),
        digest=pl.lit(law.digest),
        profile=pl.col("profile"),
        failed=pl.lit(0, pl.Int64),
        excluded_by=pl.lit(""),
        automatic=pl.lit(law.automatic),
    )


@dataclass(frozen=True, slots=True)
class _Said:
    """What was decided of one person and benefit for some days, and by what."""

    stretch: Stretch
    law: Law | None = None
    rivals: tuple[str, ...] = ()
    answer: Mapping[str, Any] = field(default_factory=dict)
    lawless: Why = Why.ENDED


def _one_by_one(
    decided: Decisions, code: str, theirs: pl.DataFrame, who: pl.DataFrame
) -> tuple[list[tuple[Any, ...]], list[Arrears]]:
    if who.is_empty():
        return [], []
    said = _said(decided, code, who)
    has: dict[int, list[Held]] = defaultdict(list)
    for row in theirs.join(who, on="person_id", how="semi").sort("person_id", "start").iter_rows(named=True):
        has[row["person_id"]].append(_held(row))
    rows: list[tuple[Any, ...]] = []
    money: list[Arrears] = []
    for person_id in who["person_id"].sort():
        told, holds = said[person_id], has[person_id]
        found = corrections.correct(
            [one.stretch for one in told], holds, decided.month, begins=_begins(told, decided.month)
        )
        rows += [_row(person_id, code, step, told) for step in found.steps]
        if found.arrears:
            money.append(Arrears(person_id, code, found.arrears))
    return rows, money


def _said(decided: Decisions, code: str, who: pl.DataFrame) -> dict[int, list[_Said]]:
    said: dict[int, list[_Said]] = defaultdict(list)
    last = decided.now[-1]
    for part in (*decided.before, *decided.now):
        days = DateSpan(part.days.start, None) if part is last else part.days
        law = part.law(code)
        if law is None:
            there = part.persons.join(who, on="person_id", how="semi")
            for person_id in there["person_id"]:
                said[person_id].append(_Said(Stretch(days, None)))
            continue
        for answer in slices.answers(part, law, who).iter_rows(named=True):
            said[answer["person_id"]] += _of(answer, days, law, part.rivals.get(code, ()))
    for person_id in decided.merged.intersection(who["person_id"]):
        gone = Stretch(DateSpan.since(decided.month.start), None)
        said[person_id].append(_Said(gone, lawless=Why.MERGED))
    return said


def _of(answer: Mapping[str, Any], days: DateSpan, law: Law, rivals: tuple[str, ...]) -> Iterator[_Said]:
    """The days up to the last that a death leaves, as the law answers; none after it."""
    last: date | None = answer["last"]
    alive = days if last is None else days.ending(last)
    if alive is not None and answer["given"] is not None:
        terms = law.terms(answer["amount"]) if answer["given"] else None
        yield _Said(Stretch(alive, terms), law, rivals, answer)
    if last is not None and (rest := days.clip(last + ONE_DAY, None)):
        yield _Said(Stretch(rest, None), law, rivals, answer)


def _begins(told: Sequence[_Said], month: Period) -> date:
    """What need not be asked for begins when it is due, other benefits now; for the dead nothing begins."""
    if any(one.answer.get("last") for one in told):
        return date.max
    return date.min if any(one.law and one.law.automatic for one in told[-1:]) else month.start


def _held(row: Mapping[str, Any]) -> Held:
    terms = Terms(
        row["version_id"], row["digest"], Per(row["per"]), Proration(row["proration"]), row["amount"]
    )
    return Held(DateSpan(row["start"], row["end"]), terms)


def _row(person_id: int, code: str, step: Step, told: Sequence[_Said]) -> tuple[Any, ...]:
    """A step as a row of STEPS, with its ground on its first day."""
    ground = next(one for one in told if one.stretch.span.overlaps(step.span))
    terms = step.terms or step.was
    if terms is None:
        raise ValueError("a step lays terms or ends some")
    why = _why(step, ground)
    # A stop names the law that says so, by whose clauses `failed` is read, if any does.
    text = ground.law if step.terms is None and ground.law else terms
    return (
        person_id,
        code,
        step.kind.value,
        why.value,
        step.span.start,
        step.span.end,
        terms.per.value,
        terms.proration.value,
        step.terms.amount_fen if step.terms else 0,
        step.was.amount_fen if step.was else None,
        text.version_id,
        text.digest,
        ground.answer.get("profile"),
        ground.answer.get("failed", 0) if why is Why.CLAUSES else 0,
        ",".join(_excluding(ground)) if why is Why.EXCLUDED else "",
        why is Why.LAW or (step.kind is Kind.START and ground.law is not None and ground.law.automatic),
    )


def _why(step: Step, ground: _Said) -> Why:
    if step.kind is Kind.START:
        return Why.ENTITLED
    if step.terms is not None:
        return Why.LAW if step.was and step.was.amount_fen == step.terms.amount_fen else Why.AMOUNT
    if ground.law is None:
        return ground.lawless
    last = ground.answer["last"]
    if last is not None and step.span.start is not None and step.span.start > last:
        return Why.DIED
    if ground.answer["excluded"]:
        return Why.EXCLUDED
    return Why.CLAUSES if ground.answer["failed"] else Why.AMOUNT


def _excluding(ground: _Said) -> Iterable[str]:
    mask = ground.answer["excluded"]
    return (code for place, code in enumerate(ground.rivals) if mask >> place & 1)
