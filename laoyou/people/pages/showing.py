"""A roster as its page shows it: steps, figures, problems, what can be done next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from laoyou.people.reads import batches
from laoyou.people.reads.batches import BatchRecord, Remark
from laoyou.people.types import BATCH_STATE_LABELS, ROW_OUTCOME_LABELS, SOURCE_LABELS, BatchState, RowOutcome
from laoyou.web.types import Step

SIGNS = {
    RowOutcome.CREATED: "ok",
    RowOutcome.CHANGED: "ok",
    RowOutcome.UNCHANGED: "unknown",
    RowOutcome.REVIEW: "waiting",
    RowOutcome.REJECTED: "no",
    RowOutcome.REPEATED: "unknown",
}
STATE_SIGNS = {
    BatchState.UPLOADED: "info",
    BatchState.CHECKED: "info",
    BatchState.APPLYING: "waiting",
    BatchState.APPLIED: "ok",
    BatchState.REFUSED: "no",
    BatchState.WITHDRAWN: "unknown",
}


@dataclass(frozen=True, slots=True)
class Figure:
    """How many rows had an outcome."""

    label: str
    count: int
    kind: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A batch for its page and for the list."""

    record: BatchRecord
    source: str
    state: str
    sign: str
    figures: tuple[Figure, ...]
    reasons: tuple[tuple[Remark, int], ...]
    problems: tuple[tuple[int, tuple[Remark, ...]], ...]
    working: bool
    cut_off: bool
    left: str
    steps: tuple[Step, ...]

    @property
    def is_checked(self) -> bool:
        return self.record.state is BatchState.CHECKED

    @property
    def is_applied(self) -> bool:
        return self.record.state is BatchState.APPLIED

    @property
    def is_refused(self) -> bool:
        return self.record.state is BatchState.REFUSED

    @property
    def is_waiting(self) -> bool:
        """Uploaded, and nobody is checking it."""
        return self.record.state is BatchState.UPLOADED and not self.working

    @property
    def may_change_columns(self) -> bool:
        return self.record.state in (BatchState.UPLOADED, BatchState.CHECKED) and not self.working

    @property
    def marked(self) -> int:
        """Rows that were returned, or went in with a remark: what the download holds."""
        return sum(count for _, count in self.reasons)


def shown(record: BatchRecord, now: datetime) -> Shown:
    cut_off = record.is_cut_off(now)
    return Shown(
        record=record,
        source=SOURCE_LABELS[record.source],
        state="中断，未写入任何数据" if cut_off else BATCH_STATE_LABELS[record.state],
        sign="no" if cut_off else STATE_SIGNS[record.state],
        figures=tuple(
            Figure(ROW_OUTCOME_LABELS[outcome], record.counts.get(outcome, 0), SIGNS[outcome])
            for outcome in RowOutcome
        )
        if record.counts
        else (),
        reasons=tuple(
            (batches.remark(record, code), count)
            for code, count in sorted(record.reasons.items(), key=lambda each: -each[1])
        ),
        problems=tuple(
            (row, tuple(batches.remark(record, code) for code in codes)) for row, codes in record.shown
        ),
        working=record.is_working(now),
        cut_off=cut_off,
        left=_left(record, now),
        steps=_steps(record),
    )


def _left(record: BatchRecord, now: datetime) -> str:
    """How long it may still take, from how far it came since the run began to be seen."""
    if not record.rows_done or record.beat_at is None or record.started_at is None:
        return ""
    spent = (record.beat_at - record.started_at).total_seconds()
    seconds = spent * (record.rows_total - record.rows_done) / record.rows_done
    return "不到 1 分钟" if seconds < 60 else f"约 {round(seconds / 60)} 分钟"


def _steps(record: BatchRecord) -> tuple[Step, ...]:
    names = ("上传", "对应表头", "预检", "导入")
    at = {
        BatchState.UPLOADED: 2 if not record.missing else 1,
        BatchState.CHECKED: 3,
        BatchState.APPLYING: 3,
        BatchState.APPLIED: 4,
    }.get(record.state, 0)
    return tuple(
        Step(name, "done" if place < at else "current" if place == at else "todo")
        for place, name in enumerate(names)
    )
