"""What waits for a reader to decide: the to-dos of the home page and the number in the navigation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from laoyou.access import rules
from laoyou.access.types import Actor, Scope
from laoyou.applications.reads import appeals, applications
from laoyou.assessment.reads import lists as assessments
from laoyou.benefits.reads import proposals, survival
from laoyou.benefits.types import KIND_LABELS, Kind
from laoyou.notices import reads as notices
from laoyou.payments import reads as payments
from laoyou.people.reads import merges, reviews


@dataclass(frozen=True, slots=True)
class Todo:
    """So many things of one sort, and the page where they are done; `verb` is the part of the rail by which
    their number is shown, if it is.
    """

    label: str
    count: int
    url: str
    verb: str = "know"


def todos(actor: Actor, today: date) -> tuple[Todo, ...]:
    """Everything that waits, what is overdue first; the sorts that have something in them only."""
    found = [*_overdue(actor, today)]
    if rules.may(actor, "people.decide_review"):
        doubtful = reviews.count_waiting(rules.reach(actor, "people.decide_review"))
        found.append(Todo("行名册待核对是不是同一人", doubtful, reverse("people:reviews")))
    if rules.may(actor, "people.approve_merge"):
        proposed = merges.waiting(rules.reach(actor, "people.approve_merge"))
        found.append(Todo("条合并待审核", len(proposed), reverse("merges")))
    if rules.may(actor, "assessment.answer"):
        unfinished = assessments.count_mine(rules.reach(actor, "assessment.answer"), actor.user_id)
        found.append(Todo("份评估没有完成", unfinished, f"{reverse('assessment:list')}?tab=mine"))
    if rules.may(actor, "assessment.dispute"):
        disputed = assessments.count_disputed(rules.reach(actor, "assessment.dispute"))
        found.append(Todo("份评估有异议待复评", disputed, f"{reverse('assessment:list')}?tab=disputed"))
    if rules.may(actor, "benefits.confirm"):
        found += _benefits(rules.reach(actor, "benefits.confirm"))
    found += _applications(actor)
    found += _checks(actor, today)
    found += _payments(actor)
    return tuple(todo for todo in found if todo.count)


def _benefits(reach: Scope) -> list[Todo]:
    """What a run has found and nobody has decided. What must be asked for does not wait for the clerk."""
    waiting = proposals.counts_waiting(reach)
    return [
        Todo(
            f"项待遇{KIND_LABELS[kind]}",
            waiting.get(kind, 0),
            f"{reverse('benefits:list')}?kind={kind.value}",
            "" if kind is Kind.START else "decide",
        )
        for kind in Kind
    ]


def _overdue(actor: Actor, today: date) -> list[Todo]:
    """What was asked for and should have been answered before a day."""
    if not rules.may(actor, "applications.accept"):
        return []
    reach = rules.reach(actor, "applications.accept")
    late = applications.count(reach, applications.Filter(overdue_on=today))
    return [Todo("份申请已超期", late, f"{reverse('applications:list')}?state=overdue")]


def _applications(actor: Actor) -> list[Todo]:
    """What was asked for and is in hand, and the appeals that this reader may decide."""
    found = []
    if rules.may(actor, "applications.accept"):
        reach = rules.reach(actor, "applications.accept")
        in_hand = applications.count(reach, applications.Filter(is_open=True))
        found.append(Todo("份申请在办", in_hand, reverse("applications:list"), "decide"))
    if rules.may(actor, "applications.uphold"):
        undecided = appeals.count_to_decide(rules.reach(actor, "applications.uphold"), actor.user_id)
        found.append(Todo("份申诉待决定", undecided, reverse("applications:appeals"), "decide"))
    return found


def _checks(actor: Actor, today: date) -> list[Todo]:
    """Who was not seen alive in time, and letters that have not come to their persons."""
    found = []
    if rules.may(actor, "benefits.prove_many"):
        late = survival.count_late(rules.reach(actor, "benefits.prove_many"), today)
        found.append(Todo("人生存认证已到期", late, reverse("benefits:survival"), "decide"))
    if rules.may(actor, "notices.hand_over"):
        unsent = notices.count(rules.reach(actor, "notices.hand_over"), notices.Filter(open=True))
        found.append(Todo("份告知书还没有送达", unsent, reverse("notices:list"), ""))
    return found


def _payments(actor: Actor) -> list[Todo]:
    """What waits of payments: the word of a second person, or a bank's answer that does not fit."""
    found = []
    if rules.may(actor, "payments.approve"):
        reach = rules.reach(actor, "payments.approve")
        batches, receivables = reverse("payments:list"), reverse("payments:receivables")
        frozen = payments.batches.count_to_approve(reach, actor.user_id)
        found.append(Todo("个发放批次待审批", frozen, f"{batches}?state=frozen", "prove"))
        given_up = payments.receivables.count_to_approve(reach, actor.user_id)
        found.append(Todo("笔应收申请核销", given_up, f"{receivables}?state=proposed", "prove"))
    if rules.may(actor, "payments.attach"):
        reach = rules.reach(actor, "payments.attach")
        parked = payments.receipts.count_parked(reach).lines
        found.append(Todo("行银行回执待核对", parked, reverse("payments:parked"), "prove"))
        failed = payments.lines.count_failed(reach).lines
        found.append(Todo("笔款项发放失败", failed, reverse("payments:failed"), "prove"))
    return found
