import pytest
from hypothesis import given
from hypothesis import strategies as st

from laoyou.kernel.names import initials, normalise_name, pinyin, pinyin_many, similarity
from laoyou.kernel.surnames import COMPOUND_SURNAMES, GIVEN_READINGS, SURNAME_READINGS

HAN_NAMES = st.text("李王张单曾区吕小晓华花明劉刘媛〇·", min_size=1, max_size=5)
NAMES = HAN_NAMES | st.text(max_size=12)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (" 李 小　华\u200b", "李小华"),
        ("阿布都・热西提", "阿布都·热西提"),
        ("阿布都•热西提", "阿布都·热西提"),
        ("阿布都.热西提", "阿布都·热西提"),
        ("阿布都．热西提", "阿布都·热西提"),
        ("阿布都 · 热西提", "阿布都·热西提"),
        ("John   Smith", "John Smith"),
        ("Ｊ.Ｓｍｉｔｈ", "J.Smith"),
        ("", ""),
    ],
)
def test_a_name_is_brought_to_one_spelling(text: str, name: str) -> None:
    assert normalise_name(text) == name


@given(NAMES)
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = normalise_name(text)
    assert normalise_name(once) == once


@pytest.mark.parametrize(
    ("name", "full", "short"),
    [
        ("李小华", "lixiaohua", "lxh"),
        ("单田芳", "shantianfang", "stf"),
        ("查良", "zhaliang", "zl"),
        ("仇英", "qiuying", "qy"),
        ("解晓东", "xiexiaodong", "xxd"),
        ("曾华", "zenghua", "zh"),
        ("区明", "ouming", "om"),
        ("盖明", "geming", "gm"),
        ("尉迟华", "yuchihua", "ych"),
        ("万俟华", "moqihua", "mqh"),
        ("令狐明", "linghuming", "lhm"),
        ("欧阳小华", "ouyangxiaohua", "oyxh"),
        ("万明", "wanming", "wm"),
        ("吕晟", "lvsheng", "ls"),
        ("阿布都·热西提", "abudurexiti", "abdrxt"),
        ("John Smith", "johnsmith", "js"),
        ("", "", ""),
        ("李\ue000明", "liming", "lm"),
    ],
)
def test_names_are_read_with_their_surnames(name: str, full: str, short: str) -> None:
    assert pinyin(name) == full
    assert initials(name) == short


def test_a_character_is_read_differently_as_surname_and_in_a_given_name() -> None:
    assert pinyin("单单") == "shandan"
    assert pinyin("解解") == "xiejie"


@given(st.lists(NAMES))
def test_reading_many_is_reading_each(names: list[str]) -> None:
    normal = [normalise_name(name) for name in names]
    assert pinyin_many(normal) == [(pinyin(name), initials(name)) for name in normal]


@given(NAMES)
def test_readings_are_plain_lower_case_letters_or_digits(text: str) -> None:
    full, short = pinyin(normalise_name(text)), initials(normalise_name(text))
    for reading in (full, short):
        assert reading == "" or (reading.isascii() and reading.isalnum() and reading == reading.lower())
    assert len(short) <= len(full)
    assert full[:1] == short[:1]


def test_the_tables_of_readings_are_plain_syllables() -> None:
    for character, reading in {**SURNAME_READINGS, **GIVEN_READINGS}.items():
        assert len(character) == 1
        assert reading.isascii()
        assert reading.isalpha()
    for surname, reading in COMPOUND_SURNAMES.items():
        assert len(surname) == len(reading.split()) == 2


@given(NAMES, NAMES)
def test_likeness_is_symmetric_and_between_nought_and_one(one: str, other: str) -> None:
    assert similarity(one, other) == similarity(other, one)
    assert 0 <= similarity(one, other) <= 1


@given(NAMES, NAMES)
def test_likeness_is_one_exactly_for_equal_names(one: str, other: str) -> None:
    assert (similarity(one, other) == 1) == (normalise_name(one) == normalise_name(other))
    assert similarity(one, f" {one} ") == 1


def test_likeness_falls_from_variant_to_homophone_to_another_character() -> None:
    variant = similarity("刘小华", "劉小华")
    homophone = similarity("李小华", "李晓华")
    other = similarity("李小华", "李大华")
    missing = similarity("李小华", "李华")
    assert (variant, homophone, other, missing) == pytest.approx((0.9833, 0.8667, 0.6667, 0.6667), abs=1e-4)
    assert similarity("张三", "王五") == similarity("", "王五") == 0


def test_characters_that_cannot_be_read_do_not_sound_alike() -> None:
    assert similarity("\ue000", "\ue001") == 0
