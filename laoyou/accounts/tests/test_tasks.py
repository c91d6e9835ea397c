"""What is tidied by night."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from procrastinate.contrib.django import app

from laoyou.accounts import tasks


@pytest.mark.django_db
def test_sessions_that_ran_out_are_forgotten_and_others_stay() -> None:
    past, future = timezone.now() - timedelta(days=1), timezone.now() + timedelta(days=1)
    Session.objects.create(session_key="old", session_data="", expire_date=past)
    Session.objects.create(session_key="new", session_data="", expire_date=future)

    tasks.forget_sessions(timestamp=0)

    assert set(Session.objects.values_list("session_key", flat=True)) == {"new"}


def test_it_is_done_every_night() -> None:
    due = {task.task.name: task.cron for task in app.periodic_registry.periodic_tasks.values()}

    assert due["accounts.forget_sessions"] == "17 19 * * *"
