"""Rosters on their way into the register: upload, name the columns, check, apply, or give up.

Applying is one transaction: the rows, their trace, the audit entry and the state `applied` come into being
together or not at all. A batch that says `applying` and no longer stirs has written nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from laoyou import acts, jobs
from laoyou.access.types import Actor, Place, ScopeKind
from laoyou.kernel.clock import local_date
from laoyou.kernel.errors import Conflict, Invalid
from laoyou.people.core import headers as heads
from laoyou.people.core.checks import Ground
from laoyou.people.core.reading import Lines, Opened, opened
from laoyou.people.core.rosters import Field, Layout
from laoyou.people.facts import RosterApplied
from laoyou.people.models import Batch, ColumnMapping
from laoyou.people.models.locks import batch_lock, intake_lock, source_lock
from laoyou.people.reads.batches import place_of_batch, scope_of
from laoyou.people.types import BatchState, RowOutcome, Source
from laoyou.people.verbs.loading import engine, files, grounds
from laoyou.people.verbs.loading.engine import Plan, Result
from laoyou.people.verbs.loading.files import Stored

CHECK_JOB, APPLY_JOB = "people.check_batch", "people.apply_batch"
Report = Callable[[int, int], None]


def _where(*_: object, actor: Actor, **__: object) -> Place:
    """An upload belongs to the division for which it is made."""
    bounds = actor.scope.division_bounds()
    return Place((bounds[0],) if bounds and bounds[0] else ())


def _silent(done: int, total: int) -> None:
    """Nobody is waiting."""


@acts.verb("people.upload_batch", place=_where)
def upload_batch(
    stored: Stored,
    *,
    source: Source,
    mapping: Mapping[str, str] | None = None,
    as_of: date | None = None,
    actor: Actor,
    now: datetime,
) -> int:
    """Take in a kept file; the batch's id. `as_of` is the day of which the roster speaks (today).

    The columns are named as the last time that the same headers came from the source, unless `mapping`
    (header to field) says so. Invalid as `core.reading.opened`; the file is then removed.
    """
    if actor.scope.kind not in (ScopeKind.EVERYTHING, ScopeKind.DIVISION):
        raise Invalid("名册只能由县区、乡镇的部门导入。", "scope")
    path = files.located(stored.path)
    try:
        chosen = mapping or partial(_remembered, source)
        with opened(path, source, files.folder(), chosen=chosen, need_all=False) as sheet:
            fields = _fields(sheet)
    except Exception:  # whatever it was: a file that no batch speaks of must not stay
        files.remove(stored.path)
        raise
    bounds = actor.scope.division_bounds()
    batch = Batch.objects.create(
        source=source.value,
        layout=sheet.heading.match.layout.key,
        file_name=stored.name,
        file_path=stored.path,
        file_size=stored.size,
        file_digest=stored.digest,
        division_id=bounds[0] if bounds else None,
        state=BatchState.UPLOADED.value,
        mapping=fields,
        headers=list(sheet.heading.headers),
        form=sheet.form,
        sheet=sheet.sheet,
        other_sheets=list(sheet.other_sheets),
        as_of=as_of or local_date(now),
        uploaded_by=actor.user_id,
        uploaded_at=now,
    )
    acts.subject(kind="batch", id=batch.pk)
    return int(batch.pk)


@acts.verb("people.map_columns", place=place_of_batch)
def map_columns(batch_id: int, mapping: Mapping[str, str], *, actor: Actor, now: datetime) -> None:
    """Say which header holds which field ("" for none); remembered for the source and these headers.

    Invalid `header` when a required column is still missing, `twice` when two headers hold one field.
    """
    batch = _open(batch_id, BatchState.UPLOADED, BatchState.CHECKED)
    acts.subject(kind="batch", id=batch_id)
    named = [field for field in mapping.values() if field]
    if len(set(named)) != len(named):
        raise Invalid("有两列对应了同一项内容，请只留一列。", "twice")
    source = Source(batch.source)
    path = files.located(batch.file_path)
    with opened(path, source, files.folder(), chosen=mapping) as sheet:
        fields = _fields(sheet)
    Batch.objects.of(pk=batch_id).update(
        mapping=fields,
        layout=sheet.heading.match.layout.key,
        headers=list(sheet.heading.headers),
        state=BatchState.UPLOADED.value,
        counts={},
    )
    ColumnMapping.objects.update_or_create(
        source=source.value,
        headers_digest=heads.digest(sheet.heading.headers),
        defaults={"layout": sheet.heading.match.layout.key, "mapping": fields, "remembered_at": now},
    )


@acts.verb("people.check_batch", place=place_of_batch)
def check_batch(batch_id: int, *, report: Report = _silent, actor: Actor, now: datetime) -> Result:
    """Find out what would become of every row, and write none of it."""
    batch_lock(batch_id)
    batch = _open(batch_id, BatchState.UPLOADED, BatchState.CHECKED)
    acts.subject(kind="batch", id=batch_id)
    result = _run(batch, actor, now, report, writing=False)
    Batch.objects.of(pk=batch_id).update(
        state=BatchState.CHECKED.value,
        counts=_counts(result),
        rows_total=result.rows,
        rows_done=0,
        beat_at=None,
    )
    return result


@acts.verb("people.ask_check", place=place_of_batch)
def ask_check(batch_id: int, *, actor: Actor, now: datetime) -> None:
    """File the check as a job, for files that take longer than one waits for a page."""
    _open(batch_id, BatchState.UPLOADED, BatchState.CHECKED)
    acts.subject(kind="batch", id=batch_id)
    Batch.objects.of(pk=batch_id).update(
        state=BatchState.UPLOADED.value, started_at=now, beat_at=now, rows_done=0, problem=""
    )
    jobs.file(CHECK_JOB, batch_id=batch_id, **actor.carried())


@acts.verb("people.start_batch", place=place_of_batch)
def start_batch(batch_id: int, *, filed: bool = True, actor: Actor, now: datetime) -> None:
    """Say that the batch is now being applied, and file the job that does it (`filed`).

    It may be said again of a batch whose run was cut off: nothing of it was written.
    """
    batch_lock(batch_id)
    _open(batch_id, BatchState.UPLOADED, BatchState.CHECKED, BatchState.APPLYING)
    acts.subject(kind="batch", id=batch_id)
    Batch.objects.of(pk=batch_id).update(
        state=BatchState.APPLYING.value, started_at=now, beat_at=now, rows_done=0, problem=""
    )
    if filed:
        jobs.file(APPLY_JOB, batch_id=batch_id, **actor.carried())


@acts.verb("people.apply_batch", place=place_of_batch)
def apply_batch(batch_id: int, *, report: Report = _silent, actor: Actor, now: datetime) -> Result:
    """Write everything that the file says into the register, and with it that it is written.

    Conflict `batch_state` unless the batch was started, `batch_busy` while another run holds it. The audit
    entry bears the number of rows and the digest of their trace (reads.batches.verify_trace).
    """
    batch_lock(batch_id)
    batch = _open(batch_id, BatchState.APPLYING)
    intake_lock()
    source_lock(Source(batch.source), exclusive=True)
    result = _run(batch, actor, now, report, writing=True)
    Batch.objects.of(pk=batch_id).update(
        state=BatchState.APPLIED.value,
        counts=_counts(result),
        rows_total=result.rows,
        rows_done=result.rows,
        applied_by=actor.user_id,
        applied_at=now,
        file_path="",
    )
    acts.subject(kind="batch", id=batch_id, count=result.rows, digest=result.digest)
    for event in result.events:
        acts.emit(event)
    acts.emit(
        RosterApplied(
            batch_id,
            Source(batch.source),
            created=result.outcomes[RowOutcome.CREATED],
            changed=result.outcomes[RowOutcome.CHANGED],
            applied_at=now,
        )
    )
    transaction.on_commit(partial(files.remove, batch.file_path))
    return result


@acts.verb("people.refuse_batch", place=place_of_batch)
def refuse_batch(batch_id: int, problem: str, *, actor: Actor, now: datetime) -> None:
    """Say why a batch cannot be applied. Nothing of it was written, and the file is removed."""
    batch = _open(batch_id, BatchState.UPLOADED, BatchState.CHECKED, BatchState.APPLYING)
    acts.subject(kind="batch", id=batch_id)
    Batch.objects.of(pk=batch_id).update(
        state=BatchState.REFUSED.value, problem=problem[:400], beat_at=None, file_path=""
    )
    transaction.on_commit(partial(files.remove, batch.file_path))


@acts.verb("people.withdraw_batch", place=place_of_batch)
def withdraw_batch(batch_id: int, *, actor: Actor, now: datetime) -> None:
    """Give a batch up before it is applied; its file is removed. Conflict while a run holds it."""
    batch_lock(batch_id)
    batch = _open(batch_id, BatchState.UPLOADED, BatchState.CHECKED, BatchState.APPLYING)
    acts.subject(kind="batch", id=batch_id)
    Batch.objects.of(pk=batch_id).update(state=BatchState.WITHDRAWN.value, beat_at=None, file_path="")
    transaction.on_commit(partial(files.remove, batch.file_path))


def plan_of(batch: Batch, layout: Layout, columns: Mapping[Field, int], now: datetime, **more: Any) -> Plan:
    """What a batch's rows are checked against and written with."""
    ground = Ground(
        layout, columns, local_date(now), grounds.divisions(scope_of(batch)), more.pop("waived", 0)
    )
    return Plan(
        ground=ground,
        batch_id=batch.pk,
        now=now,
        as_of=batch.as_of,
        ranks=grounds.ranks(),
        cells=grounds.cells(),
        scratch=Path(settings.LAOYOU_HOME) / "scratch",
        **more,
    )


