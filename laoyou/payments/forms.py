"""The shape of what is typed into the pages of payments."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from laoyou.audit.types import PURPOSE_LABELS, Purpose
from laoyou.kernel.errors import Invalid
from laoyou.kernel.money import Money
from laoyou.ledger.types import MOST_AMOUNT
from laoyou.payments.core.accounts import DRAWING_KIN
from laoyou.payments.types import (
    ACCOUNT_KIND_LABELS,
    BATCH_STATE_LABELS,
    CANCEL_REASON_LABELS,
    DISMISS_REASON_LABELS,
    HELD_BY_LABELS,
    MOST_OFFSET_PERCENT,
    OUTCOME_LABELS,
    PROBLEM_LABELS,
    RECEIVABLE_STATE_LABELS,
    AccountKind,
    HeldBy,
)

Choices = Sequence[tuple[str, Any]]
ALL = ("", _("全部"))
CHOOSE = ("", _("请选择"))
PARKED = "parked"
"""Among the outcomes of a batch's lines: those that a parked receipt speaks of."""
BIGGEST = 2**31 - 1
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2099, 12, 31)
_NO_DAY = _("日期不对，应如 2026-03-02。")
PURPOSES = [CHOOSE, *((one.value, label) for one, label in PURPOSE_LABELS.items() if one != Purpose.EXPORT)]


def choices(labels: Any) -> list[tuple[str, Any]]:
    return [(word.value, label) for word, label in labels.items()]


def _needed(words: Any) -> dict[str, Any]:
    return {"required": words}


def _day(label: Any, **more: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        validators=[MinValueValidator(FIRST_DAY, _NO_DAY), MaxValueValidator(LAST_DAY, _NO_DAY)],
        error_messages={"required": _("请选择日期。"), "invalid": _NO_DAY},
        **more,
    )


def _whole(label: Any, least: int = 1, most: int = BIGGEST, **more: Any) -> forms.IntegerField:
    wrong = {"required": _("请填写整数。"), "invalid": _("请填写整数。")}
    wrong |= {"min_value": _("数太小了，请核对。"), "max_value": _("数太大了，请核对。")}
    return forms.IntegerField(label=label, min_value=least, max_value=most, error_messages=wrong, **more)


