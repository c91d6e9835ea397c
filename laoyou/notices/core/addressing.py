"""How a letter begins: to whom it is, by his name, age, and whether he lives."""

from __future__ import annotations

from datetime import date

GROWN_UP, OLD = 18, 60


def salutation(name: str, born: date | None, died: date | None, on: date) -> str:
    """The first line of a letter written on a day: to the person, the parents of a child, or the family of
    somebody who has died.
    """
    if died is not None:
        return f"{name}的家属，请节哀："
    years = _years(born, on) if born else None
    if years is not None and years < GROWN_UP:
        return f"{name}的家长，您好："
    respected = "尊敬的" if years is not None and years >= OLD else ""
    elder = "老人家" if respected else ""
    return f"{respected}{name}{elder}，您好："


def _years(born: date, on: date) -> int:
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))
