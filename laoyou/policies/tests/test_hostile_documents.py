"""Documents bent in every way: read, or refused with places that are there; never a fault of the program."""

from __future__ import annotations

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from laoyou.policies import reads
from laoyou.policies.core import governing, reading, tree
from laoyou.policies.tests.cast import BENEFIT, CATALOGUE, EXCLUDES, FUND_RULE, changed, faults
from laoyou.policies.types import NATIONAL, Document, DocumentRefused, Fault, Mark

WHOLE = changed(BENEFIT, ("delivery:", EXCLUDES + "delivery:"))
TEXTS = (WHOLE, FUND_RULE, CATALOGUE)
ODD = (
    *(
        "",
        "no",
        "null",
        "-1",
        "1e9",
        "99999999999999999999",
        "2026-13-45",
        "'",
        "[]",
        "{}",
        "[[]]",
        "{a: {b: c}}",
    ),
    *(
        "0%",
        "1/0",
        "101%",
        "-5 yuan",
        "0.001 yuan",
        "rate",
        "{rate",
        "true",
        "*a",
        "!x y",
        "|",
        ">-",
        "：",
        "一",
    ),
    *(
        "age_on(",
        "1 +",
        "'x' in living",
        "if urban then",
        "within(residence, '1')",
        "band(ability)",
        "𝕏" * 40,
    ),
)
quick = settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])


def outcome(text: str) -> tuple[Fault, ...] | Document:
    try:
        return reads.compiled(text)
    except DocumentRefused as refused:
        return refused.faults


def is_told_well(text: str, found: tuple[Fault, ...] | Document) -> bool:
    """Every fault has a sentence, and a place in the text or at its end."""
    if isinstance(found, Document):
        return True
    lines = text.replace("\r\n", "\n").count("\n") + 2
    return bool(found) and all(
        fault.sentence.endswith(("。", "？")) and 1 <= fault.line <= lines and fault.column >= 1
        for fault in found
    )


@quick
@given(st.sampled_from(TEXTS), st.data())
def test_lines_left_out_doubled_and_changed_about(text: str, data: st.DataObject) -> None:
    lines = text.splitlines()
    for _ in range(data.draw(st.integers(1, 4))):
        here = data.draw(st.integers(0, len(lines) - 1))
        there = data.draw(st.integers(0, len(lines) - 1))
        match data.draw(st.sampled_from(["out", "twice", "swap", "deeper"])):
            case "out" if len(lines) > 1:
                del lines[here]
            case "twice":
                lines.insert(there, lines[here])
            case "swap":
                lines[here], lines[there] = lines[there], lines[here]
            case _:
                lines[here] = "  " + lines[here]
        there = here = 0
    bent = "\n".join(lines)

    assert is_told_well(bent, outcome(bent))


@quick
@given(st.sampled_from(TEXTS), st.data())
def test_values_of_the_wrong_sort(text: str, data: st.DataObject) -> None:
    lines = text.splitlines()
    here = data.draw(st.sampled_from([n for n, line in enumerate(lines) if ": " in line]))
    key = lines[here].split(": ")[0]
    lines[here] = f"{key}: {data.draw(st.sampled_from(ODD))}"
    bent = "\n".join(lines)

    assert is_told_well(bent, outcome(bent))


@quick
@given(st.sampled_from(TEXTS), st.text(max_size=20), st.integers(0, 900))
def test_words_thrown_in_anywhere(text: str, words: str, here: int) -> None:
    bent = text[:here] + words + text[here:]

    assert is_told_well(bent, outcome(bent))


@quick
@given(st.sampled_from(TEXTS), st.data())
def test_a_formula_of_chance(text: str, data: st.DataObject) -> None:
    alphabet = "age_on(period_end) rate 80 yuan >= and or not if then else ( ) , .. : { } 'urban' + - * /"
    bent = changed(WHOLE, ("formula: rate", "formula: >-\n    FORMULA"))
    formula = " ".join(data.draw(st.lists(st.sampled_from(alphabet.split()), min_size=1, max_size=25)))
    bent = bent.replace("FORMULA", formula)

    assert is_told_well(bent, outcome(bent))


HEAVY = "  - {key: k%d, says: 一, article: 一, when: '" + "rate > 1 yuan or " * 200 + "alive'}\n"


