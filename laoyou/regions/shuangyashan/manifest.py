"""What the generator wrote: every file, how many rows, and which rows are dirty in which way."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path

FILE_NAME = "manifest.json"


@dataclass(frozen=True, slots=True)
class FileReport:
    """One file. `dirt` maps a kind to row numbers as a spreadsheet shows them (the first line is 1).

    `rows` counts data rows, duplicates included; `header_row` is the line of the column names; `encoding`
    is `xlsx`, `utf-8-sig` or `gb18030`. For a duplicate the row is the second of the two.
    """

    path: str
    source: str
    sheet: str
    encoding: str
    header_row: int
    columns: tuple[str, ...]
    rows: int
    dirt: dict[str, list[int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Manifest:
    """A whole city as written; `counts` are the true numbers of the living, before any dirt."""

    region: str
    seed: int
    scale: float
    on: date
    counts: dict[str, int]
    files: tuple[FileReport, ...]

    def dirt(self) -> dict[str, int]:
        """How many rows of each kind of dirt all files hold together."""
        totals: dict[str, int] = {}
        for report in self.files:
            for kind, rows in report.dirt.items():
                totals[kind] = totals.get(kind, 0) + len(rows)
        return totals

    @property
    def rows(self) -> int:
        """Data rows in all files."""
        return sum(report.rows for report in self.files)

    def write(self, folder: Path) -> None:
        """Write manifest.json beside the files."""
        document = asdict(self) | {"on": self.on.isoformat(), "rows": self.rows, "dirt": self.dirt()}
        text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
        (folder / FILE_NAME).write_text(text + "\n", encoding="utf-8")


def read_manifest(folder: Path) -> Manifest:
    """Read what `Manifest.write` wrote."""
    document = json.loads((folder / FILE_NAME).read_text(encoding="utf-8"))
    return Manifest(
        region=document["region"],
        seed=document["seed"],
        scale=document["scale"],
        on=date.fromisoformat(document["on"]),
        counts=document["counts"],
        files=tuple(
            FileReport(**{**report, "columns": tuple(report["columns"])}) for report in document["files"]
        ),
    )
