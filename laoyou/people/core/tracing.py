"""The digest that binds an intake's audit entry to the trace of its rows: SM3 over one line a row."""

from __future__ import annotations

import hashlib

import polars as pl


class Digest:
    """SM3 of `row_no,outcome,person_id` lines in the order of rows; a row of nobody has nothing last."""

    def __init__(self) -> None:
        self._digest = hashlib.new("sm3")
        self.rows = 0

    def add(self, row_no: int, outcome: str, person_id: int | None) -> None:
        self._digest.update(f"{row_no},{outcome},{'' if person_id is None else person_id}\n".encode())
        self.rows += 1

    def add_frame(self, trace: pl.DataFrame) -> None:
        """Many rows at once: `row_no`, `outcome`, `person_id`."""
        lines = trace.select("row_no", "outcome", "person_id").write_csv(include_header=False)
        self._digest.update(lines.encode())
        self.rows += trace.height

    def value(self) -> bytes:
        return self._digest.digest()
