"""Putting papers to an application or appeal, and taking them down again."""

from __future__ import annotations

import base64
from datetime import datetime

from django.db.models import Sum

from laoyou import acts
from laoyou.access.types import Actor
from laoyou.applications.core import content
from laoyou.applications.models import PAPER_CONTENT, Paper
from laoyou.applications.reads.appeals import place_of_appeal
from laoyou.applications.reads.applications import place_of_application
from laoyou.applications.reads.papers import place_of_paper
from laoyou.applications.types import OPEN_STATES, AppealState, ApplicationState, File
from laoyou.applications.verbs import rows
from laoyou.kernel.errors import Conflict, Invalid, NotFound
from laoyou.store.sealing import next_id

LONGEST_LABEL = 60


@acts.verb("applications.add_document", place=place_of_application)
def add_document(application_id: int, file: File, *, actor: Actor, now: datetime) -> int:
    """Put a paper to an application in hand; its id.

    Invalid `label`, `paper_empty`, `paper_size`, `paper_kind`; Conflict `decided` when nothing more is
    wanted, `papers_many`, `applications_paper_once_an_application` for the same file again.
    """
    row = rows.held(application_id)
    if ApplicationState(row.state) not in OPEN_STATES:
        raise Conflict("这份申请已经办结，不能再附材料。如不服，可提出申诉，材料附在申诉上。", "decided")
    return _add(file, actor, now, application_id=application_id)


@acts.verb("applications.add_appeal_document", place=place_of_appeal)
def add_appeal_document(appeal_id: int, file: File, *, actor: Actor, now: datetime) -> int:
    """Put a paper to an appeal that is not yet decided; its id. Refuses as `add_document` does."""
    row = rows.held_appeal(appeal_id)
    if row.state != AppealState.SUBMITTED:
        raise Conflict("这份申诉已经办结，不能再附材料。", "decided")
    return _add(file, actor, now, appeal_id=appeal_id)


@acts.verb("applications.remove_document", place=place_of_paper)
def remove_document(paper_id: int, *, actor: Actor, now: datetime) -> None:
    """Take a paper down that was put there by mistake, while the matter is open. Conflict `decided`."""
    paper = Paper.objects.defer("content_sealed").filter(pk=paper_id).first()
    if paper is None:
        raise NotFound("没有找到这份材料，可能已经撤下。请刷新页面再看。", "no_paper")
    if paper.application_id:
        is_open = ApplicationState(rows.held(paper.application_id).state) in OPEN_STATES
    else:
        is_open = rows.held_appeal(paper.appeal_id or 0).state == AppealState.SUBMITTED
    if not is_open:
        raise Conflict("已经办结，材料要留档，不能撤下。", "decided")
    if not Paper.objects.filter(pk=paper_id, removed_at=None).update(removed_at=now):
        raise Conflict("这份材料刚被撤下，请刷新页面再看。", "decided")


def _add(file: File, actor: Actor, now: datetime, **owner: int) -> int:
    label = " ".join(file.label.replace("\x00", "").split())
    if not label or len(label) > LONGEST_LABEL:
        raise Invalid(f"请写明是什么材料，{LONGEST_LABEL} 字以内。", "label", "label")
    kind = content.kind_of(file.content)
    there = Paper.objects.filter(**owner, removed_at=None)
    if there.count() >= content.MOST_PAPERS:
        raise Conflict(
            f"最多附 {content.MOST_PAPERS} 份材料。请先撤下用不着的，或把几页合成一个 PDF。", "papers_many"
        )
    together = (there.aggregate(sum=Sum("size"))["sum"] or 0) + len(file.content)
    if together > content.MOST_TOGETHER:
        raise Conflict("材料合计超过 40 MB。请把照片拍小一点，或撤下用不着的。", "papers_many")
    text = base64.b64encode(file.content).decode()
    paper = Paper(
        id=next_id(Paper),
        **owner,
        label=label,
        kind=kind,
        size=len(file.content),
        digest=PAPER_CONTENT.find(text),
        added_by=actor.user_id,
        added_name=actor.name,
        added_at=now,
    )
    paper.content_sealed = PAPER_CONTENT.seal(paper.id, text)
    paper.save(force_insert=True)
    return paper.id
