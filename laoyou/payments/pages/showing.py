"""Batches and lines as their pages show them: words, signs, steps, who did what."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from laoyou.access import rules
from laoyou.access.types import Actor
from laoyou.audit.types import EntryRecord
from laoyou.audit.types import Outcome as Done
from laoyou.payments import reads
from laoyou.payments.pages import frame
from laoyou.payments.reads.batches import BatchRecord, SentLine
from laoyou.payments.reads.lines import LineRecord
from laoyou.payments.types import (
    BATCH_STATE_LABELS,
    LINE_STATE_LABELS,
    OUTCOME_LABELS,
    BatchState,
    LineState,
    Outcome,
)
from laoyou.web.types import Step

WAY = (BatchState.OPEN, BatchState.FROZEN, BatchState.APPROVED, BatchState.SENT, BatchState.SETTLED)


@dataclass(frozen=True, slots=True)
class Shown:
    """A batch in words. `mine`: the reader froze it himself, and may not approve it."""

    record: BatchRecord
    state: str
    sign: str
    home: str
    mine: bool
    steps: tuple[Step, ...]

    @property
    def is_open(self) -> bool:
        return self.record.state is BatchState.OPEN

    @property
    def is_frozen(self) -> bool:
        return self.record.state is BatchState.FROZEN

    @property
    def is_approved(self) -> bool:
        return self.record.state is BatchState.APPROVED

    @property
    def is_with_bank(self) -> bool:
        return self.record.state in (BatchState.SENT, BatchState.SETTLED)

    @property
    def may_go_back(self) -> bool:
        return self.record.state in (BatchState.OPEN, BatchState.FROZEN, BatchState.APPROVED)


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A line of a batch in words."""

    line: SentLine
    payee: str
    url: str
    fund: str
    outcome: str
    sign: str
    reason: str


@dataclass(frozen=True, slots=True)
class Owed:
    """A line of a queue, or of a payee, in words."""

    line: LineRecord
    payee: str
    url: str
    home: str
    state: str
    sign: str
    reason: str


@dataclass(frozen=True, slots=True)
class Happened:
    """An entry of the trail in words."""

    title: str
    who: str
    when: datetime
    kind: str


def shown(record: BatchRecord, home: str, actor: Actor) -> Shown:
    return Shown(
        record=record,
        state=BATCH_STATE_LABELS[record.state],
        sign=frame.BATCH_SIGNS[record.state],
        home=home,
        mine=record.frozen_by is not None and record.frozen_by == actor.user_id,
        steps=_steps(record),
    )


def _steps(record: BatchRecord) -> tuple[Step, ...]:
    """归集, 冻结, 审批, 送银行, 回执: what is done, and what is next."""
    names = (_("归集"), _("冻结"), _("审批"), _("送银行"), _("回执到齐"))
    if record.state is BatchState.WITHDRAWN:
        return ()
    next_one = WAY.index(record.state) + 1
    return tuple(
        Step(name, "done" if place < next_one else "current" if place == next_one else "todo")
        for place, name in enumerate(names)
    )


def shown_lines(lines: Sequence[SentLine]) -> list[ShownLine]:
    """Lines of a batch, their payees and funds asked together."""
    names = reads.payees.named(one.payee for one in lines)
    funds = reads.batches.fund_names(one.fund for one in lines)
    return [
        ShownLine(
            line=one,
            payee=names[one.payee],
            url=frame.payee_url(one.payee),
            fund=funds.get(one.fund, ""),
            outcome=_("回执待核对") if _in_doubt(one) else OUTCOME_LABELS[one.outcome],
            sign=frame.OUTCOME_SIGNS[one.outcome],
            reason=reads.banks.reason(one.reason).label if one.reason else "",
        )
        for one in lines
    ]


def _in_doubt(one: SentLine) -> bool:
    return one.parked and one.outcome is Outcome.OUTSTANDING


def owed(lines: Sequence[LineRecord], homes: dict[str, str]) -> list[Owed]:
    """Lines of a queue, their payees asked together."""
    names = reads.payees.named(one.payee for one in lines)
    return [
        Owed(
            line=one,
            payee=names[one.payee],
            url=frame.payee_url(one.payee),
            home=homes.get(one.division, ""),
            state=LINE_STATE_LABELS[one.state],
            sign=frame.LINE_SIGNS[one.state],
            reason=reads.banks.reason(one.reason).label
            if one.reason and one.state is LineState.FAILED
            else "",
        )
        for one in lines
    ]


def timeline(entries: Iterable[EntryRecord]) -> list[Happened]:
    """What happened, in the words of the acts."""
    return [
        Happened(
            title=rules.label(one.act),
            who=one.user_name,
            when=one.at,
            kind="info" if one.outcome is Done.READ else "ok",
        )
        for one in entries
    ]
