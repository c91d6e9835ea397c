"""Who waits for whom."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from django.db import connection

from laoyou.kernel.errors import Conflict, NotFound
from laoyou.people.models import Person
from laoyou.people.models.locks import (
    _SOURCES,
    all_sources_lock,
    locked_person,
    locked_persons,
    source_lock,
)
from laoyou.people.tests.cast import somebody
from laoyou.people.types import Source

pytestmark = pytest.mark.usefixtures("ground")


@pytest.fixture
def other() -> Iterator[psycopg.Connection]:
    """Somebody else at the same database."""
    settings = connection.settings_dict
    with psycopg.connect(
        dbname=settings["NAME"],
        host=settings["HOST"],
        port=settings["PORT"] or None,
        user=settings["USER"],
        password=settings["PASSWORD"],
        autocommit=True,
    ) as someone:
        yield someone


def may_take(someone: psycopg.Connection, source: Source, *, exclusive: bool) -> bool:
    name = "pg_try_advisory_xact_lock" if exclusive else "pg_try_advisory_xact_lock_shared"
    row = someone.execute(f"SELECT {name}(%s, hashtext(%s))", [_SOURCES, source.value]).fetchone()
    return bool(row and row[0])


def test_clerks_share_a_source_and_an_intake_waits_for_them(other: psycopg.Connection) -> None:
    source_lock(Source.TOWN)

    assert may_take(other, Source.TOWN, exclusive=False)
    assert not may_take(other, Source.TOWN, exclusive=True)
    assert may_take(other, Source.POLICE, exclusive=True)


def test_an_intake_has_its_source_alone(other: psycopg.Connection) -> None:
    source_lock(Source.TOWN, exclusive=True)

    assert not may_take(other, Source.TOWN, exclusive=False)
    assert may_take(other, Source.POLICE, exclusive=False)


def test_a_merge_holds_every_source(other: psycopg.Connection) -> None:
    all_sources_lock()

    assert not any(may_take(other, source, exclusive=True) for source in Source)


def test_an_unknown_person_is_not_found() -> None:
    with pytest.raises(NotFound):
        locked_person(987654321)


def test_a_row_that_gave_way_is_not_written() -> None:
    kept, gone = somebody(), somebody()
    Person.objects.of(pk=gone).update(merged_into=kept)

    with pytest.raises(Conflict) as refused:
        locked_person(gone)

    assert refused.value.code == "merged"
    assert [row.pk for row in locked_persons([gone, kept])] == sorted([kept, gone])
