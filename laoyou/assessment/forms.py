"""The shape of what is typed into the pages of assessments."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from laoyou.assessment.types import (
    DISPUTE_SIDE_LABELS,
    REASON_LABELS,
    SEAT_LABELS,
    VISIT_PLACE_LABELS,
    DisputeSide,
    Reason,
    Seat,
    VisitPlace,
)
from laoyou.audit.types import PURPOSE_LABELS, Purpose

Choices = Sequence[tuple[str, Any]]
CHOOSE = ("", _("请选择"))
REPORT_PURPOSES = [
    (one.value, PURPOSE_LABELS[one]) for one in (Purpose.APPLICATION, Purpose.VERIFICATION, Purpose.OVERSIGHT)
]


def _needed(words: Any) -> dict[str, Any]:
    return {"required": words}


def _day(label: Any, **more: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    wrong = {"required": _("请选择日期。"), "invalid": _("日期不对，应如 2026-03-02。")}
    return forms.DateField(label=label, widget=widget, error_messages=wrong, **more)


class Begin(forms.Form):
    """What a sheet is begun with; scales and assessors are those of the day and the place."""

    scale = forms.ChoiceField(label=_("量表"), widget=forms.RadioSelect)
    reason = forms.ChoiceField(label=_("评估原因"))
    words = forms.CharField(
        label=_("原因说明"), required=False, max_length=200, help_text=_("选“其他原因”时必须写")
    )
    base_date = _day(_("评估日期"))
    place = forms.ChoiceField(label=_("评估地点"), choices=list(VISIT_PLACE_LABELS.items()))
    first = forms.ChoiceField(label=_("评估员一"), error_messages=_needed(_("请选择评估员。")))
    first_qualified = forms.BooleanField(label=_("评估员一有规定的专业背景"), required=False)
    second = forms.ChoiceField(label=_("评估员二"), error_messages=_needed(_("请选择另一位评估员。")))
    second_qualified = forms.BooleanField(label=_("评估员二有规定的专业背景"), required=False)

    def __init__(self, data: Any, *, scales: Choices, assessors: Choices, redoing: bool, **more: Any) -> None:
        super().__init__(data, **more)
        fields: Any = self.fields
        fields["scale"].choices = scales
        fields["first"].choices = fields["second"].choices = [CHOOSE, *assessors]
        reasons = [one for one in Reason if (one is Reason.DISPUTE) == redoing]
        fields["reason"].choices = [(one.value, REASON_LABELS[one]) for one in reasons]

    @property
    def said_place(self) -> VisitPlace:
        return VisitPlace(self.cleaned_data["place"])


class Screening(forms.Form):
    """The questions of a self-screening, as the scale words them."""

    def __init__(self, data: Any, *, items: Choices, answers: Choices) -> None:
        super().__init__(data, prefix="screen")
        for key, name in items:
            self.fields[key] = forms.ChoiceField(
                label=name, choices=answers, widget=forms.RadioSelect, error_messages=_needed(_("请选择。"))
            )


class Sign(forms.Form):
    """An assessor's signature: drawn on the page, or the name typed."""

    strokes = forms.CharField(label=_("手写签字"), required=False, widget=forms.HiddenInput)
    typed = forms.CharField(
        label=_("或者填写您的姓名代替手写"), required=False, max_length=64, help_text=_("须与账号姓名一致")
    )
    is_impartial = forms.BooleanField(
        label=_("我与评估对象没有亲属、照护或其他利害关系，以上评估由我本人现场完成"),
        error_messages=_needed(_("请勾选声明；有利害关系的，请联系经办员更换评估员。")),
    )

    def clean_strokes(self) -> Any:
        text = self.cleaned_data["strokes"]
        try:
            return json.loads(text) if text else []
        except ValueError:
            raise forms.ValidationError(_("签字没有收完整，请清除后重新签。")) from None


class Why(forms.Form):
    """A reason in words."""

    reason = forms.CharField(
        label=_("原因"),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages=_needed(_("请写明原因。")),
    )


class Conclude(forms.Form):
    """The button, and for an expert from outside his declaration."""

    as_expert = forms.BooleanField(label=_("我是评估专家，没有参加这次现场评估，现确认结论"), required=False)

    def __init__(self, data: Any, *, by_expert: bool) -> None:
        super().__init__(data)
        if not by_expert:
            del self.fields["as_expert"]


class RaiseDispute(forms.Form):
    side = forms.ChoiceField(
        label=_("谁提出"), choices=list(DISPUTE_SIDE_LABELS.items()), initial=DisputeSide.KIN.value
    )
    name = forms.CharField(label=_("提出人姓名"), max_length=64, error_messages=_needed(_("请填写姓名。")))
    reason = forms.CharField(
        label=_("理由"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("写明哪些项目与实际不符"),
        error_messages=_needed(_("请写明理由。")),
    )


class Reassign(forms.Form):
    seat = forms.ChoiceField(
        label=_("更换哪一位"), choices=list(SEAT_LABELS.items()), initial=Seat.FIRST.value
    )
    user = forms.ChoiceField(label=_("换成"), error_messages=_needed(_("请选择评估员。")))
    is_qualified = forms.BooleanField(label=_("有规定的专业背景"), required=False)

    def __init__(self, data: Any, *, assessors: Choices) -> None:
        super().__init__(data)
        fields: Any = self.fields
        fields["user"].choices = [CHOOSE, *assessors]


class Report(forms.Form):
    purpose = forms.ChoiceField(
        label=_("用途"),
        choices=[CHOOSE, *REPORT_PURPOSES],
        error_messages=_needed(_("请选择出具报告的用途。")),
    )
