"""Accounts of persons and their kin: not made on the page of users, and for one person each."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from laoyou.access.types import Role, Scope
from laoyou.accounts import verbs
from laoyou.accounts.models import Grant
from laoyou.accounts.tests.cast import NOW, SYSTEM, Somebody, bind, signed_in
from laoyou.kernel.errors import Invalid

pytestmark = pytest.mark.django_db


def test_the_page_of_users_hands_out_no_kinship(admin: Somebody, clerk: Somebody) -> None:
    desk = signed_in(admin, secret=bind(admin.id))

    page = desk.get(reverse("accounts:user", args=[clerk.id])).content.decode()
    answer = desk.post(reverse("accounts:grant", args=[clerk.id]), {"role": "family", "division": ""})

    assert "本人或家属" not in page
    assert answer.status_code == 422
    assert not Grant.objects.filter(role=Role.FAMILY.value).exists()


def test_nobody_is_made_kin_as_users_are_made() -> None:
    with pytest.raises(Invalid) as refused:
        verbs.create_user(
            "lina", name="李娜", role=Role.FAMILY, scope=Scope.person(9), actor=SYSTEM, now=NOW
        )

    assert refused.value.code == "role"


def test_kin_are_of_one_person_says_the_database(clerk: Somebody) -> None:
    rows = Grant.objects.filter(user=clerk.id)

    with pytest.raises(IntegrityError, match="accounts_grant_family_of_person"), transaction.atomic():
        rows.update(role=Role.FAMILY.value)
