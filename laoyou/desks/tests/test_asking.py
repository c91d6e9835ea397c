"""The ways that lead to applications: from a person, from his reasons, from the home page."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from laoyou.applications.tests.cast import affairs
from laoyou.benefits.tests.world import decided
from laoyou.desks import waiting
from laoyou.desks.tests.cast import li_xiaohua, read
from laoyou.kernel.ids import PersonId
from laoyou.people.tests.cast import ALICE, BOB, CAROL, NOW, TODAY, TOWN_A

pytestmark = pytest.mark.django_db


@pytest.fixture
def li(ground: None) -> PersonId:
    found = li_xiaohua()
    decided(TOWN_A, found, NOW)
    return found


def test_a_clerk_is_led_from_the_person_and_from_his_reasons(
    alice: Client, leader: Client, li: PersonId
) -> None:
    address = reverse("applications:apply", args=[li])

    assert f'href="{address}"' in read(alice, "person", li)
    assert f'href="{address}?benefit=warm_winter"' in read(alice, "why", li)
    assert address not in read(leader, "person", li)
    assert address not in read(leader, "why", li)


def test_what_is_in_hand_waits_for_the_clerk_and_an_appeal_for_the_supervisor(li: PersonId) -> None:
    affairs(li, "warm_winter", "age", NOW)

    clerk = {todo.label: todo.count for todo in waiting.todos(ALICE, TODAY)}
    supervisor = {todo.label: todo.count for todo in waiting.todos(CAROL, TODAY)}

    assert (clerk["份申请在办"], supervisor["份申诉待决定"]) == (1, 1)
    assert "份申诉待决定" not in clerk
    assert waiting.todos(BOB, TODAY) == ()


def test_what_is_overdue_is_said_first(alice: Client, li: PersonId) -> None:
    affairs(li, "warm_winter", "age", NOW)

    today, late = (waiting.todos(ALICE, TODAY + timedelta(days=days)) for days in (0, 30))

    assert "份申请已超期" not in {todo.label for todo in today}
    assert (late[0].label, late[0].count) == ("份申请已超期", 1)
    assert waiting.todos(BOB, TODAY + timedelta(days=30)) == ()
