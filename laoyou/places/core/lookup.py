"""Finding divisions by the names that bureaus write. Plain dictionaries, built once for many rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from laoyou.access.types import division_key
from laoyou.places.core.codes import RANKS, ancestors, level_of
from laoyou.places.core.naming import COMMITTEE_WORDS, SHORTEST_STEM, short_name, spoken, stem
from laoyou.places.types import Level, NameMatch

EVERYWHERE = ""
_BETWEEN = "-·/、,，;；.|>→_"
_WIDE = (Level.PROVINCE, Level.CITY, Level.COUNTY)
_NOTHING = NameMatch((), "")


@dataclass(slots=True)
class _Table:
    """The names below one division: as they are written, and as they are written carelessly."""

    exact: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    loose: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    longest: int = 0


class NameIndex:
    """Names to codes. A lookup answers all candidates, so that an unsure row is never guessed.

    A name written in full (新华社区, 新华社区居委会) wins; only where there is none do 新华 and 新华村 count.
    """

    def __init__(self, divisions: Iterable[tuple[str, str]]) -> None:
        """`divisions`: pairs of 12-digit code and official name."""
        self._names = {code: spoken(name) for code, name in divisions}
        self._below: dict[str, list[str]] = defaultdict(list)
        for code in self._names:
            for above in (EVERYWHERE, *ancestors(code)):
                self._below[above].append(code)
        self._tables: dict[str, _Table] = {}

    def named(self, name: str, within: str = EVERYWHERE) -> tuple[str, ...]:
        """The codes of the divisions below `within` that are called `name`, at any level."""
        text = spoken(name)
        if not text:
            return ()
        table = self._table(within)
        for names, form in ((table.exact, text), (table.exact, short_name(text)), (table.loose, stem(text))):
            if form in names:
                return tuple(names[form])
        return ()

    def village(self, town: str, name: str, within: str = EVERYWHERE) -> tuple[str, ...]:
        """The villages called `name` in the towns called `town`, both as written in a sheet's two columns.

        An empty `town` leaves it open; a `name` that repeats the path above it is understood too.
        """
        text = spoken(name)
        if not text:
            return ()
        towns = self._towns(town, within) if town.strip() else (within,)
        found = {code for one in towns for code in self._villages_named(text, one)}
        return tuple(sorted(found))

    def resolve(self, text: str, within: str = EVERYWHERE) -> NameMatch:
        """The division that a path names (双鸭山市尖山区二马路街道新华社区3号楼), and what follows it.

        Levels may be left out. The reading that explains most of the text wins; equal ones are all given.
        """
        return self._descend(within, spoken(text))

    def _towns(self, name: str, within: str) -> tuple[str, ...]:
        return self.named(name, within) or self.resolve(name, within).codes

    def _villages_named(self, text: str, within: str) -> tuple[str, ...]:
        key = division_key(within)
        codes = self.named(text, within) or self._descend(EVERYWHERE, text).codes
        return tuple(c for c in codes if c.startswith(key) and level_of(c) is Level.VILLAGE)

    def _descend(self, within: str, text: str) -> NameMatch:
        best, best_score = _NOTHING, (0, 0)
        for codes, used in self._beginnings(within, text):
            for code in codes:
                deeper = self._descend(code, _rest(text[used:]))
                match = deeper if deeper.codes else NameMatch((code,), _rest(text[used:]))
                score = (len(text) - len(match.rest), RANKS[level_of(match.codes[0])])
                if score > best_score:
                    best, best_score = match, score
                elif score == best_score:
                    best = NameMatch(tuple(dict.fromkeys(best.codes + match.codes)), best.rest)
        return best

    def _beginnings(self, within: str, text: str) -> Iterator[tuple[list[str], int]]:
        """The divisions below `within` with whose name `text` begins, and how many characters that takes."""
        table = self._table(within)
        sizes = range(min(len(text), table.longest), 0, -1)
        exact = [(codes, size) for size in sizes if (codes := table.exact.get(text[:size]))]
        if exact:
            yield from exact
            return
        # 新华 may stand for 新华社区 only where nothing follows; 尖山 for 尖山区 before more text too.
        if whole := table.loose.get(stem(text)):
            yield whole, len(text)
        for size in sizes:
            wide = [code for code in table.loose.get(text[:size], ()) if level_of(code) in _WIDE]
            if wide:
                yield wide, size

    def _table(self, within: str) -> _Table:
        table = self._tables.get(within)
        if table is None:
            table = self._tables[within] = _Table()
            for code in self._below.get(within, ()):
                self._enter(table, code)
        return table

    def _enter(self, table: _Table, code: str) -> None:
        name = self._names[code]
        for written in {name, short_name(name)}:
            table.exact[written].append(code)
            table.longest = max(table.longest, len(written))
        for careless in self._careless(code, name):
            table.loose[careless].append(code)

    def _careless(self, code: str, name: str) -> set[str]:
        """新华 for 新华社区; 第一管理区 for 友谊农场第一管理区 in 友谊农场."""
        forms = {stem(name)}
        above = ancestors(code)
        parent = self._names.get(above[-1], "") if above else ""
        bare = short_name(name).removeprefix(short_name(parent))
        if parent and SHORTEST_STEM <= len(bare) < len(short_name(name)):
            forms |= {bare, stem(bare)}
        return forms


def _rest(text: str) -> str:
    """What follows a name, without the committee's words and the marks that stand between levels."""
    for word in COMMITTEE_WORDS:
        text = text.removeprefix(word)
    return text.lstrip(_BETWEEN)
