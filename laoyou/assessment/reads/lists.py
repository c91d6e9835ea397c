"""Lists of sheets within a scope, a page at a time, always counted: due, disputed, to be concluded, mine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, F, Min, OuterRef, Q

from laoyou.access.types import Scope
from laoyou.assessment.models import OPEN, STANDING, Dispute, Sheet, SheetRows
from laoyou.assessment.reads.sheets import lines
from laoyou.assessment.types import SheetLine, SheetState
from laoyou.people.reads import persons
from laoyou.people.reads.persons import NameRecord
from laoyou.store import keyset

BY_DUE = keyset.Order(("due_on", "id"))
BY_DEADLINE = keyset.Order(("deadline", "id"))
BY_DATE = keyset.Order(("-base_date", "-id"))


@dataclass(frozen=True, slots=True)
class ListRow:
    """A sheet in a list with its person, whose name is in full: pages mask it. `deadline` is of a dispute."""

    line: SheetLine
    person: NameRecord
    home_division: str
    deadline: date | None = None


def due(reach: Scope, by: date, *, size: int = 50, cursor: str | None = None) -> keyset.Page[ListRow]:
    """Whose result is to be assessed again by a day, the longest overdue first: the last result of the
    living, by scale, as far as nobody has begun to.
    """
    return _page(_due(reach, by), BY_DUE, size, cursor)


def count_due(reach: Scope, by: date) -> int:
    return _due(reach, by).count()


def disputed(reach: Scope, *, size: int = 50, cursor: str | None = None) -> keyset.Page[ListRow]:
    """Results that somebody disputes, by the day until which they are to be assessed again."""
    return _page(_disputed(reach), BY_DEADLINE, size, cursor)


def count_disputed(reach: Scope) -> int:
    return _disputed(reach).count()


def ready(reach: Scope, *, size: int = 50, cursor: str | None = None) -> keyset.Page[ListRow]:
    """Sheets that are signed and wait for their conclusion."""
    return _page(_ready(reach), BY_DATE, size, cursor)


def count_ready(reach: Scope) -> int:
    return _ready(reach).count()


def mine(
    reach: Scope, user_id: int | None, *, size: int = 50, cursor: str | None = None
) -> keyset.Page[ListRow]:
    """The sheets that a user, as one of the two assessors or who began them, has not brought to an end."""
    return _page(_mine(reach, user_id), BY_DATE, size, cursor)


def count_mine(reach: Scope, user_id: int | None) -> int:
    return _mine(reach, user_id).count()


def _due(reach: Scope, by: date) -> SheetRows:
    same = Sheet.objects.for_the_system().filter(person=OuterRef("person"), scale=OuterRef("scale"))
    later = Q(base_date__gt=OuterRef("base_date")) | Q(
        base_date=OuterRef("base_date"), concluded_at__gt=OuterRef("concluded_at")
    )
    rows: SheetRows = _within(reach).filter(
        ~Exists(same.filter(later, state__in=STANDING)),
        ~Exists(same.filter(state__in=OPEN)),
        state__in=STANDING,
        due_on__lte=by,
        person__death_date__isnull=True,
    )
    return rows


def _disputed(reach: Scope) -> SheetRows:
    open_ones = Dispute.objects.filter(sheet=OuterRef("pk"), dropped_at=None, settled_by=None)
    deadline = open_ones.values("sheet").annotate(first=Min("deadline")).values("first")
    rows: SheetRows = _within(reach).filter(state=SheetState.DISPUTED.value).annotate(deadline=deadline)
    return rows


def _ready(reach: Scope) -> SheetRows:
    rows: SheetRows = _within(reach).filter(state=SheetState.SIGNED.value)
    return rows


def _mine(reach: Scope, user_id: int | None) -> SheetRows:
    hers = Q(first=user_id) | Q(second=user_id) | Q(begun_by=user_id)
    rows: SheetRows = _within(reach).filter(hers if user_id else Q(), state__in=OPEN)
    return rows


def _within(reach: Scope) -> SheetRows:
    rows: SheetRows = Sheet.objects.reached_by(reach).annotate(home=F("person__home_division_id"))
    return rows


def _page(rows: SheetRows, order: keyset.Order, size: int, cursor: str | None) -> keyset.Page[ListRow]:
    page = keyset.page(rows, order, size, cursor)
    return keyset.Page(_shown(page.rows), page.next, page.previous)


def _shown(rows: Sequence[Sheet]) -> list[ListRow]:
    people = persons.names(row.person_id for row in rows)
    return [
        ListRow(line, people[line.person], row.home, getattr(row, "deadline", None))  # type: ignore[attr-defined]
        for row, line in zip(rows, lines(rows), strict=True)
    ]
