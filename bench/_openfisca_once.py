"""The peer of bench.rules: openfisca-core with the same twelve benefits, in a process of its own.

    python -m bench._openfisca_once PERSONS SEED CHUNK

The persons are those of bench._persons, in chunks; what is measured is the calculation alone, from arrays laid
into the simulation to all verdicts and amounts. It knows no unknown: here that is -1, or a word of its own.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np
import polars as pl
from openfisca_core.entities import build_entity
from openfisca_core.periods import DateUnit
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

from bench import _persons
from laoyou.rules.types import FactType

PERSON = build_entity(key="person", plural="persons", label="Person", is_person=True)
END = np.datetime64("2026-03-31")
CITY = 2305
MONTHLY = "2026-03"

Formula = Callable[..., Any]


def main(persons: int, seed: int, chunk: int) -> None:
    people = _persons.made(persons, seed)
    system = _system()
    seconds, sums = 0.0, dict.fromkeys(FORMULAS, 0)
    for start in range(0, persons, chunk):
        part = people.slice(start, chunk)
        simulation = SimulationBuilder().build_default_simulation(system, count=part.height)
        for name in part.columns:
            simulation.set_input(name, MONTHLY, _array(part[name]))
        begun = time.monotonic()
        amounts = {code: simulation.calculate(code, MONTHLY) for code in FORMULAS}
        seconds += time.monotonic() - begun
        for code, amount in amounts.items():
            sums[code] += int(amount.sum(dtype=np.int64))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "sums": list(sums.values()), "peak_mb": peak}))


def _array(values: pl.Series) -> Any:
    """Whole numbers for everything but dates and truths: codes by their order, a division as its county."""
    fact = _persons.VOCABULARY[values.name]
    if fact.type is FactType.CODE:
        return values.to_physical().cast(pl.Int32).fill_null(-1).to_numpy()
    if fact.type is FactType.DIVISION:
        return values.cast(pl.String).str.head(6).cast(pl.Int32).to_numpy()
    if fact.type is FactType.NUMBER:
        return values.cast(pl.Int32).fill_null(-1).to_numpy()
    return values.to_numpy()


def _code(name: str, code: str) -> int:
    return list(_persons.VOCABULARY[name].codes).index(code)


def _is(person: Any, name: str, *codes: str) -> Any:
    held = person(name, MONTHLY)
    found = held == _code(name, codes[0])
    for code in codes[1:]:
        found = found | (held == _code(name, code))
    return found


def _has(person: Any, name: str) -> Any:
    held = person(name, MONTHLY)
    return (held >= 0) & (held != _code(name, "none"))


def _age(person: Any, period: Any) -> Any:
    born = person("birth_date", MONTHLY)
    months = born.astype("datetime64[M]")
    day = (born - months).astype(np.int32) + 1
    elapsed = (END.astype("datetime64[M]") - months).astype(np.int32) - (day > 31)
    return elapsed // 12


def _registered(person: Any, period: Any) -> Any:
    return person("alive", MONTHLY) & (person("registered", MONTHLY) // 100 == CITY)


def _resident(person: Any, period: Any) -> Any:
    return person("alive", MONTHLY) & (person("residence", MONTHLY) // 100 == CITY)


def _severe(person: Any, period: Any) -> Any:
    grade = person("disability_grade", MONTHLY)
    return (grade == 1) | (grade == 2)


def _poor(person: Any, period: Any) -> Any:
    return _has(person, "low_income") | person("low_income_edge", MONTHLY) | _has(person, "extreme_poverty")


def _high_age_allowance(person: Any, period: Any) -> Any:
    age = person("age", period)
    amount = np.select([age <= 89, age <= 99], [100_00, 200_00], 500_00)
    return person("is_registered", period) * (age >= 80) * amount


def _extreme_poverty_support(person: Any, period: Any) -> Any:
    urban, concentrated = person("urban", period), _is(person, "extreme_poverty", "concentrated")
    yearly = np.select(
        [urban & concentrated, urban, concentrated], [17736_00, 12420_00, 9996_00], 7008_00
    )
    return person("is_registered", period) * _has(person, "extreme_poverty") * ((yearly * 2 + 12) // 24)


def _extreme_poverty_care(person: Any, period: Any) -> Any:
    needs = (person("ability", period) >= 2) | person("is_severe", period)
    return person("is_registered", period) * _is(person, "extreme_poverty", "concentrated") * needs * 3000_00


def _service_subsidy(person: Any, period: Any) -> Any:
    due = person("is_resident", period) & (person("age", period) >= 80) & person("is_poor", period)
    amount = np.where(_has(person, "extreme_poverty") | _has(person, "low_income"), 100_00, 50_00)
    return due * amount


def _nursing_subsidy(person: Any, period: Any) -> Any:
    ability = person("ability", period)
    poor = _has(person, "low_income") | person("low_income_edge", period)
    due = person("is_registered", period) & (person("age", period) >= 60) & poor & (ability >= 2)
    due = due & (person("ltc_grade", period) <= 0) & ~person("is_severe", period)
    return due * np.select([ability <= 1, ability == 2, ability == 3], [0, 100_00, 200_00], 300_00)


def _disabled_nursing(person: Any, period: Any) -> Any:
    grade = person("disability_grade", period)
    due = person("is_severe", period) | ((grade == 3) & _is(person, "disability", "5", "6"))
    due = person("is_registered", period) & _has(person, "disability") & due
    return due * np.where(grade == 1, 120_00, 80_00)


def _disabled_living(person: Any, period: Any) -> Any:
    poor = _has(person, "low_income") & _is(person, "extreme_poverty", "none")
    return person("is_registered", period) * _has(person, "disability") * poor * 80_00


def _purchased_service(person: Any, period: Any) -> Any:
    age = person("age", period)
    group = _has(person, "low_income") | _has(person, "extreme_poverty") | person("entitled_group", period)
    group = group | _has(person, "special_family") | person("is_severe", period) | person("contribution", period)
    return person("is_resident", period) * ((age >= 80) | (age >= 60) & group) * 20_00


def _infant_care(person: Any, period: Any) -> Any:
    return person("is_registered", period) * (person("age", period) < 3) * 300_00


def _special_family_aid(person: Any, period: Any) -> Any:
    due = person("is_registered", period) & (person("age", period) >= 49) & _has(person, "special_family")
    return due * np.where(_is(person, "special_family", "bereaved"), 590_00, 460_00)


def _consumption_voucher(person: Any, period: Any) -> Any:
    ability = person("ability", period)
    due = person("is_resident", period) & (person("age", period) >= 60) & (ability >= 2)
    return due * np.select([ability <= 2, ability == 3], [400_00, 700_00], 750_00)


def _caring_visits(person: Any, period: Any) -> Any:
    age, dementia = person("age", period), person("dementia", period)
    reason = person("is_poor", period) | (age >= 80) | (person("ability", period) >= 2) | dementia
    due = person("is_resident", period) & (age >= 60) & reason
    due = due & _is(person, "living", "alone", "empty_nest", "left_behind")
    return due * np.where(dementia | _is(person, "living", "alone"), 30_00, 15_00)


SHARED: dict[str, tuple[type, Formula]] = {
    "age": (int, _age),
    "is_registered": (bool, _registered),
    "is_resident": (bool, _resident),
    "is_severe": (bool, _severe),
    "is_poor": (bool, _poor),
}
FORMULAS: dict[str, Formula] = {
    "high_age_allowance": _high_age_allowance,
    "extreme_poverty_support": _extreme_poverty_support,
    "extreme_poverty_care": _extreme_poverty_care,
    "service_subsidy": _service_subsidy,
    "nursing_subsidy": _nursing_subsidy,
    "disabled_nursing": _disabled_nursing,
    "disabled_living": _disabled_living,
    "purchased_service": _purchased_service,
    "infant_care": _infant_care,
    "special_family_aid": _special_family_aid,
    "consumption_voucher": _consumption_voucher,
    "caring_visits": _caring_visits,
}
INPUTS: dict[FactType, type] = {FactType.DATE: date, FactType.BOOL: bool}


def _system() -> TaxBenefitSystem:
    system = TaxBenefitSystem([PERSON])
    for name, fact in _persons.VOCABULARY.items():
        system.add_variable(_variable(name, INPUTS.get(fact.type, int)))
    for name, (kind, formula) in SHARED.items():
        system.add_variable(_variable(name, kind, formula))
    for name, formula in FORMULAS.items():
        system.add_variable(_variable(name, int, formula))
    return system


def _variable(name: str, kind: type, formula: Formula | None = None) -> type[Variable]:
    attributes = {"value_type": kind, "entity": PERSON, "definition_period": DateUnit.MONTH}
    return type(name, (Variable,), attributes if formula is None else {**attributes, "formula": formula})


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:]))
