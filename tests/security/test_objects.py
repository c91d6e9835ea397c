"""Every address, by everybody, for what belongs to the one town and for what belongs to nobody."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from laoyou.audit.models import Entry
from laoyou.audit.types import Outcome
from laoyou.desks.tests.cast import SECRETS
from tests.architecture.test_urls import addresses
from tests.security.conftest import OFFICERS_PHONE, ROW_PHONE, World

pytestmark = pytest.mark.django_db
ENDS_THE_SESSION = frozenset({"accounts:sign_out", "accounts:act_for"})
WORDS = {
    "key": ("fact", "phone", "contact-end"),
    "decision": ("approve", "undo", "same"),
    "step": ("freeze", "approve", "send", "withdraw", "approve_write_off", "withdraw_receivable"),
    "move": ("accept", "submit", "approve", "return", "refuse", "withdraw"),
    "answer": ("uphold", "withdraw_appeal"),
    "form": ("xlsx", "csv", "gb"),
}
HUGE = 10**25
NUMBERS = (
    *("application_id", "appeal_id", "paper_id"),
    *("person_id", "user_id", "batch_id", "row_id", "sheet_id", "run_id", "proposal_id"),
    *("batch_no", "parked_id", "receivable_id", "letter_id", "collecting_id"),
    *("proof_id", "suspension_id", "claim_id"),
)
REGISTER = (
    *("people_", "orgs_", "assessment_", "ledger_", "payments_", "benefits_", "notices_"),
    *("applications_", "subsidies_"),
)


def pages(ids: dict[str, int]) -> Iterator[tuple[str, dict[str, object], str]]:
    """Name, arguments and address of every page, its numbers from `ids`, each word in turn."""
    for name, _, samples in addresses():
        words = next((WORDS[key] for key in samples if key in WORDS), ("x",))
        for word in words if name not in ENDS_THE_SESSION else ():
            given = {key: word if key in WORDS else ids.get(key, old) for key, old in samples.items()}
            yield name, given, reverse(name, kwargs=given)


def read_whole(answer: Any) -> str:
    """The words of an answer; a download is read to its end, which closes it."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return str(body.decode(errors="replace"))


def both(desk: Client, url: str) -> Iterator[tuple[int, str]]:
    """Status and words of the page as it is read, and as an empty form is sent to it."""
    for answer in (desk.get(url), desk.post(url)):
        yield answer.status_code, read_whole(answer)


def test_no_address_breaks_and_none_says_in_full_what_is_masked(
    desks: dict[str, Client], world: World
) -> None:
    secrets = (*SECRETS, world.number, OFFICERS_PHONE, ROW_PHONE)
    for who in ("alice", "carol", "officer", "auditor", "admin"):
        for name, _, url in pages(world.ids):
            for status, words in both(desks[who], url):
                assert status < 500, (who, url)
                assert not [secret for secret in secrets if secret in words], (who, name, status)


def test_numbers_that_nobody_has_are_not_found(desks: dict[str, Client]) -> None:
    for who in ("carol", "admin"):
        for name, given, url in pages(dict.fromkeys(NUMBERS, HUGE)):
            if HUGE in given.values():
                statuses = {status for status, _ in both(desks[who], url)}
                assert statuses <= {302, 403, 404, 405}, (who, name, statuses)


def test_a_neighbour_opens_nothing_of_the_town(desks: dict[str, Client], world: World) -> None:
    before = _state()
    for name, given, url in pages(world.ids):
        if set(given) & world.ids.keys():
            assert {status for status, _ in both(desks["bob"], url)} <= {403, 404, 405, 302}, name
    assert _state() == before
    tried = Entry.objects.filter(user_name="bob 的姓名", division__startswith="230502001")
    assert set(tried.values_list("outcome", flat=True)) == {Outcome.REFUSED.value}


def test_who_only_reads_or_audits_changes_nothing(desks: dict[str, Client], world: World) -> None:
    before = _state()
    for who in ("leader", "auditor"):
        for _, _, url in pages(world.ids):
            read_whole(desks[who].post(url))
    assert _state() == before


def test_an_administrator_sees_nobody_of_the_register(desks: dict[str, Client], world: World) -> None:
    for name, given, url in pages(world.ids):
        if {"person_id", "household_id", "merge_id", "batch_id", "sheet_id", "batch_no"} & set(given):
            assert {status for status, _ in both(desks["admin"], url)} <= {403, 404, 405}, name


def _state() -> list[object]:
    """Every table of the register, of organisations and of the books, as the database would write it."""
    with connection.cursor() as cursor:
        tables = [
            one for one in connection.introspection.table_names() if one.startswith(REGISTER)
        ]
        found: list[object] = []
        for table in sorted(tables):
            cursor.execute(f'SELECT md5(string_agg(t::text, chr(10) ORDER BY t::text)) FROM "{table}" t')
            found.append((table, cursor.fetchone()))
    return found
