"""What is refused when it is read: where, why, and with what remedy."""

from __future__ import annotations

import pickle

import pytest

from laoyou.kernel.errors import Invalid
from laoyou.rules.language import parse
from laoyou.rules.tests import made
from laoyou.rules.types import FactType, RuleError, Vocabulary

B, N, M, D = FactType.BOOL, FactType.NUMBER, FactType.MONEY, FactType.DATE


def refusal(text: str, want: FactType = B) -> RuleError:
    with pytest.raises(RuleError) as refused:
        made.read(text, want)
    return refused.value


@pytest.mark.parametrize(
    ("text", "column", "near"),
    [
        ("abilty >= 2", 1, "ability"),
        ("true and low_incom == 'urban'", 10, "low_income"),
        ("ege_on(period_end) >= 80", 1, "age_on"),
        ("age_on(period_ent) >= 80", 8, "period_end"),
        ("income < standart", 10, "standard"),
        ("low_income == 'rurl'", 15, "rural"),
        ("low_income in {'urban', 'non'}", 25, "none"),
        ("'veterans' in groups", 1, "veteran"),
        ("birthdate < 2000-01-01", 1, "birth_date"),
    ],
)
def test_an_unknown_name_is_refused_with_the_nearest_known_one(text: str, column: int, near: str) -> None:
    refused = refusal(text)

    assert (refused.line, refused.column) == (1, column)
    assert f"“{near}”" in refused.message
    assert refused.code in ("name", "code")


def test_a_name_like_no_other_is_refused_without_a_guess() -> None:
    refused = refusal("zzzzzzzz")

    assert refused.code == "name"
    assert refused.message == "第1行第1列：没有叫“zzzzzzzz”的名称，请核对词汇表。"


def test_the_place_is_that_of_the_fault_over_several_lines() -> None:
    refused = refusal("urban\n  and age_on(period_end) >= 80\n  and abilty >= 2")

    assert (refused.line, refused.column) == (3, 7)
    assert str(refused).startswith("第3行第7列：")


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("", 1),
        ("urban and", 10),
        ("(urban", 7),
        ("urban)", 6),
        ("urban dementia", 7),
        ("and urban", 1),
        ("1 <", 4),
        ("min(1, )", 8),
        ("min(1 2)", 7),
        ("ability in {}", 13),
        ("if urban then true", 19),
        ("1 < 2 < 3", 7),
        ("{1} == 1", 1),
        ("ability in 3", 12),
        ("age_on == 3", 1),
        ("urban not dementia", 11),
    ],
)
def test_what_is_no_sentence_of_the_language_is_refused_where_it_ends_to_be_one(
    text: str, column: int
) -> None:
    refused = refusal(text)

    assert refused.code in ("syntax", "type")
    assert (refused.line, refused.column) == (1, column)


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("urban = true", "=="),
        ("income.yuan > 3", "直接写名称"),
        ('low_income == "urban"', "单引号"),
        ("low_income == 'urban", "后一个单引号"),
        ("（urban）", "请改成半角的“(”"),
        ("ability ≥ 2", "半角符号"),
        ("ability >= ２", "请改成半角的“2”"),
        ("urban; dementia", "半角符号"),
        ("urban\x00", "U+0000"),
        ("low_income == ‘urban’", "半角符号"),
        ("年龄 >= 80", "英文名称"),
        ("urban & dementia", "半角符号"),
        ("`urban`", "半角符号"),
        ("[urban]", "半角符号"),
        ("limit % 2 == 0", "半角符号"),
    ],
)
def test_a_strange_character_is_refused_with_what_to_write_instead(text: str, remedy: str) -> None:
    refused = refusal(text)

    assert refused.code == "character"
    assert remedy in refused.message


@pytest.mark.parametrize(
    "text",
    [
        "ability",
        "20 yuan",
        "urban + 1 == 2",
        "urban and 1",
        "not ability",
        "urban < dementia",
        "low_income < 'urban'",
        "low_income == living",
        "low_income == 3",
        "'a' == 'b'",
        "ability == 20 yuan",
        "income > 500",
        "birth_date > 19460228",
        "birth_date == 'rural'",
        "age_on(ability) > 3",
        "within(ability, '230500000000')",
        "within(residence, registered)",
        "within(low_income, '230500000000')",
        "low_income in groups",
        "groups == 'veteran'",
        "groups == groups",
        "ability in {members}",
        "ability in {'urban'}",
        "ability in poor",
        "if ability then true else false",
        "if urban then low_income else living",
        "(if urban then 1 else 1 yuan) == 1",
        "max(1, 1 yuan) == 1",
        "min(urban, dementia)",
        "known(1)",
        "known(age_on(period_end))",
        "income * income > 0 yuan",
        "1 / income > 0",
        "low_income == poor",
        "-birth_date == period_end",
        "band(urban, ..1: true, 2..: false)",
        "band(ability, ..1: true, 2..: false)",
        "round(ability / 2, half_up, yuan) == 1",
        "'rural' in low_income",
        "sex_is_not == 'a' or residence < '230500000000'",
    ],
)
def test_an_expression_of_the_wrong_kind_is_refused(text: str) -> None:
    assert refusal(text).code in ("type", "name")


