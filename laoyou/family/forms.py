"""The shape of what is typed into the pages of family."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from laoyou.family.types import (
    CONSENT_LABELS,
    END_REASON_LABELS,
    GIVEN_REASONS,
    TIE_LABELS,
    Consent,
    EndReason,
    NewAccess,
    Tie,
)

CHOOSE = ("", _("请选择"))
_NO_DAY = _("日期不对，应如 2026-03-02。")
CONSENTS = [(one.value, label) for one, label in CONSENT_LABELS.items() if one is not Consent.OWN]
HEALTH = _("老人同意对方也看健康情况：能力评估和失能等级、残疾、认知障碍")


def _day(label: Any, help_text: Any = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=help_text,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("请选择日期。"), "invalid": _NO_DAY},
    )


class Invite(forms.Form):
    tie = forms.ChoiceField(
        label=_("邀请谁"),
        choices=[CHOOSE, *((one.value, label) for one, label in TIE_LABELS.items())],
        error_messages={"required": _("请选择是老人的什么人。")},
    )
    name = forms.CharField(
        label=_("对方姓名"),
        max_length=64,
        required=False,
        help_text=_("邀请本人时不必填。"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    phone = forms.CharField(
        label=_("对方手机号"),
        max_length=32,
        help_text=_("加密保存，用来核对和联系。"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "tel"}),
        error_messages={"required": _("请填写手机号。")},
    )
    consent = forms.ChoiceField(
        label=_("老人怎样同意的"),
        choices=[CHOOSE, *CONSENTS],
        required=False,
        help_text=_("邀请本人时不必选。"),
    )
    consent_on = _day(_("哪天同意的"))
    health = forms.BooleanField(
        label=HEALTH, required=False, help_text=_("不勾选时，对方只看到待遇和金额，看不到健康情况。")
    )
    until = _day(_("可以看到哪天"), _("含当天，一次最多三年；老人随时可以要求停止。"))

    def asked(self) -> NewAccess:
        """What was typed, as the verb takes it; only after `is_valid`."""
        data = self.cleaned_data
        return NewAccess(
            tie=Tie(data["tie"]),
            name=data["name"],
            phone=data["phone"],
            consent=Consent(data["consent"] or Consent.OWN),
            consent_on=data["consent_on"],
            health=data["health"],
            until=data["until"],
        )


class End(forms.Form):
    why = forms.TypedChoiceField(
        label=_("为什么停止"),
        coerce=EndReason,
        choices=[(one.value, END_REASON_LABELS[one]) for one in GIVEN_REASONS],
        error_messages={"required": _("请选择停止的原因。")},
    )


class Code(forms.Form):
    code = forms.CharField(
        label=_("邀请码"),
        max_length=20,
        help_text=_("信上的八位字母和数字，大小写都行。"),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
        error_messages={"required": _("请填写信上的邀请码。")},
    )
    tail = forms.CharField(
        label=_("老人身份证号码后四位"),
        max_length=4,
        help_text=_("最后一位可能是字母 X。"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("请填写后四位。")},
    )


class Account(forms.Form):
    """A new account, or one that is there already and gets one more elder."""

    KNOWN, NEW = "known", "new"

    which = forms.ChoiceField(
        label=_("您的账号"),
        choices=[(NEW, _("第一次用，新开一个")), (KNOWN, _("已经有账号，把这位老人加进来"))],
        initial=NEW,
        widget=forms.RadioSelect,
    )
    username = forms.RegexField(
        label=_("用户名"),
        regex=r"^[a-z0-9][a-z0-9._-]{1,39}$",
        help_text=_("用来登录，可以用手机号。"),
        widget=forms.TextInput(attrs={"autocomplete": "username", "spellcheck": "false"}),
        error_messages={
            "required": _("请填写用户名。"),
            "invalid": _("只能用小写字母、数字、点、横线和下划线，至少两个字符。"),
        },
    )
    password = forms.CharField(
        label=_("密码"),
        strip=False,
        help_text=_("新开的：至少 10 个字符，不能全是数字。"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": _("请填写密码。")},
    )
    again = forms.CharField(
        label=_("再输一遍密码"),
        strip=False,
        required=False,
        help_text=_("已经有账号的不必填。"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("which") == self.NEW and data.get("password") and data["password"] != data["again"]:
            self.add_error("again", _("两遍密码不一样，请重新输入。"))
        return data
