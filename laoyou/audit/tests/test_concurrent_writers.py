"""Many writers, one chain."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from laoyou.audit import reads, verbs
from laoyou.audit.models import Entry
from laoyou.audit.tests.cast import note

WRITERS, EACH = 6, 15


def write(writer: int) -> None:
    try:
        for number in range(EACH):
            with transaction.atomic():
                verbs.append([note(number), note(number, act="accounts.sign_in")])
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_writers_side_by_side_keep_the_chains_whole() -> None:
    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(write, range(WRITERS)))

    verdict = reads.verify()
    assert verdict.rows == {"accounts": WRITERS * EACH, "people": WRITERS * EACH}
    assert verdict.faults == ()


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_leaves_no_gap() -> None:
    verbs_written = [True, False, True]
    for kept in verbs_written:
        with transaction.atomic():
            verbs.append([note(1)])
            transaction.set_rollback(not kept)

    assert list(Entry.objects.order_by("seq").values_list("seq", flat=True)) == [1, 2]
    assert reads.verify().faults == ()
