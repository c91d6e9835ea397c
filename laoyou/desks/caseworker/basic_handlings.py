"""Correcting the basics of a person, and saying by which papers, phones and places he is known."""

from __future__ import annotations

from typing import Any

from django import forms

from laoyou.desks.caseworker import inputs
from laoyou.desks.caseworker.handling import About, Handling
from laoyou.kernel.documents import LABELS as DOCUMENT_LABELS
from laoyou.kernel.documents import DocumentKind
from laoyou.kernel.errors import NotFound
from laoyou.kernel.sex import LABELS as SEX_LABELS
from laoyou.kernel.sex import Sex
from laoyou.people import verbs
from laoyou.people.types import ABODE_KIND_LABELS, AbodeKind, DocumentGiven


class Basics(About):
    """Name, sex and birth; what is left empty stays. The name is not shown here: it would be a reveal."""

    name = inputs.text("姓名", required=False, help_text="不更正的不填")
    sex = forms.TypedChoiceField(
        label="性别",
        required=False,
        coerce=Sex,
        empty_value=None,
        choices=[("", "不更正"), *((one.value, SEX_LABELS[one]) for one in (Sex.MALE, Sex.FEMALE))],
    )
    birth_date = inputs.day("出生日期", required=False, help_text="不更正的不填")
    source = inputs.source()


class Moved(About):
    kind = forms.TypedChoiceField(
        label="哪一种住址",
        coerce=AbodeKind,
        choices=[(one.value, ABODE_KIND_LABELS[one]) for one in (AbodeKind.RESIDENCE, AbodeKind.REGISTERED)],
    )
    division = inputs.PlaceByName("村（社区）")
    address = inputs.text("详细地址", required=False, most=120, help_text="楼栋、单元、门牌；加密保存")
    since = inputs.day("从哪天起", required=False)
    source = inputs.source()


class Phoned(About):
    number = inputs.PhoneNumber("电话号码", help_text="手机，或带区号的固定电话")
    source = inputs.source()


class Documented(About):
    kind = forms.TypedChoiceField(
        label="证件类型",
        coerce=DocumentKind,
        choices=[(one.value, DOCUMENT_LABELS[one]) for one in DocumentKind],
    )
    number = inputs.text("证件号码", most=24)
    source = inputs.source()

    def clean_number(self) -> str:
        return inputs.number_of(self, self.cleaned_data.get("kind", DocumentKind.RESIDENT_CARD))


class OnPhone(About):
    """About one phone in use."""

    def prepare(self) -> None:
        if self.row_id not in {one.id for one in self.person.phones}:
            raise NotFound("没有找到这个电话，可能已停用。请回到此人的页面查看。", "no_row")


class OnDocument(About):
    """About one document in use."""

    def prepare(self) -> None:
        if self.row_id not in {one.id for one in self.person.documents}:
            raise NotFound("没有找到这份证件，可能已停用。请回到此人的页面查看。", "no_row")


def _correct(person_id: int, *, name: str, **given: Any) -> None:
    verbs.correct(person_id, name=name or None, **given)


def _add_document(person_id: int, *, kind: DocumentKind, number: str, **given: Any) -> object:
    return verbs.add_document(person_id, document=DocumentGiven(kind, number), **given)


HANDLINGS = (
    Handling(
        "basics",
        "people.correct",
        Basics,
        _correct,
        "已更正，原来的姓名保留为其他写法。",
        explain="性别和出生日期须与证件号码一致；证件号码错了，请先停用错的证件，更正后再登记正确的。",
    ),
    Handling("move", "people.move", Moved, verbs.move, "已登记住址，原来的住址保留在记录中。"),
    Handling("phone", "people.add_phone", Phoned, verbs.add_phone, "已登记电话。"),
    Handling(
        "phone-retire",
        "people.retire_phone",
        OnPhone,
        verbs.retire_phone,
        "已停用电话。",
        on_row=True,
        grave=True,
    ),
    Handling("document", "people.add_document", Documented, _add_document, "已登记证件。"),
    Handling(
        "document-retire",
        "people.retire_document",
        OnDocument,
        verbs.retire_document,
        "已停用证件。",
        on_row=True,
        explain="停用后，这个号码可以登记在别人名下。",
        grave=True,
    ),
)
