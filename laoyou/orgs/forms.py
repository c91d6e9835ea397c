"""The shape of what is typed into the pages of organisations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from laoyou.audit.types import PURPOSE_LABELS, Purpose
from laoyou.orgs.types import (
    OFFICER_ROLE_LABELS,
    ORGANISATION_KIND_LABELS,
    REGISTRAR_LABELS,
    STANDING_LABELS,
    Standing,
)

Choices = Sequence[tuple[str, Any]]
KINDS = [(kind.value, label) for kind, label in ORGANISATION_KIND_LABELS.items()]
REGISTRARS = [(registrar.value, label) for registrar, label in REGISTRAR_LABELS.items()]
STANDINGS = [(standing.value, label) for standing, label in STANDING_LABELS.items()]
OFFICER_ROLES = [(role.value, label) for role, label in OFFICER_ROLE_LABELS.items()]
PURPOSES = [(purpose.value, label) for purpose, label in PURPOSE_LABELS.items() if purpose != Purpose.EXPORT]
ALL = ("", _("全部"))
CHOOSE = ("", _("请选择"))


def _needed(words: Any) -> dict[str, Any]:
    return {"required": words}


def _day(label: Any, **more: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    wrong = {"required": _("请选择日期。"), "invalid": _("日期不对，应如 2026-03-02。")}
    return forms.DateField(label=label, widget=widget, error_messages=wrong, **more)


def _count(label: Any) -> forms.IntegerField:
    wrong = {
        "invalid": _("请填写整数。"),
        "min_value": _("不能是负数。"),
        "max_value": _("数太大了，请核对。"),
    }
    return forms.IntegerField(
        label=label, min_value=0, max_value=100_000, initial=0, required=False, error_messages=wrong
    )


class Find(forms.Form):
    """What a list is narrowed to. `divisions` are those that the reader may choose from."""

    text = forms.CharField(label=_("名称、首字母或信用代码"), required=False, max_length=100)
    kind = forms.ChoiceField(label=_("类型"), required=False, choices=[ALL, *KINDS])
    standing = forms.ChoiceField(label=_("状态"), required=False, choices=[ALL, *STANDINGS])
    division = forms.ChoiceField(label=_("区划"), required=False)

    def __init__(self, data: Any, divisions: Choices) -> None:
        super().__init__(data)
        self.fields["division"].choices = [ALL, *divisions]  # type: ignore[attr-defined]


class Organisation(forms.Form):
    name = forms.CharField(label=_("名称"), max_length=100, error_messages=_needed(_("请填写名称。")))
    kind = forms.ChoiceField(
        label=_("类型"), choices=[CHOOSE, *KINDS], error_messages=_needed(_("请选择类型。"))
    )
    division = forms.CharField(
        label=_("所在区划"),
        max_length=100,
        help_text=_("写村（社区）全名，如“尖山区二马路街道春城社区”，或 12 位代码"),
        error_messages=_needed(_("请填写所在区划。")),
    )
    credit_code = forms.CharField(
        label=_("统一社会信用代码"), required=False, max_length=30, help_text=_("18 位，没有可不填")
    )
    registrar = forms.ChoiceField(label=_("登记性质"), required=False, choices=[("", _("不详")), *REGISTRARS])


class NewOrganisation(Organisation):
    standing = forms.ChoiceField(label=_("现在的状态"), choices=STANDINGS, initial=Standing.OPERATING.value)
    since = _day(_("自哪天起"))


class Roster(forms.Form):
    """A bureau's list, and since when what is new in it operates."""

    file = forms.FileField(
        label=_("文件"),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv"}),
        help_text=_("xlsx 或 CSV，不超过 50 MB"),
        error_messages=_needed(_("请选择文件。")),
        allow_empty_file=True,
    )
    since = _day(_("新登记的机构自哪天起"))


class ChangeStanding(forms.Form):
    standing = forms.ChoiceField(label=_("改为"), choices=STANDINGS)
    since = _day(_("自哪天起"))


class NewSite(forms.Form):
    name = forms.CharField(label=_("站点名称"), max_length=100, error_messages=_needed(_("请填写站点名称。")))
    division = forms.CharField(
        label=_("所在区划"),
        max_length=100,
        help_text=_("村（社区）全名或 12 位代码"),
        error_messages=_needed(_("请填写所在区划。")),
    )
    address = forms.CharField(label=_("地址"), max_length=200, error_messages=_needed(_("请填写地址。")))
    beds = _count(_("床位数"))
    nursery_places = _count(_("托位数"))
    opened_on = _day(_("启用日期"))


class CloseSite(forms.Form):
    last_day = _day(_("最后一天"), help_text=_("从次日起不再计入床位和托位"))


class Appoint(forms.Form):
    role = forms.ChoiceField(label=_("职责"), choices=OFFICER_ROLES)
    name = forms.CharField(label=_("姓名"), max_length=64, error_messages=_needed(_("请填写姓名。")))
    phone = forms.CharField(label=_("电话"), required=False, max_length=40)
    since = _day(_("自哪天起"))


class Reveal(forms.Form):
    purpose = forms.ChoiceField(
        label=_("用途"), choices=[CHOOSE, *PURPOSES], error_messages=_needed(_("请选择查看的用途。"))
    )