def _run(batch: Batch, actor: Actor, now: datetime, report: Report, *, writing: bool) -> Result:
    path = files.located(batch.file_path)
    with opened(path, Source(batch.source), files.folder(), chosen=batch.mapping) as sheet:
        match = sheet.heading.match
        plan = plan_of(batch, match.layout, match.columns, now, writing=writing)
        with connection.cursor() as cursor:
            # Rows find their persons by index: what a file costs depends on it, not on the whole register.
            cursor.execute("SET LOCAL work_mem = '64MB'")
            cursor.execute("SET LOCAL enable_hashjoin = off")
            cursor.execute("SET LOCAL enable_mergejoin = off")
        result = engine.run(sheet.blocks(), plan, report)
    if result.rows == 0:
        raise Invalid("表头下面没有数据行。请确认选对了文件。", "empty")
    return result


def _open(batch_id: int, *states: BatchState) -> Batch:
    """The batch, in one of the states in which the act makes sense."""
    batch: Batch = Batch.objects.of(pk=batch_id).get()
    if batch.state not in states:
        raise Conflict("这份名册的状态已经变了，请刷新页面看看它现在怎样。", "batch_state")
    return batch


def _remembered(source: Source, lines: Lines) -> Mapping[str, str]:
    """How the columns were named the last time that one of these lines was a header of the source."""
    digests = [heads.digest(line) for line in lines]
    rows = ColumnMapping.objects.filter(source=source.value, headers_digest__in=digests)
    row = rows.order_by("-remembered_at").first()
    return dict(row.mapping) if row else {}


def _fields(sheet: Opened) -> dict[str, str]:
    """Header to field for every header of the sheet; "" for those that are not taken."""
    match = sheet.heading.match
    places = {place: field.value for field, place in match.columns.items()}
    return {header: places.get(place, "") for place, header in enumerate(sheet.heading.headers) if header}


def _counts(result: Result) -> dict[str, Any]:
    """What the batch keeps of a run: numbers and codes, no words of the file."""
    return {
        "rows": result.rows,
        "outcomes": dict(result.outcomes),
        "reasons": dict(result.reasons),
        "shown": result.shown,
    }
