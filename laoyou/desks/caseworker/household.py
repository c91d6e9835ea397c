"""A household's page: who is registered together, and how each is to the head."""

from __future__ import annotations

from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from laoyou import acts
from laoyou.access import rules
from laoyou.access.types import Scope
from laoyou.acts.requests import ActingRequest
from laoyou.desks.caseworker import inputs, tags, territory
from laoyou.desks.search import age
from laoyou.kernel.clock import local_date
from laoyou.kernel.errors import Conflict, Invalid
from laoyou.kernel.masking import mask_name
from laoyou.kernel.sex import LABELS as SEX_LABELS
from laoyou.people import verbs
from laoyou.people.reads import facts, reach, relations
from laoyou.people.reads.relations import HouseholdRecord, MemberRecord
from laoyou.people.types import RELATION_LABELS, SOURCE_LABELS

UNPROCESSABLE = 422


@dataclass(frozen=True, slots=True)
class Member:
    """A member as the page shows one."""

    url: str
    name: str
    relation: str
    sex: str
    age: int | None
    deceased: bool
    member: MemberRecord
    source: str
    tags: tuple[tags.Tag, ...]


class Joining(forms.Form):
    """Who joins: a person of the register, by document number."""

    number = inputs.text("成员的证件号码", most=24, help_text="须已在册，并在您的辖区内")
    relation = inputs.relation("与户主的关系")
    since = inputs.day("从哪天起", required=False)
    source = inputs.source()

    def __init__(self, data: object = None, *, scope: Scope) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        self.scope = scope

    def clean_number(self) -> int:
        return inputs.person_by_number(self.cleaned_data["number"], self.scope)


@require_GET
def household(request: ActingRequest, household_id: int) -> HttpResponse:
    """The page, for a reader whose scope holds the household's division."""
    may = _open(request, household_id, "people.see")
    record = relations.household(household_id)
    place = territory.said({record.division}, full=True).get(record.division, record.division)
    words = {
        "household": record,
        "count": len(record.members),
        "title": _title(record),
        "place": place,
        "source": SOURCE_LABELS[record.source],
        "members": _members(request, record),
        "may_join": "people.join_household" in may,
    }
    return render(request, "desks/household.html", words)


@require_http_methods(["GET", "POST"])
def join(request: ActingRequest, household_id: int) -> HttpResponse:
    """Let a person of the register belong to the household."""
    _open(request, household_id, "people.join_household")
    record = relations.household(household_id)
    form = Joining(request.POST if request.method == "POST" else None, scope=request.actor.scope)
    if form.is_valid() and _joined(request, household_id, form):
        messages.success(request, "已登记家庭成员。")
        return HttpResponseRedirect(reverse("household", args=[household_id]))
    words = {"household": record, "title": _title(record), "form": form}
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, "desks/household_join.html", words, status=status)


def _open(request: ActingRequest, household_id: int, act: str) -> frozenset[str]:
    place = reach.place_of_household(household_id)
    acts.check(act, actor=request.actor, now=request.now, place=place)
    return rules.acts_for(request.actor, place)


def _joined(request: ActingRequest, household_id: int, form: Joining) -> bool:
    given = dict(form.cleaned_data)
    person_id = given.pop("number")
    try:
        verbs.join_household(household_id, person_id=person_id, **given, actor=request.actor, now=request.now)
    except (Invalid, Conflict) as refused:
        inputs.refuse(form, refused)
        return False
    return True


def _title(record: HouseholdRecord) -> str:
    """李*华的一户, by its head."""
    return f"{mask_name(record.members[0].name)}一户" if record.members else "空户"


def _members(request: ActingRequest, record: HouseholdRecord) -> list[Member]:
    today = local_date(request.now)
    standing = facts.standing([one.person for one in record.members], today)
    return [
        Member(
            url=reverse("person", args=[one.person]),
            name=mask_name(one.name),
            relation=RELATION_LABELS[one.relation],
            sex=SEX_LABELS[one.sex],
            age=age(one, today),
            deceased=one.death_date is not None,
            member=one,
            source=SOURCE_LABELS[one.source],
            tags=tags.tags(standing[one.person]),
        )
        for one in record.members
    ]
