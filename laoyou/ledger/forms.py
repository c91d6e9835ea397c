"""The shape of what is typed into the pages of the books."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.utils.translation import gettext_lazy as _

from laoyou.kernel.errors import Invalid
from laoyou.kernel.money import Money
from laoyou.ledger.types import (
    FUND_SOURCE_LABELS,
    HOLDER_KIND_LABELS,
    MOST_AMOUNT,
    UNIT_LABELS,
    USE_LABELS,
)

Choices = Sequence[tuple[str, Any]]
ALL = ("", _("全部"))
CHOOSE = ("", _("请选择"))
KINDS = [(kind.value, label) for kind, label in HOLDER_KIND_LABELS.items()]
UNITS = [(unit.value, label) for unit, label in UNIT_LABELS.items()]
SOURCES = [(source.value, label) for source, label in FUND_SOURCE_LABELS.items()]
USES = [(use.value, label) for use, label in USE_LABELS.items()]
LONGEST_AMOUNT = 30
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2099, 12, 31)
_NO_DAY = _("日期不对，应如 2026-03-02。")


class Yuan(forms.Field):
    """An amount of yuan as people write it, given as fen; never a float."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def to_python(self, value: Any) -> int | None:
        text = str(value or "").strip()
        if not text:
            return None
        try:
            fen = Money.parse(text[:LONGEST_AMOUNT]).fen
        except Invalid as refused:
            raise forms.ValidationError(refused.message) from refused
        if not 0 <= fen <= MOST_AMOUNT:
            raise forms.ValidationError(_("金额不能是负数，也不能超过一千亿元。"))
        return fen


def _day(label: Any, **more: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        validators=[MinValueValidator(FIRST_DAY, _NO_DAY), MaxValueValidator(LAST_DAY, _NO_DAY)],
        error_messages={"required": _("请选择日期。"), "invalid": _NO_DAY},
        **more,
    )


def _number() -> forms.CharField:
    """The number of the voucher on paper."""
    return forms.CharField(
        label=_("单据号"),
        max_length=40,
        help_text=_("字母、数字、连字符，如 2026-03-017。同一个号只记一次"),
        validators=[RegexValidator(r"\A[A-Za-z0-9_.:-]+\Z", _("单据号只写字母、数字和连字符。"))],
        error_messages={"required": _("请填写单据号。")},
    )


def _amount(label: Any) -> Yuan:
    return Yuan(label=label, error_messages={"required": _("请填写金额。")})


class Find(forms.Form):
    """What the list of accounts is narrowed to. `divisions` are those in which the reader has funds."""

    text = forms.CharField(label=_("名称或账号"), required=False, max_length=100)
    kind = forms.ChoiceField(label=_("持有人"), required=False, choices=[ALL, *KINDS])
    unit = forms.ChoiceField(label=_("计量"), required=False, choices=[ALL, *UNITS])
    source = forms.ChoiceField(label=_("资金来源"), required=False, choices=[ALL, *SOURCES])
    division = forms.ChoiceField(label=_("区划"), required=False)

    def __init__(self, data: Any, divisions: Choices) -> None:
        super().__init__(data)
        self.fields["division"].choices = [ALL, *divisions]  # type: ignore[attr-defined]


class Days(forms.Form):
    """From which day to which a statement is asked for."""

    since = _day(_("从"), required=False)
    until = _day(_("到"), required=False)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("since") and given.get("until") and given["since"] > given["until"]:
            self.add_error("until", _("结束日期早于开始日期。"))
        return given


class OpenFund(forms.Form):
    name = forms.CharField(
        label=_("名称"),
        max_length=100,
        help_text=_("如“2026 年市级福彩公益金”"),
        error_messages={"required": _("请填写名称。")},
    )
    source = forms.ChoiceField(
        label=_("资金来源"),
        choices=[CHOOSE, *SOURCES],
        error_messages={"required": _("请选择资金来源。")},
    )
    division = forms.CharField(
        label=_("所属区划"),
        max_length=12,
        help_text=_("12 位区划代码；福彩公益金按市、县本级分别开立"),
        error_messages={"required": _("请填写区划代码。")},
    )
    opened_on = _day(_("自哪天起"))
    keeps_above_zero = forms.BooleanField(label=_("不许透支"), required=False, initial=True)


class OpenVouchers(forms.Form):
    """A voucher account beside a fund's money."""

    name = forms.CharField(label=_("名称"), max_length=100, error_messages={"required": _("请填写名称。")})
    purpose = forms.CharField(
        label=_("用途代码"),
        max_length=32,
        help_text=_("与政策文件里的一致，小写字母、数字和下划线，如 home_care"),
        validators=[RegexValidator(r"\A[a-z][a-z0-9_]*\Z", _("用途代码只写小写字母、数字和下划线。"))],
        error_messages={"required": _("请填写用途代码。")},
    )


class Receive(forms.Form):
    """`sources` are the other funds from which money may be passed on; the empty one is the treasury."""

    amount = _amount(_("金额（元）"))
    source = forms.ChoiceField(label=_("来自"), required=False)
    day = _day(_("到账日期"))
    number = _number()

    def __init__(self, data: Any, sources: Choices, **more: Any) -> None:
        super().__init__(data, **more)
        self.fields["source"].choices = [("", _("上级拨款（财政、银行）")), *sources]  # type: ignore[attr-defined]


class Pay(forms.Form):
    amount = _amount(_("金额（元）"))
    use = forms.ChoiceField(
        label=_("用途"), choices=[CHOOSE, *USES], error_messages={"required": _("请选择用途。")}
    )
    day = _day(_("支出日期"))
    number = _number()


class Budget(forms.Form):
    amount = _amount(_("预算（元）"))
    since = _day(_("从"))
    until = _day(_("到"))
    warn_percent = forms.IntegerField(
        label=_("用到百分之几时预警"),
        min_value=1,
        max_value=100,
        initial=80,
        error_messages={
            "required": _("请填写 1 到 100 的整数。"),
            "invalid": _("请填写 1 到 100 的整数。"),
            "min_value": _("请填写 1 到 100 的整数。"),
            "max_value": _("请填写 1 到 100 的整数。"),
        },
    )
    hard = forms.BooleanField(label=_("超出就不能支出"), required=False, help_text=_("不选时，超出只提醒"))


class Close(forms.Form):
    through = _day(_("结账至"), help_text=_("这一天和以前不能再记账；结了不能退回"))


class CloseAccount(forms.Form):
    on = _day(_("销户日期"), help_text=_("余额须为零；销户后不能再记账"))
