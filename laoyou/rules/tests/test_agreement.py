"""The readings agree on any program and any facts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
from hypothesis import given, settings

from laoyou.rules import columns, profiles
from laoyou.rules.person import explain
from laoyou.rules.tests import made
from laoyou.rules.types import Program, Verdict

VERDICTS = {Verdict.YES: 1, Verdict.NO: 0, Verdict.UNDECIDED: None}


def one_by_one(program: Program, register: Sequence[Mapping[str, Any]]) -> list[tuple[int | None, ...]]:
    """Verdict, failed, unknown and amount of each, from the reading of one person."""
    told = [explain(program, facts, made.MONTH) for facts in register]
    return [(VERDICTS[each.verdict], each.failed, each.unknown, each.amount_fen) for each in told]


def four(decided: pl.DataFrame, program: Program) -> list[tuple[int | None, ...]]:
    code = program.code
    return decided.select(f"{code}.verdict", f"{code}.failed", f"{code}.unknown", f"{code}.amount").rows()


@settings(max_examples=120)
@given(made.programs(), made.REGISTERS)
def test_columns_and_one_person_always_agree(program: Program, register: list[dict[str, Any]]) -> None:
    decided = columns.decide([program], made.frame(register), made.MONTH)

    assert four(decided, program) == one_by_one(program, register)


@settings(max_examples=60)
@given(made.programs("aid"), made.programs("care"), made.REGISTERS)
def test_profiles_and_columns_always_agree(
    aid: Program, care: Program, register: list[dict[str, Any]]
) -> None:
    frame = made.frame(register)

    decided = columns.decide([aid, care], frame, made.MONTH)
    by_profile = profiles.decide([aid, care], frame, made.MONTH)

    results = decided.columns[frame.width :]
    assert by_profile.spread(*results).equals(decided.select(results), null_equal=True)
    assert by_profile.persons().sum() == frame.height
    assert by_profile.table.height == by_profile.numbers.n_unique()
