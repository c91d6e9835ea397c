from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from laoyou.kernel.documents import LABELS, DocumentKind, facts, guess_kind, normalise
from laoyou.kernel.errors import Invalid
from laoyou.kernel.resident_number import check_digit
from laoyou.kernel.sex import Sex
from laoyou.kernel.tests.numbers import good_numbers

CARD, PERMIT = DocumentKind.RESIDENT_CARD, DocumentKind.HK_MACAO_TAIWAN_PERMIT
FOREIGN, PASSPORT = DocumentKind.FOREIGN_PERMANENT_CARD, DocumentKind.PASSPORT


def numbered(first6: str) -> str:
    first17 = f"{first6}19500615002"
    return first17 + check_digit(first17)


EXAMPLES = [
    (CARD, numbered("230502")),
    (PERMIT, numbered("810000")),
    (PERMIT, numbered("820000")),
    (PERMIT, numbered("830000")),
    (FOREIGN, numbered("911156")),
    (FOREIGN, "CAN110050061512"),
    (PASSPORT, "E12345678"),
]


def refusal(kind: DocumentKind, text: str) -> str:
    with pytest.raises(Invalid) as refused:
        normalise(kind, text)
    return refused.value.code


@pytest.mark.parametrize(("kind", "number"), EXAMPLES)
def test_each_kind_accepts_its_own_number_and_is_guessed_from_it(kind: DocumentKind, number: str) -> None:
    assert normalise(kind, number) == number
    assert normalise(kind, f" {number[:5]} {number[5:].lower()} ") == number
    assert guess_kind(number) is kind


@pytest.mark.parametrize("number", [number for kind, number in EXAMPLES if len(number) == 18])
def test_each_kind_refuses_a_number_of_another_kind(number: str) -> None:
    own = guess_kind(number)
    for kind in {CARD, PERMIT, FOREIGN} - {own}:
        assert refusal(kind, number) == "document_kind"


@given(good_numbers(century=19))
def test_an_old_resident_number_is_kept_in_eighteen_characters(number: str) -> None:
    old = number[:6] + number[8:17]
    assert guess_kind(old) is CARD
    assert normalise(CARD, old) == number


@given(st.sampled_from(DocumentKind), good_numbers() | st.text(max_size=20))
def test_what_was_normalised_once_stays(kind: DocumentKind, text: str) -> None:
    try:
        canonical = normalise(kind, text)
    except Invalid:
        return
    assert normalise(kind, canonical) == canonical


def test_a_number_tells_birth_and_sex_where_it_can() -> None:
    born = date(1950, 6, 15)
    assert facts(CARD, numbered("230502")) == (born, Sex.FEMALE)
    assert facts(PERMIT, numbered("810000")) == (born, Sex.FEMALE)
    assert facts(FOREIGN, numbered("911156")) == (born, None)
    assert facts(FOREIGN, "CAN110050061512") == (None, None)
    assert facts(PASSPORT, "E12345678") == (None, None)


def test_a_damaged_number_is_refused_for_its_own_fault() -> None:
    number = numbered("810000")
    assert refusal(PERMIT, number[:17] + ("1" if number[17] != "1" else "2")) == "checksum"
    assert refusal(CARD, number[:16]) == "length"
    assert refusal(FOREIGN, "CA1110050061512") == "characters"


def test_a_birth_in_the_future_is_refused() -> None:
    with pytest.raises(Invalid) as refused:
        normalise(CARD, numbered("230502"), on=date(1950, 6, 14))
    assert refused.value.code == "birth"


@pytest.mark.parametrize("text", ["", "ABCDEF", "E123", "E1234567890123", "护照12345"])
def test_what_cannot_be_a_passport_is_refused(text: str) -> None:
    assert refusal(PASSPORT, text) == "document_form"


@pytest.mark.parametrize("text", ["", "张三", "AB", "ABCDEFGH", "1101051949123100211"])
def test_an_unknown_form_is_not_guessed(text: str) -> None:
    assert guess_kind(text) is None


def test_every_kind_has_a_label() -> None:
    assert set(LABELS) == set(DocumentKind)
