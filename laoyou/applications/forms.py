"""The shape of what is typed into the pages of applications and appeals."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

from laoyou.applications.types import (
    ABOUT_LABELS,
    APPEAL_STATE_LABELS,
    APPLICATION_STATE_LABELS,
    ASKER_LABELS,
    CHANNEL_LABELS,
    About,
    Asker,
    Asking,
    Channel,
)
from laoyou.people.types import RELATION_LABELS, Relation

Choices = Iterable[tuple[str, str]]
OPEN, OVERDUE = "open", "overdue"
"""Among the states of a list: what is in hand, and what is overdue."""
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2099, 12, 31)
_NO_DAY = "日期不对，应如 2026-03-02。"
_NOT_KIN = (Relation.HEAD,)


def _choices(labels: Any) -> list[tuple[str, str]]:
    return [(word.value, label) for word, label in labels.items()]


def _choose(form: forms.Form, name: str, choices: Choices) -> None:
    field: Any = form.fields[name]
    field.choices = list(choices)


def words(
    label: str, *, longest: int = 400, rows: int = 3, needed: bool = True, help: str = ""
) -> forms.CharField:
    """Some sentences."""
    return forms.CharField(
        label=label,
        required=needed,
        max_length=longest,
        help_text=help,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": f"请写明{label}。", "max_length": f"请写在 {longest} 字以内。"},
    )


class Find(forms.Form):
    """By what a list is narrowed."""

    state = forms.ChoiceField(label="状态", required=False)
    benefit = forms.ChoiceField(label="待遇", required=False)
    division = forms.ChoiceField(label="区划", required=False)

    def __init__(self, data: Any, *, states: Choices, benefits: Choices, divisions: Choices) -> None:
        super().__init__(data, auto_id="by-%s")
        _choose(self, "state", [(OPEN, "在办"), (OVERDUE, "已超期"), ("", "全部"), *states])
        _choose(self, "benefit", [("", "不限"), *benefits])
        _choose(self, "division", [("", "全部辖区"), *divisions])


APPLICATION_STATES = _choices(APPLICATION_STATE_LABELS)
APPEAL_STATES = _choices(APPEAL_STATE_LABELS)


class Search(forms.Form):
    """Whom the application is for."""

    q = forms.CharField(
        label="姓名、证件号码或电话",
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
        error_messages={"required": "请输入姓名、拼音首字母、证件号码或电话。"},
    )


class Ask(forms.Form):
    """Who asks, and how; without `online`, which is for the family's own pages."""

    channel = forms.ChoiceField(
        label="怎样申请", choices=[one for one in _choices(CHANNEL_LABELS) if one[0] != Channel.ONLINE]
    )
    by = forms.ChoiceField(label="谁提出", choices=_choices(ASKER_LABELS), widget=forms.RadioSelect)
    relation = forms.ChoiceField(
        label="代办人是本人的",
        required=False,
        choices=[("", "请选择"), *(one for one in _choices(RELATION_LABELS) if one[0] not in _NOT_KIN)],
        help_text="亲属代办时填写。",
    )
    name = forms.CharField(label="代办人姓名", required=False, max_length=64, help_text="亲属代办时填写。")
    consent_on = forms.DateField(
        label="本人同意的日期",
        required=False,
        help_text="亲属或工作人员代办时填写。",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        validators=[MinValueValidator(FIRST_DAY, _NO_DAY), MaxValueValidator(LAST_DAY, _NO_DAY)],
        error_messages={"invalid": _NO_DAY},
    )

    def asking(self) -> Asking:
        """What was typed, as the verb takes it."""
        given = self.cleaned_data
        return Asking(
            by=Asker(given["by"]),
            channel=Channel(given["channel"]),
            relation=Relation(given["relation"]) if given["relation"] else None,
            name=given["name"],
            consent_on=given["consent_on"],
        )


class Apply(Ask):
    """An application of a person who has been found."""

    benefit = forms.ChoiceField(label="申请哪一项", error_messages={"required": "请选择申请哪一项待遇。"})
    words = words("要说明的情况", needed=False, help="可以不写。")
    field_order = ("benefit", "by", "channel", "relation", "name", "consent_on", "words")

    def __init__(self, data: Any = None, *, benefits: Choices, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        _choose(self, "benefit", [("", "请选择"), *benefits])


class Appeal(Ask):
    """An appeal against one decision."""

    about = forms.ChoiceField(label="对什么不服")
    grounds = words("申诉的理由", longest=1000, rows=5)
    field_order = ("about", "grounds", "by", "channel", "relation", "name", "consent_on")

    def __init__(self, data: Any = None, *, abouts: Sequence[About], initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        _choose(self, "about", [(one.value, ABOUT_LABELS[one]) for one in abouts])


class Paper(forms.Form):
    """A paper, and which of those that the law names it is."""

    label = forms.CharField(
        label="是什么材料",
        max_length=60,
        widget=forms.TextInput(attrs={"list": "papers-named", "autocomplete": "off"}),
        error_messages={"required": "请写明是什么材料。", "max_length": "请写在 60 字以内。"},
    )
    file = forms.FileField(
        label="文件或照片",
        help_text="PDF、JPG、PNG，每份不超过 5 MB。",
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png,application/pdf,image/*"}),
        error_messages={"required": "请选择文件。", "empty": "文件是空的，请重新选择。"},
    )


class AskPapers(forms.Form):
    words = words("要补的材料", help="一次写全：缺哪些，怎样才合格。")


class Verify(forms.Form):
    words = words("核实的情况", help="哪天、谁去的、看到什么；或向哪个部门核对。")


class Withdraw(forms.Form):
    words = words("撤回的原因", rows=2, needed=False)


class Refuse(forms.Form):
    """Why it is refused, and by which clause."""

    clause = forms.ChoiceField(label="依据的条款", error_messages={"required": "请选择依据的条款。"})
    reason = words("不予批准的理由", help="用申请人看得懂的话写。")

    def __init__(self, data: Any = None, *, clauses: Choices) -> None:
        super().__init__(data)
        _choose(self, "clause", [("", "请选择"), *clauses])


class Answer(forms.Form):
    reason = words("决定的理由", help="用申诉人看得懂的话写。")
