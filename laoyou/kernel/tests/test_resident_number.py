from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from laoyou.kernel import resident_number
from laoyou.kernel.errors import Invalid
from laoyou.kernel.sex import Sex
from laoyou.kernel.tests.numbers import good_numbers

VECTORS = ["11010519491231002X", "440524188001010014", "131102194001010013"]


def refusal(text: str, on: date | None = None) -> str:
    with pytest.raises(Invalid) as refused:
        resident_number.parse(text, on=on)
    assert text not in refused.value.message or not text, "the sentence must not repeat the number"
    return refused.value.code


@pytest.mark.parametrize("text", VECTORS)
def test_published_numbers_are_accepted(text: str) -> None:
    assert resident_number.parse(text).value == text
    assert resident_number.check_digit(text[:17]) == text[17]


def test_a_number_tells_division_birth_and_sex() -> None:
    woman = resident_number.parse("11010519491231002X")
    assert woman == resident_number.ResidentNumber(
        "11010519491231002X", "110105", date(1949, 12, 31), Sex.FEMALE
    )
    assert resident_number.parse("440524188001010014").sex is Sex.MALE


@pytest.mark.parametrize(
    "text",
    [
        "11010519491231002x",
        " 110105 19491231 002X\t",
        "１１０１０５１９４９１２３１００２Ｘ",
        "'11010519491231002X",
        "11010519491231002×",
    ],
)
def test_the_ways_of_typing_a_number_are_one(text: str) -> None:
    assert resident_number.parse(text).value == "11010519491231002X"


@given(good_numbers())
def test_a_number_built_by_the_standard_is_accepted(number: str) -> None:
    parsed = resident_number.parse(number)
    assert parsed.value == number
    assert f"{parsed.division6}{parsed.birth:%Y%m%d}" == number[:14]
    assert parsed.sex == (Sex.MALE if number[16] in "13579" else Sex.FEMALE)


@given(good_numbers(), st.integers(0, 16), st.integers(1, 9))
def test_any_single_wrong_digit_is_found(number: str, place: int, shift: int) -> None:
    wrong = str((int(number[place]) + shift) % 10)
    assert refusal(number[:place] + wrong + number[place + 1 :]) in {"checksum", "birth"}


@given(good_numbers(), st.integers(0, 15))
def test_two_neighbouring_digits_exchanged_are_found(number: str, place: int) -> None:
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    if swapped != number:
        assert refusal(swapped) in {"checksum", "birth"}


@pytest.mark.parametrize("text", ["", "1101051949123100", "11010519491231002XX", "131102"])
def test_a_wrong_length_is_named(text: str) -> None:
    assert refusal(text) == "length"


@pytest.mark.parametrize(
    "text", ["1101051949123100AX", "X10105194912310029", "11010519491231002Y", "11010549123100X"]
)
def test_stray_characters_are_named(text: str) -> None:
    assert refusal(text) == "characters"


@pytest.mark.parametrize("day", ["20230229", "19501301", "19500100", "00000101", "18491231"])
def test_an_impossible_birth_is_named_even_when_the_check_fits(day: str) -> None:
    first17 = f"110105{day}002"
    assert refusal(first17 + resident_number.check_digit(first17)) == "birth"


def test_a_birth_after_the_given_day_is_refused() -> None:
    born = date(1949, 12, 31)
    assert resident_number.parse("11010519491231002X", on=born).birth == born
    assert refusal("11010519491231002X", on=born - timedelta(days=1)) == "birth"


def test_a_wrong_check_character_is_named() -> None:
    assert refusal("110105194912310021") == "checksum"


@given(good_numbers(century=19))
def test_an_old_number_becomes_the_new_one(number: str) -> None:
    old = number[:6] + number[8:17]
    assert resident_number.to18(old) == number
    assert resident_number.parse(old) == resident_number.parse(number)


def test_an_old_number_with_an_impossible_birth_is_refused() -> None:
    assert refusal("110105491331002") == "birth"


@pytest.mark.parametrize(
    "text", ["1234", "1101054912310021", "11010549123100X", "１１０１０５４９１２３１００２"]
)
def test_only_fifteen_plain_digits_are_brought_to_eighteen(text: str) -> None:
    with pytest.raises(ValueError, match="fifteen digits"):
        resident_number.to18(text)


@pytest.mark.parametrize("text", ["1234", "1101051949123100X", "110105194912310021"])
def test_a_check_character_needs_seventeen_digits(text: str) -> None:
    with pytest.raises(ValueError, match="seventeen digits"):
        resident_number.check_digit(text)
