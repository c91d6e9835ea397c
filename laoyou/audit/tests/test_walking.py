"""The walk along the chains: block by block, told as it goes, and not misled by acts that go on meanwhile."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from laoyou.audit import reads
from laoyou.audit.tests.cast import behind_the_guards, execute, written

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def short_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reads, "BLOCK", 4)


def test_the_walk_tells_how_far_it_is_over_all_chains() -> None:
    written(9)
    written(3, act="accounts.sign_in")
    told: list[tuple[int, int]] = []

    reads.verify(lambda done, total: told.append((done, total)))

    assert told == [(0, 12), (3, 12), (7, 12), (11, 12), (12, 12)]


def test_no_more_than_a_block_is_read_at_once() -> None:
    written(9)

    with CaptureQueriesContext(connection) as asked:
        reads.verify()

    whole_rows = [query["sql"] for query in asked.captured_queries if '"user_name"' in query["sql"]]
    assert len(whole_rows) == 4
    assert all("LIMIT 4" in statement for statement in whole_rows)


@pytest.mark.parametrize("act", ["people.write", "accounts.sign_in", "visiting.knock"])
def test_what_is_written_during_the_walk_is_no_fault(act: str) -> None:
    """On a chain that is walked, on one that comes after it or before it, on one that did not exist yet."""
    written(9)
    written(1, act="accounts.sign_in")

    verdict = reads.verify(lambda done, total: written(1, act=act))

    assert verdict.faults == ()
    assert verdict.rows == {"accounts": 1, "people": 9}


@pytest.mark.parametrize("seq", [1, 4, 5, 8, 9])
def test_a_missing_row_is_found_at_the_edge_of_a_block_too(seq: int) -> None:
    written(9)
    with behind_the_guards():
        execute("DELETE FROM audit_entry WHERE seq = %s", [seq])

    (fault,) = reads.verify().faults

    assert fault.seq == seq


def test_a_walk_is_ended_by_who_listens_to_it() -> None:
    written(9)

    def enough(done: int, total: int) -> None:
        if done:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        reads.verify(enough)
