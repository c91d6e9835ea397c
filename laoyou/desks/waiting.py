"""What waits for a reader to decide: the to-dos of the home page and the number in the navigation."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from laoyou.access import rules
from laoyou.access.types import Actor
from laoyou.assessment.reads import lists as assessments
from laoyou.people.reads import merges, reviews


@dataclass(frozen=True, slots=True)
class Todo:
    """So many things of one sort, and the page where they are done."""

    label: str
    count: int
    url: str


def todos(actor: Actor) -> tuple[Todo, ...]:
    """Everything that waits, the sorts that have something in them only."""
    found = []
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
    return tuple(todo for todo in found if todo.count)


def total(actor: Actor) -> int:
    return sum(todo.count for todo in todos(actor))
