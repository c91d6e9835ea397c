"""Whom to reach for a person, who is his kin, and who answers for him."""

from __future__ import annotations

from typing import Any

from django import forms

from laoyou.desks.caseworker import inputs
from laoyou.desks.caseworker.handling import About, Given, Handling
from laoyou.kernel.errors import NotFound
from laoyou.kernel.masking import mask_name
from laoyou.kernel.spans import DateSpan
from laoyou.people import verbs
from laoyou.people.reads import relations
from laoyou.people.types import CONSENT_LABELS, RELATION_LABELS, Consent


def _consent() -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label="本人同意告知的范围",
        coerce=Consent,
        choices=[("", "请选择"), *((one.value, CONSENT_LABELS[one]) for one in Consent)],
        error_messages={"required": "请问清本人后选择。"},
    )


class Contacted(About):
    name = inputs.text("联系人姓名")
    relation = inputs.relation()
    phone = inputs.PhoneNumber("联系人电话")
    consent = _consent()
    source = inputs.source()


class OnContact(About):
    """About one contact."""

    def prepare(self) -> None:
        found = [one for one in relations.contacts([self.person.id])[self.person.id] if one.id == self.row_id]
        if not found:
            raise NotFound("没有找到这位联系人，可能已移除。请回到此人的页面查看。", "no_row")
        (self.contact,) = found


class Agreed(OnContact):
    consent = _consent()

    def prepare(self) -> None:
        super().prepare()
        self.begin(consent=self.contact.consent.value)


class Ordered(About):
    """A place for each contact, from 1."""

    def prepare(self) -> None:
        self.contacts = relations.contacts([self.person.id])[self.person.id]
        places = [(str(n), f"第 {n} 位") for n in range(1, len(self.contacts) + 1)]
        for one in self.contacts:
            label = f"{RELATION_LABELS[one.relation]} {mask_name(one.name)}"
            self.fields[f"contact_{one.id}"] = forms.ChoiceField(
                label=label, choices=places, initial=str(one.position)
            )

    def clean(self) -> Given:
        given = super().clean() or {}
        placed = sorted((int(place), int(name.removeprefix("contact_"))) for name, place in given.items())
        if len({place for place, _ in placed}) != len(self.contacts):
            raise forms.ValidationError("每一位只能有一个顺序，请检查有没有重复。")
        return {"contact_ids": [contact_id for _, contact_id in placed]}


class ByNumber(About):
    """Another person of the register, named by a document number."""

    number = inputs.text("对方的证件号码", most=24, help_text="对方须已在册，并在您的辖区内")
    relation = inputs.relation("对方是本人的")
    source = inputs.source()

    def clean_number(self) -> int:
        return inputs.person_by_number(self.cleaned_data["number"], self.reach)


class OnKin(About):
    """About one kinship."""

    def prepare(self) -> None:
        if self.row_id not in {one.id for one in relations.kin([self.person.id])[self.person.id]}:
            raise NotFound("没有找到这项亲属关系，可能已移除。请回到此人的页面查看。", "no_row")


class Guarded(About):
    name = inputs.text("监护人姓名")
    relation = inputs.relation("监护人是本人的")
    phone = inputs.PhoneNumber("监护人电话", required=False)
    number = inputs.text("监护人证件号码", required=False, most=24, help_text="只用于日后找到本人，不显示")
    since = inputs.day("从哪天起")
    until = inputs.day("到哪天止", required=False, help_text="还没有终止的不填")
    source = inputs.source()

    def clean(self) -> Given:
        given = super().clean() or {}
        inputs.not_after(self, "since", "until", "结束日期早于开始日期。")
        return given


class OnGuardian(About):
    last_day = inputs.day("最后一天")

    def prepare(self) -> None:
        if self.row_id not in {one.id for one in relations.guardians([self.person.id])[self.person.id]}:
            raise NotFound("没有找到这项监护。请回到此人的页面查看。", "no_row")


class Left(About):
    last_day = inputs.day("在这一户的最后一天")


def _record_kin(person_id: int, *, number: int, **given: Any) -> object:
    return verbs.record_kin(person_id, relative_id=number, **given)


def _appoint(person_id: int, *, since: Any, until: Any, **given: Any) -> object:
    return verbs.appoint_guardian(person_id, span=DateSpan(since, until), **given)


HANDLINGS = (
    Handling("contact", "people.name_contact", Contacted, verbs.name_contact, "已登记联系人。"),
    Handling(
        "contact-consent", "people.set_consent", Agreed, verbs.set_consent, "已变更告知范围。", on_row=True
    ),
    Handling(
        "contact-remove",
        "people.remove_contact",
        OnContact,
        verbs.remove_contact,
        "已移除联系人。",
        on_row=True,
        grave=True,
    ),
    Handling("contact-order", "people.order_contacts", Ordered, verbs.order_contacts, "已调整联系人顺序。"),
    Handling("kin", "people.record_kin", ByNumber, _record_kin, "已登记亲属关系。"),
    Handling(
        "kin-remove",
        "people.remove_kin",
        OnKin,
        verbs.remove_kin,
        "已移除亲属关系。",
        on_row=True,
        grave=True,
    ),
    Handling("guardian", "people.appoint_guardian", Guarded, _appoint, "已登记监护人。"),
    Handling(
        "guardian-end",
        "people.end_guardianship",
        OnGuardian,
        verbs.end_guardianship,
        "已登记监护终止。",
        on_row=True,
    ),
    Handling("household-leave", "people.leave_household", Left, verbs.leave_household, "已移出这一户。"),
)
