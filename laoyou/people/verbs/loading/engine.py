"""One file through the register: read and check, look up and decide, seal and write.

Two passes, because a row may contradict another far below. The first reads and checks every block and lays it
down; the second takes the blocks up again: while the server looks up one and writes another, Python decides
and seals the one between. Everything happens in the caller's transaction.
"""

from __future__ import annotations

import json
import os
import shutil
from collections import Counter
from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from pathlib import Path

import polars as pl

from laoyou.kernel.errors import Invalid
from laoyou.kernel.names import pinyin_many
from laoyou.people.core import checks, problems
from laoyou.people.core.checks import Ground
from laoyou.people.core.containers import LIMITS
from laoyou.people.core.problems import BIT, ERRORS, LOST
from laoyou.people.core.rosters import Field, Layout
from laoyou.people.core.tracing import Digest
from laoyou.people.core.verdicts import Known, Verdict, chosen, judged
from laoyou.people.models.sealing import REJECT_CELLS, REVIEW_CELLS
from laoyou.people.types import AbodeKind, RowOutcome
from laoyou.people.verbs.loading import lookup
from laoyou.people.verbs.loading.deciding import Event, Writer
from laoyou.people.verbs.loading.lane import Lane
from laoyou.people.verbs.loading.lookup import Asked, Found, binary
from laoyou.people.verbs.loading.sealing import Ids, blinds, sealed
from laoyou.people.verbs.loading.writing import Block, Stamp

SHOWN = 50
"""How many problems a preview lists."""

Report = Callable[[int, int], None]
"""Hears how many rows are done, of how many."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be done with a file. `person_id` is the person of a row that somebody has decided on."""

    ground: Ground
    batch_id: int | None
    now: datetime
    as_of: date
    ranks: dict[str, dict[str, int]]
    cells: pl.DataFrame
    scratch: Path
    writing: bool
    person_id: int | None = None

    @property
    def layout(self) -> Layout:
        return self.ground.layout

    @property
    def all_abodes(self) -> bool:
        """Whether other sources' abodes matter: not to one that always says where people live, and is
        believed before all others.
        """
        lives = {Field.HOME_CODE, Field.VILLAGE_NAME} & self.ground.columns.keys()
        first = self.ranks[AbodeKind.RESIDENCE.value].get(self.layout.source.value) == 0
        return not (lives and first and Field.REGISTERED_CODE not in self.ground.columns)

    @property
    def bounds(self) -> tuple[str, str] | None:
        return self.ground.divisions.bounds


@dataclass(slots=True)
class Result:
    """What became of the rows: how many by outcome, how often each problem, the first of them by row."""

    rows: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    shown: list[tuple[int, list[str]]] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    digest: bytes = b""


@dataclass(frozen=True, slots=True)
class Laid:
    """A checked block that was laid down, and what is being looked up about its rows."""

    path: Path
    found: Callable[[], Found]


def run(blocks: Iterator[pl.DataFrame], plan: Plan, report: Report) -> Result:
    """Take a file in, or with `plan.writing` off find out what would become of it."""
    for left in plan.scratch.glob(f"intake-{plan.batch_id}-*"):
        shutil.rmtree(left, ignore_errors=True)  # left by a run that was cut off: the batch is ours
    folder = plan.scratch / f"intake-{plan.batch_id}-{os.getpid()}"
    folder.mkdir(mode=0o700, parents=True)
    try:
        with Lane() as lane:
            several = lane.ask(lookup.prepare)()
            before = lane.ask(partial(lookup.asked_before, source=plan.layout.source))()
            laid, twice, rows = _first_pass(lane, blocks, plan, folder, report)
            lane.rest()
            writer = _writer(plan, rows)
            return _second_pass(lane, laid, twice, several, before, writer, Result(rows=rows), plan, report)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@dataclass(frozen=True, slots=True)
class Single:
    """What became of one row by itself: its person, or None and the problems that keep it out."""

    person_id: int | None
    bits: int
    events: list[Event]


