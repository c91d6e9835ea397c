import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from laoyou.kernel import credit_code
from laoyou.kernel.credit_code import ALPHABET, CreditCode
from laoyou.kernel.errors import Invalid


@st.composite
def good_codes(draw: st.DrawFn) -> str:
    head = draw(st.sampled_from(sorted(credit_code.KIND_LABELS))) + f"{draw(st.integers(110000, 659999))}"
    base = draw(st.text(ALPHABET, min_size=8, max_size=8))
    check = credit_code.organisation_check(base)
    first17 = head + base + check
    return first17 + credit_code.check_character(first17)


def refusal(text: str) -> str:
    with pytest.raises(Invalid) as refused:
        credit_code.parse(text)
    return refused.value.code


@pytest.mark.parametrize(
    ("text", "organisation", "division"),
    [("91110000600037341L", "600037341", "110000"), ("91350100M000100Y43", "M000100Y4", "350100")],
)
def test_published_codes_are_accepted(text: str, organisation: str, division: str) -> None:
    code = credit_code.parse(text)
    assert code == CreditCode(text, "9", "1", division)
    assert code.organisation == organisation
    assert code.label == "企业"


@pytest.mark.parametrize(
    "text",
    [
        "91110000600037341l",
        " 91110000 600037341L",
        "９１１１００００６０００３７３４１Ｌ",
        "91110000-60003734-1L",
    ],
)
def test_the_ways_of_typing_a_code_are_one(text: str) -> None:
    assert credit_code.parse(text).value == "91110000600037341L"


@given(good_codes())
def test_a_code_built_by_the_standard_is_accepted(text: str) -> None:
    code = credit_code.parse(text)
    assert code.department + code.kind + code.division6 + code.organisation == text[:17]
    assert code.label in credit_code.KIND_LABELS.values()


@given(good_codes(), st.integers(0, 17), st.sampled_from(ALPHABET))
def test_any_single_wrong_character_is_found(text: str, place: int, wrong: str) -> None:
    assume(text[place] != wrong)
    assert refusal(text[:place] + wrong + text[place + 1 :]) in {"checksum", "characters"}


def test_a_wrong_organisation_code_is_found_under_a_fitting_last_character() -> None:
    first17 = "91110000600037342"
    assert refusal(first17 + credit_code.check_character(first17)) == "organisation"


@pytest.mark.parametrize("text", ["", "9111000060003734", "91110000600037341LL"])
def test_a_wrong_length_is_named(text: str) -> None:
    assert refusal(text) == "length"


@pytest.mark.parametrize(
    "text", ["91110000600O37341L", "9111000A600037341L", "91110000600037341*", "统" * 18]
)
def test_letters_outside_the_alphabet_are_named(text: str) -> None:
    assert refusal(text) == "characters"


def test_a_department_of_later_years_has_a_general_label() -> None:
    first17 = "N2230502" + "60003734" + "1"
    assert credit_code.parse(first17 + credit_code.check_character(first17)).label == "其他"


def test_an_organisation_check_of_eleven_is_nought_and_of_ten_is_x() -> None:
    checks = {credit_code.organisation_check(f"{number:08d}") for number in range(200)}
    assert checks == set("0123456789X")
