"""Paper as PDF, in Chinese, on a machine that has no fonts: the font is built with the front end.

`Paper` collects what stands on it, top to bottom, and gives the bytes. Only the characters that are used are
embedded. Words are taken as they are: they carry no mark-up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from io import BytesIO
from itertools import chain
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from reportlab.graphics.shapes import Drawing, PolyLine
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import KeepTogether, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

FONTS = Path(__file__).parent / "fonts"
REGULAR, BOLD = "NotoSansSC-Regular", "NotoSansSC-Bold"
MARGIN = 18 * mm
WIDTH = A4[0] - 2 * MARGIN - 12
LINE = colors.HexColor("#999999")
SHADE = colors.HexColor("#F2F2F2")


@dataclass(frozen=True, slots=True)
class Drawn:
    """A drawing of strokes (x0, y0, x1, y1, ... on a pad of `wide` by `high`), or words in its place."""

    label: str
    note: str
    strokes: Sequence[Sequence[int]]
    words: str
    wide: int
    high: int


def has_fonts() -> bool:
    """Whether the fonts are built (`make frontend`)."""
    return all((FONTS / f"{name}.ttf").is_file() for name in (REGULAR, BOLD))


@cache
def _ready() -> None:
    for name in (REGULAR, BOLD):
        pdfmetrics.registerFont(TTFont(name, FONTS / f"{name}.ttf"))
        pdfmetrics.registerFontFamily(name, normal=name, bold=name, italic=name, boldItalic=name)


def _style(size: float, *, bold: bool = False, **more: Any) -> ParagraphStyle:
    return ParagraphStyle(
        f"{size}{bold}{sorted(more)}",
        fontName=BOLD if bold else REGULAR,
        fontSize=size,
        leading=size * 1.5,
        wordWrap="CJK",
        **more,
    )


TEXT, STRONG, SMALL = _style(9.5), _style(9.5, bold=True), _style(8)
HEADING = _style(11.5, bold=True, spaceBefore=9, spaceAfter=4, keepWithNext=1)
TITLE = _style(17, bold=True, alignment=1)
UNDER_TITLE = _style(9.5, alignment=1, spaceAfter=8)
LARGE = _style(15, bold=True, spaceAfter=2)


@dataclass
class Paper:
    """An A4 document under one title; `foot` stands at the bottom of every page beside its number."""

    title: str
    foot: str
    _story: list[Any] = field(default_factory=list)

    def __post_init__(self) -> None:
        _ready()

    def head(self, under: str) -> None:
        self._story += [Paragraph(escape(self.title), TITLE), Paragraph(escape(under), UNDER_TITLE)]

    def heading(self, words: str) -> None:
        self._story.append(Paragraph(escape(words), HEADING))

    def large(self, words: str) -> None:
        self._story.append(Paragraph(escape(words), LARGE))

    def words(self, text: str, *, small: bool = False) -> None:
        self._story.append(Paragraph(escape(text), SMALL if small else TEXT))

    def pairs(self, pairs: Sequence[tuple[str, str]], *, columns: int = 2) -> None:
        """Names and values, so many beside each other."""
        cells = [[_cell(name, STRONG), _cell(value, TEXT)] for name, value in pairs]
        cells += [[_cell("", TEXT), _cell("", TEXT)]] * (-len(cells) % columns)
        rows = [list(chain(*cells[place : place + columns])) for place in range(0, len(cells), columns)]
        name, value = 24 * mm, WIDTH / columns - 24 * mm
        style = [("GRID", (0, 0), (-1, -1), 0.5, LINE), ("VALIGN", (0, 0), (-1, -1), "MIDDLE")]
        style += [("BACKGROUND", (2 * one, 0), (2 * one, -1), SHADE) for one in range(columns)]
        self._add(Table(rows, [name, value] * columns), style)

    def table(self, head: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[float]) -> None:
        """A table whose head is repeated on every page; widths are shares of the page, 1 in all."""
        cells = [[_cell(one, STRONG) for one in head]]
        cells += [[_cell(one, TEXT) for one in row] for row in rows]
        style = [("GRID", (0, 0), (-1, -1), 0.5, LINE), ("BACKGROUND", (0, 0), (-1, 0), SHADE)]
        style += [("VALIGN", (0, 0), (-1, -1), "MIDDLE")]
        self._add(Table(cells, [WIDTH * share for share in widths], repeatRows=1), style)

    def drawings(self, drawn: Sequence[Drawn]) -> None:
        """Signatures beside each other, kept together on one page."""
        wide = WIDTH / len(drawn)
        pads = [_pad(one, wide - 6 * mm) for one in drawn]
        labels = [
            [Paragraph(escape(words), SMALL) for words in (one.label, one.note) if words] for one in drawn
        ]
        box = Table([pads, labels], [wide] * len(drawn), [22 * mm, None])
        box.setStyle(
            TableStyle([("GRID", (0, 0), (-1, -1), 0.5, LINE), ("VALIGN", (0, 0), (-1, 0), "MIDDLE")])
        )
        self._story += [KeepTogether([box]), Spacer(1, 3 * mm)]

    def space(self) -> None:
        self._story.append(Spacer(1, 3 * mm))

    def bytes(self) -> bytes:
        """The finished document."""
        out = BytesIO()
        document = SimpleDocTemplate(
            out,
            pagesize=A4,
            leftMargin=MARGIN,
            rightMargin=MARGIN,
            topMargin=MARGIN,
            bottomMargin=MARGIN,
            title=self.title,
            lang="zh-CN",
        )
        document.build(list(self._story), onFirstPage=self._bottom, onLaterPages=self._bottom)
        return out.getvalue()

    def _add(self, table: Table, style: list[Any]) -> None:
        pads = [("TOPPADDING", (0, 0), (-1, -1), 2), ("BOTTOMPADDING", (0, 0), (-1, -1), 4)]
        table.setStyle(TableStyle([*style, *pads]))
        self._story += [table, Spacer(1, 2 * mm)]

    def _bottom(self, canvas: Any, document: Any) -> None:
        canvas.saveState()
        canvas.setFont(REGULAR, 7.5)
        canvas.drawString(MARGIN, 10 * mm, self.foot)
        canvas.drawRightString(A4[0] - MARGIN, 10 * mm, f"第 {document.page} 页")
        canvas.restoreState()


def _cell(words: str, style: ParagraphStyle) -> Paragraph:
    return Paragraph(escape(words), style)


def _pad(one: Drawn, wide: float) -> Any:
    if not one.strokes:
        return Paragraph(escape(one.words), STRONG)
    scale = min(wide / one.wide, 18 * mm / one.high)
    drawing = Drawing(one.wide * scale, one.high * scale)
    for stroke in one.strokes:
        points = [
            number * scale if place % 2 == 0 else (one.high - number) * scale
            for place, number in enumerate(stroke)
        ]
        drawing.add(PolyLine(points, strokeWidth=1.4, strokeLineCap=1, strokeLineJoin=1))
    return drawing