def one(row: pl.DataFrame, plan: Plan) -> Single:
    """Take in one row on which somebody has decided. It leaves no trace of its own: its decision is one."""
    checked = checks.checked(row, plan.ground)
    writer = _writer(plan, rows=1)
    with Lane() as lane:
        several = lane.ask(lookup.prepare)()
        block, answer = _asked(lane, checked, plan)
        block = block.join(_nothing_twice(), on="row_no", how="left")
        met = judged(block, _known(found := answer()), plan.layout, plan.bounds, several)
        if plan.person_id is not None:
            met = chosen(met)
        met, writes = writer.block(met, found)
        met = _outcomes(met)
        writes.make()
        lane.write(partial(writes.write, now=plan.now))
    return Single(met["person_id"][0], met["bits"][0], writer.events)


def _first_pass(
    lane: Lane, blocks: Iterator[pl.DataFrame], plan: Plan, folder: Path, report: Report
) -> tuple[list[Laid], pl.DataFrame, int]:
    """Check every block, begin to look up its persons, and lay it down; the rows that the file has twice."""
    laid: list[Laid] = []
    keys: list[pl.DataFrame] = []
    rows = 0
    for block in blocks:
        checked = checks.checked(block, plan.ground)
        keys.append(checks.keys(checked, plan.layout))
        checked, answer = _asked(lane, checked, plan)
        laid.append(Laid(folder / f"{len(laid):05d}.arrow", answer))
        checked.write_ipc(laid[-1].path)
        rows += checked.height
        if rows > LIMITS.rows:
            words = f"文件超过 {LIMITS.rows:,} 行。请按县区或乡镇拆成几个文件，分别导入。"
            raise Invalid(words, "too_many_rows")
        report(0, rows)
    if plan.layout.repeats and len(laid) > 1:
        laid = [_together(laid)]
    return laid, checks.twice(keys, ERRORS) if keys else _nothing_twice(), rows


def _nothing_twice() -> pl.DataFrame:
    return pl.DataFrame(schema={"row_no": pl.Int32, "twice": pl.String, "other": pl.Int32})


def _together(laid: Sequence[Laid]) -> Laid:
    """One block of all: a person's several rows must be decided together."""
    whole = laid[0].path.with_name("all.arrow")
    pl.concat([pl.read_ipc(each.path) for each in laid]).write_ipc(whole)
    return Laid(whole, lambda: lookup.together([each.found() for each in laid]))


def _second_pass(
    lane: Lane,
    laid: Sequence[Laid],
    twice: pl.DataFrame,
    several: frozenset[int],
    before: pl.DataFrame,
    writer: Writer,
    result: Result,
    plan: Plan,
    report: Report,
) -> Result:
    """Decide block by block; while the server writes one, the next is decided and sealed."""
    traces: list[pl.DataFrame] = []
    for each in laid:
        block = pl.read_ipc(each.path).join(twice, on="row_no", how="left", maintain_order="left")
        found = each.found()
        met = judged(block, _known(found), plan.layout, plan.bounds, several)
        met, writes = writer.block(met, found)
        outcome = _asked_once(_outcomes(met), before, plan.layout)
        traces.append(outcome.select("row_no", "outcome", "person_id"))
        _count(outcome, result)
        if plan.writing:
            writes.make()
            _notes(outcome, writer.ids, plan, writes)
            lane.write(partial(writes.write, now=plan.now))
        report(result.outcomes.total(), result.rows)
    lane.settle()
    result.events = writer.events
    _seal_trace(traces, result)
    return result


def _writer(plan: Plan, rows: int) -> Writer:
    return Writer(
        plan.layout,
        plan.ground.columns,
        Ids(_most(plan.ground.columns, rows), imagined=not plan.writing),
        Stamp(plan.layout.source, plan.now, plan.batch_id),
        plan.as_of,
        plan.ranks,
        plan.cells,
    )


