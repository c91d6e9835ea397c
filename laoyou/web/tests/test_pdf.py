"""Paper as PDF: whole with the fonts that are built, and careful with what it is given."""

from __future__ import annotations

from pathlib import Path

import pytest

from laoyou.web import pdf
from laoyou.web.pdf import Drawn, Paper

needs_fonts = pytest.mark.skipif(not pdf.has_fonts(), reason="the fonts are not built: make frontend")
STROKES = [[10, 20, 30, 40, 50, 60]]


def paper() -> Paper:
    found = Paper("评估报告", "评估报告 PG1")
    found.head("GB/T 42195-2022")
    found.pairs([("姓名", "李小华"), ("住所", "新华社区"), ("说明", "奇数个也行")])
    found.heading("结论")
    found.large("中度失能")
    found.table(("项目", "得分"), [("进食", "4")] * 60, (0.7, 0.3))
    found.words("签字如下。")
    found.words("小字。", small=True)
    found.space()
    found.drawings(
        [Drawn("评估员", "医护", STROKES, "", 600, 200), Drawn("家属", "", (), "签在纸质表上", 600, 200)]
    )
    return found


@needs_fonts
def test_a_document_has_pages_and_embeds_the_characters_that_it_uses() -> None:
    found = paper().bytes()

    assert found.startswith(b"%PDF")
    assert found.count(b"/Type /Page\n") >= 2
    assert b"NotoSansSC-Bold" in found
    assert len(found) < 200_000


@needs_fonts
def test_words_with_signs_of_markup_are_only_words() -> None:
    found = Paper("<b>标题", "& 页脚 <")
    found.words("<para>不是标记</b> & < >")
    found.pairs([("<i>", "</i>")])

    assert found.bytes().startswith(b"%PDF")


@needs_fonts
def test_a_rare_character_of_a_name_is_drawn_and_a_missing_one_breaks_nothing() -> None:
    found = Paper("㬎喆珺", "\U0002a6d6")

    found.words("㬎喆珺")

    assert found.bytes().startswith(b"%PDF")


def test_whether_the_fonts_are_built_is_told_before_anything_is_drawn(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(pdf, "FONTS", tmp_path)

    assert not pdf.has_fonts()
