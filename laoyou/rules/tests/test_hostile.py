"""A hostile text is refused soon, whatever it holds, and never read as anything but the language."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from laoyou.kernel.errors import Invalid
from laoyou.rules import columns
from laoyou.rules.language import parse
from laoyou.rules.tests import made
from laoyou.rules.types import MAX_WEIGHT, FactType, RuleError

SOON = 2.0  # seconds of processor, on any machine

WORDS = st.sampled_from(
    [
        *("and", "or", "not", "in", "if", "then", "else", "true", "yuan", "min", "round", "band", "known"),
        *("within", "age_on", "urban", "ability", "income", "low_income", "poor", "half_up", "\n", "'urban'"),
        *("(", ")", "{", "}", ",", ":", "..", "==", "<", ">=", "+", "-", "*", "/", "1", "0.5", "2026-01-01"),
    ]
)


@contextmanager
def soon() -> Iterator[None]:
    begun = time.process_time()
    yield
    assert time.process_time() - begun < SOON


def refused(text: str, want: FactType = FactType.BOOL) -> RuleError:
    with soon(), pytest.raises(RuleError) as told:
        made.read(text, want)
    assert told.value.line >= 1
    assert told.value.column >= 1
    assert len(told.value.message) < 300
    return told.value


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("true or " * 100_000 + "true", "text_long"),
        ("(" * 3_000, "deep"),
        ("(" * 100 + "true" + ")" * 100, "deep"),
        ("not " * 900 + "true", "deep"),
        ("-" * 3_000 + "1 == 1", "deep"),
        ("if true then " * 300, "deep"),
        ("min(1, " * 500, "deep"),
        ("{" * 3_000, "syntax"),
        ("1" * 3_999, "number"),
        ("0." + "1" * 3_000, "number"),
        ("1 + " * 900 + "1 == 1", "deep"),
        ("1 * " * 900 + "1 == 1", "deep"),
        ("1 / " * 900 + "1 == 1", "deep"),
        ("a" * 3_999, "name"),
        ("'" + "a" * 3_900, "character"),
        ("low_income == '" + "a" * 3_900 + "'", "code"),
        ("\x00" * 100, "character"),
        ("urban\u202e", "character"),
        ("\ufeffurban", "character"),
        ("💥", "character"),
        ("𝐮𝐫𝐛𝐚𝐧", "character"),
        ("urbаn", "character"),
        ("urban\udcff", "character"),
        ("١٢ == 12", "character"),
        ("\u00a0urban", "character"),
        ("\u2028urban", "character"),
    ],
)  # fmt: skip
def test_size_depth_and_strange_characters_are_refused(text: str, code: str) -> None:
    assert refused(text).code == code


def test_what_would_grow_without_end_in_the_columns_is_refused() -> None:
    """Each is short and shallow, but the column of each level would hold that of the one below twice."""
    extremes = "ability"
    divisions = "1"
    roundings = "ability"
    for _ in range(20):
        extremes = f"min({extremes}, 4)"
        divisions = f"1 / max(round({divisions}, half_up), 0)"
        roundings = f"round({roundings} * 0.5, half_even)"

    assert refused(f"{extremes} == 1").code == "heavy"
    assert refused(f"{divisions} == 1").code in ("heavy", "bounds", "deep")
    assert refused(f"{roundings} == 1").code in ("heavy", "deep")


def test_numbers_that_would_grow_without_end_are_refused() -> None:
    assert refused(" * ".join(["999999999999999999"] * 30) + " == 1").code == "bounds"
    assert refused(" * ".join(["0.000000000000001"] * 30) + " == 1").code == "bounds"
    assert refused("1 / 999983 + 1 / 999979 + 1 / 999961 + 1 / 999959 == 1").code == "bounds"


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os').system('true')",
        "__import__('os')",
        "eval('1')",
        "exec('1')",
        "open('passwd')",
        "urban.__class__",
        "().__class__.__bases__",
        "lambda: true",
        "[x for x in {1}]",
        "{1}.pop()",
        "f'{urban}'",
        "urban if true else dementia",
        "urban := true",
        "globals()",
        "self",
        "__builtins__",
        "__dict__ == 1",
        "import os",
        "true; import os",
        "ability ** 99",
        "ability << 99",
        "'a' * 99999999 == 'a'",
        "known(__class__)",
        "min(*{1, 2})",
        "period_end.today()",
        "$(true)",
        "; DROP TABLE people_person; --",
        "${jndi}",
        "!!python/object:os.system",
        "nan == nan",
        "inf > 1",
        "1e309 > 1",
        "0x10 == 16",
        "1_000 == 1000",
        "None",
        "True",
    ],
)
def test_a_text_can_neither_read_nor_run_anything(text: str) -> None:
    modules = set(sys.modules)

    assert refused(text).code in ("name", "syntax", "character", "type", "code", "argument")
    assert set(sys.modules) == modules


@pytest.mark.parametrize("name", ["and", "if", "yuan", "band", "half_up", "then", "period", "fen"])
def test_the_words_of_the_language_are_no_names(name: str) -> None:
    assert refused(f"{name} == 1").code in ("syntax", "name")


@given(st.text(max_size=300))
@example("urban and\n\n\n")
@example("'" * 50)
@example(".." * 50)
def test_any_text_at_all_is_read_or_refused(text: str) -> None:
    _read_or_refused(text)


@given(st.lists(WORDS, max_size=80).map(" ".join))
def test_any_row_of_words_is_read_or_refused(text: str) -> None:
    _read_or_refused(text)


def _read_or_refused(text: str) -> None:
    told = None
    with soon(), suppress(RuleError):
        try:
            made.read(text)
        except RuleError as error:
            told = error
            raise
    if told is not None:
        lines = text.split("\n")
        assert told.line <= len(lines)
        assert told.column <= len(lines[told.line - 1]) + 1


def test_the_heaviest_program_that_is_read_is_decided_soon() -> None:
    heavy = " and ".join(["min(ability, 4, 3, 2) + max(members, 1, 2) > 2"] * 40)
    frame = made.frame([{"ability": 3, "members": 2}, {}])

    with soon():
        program = made.program([heavy] * 6)
        told = columns.decide([program], frame, made.MONTH)

    assert told["aid.verdict"].to_list() == [1, None]
    assert sum(each.root.weight for each in program.expressions) > MAX_WEIGHT * 0.9


def test_a_program_heavier_than_that_is_refused() -> None:
    heavy = " and ".join(["min(ability, 4, 3, 2) + max(members, 1, 2) > 2"] * 40)

    with soon(), pytest.raises(Invalid) as told:
        made.program([heavy] * 7)

    assert told.value.code == "heavy"


def test_a_parameter_cannot_smuggle_anything_in() -> None:
    with pytest.raises(TypeError):
        parse("members > limit", made.VOCABULARY, {"limit": made}, want=FactType.BOOL)  # type: ignore[dict-item]
