"""Who may write what at the same time."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection

from laoyou.kernel.errors import Conflict, NotFound
from laoyou.people.models.persons import Person
from laoyou.people.types import Source

_SOURCES = 0x70_65_6F_70
"""The advisory locks of the register's sources: the first of the two keys ("peop")."""
_INTAKE, _BATCHES = 0x69_6E_74_61, 0x62_61_74_63
"""The advisory locks of intakes ("inta") and of single batches ("batc")."""


def source_lock(source: Source, *, exclusive: bool = False) -> None:
    """Hold the statements of a source until the transaction ends: shared for a desk's verb, exclusive for an
    intake, so that the guards on overlapping spans see every row (docs/adr/0002). Taken before any row.
    """
    name = "pg_advisory_xact_lock" if exclusive else "pg_advisory_xact_lock_shared"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {name}(%s, hashtext(%s))", [_SOURCES, source.value])


def all_sources_lock() -> None:
    """Hold the statements of every source, shared: for a merge, which moves them all."""
    for source in sorted(Source):
        source_lock(source)


def intake_lock() -> None:
    """Let one intake write at a time until the transaction ends: two could enter the same new person.
    Taken before the source's lock.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, 0)", [_INTAKE])


def batch_lock(batch_id: int) -> None:
    """Hold a batch until the transaction ends. Conflict `batch_busy` when another run holds it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [_BATCHES, batch_id % 2**31])
        (held,) = cursor.fetchone()
    if not held:
        raise Conflict("这份名册正在处理，请等它结束。", "batch_busy")


def locked_person(person_id: int) -> Person:
    """The person's row, locked until the transaction ends. NotFound when there is none; Conflict when the
    row has been merged into another, where what is to be written belongs.
    """
    (person,) = locked_persons([person_id])
    if person.merged_into_id is not None:
        raise Conflict("这份档案已并入另一份，请在合并后的档案上办理。", "merged")
    return person


def locked_persons(person_ids: Iterable[int]) -> list[Person]:
    """The persons' rows, locked in the order of their ids, so that two merges never wait for each other."""
    wanted = sorted(set(person_ids))
    rows = Person.objects.of(pk__in=wanted).select_for_update(no_key=True).order_by("pk")
    found = list(rows)
    if len(found) != len(wanted):
        raise NotFound("没有找到这个人，可能编号有误。请返回列表重新查找。", "no_person")
    return found
