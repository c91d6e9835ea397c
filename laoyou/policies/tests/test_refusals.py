"""Bad input, each by its name: refused when it is read, with the place and the remedy."""

from __future__ import annotations

import pytest

from laoyou.policies import reads
from laoyou.policies.tests.cast import BENEFIT, CATALOGUE, EXCLUDES, FUND_RULE, Changes, changed, faults
from laoyou.policies.types import DocumentRefused

ROWS: tuple[tuple[str, Changes, str, str], ...] = (
    ("an unknown fact", ("age_on(period_end) >= 80", "abilty >= 2"), "name", "是不是“ability”"),
    ("an unknown code", ("age_on(period_end) >= 80", "living == 'alon'"), "code", "alone"),
    ("an ill-typed clause", ("age_on(period_end) >= 80", "age_on(period_end)"), "type", "是否"),
    ("an ill-typed amount", ("formula: rate", "formula: rate > 1 yuan"), "type", "金额"),
    ("bands with a gap", ("formula: rate", "formula: '{0}'"), "gap", "80"),
    ("a negative parameter", ("value: 100 yuan", "value: -100 yuan"), "negative", "小于零"),
    ("an amount below zero", ("formula: rate", "formula: rate - 200 yuan"), "below_zero", "max"),
    ("shares below 1", ("share: 50%", "share: 49%"), "shares", "98%"),
    ("shares that thirds do not make", ("share: 50%", "share: 33.33%"), "shares", "1/3"),
    ("a share above 1", ("city, share: 50%", "city, share: 150%"), "share", "不大于 1"),
    ("a fund twice", ("fund: county", "fund: city"), "double_payer", "合成一条"),
    ("an unknown fund", ("fund: county", "fund: conty"), "fund", "是不是“county”"),
    ("a payer with both", ("city, share: 50%", "city, share: 50%, fixed: 10 yuan"), "payer", "其中一样"),
    ("a negative fixed sum", ("city, share: 50%", "city, fixed: -1 yuan"), "negative", "小于零"),
    ("an end before its beginning", ("{from: 2025-01-01}\np", "{from: 2025-01-01, to: 2024-12-31}\np"),
     "days_backwards", "早于起始日期"),
    ("values out of order", ("from: 2026-01-01, value", "from: 2024-01-01, value"), "days_backwards", "先后"),
    ("a day that does not exist", ("{from: 2025-01-01}\np", "{from: 2025-02-30}\np"), "day", "有没有这一天"),
    ("a day beyond all law", ("{from: 2025-01-01}\np", "{from: 2025-01-01, to: 9999-12-31}\np"),
     "day", "2199"),
    ("a parameter without a value on its first day", ("{from: 2025-01-01}\np", "{from: 2024-01-01}\np"),
     "no_value", "补上前面的值"),
    ("a value after the last day", ("{from: 2025-01-01}\np", "{from: 2025-01-01, to: 2025-06-30}\np"),
     "value_too_late", "用不上"),
    ("values of two kinds", ("value: 120 yuan", "value: 120"), "value_kind", "同一类"),
    ("a value that is none", ("value: 120 yuan", "value: a lot"), "value", "1200 yuan"),
    ("a parameter named as a fact", ("  rate:\n", "  ability:\n"), "name", "换个名字"),
    ("a parameter named as a word", ("  rate:\n", "  round:\n"), "name", "避开"),
    ("a territory that the issuer does not govern", ("territory: {division: 230500000000",
     "territory: {division: 131100000000"), "not_governed", "管不到"),
    ("a territory above the issuer", ("territory: {division: 230500000000", "territory: {division: national"),
     "not_governed", "管不到"),
    ("a division that is no code", ("territory: {division: 230500000000", "territory: {division: 2305"),
     "division", "12 位"),
    ("a clause without its article", ("周岁。\n    article: 第二条\n", "周岁。\n"),
     "no_article", "article"),
    ("a value without its article", ("120 yuan, article: 第三条", "120 yuan"), "no_article", "article"),
    ("a clause twice", ("key: age", "key: home"), "double_clause", "换个代号"),
    ("nobody's policy", ("within(registered, '230500000000')", "alive"), "no_territory", "within(residence"),
    ("another city's people", ("'230500000000'", "'131100000000'"), "outside_territory", "131100000000"[:4]),
    ("an unknown key", ("survival_check", "survivalcheck"), "unknown_key", "是不是“survival_check”"),
    ("an unknown word", ("delivery: cash", "delivery: cahs"), "word", "是不是“cash”"),
    ("a doubled key", ("delivery: cash", "delivery: cash\nsubject: elder"), "double_key", "写了两次"),
    ("a missing name", ("name: 温暖过冬\n", ""), "missing", "name"),
    ("an empty name", ("name: 温暖过冬", "name: ''"), "empty", "name"),
    ("a name of a kilometre", ("温暖过冬", "温" * 61), "long", "61"),
    ("a code in Chinese", ("benefit: warm_winter", "benefit: 过冬"), "name", "代号"),
    ("two beginnings", ("benefit: warm_winter", "benefit: warm_winter\nfund_rule: x"), "kind", "三者选一"),
    ("a placeholder for nothing", ("每人每月 {rate}", "每人每月 {rat}"), "unknown_place", "是不是“rate”"),
    ("an impossible check", ("survival_check: 12", "survival_check: 0"), "whole", "1 到 60"),
    ("a list that is none", ("evidence: [居民身份证]", "evidence: 居民身份证"), "list", "一条条"),
    ("a table that is none",
     ("law: {title: 过冬补贴办法, number: 双政〔2024〕1号, date: 2024-05-06}", "law: 办法"),
     "table", "title"),
    ("a date of law that does not exist", ("date: 2024-05-06", "date: 2024-02-30"), "day", "2022-06"),
    ("a date of law in words", ("date: 2024-05-06", "date: 去年"), "day", "2022-06"),
    ("a one-off that comes monthly", ("delivery: cash", "delivery: one_off"), "delivery", "once"),
    ("a voucher without an end", ("delivery: cash", "delivery: voucher"), "valid_months", "valid_months"),
    ("an end for cash", ("delivery: cash", "delivery: cash\nvalid_months: 3"), "valid_months", "服务券"),
    ("a month counted by months", ("per: month", "per: month\n  proration: by_month"), "proration", "by_day"),
    ("once, in parts", ("per: month", "per: once\n  proration: by_day"), "proration", "none"),
    ("a flag that is no flag", ("120 yuan, article: 第三条", "120 yuan, article: 第三条, demo: yes"),
     "flag", "true"),
    ("a benefit that excludes itself",
     ("delivery: cash", EXCLUDES.replace("high_age_allowance", "warm_winter") + "delivery: cash"),
     "excludes_itself", "自己"),
    ("an alias", ("name: 温暖过冬", "name: &a 温暖过冬"), "alias", "引用"),
)  # fmt: skip


