"""Copies of a policy: what can be changed, what the copy then says, and what is wrong with it and where."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from laoyou.desks.planner import editing
from laoyou.desks.planner.copies import copy
from laoyou.desks.planner.editing import Editable, Variant, editable, unchanged, variant
from laoyou.desks.tests.law import PACK
from laoyou.kernel.money import Money
from laoyou.policies import reads as policies
from laoyou.policies.types import Benefit, Document, DocumentKind
from laoyou.rules.types import Period

MAY = date(2026, 5, 1)


def documents() -> list[Document]:
    """Every benefit of every pack that the house ships, as far as it is for persons."""
    regions = ("shuangyashan", "zhangzhou", "hengshui", "jiulongpo")
    folders = [PACK.parents[1] / name / "policy" for name in regions]
    texts = [text for folder in folders for text in policies.files_of(folder).values()]
    found = [policies.compiled(text) for text in (*policies.national_files().values(), *texts)]
    return [one for one in found if one.kind is DocumentKind.BENEFIT and one.in_force.contains(MAY)]


def document(code: str) -> Document:
    folder: Path = PACK
    found = [policies.compiled(text) for text in policies.files_of(folder).values()]
    (one,) = [one for one in found if one.code == code and one.in_force.contains(MAY)]
    return one


@pytest.fixture
def high_age() -> Editable:
    return editable(document("high_age_allowance"), MAY)


def filled(one: Editable, **typed: str) -> Variant:
    named = {key.replace("_", "-", 1): value for key, value in typed.items()}
    return variant(one, {**unchanged(one), **named})


def body(made: Variant) -> Benefit:
    assert made.document is not None, made.problems
    assert isinstance(made.document.body, Benefit)
    return made.document.body


@pytest.mark.parametrize("one", documents(), ids=lambda one: f"{one.code}-{one.territory.division}")
def test_every_policy_can_be_copied_and_means_the_same(one: Document) -> None:
    asked = editable(one, MAY)

    made = variant(asked, unchanged(asked))

    assert not made.is_changed
    assert made.problems == {}
    assert made.document is not None
    assert made.document.in_force.start == MAY
    assert made.document.body == one.body


@pytest.mark.parametrize("one", documents(), ids=lambda one: f"{one.code}-{one.territory.division}")
def test_every_expression_can_be_written_anew_in_its_place(one: Document) -> None:
    asked = editable(one, MAY)
    spaced = {text.key: text.value.replace(" ", "\n  ") for text in asked.clauses}

    made = variant(asked, {**unchanged(asked), **spaced})

    assert made.problems == {}
    assert made.document is not None
    whens = [clause.when for clause in body(made).clauses]
    assert [" ".join(when.split()) for when in whens] == [text.value for text in asked.clauses]


def test_a_number_is_shown_with_its_label_and_changed_in_its_place(high_age: Editable) -> None:
    first = high_age.numbers[0]
    assert (first.key, first.label, first.shown, first.value, first.unit, first.is_demo) == (
        "number-rate_80", "80 至 89 周岁，每月", "60 元", "60", "元", True,
    )  # fmt: skip

    made = filled(high_age, number_rate_80="75.50 元")

    assert made.is_changed
    timeline = next(one for one in body(made).parameters if one.name == "rate_80")
    assert [value.value for value in timeline.values] == [Money(5000), Money(7550)]


def test_shares_whole_numbers_and_days_keep_their_kind() -> None:
    text = document("high_age_allowance").text.replace(
        "parameters:\n",
        "parameters:\n"
        "  part: {label: 份额, values: [{from: 2024-01-01, value: 50%, article: 一}]}\n"
        "  old: {label: 年龄, values: [{from: 2024-01-01, value: 90, article: 一}]}\n"
        "  since: {label: 起算日, values: [{from: 2024-01-01, value: 2020-01-01, article: 一}]}\n",
    )
    one = editable(policies.compiled(text), MAY)

    made = filled(one, number_part="1/3", number_old="85", number_since="2021-06-30")

    values = {each.name: each.values[0].value for each in body(made).parameters}
    assert str(values["part"]) == "1/3"
    assert (values["old"], values["since"]) == (85, date(2021, 6, 30))


def test_bands_are_shown_and_changed_row_by_row(high_age: Editable) -> None:
    assert high_age.banded == "age_on(period_end)"
    assert [(band.upto, band.value) for band in high_age.bands] == [
        ("79", "0 yuan"), ("89", "rate_80"), ("99", "rate_90"), ("", "rate_100"),
    ]  # fmt: skip

    typed = {"band-1-upto": "84", "band-4-upto": "94", "band-4-value": "120"}
    made = variant(high_age, {**unchanged(high_age), **typed})

    amount = body(made).amount
    assert amount is not None
    assert amount.formula.replace("age_on(period_end), ", "") == (
        "band(..79: 0 yuan, 80..84: rate_80, 85..94: 120 yuan, 95..99: rate_90, 100..: rate_100)"
    )


def test_a_band_that_is_emptied_is_gone(high_age: Editable) -> None:
    made = variant(high_age, {**unchanged(high_age), "band-2-upto": "", "band-2-value": ""})

    amount = body(made).amount
    assert amount is not None
    assert amount.formula.endswith("80..89: rate_80, 90..: rate_100)")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"band-3-upto": "120"}, "要正好有一档没有“到”"),
        ({"band-1-upto": ""}, "要正好有一档没有“到”"),
        ({"band-1-upto": "八十"}, "“八十”不是整数"),
        ({"band-1-upto": "79"}, "这一档的上限小于下限"),
        ({"band-1-value": "rate_8"}, "没有叫“rate_8”的名称"),
    ],
)
def test_bands_that_do_not_fit_say_what_is_wrong(
    high_age: Editable, typed: dict[str, str], said: str
) -> None:
    made = variant(high_age, {**unchanged(high_age), **typed})

    assert made.document is None
    assert said in made.problems[editing.BAND_FIELD][0].sentence


@pytest.mark.parametrize("typed", ["", "很多", "12.345", "-5", "1e5", "${x}", "60 yuan, demo: false", "\x00"])
def test_a_number_that_is_none_is_refused_at_its_input(high_age: Editable, typed: str) -> None:
    made = filled(high_age, number_rate_80=typed)

    assert made.document is None
    assert set(made.problems) == {"number-rate_80"}


def test_an_expression_that_is_wrong_is_refused_at_its_line_and_place(high_age: Editable) -> None:
    wrong = "age_on(period_end) >= 90\nor age_on(period_end) >= 80 and low_incom != 'none'"

    made = variant(high_age, {**unchanged(high_age), "clause-1": wrong})

    (problem,) = made.problems["clause-1"]
    assert problem.sentence.startswith("第 2 行第 33 个字：没有叫“low_incom”的")
    assert "是不是“low_income”" in problem.sentence
    assert problem.before == "or age_on(period_end) >= 80 and "
    assert problem.after == "low_incom != 'none'"


def test_several_things_that_are_wrong_are_all_said(high_age: Editable) -> None:
    typed = {"clause-0": "within(registered, 5)", "clause-1": "agee >= 3"}
    made = variant(high_age, {**unchanged(high_age), **typed})

    assert {"clause-0", "clause-1"} <= set(made.problems)


def test_what_is_wrong_between_the_parts_is_said_above_them_all(high_age: Editable) -> None:
    made = variant(high_age, {**unchanged(high_age), "clause-0": "age_on(period_end) >= 1"})

    assert "没有一条条件说明怎样才算本地的对象" in made.problems[""][0].sentence


@given(typed=st.text(max_size=60))
def test_whatever_is_typed_is_an_expression_or_is_refused_and_stays_inside_its_place(typed: str) -> None:
    one = editable(document("high_age_allowance"), MAY)

    made = variant(one, {**unchanged(one), "clause-1": typed})

    if made.document is None:
        assert set(made.problems) <= {"clause-1", ""}
    else:
        changed = body(made)
        assert len(changed.clauses) == 2
        assert changed.parameters == body(variant(one, unchanged(one))).parameters


def test_a_name_of_its_own_is_all_that_changes(high_age: Editable) -> None:
    made = filled(high_age, number_rate_80="75")

    text = editing.named(made, "高龄津贴（提高\"试算\"）")

    assert policies.compiled(text).name == "高龄津贴（提高\"试算\"）"
    assert policies.compiled(text).body == body(made)


def test_a_way_that_leads_nowhere_is_an_error_of_the_program(high_age: Editable) -> None:
    with pytest.raises(KeyError):
        copy(high_age.document.text, {("parameters", "rate_999", "label"): "x"})


def test_a_copy_computes_what_was_typed(high_age: Editable) -> None:
    made = filled(high_age, number_rate_80="75")
    assert made.document is not None

    program = policies.program_on(made.document, Period(MAY, date(2026, 5, 31)).end)

    assert program.amount is not None
    assert "rate_80" in program.amount.text