def test_money_without_its_unit_is_refused_with_the_remedy() -> None:
    assert "20 yuan" in refusal("income > 500").message
    assert "20 yuan" in refusal("100", M).message


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("min(1) == 1", "argument"),
        ("age_on() == 1", "argument"),
        ("age_on(period_end, period_end) == 1", "argument"),
        ("months_since(certified) == 1", "argument"),
        ("within(residence) == true", "argument"),
        ("round(1 / 2) == 1", "argument"),
        ("round(1 / 2, nearest) == 1", "rounding"),
        ("round(1 / 2, 'half_up') == 1", "rounding"),
        ("round(income / 2, half_up, jiao) == 1 yuan", "rounding"),
        ("within(residence, '2305')", "division"),
        ("within(residence, '23050000000x')", "division"),
        ("residence == 'rural'", "division"),
        ("birth_date == 2026-02-30", "date"),
        ("income == 0.005 yuan", "number"),
        ("ability == 1234567890123456789", "number"),
        ("ability == 0.00000000000000000001", "number"),
        ("ability / 0 == 1", "zero"),
        ("ability / (1 - 1) == 1", "zero"),
        ("income / debt == 1", "sign"),
        ("ability / (members - 1) == 1", "sign"),
        ("ability / age_on(period_end) == 1", "sign"),
        ("income * members * members * members * members * members * members * members > 1 yuan", "bounds"),
        ("months_since(birth_date, certified) * months_since(certified, birth_date) * 999999 == 1", "bounds"),
        ("min(ability / 2, 1) == 1", "fraction"),
        ("(if urban then 0.5 else 1) == 1", "fraction"),
        ("band(ability / 2, ..1: 1, 2..: 2) == 1", "fraction"),
        ("ability / 2 in {1}", "fraction"),
    ],
)
def test_each_fault_has_a_code_of_its_own(text: str, code: str) -> None:
    assert refusal(text).code == code


@pytest.mark.parametrize(
    ("bands", "code", "words"),
    [
        ("60..79: 1 yuan, 80..: 2 yuan", "gap", "..59"),
        ("..59: 1 yuan, 61..: 2 yuan", "gap", "补上“60: …”"),
        ("..59: 1 yuan, 60..79: 2 yuan", "gap", "80.."),
        ("..59: 1 yuan, 59..: 2 yuan", "overlap", "59"),
        ("..59: 1 yuan, 50..55: 3 yuan, 60..: 2 yuan", "overlap", "从 60 写起"),
        ("..59: 1 yuan, 79..60: 2 yuan, 80..: 3 yuan", "band", "上限小于下限"),
        ("..59.5: 1 yuan, 60..: 2 yuan", "band", "整数"),
        ("..59 yuan: 1 yuan, 60..: 2 yuan", "type", "金额要写单位"),
        ("80..: 2 yuan, ..79: 1 yuan", "gap", ".."),
        ("..59: 1 yuan, 60..: 2", "type", "20 yuan"),
        ("..59: 0.5 yuan / 2, 60..: 1 yuan", "fraction", "round"),
        ("..: 1 yuan", "syntax", "至少写出一端"),
        ("59: 1 yuan", "gap", "..58"),
        ("urban: 1 yuan", "syntax", "范围"),
    ],
)
def test_bands_leave_nothing_out_and_nothing_twice(bands: str, code: str, words: str) -> None:
    refused = refusal(f"band(age_on(period_end), {bands})", M)

    assert refused.code == code
    assert words in refused.message


def test_a_band_without_any_range_is_refused() -> None:
    assert refusal("band(ability)", M).code == "band"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("standard - income", "below_zero"),
        ("debt", "below_zero"),
        ("-(1 yuan)", "below_zero"),
        ("round(standard * share, half_up) - 1000 yuan", "below_zero"),
        ("income / 2", "fraction"),
        ("income * 0.5", "fraction"),
        ("income * share", "fraction"),
        ("urban", "type"),
        ("12", "type"),
    ],
)
def test_an_amount_is_whole_fen_and_cannot_fall_below_zero(text: str, code: str) -> None:
    refused = refusal(text, M)

    assert refused.code == code
    assert refused.message.endswith("。")


@pytest.mark.parametrize("text", ["0.5", "members / 2"])
def test_a_number_comes_out_whole(text: str) -> None:
    assert refusal(text, N).code == "fraction"


def test_a_set_of_values_stands_only_after_in() -> None:
    assert refusal("ability in poor or poor == 3").code == "type"
    assert refusal("poor == 3").code == "type"


def test_age_needs_a_birth_date_among_the_facts() -> None:
    other = Vocabulary([made.VOCABULARY["members"]])

    with pytest.raises(RuleError) as refused:
        parse("age_on(period_end) > 3", other, {}, want=B)

    assert refused.value.code == "name"
    assert "birth_date" in refused.value.message


def test_a_refusal_survives_the_way_between_processes() -> None:
    refused = refusal("abilty > 1")

    again = pickle.loads(pickle.dumps(refused))

    assert isinstance(again, RuleError)
    assert isinstance(again, Invalid)
    assert (again.message, again.code, again.line, again.column) == (
        refused.message, refused.code, refused.line, refused.column,
    )  # fmt: skip


def test_a_refusal_may_be_said_of_a_field() -> None:
    refused = refusal("abilty > 1").at("clauses.2")

    assert (refused.field, refused.line, refused.code) == ("clauses.2", 1, "name")
