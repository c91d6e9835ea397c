"""What is asked of the lists and of a run: the shape of input only."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import QueryDict

from laoyou.benefits.types import OFFSET_PERCENT, PROPOSAL_STATE_LABELS, WHY_LABELS, ProposalState
from laoyou.ledger.types import UNIT_LABELS, Unit

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


class Offset(forms.Form):
    """How much of later payments is kept back for what was paid too much."""

    offset_percent = forms.IntegerField(
        label="追回时每次发放抵扣（%）",
        min_value=0,
        max_value=90,
        initial=OFFSET_PERCENT,
        help_text="多发的钱从以后每次发放里扣，最多 90%。",
        error_messages={"required": "请填写抵扣比例。", "invalid": "请填写 0 到 90 的整数。"},
    )


class Choose(forms.Form):
    """Which account bears a payer's share, of one benefit or of all."""

    payer = forms.CharField(max_length=24)
    benefit = forms.CharField(max_length=64, required=False)
    unit = forms.ChoiceField(choices=[(unit.value, UNIT_LABELS[unit]) for unit in Unit])
    account = forms.IntegerField(
        min_value=1, error_messages={"required": "请选择账户。", "invalid": "请从列表中选择账户。"}
    )
