"""By when things are to be done: working days, the calendar of holidays, and the numbers of the procedure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml

DEFAULT = Path(__file__).parent.parent / "procedure.yaml"
SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Calendar:
    """Which days are worked on: Monday to Friday, less holidays, plus days that make up for them."""

    holidays: frozenset[date]
    made_up: frozenset[date]

    def is_worked(self, day: date) -> bool:
        if day in self.made_up:
            return True
        return day.weekday() < SATURDAY and day not in self.holidays

    def after(self, day: date, working_days: int) -> date:
        """The last day of a term of working days; the day on which it begins does not count (行政许可法
        第八十二条、民法典第二百零一条).
        """
        while working_days > 0:
            day += timedelta(days=1)
            working_days -= self.is_worked(day)
        return day


@dataclass(frozen=True, slots=True)
class Procedure:
    """The numbers of the procedure. Terms in working days, except `appeal_within_days` (calendar days).

    `second_from_fen`: from this amount on a supervisor decides, who did not handle the application before.
    `examples` are the keys of numbers that no text lays down (示例).
    """

    acceptance_days: int
    decision_days: int
    papers_days: int
    appeal_days: int
    appeal_within_days: int
    second_from_fen: int
    hotline: str
    review_office: str
    examples: frozenset[str]
    calendar: Calendar


def load(path: Path, over: Mapping[str, Any] | None = None) -> Mapping[str, Any]:
    """The numbers of a file, over those of another."""
    with path.open(encoding="utf-8") as file:
        found: dict[str, Any] = yaml.safe_load(file)
    return {**(over or {}), **found}


def read(given: Mapping[str, Any]) -> Procedure:
    """Raises KeyError or ValueError for a file that says too little, which stops the program at its start."""
    yuan = int(given["second_person_from_yuan"])
    terms = {
        key: int(given[key])
        for key in ("acceptance_days", "decision_days", "papers_days", "appeal_days", "appeal_within_days")
    }
    if yuan < 0 or min(terms.values()) < 1:
        raise ValueError("a term of less than a day, or an amount below zero")
    return Procedure(
        **terms,
        second_from_fen=yuan * 100,
        hotline=str(given["hotline"]),
        review_office=str(given["review_office"]),
        examples=frozenset(given["examples"]),
        calendar=Calendar(frozenset(_days(given["holidays"])), frozenset(given["made_up"])),
    )


def _days(spans: list[list[date]]) -> list[date]:
    """The days of spans, both ends included."""
    return [first + timedelta(days=n) for first, last in spans for n in range((last - first).days + 1)]
