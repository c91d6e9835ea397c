"""A signature as it was drawn: strokes on a pad of WIDTH by HEIGHT, each stroke x0, y0, x1, y1, ..."""

from __future__ import annotations

from typing import Any

from laoyou.kernel.errors import Invalid

WIDTH, HEIGHT = 600, 200
MOST_STROKES = 120
MOST_NUMBERS = 8000

Strokes = tuple[tuple[int, ...], ...]


def checked(value: Any) -> Strokes:
    """The strokes of a signature; none for nothing drawn. Invalid `strokes` for anything else."""
    if value is None or value == []:
        return ()
    if not isinstance(value, list) or len(value) > MOST_STROKES:
        raise _strange()
    drawn = tuple(_stroke(one) for one in value)
    if sum(len(one) for one in drawn) > MOST_NUMBERS:
        raise _strange()
    return drawn


def paths(strokes: Strokes) -> tuple[str, ...]:
    """Each stroke as the points of an SVG polyline."""
    return tuple(" ".join(f"{x},{y}" for x, y in zip(one[::2], one[1::2], strict=True)) for one in strokes)


def _stroke(value: Any) -> tuple[int, ...]:
    if not isinstance(value, list) or len(value) < 4 or len(value) % 2:
        raise _strange()
    for place, one in enumerate(value):
        if type(one) is not int or not 0 <= one <= (HEIGHT if place % 2 else WIDTH):
            raise _strange()
    return tuple(value)


def _strange() -> Invalid:
    return Invalid("签字没有收完整，请清除后重新签。", "strokes")
