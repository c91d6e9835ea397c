"""What is to be paid for a month: to whom, how much, from which fund; what cannot be; what was too much."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from laoyou.access.types import Scope, division_key
from laoyou.benefits.core.collecting import STEP, Differences, differences, split
from laoyou.benefits.core.due_columns import HELD, KEY, due
from laoyou.benefits.models import Collecting
from laoyou.benefits.reads import due_frames
from laoyou.benefits.reads.due_frames import Whose
from laoyou.benefits.reads.funds import UNIT_OF, Choices, above
from laoyou.benefits.types import LOOK_BACK_MONTHS, RunState
from laoyou.ledger import reads as ledger
from laoyou.ledger.types import AccountId, Unit
from laoyou.policies.types import Benefit
from laoyou.rules.types import Period

PART = {**STEP, "payer": pl.String, "unit": pl.String, "fund": pl.Int64, "part": pl.Int64}
"""What one payer bears of a STEP: `part` fen of the account `fund`, null where no account is named."""
CAUSE = [*KEY, "proposal_id"]


@dataclass(frozen=True, slots=True)
class Plan:
    """What a collecting would do. `give` is PART; `unfunded` are the PARTs left out because some payer of
    theirs has no account, `beyond` vouchers left out because a budget does not hold them.
    """

    give: pl.DataFrame
    unfunded: pl.DataFrame
    beyond: pl.DataFrame
    found: Differences


def held_back(person_ids: Iterable[int], month: date) -> frozenset[tuple[int, str]]:
    """Of whom a benefit is not paid in a month for the time being (暂停发放): nobody yet."""
    return frozenset()


def plan(territory: str, month: Period, on: date) -> Plan:
    """What is due in a month for a territory, or in months collected before, and was not collected."""
    first = first_month(month.start)
    done = _collected_before(territory, first) | {(month.start, territory)}
    whose = Whose.of_territory(territory, first)
    found = _differences(whose, first, done)
    low, high = Scope.division(territory).division_bounds() or ("", "")
    here = (pl.col("division") >= low) & (pl.col("division") < high)
    found = Differences(*(part.filter(here) for part in (found.give, found.over, found.back, found.open)))
    return _funded(found, territory, whose, first, on)


def of_persons(person_ids: Sequence[int], month: date) -> Differences:
    """What was collected too much of persons, looking back from a month; nothing is to be given."""
    return _differences(Whose.of_persons(person_ids), first_month(month), frozenset())


def first_month(month: date) -> date:
    """The earliest month that is looked back upon."""
    back = 12 * month.year + month.month - 1 - LOOK_BACK_MONTHS
    return date(back // 12, back % 12 + 1, 1)


def _differences(whose: Whose, first: date, done: Iterable[tuple[date, str]]) -> Differences:
    money = due_frames.money(whose)
    first = min([first, *money.filter(pl.col("taken").abs() < pl.col("fen").abs())["month"].to_list()])
    held = _paid_out(due_frames.held(whose, date(first.year, 1, 1)))
    collected = due_frames.collected(whose, first)
    asked = {day for day, _ in done} | {*collected["month"].to_list(), *money["month"].to_list()}
    owed = due(held, [day for day in asked if day >= first])
    return differences(owed, collected, money, _regular(owed, done), _held_back(owed))


def _paid_out(held: pl.DataFrame) -> pl.DataFrame:
    """What is paid in money or in vouchers."""
    laws = due_frames.benefits_of(held["version_id"].unique().to_list())
    paid = [number for number, law in laws.items() if law.delivery in UNIT_OF]
    return held.filter(pl.col("version_id").is_in(paid)).select(*HELD)


def _regular(owed: pl.DataFrame, done: Iterable[tuple[date, str]]) -> pl.DataFrame:
    """Whatever is due in a month and place that is collected now or was before."""
    places = [
        (pl.col("month") == day) & pl.col("division").str.starts_with(division_key(code))
        for day, code in sorted(done)
    ]
    return owed.filter(pl.any_horizontal(places) if places else pl.lit(False)).select(KEY)


def _held_back(owed: pl.DataFrame) -> pl.DataFrame:
    rows = [
        (person, benefit, day)
        for (day,), part in owed.partition_by("month", as_dict=True).items()
        for person, benefit in sorted(held_back(part["person_id"].to_list(), day))
    ]
    return pl.DataFrame(rows, {name: STEP[name] for name in KEY}, orient="row")


def _collected_before(territory: str, first: date) -> frozenset[tuple[date, str]]:
    """Months that were collected for the territory, for one around it or within it."""
    bounds = Scope.division(territory).division_bounds()
    rows = Collecting.objects.within(bounds) | Collecting.objects.of(division__in=above(territory))
    done = rows.filter(state=RunState.DONE, month__gte=first)
    return frozenset(done.values_list("month", "division_id"))


def _funded(found: Differences, territory: str, whose: Whose, first: date, on: date) -> Plan:
    """The steps with the part and the account of each payer. Of a step whose one payer has no account
    nothing is collected: who bears what could not be told any more when the rest comes.
    """
    laws = due_frames.benefits_of(found.give["version_id"].unique().to_list())
    parts = _accounts(_parts(found.give, laws, whose, first), territory)
    lacking = parts.filter(pl.col("fund").is_null()).select(CAUSE).unique()
    whole = parts.join(lacking, on=CAUSE, how="anti", nulls_equal=True)
    over_budget = _over_budget(whole, on)
    short = whole.filter(pl.col("fund").is_in(over_budget)).select(CAUSE).unique()
    return Plan(
        give=whole.join(short, on=CAUSE, how="anti", nulls_equal=True),
        unfunded=parts.join(lacking, on=CAUSE, how="semi", nulls_equal=True),
        beyond=whole.join(short, on=CAUSE, how="semi", nulls_equal=True),
        found=found,
    )


def _parts(give: pl.DataFrame, laws: dict[int, Benefit], whose: Whose, first: date) -> pl.DataFrame:
    """Split among the payers: once for all who get the same by the same law for the first time."""
    fixed = [number for number, law in laws.items() if any(payer.fixed is not None for payer in law.payers)]
    apart = pl.col("version_id").is_in(fixed)
    alike = give.filter(~apart).select("version_id", "fen").unique()
    schema = {name: PART[name] for name in ("version_id", "fen", "payer", "unit", "part")}
    rows = [row for version, fen in alike.iter_rows() for row in _split(laws[version], version, fen, {})]
    together = give.filter(~apart).join(pl.DataFrame(rows, schema, orient="row"), on=["version_id", "fen"])
    return pl.concat([together, _one_by_one(give.filter(apart), laws, whose, first)], how="diagonal")


def _one_by_one(give: pl.DataFrame, laws: dict[int, Benefit], whose: Whose, first: date) -> pl.DataFrame:
    """Where a payer bears a fixed sum a month, it counts what he has borne for the month already."""
    schema = {**STEP, "payer": pl.String, "unit": pl.String, "part": pl.Int64}
    if give.is_empty():
        return pl.DataFrame(schema=schema)
    borne: dict[tuple[Any, ...], dict[str, int]] = {}
    for *key, payer, fen in due_frames.borne(whose, first).iter_rows():
        borne.setdefault(tuple(key), {})[payer] = fen
    rows = []
    for step in give.select(*STEP).iter_rows(named=True):
        taken = borne.setdefault(tuple(step[name] for name in KEY), {})
        for _, _, payer, unit, part in _split(laws[step["version_id"]], 0, step["fen"], taken):
            rows.append((*step.values(), payer, unit, part))
            taken[payer] = taken.get(payer, 0) + part
    return pl.DataFrame(rows, schema, orient="row")


def _split(law: Benefit, version: int, fen: int, borne: dict[str, int]) -> list[tuple[Any, ...]]:
    unit = UNIT_OF[law.delivery].value
    shared = split(law.payers, fen, borne) if law.payers else [("", fen)]
    return [(version, fen, payer, unit, part) for payer, part in shared]


def _accounts(parts: pl.DataFrame, territory: str) -> pl.DataFrame:
    choices = Choices(territory)
    wanted = parts.select("division", "payer", "benefit", "unit").unique()
    rows = [
        (*row, choices.account(row[0], row[1], row[2], Unit(row[3]))) for row in wanted.iter_rows()
    ]
    schema = {name: PART[name] for name in ("division", "payer", "benefit", "unit", "fund")}
    funds = pl.DataFrame(rows, schema, orient="row")
    joined = parts.join(funds, on=["division", "payer", "benefit", "unit"], how="left")
    return joined.select(*PART).sort("person_id", "benefit", "month", "proposal_id", "payer")


def _over_budget(parts: pl.DataFrame, on: date) -> list[int]:
    """The voucher accounts whose hard budget does not hold what would be issued."""
    vouchers = parts.filter(pl.col("unit") == Unit.VOUCHER_FEN.value)
    asked = dict(vouchers.group_by("fund").agg(pl.sum("part")).iter_rows())
    budgets = ledger.budget_states([AccountId(one) for one in asked], on)
    return [fund for fund, one in budgets.items() if one.hard and one.left < asked[fund]]
