"""Reading a bureau's list of organisations (xlsx or CSV): every row checked, every refusal in words.

The heading may stand below a title and group headings. Columns: 机构名称, 机构类型 and 区划代码 are needed;
统一社会信用代码, 地址, 床位数, 托位数, 负责人, 电话, 登记机关 are optional.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

from laoyou.access.types import division_key
from laoyou.kernel import credit_code, names, phone
from laoyou.kernel.errors import Invalid
from laoyou.kernel.text import compact
from laoyou.orgs.core import words
from laoyou.orgs.types import NewOrganisation, OrganisationKind, Roster, RosterFault, RosterRow
from laoyou.places.types import KEY_DIGITS, LEVEL_LABELS
from laoyou.web.handed_in import Cells, lines_of

NEEDED = ("机构名称", "机构类型", "区划代码")
OPTIONAL = ("统一社会信用代码", "地址", "床位数", "托位数", "负责人", "电话", "登记机关")
HEADING_WITHIN = 10
LONGEST_NAME = 100
LONGEST_ADDRESS = 200
LONGEST_OFFICER = 64


def read_roster(content: bytes, divisions: Collection[str]) -> Roster:
    """Read a whole list; `divisions` are the 12-digit codes that exist.

    Raises Invalid for a file that cannot be read as a list at all: codes of web.handed_in,
    `roster_heading`, `roster_empty`. A faulty row is a fault of that row alone.
    """
    lines = lines_of(content)
    at, columns = _heading(lines)
    rows: list[RosterRow] = []
    faults: list[RosterFault] = []
    for number, cells in enumerate(lines[at + 1 :], start=at + 2):
        if not any(cells):
            continue
        try:
            rows.append(replace(_row(number, _Reader(cells, columns), divisions), cells=cells))
        except Invalid as refused:
            faults.append(RosterFault(number, refused.message, cells))
    if not rows and not faults:
        raise Invalid("表中只有表头，没有机构。请填写后再导入。", "roster_empty")
    return Roster(lines[at], *_without_twins(rows, faults, lines))


class _Reader:
    """One row by the names of its columns."""

    def __init__(self, cells: Cells, columns: dict[str, int]) -> None:
        self._cells = cells
        self._columns = columns

    def has(self, column: str) -> bool:
        return column in self._columns

    def text(self, column: str) -> str:
        place = self._columns.get(column)
        return "" if place is None or place >= len(self._cells) else self._cells[place]

    def needed(self, column: str) -> str:
        text = self.text(column)
        if not text:
            raise Invalid(f"“{column}”没有填写，请补上。", "roster_missing", column)
        return text

    def within(self, column: str, longest: int) -> str:
        """The text in one line, not longer than the register keeps."""
        text = " ".join(self.text(column).split())
        if len(text) > longest:
            raise Invalid(f"“{column}”超过 {longest} 个字，请核对是否并入了别的内容。", "roster_long", column)
        return text

    def size(self, column: str) -> int:
        text = compact(self.text(column)).removesuffix("张").removesuffix("个")
        if not text:
            return 0
        whole = text.removesuffix(".0")
        if not (whole.isascii() and whole.isdigit() and len(whole) <= 5):
            raise Invalid(f"“{column}”应为不带小数的数字，“{text}”不是，请核对。", "roster_number", column)
        return int(whole)


def _row(line: int, cells: _Reader, divisions: Collection[str]) -> RosterRow:
    word = compact(cells.needed("机构类型"))
    kind = words.kind_of(word)
    if kind is None:
        known = "、".join(words.known_kinds()[:9])
        raise Invalid(f"机构类型“{word}”不认识，可填：{known}。", "roster_kind", "机构类型")
    cells.needed("机构名称")
    name = cells.within("机构名称", LONGEST_NAME)
    beds, nursery_places = _sizes(kind, cells)
    division = _division(cells.needed("区划代码"), divisions)
    serves = words.served_level(word)
    if serves and len(division_key(division)) < KEY_DIGITS[serves]:
        raise Invalid(
            f"“{word}”的区划代码要到{LEVEL_LABELS[serves]}一级，请补全。", "roster_division", "区划代码"
        )
    return RosterRow(
        line=line,
        organisation=NewOrganisation(
            kind=kind,
            name=name,
            division=division,
            credit_code=_given(cells.text("统一社会信用代码"), lambda text: credit_code.parse(text).value),
            registrar=words.registrar_of(cells.text("登记机关")),
        ),
        tier=words.tier_of(word),
        serves=serves,
        address=cells.within("地址", LONGEST_ADDRESS),
        beds=beds,
        nursery_places=nursery_places,
        officer=names.normalise_name(cells.within("负责人", LONGEST_OFFICER)),
        phone=_given(cells.text("电话"), phone.normalise),
    )


def _sizes(kind: OrganisationKind, cells: _Reader) -> tuple[int, int]:
    """Beds and nursery places; a nursery's one number stands under 床位数 where no other column is given."""
    beds, nursery_places = cells.size("床位数"), cells.size("托位数")
    if kind is OrganisationKind.NURSERY and not cells.has("托位数"):
        return 0, beds
    return beds, nursery_places


def _division(text: str, divisions: Collection[str]) -> str:
    code = compact(text).removesuffix(".0")
    if code not in divisions:
        raise Invalid(f"区划代码“{text}”不在区划表中，应为 12 位，请核对。", "roster_division", "区划代码")
    return code


def _given(text: str, parse: Callable[[str], str]) -> str:
    return parse(text) if text else ""


def _without_twins(
    rows: Sequence[RosterRow], faults: list[RosterFault], lines: Sequence[Cells]
) -> tuple[tuple[RosterRow, ...], tuple[RosterFault, ...]]:
    """The first of two rows with the same credit code, or name and division, stays; the other is a fault."""
    first: dict[tuple[str, ...], int] = {}
    kept: list[RosterRow] = []
    for row in rows:
        new = row.organisation
        key = (new.credit_code,) if new.credit_code else (new.division, new.name)
        if key in first:
            sentence = f"与第 {first[key]} 行重复（同一家机构），请删去一行。"
            faults.append(RosterFault(row.line, sentence, lines[row.line - 1]))
            continue
        first[key] = row.line
        kept.append(row)
    return tuple(kept), tuple(sorted(faults, key=lambda fault: fault.line))


def _heading(lines: Sequence[Cells]) -> tuple[int, dict[str, int]]:
    """The line of the heading and where each known column stands in it."""
    for at, cells in enumerate(lines[:HEADING_WITHIN]):
        plain = [compact(cell).rstrip("*＊") for cell in cells]
        columns = {word: plain.index(word) for word in (*NEEDED, *OPTIONAL) if word in plain}
        if all(word in columns for word in NEEDED):
            return at, columns
    needed = "、".join(NEEDED)
    raise Invalid(f"前 {HEADING_WITHIN} 行里没有找到表头，需要有这几列：{needed}。", "roster_heading")
