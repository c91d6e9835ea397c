"""Two people at the same moment, and a program killed in the middle: nothing is paid twice, nothing half."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import IntegrityError, connection, connections

from laoyou.kernel.errors import Conflict, LaoyouError
from laoyou.ledger.types import AccountId
from laoyou.payments import reads, verbs
from laoyou.payments.core.reconciling import Part
from laoyou.payments.models import Instruction, Line, ReceiptFile, ReceiptRow
from laoyou.payments.tests.cast import (
    CAROL,
    DAVE,
    ERIN,
    a_cause,
    a_line,
    about,
    an_account,
    batch_row,
    collected,
    elder,
    frozen,
    fund,
    instructions,
    opened,
    owed,
    receipt,
    sent,
    stands,
)
from laoyou.payments.tests.conftest import lay_ground
from laoyou.payments.types import Payee
from laoyou.people.tests.cast import NOW

KILLED_IN_THE_MIDDLE = """
import sys
import django
django.setup()
from django.db import connection
from laoyou.payments.verbs import applying, answering
host, port, name, batch = sys.argv[1:]
connection.settings_dict.update(HOST=host, PORT=port, NAME=name, OPTIONS={})
from laoyou.payments import verbs
from laoyou.payments.tests.cast import ERIN, about, instructions, receipt
from laoyou.people.tests.cast import NOW
whole = applying.apply
def and_then_die(*given):
    whole(*given)
    print("written", flush=True)
    import time
    time.sleep(60)
