"""Whether a row and a person are the same: by number, or by name, birth and residence with a score.

Nothing is merged on a score. A score only decides whether a person is asked to look.
"""

from __future__ import annotations

from datetime import date

from laoyou.kernel.names import similarity

NAME_WEIGHT, BIRTH_WEIGHT, HOME_WEIGHT = 0.5, 0.3, 0.2
WORTH_A_LOOK = 0.7
"""From here on a person is asked: the same name and birth, or the same name in the same village."""
SAME_NAME = 0.8
"""Two spellings of one name: a variant or a homophone in it. Below, one number has two different owners."""
_NEARNESS = ((12, 1.0), (9, 0.6), (6, 0.3))


def near(one: str | None, other: str | None) -> float:
    """1 in one village, 0.6 in one town, 0.3 in one county, else 0."""
    if not one or not other:
        return 0.0
    return next((value for length, value in _NEARNESS if one[:length] == other[:length]), 0.0)


def score(
    names: tuple[str, str], births: tuple[date | None, date | None], homes: tuple[str | None, str | None]
) -> float:
    """From 0 to 1: how much speaks for one person. What is not known speaks neither way and adds nothing."""
    born = births[0] is not None and births[0] == births[1]
    return round(NAME_WEIGHT * similarity(*names) + BIRTH_WEIGHT * born + HOME_WEIGHT * near(*homes), 4)