def _most(held: Container[Field], rows: int) -> dict[str, int]:
    """How many ids each table can need: of statements, every new one may leave the rest of an older one."""
    most = {"people_person": rows, "people_document": rows, "people_reject": rows, "people_review": rows}
    most |= {"people_othername": rows, "people_abode": 2 * rows, "people_statusfact": 4 * rows}
    for wanted, table in (
        (Field.PHONE, "people_phone"),
        (Field.HOUSEHOLD, "people_household"),
        (Field.HOUSEHOLD, "people_membership"),
        (Field.CONTACT_NAME, "people_contact"),
        (Field.GUARDIAN_NAME, "people_guardianship"),
    ):
        if wanted in held:
            most[table] = rows
    return most


def _asked(lane: Lane, block: pl.DataFrame, plan: Plan) -> tuple[pl.DataFrame, Callable[[], Found]]:
    """The block with the blind indexes of its numbers; begin to look up its persons."""
    block = block.with_columns(blind=blinds(block["number"], "document"))
    numbered = block.filter((pl.col("bits") & ERRORS == 0) & pl.col("blind").is_not_null())
    keys = numbered.select("row_no", "blind", person_id=pl.lit(None, pl.Int64))
    if plan.person_id is not None:
        keys = block.select("row_no", "blind", person_id=pl.lit(plan.person_id, pl.Int64))
    lost = block.filter((pl.col("bits") & ERRORS == 0) & (pl.col("bits") & LOST > 0))
    names = lost.select("row_no", "name", "birth", "home")
    sounds = pl.Series([full for full, _ in pinyin_many(names["name"].to_list())], dtype=pl.String)
    asked = Asked(
        keys,
        names.with_columns(pinyin=sounds).select("row_no", "name", "pinyin", "birth", "home"),
        _others(block, plan.ground.columns),
    )
    return block, lane.ask(
        lambda raw: lookup.look(raw, asked, plan.layout, plan.ground.columns, all_abodes=plan.all_abodes)
    )


def _others(block: pl.DataFrame, held: Container[Field]) -> pl.DataFrame:
    parts = [pl.DataFrame(schema={"row_no": pl.Int32, "what": pl.String, "blind": pl.String})]
    for wanted, column, what, kind in (
        (Field.HOUSEHOLD, "household", "household", "household"),
        (Field.GUARDIAN_NUMBER, "guardian_number", "guardian", "document"),
    ):
        if wanted in held:
            given = block.filter(pl.col(column).is_not_null())
            if what == "household":
                given = given.unique(column)
            parts.append(
                given.select("row_no", what=pl.lit(what)).with_columns(blind=blinds(given[column], kind))
            )
    return pl.concat(parts)


def _known(found: Found) -> Known:
    return Known(found.persons, found.names, found.alike)


def _outcomes(met: pl.DataFrame) -> pl.DataFrame:
    """The outcome of each row, in the order of the file."""
    table = {
        Verdict.NEW.value: RowOutcome.CREATED.value,
        Verdict.REVIEW.value: RowOutcome.REVIEW.value,
        Verdict.RETURN.value: RowOutcome.REJECTED.value,
        Verdict.REPEATED.value: RowOutcome.REPEATED.value,
    }
    known = (
        pl.when("changed")
        .then(pl.lit(RowOutcome.CHANGED.value))
        .otherwise(pl.lit(RowOutcome.UNCHANGED.value))
    )
    outcome = pl.col("verdict").replace_strict(table, default=known, return_dtype=pl.String)
    met = met.with_columns(outcome=outcome)
    held = pl.col("outcome").is_in(
        [RowOutcome.CREATED.value, RowOutcome.CHANGED.value, RowOutcome.UNCHANGED.value]
    )
    return met.with_columns(person_id=pl.when(held).then("person_id"))