@pytest.mark.parametrize(("change", "code", "said"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS])
def test_a_document_is_refused_with_the_place_and_the_remedy(change: Changes, code: str, said: str) -> None:
    gap = "band(age_on(period_end), ..79: 0 yuan, 85..: rate)"
    text = changed(BENEFIT, (change[0], change[1].replace("{0}", gap)))

    found = faults(text)

    assert code in {fault.code for fault in found}
    [fault, *_] = [fault for fault in found if fault.code == code]
    assert said in fault.sentence
    assert fault.sentence.endswith(("。", "？"))
    assert 1 <= fault.line <= text.count("\n") + 1
    assert fault.column >= 1


def test_no_sentence_follows_from_another() -> None:
    """A broken parameter is told once, not again at every formula that names it."""
    found = faults(changed(BENEFIT, ("value: 100 yuan", "value: -100 yuan")))

    assert [fault.code for fault in found] == ["negative"]


def test_whom_a_clause_that_cannot_be_read_means_is_not_guessed() -> None:
    found = faults(changed(BENEFIT, ("within(registered,", "within(registred,")))

    assert [fault.code for fault in found] == ["name"]


def test_every_fault_of_a_document_is_told_in_the_order_of_the_lines() -> None:
    text = changed(
        BENEFIT,
        ("name: 温暖过冬\n", ""),
        ("value: 120 yuan", "value: -1 yuan"),
        ("age_on(period_end) >= 80", "abilty >= 2"),
        ("fund: county, share: 50%", "fund: county, share: 60%"),
    )

    found = faults(text)

    assert [fault.code for fault in found] == ["missing", "negative", "name", "shares"]
    assert [fault.line for fault in found] == sorted(fault.line for fault in found)


def test_the_place_is_that_of_the_word_itself() -> None:
    text = changed(
        BENEFIT,
        ("when: age_on(period_end) >= 80", "when: >-\n      age_on(period_end) >= 80\n      and abilty >= 2"),
    )

    [fault] = faults(text)

    assert text.split("\n")[fault.line - 1][fault.column - 1 :].startswith("abilty")


@pytest.mark.parametrize("rounding", ["", "\n  rounding: half_up"])
def test_the_place_in_a_formula_is_right_with_and_without_a_rounding(rounding: str) -> None:
    text = changed(BENEFIT, ("formula: rate", f"formula: 1 * rat{rounding}"))

    [fault] = faults(text)

    assert text.split("\n")[fault.line - 1][fault.column - 1 :] == "rat"


def test_a_formula_is_refused_under_the_numbers_of_every_year() -> None:
    """What holds under the first numbers and not under later ones is refused all the same."""
    text = changed(BENEFIT, ("formula: rate", "formula: 110 yuan - rate + 0 yuan"))

    assert [fault.code for fault in faults(text)] == ["below_zero"]
    assert faults(changed(text, ("value: 120 yuan", "value: 110 yuan"))) == ()


def test_a_refusal_says_the_first_fault_and_how_many_there_are() -> None:
    with pytest.raises(DocumentRefused) as refused:
        reads.compiled(changed(BENEFIT, ("name: 温暖过冬\n", ""), ("share: 50%", "share: 49%")))

    assert refused.value.message.startswith("第 1 行第 1 列：缺少“name”")
    assert "共 2 处" in refused.value.message
    assert refused.value.code == "missing"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (("[lottery_city]", "[lotery_city]"), "fund"),
        (("at_least: 55%", "at_least: 155%"), "share"),
        (("article: 第一条\n", ""), "no_article"),
        (("purpose: elder_care\n", ""), "missing"),
        (("funds: [lottery_city]", "funds: []"), "list"),
        (("says: 不低于 55%。", "subject: elder"), "unknown_key"),
    ],
)
def test_a_fund_rule_is_refused_as_well(change: Changes, code: str) -> None:
    assert code in {fault.code for fault in faults(changed(FUND_RULE, change))}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (("number: 2", "number: 1"), "number"),
        (("services: [visiting]", "services: [visitting]"), "service"),
        (("services: [visiting], ", ""), "points_nowhere"),
        (("type: concern", "type: kindness"), "word"),
        (("article: 第 2 项", "demo: true"), "no_article"),
    ],
)
def test_a_catalogue_is_refused_as_well(change: Changes, code: str) -> None:
    assert code in {fault.code for fault in faults(changed(CATALOGUE, change))}
