"""Many rows at once, and ids for them before they are there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from threading import Event, Thread

import polars as pl
import pytest
from django.db import DataError, ProgrammingError, connection, transaction
from psycopg import sql

from laoyou.store import copying
from laoyou.store.copying import copy_csv, copy_out, copy_rows, reserve_ids


def ask(statement: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return list(cursor.fetchall())


@pytest.fixture
def probe(db: None) -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute('CREATE TEMP TABLE store_copy (id bigserial, "order" text, day date)')
    yield
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE store_copy")


def test_rows_go_in_with_all_their_letters(probe: None) -> None:
    rows = [(1, '逗号,引号"反斜线\\换\n行\t', None), (2, "", "2026-03-02")]

    count = copy_rows("store_copy", ["id", "order", "day"], rows)

    assert count == 2
    assert ask('SELECT id, "order", day::text FROM store_copy ORDER BY id') == rows


def test_no_rows_are_no_trouble(probe: None) -> None:
    assert copy_rows("store_copy", ["id"], []) == 0
    assert ask("SELECT count(*) FROM store_copy") == [(0,)]


def test_rows_are_part_of_the_transaction(probe: None) -> None:
    with transaction.atomic():
        copy_rows("store_copy", ["id"], [(1,)])
        transaction.set_rollback(True)

    assert ask("SELECT count(*) FROM store_copy") == [(0,)]


def test_one_bad_row_refuses_them_all(probe: None) -> None:
    with pytest.raises(DataError), transaction.atomic():
        copy_rows("store_copy", ["id", "day"], [(1, "2026-03-02"), (2, "not a day")])

    assert ask("SELECT count(*) FROM store_copy") == [(0,)]


def test_a_block_of_csv_knows_nothing_from_the_empty_word(probe: None) -> None:
    copy_csv("store_copy", ["id", "order"], b'1,"a,""b"\n2,\n3,""\n')

    assert ask('SELECT "order" FROM store_copy ORDER BY id') == [('a,"b',), (None,), ("",)]


def test_reserved_ids_are_nobody_elses(probe: None) -> None:
    first = reserve_ids("store_copy_id_seq", 100)
    after = ask("SELECT nextval('store_copy_id_seq')")[0][0]
    second = reserve_ids("store_copy_id_seq", 1)

    assert after == first + 100
    assert second > first + 100


@pytest.mark.parametrize("count", [0, 1])
def test_a_reservation_of_little_or_nothing_moves_on_all_the_same(probe: None, count: int) -> None:
    first = reserve_ids("store_copy_id_seq", count)

    assert reserve_ids("store_copy_id_seq", count) > first


@pytest.mark.django_db(transaction=True)
def test_single_inserts_beside_a_reservation_get_no_number_of_it() -> None:
    """They draw from the sequence without asking for the lock, all the time."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE SEQUENCE store_beside_seq")
    drawn: list[int] = []
    enough = Event()

    def draw() -> None:
        with connection.cursor() as cursor:
            while not enough.is_set():
                cursor.execute("SELECT nextval('store_beside_seq')")
                drawn.append(cursor.fetchone()[0])
        connection.close()

    beside = Thread(target=draw)
    beside.start()
    reserved = [
        range(first, first + 50) for first in (reserve_ids("store_beside_seq", 50) for _ in range(200))
    ]
    enough.set()
    beside.join()
    with connection.cursor() as cursor:
        cursor.execute("DROP SEQUENCE store_beside_seq")

    ours = [number for numbers in reserved for number in numbers]
    assert drawn
    assert len(set(ours)) == len(ours)
    assert not set(ours) & set(drawn)


SCHEMA = {"id": pl.Int64, "order": pl.String, "day": pl.Date}


def test_an_answer_comes_out_as_a_frame_with_its_types_and_all_its_letters(probe: None) -> None:
    rows = [(1, '逗号,引号"换\n行', None), (2, None, date(2026, 3, 2))]
    copy_rows("store_copy", ["id", "order", "day"], rows)

    frame = copy_out(sql.SQL("SELECT * FROM store_copy ORDER BY id"), SCHEMA)

    assert frame.schema == pl.Schema(SCHEMA)
    assert frame.rows() == rows


def test_a_long_answer_is_read_in_blocks(probe: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copying, "_BLOCK_BYTES", 40)
    copy_rows("store_copy", ["id", "order"], [(n, "字" * (n % 5)) for n in range(1, 101)])

    frame = copy_out(sql.SQL("SELECT id FROM store_copy ORDER BY id"), {"id": pl.Int64})

    assert frame["id"].to_list() == list(range(1, 101))


def test_no_answer_is_an_empty_frame_with_its_types(probe: None) -> None:
    frame = copy_out(sql.SQL("SELECT * FROM store_copy"), SCHEMA)

    assert frame.is_empty()
    assert frame.schema == pl.Schema(SCHEMA)


def test_a_wrong_question_is_an_error_of_django(probe: None) -> None:
    with pytest.raises(ProgrammingError), transaction.atomic():
        copy_out(sql.SQL("SELECT weather FROM store_copy"), SCHEMA)
