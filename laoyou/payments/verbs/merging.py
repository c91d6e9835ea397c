"""When two persons turn out to be one: accounts, lines and receivables go with the person who stays, and
back.
"""

from __future__ import annotations

from datetime import datetime

from django.db import connection

from laoyou import acts
from laoyou.access.types import Actor
from laoyou.people.facts import MergeUndone, PersonsMerged

_APART = """(t.withdrawn_at IS NOT NULL OR NOT EXISTS (
    SELECT FROM payments_account o
    WHERE o.person_id = %(kept)s AND o.withdrawn_at IS NULL AND o.span && t.span))
"""
MOVED = {
    "payments_account": _APART,
    "payments_line": "t.state <> 'cancelled'",
    "payments_receivable": "true",
}
"""What goes along of each table. Where both have an account at a time, that of who stays prevails, and the
other stays behind, out of use; cancelled lines are history.
"""
_THERE = """
UPDATE {table} t SET person_id = %(kept)s, moved = array_append(t.moved, %(gone)s)
WHERE t.person_id = %(gone)s AND {goes}
"""
_BACK = """
UPDATE {table} t SET person_id = %(gone)s, moved = trim_array(t.moved, 1)
WHERE t.person_id = %(kept)s AND t.moved[array_upper(t.moved, 1)] = %(gone)s {open}
"""


def follow_merge(fact: PersonsMerged, *, actor: Actor, now: datetime) -> None:
    """A listener: what `gone` had is now the affair of `kept`."""
    _follow(fact.kept, fact.gone, back=False, actor=actor, now=now)


def follow_undoing(fact: MergeUndone, *, actor: Actor, now: datetime) -> None:
    """A listener: what came with `gone` goes back with him."""
    _follow(fact.kept, fact.gone, back=True, actor=actor, now=now)


@acts.verb("payments.follow_merge", place=acts.nowhere)
def _follow(kept: int, gone: int, *, back: bool, actor: Actor, now: datetime) -> None:
    acts.subject(person_id=kept, kind="merge", id=gone)
    with connection.cursor() as cursor:
        for table, goes in MOVED.items():
            alive = "AND t.state <> 'cancelled'" if table == "payments_line" else ""
            sql = _BACK.format(table=table, open=alive) if back else _THERE.format(table=table, goes=goes)
            cursor.execute(sql, {"kept": kept, "gone": gone})
