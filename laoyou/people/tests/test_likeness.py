"""How likely two rows are one human being."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from laoyou.kernel.documents import DocumentKind
from laoyou.kernel.sex import Sex
from laoyou.people.core.likeness import Portrait, likeness
from laoyou.people.tests.cast import FAR_VILLAGE, TOWN_A, VILLAGE_A, VILLAGE_A2, VILLAGE_B

CARD = DocumentKind.RESIDENT_CARD
LI = Portrait(
    names=frozenset({"李小华"}),
    sex=Sex.FEMALE,
    birth_date=date(1945, 5, 4),
    divisions=frozenset({VILLAGE_A}),
    phones=frozenset({b"1"}),
    documents=frozenset({(CARD, b"1")}),
)


def test_a_row_is_wholly_like_itself() -> None:
    assert likeness(LI, LI).score == 1.0


@pytest.mark.parametrize(
    ("change", "score", "words"),
    [
        ({"names": frozenset({"李晓华"})}, 0.94, "姓名相近"),
        ({"names": frozenset({"王强", "李小华"})}, 1.0, "姓名相同"),
        ({"names": frozenset({"王强"})}, 0.55, "姓名不同"),
        ({"birth_date": date(1945, 4, 5)}, 0.85, "出生日期差一位"),
        ({"birth_date": date(1946, 5, 4)}, 0.85, "出生日期差一位"),
        ({"birth_date": date(1950, 1, 1)}, 0.7, "出生日期不同"),
        ({"birth_date": None}, 0.7, "姓名相同"),
        ({"divisions": frozenset({VILLAGE_A2})}, 0.97, "同乡镇（街道）"),
        ({"divisions": frozenset({TOWN_A})}, 0.97, "同乡镇（街道）"),
        ({"divisions": frozenset({VILLAGE_B})}, 0.91, "同县（市、区）"),
        ({"divisions": frozenset({FAR_VILLAGE})}, 0.85, "姓名相同"),
        ({"phones": frozenset()}, 0.9, "姓名相同"),
        ({"sex": Sex.MALE}, 0.7, "性别不同"),
        ({"sex": Sex.UNKNOWN}, 1.0, "姓名相同"),
        ({"documents": frozenset({(CARD, b"2")})}, 0.9, "证件号码不同"),
        ({"documents": frozenset({(DocumentKind.PASSPORT, b"2")})}, 1.0, "姓名相同"),
        ({"documents": frozenset({(CARD, b"1"), (CARD, b"2")})}, 1.0, "姓名相同"),
    ],
)
def test_each_agreement_weighs_and_each_contradiction_takes_away(
    change: dict[str, Any], score: float, words: str
) -> None:
    found = likeness(LI, replace(LI, **change))

    assert found.score == pytest.approx(score, abs=0.001)
    assert words in found.grounds


def test_two_rows_of_which_nothing_is_known_have_no_grounds() -> None:
    nobody = Portrait(frozenset(), Sex.UNKNOWN, None, frozenset(), frozenset(), frozenset())

    assert likeness(nobody, nobody).score == 0.0
    assert likeness(nobody, nobody).grounds == ("姓名不同",)


portraits = st.builds(
    Portrait,
    names=st.frozensets(st.sampled_from(["李小华", "李晓华", "王强", "劉芳"]), max_size=2),
    sex=st.sampled_from(Sex),
    birth_date=st.none() | st.dates(date(1930, 1, 1), date(1931, 1, 1)),
    divisions=st.frozensets(st.sampled_from([VILLAGE_A, VILLAGE_A2, VILLAGE_B, FAR_VILLAGE]), max_size=2),
    phones=st.frozensets(st.sampled_from([b"1", b"2"])),
    documents=st.frozensets(
        st.tuples(st.sampled_from(DocumentKind), st.sampled_from([b"1", b"2"])), max_size=2
    ),
)


@given(portraits, portraits)
def test_likeness_is_symmetric_and_between_nothing_and_one(one: Portrait, other: Portrait) -> None:
    found = likeness(one, other)

    assert 0.0 <= found.score <= 1.0
    assert found.score == likeness(other, one).score
    assert sorted(found.grounds) == sorted(likeness(other, one).grounds)
