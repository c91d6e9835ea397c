"""The groups by which a caseworker looks at the people: their names, and what they ask of the register."""

from __future__ import annotations

from dataclasses import dataclass, replace

from laoyou.people.reads.lists import ELDER_AGE, INFANT_AGE, Filter
from laoyou.people.types import FACT_KIND_LABELS, VALUES, FactKind

ELDEST_AGE = 80


@dataclass(frozen=True, slots=True)
class Group:
    """A named part of the people: those who fit all of its conditions."""

    key: str
    label: str
    facts: tuple[tuple[FactKind, tuple[str, ...]], ...] = ()
    age_from: int | None = None
    age_to: int | None = None
    registered_away: bool = False

    def narrow(self, asked: Filter) -> Filter:
        """The same question, asked of this group alone: the narrower age wins."""
        return replace(
            asked,
            facts=asked.facts + self.facts,
            age_from=max((a for a in (asked.age_from, self.age_from) if a is not None), default=None),
            age_to=min((a for a in (asked.age_to, self.age_to) if a is not None), default=None),
            registered_away=asked.registered_away or self.registered_away,
        )


def _holding(kind: FactKind, label: str, *values: str) -> Group:
    return Group(kind.value, label, ((kind, values),))


BY_AGE = (
    Group("elders", "60 岁以上老人", age_from=ELDER_AGE),
    Group("eldest", "80 岁以上高龄老人", age_from=ELDEST_AGE),
    Group("infants", "0–3 岁婴幼儿", age_to=INFANT_AGE - 1),
)
BY_STATUS = (
    _holding(FactKind.LOW_INCOME, "低保"),
    _holding(FactKind.LOW_INCOME_EDGE, "低保边缘"),
    _holding(FactKind.EXTREME_POVERTY, "特困"),
    Group("alone", "独居", ((FactKind.LIVING, ("alone",)),)),
    Group("empty_nest", "空巢", ((FactKind.LIVING, ("empty_nest",)),)),
    Group("left_behind", "留守", ((FactKind.LIVING, ("left_behind",)),)),
    _holding(FactKind.DISABILITY, "残疾"),
    Group("disabled", "失能（轻度及以上）", ((FactKind.ABILITY, ("1", "2", "3", "4")),)),
    Group("severely_disabled", "重度和完全失能", ((FactKind.ABILITY, ("3", "4")),)),
    _holding(FactKind.DEMENTIA, "认知障碍"),
    _holding(FactKind.SPECIAL_FAMILY, "计划生育特殊家庭"),
    _holding(FactKind.ENTITLED_GROUP, "重点优抚对象"),
    _holding(FactKind.LTC_GRADE, "有长期护理失能等级"),
    _holding(FactKind.CONTRIBUTION, "特殊贡献"),
)
BY_PLACE = (Group("away", "户籍在此、居住在外", registered_away=True),)


def _exact() -> tuple[Group, ...]:
    """One value of a kind that has several: 城市低保, 农村低保…"""
    return tuple(
        Group(f"{kind.value}:{value}", label, ((kind, (value,)),))
        for kind, values in VALUES.items()
        for value, label in values.items()
        if len(values) > 1 and kind is not FactKind.DEATH
    )


EXACT = _exact()
GROUPS = {group.key: group for group in (*BY_AGE, *BY_STATUS, *BY_PLACE, *EXACT)}


def choices(nothing: str) -> list[tuple[str, str | list[tuple[str, str]]]]:
    """Every group for a select: by age, by status, by place, then exact values by kind."""
    sections: list[tuple[str, str | list[tuple[str, str]]]] = [("", nothing)]
    for title, groups in (("按年龄", BY_AGE), ("按身份状况", BY_STATUS), ("按户籍与居住", BY_PLACE)):
        sections.append((title, [(group.key, group.label) for group in groups]))
    for kind, title in FACT_KIND_LABELS.items():
        exact = [(group.key, group.label) for group in EXACT if group.key.startswith(f"{kind.value}:")]
        if exact:
            sections.append((title, exact))
    return sections
