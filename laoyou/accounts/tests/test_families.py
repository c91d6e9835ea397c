"""Accounts of persons and their kin: not made on the page of users, and for one person each."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from laoyou.access.types import Role
from laoyou.accounts.models import Grant
from laoyou.accounts.tests.cast import Somebody, bind, signed_in

pytestmark = pytest.mark.django_db


def test_the_page_of_users_hands_out_no_kinship(admin: Somebody, clerk: Somebody) -> None:
    desk = signed_in(admin, secret=bind(admin.id))

    page = desk.get(reverse("accounts:user", args=[clerk.id])).content.decode()
    answer = desk.post(reverse("accounts:grant", args=[clerk.id]), {"role": "family", "division": ""})

    assert "本人或家属" not in page
    assert answer.status_code == 422
    assert not Grant.objects.filter(role=Role.FAMILY.value).exists()


def test_kin_are_of_one_person_says_the_database(clerk: Somebody) -> None:
    rows = Grant.objects.filter(user=clerk.id)

    with pytest.raises(IntegrityError, match="accounts_grant_family_of_person"), transaction.atomic():
        rows.update(role=Role.FAMILY.value)
