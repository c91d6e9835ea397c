"""How a name is kept."""

from __future__ import annotations

import pytest

from laoyou.kernel.errors import Invalid
from laoyou.people.core.spelling import UNREADABLE, Spelling, spelled


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (" 李 小华 ", Spelling("李小华", "lixiaohua", "lxh")),
        ("欧阳小华", Spelling("欧阳小华", "ouyangxiaohua", "oyxh")),
        ("Anna Schmidt", Spelling("Anna Schmidt", "annaschmidt", "as")),
        ("阿布都.热西提", Spelling("阿布都·热西提", "abudurexiti", "abdrxt")),
    ],
)
def test_a_name_is_kept_in_one_spelling_with_its_pinyin(text: str, kept: Spelling) -> None:
    assert spelled(text) == kept


def test_a_name_that_cannot_be_read_is_sorted_last() -> None:
    assert spelled("？").pinyin == UNREADABLE > "zhang"


def test_a_long_name_fits_its_columns() -> None:
    kept = spelled("庄" * 64)

    assert (len(kept.pinyin), len(kept.initials)) == (160, 32)


@pytest.mark.parametrize(
    ("text", "code"), [("", "name_empty"), (" \u200b", "name_empty"), ("李" * 65, "name_long")]
)
def test_no_name_and_an_endless_name_are_refused(text: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        spelled(text)

    assert refused.value.code == code
