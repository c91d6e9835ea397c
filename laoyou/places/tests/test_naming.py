"""How divisions are called."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from laoyou.places.core.naming import short_name, stem

HAN = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x4FFF), min_size=2, max_size=6)
COMMITTEES = st.sampled_from(
    [
        "",
        "社区",
        "村",
        "居委会",
        "村委会",
        "社区居委会",
        "社区居民委员会",
        "居民委员会",
        "村民委员会",
        "街道办事处",
        "镇",
    ]
)


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("新华社区居民委员会", "新华社区"),
        ("新华社区居委会", "新华社区"),
        ("新华居委会", "新华社区"),
        ("新华居民委员会", "新华社区"),
        ("富民村村民委员会", "富民村"),
        ("新发村委会", "新发村"),
        ("永丰朝鲜族村委会", "永丰朝鲜族村"),
        ("白音嘎查村民委员会", "白音嘎查"),
        ("二马路街道办事处", "二马路街道"),
        ("新华社区", "新华社区"),
        ("友谊农场第一管理区", "友谊农场第一管理区"),
        ("苏正办事处", "苏正办事处"),
        ("村委会", "村委会"),
    ],
)
def test_a_committee_is_called_by_its_place(name: str, short: str) -> None:
    assert short_name(name) == short


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("新华社区居委会", "新华"),
        ("新华村", "新华"),
        ("二马路街道", "二马路"),
        ("尖山区", "尖山"),
        ("马村", "马村"),
        ("宝清县", "宝清"),
    ],
)
def test_the_stem_leaves_the_kind_away_but_never_all(name: str, bare: str) -> None:
    assert stem(name) == bare


@given(HAN, COMMITTEES)
def test_a_short_name_is_not_shortened_again(base: str, ending: str) -> None:
    once = short_name(base + ending)

    assert short_name(once) == once


@given(HAN, COMMITTEES)
def test_no_name_becomes_empty_or_longer_than_it_was(base: str, ending: str) -> None:
    name = base + ending

    assert 2 <= len(stem(name)) <= len(short_name(name)) <= len(name)


@given(HAN)
def test_all_spellings_of_one_community_have_one_short_name(base: str) -> None:
    spellings = ["社区", "居委会", "居民委员会", "社区居委会", "社区居民委员会"]

    assert len({short_name(base + ending) for ending in spellings}) == 1
