"""The stolen disk: what of a person can be read in the tables and in the files without the keys."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse

from laoyou.desks.tests.cast import HER_PHONE, PHONE, send
from laoyou.payments.tests.cast import card_number
from laoyou.people.tests.cast import NOW, VILLAGE_A, number_of
from laoyou.people.tests.intake.cast import SYSTEM, TOWN, csv_file, elder, town, uploaded
from laoyou.people.verbs import intake
from tests.security.conftest import OFFICERS_PHONE, World

pytestmark = pytest.mark.django_db
NEW_PHONE, BROKEN_PHONE = "13655554444", "1365555"


def tables_that_say(words: list[str], prefix: str = "") -> set[tuple[str, str]]:
    """Tables in which one of the words can be read, with the word."""
    found = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            if table.startswith(prefix):
                cursor.execute(f'SELECT t::text FROM "{table}" t')
                text = "\n".join(row[0] for row in cursor.fetchall())
                found |= {(table, word) for word in words if word in text}
    return found


def test_no_number_phone_or_address_is_readable_in_any_table(alice: Client, world: World) -> None:
    other, broken = number_of(), "23050219450504999X"
    town(elder("钱小丽", other), elder("孙小强", broken, 联系电话=BROKEN_PHONE))
    fields = {"name": "周小云", "kind": "resident_card", "number": number_of(), "home": VILLAGE_A}
    fields |= {"address": "新华社区9号楼909室", "phone": NEW_PHONE, "source": "town"}
    answer = send(alice, "person_register", **fields)
    assert answer.redirect_chain, answer.content.decode()
    desk = {"what": "phone", "row": world.ids["row_id"], "purpose": "visit"}
    assert alice.post(reverse("reveal", args=[world.ids["person_id"]]), desk).status_code == 200

    account = {"kind": "card", "number": card_number(4711), "bank": "示例银行", "held_by": "self"}
    account |= {"holder": "李小华", "since": "2026-03-01"}
    answer = alice.post(reverse("payments:register_persons", args=[world.ids["person_id"]]), account)
    assert answer.status_code == 302, answer.content.decode()

    secret = [world.number, other, broken, fields["number"], card_number(4711)]
    secret += [PHONE, HER_PHONE, NEW_PHONE, BROKEN_PHONE]
    secret += [OFFICERS_PHONE, "501室", "909室"]
    assert tables_that_say(secret) == set()


def test_the_trail_jobs_and_sessions_name_nobody_of_the_register(alice: Client, world: World) -> None:
    for words in ("李小华", world.number, PHONE):
        send(alice, "search", q=words)
    alice.get(reverse("person", args=[world.ids["person_id"]]))

    for prefix in ("audit_", "procrastinate_", "django_session", "accounts_"):
        assert tables_that_say(["李小华", "张秀敏", "王兰", world.number, PHONE], prefix) == set()


def test_nothing_of_a_roster_is_left_once_it_is_in_the_register(
    world: World, django_capture_on_commit_callbacks: Any
) -> None:
    batch_id = uploaded(csv_file(TOWN, elder("钱小丽")), actor=SYSTEM)
    with django_capture_on_commit_callbacks(execute=True):
        intake.start_batch(batch_id, filed=False, actor=SYSTEM, now=NOW)
        intake.apply_batch(batch_id, actor=SYSTEM, now=NOW)
        intake.withdraw_batch(world.ids["batch_id"], actor=SYSTEM, now=NOW)

    left = [path for path in Path(settings.LAOYOU_HOME).rglob("*") if path.is_file()]
    assert left == []
