import pytest
from hypothesis import given
from hypothesis import strategies as st

from laoyou.kernel.sex import LABELS, Sex
from laoyou.kernel.text import compact, half_width, plain_dashes


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("１２ａＢ", "12aB"),
        ("\ufeff张\u200b三　", "张三"),
        ("  x y ", "x y"),
        ("ﾊ㍿", "ハ株式会社"),
        ("", ""),
    ],
)
def test_text_becomes_half_width_and_loses_what_cannot_be_seen(text: str, plain: str) -> None:
    assert half_width(text) == plain


@given(st.text())
def test_doing_it_twice_changes_nothing(text: str) -> None:
    assert half_width(half_width(text)) == half_width(text)
    assert not any(character.isspace() for character in compact(text))


def test_compact_text_is_upper_case_without_the_apostrophe_of_spreadsheets() -> None:
    assert compact("' 1102 05ｘ") == "110205X"


def test_every_dash_is_one_dash() -> None:
    assert plain_dashes("1‐2–3—4−5-6") == "1-2-3-4-5-6"


def test_the_codes_of_sex_are_those_of_the_standard() -> None:
    assert {int(sex): LABELS[sex] for sex in Sex} == {0: "未知", 1: "男", 2: "女", 9: "未说明"}
