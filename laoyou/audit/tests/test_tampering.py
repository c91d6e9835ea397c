"""Whatever anybody does to the rows of a long trail, the verifier finds it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from laoyou.audit import reads, verbs
from laoyou.audit.core.chain import CHAINED
from laoyou.audit.models import Entry, Head
from laoyou.audit.tests.cast import ALICE, BOB, behind_the_guards, note
from laoyou.audit.types import Outcome, Subject

LENGTH = 2000
HASHED = [*CHAINED, "previous", "hash", "seq"]
SEQ = st.integers(1, LENGTH)
tampering = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=12, deadline=None
)


class _Undo(Exception):
    """Ends a trial, so that the next one begins with the whole trail."""


@pytest.fixture
def trail(db: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A chain of many blocks, with every column filled in some rows and empty in others."""
    monkeypatch.setattr(reads, "BLOCK", 97)
    verbs.append(
        [
            note(
                number,
                actor=ALICE if number % 3 else BOB,
                outcome=list(Outcome)[number % 3],
                within=uuid4() if number % 2 else None,
                purpose="visit" if number % 5 else "",
                subject=Subject(
                    person_id=number if number % 4 else None,
                    kind="batch",
                    id=str(number),
                    count=number % 7,
                    digest=bytes([number % 256]) * (number % 3),
                ),
            )
            for number in range(1, LENGTH + 1)
        ]
    )
    with behind_the_guards():
        yield


def found_after(change: Callable[[], object]) -> list[int]:
    """The places where the verifier finds a fault once `change` is done; then all is as before."""
    places: list[int] = []
    try:
        with transaction.atomic():
            change()
            places = [fault.seq for fault in reads.verify().faults]
            raise _Undo
    except _Undo:
        return places


def bent(value: object, data: st.DataObject) -> object:
    """The same value with one byte, one digit or one instant changed."""
    match value:
        case bytes() | memoryview():
            old = bytearray(value) or bytearray(1)
            place = data.draw(st.integers(0, len(old) - 1))
            old[place] ^= data.draw(st.integers(1, 255))
            return bytes(old)
        case str():
            place = data.draw(st.integers(0, len(value)))
            letter = data.draw(st.sampled_from("0Az别 "))
            return value[:place] + letter + value[place + data.draw(st.integers(0, 1)) :]
        case UUID():
            return UUID(int=value.int ^ (1 << data.draw(st.integers(0, 127))))
        case datetime():
            return value + timedelta(microseconds=data.draw(st.sampled_from([-1, 1, 10**6])))
        case None:
            return None
        case _:
            return int(str(value)) + data.draw(st.sampled_from([-1, 1, 10**6]))


def test_the_trail_as_it_was_written_has_no_fault(trail: None) -> None:
    verdict = reads.verify()

    assert verdict.rows == {"people": LENGTH}
    assert verdict.faults == ()


@tampering
@given(data=st.data(), seq=SEQ, column=st.sampled_from(HASHED))
def test_a_single_byte_of_any_column_of_any_row_is_found(
    trail: None, data: st.DataObject, seq: int, column: str
) -> None:
    before = getattr(Entry.objects.get(seq=seq), column)
    empty = {"within": uuid4(), "person_id": 5}
    after = empty[column] if before is None else bent(before, data)
    if column == "outcome":
        after = next(one for one in ("done", "read", "refused") if one != before)
    if column == "seq":
        after = LENGTH + 5
    if after == before:
        return
    longest = getattr(Entry._meta.get_field(column), "max_length", None)
    if isinstance(after, str) and longest and len(after) > longest:
        return

    places = found_after(lambda: Entry.objects.filter(seq=seq).update(**{column: after}))

    assert places
    assert min(places) <= seq + 1


@tampering
@given(seqs=st.sets(SEQ, min_size=1, max_size=20), renumber=st.booleans())
def test_any_rows_deleted_are_found_even_when_the_rest_is_numbered_anew(
    trail: None, seqs: set[int], renumber: bool
) -> None:
    def cut() -> None:
        Entry.objects.filter(seq__in=seqs).delete()
        if renumber:
            with connection.cursor() as cursor:
                cursor.execute(
                    "UPDATE audit_entry e SET seq = n.place + 100000 FROM (SELECT id, row_number() OVER"
                    " (ORDER BY seq) AS place FROM audit_entry) n WHERE n.id = e.id"
                )
                cursor.execute("UPDATE audit_entry SET seq = seq - 100000")
            Head.objects.update(seq=LENGTH - len(seqs))

    assert found_after(cut)


@tampering
@given(pair=st.lists(SEQ, min_size=2, max_size=2, unique=True))
def test_any_two_rows_exchanged_are_found(trail: None, pair: list[int]) -> None:
    one, other = sorted(pair)

    def exchange() -> None:
        for old, new in ((one, 0), (other, one), (0, other)):
            Entry.objects.filter(seq=old).update(seq=new)

    assert found_after(exchange) == [one]


@tampering
@given(pair=st.lists(SEQ, min_size=2, max_size=2, unique=True))
def test_words_of_two_rows_exchanged_under_their_hashes_are_found(trail: None, pair: list[int]) -> None:
    one, other = Entry.objects.get(seq=pair[0]), Entry.objects.get(seq=pair[1])
    columns = [name for name in CHAINED if name != "act_id"]

    def exchange() -> None:
        for target, source in ((one, other), (other, one)):
            words = {name: getattr(source, name) for name in columns}
            Entry.objects.filter(pk=target.pk).update(**words)

    assert found_after(exchange) == [min(pair)]


@tampering
@given(seq=st.integers(0, LENGTH - 1))
def test_a_head_set_back_or_bent_is_found(trail: None, seq: int) -> None:
    kept = Entry.objects.filter(seq=seq).values_list("hash", flat=True).first()

    assert found_after(lambda: Head.objects.update(seq=seq, hash=kept or bytes(32))) == [seq + 1]
    assert found_after(lambda: Head.objects.update(hash=bytes(32))) == [LENGTH]
    assert found_after(Head.objects.all().delete) == [LENGTH + 1]
