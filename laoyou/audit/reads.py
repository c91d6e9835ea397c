"""Reading the trail, and proving it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet, Subquery

from laoyou.access.types import Scope, ScopeKind
from laoyou.audit.core.chain import CHAINED, GENESIS, link
from laoyou.audit.models import Entry, Head
from laoyou.audit.types import EntryRecord, Fault, Outcome, Verdict
from laoyou.store import keyset

NEWEST_FIRST = keyset.Order(("-id",))
BLOCK = 5000
"""How many rows a walk along a chain reads at a time."""

Report = Callable[[int, int], None]


def _silent(done: int, total: int) -> None:
    """Nobody is waiting."""


@dataclass(frozen=True, slots=True)
class Filter:
    """What an investigator asks for; empty fields ask nothing."""

    person_id: int | None = None
    user_id: int | None = None
    act: str = ""
    outcome: str = ""
    object_kind: str = ""
    object_id: str = ""
    since: datetime | None = None
    until: datetime | None = None


def entries(
    reach: Scope, asked: Filter, *, size: int = 50, cursor: str | None = None
) -> keyset.Page[EntryRecord]:
    """Entries on subjects, or by users, within `reach`, newest first."""
    page = keyset.page(_asked(reach, asked), NEWEST_FIRST, size, cursor)
    return keyset.Page([_record(row) for row in page.rows], page.next, page.previous)


def count(reach: Scope, asked: Filter) -> int:
    return _asked(reach, asked).count()


def digest_of(act: str, object_kind: str, object_id: str) -> tuple[int, bytes] | None:
    """The count and the digest that the last done entry of an act on a thing bears, None without one."""
    rows = Entry.objects.filter(
        act=act, object_kind=object_kind, object_id=object_id, outcome=Outcome.DONE.value
    )
    found = rows.order_by("-id").values_list("count", "digest").first()
    return (int(found[0]), bytes(found[1])) if found else None


def _asked(reach: Scope, asked: Filter) -> QuerySet[Entry]:
    rows = Entry.objects.filter(_within(reach))
    exact = {
        "person_id": asked.person_id,
        "user_id": asked.user_id,
        "act": asked.act,
        "outcome": asked.outcome,
        "object_kind": asked.object_kind,
        "object_id": asked.object_id,
        "at__gte": asked.since,
        "at__lt": asked.until,
    }
    return rows.filter(**{name: value for name, value in exact.items() if value not in (None, "")})


def _within(reach: Scope) -> Q:
    match reach.kind:
        case ScopeKind.EVERYTHING:
            return Q()
        case ScopeKind.DIVISION:
            low, high = reach.division_bounds() or ("", "")
            return Q(division__gte=low, division__lt=high) | Q(acting_for__startswith=str(reach))
        case _:
            return Q(acting_for=str(reach))


def _record(row: Entry) -> EntryRecord:
    return EntryRecord(
        id=row.id,
        chain=row.chain,
        seq=row.seq,
        act_id=row.act_id,
        within=row.within,
        at=row.at,
        user_id=row.user_id,
        user_name=row.user_name,
        role=row.role,
        acting_for=row.acting_for,
        act=row.act,
        outcome=Outcome(row.outcome),
        person_id=row.person_id,
        object_kind=row.object_kind,
        object_id=row.object_id,
        count=row.count,
        division=row.division,
        purpose=row.purpose,
    )


def verify(report: Report = _silent) -> Verdict:
    """Walk every chain from its first entry and name the first fault of each.

    Finds an altered row (its hash does not follow from its words), a missing one (a gap in the numbers),
    a reordered one (numbers or links exchanged), a cut tail (the head knows of more) and a forged one.

    Acts go on meanwhile: a chain is walked as far as its head said at the beginning. Rows are read in blocks,
    each by a statement of its own, so that the walk fills no memory and holds back nothing in the database.
    `report(rows walked, rows there are)` is called before the first block and after each.
    """
    # Chains before heads: one that is born in between has its head.
    with_rows = set(Entry.objects.order_by().values_list("chain", flat=True).distinct())
    known = {head.chain: head for head in Head.objects.all()}
    progress = _Progress(report, sum(head.seq for head in known.values()))
    rows: dict[str, int] = {}
    heads: dict[str, str] = {}
    faults: list[Fault] = []
    for chain in sorted(known.keys() | with_rows):
        head = known.get(chain)
        rows[chain], last, fault = _walk(chain, head, progress)
        heads[chain] = last.hex()
        fault = fault or _tail(chain, rows[chain], last, head)
        if fault:
            faults.append(fault)
    return Verdict(rows, heads, tuple(faults))


def entry_with(hash: bytes) -> EntryRecord | None:
    """The entry that bears a hash which somebody wrote down earlier; None when no chain passes through it."""
    row = Entry.objects.filter(hash=hash).first()
    return None if row is None else _record(row)


def entry_of(act_id: UUID) -> EntryRecord | None:
    """The entry of one act, for rows that name the act which wrote them; None when there is none."""
    row = Entry.objects.filter(act_id=act_id).first()
    return None if row is None else _record(row)


class _Progress:
    """How many rows of all chains are walked, told as it grows."""

    def __init__(self, report: Report, total: int) -> None:
        self._report, self._total, self._done = report, total, 0
        self.add(0)

    def add(self, rows: int) -> None:
        self._done += rows
        self._report(self._done, self._total)


def _walk(chain: str, head: Head | None, progress: _Progress) -> tuple[int, bytes, Fault | None]:
    previous, read = GENESIS, 0
    for block in _blocks(chain, head):
        for row in block:
            fault = _fault(chain, row, read + 1, previous)
            if fault:
                return read, previous, fault
            previous, read = bytes(row.hash), read + 1
        progress.add(len(block))
    return read, previous, None


def _blocks(chain: str, head: Head | None) -> Iterator[list[Entry]]:
    """The rows of a chain up to its head, all of them when it has none, `BLOCK` at a time."""
    rows = Entry.objects.filter(chain=chain).order_by("seq")
    if head is not None:
        rows = rows.filter(seq__lte=head.seq)
    block = list(rows[:BLOCK])
    while block:
        yield block
        block = list(rows.filter(seq__gt=block[-1].seq)[:BLOCK])


def _fault(chain: str, row: Entry, expected: int, previous: bytes) -> Fault | None:
    if row.seq != expected:
        return Fault(chain, expected, "missing", f"第 {expected} 条不见了。")
    own = [getattr(row, name) for name in CHAINED]
    if link(bytes(row.previous), own) != bytes(row.hash):
        return Fault(chain, row.seq, "altered", f"第 {row.seq} 条的内容与当时登记的不一致，被改动过。")
    if bytes(row.previous) == previous:
        return None
    if Entry.objects.filter(chain=chain, hash=row.previous).exists():
        return Fault(chain, row.seq, "reordered", f"第 {row.seq} 条不在原来的位置，顺序被改动。")
    return Fault(chain, row.seq - 1, "missing", f"第 {row.seq - 1} 条已不是原来那一条：被删除或整条替换。")


def _tail(chain: str, read: int, last: bytes, head: Head | None) -> Fault | None:
    if head is None:
        return Fault(chain, read + 1, "truncated", "这条链的末端登记不见了，最后几条可能已被删除。")
    if head.seq > read:
        lost = f"第 {read + 1} 条及以后应有 {head.seq - read} 条，现在没有。"
        return Fault(chain, read + 1, "truncated", lost)
    if bytes(head.hash) != last:
        return Fault(chain, read, "altered", f"第 {read} 条与末端登记的指纹对不上，被整条替换过。")
    added = _first_beyond_head(chain)
    if added is not None:
        return Fault(chain, added, "added", f"第 {added} 条及以后不是系统登记的，是后来加进来的。")
    return None


def _first_beyond_head(chain: str) -> int | None:
    """The first row of which the chain's head, as it is by now, does not know: both read in one statement."""
    head = Head.objects.filter(pk=chain).values("seq")
    beyond = Entry.objects.filter(chain=chain, seq__gt=Subquery(head)).order_by("seq")
    return beyond.values_list("seq", flat=True).first()
