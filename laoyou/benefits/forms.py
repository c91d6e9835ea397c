"""What is asked of the lists and of a run: the shape of input only."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict

from laoyou.benefits.types import (
    HOLD_REASON_LABELS,
    OFFSET_PERCENT,
    PROOF_WAY_LABELS,
    PROPOSAL_STATE_LABELS,
    WHY_LABELS,
    HoldReason,
    ProofWay,
    ProposalState,
)
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


class Near(forms.Form):
    """By what the list of checks is narrowed."""

    division = forms.ChoiceField(label="区划", required=False)

    def __init__(self, data: QueryDict, *, divisions: Choices) -> None:
        super().__init__(data, auto_id="by-%s")
        field: Any = self.fields["division"]
        field.choices = [("", "全部辖区"), *divisions]


class Prove(forms.Form):
    """When and how somebody was seen."""

    day = forms.DateField(
        label="哪天见到本人",
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"required": "请填写哪天见到本人。", "invalid": "请填写日期，例如 2026-03-01。"},
    )
    way = forms.ChoiceField(
        label="怎样见到",
        choices=[(one.value, PROOF_WAY_LABELS[one]) for one in ProofWay if one is not ProofWay.ASSESSMENT],
        error_messages={"required": "请选择怎样见到的。", "invalid_choice": "请选择怎样见到的。"},
    )
    words = forms.CharField(
        label="说明",
        required=False,
        max_length=100,
        help_text="例如谁去看的；不用写姓名以外的私事",
        error_messages={"max_length": "请写在 100 字以内。"},
    )


class TakeBack(forms.Form):
    """Why a proof counts no more."""

    because = forms.CharField(
        label="撤回的理由",
        max_length=100,
        error_messages={"required": "请写明撤回的理由。", "max_length": "请写在 100 字以内。"},
    )


class Suspend(forms.Form):
    """What is held back, from which month, and why."""

    benefits = forms.MultipleChoiceField(
        label="暂停哪些待遇",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请选择要暂停的待遇。", "invalid_choice": "请选择列出的待遇。"},
    )
    start = forms.TypedChoiceField(label="从哪个月起", coerce=date.fromisoformat)
    reason = forms.TypedChoiceField(
        label="原因",
        coerce=HoldReason,
        choices=[("", "请选择"), *((one.value, label) for one, label in HOLD_REASON_LABELS.items())],
        error_messages={"required": "请选择原因。", "invalid_choice": "请选择原因。"},
    )
    words = forms.CharField(
        label="说明",
        required=False,
        max_length=200,
        help_text="会写进给本人的告知书；原因选“其他”必填",
        error_messages={"max_length": "请写在 200 字以内。"},
    )

    def __init__(self, data: QueryDict | None = None, *, benefits: Choices, months: Choices) -> None:
        super().__init__(data)
        for name, choices in (("benefits", benefits), ("start", months)):
            field: Any = self.fields[name]
            field.choices = list(choices)


class Lift(forms.Form):
    """From which month it is paid again, why, and whether the months held back are paid."""

    start = forms.TypedChoiceField(label="从哪个月恢复", coerce=date.fromisoformat)
    money = forms.ChoiceField(
        label="暂停的月份",
        widget=forms.RadioSelect,
        choices=[("pay", "补发"), ("lose", "按规定不补（业务主管办理）")],
        initial="pay",
        error_messages={"required": "请选择补不补。", "invalid_choice": "请选择补不补。"},
    )
    because = forms.CharField(
        label="理由",
        max_length=200,
        help_text="会写进给本人的告知书；不补的请写明哪条规定",
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "请写明理由。", "max_length": "请写在 200 字以内。"},
    )

    def __init__(
        self, data: QueryDict | None = None, *, months: Choices, may_lose: bool, start: str
    ) -> None:
        super().__init__(data, initial={"start": start})
        field: Any = self.fields["start"]
        field.choices = list(months)
        if not may_lose:
            money: Any = self.fields["money"]
            money.choices = [("pay", "补发")]
