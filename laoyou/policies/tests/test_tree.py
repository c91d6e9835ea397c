"""YAML as a tree that knows its places, and takes nothing that could harm."""

from __future__ import annotations

import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from laoyou.policies.core import tree
from laoyou.policies.types import Fault, Mark


def leaf(text: str, *path: str | int) -> tree.Leaf:
    node: tree.Node = tree.read(text)[0]
    for step in path:
        if isinstance(node, tree.Table):
            node = node.entries[str(step)][1]
        elif isinstance(node, tree.Listing):
            node = node.items[int(step)]
    assert isinstance(node, tree.Leaf)
    return node


@pytest.mark.parametrize("word", ["no", "2026-01-01", "012", "1e3", "null", "~", "12:30"])
def test_every_scalar_stays_the_text_that_was_written(word: str) -> None:
    assert leaf(f"a: {word}", "a").text == word


def test_a_value_knows_its_line_and_column() -> None:
    assert leaf("a: 1\nb:\n  - x: 中\n    y: 文", "b", 0, "y").mark == Mark(4, 8)


@pytest.mark.parametrize(
    ("text", "word", "mark"),
    [
        ("a: one two", "two", Mark(1, 8)),
        ("a: 'one two'", "two", Mark(1, 9)),
        ("a: 'it''s two'", "two", Mark(1, 11)),
        ("a: one\n   two", "two", Mark(2, 4)),
        ("a: >-\n  one\n  two", "two", Mark(3, 3)),
        ("a: |\n  one\n    two", "two", Mark(3, 5)),
        ("a: >-\n  住在  本市\n  满 two", "two", Mark(3, 5)),
    ],
)
def test_a_word_inside_a_value_is_found_however_the_lines_are_folded(
    text: str, word: str, mark: Mark
) -> None:
    found = leaf(text, "a")

    assert found.at(found.text.index(word)) == mark


@pytest.mark.parametrize(
    ("text", "code", "mark"),
    [
        ("", "empty", Mark(1, 1)),
        ("# nothing", "empty", Mark(1, 1)),
        ("- a\n- b", "no_table", Mark(1, 1)),
        ("a: 1\n---\nb: 2", "several", Mark(2, 1)),
        ("a: &x 1\nb: *x", "alias", Mark(1, 4)),
        ("a: 1\nb: *a", "alias", Mark(2, 4)),
        ("a: !!python/object:os.system ls", "tag", Mark(1, 4)),
        ("a: b: c", "yaml", Mark(1, 5)),
        ("a: 1\n\tb: 2", "yaml", Mark(2, 1)),
        ("a: x\x00y", "yaml_character", Mark(1, 5)),
        ("a: 1\nb: 津\u202e贴", "hidden", Mark(2, 5)),
        ("a\u200b: 1", "hidden", Mark(1, 2)),
        ("a: [[[[[[[[[1]]]]]]]]]", "too_deep", Mark(1, 12)),
        ("? [a]\n: b", "odd_key", Mark(1, 3)),
        ("x" * 64_001, "too_long", Mark(1, 1)),
        ("a: [" + "1," * 4_000 + "1]", "too_many", Mark(1, 7_999)),
    ],
)
def test_what_is_no_plain_table_is_refused_with_its_place(text: str, code: str, mark: Mark) -> None:
    with pytest.raises(tree.Unreadable) as refused:
        tree.read(text)

    fault = refused.value.fault
    assert (fault.code, Mark(fault.line, fault.column)) == (code, mark)
    assert fault.sentence.endswith("。")


def test_a_doubled_key_is_told_and_the_first_kept() -> None:
    table, [fault] = tree.read("a: 1\nb: 2\na: 3")

    assert (fault.code, fault.line, fault.column) == ("double_key", 3, 1)
    assert "第 1 行" in fault.sentence
    assert isinstance(table.entries["a"][1], tree.Leaf)
    assert table.entries["a"][1].text == "1"


@pytest.mark.parametrize(
    "bomb",
    [
        "[" * 60_000,
        "{a: " * 15_000,
        "? " * 30_000,
        "- " * 30_000,
        "a: " * 20_000,
        "&a [*a, " * 8_000,
        '"' + "\\n\n" * 20_000,
        "a: >\n" + "  x\n" * 15_000,
    ],
)
def test_a_hostile_text_costs_no_time(bomb: str) -> None:
    began = time.monotonic()

    with suppress(tree.Unreadable):
        tree.read(bomb)

    assert time.monotonic() - began < 2


@given(st.text(max_size=300))
def test_any_text_is_read_or_refused_with_a_sentence(text: str) -> None:
    faults: list[Fault] = []
    try:
        _, faults = tree.read(text)
    except tree.Unreadable as refused:
        faults = [refused.fault]

    assert all(fault.sentence.endswith("。") and fault.line >= 1 for fault in faults)
