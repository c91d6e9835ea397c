"""The demo city's parameters, read from population.yaml; each has a source and a confidence there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

import yaml

from laoyou.kernel.errors import Invalid

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Calibration:
    """Figures by name, and tables of figures by name and row; rows keep the order of the file."""

    figures: Mapping[str, float]
    tables: Mapping[str, Mapping[str, float]]

    def share(self, name: str) -> float:
        return self.figures[name]

    def count(self, name: str, scale: float = 1.0) -> int:
        """A count of the whole city at this scale."""
        return round(self.figures[name] * scale)

    def by_age(self, name: str) -> dict[int, float]:
        """A table whose rows are the first years of five-year bands."""
        return {int(row): value for row, value in self.tables[name].items()}

    def choices(self, name: str) -> tuple[tuple[str, ...], tuple[float, ...]]:
        """Rows and cumulative weights, as `random.choices` takes them."""
        table = self.tables[name]
        return tuple(table), tuple(accumulate(table.values()))


def read_calibration(path: Path = HERE / "population.yaml") -> Calibration:
    """Read the parameters; raises Invalid for an entry without a source or a confidence."""
    document = yaml.safe_load(path.read_text(encoding="utf-8"))
    for group in ("figures", "tables"):
        for name, entry in document[group].items():
            if not entry.get("source") or entry.get("confidence") not in {"V", "R", "U", "示例"}:
                raise Invalid(f"参数“{name}”没有写明来源和可信程度，请补上。", code="unsourced", field=name)
    return Calibration(
        figures={name: float(entry["value"]) for name, entry in document["figures"].items()},
        tables={
            name: {str(row): float(value) for row, value in entry["values"].items()}
            for name, entry in document["tables"].items()
        },
    )


def apportion(total: int, weights: Sequence[float]) -> list[int]:
    """Whole parts of a total in proportion to weights, exact in sum (running totals rounded).

    >>> apportion(10, [1, 1, 1])
    [3, 4, 3]
    """
    whole = sum(weights)
    if whole <= 0:
        return [0] * len(weights)
    parts, running, given = [], 0.0, 0
    for weight in weights:
        running += weight
        reached = round(total * running / whole)
        parts.append(reached - given)
        given = reached
    return parts
