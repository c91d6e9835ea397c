"""The monthly run: begun by somebody, performed as a job, in one transaction.

A run that says `working` and no longer stirs has written nothing and is simply begun again.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

import polars as pl

from laoyou import acts, jobs
from laoyou.access.types import Actor, Place
from laoyou.benefits.core import comparing, months, results
from laoyou.benefits.core.reconciling import Reconciled, reconcile
from laoyou.benefits.core.slices import Slice
from laoyou.benefits.facts import RunDone
from laoyou.benefits.models import Run
from laoyou.benefits.models.locks import grants_lock, run_lock
from laoyou.benefits.reads import holdings
from laoyou.benefits.reads.laws import month_law
from laoyou.benefits.reads.runs import place_of_run
from laoyou.benefits.types import ENGINE, Law, Phase, RunState
from laoyou.benefits.verbs.monthly import gathering, writing
from laoyou.benefits.verbs.monthly.gathering import Gathered, Report
from laoyou.kernel.errors import Conflict, Invalid
from laoyou.kernel.spans import DateSpan
from laoyou.places import reads as places
from laoyou.rules.types import Period

PERFORM_JOB = "benefits.perform_run"


def _where(territory: str, *_: object, **__: object) -> Place:
    return Place((territory,))


def _silent(phase: Phase, percent: int) -> None:
    """Nobody is waiting."""


@acts.verb("benefits.begin_run", place=_where)
def begin_run(
    territory: str,
    *,
    month: Period,
    on: date | None = None,
    filed: bool = True,
    actor: Actor,
    now: datetime,
) -> int:
    """Begin to decide a month for a territory (12-digit code) and file the job that does it; the run's id.

    The register is read as of `on` (the first of the month), with what is believed now. Invalid `month` when
    it is no calendar month, `no_law` where no benefit for persons is law; Conflict `later_month` when a later
    month has been decided: what earlier months lack is found by the next run. Conflict
    `benefits_run_one_at_work`.
    """
    if month != months.month_of(month.start):
        raise Invalid("请选择一个整月。", "month", field="month")
    places.division(territory)
    law = month_law(territory, month, now)
    if not law.laws:
        raise Invalid("这个地区在这个月没有有效的待遇政策，请先发布政策。", "no_law", field="month")
    done = Run.objects.of(division=territory, state=RunState.DONE)
    if done.filter(month__startswith__gt=month.start).exists():
        raise Conflict(
            "已认定过更晚的月份。以前月份少发、多发的，会在最近一个月的认定里列出补发和追回。", "later_month"
        )
    run = Run.objects.create(
        division_id=territory,
        month=DateSpan(month.start, month.end),
        on=on or month.start,
        as_of=now,
        state=RunState.WORKING,
        manifest=_manifest(law.slices[-1][1]),
        begun_by=actor.user_id,
        begun_name=actor.name,
        begun_at=now,
        beat_at=now,
    )
    acts.subject(kind="run", id=run.pk)
    _file(run.pk, actor, filed)
    return int(run.pk)


@acts.verb("benefits.resume_run", place=place_of_run)
def resume_run(run_id: int, *, filed: bool = True, actor: Actor, now: datetime) -> None:
    """Begin again what was cut off; nothing of it was written. Conflict `run_state` unless it is at work."""
    run_lock(run_id)
    run = _working(run_id)
    acts.subject(kind="run", id=run_id)
    Run.objects.of(pk=run.pk).update(beat_at=now, progress=0, phase="")
    _file(run_id, actor, filed)


@acts.verb("benefits.fail_run", place=place_of_run)
def fail_run(run_id: int, problem: str, *, actor: Actor, now: datetime) -> None:
    """Say why a run cannot be done. Nothing of it was written. Conflict `run_state` unless it is at work."""
    _working(run_id)
    acts.subject(kind="run", id=run_id)
    Run.objects.of(pk=run_id).update(state=RunState.FAILED, problem=problem[:400], beat_at=None)


@acts.verb("benefits.perform_run", place=place_of_run)
def perform_run(run_id: int, *, report: Report = _silent, actor: Actor, now: datetime) -> None:
    """Decide the month and write what comes of it: verdicts, proposals, and what begins by itself.

    Conflict `run_state` unless it is at work, `run_busy` while another process performs it. The audit entry
    bears the number of persons and the digest of the result.
    """
    run_lock(run_id)
    run = _working(run_id)
    gathered = gathering.gather(run, report)
    part = gathered.decided.now[-1]
    living = results.persons(part)
    table = results.profiles(part, living)
    digest = results.digest(living, table, part.laws)
    report(Phase.COMPARE, 60)
    grants_lock()
    found, homes = _compared(run, gathered)
    report(Phase.WRITE, 70)
    same = _same_before(run, digest)
    if same is None:
        writing.write_result(run_id, table, living)
    written = writing.write_proposals(run_id, found, homes, now)
    Run.objects.of(pk=run_id).update(
        state=RunState.DONE,
        manifest=_manifest(part.laws) | _looked(part),
        digest=digest,
        same_as=same,
        counts={
            "persons": living.height,
            "profiles": table.height,
            "proposals": written,
            "lapsed": len(found.superseded),
            "laws": results.sums(part, living),
        },
        phase="",
        progress=100,
        done_at=now,
    )
    acts.subject(kind="run", id=run_id, count=living.height, digest=bytes.fromhex(digest))
    acts.emit(RunDone(run_id, run.division_id, gathered.decided.month, now))


def _compared(run: Run, gathered: Gathered) -> tuple[Reconciled, pl.DataFrame]:
    """What was decided, beside what is held and waits, under the lock; and in whose list everybody is."""
    persons = gathered.persons()
    held = holdings.held(persons, run.division_id, gathered.since)
    found = comparing.compare(gathered.decided, held.select(comparing.HELD.keys()))
    waiting = holdings.waiting(persons, run.division_id)
    dismissed = holdings.dismissed(persons, run.division_id, run.month.start)
    homes = gathered.homes(run.division_id, held.select("person_id", "division"))
    return reconcile(found, waiting, dismissed), homes


def _working(run_id: int) -> Run:
    run: Run = Run.objects.of(pk=run_id).get()
    if run.state != RunState.WORKING:
        raise Conflict("这次认定的状态已经变了，请刷新页面看看它现在怎样。", "run_state")
    return run


def _same_before(run: Run, digest: str) -> Run | None:
    """The run of the month whose verdicts are the very same: they are not written twice."""
    done = Run.objects.of(division=run.division_id, state=RunState.DONE, digest=digest, same_as=None)
    return done.filter(month=run.month).order_by("pk").first()


def _manifest(laws: Iterable[Law]) -> dict[str, Any]:
    """By what a run decides; verdicts and reasons are kept in the order of its laws."""
    return {
        "engine": ENGINE,
        "laws": [
            {
                "code": law.code,
                "name": law.name,
                "version_id": law.version_id,
                "digest": law.digest,
                "territory": law.territory,
                "per": law.per.value,
                "is_money": law.is_money,
                "automatic": law.automatic,
                "demo": law.demo,
                "clauses": [clause.key for clause in law.program.clauses],
            }
            for law in laws
        ],
    }


def _looked(part: Slice) -> dict[str, Any]:
    """What the reasons are said of: the order of the bits and of the values."""
    rivals = {code: list(names) for code, names in part.rivals.items()}
    return {"looks": results.looks(part), "facts": list(part.facts), "rivals": rivals}


def _file(run_id: int, actor: Actor, filed: bool) -> None:
    if filed:
        jobs.file(PERFORM_JOB, run_id=run_id, **actor.carried())
