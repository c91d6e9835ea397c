"""From what a person should have, and what he holds, to what must be changed: one person, one benefit.

Everything is said of days. A run decides whole months, the present one and any that it looks back upon; of
days that it did not decide, or could not, nothing is said and nothing changes. A step lays new terms, or
none, over the days from its first to its last, whatever was held there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from laoyou.benefits.core import dues
from laoyou.benefits.types import Held, Kind, MonthLine, Terms
from laoyou.kernel.spans import DateSpan
from laoyou.policies.types import Per
from laoyou.rules.types import Period


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days that were decided, and on what terms the benefit is due for them; None when it is not."""

    span: DateSpan
    terms: Terms | None


@dataclass(frozen=True, slots=True)
class Step:
    """Terms to be laid over some days. `was`: the terms held there last; None where nothing was held."""

    kind: Kind
    span: DateSpan
    terms: Terms | None
    was: Terms | None


@dataclass(frozen=True, slots=True)
class Correction:
    """The steps in the order of their days, and the money that months before the present one lack (above
    zero) or had too much.
    """

    steps: tuple[Step, ...]
    arrears: tuple[MonthLine, ...]


@dataclass(frozen=True, slots=True)
class _Piece:
    span: DateSpan
    terms: Terms | None
    held: Terms | None


def correct(
    decided: Sequence[Stretch], held: Sequence[Held], month: Period, *, begins: date
) -> Correction:
    """What to change so that what is held on the decided days is what was decided.

    `decided` do not overlap, nor do `held`; the last stretch is open where the decision holds until further
    notice. What is not held begins no earlier than on the day `begins`: the first of the present month where
    it must be asked for. What is given once is given, and never again.
    """
    if any(one.terms.per is Per.ONCE for one in held):
        return Correction((), ())
    pieces = [piece for piece in _pieces(decided, held) if not _same(piece.terms, piece.held)]
    pieces = [piece for piece in pieces if piece.held or _begin(piece) >= begins]
    steps = tuple(map(_step, _joined(pieces)))
    return Correction(steps, _arrears(steps, held, month))


def laid_over(held: Sequence[Held], step: Step) -> tuple[Held, ...]:
    """What is held once the terms of a step are laid over its days."""
    left = [Held(rest, one.terms) for one in held for rest in one.span.minus(step.span)]
    laid = [Held(step.span, step.terms)] if step.terms else []
    return tuple(sorted([*left, *laid], key=lambda one: one.span.start or date.min))


def _pieces(decided: Sequence[Stretch], held: Sequence[Held]) -> Iterator[_Piece]:
    """The decided days, cut wherever what is held changes; in order."""
    for stretch in sorted(decided, key=lambda one: one.span.start or date.min):
        left = [stretch.span]
        found: list[_Piece] = []
        for one in held:
            common = one.span.intersect(stretch.span)
            if common is not None:
                found.append(_Piece(common, stretch.terms, one.terms))
                left = [rest for span in left for rest in span.minus(common)]
        found += [_Piece(span, stretch.terms, None) for span in left]
        yield from sorted(found, key=_begin)


def _same(one: Terms | None, other: Terms | None) -> bool:
    """Rows of one text are one law."""
    if one is None or other is None:
        return one is other
    return (one.digest, one.per, one.amount_fen) == (other.digest, other.per, other.amount_fen)


def _begin(piece: _Piece) -> date:
    return piece.span.start or date.min


def _joined(pieces: Sequence[_Piece]) -> Iterator[list[_Piece]]:
    """Neighbours that are due on the same terms, together."""
    group: list[_Piece] = []
    for piece in pieces:
        if group and not (group[-1].span.adjacent(piece.span) and _same(group[-1].terms, piece.terms)):
            yield group
            group = []
        group.append(piece)
    if group:
        yield group


def _step(group: Sequence[_Piece]) -> Step:
    first, last = group[0], group[-1]
    held = [piece.held for piece in group if piece.held]
    kind = Kind.STOP if last.terms is None else Kind.CHANGE if held else Kind.START
    return Step(kind, DateSpan(first.span.start, last.span.end), last.terms, held[-1] if held else None)


def _arrears(steps: Sequence[Step], held: Sequence[Held], month: Period) -> tuple[MonthLine, ...]:
    """Months that are over change with steps that begin before; and a year's amount, which fell due for days
    to come, with any step of the year.
    """
    first = min((step.span.start for step in steps if step.span.start), default=month.start)
    yearly = any(one.terms.per is Per.YEAR for one in held)
    if not steps or (first >= month.start and not yearly):
        return ()
    return dues.differences(held, _after(held, steps), date(first.year, 1, 1), month.start)


def _after(held: Sequence[Held], steps: Sequence[Step]) -> tuple[Held, ...]:
    now = tuple(held)
    for step in steps:
        now = laid_over(now, step)
    return now
