"""What is asked of the lists and of a run: the shape of input only."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import QueryDict

from laoyou.benefits.types import PROPOSAL_STATE_LABELS, WHY_LABELS, ProposalState

Choices = Iterable[tuple[str, str]]
STATES = [(state.value, PROPOSAL_STATE_LABELS[state]) for state in ProposalState]


class Find(forms.Form):
    """By what a list is narrowed."""

    state = forms.ChoiceField(label="办理情况", required=False, choices=STATES)
    benefit = forms.ChoiceField(label="待遇", required=False)
    division = forms.ChoiceField(label="区划", required=False)
    why = forms.ChoiceField(
        label="原因", required=False, choices=[("", "不限"), *((w.value, WHY_LABELS[w]) for w in WHY_LABELS)]
    )

    def __init__(self, data: QueryDict, *, benefits: Choices, divisions: Choices) -> None:
        super().__init__(data, auto_id="by-%s")
        self._choose("benefit", [("", "不限"), *benefits])
        self._choose("division", [("", "全部辖区"), *divisions])

    def _choose(self, name: str, choices: Choices) -> None:
        field: Any = self.fields[name]
        field.choices = list(choices)


class Begin(forms.Form):
    """For which territory, and which month."""

    territory = forms.ChoiceField(label="地区")
    month = forms.ChoiceField(label="月份")

    def __init__(self, data: QueryDict | None = None, *, territories: Choices, months: Choices) -> None:
        super().__init__(data)
        for name, choices in (("territory", territories), ("month", months)):
            field: Any = self.fields[name]
            field.choices = list(choices)


class Dismiss(forms.Form):
    """Why a proposal is not taken."""

    reason = forms.CharField(
        label="不予办理的理由",
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "请写明理由。", "max_length": "请写在 200 字以内。"},
    )
