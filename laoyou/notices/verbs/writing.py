"""Writing letters within an act: a benefit that begins and the letter about it are one matter."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import islice

from django.db import connection

from laoyou.notices.core import checking
from laoyou.notices.models import Wording
from laoyou.notices.types import NewLetter, State
from laoyou.store.copying import copy_rows, look_again

PORTION, AT_ONCE = 50_000, 2_000
_COLUMNS = ("person_id", "division_id", "kind", "wording_id", "cause_kind", "cause_id", "written_at", "state")
_NAMES = ", ".join(_COLUMNS)
_TABLE = """
CREATE TEMP TABLE IF NOT EXISTS notices_new (
    person_id bigint, division_id text, kind text, wording_id bigint, cause_kind text, cause_id bigint,
    written_at timestamptz, state text
) ON COMMIT DROP
"""
_PUT = f"""
INSERT INTO notices_letter ({_NAMES}, printed_name, way, handed_name)
SELECT {_NAMES}, '', '', '' FROM notices_new
ON CONFLICT (cause_kind, cause_id, kind) DO NOTHING
"""


def write(letter: NewLetter, *, now: datetime) -> bool:
    """Write one letter within the act under way; whether it is new. Raises as `write_many`."""
    return write_many([letter], now=now) == 1


def write_many(letters: Iterable[NewLetter], *, now: datetime) -> int:
    """Write letters within the act under way; how many are new. A cause that has its letter of a kind is
    passed over.

    Raises Invalid (codes of core.checking) for a letter that cannot be sent; then nothing is written.
    """
    written, given = 0, iter(letters)
    while portion := list(islice(given, PORTION)):
        for letter in portion:
            checking.check(letter)
        written += _write(portion, now)
    look_again("notices_letter", written)
    return written


def _write(letters: Sequence[NewLetter], now: datetime) -> int:
    words = _worded(letters)
    rows = (
        (
            one.person_id,
            one.division,
            one.kind,
            words[one.title, one.paragraphs],
            one.cause_kind,
            one.cause_id,
            now,
            State.WRITTEN.value,
        )
        for one in letters
    )
    with connection.cursor() as cursor:
        cursor.execute(_TABLE)
        cursor.execute("TRUNCATE notices_new")
        copy_rows("notices_new", _COLUMNS, rows)
        cursor.execute(_PUT)
        return int(cursor.rowcount)


def _worded(letters: Iterable[NewLetter]) -> dict[tuple[str, tuple[str, ...]], int]:
    """The id of each wording, those that are new written first."""
    said = {(one.title, one.paragraphs): checking.digest(one.title, one.paragraphs) for one in letters}
    rows = [
        Wording(digest=digest, title=title, paragraphs=list(paragraphs))
        for (title, paragraphs), digest in said.items()
    ]
    Wording.objects.bulk_create(rows, batch_size=AT_ONCE, ignore_conflicts=True)
    known: dict[bytes, int] = {}
    digests = iter(said.values())
    while some := list(islice(digests, AT_ONCE)):
        found = Wording.objects.filter(digest__in=some).values_list("digest", "pk")
        known |= {bytes(digest): pk for digest, pk in found}
    return {words: known[digest] for words, digest in said.items()}
