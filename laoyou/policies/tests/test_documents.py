"""A document that can be read says what was written, and computes it under the numbers of its day."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from laoyou.kernel.money import Money
from laoyou.kernel.spans import DateSpan
from laoyou.policies import reads
from laoyou.policies.pages.starting import SKELETON
from laoyou.policies.tests.cast import BENEFIT, CATALOGUE, FUND_RULE, benefit, changed, faults
from laoyou.policies.types import (
    AtDeath,
    Benefit,
    Catalogue,
    DocumentKind,
    FundRule,
    ItemType,
    Per,
    Proration,
    Start,
    Subject,
)
from laoyou.rules import person
from laoyou.rules.types import Period, Verdict

JANUARY = Period(date(2025, 1, 1), date(2025, 1, 31))
OLD = {"registered": "230502001001", "birth_date": date(1940, 1, 1)}


def body(*changes: tuple[str, str]) -> Benefit:
    found = benefit(*changes).body
    assert isinstance(found, Benefit)
    return found


def test_a_document_says_what_was_written() -> None:
    document = benefit()

    assert (document.kind, document.code, document.name) == (DocumentKind.BENEFIT, "warm_winter", "温暖过冬")
    assert (document.issuer.division, document.territory.name) == ("230500000000", "双鸭山市")
    assert (document.law.title, document.law.number, document.law.date) == (
        "过冬补贴办法",
        "双政〔2024〕1号",
        "2024-05-06",
    )
    assert document.in_force == DateSpan.since(date(2025, 1, 1))
    assert document.text == BENEFIT


def test_what_a_document_does_not_say_has_a_default() -> None:
    found = body()

    assert (found.subject, found.start, found.survival_check) == (Subject.ELDER, Start.APPLICATION, 12)
    assert found.at_death is AtDeath.THROUGH_PERIOD
    assert found.amount is not None
    assert (found.amount.per, found.amount.proration) == (Per.MONTH, Proration.NONE)
    assert [payer.share for payer in found.payers] == [Fraction(1, 2)] * 2


def test_a_fixed_payer_comes_before_the_shares() -> None:
    found = body(
        ("fund: city, share: 50%", "fund: city, fixed: 10.5 yuan"), ("county, share: 50%", "county, share: 1")
    )

    assert [(payer.fixed, payer.share) for payer in found.payers] == [(1050, None), (None, Fraction(1))]


@pytest.mark.parametrize("shares", [("1/3", "2/3"), ("0.25", "75%"), ("33.5%", "66.5%")])
def test_shares_may_be_written_as_people_write_them(shares: tuple[str, str]) -> None:
    text = changed(
        BENEFIT,
        ("city, share: 50%", f"city, share: {shares[0]}"),
        ("county, share: 50%", f"county, share: {shares[1]}"),
    )

    assert faults(text) == ()


@pytest.mark.parametrize(
    ("written", "value", "shown"),
    [
        ("100 yuan", Money(10_000), "100 元"),
        ("0.50 yuan", Money(50), "0.50 元"),
        ("1234567 yuan", Money(123_456_700), "1,234,567 元"),
        ("60", 60, "60"),
        ("40%", Fraction(2, 5), "40%"),
        ("1/3", Fraction(1, 3), "1/3"),
        ("0.55", Fraction(11, 20), "0.55"),
        ("2026-01-02", date(2026, 1, 2), "2026 年 1 月 2 日"),
        ("true", True, "是"),
        ("'urban'", "urban", "urban"),
        ("['urban', 'rural']", frozenset({"urban", "rural"}), "urban、rural"),
        ("[1, 2]", frozenset({1, 2}), "1、2"),
    ],
)
def test_a_parameter_is_any_value_of_the_language(written: str, value: object, shown: str) -> None:
    values = f"[{{from: 2025-01-01, value: {written}, article: 第四条}}]"
    extra = f"  more:\n    label: 又一个\n    values: {values}\nclauses:"
    [_, more] = body(("clauses:", extra)).parameters

    assert more.values[0].value == value
    assert type(more.values[0].value) is type(value)
    assert more.values[0].shown == shown


@pytest.mark.parametrize(
    ("day", "fen", "said"),
    [
        (date(2025, 1, 1), 10_000, "每人每月 100 元。"),
        (date(2025, 12, 31), 10_000, "每人每月 100 元。"),
        (date(2026, 1, 1), 12_000, "每人每月 120 元。"),
    ],
)
def test_the_numbers_of_the_day_are_computed_and_said(day: date, fen: int, said: str) -> None:
    document = benefit()
    assert isinstance(document.body, Benefit)
    assert document.body.amount is not None

    found = person.explain(reads.program_on(document, day), OLD, JANUARY)

    assert (found.verdict, found.amount_fen) == (Verdict.YES, fen)
    assert reads.said_on(document, document.body.amount.says, day) == said


def test_a_sentence_of_a_clause_has_its_numbers_too() -> None:
    text = changed(
        BENEFIT,
        (
            "clauses:",
            "  age:\n    label: 年龄\n    values: [{from: 2025-01-01, value: 80, article: 第二条}]\nclauses:",
        ),
        ("says: 年满 80 周岁。", "says: 年满 {age} 周岁。"),
        (">= 80", ">= age"),
    )

    program = reads.program_on(reads.compiled(text), date(2025, 1, 1))

    assert [clause.says for clause in program.clauses] == ["户籍在双鸭山市。", "年满 80 周岁。"]


@pytest.mark.parametrize(
    ("rounding", "fen"),
    [("half_up", 3_333), ("up", 3_334), ("half_up\n  unit: yuan", 3_300), ("up\n  unit: ten_fen", 3_340)],
)
def test_the_rounding_of_the_document_is_that_of_the_whole_formula(rounding: str, fen: int) -> None:
    document = benefit(("formula: rate", f"formula: rate / 3\n  rounding: {rounding}"))

    found = person.explain(reads.program_on(document, date(2025, 1, 1)), OLD, JANUARY)

    assert found.amount_fen == fen


def test_a_service_needs_no_amount_and_nobody_who_pays() -> None:
    start, end = BENEFIT.index("amount:"), BENEFIT.index("delivery:")
    text = changed(BENEFIT[:start] + BENEFIT[end:], ("delivery: cash", "delivery: service"))

    found = reads.compiled(text)

    assert isinstance(found.body, Benefit)
    assert (found.body.amount, found.body.payers) == (None, ())
    assert reads.program_on(found, date(2025, 1, 1)).amount is None


def test_cash_without_an_amount_is_refused() -> None:
    start, end = BENEFIT.index("amount:"), BENEFIT.index("delivery:")

    assert [fault.code for fault in faults(BENEFIT[:start] + BENEFIT[end:])] == ["delivery"]


def test_a_fund_rule_says_what_was_written() -> None:
    found = reads.compiled(FUND_RULE).body

    assert isinstance(found, FundRule)
    assert (found.funds, found.purpose, found.at_least, found.per) == (
        ("lottery_city",),
        "elder_care",
        Fraction(11, 20),
        Per.YEAR,
    )


def test_a_catalogue_says_what_was_written() -> None:
    found = reads.compiled(CATALOGUE).body

    assert isinstance(found, Catalogue)
    assert [(item.number, item.type, item.benefits, item.services) for item in found.items] == [
        (1, ItemType.MATERIAL, ("high_age_allowance",), ()),
        (2, ItemType.CONCERN, (), ("visiting",)),
    ]


def test_the_nation_governs_everywhere_and_asks_for_no_place() -> None:
    text = changed(
        BENEFIT,
        ("issuer: {division: 230500000000", "issuer: {division: national"),
        ("territory: {division: 230500000000", "territory: {division: national"),
        ("within(registered, '230500000000')", "alive"),
    )

    assert reads.compiled(text).territory.division == "000000000000"


def test_a_city_may_govern_one_of_its_counties() -> None:
    text = changed(
        BENEFIT,
        ("territory: {division: 230500000000", "territory: {division: 230502000000"),
        ("'230500000000'", "'230502000000'"),
    )

    assert faults(text) == ()


def test_lines_from_a_browser_are_the_same_document() -> None:
    assert reads.compiled(BENEFIT.replace("\n", "\r\n")).text == BENEFIT


def test_the_skeleton_of_a_new_document_can_be_saved() -> None:
    assert faults(SKELETON) == ()


@pytest.mark.parametrize(
    "change", [("value: 100 yuan, article: 第三条", "value: 100 yuan, article: 第三条, demo: true")]
)
def test_an_example_is_one_while_its_number_counts(change: tuple[str, str]) -> None:
    document = benefit(change)

    assert reads.is_demo(document, date(2025, 6, 1))
    assert not reads.is_demo(document, date(2026, 6, 1))


@pytest.mark.parametrize(
    "change",
    [
        ("parameters:", "demo: 移自外地，供演示。\nparameters:"),
        ("when: age_on(period_end) >= 80", "when: age_on(period_end) >= 80\n    demo: true"),
    ],
)
def test_a_document_or_a_clause_may_be_an_example(change: tuple[str, str]) -> None:
    assert reads.is_demo(benefit(change), date(2026, 6, 1))
    assert not reads.is_demo(benefit(), date(2026, 6, 1))


days = st.dates(date(2015, 1, 1), date(2035, 1, 1))


@st.composite
def written(draw: st.DrawFn) -> tuple[str, dict[str, object]]:
    """A document of chance, and what it says."""
    starts = sorted(draw(st.lists(days, min_size=1, max_size=4, unique=True)))
    rates = [draw(st.integers(0, 10**8)) for _ in starts]
    values = "\n".join(
        f"      - {{from: {start}, value: {fen // 100}.{fen % 100:02d} yuan, article: 第三条}}"
        for start, fen in zip(starts, rates, strict=True)
    )
    first = starts[0] + timedelta(days=draw(st.integers(0, 400)))
    last = max(first, starts[-1]) + timedelta(days=draw(st.integers(0, 4000)))
    cut = draw(st.integers(1, 99))
    text = changed(
        BENEFIT,
        ("      - {from: 2025-01-01, value: 100 yuan, article: 第三条}\n", ""),
        ("      - {from: 2026-01-01, value: 120 yuan, article: 第三条}", values),
        ("in_force: {from: 2025-01-01}", f"in_force: {{from: {first}, to: {last}}}"),
        ("city, share: 50%", f"city, share: {cut}%"),
        ("county, share: 50%", f"county, share: {100 - cut}%"),
    )
    said = {"starts": starts, "rates": rates, "span": DateSpan(first, last), "cut": Fraction(cut, 100)}
    return text, said


@given(written())
def test_what_is_loaded_is_what_was_written_and_loads_again(document: tuple[str, dict[str, object]]) -> None:
    text, said = document

    found = reads.compiled(text)

    assert isinstance(found.body, Benefit)
    [rate] = found.body.parameters
    assert [one.start for one in rate.values] == said["starts"]
    assert [one.value for one in rate.values] == [Money(fen) for fen in said["rates"]]  # type: ignore[attr-defined]
    assert found.in_force == said["span"]
    assert found.body.payers[0].share == said["cut"]
    assert reads.compiled(found.text) == found


@given(written(), st.data())
def test_on_every_day_in_force_the_latest_number_counts(
    document: tuple[str, dict[str, object]], data: st.DataObject
) -> None:
    found = reads.compiled(document[0])
    assert found.in_force.start is not None
    assert found.in_force.end is not None
    day = data.draw(st.dates(found.in_force.start, found.in_force.end))

    paid = person.explain(reads.program_on(found, day), OLD, JANUARY).amount_fen

    said = dict(zip(document[1]["starts"], document[1]["rates"], strict=True))  # type: ignore[call-overload]
    assert paid == said[max(start for start in said if start <= day)]


def test_only_a_benefit_can_be_computed() -> None:
    with pytest.raises(TypeError, match="lottery"):
        reads.program_on(reads.compiled(FUND_RULE), date(2025, 1, 1))
