import pytest
from hypothesis import given
from hypothesis import strategies as st

from laoyou.kernel import phone
from laoyou.kernel.errors import Invalid
from laoyou.kernel.phone import PhoneKind

MOBILES = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)
FIXED = st.from_regex(r"0[3-9][0-9]{2}-[1-9][0-9]{6,7}(-[0-9]{1,6})?", fullmatch=True)


def refusal(text: str) -> str:
    with pytest.raises(Invalid) as refused:
        phone.normalise(text)
    return refused.value.code


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("13812345521", "13812345521"),
        ("+86 138 1234 5521", "13812345521"),
        ("0086-138-1234-5521", "13812345521"),
        ("8613812345521", "13812345521"),
        ("013812345521", "13812345521"),
        ("１３８　１２３４　５５２１", "13812345521"),
        ("'13812345521", "13812345521"),
        ("（0469）1234567", "0469-1234567"),
        ("04691234567", "0469-1234567"),
        ("0469—1234567", "0469-1234567"),
        ("+86 469 1234567", "0469-1234567"),
        ("+86 10 62345678", "010-62345678"),
        ("010-62345678转12", "010-62345678-12"),
        ("0469-1234567-8001", "0469-1234567-8001"),
        ("400-123-4567", "4001234567"),
        ("12349", "12349"),
        ("120", "120"),
        ("95588", "95588"),
    ],
)
def test_the_ways_of_writing_a_number_are_one(text: str, canonical: str) -> None:
    assert phone.normalise(text) == canonical


@given(MOBILES | FIXED)
def test_a_canonical_number_stays(number: str) -> None:
    assert phone.normalise(number) == number


@given(st.text("0123456789-+()转 /x", max_size=20))
def test_what_was_normalised_once_stays(text: str) -> None:
    try:
        canonical = phone.normalise(text)
    except Invalid:
        return
    assert phone.normalise(canonical) == canonical
    assert phone.kind(canonical) in PhoneKind


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        ("13812345521", PhoneKind.MOBILE),
        ("0469-1234567", PhoneKind.FIXED),
        ("010-62345678-12", PhoneKind.FIXED),
        ("12345", PhoneKind.HOTLINE),
        ("4001234567", PhoneKind.HOTLINE),
    ],
)
def test_a_canonical_number_tells_its_kind(number: str, kind: PhoneKind) -> None:
    assert phone.kind(number) is kind


def test_the_kind_of_an_untidy_number_is_refused() -> None:
    with pytest.raises(Invalid):
        phone.kind("138 1234 5521")


@pytest.mark.parametrize(
    "text", ["", "无", "1381234552", "138123455210", "12812345521", "010-6234567", "999"]
)
def test_what_is_no_number_is_refused(text: str) -> None:
    assert refusal(text) == "phone"


def test_a_fixed_number_without_its_area_is_refused_with_the_remedy() -> None:
    assert refusal("6234567") == "phone_area"


@pytest.mark.parametrize("separator", ["/", "、", "，", ";"])
def test_two_numbers_in_one_cell_are_refused(separator: str) -> None:
    assert refusal(f"13812345521{separator}13912345521") == "phone_several"


def test_every_kind_has_a_label() -> None:
    assert set(phone.LABELS) == set(PhoneKind)
