"""Whatever is done with the books, they stay whole; `python -m bench.ledger --operations N` does more of
it.
"""

from __future__ import annotations

import random
from datetime import UTC, datetime

import pytest

from bench._ledger_operations import Books
from laoyou.ledger.tests.cast import SYSTEM, within

BEGUN = datetime(2026, 1, 1, 1, 30, tzinfo=UTC)
OPERATIONS = 1500


@pytest.mark.django_db
@pytest.mark.parametrize("seed", [1, 2])
def test_random_operations_leave_every_invariant_whole(seed: int) -> None:
    books = Books(within, SYSTEM, BEGUN, random.Random(seed), persons=12)

    books.run(OPERATIONS)

    assert books.faults() == []
    assert {"posted", "spent", "reversed", "repeated", "refused: overdrawn"} <= books.done.keys()
