"""Entering a person at the desk: one form, one verb; the register refuses who is there already."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from laoyou.acts.requests import ActingRequest
from laoyou.desks import sight
from laoyou.desks.caseworker import inputs
from laoyou.kernel.documents import LABELS as DOCUMENT_LABELS
from laoyou.kernel.documents import DocumentKind
from laoyou.kernel.errors import Conflict, Invalid
from laoyou.kernel.sex import LABELS as SEX_LABELS
from laoyou.kernel.sex import Sex
from laoyou.people import verbs
from laoyou.people.types import AbodeGiven, AbodeKind, DocumentGiven

UNPROCESSABLE = 422


class Registering(forms.Form):
    """Who it is, by which document, where at home, according to whom."""

    name = inputs.text("姓名")
    kind = forms.TypedChoiceField(
        label="证件类型",
        coerce=DocumentKind,
        choices=[(one.value, DOCUMENT_LABELS[one]) for one in DocumentKind],
    )
    number = inputs.text(
        "证件号码", required=False, most=24, help_text="身份证能读出性别和出生日期；确实没有证件的不填"
    )
    sex = forms.TypedChoiceField(
        label="性别",
        required=False,
        coerce=Sex,
        empty_value=None,
        choices=[("", "按证件"), *((one.value, SEX_LABELS[one]) for one in (Sex.MALE, Sex.FEMALE))],
    )
    birth_date = inputs.day("出生日期", required=False, help_text="没有证件时填写")
    home = inputs.PlaceByName("居住的村（社区）")
    address = inputs.text("详细地址", required=False, most=120, help_text="楼栋、单元、门牌；加密保存")
    registered = inputs.PlaceByName("户籍所在村（社区）")
    phone = inputs.PhoneNumber("电话", required=False)
    source = inputs.source()

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.fields["registered"].required = False
        self.fields["registered"].help_text = "与居住地相同的不填"

    def clean_number(self) -> str:
        return inputs.number_of(self, self.cleaned_data.get("kind", DocumentKind.RESIDENT_CARD))


@require_http_methods(["GET", "POST"])
def register(request: ActingRequest) -> HttpResponse:
    """The form; after it the page of the person who is now in the register."""
    sight.reach(request, "people.register")
    form = Registering(request.POST if request.method == "POST" else None)
    if form.is_valid():
        person_id = _registered(request, form)
        if person_id is not None:
            messages.success(request, "已登记。请接着登记联系人和身份状况。")
            return HttpResponseRedirect(reverse("person", args=[person_id]))
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, "desks/register.html", {"form": form}, status=status)


def _registered(request: ActingRequest, form: Registering) -> int | None:
    given = form.cleaned_data
    abodes = [AbodeGiven(AbodeKind.RESIDENCE, given["home"], given["address"])]
    abodes.append(AbodeGiven(AbodeKind.REGISTERED, given["registered"] or given["home"]))
    document = DocumentGiven(given["kind"], given["number"]) if given["number"] else None
    try:
        return verbs.register(
            name=given["name"],
            abodes=abodes,
            source=given["source"],
            document=document,
            sex=given["sex"],
            birth_date=given["birth_date"],
            phones=[given["phone"]] if given["phone"] else [],
            actor=request.actor,
            now=request.now,
        )
    except (Invalid, Conflict) as refused:
        inputs.refuse(form, refused)
        return None