def monthly(number: int) -> str:
    """So many values of a parameter, one a month, before those that are there."""
    return "".join(
        f"      - {{from: {1950 + n // 12}-{n % 12 + 1:02d}-01, value: {n + 1} yuan, article: 一}}\n"
        for n in range(number)
    )


@pytest.mark.parametrize(
    "bomb",
    [
        changed(BENEFIT, ("formula: rate", f"formula: '{'(' * 20_000}'")),
        changed(BENEFIT, ("formula: rate", f"formula: {'rate + ' * 8_000}rate")),
        changed(BENEFIT, ("formula: rate", f"formula: {'9' * 20_000} yuan")),
        changed(BENEFIT, (">= 80", ">= 80 and " + "not " * 9_000 + "urban")),
        changed(BENEFIT, ("value: 100 yuan", f"value: {'9' * 30_000} yuan")),
        changed(BENEFIT, ("value: 100 yuan", f"value: [{', '.join(['1'] * 3_000)}]")),
        changed(BENEFIT, ("share: 50%", f"share: {'9' * 30_000}%")),
        changed(BENEFIT, ("每人每月 {rate}", "{rate}" * 6_000)),
        changed(BENEFIT, ("[居民身份证]", f"[{', '.join(['证'] * 3_500)}]")),
        BENEFIT.replace("clauses:\n", "clauses:\n" + "".join(
            f"  - {{key: k{n}, says: 一, article: 一, when: alive}}\n" for n in range(300)
        )),
        changed(BENEFIT, ("values:\n", "values:\n" + monthly(400))),
        changed(
            BENEFIT,
            ("values:\n", "values:\n" + monthly(90)),
            ("formula: rate", "formula: " + "max(rate, rate) + " * 200 + "rate"),
            ("clauses:\n", "clauses:\n" + "".join(HEAVY % n for n in range(8))),
        ),
    ],
)  # fmt: skip
def test_a_bomb_of_a_document_costs_little(bomb: str) -> None:
    began = time.monotonic()

    found = outcome(bomb)

    assert time.monotonic() - began < 5
    assert is_told_well(bomb, found)


def test_numbers_that_change_every_other_day_are_refused() -> None:
    text = changed(BENEFIT, ("values:\n", "values:\n" + monthly(99)))

    assert [fault.code for fault in faults(text)] == ["too_many_changes"]


def test_as_many_clauses_as_an_engine_can_mark() -> None:
    def with_clauses(number: int) -> str:
        more = "".join(f"  - {{key: k{n}, says: 一, article: 一, when: alive}}\n" for n in range(number - 2))
        return changed(BENEFIT, ("clauses:\n", "clauses:\n" + more))

    assert faults(with_clauses(60)) == ()
    assert [fault.code for fault in faults(with_clauses(61))] == ["clauses"]


@pytest.mark.parametrize(
    ("issuer", "territory", "governed"),
    [
        (NATIONAL, NATIONAL, True),
        (NATIONAL, "230502001000", True),
        ("230000000000", "230500000000", True),
        ("230500000000", "230500000000", True),
        ("230500000000", "230502001001", True),
        ("230502000000", "230500000000", False),
        ("230500000000", "230000000000", False),
        ("230500000000", "231000000000", False),
        ("230500000000", NATIONAL, False),
    ],
)
def test_a_government_rules_its_own_division_and_those_below(
    issuer: str, territory: str, governed: bool
) -> None:
    assert governing.governs(issuer, territory) is governed


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("national", NATIONAL),
        (NATIONAL, NATIONAL),
        ("230500000000", "230500000000"),
        ("2305", None),
        ("全国", None),
    ],
)
def test_a_territory_is_a_code_or_the_nation(word: str, code: str | None) -> None:
    assert governing.territory_of(word) == code


@given(st.text(max_size=12))
def test_a_share_a_day_and_a_value_are_read_or_are_none(word: str) -> None:
    for read in (reading.as_share, reading.as_day, reading.as_value):
        read(word)


def test_a_place_is_that_of_the_key_where_a_value_is_missing() -> None:
    [fault] = faults(changed(BENEFIT, ("    says: 年满 80 周岁。\n", "")))

    assert (fault.code, Mark(fault.line, fault.column)) == ("missing", Mark(20, 5))
    assert isinstance(tree.read(BENEFIT)[0], tree.Table)
