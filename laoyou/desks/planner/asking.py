"""What a simulation is about, as the page's form says it: where, from when, which policy, how changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from laoyou.access.types import Scope
from laoyou.acts.requests import ActingRequest
from laoyou.desks import sight
from laoyou.desks.caseworker import territory
from laoyou.desks.entitlements import months
from laoyou.desks.planner import editing
from laoyou.desks.planner.editing import Editable, Variant
from laoyou.forecasts.reads import forecasting, laws
from laoyou.forecasts.reads.forecasting import Question
from laoyou.forecasts.types import MONTHS_AHEAD, Change
from laoyou.kernel.clock import local_date
from laoyou.policies.reads import PolicyVersion
from laoyou.rules.types import Period

VARIANTS = (("a", "方案一"), ("b", "方案二"))
OURS = ("policy", "division", "start", *(f"{letter}-" for letter, _ in VARIANTS))
MONTHS_TO_CHOOSE = 13


@dataclass(frozen=True, slots=True)
class Asked:
    """Where and from when; the policies to choose from, and the one that was chosen with its variants.

    `given` are the words of the form as they came.
    """

    scope: Scope
    division: str
    month: Period
    on: date
    choices: tuple[PolicyVersion, ...]
    policy: PolicyVersion | None
    editable: Editable | None
    variants: tuple[Variant, ...]
    given: Mapping[str, str]

    @property
    def has_problems(self) -> bool:
        return any(one.problems for one in self.variants)

    @property
    def counted(self) -> tuple[int, ...]:
        """The places of the variants that change something, among `variants`."""
        return tuple(n for n, one in enumerate(self.variants) if one.is_changed and one.document)

    @property
    def labels(self) -> tuple[str, ...]:
        return ("现行", *(VARIANTS[n][1] for n in self.counted))

    def question(self) -> Question:
        """Raises ValueError when no policy is chosen."""
        if self.policy is None:
            raise ValueError("nothing is asked without a policy")
        documents = [one.document for n, one in enumerate(self.variants) if n in self.counted]
        return Question(
            code=self.policy.code,
            scope=self.scope,
            changes=tuple(Change(one, one.in_force) for one in documents if one is not None),
            month=self.month,
            months=MONTHS_AHEAD,
            on=self.on,
        )


def ask(request: ActingRequest) -> Asked:
    """The question in the address or the form. Forbidden, and logged, when it is about a neighbour."""
    reach = sight.reach(request, "forecasts.simulate")
    words = request.POST if request.method == "POST" else request.GET
    given = {key: words[key].replace("\x00", "") for key in words if key.startswith(OURS)}
    today = local_date(request.now)
    division = given.get("division", "")
    if division:
        sight.open_division(request, "forecasts.simulate", division)
    area = Scope.division(division) if division else reach
    month = months.asked(given.get("start", ""), today)
    month = max(month, months.month_of(today), key=lambda one: one.start)
    choices = tuple(sorted(laws.today(laws.territory_of(area), month), key=lambda one: one.document.name))
    policy = next((one for one in choices if one.code == given.get("policy")), None)
    editable = editing.editable(policy.document, month.start) if policy else None
    return Asked(
        scope=_scope(area, policy),
        division=division,
        month=month,
        on=today,
        choices=choices,
        policy=policy,
        editable=editable,
        variants=_variants(editable, given),
        given=given,
    )


def _scope(area: Scope, policy: PolicyVersion | None) -> Scope:
    if policy is None:
        return area
    return forecasting.scope_of(area, policy.document.territory.division) or area


def _variants(editable: Editable | None, given: Mapping[str, str]) -> tuple[Variant, ...]:
    """What was filled in, variant by variant; its inputs bear its letter before their names."""
    if editable is None:
        return ()
    found = []
    for letter, _ in VARIANTS:
        begins = f"{letter}-"
        own = {key.removeprefix(begins): value for key, value in given.items() if key.startswith(begins)}
        found.append(editing.variant(editable, own))
    return tuple(found)


def divisions(request: ActingRequest, asked: Asked) -> list[tuple[str, str]]:
    """Where it may be reckoned: the reader's own part, and what lies in it."""
    return territory.choices(sight.reach(request, "forecasts.simulate"), asked.division)


def starts(today: date) -> list[tuple[str, str]]:
    """From which month on: this one, or one of the year to come."""
    found = months.from_month(months.month_of(today), MONTHS_TO_CHOOSE)
    return [(months.written(one), months.said(one)) for one in found]


__all__ = ["VARIANTS", "Asked", "ask", "divisions", "starts"]
