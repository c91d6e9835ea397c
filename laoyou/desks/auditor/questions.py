"""What an investigator asks of the trail: the form, and what it means."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.http import QueryDict

from laoyou.access import rules
from laoyou.accounts import reads as accounts
from laoyou.audit.reads import Filter
from laoyou.audit.types import OUTCOME_LABELS
from laoyou.kernel.clock import SHANGHAI

OBJECT_LABELS = {
    "list": "名单",
    "batch": "导入批次",
    "review": "核对",
    "merge": "合并",
    "household": "家庭",
    "fact": "身份状况",
    "user": "用户",
    "grant": "身份",
    "organisation": "机构",
    "division": "区划",
    "trail": "操作记录",
    "verification": "核验",
    "document": "证件",
    "phone": "电话",
    "abode": "住址",
    "contact": "联系人",
    "guardianship": "监护",
    "kinship": "亲属",
    "address": "地址",
    "service_place": "服务场所",
    "site": "机构场所",
    "membership": "家庭成员",
    "guardian": "监护人电话",
    "name": "姓名",
    "account": "账户",
    "entry": "记账凭证",
    "budget": "预算",
    "closing": "结账",
    "books": "账簿",
    "assessment": "评估",
    "policy": "政策版本",
    "policy_pack": "政策文件包",
    "preview": "影响测算",
    "run": "月度认定",
    "proposal": "待遇调整",
    "collecting": "应发归集",
    "fund_choice": "出资账户",
    "payee_account": "收款账户",
    "payment_line": "应发款项",
    "payment_batch": "发放批次",
    "receipt_row": "银行回执的一行",
    "receivable": "应收",
    "family_access": "家属查看",
    "application": "申请",
    "appeal": "申诉",
    "application_paper": "申请材料",
    "subsidy_claim": "补贴申报",
}
CONTEXT_LABELS = {
    "people": "人员",
    "accounts": "用户与登录",
    "audit": "操作记录",
    "verifications": "核验",
    "payments": "发放",
    "places": "区划与场所",
    "orgs": "机构",
    "policies": "政策",
    "benefits": "待遇",
    "applications": "申请与申诉",
    "subsidies": "补贴申报",
    "forecasts": "政策测算",
    "assessment": "能力评估",
    "family": "本人和家属",
    "ledger": "资金账",
}


_NO_DAY = "请按 2026-03-02 的样子填写日期。"
FIRST_DAY, LAST_DAY = date(1970, 1, 1), date(2999, 12, 31)
"""No trail begins before or ends after; outside, midnight in China is no instant that can be reckoned."""


def _day(**words: Any) -> forms.DateField:
    return forms.DateField(
        required=False,
        validators=[MinValueValidator(FIRST_DAY, _NO_DAY), MaxValueValidator(LAST_DAY, _NO_DAY)],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _NO_DAY},
        **words,
    )


class Questions(forms.Form):
    """Who, which act, on whom, with what outcome, when."""

    who = forms.CharField(label="谁（用户名）", required=False, max_length=40)
    act = forms.ChoiceField(label="事项", required=False)
    outcome = forms.ChoiceField(
        label="结果",
        required=False,
        choices=[("", "不限"), *((one.value, label) for one, label in OUTCOME_LABELS.items())],
    )
    person_id = forms.IntegerField(
        label="人员编号",
        required=False,
        min_value=1,
        error_messages={"invalid": "人员编号是数字。", "min_value": "人员编号是数字。"},
    )
    kind = forms.ChoiceField(label="对象", required=False, choices=[("", "不限"), *OBJECT_LABELS.items()])
    object_id = forms.CharField(label="对象编号", required=False, max_length=64)
    since = _day(label="从")
    until = _day(label="到")

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data, auto_id="by-%s")
        self.fields["act"].choices = [("", "不限"), *_acts()]  # type: ignore[attr-defined]
        self.fields["person_id"].widget = forms.TextInput(attrs={"inputmode": "numeric"})

    def clean_who(self) -> int | None:
        """The user who is meant: by user name, or by number."""
        text = str(self.cleaned_data["who"]).strip()
        if not text:
            return None
        user_id = int(text) if text.isascii() and text.isdigit() else accounts.user_id_of(text)
        if user_id is None:
            raise forms.ValidationError(f"没有用户名为“{text}”的用户，请核对。")
        return user_id

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("since") and given.get("until") and given["since"] > given["until"]:
            self.add_error("until", "结束日期早于开始日期。")
        return given

    def filter(self) -> Filter | None:
        """What is asked; None when the form was filled in wrongly."""
        if not self.is_valid():
            return None
        given = self.cleaned_data
        return Filter(
            person_id=given["person_id"],
            user_id=given["who"],
            act=given["act"],
            outcome=given["outcome"],
            object_kind=given["kind"],
            object_id=given["object_id"],
            since=_midnight(given["since"]),
            until=_midnight(given["until"], days=1),
        )


def _acts() -> list[tuple[str, list[tuple[str, str]]]]:
    """Every act in words, by context."""
    sections: dict[str, list[tuple[str, str]]] = {}
    for act, rule in sorted(rules.registered().items()):
        context = act.partition(".")[0]
        sections.setdefault(CONTEXT_LABELS.get(context, context), []).append((act, rule.label))
    return list(sections.items())


def _midnight(day: date | None, *, days: int = 0) -> datetime | None:
    """The beginning of a day in China, or of the day `days` later."""
    if day is None:
        return None
    return datetime.combine(day + timedelta(days=days), time.min, SHANGHAI)
