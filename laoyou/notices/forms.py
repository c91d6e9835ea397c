"""What is asked of the letters' list, and what is told about handing over: the shape of input only."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import QueryDict

from laoyou.notices.types import KIND_LABELS, STATE_LABELS, WAY_LABELS

Choices = Iterable[tuple[str, str]]
OPEN = "open"
ANY = "any"


class Find(forms.Form):
    """By what the list is narrowed."""

    state = forms.ChoiceField(
        label="送达情况",
        required=False,
        choices=[
            (OPEN, "还没有送达"),
            *((one.value, label) for one, label in STATE_LABELS.items()),
            (ANY, "不限"),
        ],
    )
    kind = forms.ChoiceField(label="事由", required=False, choices=[("", "不限"), *KIND_LABELS.items()])
    division = forms.ChoiceField(label="区划", required=False)

    def __init__(self, data: QueryDict, *, divisions: Choices) -> None:
        super().__init__(data, auto_id="by-%s")
        field: Any = self.fields["division"]
        field.choices = [("", "全部辖区"), *divisions]


class HandOver(forms.Form):
    """How letters came to their persons."""

    way = forms.ChoiceField(
        label="怎样送达",
        choices=[(one.value, label) for one, label in WAY_LABELS.items()],
        error_messages={"required": "请选择怎样送达。", "invalid_choice": "请选择怎样送达。"},
    )


class SetOffice(forms.Form):
    """Whom people ask."""

    division = forms.ChoiceField(
        label="区划", error_messages={"required": "请选择区划。", "invalid_choice": "请选择区划。"}
    )
    name = forms.CharField(
        label="办理机构名称", max_length=60, error_messages={"required": "请填写办理机构名称。"}
    )
    phone = forms.CharField(
        label="咨询电话",
        max_length=30,
        help_text="印在告知书上，供群众打电话询问",
        error_messages={"required": "请填写对外的咨询电话。"},
    )

    def __init__(self, data: QueryDict | None = None, *, divisions: Choices) -> None:
        super().__init__(data)
        field: Any = self.fields["division"]
        field.choices = list(divisions)
