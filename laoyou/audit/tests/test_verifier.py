"""The verifier finds what somebody did who had the whole database in his hands."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from laoyou.audit import reads, verbs
from laoyou.audit.core.chain import CHAINED, link
from laoyou.audit.models import Entry, Head
from laoyou.audit.tests.cast import behind_the_guards, execute, note, written
from laoyou.audit.types import Fault

pytestmark = pytest.mark.django_db


def fault() -> Fault:
    """The one fault that is found."""
    (found,) = reads.verify().faults
    return found


def test_an_untouched_trail_has_no_fault_and_says_how_long_it_is() -> None:
    written(3)
    written(2, act="accounts.sign_in")

    verdict = reads.verify()

    assert verdict.faults == ()
    assert verdict.rows == {"accounts": 2, "people": 3}
    assert verdict.heads["people"] == bytes(Head.objects.get(chain="people").hash).hex()


def test_an_empty_trail_has_no_fault() -> None:
    assert reads.verify().rows == {}


COLUMNS = {
    "act_id": "gen_random_uuid()",
    "within": "gen_random_uuid()",
    "at": "at + interval '1 microsecond'",
    "user_id": "99",
    "user_name": "'别人'",
    "role": "'auditor'",
    "acting_for": "'everything:'",
    "act": "'people.read'",
    "outcome": "'refused'",
    "person_id": "NULL",
    "object_kind": "''",
    "object_id": "'4'",
    "count": "7",
    "digest": r"'\x01'",
    "division": "''",
    "purpose": "'visit'",
    "hash": r"'\x02'",
}


@pytest.mark.parametrize("column", COLUMNS)
def test_an_altered_row_is_found_whatever_was_altered(column: str) -> None:
    written(4)
    with behind_the_guards():
        execute(f"UPDATE audit_entry SET {column} = {COLUMNS[column]} WHERE seq = 3")

    assert (fault().seq, fault().kind) == (3, "altered")
    assert "第 3 条" in fault().sentence


def test_a_row_moved_into_another_chain_is_found_missing() -> None:
    written(3)
    with behind_the_guards():
        execute("UPDATE audit_entry SET chain = 'other' WHERE seq = 2")

    assert {(one.chain, one.kind) for one in reads.verify().faults} == {
        ("people", "missing"),
        ("other", "missing"),
    }


@pytest.mark.parametrize("seq", [1, 2, 3])
def test_a_missing_row_is_found(seq: int) -> None:
    written(4)
    with behind_the_guards():
        execute("DELETE FROM audit_entry WHERE seq = %s", [seq])

    assert (fault().seq, fault().kind) == (seq, "missing")


def test_a_missing_row_is_found_when_the_others_are_numbered_anew() -> None:
    written(4)
    with behind_the_guards():
        execute("DELETE FROM audit_entry WHERE seq = 2")
        execute("UPDATE audit_entry SET seq = seq - 1 WHERE seq > 2")
        execute("UPDATE audit_head SET seq = 3")

    assert (fault().seq, fault().kind) == (1, "missing")


def test_exchanged_rows_are_found() -> None:
    written(4)
    with behind_the_guards():
        for old, new in ((2, 99), (3, 2), (99, 3)):
            execute("UPDATE audit_entry SET seq = %s WHERE seq = %s", [new, old])

    assert (fault().seq, fault().kind) == (2, "reordered")


def test_a_cut_tail_is_found() -> None:
    written(4)
    with behind_the_guards():
        execute("DELETE FROM audit_entry WHERE seq > 2")

    assert (fault().seq, fault().kind) == (3, "truncated")
    assert "2 条" in fault().sentence


def test_a_cut_tail_is_found_when_the_head_is_gone_too() -> None:
    written(4)
    with behind_the_guards():
        execute("DELETE FROM audit_entry WHERE seq > 2")
        execute("DELETE FROM audit_head")

    assert (fault().seq, fault().kind) == (3, "truncated")


def test_a_chain_that_was_wiped_out_is_found_by_its_head() -> None:
    written(4)
    with behind_the_guards():
        execute("DELETE FROM audit_entry")

    assert (fault().seq, fault().kind) == (1, "truncated")


def test_a_row_replaced_with_a_fitting_hash_is_found_by_the_next_one() -> None:
    written(4)
    _replace(2)

    assert (fault().seq, fault().kind) == (2, "missing")


def test_the_last_row_replaced_with_a_fitting_hash_is_found_by_the_head() -> None:
    written(4)
    _replace(4)

    assert (fault().seq, fault().kind) == (4, "altered")


def _replace(seq: int) -> None:
    row = Entry.objects.get(seq=seq)
    row.user_name = "别人"
    fitting = link(bytes(row.previous), [getattr(row, name) for name in CHAINED])
    with behind_the_guards():
        Entry.objects.filter(seq=seq).update(user_name=row.user_name, hash=fitting)


def test_a_row_put_in_past_the_door_is_found() -> None:
    written(2)
    before = Head.objects.get()
    written(1)
    with behind_the_guards():
        Head.objects.update(seq=before.seq, hash=before.hash)

    assert (fault().seq, fault().kind) == (3, "added")


def test_each_broken_chain_names_its_own_first_fault() -> None:
    written(3)
    written(3, act="accounts.sign_in")
    with behind_the_guards():
        execute("UPDATE audit_entry SET count = 9 WHERE seq IN (2, 3)")

    assert [(one.chain, one.seq) for one in reads.verify().faults] == [("accounts", 2), ("people", 2)]


REFUSED: list[tuple[str, Callable[[], object]]] = [
    ("update", lambda: execute("UPDATE audit_entry SET count = 2")),
    ("delete", lambda: execute("DELETE FROM audit_entry")),
    ("truncate", lambda: execute("TRUNCATE audit_entry")),
    ("orm update", lambda: Entry.objects.update(count=2)),
    ("orm delete", lambda: Entry.objects.all().delete()),
    ("head back", lambda: execute("UPDATE audit_head SET seq = 1")),
    ("head still", lambda: execute(r"UPDATE audit_head SET hash = '\x00'")),
    ("head renamed", lambda: execute("UPDATE audit_head SET chain = 'x', seq = 9")),
    ("head deleted", lambda: execute("DELETE FROM audit_head")),
    ("head truncated", lambda: execute("TRUNCATE audit_head")),
]


@pytest.mark.parametrize("change", [change for _, change in REFUSED], ids=[name for name, _ in REFUSED])
def test_the_database_itself_refuses_to_change_the_trail(change: Callable[[], object]) -> None:
    written(3)

    with pytest.raises(Exception, match=r"append-only|only grows") as refused:
        change()

    assert getattr(refused.value.__cause__, "sqlstate", "") == "42501"


def test_rows_of_one_transaction_follow_each_other() -> None:
    verbs.append([note(1), note(2, act="accounts.sign_in"), note(3)])

    assert list(Entry.objects.order_by("chain", "seq").values_list("chain", "seq", "object_id")) == [
        ("accounts", 1, "2"),
        ("people", 1, "1"),
        ("people", 2, "3"),
    ]
    assert reads.verify().faults == ()
