"""The forms of claims; that of the facts is made from the vocabulary of the law."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from laoyou.kernel.errors import Invalid
from laoyou.rules.types import Fact, FactType, Value
from laoyou.subsidies.core import facts
from laoyou.subsidies.types import CLAIM_STATE_LABELS, Statement, Told

STATES = [("", _("全部")), *((state.value, label) for state, label in CLAIM_STATE_LABELS.items())]
YES_NO = [("", _("不详")), ("yes", _("是")), ("no", _("否"))]
Choices = Sequence[tuple[str, Any]]


class Find(forms.Form):
    """What the list of claims is narrowed to."""

    state = forms.ChoiceField(label=_("状态"), required=False, choices=STATES)
    benefit = forms.ChoiceField(label=_("补贴"), required=False)
    division = forms.ChoiceField(label=_("区划"), required=False)
    year = forms.ChoiceField(label=_("年度"), required=False)

    def __init__(self, data: Any, *, benefits: Choices, divisions: Choices, years: Choices) -> None:
        super().__init__(data)
        every = [("", _("全部"))]
        for name, choices in (("benefit", benefits), ("division", divisions), ("year", years)):
            _choice(self, name).choices = [*every, *choices]


class Unclaimed(forms.Form):
    """Of which benefit and year it is asked who has not claimed."""

    benefit = forms.ChoiceField(label=_("补贴"))
    year = forms.ChoiceField(label=_("年度"))

    def __init__(self, data: Any, *, benefits: Choices, years: Choices) -> None:
        super().__init__(data)
        _choice(self, "benefit").choices = benefits
        _choice(self, "year").choices = years


class Search(forms.Form):
    """Words of the name of a site or an organisation."""

    text = forms.CharField(label=_("机构或站点名称"), required=False, max_length=60)


class FindPerson(forms.Form):
    text = forms.CharField(
        label=_("姓名或证件号"), max_length=60, error_messages={"required": _("请填写姓名或证件号。")}
    )


class Period(forms.Form):
    """The period of a claim."""

    period = forms.ChoiceField(label=_("申报期间"))

    def __init__(self, data: Any, *, periods: Choices) -> None:
        super().__init__(data)
        _choice(self, "period").choices = periods


class Reason(forms.Form):
    reason = forms.CharField(
        label=_("理由"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("请写明理由。")},
    )


class Approve(forms.Form):
    """What was seen: the digest of the decision that was shown."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)


@dataclass(frozen=True, slots=True)
class FactRow:
    """A fact as the form shows it: three inputs, the paper that proves it, and what the register knows."""

    fact: Fact
    value: BoundField
    verified: BoundField
    remark: BoundField
    known: str
    source: str
    is_fixed: bool


class Facts(forms.Form):
    """The facts that a law asks about: a value, whether its paper was seen, a remark."""

    def __init__(
        self,
        data: Any,
        *,
        asked: Mapping[str, Fact],
        known: Mapping[str, Told],
        stated: Mapping[str, Statement],
        place: str,
        today: date,
    ) -> None:
        super().__init__(data)
        self._asked, self._known, self._place, self._today = asked, known, place, today
        for name, fact in asked.items():
            one = stated.get(name, Statement(None))
            self.fields[f"v_{name}"] = _input(fact, facts.written(fact, one.value))
            self.fields[f"p_{name}"] = forms.BooleanField(
                label=_("已看过材料"), required=False, initial=one.verified
            )
            self.fields[f"r_{name}"] = forms.CharField(
                label=_("备注"), required=False, max_length=facts.LONGEST_REMARK, initial=one.remark
            )

    def rows(self) -> Iterator[FactRow]:
        """The facts that nobody has told first."""
        for name in sorted(self._asked, key=lambda one: one in self._known):
            fact, told = self._asked[name], self._known.get(name)
            yield FactRow(
                fact=fact,
                value=self[f"v_{name}"],
                verified=self[f"p_{name}"],
                remark=self[f"r_{name}"],
                known=_known(fact, told, self._place),
                source=told.source if told else "",
                is_fixed=fact.type is FactType.DIVISION,
            )

    def clean(self) -> dict[str, Any]:
        """With `stated`: what can be read; what cannot is said at its input."""
        given = super().clean() or {}
        given["stated"] = {name: self._statement(name, fact, given) for name, fact in self._asked.items()}
        return given

    def _statement(self, name: str, fact: Fact, given: Mapping[str, Any]) -> Statement:
        if fact.type is FactType.DIVISION:
            return Statement(None)
        value: Value | None = None
        try:
            value = facts.read(fact, str(given.get(f"v_{name}", "")), self._today)
        except Invalid as refused:
            self.add_error(f"v_{name}", refused.message)
        seen = bool(given.get(f"p_{name}")) and value is not None
        return Statement(value, seen, str(given.get(f"r_{name}", "")).strip())


def _input(fact: Fact, written: str) -> forms.Field:
    said: dict[str, Any] = {"label": fact.label, "required": False, "initial": written}
    match fact.type:
        case FactType.BOOL:
            return forms.ChoiceField(choices=YES_NO, **said)
        case FactType.CODE:
            return forms.ChoiceField(choices=[("", _("不详")), *fact.codes.items()], **said)
        case FactType.DATE:
            return forms.CharField(widget=forms.DateInput(attrs={"type": "date"}), **said)
        case FactType.MONEY:
            said["label"] = f"{fact.label}（元）"
    attrs = {"inputmode": "decimal" if fact.type is FactType.MONEY else "numeric"}
    return forms.CharField(widget=forms.TextInput(attrs=attrs), max_length=24, **said)


def _known(fact: Fact, told: Told | None, place: str) -> str:
    """What the register says, in words; a division by its name."""
    if told is None:
        return ""
    return place if fact.type is FactType.DIVISION else facts.said(fact, told.value)


def _choice(form: forms.Form, name: str) -> forms.ChoiceField:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    return field
