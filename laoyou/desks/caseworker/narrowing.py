"""How a list is asked for: the form above it, what it asks of the register, and what other addresses ask."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict

from laoyou.access.types import Scope
from laoyou.desks.caseworker import groups, territory
from laoyou.kernel.sex import LABELS as SEX_LABELS
from laoyou.kernel.sex import Sex
from laoyou.people.reads.lists import Filter
from laoyou.places import reads as places
from laoyou.web.types import Link

OLDEST = 150
STATES = (("", "在世"), ("deceased", "已去世"), ("any", "全部"))
DECEASED = {"": False, "deceased": True, "any": None}
SHORT = frozenset({"sex", "age_from", "age_to", "initials", "state"})
NAMES = ("division", "group", "also", "sex", "age_from", "age_to", "initials", "state")
_WHOLE = {"invalid": "请填写整数。", "min_value": "年龄不能小于 0。", "max_value": "年龄不能大于 150。"}


class Narrowing(forms.Form):
    """The shape of the questions that a list answers."""

    division = forms.CharField(label="区划", required=False, widget=forms.Select)
    group = forms.ChoiceField(label="人群", required=False)
    also = forms.ChoiceField(label="同时还是", required=False)
    sex = forms.ChoiceField(
        label="性别",
        required=False,
        choices=[("", "不限"), *((sex.value, SEX_LABELS[sex]) for sex in (Sex.MALE, Sex.FEMALE))],
    )
    age_from = forms.IntegerField(
        label="年龄从", required=False, min_value=0, max_value=OLDEST, error_messages=_WHOLE
    )
    age_to = forms.IntegerField(
        label="年龄到", required=False, min_value=0, max_value=OLDEST, error_messages=_WHOLE
    )
    initials = forms.RegexField(
        r"^[A-Za-z]{1,8}$",
        label="首字母",
        required=False,
        error_messages={"invalid": "请填写拼音首字母，如 lxh。"},
    )
    state = forms.ChoiceField(label="在世", required=False, choices=STATES)

    def __init__(self, data: QueryDict, scope: Scope) -> None:
        super().__init__(data, auto_id="by-%s")
        chosen = data.get("division", "")
        self.fields["division"].widget.choices = territory.choices(scope, chosen)
        self.fields["group"].choices = groups.choices("不限")  # type: ignore[attr-defined]
        self.fields["also"].choices = groups.choices("不限")  # type: ignore[attr-defined]
        self.fields["age_from"].widget.attrs["inputmode"] = "numeric"
        self.fields["age_to"].widget.attrs["inputmode"] = "numeric"

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        low, high = given.get("age_from"), given.get("age_to")
        if low is not None and high is not None and low > high:
            self.add_error("age_to", "应不小于起始年龄。")
        return given


@dataclass(frozen=True, slots=True)
class Asked:
    """What the reader asks for: None as `filter` when the form was filled in wrongly."""

    form: Narrowing
    filter: Filter | None
    params: QueryDict

    def url(self, **other: str) -> str:
        """The same question with some words changed, from the first page; an empty word is taken away."""
        params = self.params.copy()
        params.pop("page", None)
        for name, word in other.items():
            params.pop(name, None)
            if word:
                params[name] = word
        return f"?{params.urlencode()}"

    @property
    def away(self) -> bool:
        """Whether people who live elsewhere are asked for."""
        return self.filter is not None and self.filter.registered_away

    @property
    def short(self) -> frozenset[str]:
        """Fields of a few characters."""
        return SHORT

    @property
    def chips(self) -> list[Link]:
        """Each condition in force, with the address that takes it off."""
        said = [(name, self._say(name, self.params.get(name, ""))) for name in NAMES]
        return [Link(words, self.url(**{name: ""})) for name, words in said if words]

    def _say(self, name: str, value: str) -> str:
        match name:
            case _ if not value or name in self.form.errors:
                return ""
            case "division":
                return places.division(value).short_name
            case "group" | "also":
                return groups.GROUPS[value].label
            case "age_from":
                return f"{value} 岁及以上"
            case "age_to":
                return f"{value} 岁及以下"
            case "initials":
                return f"首字母 {value}"
            case "sex":
                return SEX_LABELS[Sex(value)]
            case _:
                return dict(STATES)[value]


def ask(params: QueryDict, scope: Scope, today: date) -> Asked:
    """Read a question from the address of a list. The division must have been asked of the door already."""
    form = Narrowing(params, scope)
    return Asked(form, _filter(form.cleaned_data, today) if form.is_valid() else None, params)


def _filter(given: dict[str, Any], today: date) -> Filter:
    asked = Filter(
        on=today,
        division=given["division"],
        sex=given["sex"],
        age_from=given["age_from"],
        age_to=given["age_to"],
        initials=given["initials"],
        deceased=DECEASED[given["state"]],
    )
    for key in (given["group"], given["also"]):
        if key:
            asked = groups.GROUPS[key].narrow(asked)
    return asked
