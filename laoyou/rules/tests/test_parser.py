"""Tokens and trees keep their places, and the limits lie where they are said to lie."""

from __future__ import annotations

import pytest

from laoyou.rules.lexer import END, MAX_LENGTH, tokens
from laoyou.rules.parser import MAX_DEPTH, MAX_DIGITS, Syntax, read
from laoyou.rules.tests import made
from laoyou.rules.types import RuleError


def kinds(text: str) -> list[tuple[str, str]]:
    return [(token.kind, token.text) for token in tokens(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("60..79", [("number", "60"), ("symbol", ".."), ("number", "79")]),
        ("80..:", [("number", "80"), ("symbol", ".."), ("symbol", ":")]),
        ("0.5..", [("number", "0.5"), ("symbol", "..")]),
        ("2026-01-01", [("date", "2026-01-01")]),
        ("2026 - 01", [("number", "2026"), ("symbol", "-"), ("number", "01")]),
        ("26-1-1", [("number", "26"), *[("symbol", "-"), ("number", "1")] * 2]),
        ("a<=b", [("name", "a"), ("symbol", "<="), ("name", "b")]),
        ("a==-1", [("name", "a"), ("symbol", "=="), ("symbol", "-"), ("number", "1")]),
        ("'and'", [("text", "'and'")]),
        ("20yuan", [("number", "20"), ("name", "yuan")]),
        ("", []),
    ],
)
def test_a_text_falls_into_its_tokens(text: str, expected: list[tuple[str, str]]) -> None:
    assert kinds(text) == [*expected, (END, "")]


def test_tokens_know_their_line_and_column() -> None:
    places = [(token.text, token.at.line, token.at.column) for token in tokens("a\n  bb\r\n\n\tc ")]

    assert places == [("a", 1, 1), ("bb", 2, 3), ("c", 4, 2), ("", 4, 4)]


@pytest.mark.parametrize(
    "text", ["a", "a == 1", "(a) and b", "not a", "f(a, b)", "if a then b else c", "-a * 2 + 1"]
)
def test_a_tree_covers_its_text(text: str) -> None:
    tree = read(text)

    assert (tree.at.start, tree.at.end) == (0, len(text))
    assert all(inside(part, tree) for part in tree.parts)


def inside(part: Syntax, whole: Syntax) -> bool:
    within = whole.at.start <= part.at.start < part.at.end <= whole.at.end
    return within and all(inside(each, part) for each in part.parts)


def test_brackets_belong_to_what_they_hold() -> None:
    tree = read("((a)) + b")

    assert (tree.parts[0].at.start, tree.parts[0].at.end) == (0, 5)
    assert tree.parts[0].word == "name"


def test_a_row_of_ands_is_one_level_however_long() -> None:
    tree = read(" and ".join(["a"] * 300))

    assert tree.word == "and"
    assert len(tree.parts) == 300
    assert tree.depth == 2


def test_as_deep_as_allowed_is_read_and_one_deeper_is_not() -> None:
    def nested(levels: int) -> str:
        return "(" * levels + "true" + ")" * levels

    assert read(nested(MAX_DEPTH - 1)).word == "truth"
    with pytest.raises(RuleError) as refused:
        read(nested(MAX_DEPTH))
    assert refused.value.code == "deep"


def test_as_long_as_allowed_is_read_and_one_longer_is_not() -> None:
    assert read("true".ljust(MAX_LENGTH)).word == "truth"
    with pytest.raises(RuleError) as refused:
        read("true".ljust(MAX_LENGTH + 1))
    assert refused.value.code == "text_long"


def test_numbers_of_as_many_digits_as_allowed_are_read() -> None:
    assert read("1" * MAX_DIGITS).word == "number"
    with pytest.raises(RuleError) as refused:
        read("1" * (MAX_DIGITS + 1))
    assert refused.value.code == "number"


def test_a_sum_of_thirty_parts_is_no_deeper_than_allowed() -> None:
    made.read(" + ".join(["members"] * 30) + " > 3")
