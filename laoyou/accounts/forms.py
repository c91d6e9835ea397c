"""The shape of what is typed into the pages of accounts."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, RegexValidator
from django.utils.translation import gettext_lazy as _

from laoyou.access.types import HANDED_OUT, ROLE_LABELS

ROLES = [(role.value, ROLE_LABELS[role]) for role in HANDED_OUT]
LAST_DAY = date(2999, 12, 31)
STATES = [("", _("全部")), ("active", _("在用")), ("inactive", _("已停用")), ("locked", _("锁定中"))]

PLAIN_NAME = RegexValidator(
    r"^[a-z0-9][a-z0-9._-]{1,39}$", _("只能用小写字母、数字、点、横线和下划线，至少两个字符。")
)
DIVISION_CODE = RegexValidator(
    r"^(\d{2}|\d{4}|\d{6}|\d{9}|\d{12})$", _("区划代码是 2、4、6、9 或 12 位数字。")
)


def _password(label: Any, autocomplete: str, help_text: Any = "") -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
    needed = {"required": _("请填写密码。")}
    return forms.CharField(
        label=label, strip=False, widget=widget, help_text=help_text, error_messages=needed
    )


class SignIn(forms.Form):
    username = forms.CharField(
        label=_("用户名"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autofocus": True, "spellcheck": "false"}),
        error_messages={"required": _("请填写用户名。")},
    )
    password = _password(_("密码"), "current-password")


class Code(forms.Form):
    code = forms.RegexField(
        label=_("动态口令"),
        regex=r"^\d{6}$",
        help_text=_("手机验证器里的六位数字，每半分钟换一次。"),
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "maxlength": 6, "autofocus": True}
        ),
        error_messages={"required": _("请填写六位数字。"), "invalid": _("应是六位数字。")},
    )


class ChangePassword(forms.Form):
    old = _password(_("现在的密码"), "current-password")
    new = _password(_("新密码"), "new-password", _("至少 10 个字符，不能全是数字，也不要用常见的密码。"))
    again = _password(_("再输一遍新密码"), "new-password")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("new") and data.get("again") and data["new"] != data["again"]:
            self.add_error("again", _("两遍新密码不一样，请重新输入。"))
        return data


class FindUsers(forms.Form):
    text = forms.CharField(label=_("用户名或姓名"), required=False, max_length=64)
    role = forms.ChoiceField(label=_("身份"), required=False, choices=[("", _("全部")), *ROLES])
    state = forms.ChoiceField(label=_("状态"), required=False, choices=STATES)


class GiveIdentity(forms.Form):
    role = forms.ChoiceField(label=_("身份"), choices=ROLES)
    division = forms.CharField(
        label=_("负责的区划代码"),
        required=False,
        validators=[DIVISION_CODE],
        help_text=_("留空就是您自己的辖区。"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "maxlength": 12}),
    )
    until = forms.DateField(
        label=_("有效到"),
        required=False,
        help_text=_("含当天；留空表示长期有效。"),
        validators=[MaxValueValidator(LAST_DAY, _("日期太晚，请核对年份；长期有效请留空。"))],
        widget=forms.DateInput(attrs={"type": "date"}),
    )


class NewUser(GiveIdentity):
    username = forms.CharField(
        label=_("用户名"),
        max_length=40,
        validators=[PLAIN_NAME],
        help_text=_("用来登录，定下后不能改。"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    name = forms.CharField(
        label=_("姓名"), max_length=64, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )

    field_order = ("username", "name", "role", "division", "until")


class Rename(forms.Form):
    name = forms.CharField(label=_("姓名"), max_length=64, error_messages={"required": _("请填写姓名。")})
