"""Inputs that the forms about a person share: days, sources, relations, and a place by its name."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any, TypeVar

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

from laoyou.access.types import Scope
from laoyou.kernel import documents, phone
from laoyou.kernel.documents import DocumentKind
from laoyou.kernel.errors import Conflict, Invalid
from laoyou.kernel.ids import PersonId
from laoyou.people.reads import persons
from laoyou.people.types import RELATION_LABELS, SOURCE_LABELS, Relation, Source
from laoyou.places import reads as places
from laoyou.places.types import DivisionRecord, Level

R = TypeVar("R")

MOST_CANDIDATES = 4
BESIDE = {
    "document_known": "number",
    "contact_known": "phone",
    "value": "status",
    "in_household": "number",
    "head_known": "relation",
    "kin_known": "number",
    "kin_of_self": "number",
    "phone_hotline": "number",
    "never_true": "from_day",
    "no_death": "source",
}
"""Beside which input a refusal is said, by its code, where the register does not say it itself, or says
the name of a parameter that no input has."""

_DAY = {"required": "请填写日期。", "invalid": "请按 2026-03-02 的样子填写日期。"}
NEAR_ENOUGH = frozenset({Level.TOWN, Level.VILLAGE})
MOST_OF_PHONE, MOST_OF_PLACE = 40, 160
FIRST_DAY, LAST_DAY = date(1850, 1, 1), date(2999, 12, 31)
"""No life that is told of begins before or ends after; the calendar's own last day has no day after it."""
_IN_THE_CALENDAR = (
    MinValueValidator(FIRST_DAY, "日期太早，请核对年份。"),
    MaxValueValidator(LAST_DAY, "日期太晚，请核对年份。"),
)


def day(label: str, *, required: bool = True, help_text: str = "", **words: Any) -> forms.DateField:
    """A day, by the browser's own calendar."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(
        label=label,
        required=required,
        help_text=help_text,
        widget=widget,
        error_messages=_DAY,
        validators=_IN_THE_CALENDAR,
        **words,
    )


def source(initial: Source = Source.TOWN) -> forms.TypedChoiceField:
    """According to whom."""
    return forms.TypedChoiceField(
        label="依据（谁说的）",
        choices=[(one.value, SOURCE_LABELS[one]) for one in Source],
        coerce=Source,
        initial=initial.value,
        error_messages={"required": "请选择依据。"},
    )


def relation(label: str = "与本人的关系") -> forms.TypedChoiceField:
    """What the other is to the person."""
    return forms.TypedChoiceField(
        label=label,
        choices=[("", "请选择"), *((one.value, RELATION_LABELS[one]) for one in Relation)],
        coerce=Relation,
        error_messages={"required": "请选择关系。"},
    )


def text(
    label: str, *, required: bool = True, most: int = 64, help_text: str = "", **words: Any
) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        max_length=most,
        help_text=help_text,
        error_messages={"required": f"请填写{label}。", "max_length": f"{label}最多 {most} 个字。"},
        **words,
    )


class PhoneNumber(forms.CharField):
    """A phone number in canonical form; empty where none is required."""

    def __init__(self, label: str, *, required: bool = True, help_text: str = "") -> None:
        words = {"required": f"请填写{label}。", "max_length": f"{label}最多 {MOST_OF_PHONE} 个字。"}
        super().__init__(
            label=label,
            required=required,
            max_length=MOST_OF_PHONE,
            help_text=help_text,
            error_messages=words,
        )

    def clean(self, value: Any) -> str:
        text = str(super().clean(value))
        return _in_words(phone.normalise, text) if text else ""


def number_of(form: forms.Form, kind: DocumentKind, name: str = "number") -> str:
    """The document number that a form was given, canonical for its kind; empty when none was given."""
    text = str(form.cleaned_data.get(name, ""))
    return _in_words(partial(documents.normalise, kind), text) if text else ""


def person_by_number(text: str, reach: Scope) -> PersonId:
    """The person within reach who has the number; a word beside the field when there is none."""
    found = _in_words(lambda one: persons.by_number(one, reach), text)
    if found is None:
        raise forms.ValidationError("您的辖区内没有这个证件号码的人，请核对号码，或先登记对方。")
    return found.id


def _in_words(read: Callable[[str], R], text: str) -> R:
    """What `read` makes of a text; its refusal is said beside the field."""
    try:
        return read(text)
    except Invalid as wrong:
        raise forms.ValidationError(wrong.message) from wrong


def refuse(form: forms.Form, refused: Invalid | Conflict) -> None:
    """Say a refusal of the register beside the field that it is about, or above the form."""
    meant = (getattr(refused, "field", None), BESIDE.get(refused.code))
    form.add_error(next((field for field in meant if field in form.fields), None), refused.message)


class PlaceByName(forms.CharField):
    """A town or village in force, by its 12-digit code or by its name; its value is the code."""

    def __init__(self, label: str) -> None:
        super().__init__(
            label=label,
            max_length=MOST_OF_PLACE,
            help_text="填名称或 12 位代码，如 尖山区二马路街道新华社区",
            error_messages={
                "required": f"请填写{label}。",
                "max_length": f"{label}最多 {MOST_OF_PLACE} 个字。",
            },
        )

    def clean(self, value: Any) -> str:
        text = str(super().clean(value))
        if not text:
            return ""
        found = places.search(text, Scope.everything(), MOST_CANDIDATES + 1)
        exact = [one for one in found if text in (one.code, one.full_name, one.name)]
        match exact or list(found):
            case [one] if one.level not in NEAR_ENOUGH:
                raise forms.ValidationError(f"{one.name}的范围太大，请选到乡镇（街道）或村（社区）。")
            case [one]:
                return one.code
            case []:
                raise forms.ValidationError(f"没有找到“{text}”，请写全名称，从区县写起。")
            case several:
                raise forms.ValidationError(f"“{text}”有几处：{_candidates(several)}。请写全名称或代码。")


def _candidates(several: list[DivisionRecord]) -> str:
    shown = "、".join(one.full_name for one in several[:MOST_CANDIDATES])
    return shown + ("等" if len(several) > MOST_CANDIDATES else "")


def not_after(form: forms.Form, first: str, last: str, words: str) -> None:
    """The second day must not precede the first."""
    start, end = form.cleaned_data.get(first), form.cleaned_data.get(last)
    if isinstance(start, date) and isinstance(end, date) and end < start:
        form.add_error(last, words)