class Yuan(forms.Field):
    """An amount of yuan as people write it, given as fen; never a float."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def to_python(self, value: Any) -> int | None:
        text = str(value or "").strip()
        if not text:
            return None
        try:
            fen = Money.parse(text[:30]).fen
        except Invalid as refused:
            raise forms.ValidationError(refused.message) from refused
        if not 0 < fen <= MOST_AMOUNT:
            raise forms.ValidationError(_("金额要大于零，不超过一千亿元。"))
        return fen


class FindBatches(forms.Form):
    state = forms.ChoiceField(label=_("状态"), required=False, choices=[ALL, *choices(BATCH_STATE_LABELS)])


class OpenBatch(forms.Form):
    """`divisions` and `funds` are those that the reader may choose from."""

    title = forms.CharField(
        label=_("批次名称"),
        max_length=60,
        help_text=_("如“2026 年 3 月高龄津贴”"),
        error_messages=_needed(_("请填写批次名称。")),
    )
    division = forms.ChoiceField(label=_("发放的区划"), error_messages=_needed(_("请选择区划。")))
    fund = forms.ChoiceField(label=_("只发哪一笔资金"), required=False)
    period = forms.CharField(
        label=_("只发哪一期"), required=False, max_length=10, help_text=_("如 2026-03；不填就不分期")
    )
    template = forms.ChoiceField(label=_("银行文件的样式"), error_messages=_needed(_("请选择样式。")))

    def __init__(
        self, *args: Any, divisions: Choices, funds: Choices, templates: Choices, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["division"].choices = divisions  # type: ignore[attr-defined]
        self.fields["fund"].choices = [("", _("不限")), *funds]  # type: ignore[attr-defined]
        self.fields["template"].choices = templates  # type: ignore[attr-defined]


class FindLines(forms.Form):
    """What the lines of a batch are narrowed to. `funds` are those of the batch."""

    outcome = forms.ChoiceField(
        label=_("结果"), required=False, choices=[ALL, *choices(OUTCOME_LABELS), (PARKED, _("回执待核对"))]
    )
    fund = forms.ChoiceField(label=_("资金"), required=False)
    number = _whole(_("序号"), required=False)

    def __init__(self, data: Any, funds: Choices) -> None:
        super().__init__(data)
        self.fields["fund"].choices = [ALL, *funds]  # type: ignore[attr-defined]


class Receipt(forms.Form):
    file = forms.FileField(
        label=_("银行回执"),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv,.txt"}),
        help_text=_("xlsx 或 CSV，不超过 50 MB，可以把文件拖到这里"),
        error_messages=_needed(_("请选择文件。")),
        allow_empty_file=True,
    )
    template = forms.ChoiceField(label=_("回执的样式"))

    def __init__(self, *args: Any, templates: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["template"].choices = templates  # type: ignore[attr-defined]


class FindParked(forms.Form):
    problem = forms.ChoiceField(label=_("原因"), required=False, choices=[ALL, *choices(PROBLEM_LABELS)])
    batch = _whole(_("批次号"), required=False)
    decided = forms.BooleanField(label=_("看已处理的"), required=False)


class Attach(forms.Form):
    batch_no = _whole(_("批次号"))
    number = _whole(_("批次里的序号"))


class Dismiss(forms.Form):
    reason = forms.ChoiceField(
        label=_("略去的理由"),
        choices=[CHOOSE, *choices(DISMISS_REASON_LABELS)],
        error_messages=_needed(_("请选择理由。")),
    )


class Cancel(forms.Form):
    reason = forms.ChoiceField(
        label=_("为什么不发了"),
        choices=[CHOOSE, *choices(CANCEL_REASON_LABELS)],
        error_messages=_needed(_("请选择理由。")),
    )


class Reveal(forms.Form):
    purpose = forms.ChoiceField(
        label=_("用途"), choices=PURPOSES, error_messages=_needed(_("请选择查看的用途。"))
    )


class Account(forms.Form):
    """Where a body is paid."""

    bank = forms.CharField(
        label=_("开户银行"),
        max_length=60,
        help_text=_("写到支行，如“某某银行尖山支行”"),
        error_messages=_needed(_("请填写开户银行。")),
    )
    number = forms.CharField(
        label=_("账号"),
        max_length=60,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages=_needed(_("请填写账号。")),
    )
    holder = forms.CharField(label=_("户名"), max_length=64, error_messages=_needed(_("请填写户名。")))
    since = _day(_("自哪天起用"))
    remark = forms.CharField(label=_("备注"), required=False, max_length=100)


class PersonsAccount(Account):
    """Where a person is paid: his own account, or that of kin who draw for him."""

    kind = forms.ChoiceField(
        label=_("账户类型"),
        choices=[(one.value, ACCOUNT_KIND_LABELS[one]) for one in (AccountKind.CARD, AccountKind.PASSBOOK)],
        help_text=_("存折没有校验位，要在备注里写明由谁核对过原件"),
    )
    held_by = forms.ChoiceField(
        label=_("谁的账户"), choices=choices(HELD_BY_LABELS), initial=HeldBy.SELF.value
    )
    relation = forms.ChoiceField(
        label=_("亲属是本人的"), required=False, choices=[("", _("本人账户不选")), *choices(DRAWING_KIN)]
    )
    consent_on = _day(_("本人书面同意的日期"), required=False, help_text=_("亲属代领才填写"))

    field_order = ("kind", "number", "bank", "held_by", "holder", "relation", "consent_on", "since", "remark")


class EndAccount(forms.Form):
    last_day = _day(_("最后一天"), help_text=_("从次日起不再往这个账户发放"))


class Overpaid(forms.Form):
    amount = Yuan(label=_("多发了多少（元）"), error_messages=_needed(_("请填写金额。")))
    percent = _whole(
        _("以后每次发放抵扣（%）"),
        least=0,
        most=MOST_OFFSET_PERCENT,
        initial=0,
        help_text=_("0 就是不抵扣，由本人退回"),
    )


class Plan(forms.Form):
    first_due = _day(_("首期哪天还"))
    count = _whole(_("分几期"), most=120, help_text=_("每月一期，各期相差不超过一分钱"))


class Offset(forms.Form):
    percent = _whole(
        _("每次发放抵扣（%）"), least=0, most=MOST_OFFSET_PERCENT, help_text=_("从下一批起；0 就是不抵扣")
    )


class Repayment(forms.Form):
    amount = Yuan(label=_("还了多少（元）"), error_messages=_needed(_("请填写金额。")))
    day = _day(_("哪天收到"))
    voucher = forms.CharField(
        label=_("收款凭证号"), max_length=40, error_messages=_needed(_("请填写收款凭证号。"))
    )


class WriteOff(forms.Form):
    because = forms.CharField(
        label=_("为什么核销"),
        max_length=100,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("写事由和依据，不写姓名和号码"),
        error_messages=_needed(_("请写明核销的理由。")),
    )


class FindReceivables(forms.Form):
    state = forms.ChoiceField(
        label=_("状态"), required=False, choices=[ALL, *choices(RECEIVABLE_STATE_LABELS)]
    )
