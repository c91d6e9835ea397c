"""Finding the line of column names in a sheet, the layout they belong to, and the field of each column."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from laoyou.kernel.errors import Invalid
from laoyou.people.core.rosters import LAYOUTS, Column, Field, Layout
from laoyou.people.types import SOURCE_LABELS, Source

SEARCHED_LINES = 10
FEWEST_KNOWN = 2
_ASIDE = re.compile(r"[（(](?:必填|选填|可不填|可空|示例|如有)[^）)]*[）)]")
_MARKS = re.compile(r"[\s*＊:：、,，.。\"'“”]+")


@dataclass(frozen=True, slots=True)
class Match:
    """Which column (by its place in the sheet) holds which field, and what the layout still wants."""

    layout: Layout
    columns: Mapping[Field, int]
    missing: tuple[Column, ...]
    known: int


@dataclass(frozen=True, slots=True)
class Heading:
    """The line of column names: its place among the lines looked at (from 0) and the names."""

    line: int
    headers: tuple[str, ...]
    match: Match


def plain(header: str) -> str:
    """A header without what people add to it: 姓名（必填）* is 姓名."""
    text = unicodedata.normalize("NFKC", header)
    return _MARKS.sub("", _ASIDE.sub("", text)).lower()


def layouts_of(source: Source) -> tuple[Layout, ...]:
    return tuple(layout for layout in LAYOUTS if layout.source is source)


def match(headers: Sequence[str], layout: Layout, chosen: Mapping[str, str] | None = None) -> Match:
    """The fields of the headers. `chosen` (header to field, "" for none) goes before what is known."""
    told = {plain(header): field for header, field in (chosen or {}).items()}
    names = [plain(header) for header in headers]
    found: dict[Field, int] = {}
    for place, name in enumerate(names):
        if told.get(name) in set(Field):
            found.setdefault(Field(told[name]), place)
    free = [place for place, name in enumerate(names) if name and name not in told]
    for column in layout.columns:
        wanted = [plain(column.header), *map(plain, column.synonyms)]
        places = [place for word in wanted for place in free if names[place] == word]
        if places and column.field not in found:
            found[column.field] = places[0]
            free.remove(places[0])
    missing = tuple(column for column in layout.columns if column.required and column.field not in found)
    fitting = {field: place for field, place in found.items() if layout.has(field)}
    return Match(layout, fitting, missing, len(fitting))


def find(
    lines: Sequence[Sequence[str]], source: Source, chosen: Mapping[str, str] | None = None
) -> Heading | None:
    """The line that names most columns of one of the source's layouts; None when none names two."""
    best: Heading | None = None
    for number, line in enumerate(lines[:SEARCHED_LINES]):
        for layout in layouts_of(source):
            fit = match(line, layout, chosen)
            if best is None or _rank(fit) > _rank(best.match):
                best = Heading(number, tuple(line), fit)
    return best if best is not None and _is_heading(best.match) else None


def _is_heading(fit: Match) -> bool:
    """Two columns known, the name or the number among them: a title or a list of things has neither."""
    return fit.known >= FEWEST_KNOWN and bool({Field.NAME, Field.NUMBER} & fit.columns.keys())


def _rank(fit: Match) -> tuple[int, int]:
    """Complete layouts first, then the most columns known."""
    return fit.known - 3 * len(fit.missing), fit.known


def check(heading: Heading | None, lines: Sequence[Sequence[str]], source: Source) -> Heading:
    """The heading, or Invalid `header` saying what is missing, what was found and what to do."""
    if heading is None:
        raise Invalid(f"{_not_found(lines)}{_expected(source)}", "header")
    if heading.match.missing:
        wanted = "、".join(f"“{column.header}”" for column in heading.match.missing)
        found = "、".join(header for header in heading.headers if header) or "没有内容"
        raise Invalid(
            f"按“{heading.match.layout.title}”读这张表，还缺 {wanted} 这一列。"
            f"第 {heading.line + 1} 行的表头是：{found}。请补上这一列，或在“对应表头”里指明它是哪一列。",
            "header",
        )
    return heading


def _not_found(lines: Sequence[Sequence[str]]) -> str:
    first = next((line for line in lines if sum(bool(cell) for cell in line) > 1), ())
    words = "、".join(cell[:20] for cell in first if cell)[:120]
    seen = f"看到的第一行是：{words}。" if words else ""
    return f"前 {SEARCHED_LINES} 行里没有找到表头。{seen}"


def _expected(source: Source) -> str:
    titles = "、".join(f"“{layout.title}”" for layout in layouts_of(source))
    if not titles:
        return f"“{SOURCE_LABELS[source]}”没有可以导入的名册，请改选来源。"
    return f"来源“{SOURCE_LABELS[source]}”可以导入 {titles}，请确认来源选对了，或下载模板对照表头。"


def digest(headers: Sequence[str]) -> str:
    """A name for a set of headers, under which their mapping is remembered."""
    return hashlib.sha256("\x1f".join(map(plain, headers)).encode()).hexdigest()