def _asked_once(met: pl.DataFrame, before: pl.DataFrame, layout: Layout) -> pl.DataFrame:
    """A doubtful row that came before in the same words is not asked about again: while nobody has decided it
    waits where it is (`asked`), and once somebody has, the row says nothing new.
    """
    doubtful = met.filter(pl.col("outcome") == RowOutcome.REVIEW.value)
    words = blinds(
        doubtful.select(pl.format("{}:{}", pl.lit(layout.key), _cells(doubtful))).to_series(), "row"
    )
    known = doubtful.select("row_no", cells_blind=words).join(before, on="cells_blind", how="left")
    met = met.join(known, on="row_no", how="left", maintain_order="left")
    settled = pl.col("decided").fill_null(0) == 1
    return met.with_columns(
        asked=pl.col("decided").is_not_null(),
        outcome=pl.when(settled).then(pl.lit(RowOutcome.UNCHANGED.value)).otherwise("outcome"),
    )


def _count(met: pl.DataFrame, result: Result) -> None:
    for outcome, count in met.group_by("outcome").len().iter_rows():
        result.outcomes[outcome] += count
    marked = met.filter((pl.col("bits") > 0) & (pl.col("outcome") != RowOutcome.REPEATED.value))
    for code, bit in BIT.items():
        count = marked.select((pl.col("bits") & bit > 0).sum()).item()
        if count:
            result.reasons[code] += count
    missing = SHOWN - len(result.shown)
    if missing > 0:
        first = marked.select("row_no", "bits").head(missing)
        result.shown += [(row, [each.code for each in problems.of(bits)]) for row, bits in first.iter_rows()]


def _notes(met: pl.DataFrame, ids: Ids, plan: Plan, block: Block) -> None:
    """The trace of every row; the cells of those that go back, wait, or went in with a remark."""
    trace = met.select("row_no", "outcome", "person_id", batch_id=pl.lit(plan.batch_id, pl.Int64))
    block.tables.append(("people_rowtrace", trace))
    review = pl.col("outcome") == RowOutcome.REVIEW.value
    repeated = pl.col("outcome") == RowOutcome.REPEATED.value
    marked = met.filter((pl.col("bits") > 0) & ~review & ~repeated)
    row = ids.take("people_reject", marked.height)
    rejects = marked.select(
        "row_no",
        batch_id=pl.lit(plan.batch_id, pl.Int64),
        applied=pl.col("outcome") != RowOutcome.REJECTED.value,
    ).with_columns(id=row, cells_sealed=sealed(row, _cells(marked), REJECT_CELLS), reasons=_reasons(marked))
    block.tables.append(("people_reject", rejects))
    waits = met.filter(review & ~pl.col("asked"))
    row = ids.take("people_review", waits.height)
    reviews = waits.select(
        "row_no",
        "score",
        "grounds",
        "candidate_id",
        cells_blind=binary("cells_blind"),
        batch_id=pl.lit(plan.batch_id, pl.Int64),
        division_id=pl.coalesce("home", "candidate_home"),
        decision=pl.lit(""),
    ).with_columns(id=row, cells_sealed=sealed(row, _cells(waits), REVIEW_CELLS))
    block.tables.append(("people_review", reviews))


def _cells(rows: pl.DataFrame) -> pl.Series:
    """The cells of a row as they were, as JSON."""
    places = sorted(
        (name for name in rows.columns if name[0] == "c" and name[1:].isdigit()), key=lambda n: int(n[1:])
    )
    lines = [json.dumps(list(cells), ensure_ascii=False) for cells in rows.select(places).iter_rows()]
    return pl.Series("cells", lines, dtype=pl.String)


def _reasons(rows: pl.DataFrame) -> pl.Series:
    """Codes as JSON; a contradiction names the other row: `contradicts_row:17`."""
    lines = []
    for bits, other in rows.select("bits", "other").iter_rows():
        codes = [each.code for each in problems.of(bits)]
        lines.append(json.dumps([f"{code}:{other}" if code == "contradicts_row" else code for code in codes]))
    return pl.Series("reasons", lines, dtype=pl.String)


def _seal_trace(traces: Sequence[pl.DataFrame], result: Result) -> None:
    """What the audit entry is bound to: the digest over every row, in the order of the file."""
    digest = Digest()
    if traces:
        digest.add_frame(pl.concat(traces).sort("row_no"))
    result.digest = digest.value()
