"""Each distinct combination of what the programs look at is decided once, and keeps its reasons once.

Thousands share a profile: the same age, the same town or not, the same statuses. A frame is brought to one
number a row, that of its profile (`packing`), by what is asked of each fact (`features`). The profiles are
then decided by `columns`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from laoyou.rules.columns import Columns
from laoyou.rules.features import features_of
from laoyou.rules.packing import Coded, apart, combined, small, standing_for
from laoyou.rules.types import Fact, FactType, Node, Op, Period, Program, facts_of


@dataclass(frozen=True, slots=True)
class Profiles:
    """`numbers`: the profile of each row of the frame, in its order, UInt32. `table`: a row a profile, with
    what was asked of the facts, in the words of the programs (`age_on(period_end) >= 80`: true, false or
    null), and the four columns a program of `columns.decide`."""

    numbers: pl.Series
    table: pl.DataFrame

    def spread(self, *columns: str) -> pl.DataFrame:
        """Columns of the table for every row of the frame."""
        return self.table.select(columns)[self.numbers]

    def persons(self) -> pl.Series:
        """How many rows each profile has, in the order of the table."""
        counted = self.numbers.to_frame().group_by("profile").len()
        return counted.sort("profile")["len"]


def decide(programs: Sequence[Program], frame: pl.DataFrame, period: Period) -> Profiles:
    """Every row by its profile. The frame is as `columns.decide` takes it; codes are quickest as Enum, and
    divisions as Categorical."""
    facts, features = facts_of(programs), features_of(programs)
    looks = [_Look(fact, features[name], frame[name]) for name, fact in facts.items()]
    tables = pl.collect_all([look.features(period) for look in looks])
    coded = [each for look, table in zip(looks, tables, strict=True) for each in look.coded(table)]
    if not coded:  # programs that ask nothing
        coded = [Coded(pl.repeat(0, frame.height, dtype=pl.UInt8), pl.DataFrame({"": [None]}))]
    numbers, table = combined(frame, coded)
    given = {node: words for named in features.values() for node, words in named.items()}
    decided = Columns(period, given, pl).verdicts(programs, table.lazy(), table.columns)
    return Profiles(numbers.cast(pl.UInt32).alias("profile"), decided.collect())


class _Look:
    """What is looked at of one fact: once a value where values are few, else row by row."""

    def __init__(self, fact: Fact, features: Mapping[Node, str], values: pl.Series) -> None:
        if fact.type is FactType.CODE and values.dtype == pl.String:
            codes = values.cast(pl.Enum(list(fact.codes)), strict=False).alias(f":{fact.name}")
            self._few: Coded | None = apart(codes)
        else:
            self._few = small(values)
        self._values = values if self._few is None else self._few.table.to_series()
        self._fact = fact
        self._features = features

    def features(self, period: Period) -> pl.LazyFrame:
        """The features of the values, a column each.

        They are added, then selected: Polars 2.1 may lose rows of a `select` that compares a literal with a
        `when` whose branches are one literal.
        """
        name = self._fact.name
        columns = Columns(period, {Node(Op.FACT, self._fact.type, value=name): name}, pl)
        frame = self._values.alias(name).to_frame().lazy().with_columns(columns.admitted(name, self._fact))
        features = [columns.build(node).alias(words) for node, words in self._features.items()]
        return frame.with_columns(features).select(self._features.values())

    def coded(self, table: pl.DataFrame) -> list[Coded]:
        """The rows by their features."""
        return [standing_for(self._few, table)] if self._few else [apart(column) for column in table]