answering.apply = and_then_die
rows = [about(one) for one in instructions(int(batch))]
verbs.take_receipts(int(batch), receipt(*rows, digest=b"k" * 32), actor=ERIN, now=NOW)
"""


@pytest.fixture(autouse=True)
def committed_ground(transactional_db: None) -> Iterator[None]:
    """The divisions of the cast, really committed."""
    lay_ground()
    yield
    connections.close_all()


def at_once(*acts: Callable[[], object]) -> list[Any]:
    """Each act on a connection of its own, begun together; what it gave, or the error that it told."""
    together = Barrier(len(acts))

    def run(act: Callable[[], object]) -> object:
        try:
            connection.ensure_connection()
            together.wait(timeout=20)
            return act()
        except LaoyouError as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def loser(told: list[Any]) -> Conflict:
    """The one who was too late. Everybody else was served."""
    (late,) = [one for one in told if isinstance(one, LaoyouError)]
    assert isinstance(late, Conflict)
    return late


def lines(money: AccountId, payee: Payee, count: int) -> list[Any]:
    return [a_line(payee, money, 100) for _ in range(count)]


def test_two_supervisors_approve_one_batch_and_it_is_posted_once() -> None:
    money, payee = fund(), elder()
    batch = frozen(*lines(money, payee, 3))

    told = at_once(
        lambda: verbs.approve(batch, actor=CAROL, now=NOW),
        lambda: verbs.approve(batch, actor=DAVE, now=NOW),
    )

    assert loser(told).code == "batch_state"
    assert (stands(money), owed(payee)) == (-300, 300)


def test_one_approves_while_another_withdraws() -> None:
    money, payee = fund(), elder()
    batch = frozen(*lines(money, payee, 3))

    told = at_once(
        lambda: verbs.approve(batch, actor=CAROL, now=NOW),
        lambda: verbs.withdraw(batch, actor=ERIN, now=NOW),
    )

    row = batch_row(batch)
    assert row.state == "withdrawn" or loser(told).code == "batch_state"
    assert stands(money) == (-300 if row.approved_at else 0)


def test_two_batches_frozen_at_once_share_the_lines_and_none_is_sent_twice() -> None:
    money = fund()
    collected(*(a_line(elder(), money) for _ in range(12)))
    batches = [opened(), opened()]

    told = at_once(*(lambda batch=batch: verbs.freeze(batch, actor=ERIN, now=NOW) for batch in batches))

    assert sum(one for one in told if isinstance(one, int)) == 12
    sent_lines = list(Instruction.objects.values_list("line_id", flat=True))
    assert len(sent_lines) == len(set(sent_lines)) == 12


def test_lines_collected_while_a_batch_is_frozen_are_in_it_or_wait_for_the_next() -> None:
    money, payee = fund(), elder()
    collected(*lines(money, payee, 20))
    batch = opened()

    told = at_once(
        lambda: verbs.freeze(batch, actor=ERIN, now=NOW),
        lambda: verbs.collect(lines(money, payee, 20), actor=CAROL, now=NOW),
        lambda: verbs.collect(lines(money, payee, 20), actor=DAVE, now=NOW),
    )

    row = batch_row(batch)
    waiting, _ = reads.lines.ready(CAROL.scope.division_bounds(), None, "", NOW)
    assert told[0] == row.lines
    assert row.lines is not None
    assert row.lines + waiting.lines == 60
    assert reads.reconciliation.of_batch(batch).total.total == Part(row.lines, row.total or 0)
    verbs.approve(batch, actor=CAROL, now=NOW)


def test_one_cause_collected_by_two_at_once_is_one_line() -> None:
    one = a_line(elder(), fund())

    told = at_once(*[lambda: verbs.collect([one], actor=ERIN, now=NOW)] * 2)

    assert sorted((each.new, each.before) for each in told) == [(0, 1), (1, 0)]
    assert Line.objects.for_the_system().count() == 1


def test_one_cause_collected_by_two_with_two_amounts_is_one_line_and_one_refusal() -> None:
    money, payee, cause = fund(), elder(), a_cause()

    told = at_once(
        lambda: verbs.collect([a_line(payee, money, 1, cause=cause)], actor=ERIN, now=NOW),
        lambda: verbs.collect([a_line(payee, money, 2, cause=cause)], actor=ERIN, now=NOW),
    )

    assert loser(told).code == "line_changed"
    assert Line.objects.for_the_system().count() == 1


def test_one_receipt_handed_in_by_two_at_once_is_taken_once() -> None:
    money, payee = fund(), elder()
    batch = sent(*lines(money, payee, 5))
    sheet = receipt(*map(about, instructions(batch)))

    told = at_once(*[lambda: verbs.take_receipts(batch, sheet, actor=ERIN, now=NOW)] * 2)

    assert sorted(one.repeated for one in told) == [False, True]
    assert (owed(payee), ReceiptFile.objects.count()) == (0, 1)
    assert reads.reconciliation.of_batch(batch).holds


def test_two_clerks_register_an_account_and_one_is_in_use() -> None:
    payee = elder(account=False)

    at_once(*[lambda: verbs.register_account(payee, an_account(), actor=ERIN, now=NOW)] * 2)

    assert len([one for one in reads.payees.accounts(payee) if not one.withdrawn]) == 1


def test_a_parked_row_is_attached_or_dismissed_but_not_both() -> None:
    batch = sent(a_line(elder(), fund()))
    verbs.take_receipts(batch, receipt(about(instructions(batch)[0], number=9)), actor=ERIN, now=NOW)
    (row,) = ReceiptRow.objects.for_the_system()

    told = at_once(*[lambda: verbs.attach(row.pk, batch_no=batch, number=1, actor=ERIN, now=NOW)] * 2)

    assert loser(told).code in ("row_resolved", "attach_same")
    assert reads.reconciliation.of_batch(batch).holds


def test_a_payee_whom_nobody_knows_is_refused_by_the_database() -> None:
    money = fund()

    for payee in (Payee.person(10**9), Payee.organisation(10**9)):
        with pytest.raises(IntegrityError):
            collected(a_line(payee, money))
    assert Line.objects.for_the_system().count() == 0


def test_a_receipt_whose_taking_is_killed_has_changed_nothing_and_is_taken_again() -> None:
    money, payee = fund(), elder()
    batch = sent(*lines(money, payee, 20))
    database = connection.settings_dict
    place = [database["HOST"], str(database["PORT"]), database["NAME"], str(batch)]
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "laoyou.config.settings"}
    command = [sys.executable, "-c", KILLED_IN_THE_MIDDLE, *place]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as run:
        assert run.stdout is not None
        assert run.stdout.readline().strip() == "written"
        run.send_signal(signal.SIGKILL)
    _wait_until(lambda: not _others_connected())

    assert {one.outcome for one in instructions(batch)} == {"outstanding"}
    assert (owed(payee), ReceiptFile.objects.count()) == (2_000, 0)
    sheet = receipt(*map(about, instructions(batch)), digest=b"k" * 32)
    again = verbs.take_receipts(batch, sheet, actor=ERIN, now=NOW)

    assert (again.repeated, again.settled, owed(payee)) == (False, 20, 0)
    assert batch_row(batch).state == "settled"


def _others_connected() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state <> 'idle' "
            "AND pid <> pg_backend_pid()"
        )
        return bool(cursor.fetchone()[0])


def _wait_until(done: Callable[[], bool], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end
        time.sleep(0.1)
