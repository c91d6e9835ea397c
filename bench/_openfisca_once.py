"""The peer of bench.rules: openfisca-core with the same twelve benefits, in a process of its own.

    python -m bench._openfisca_once PERSONS SEED CHUNK REPEATS

The persons are those of bench._persons, in chunks; what is measured is the calculation alone, from arrays
laid into the simulation to all verdicts and amounts. It knows no unknown: here that is -1, or a word of its
own, and nobody is undecided.
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
from openfisca_core.indexed_enums import Enum
from openfisca_core.periods import DateUnit
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

from bench import _persons
from laoyou.rules.types import Fact, FactType

PERSON = build_entity(key="person", plural="persons", label="Person", is_person=True)
END = np.datetime64("2026-03-31")
CITY = b"2305"
MONTHLY = "2026-03"

Formula = Callable[..., Any]


def main(persons: int, seed: int, chunk: int, repeats: int) -> None:
    people = _persons.made(persons, seed)
    system = _system()
    took, sums = {"seconds": 0.0, "cpu_seconds": 0.0}, dict.fromkeys(BENEFITS, 0)
    for start in range(0, persons, chunk):
        part = people.slice(start, chunk)
        inputs = {name: _array(part[name]) for name in part.columns}
        runs = [_calculated(system, part.height, inputs) for _ in range(repeats)]
        for clock in took:
            took[clock] += min(run[clock] for run in runs)
        for code in BENEFITS:
            sums[code] += runs[0][code]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({**took, "sums": list(sums.values()), "peak_mb": peak}))


def _calculated(system: Any, count: int, inputs: dict[str, Any]) -> dict[str, Any]:
    """A new simulation of these persons: seconds of its calculation, and the sum of each benefit."""
    simulation = SimulationBuilder().build_default_simulation(system, count=count)
    for name, values in inputs.items():
        simulation.set_input(name, MONTHLY, values)
    begun, spent = time.perf_counter(), time.process_time()
    amounts = {code: simulation.calculate(code, MONTHLY) for code in BENEFITS}
    took = {"seconds": time.perf_counter() - begun, "cpu_seconds": time.process_time() - spent}
    return {**took, **{code: int(amount.sum(dtype=np.int64)) for code, amount in amounts.items()}}


def _array(values: pl.Series) -> Any:
    """Codes by their order and the word unknown after them, divisions as bytes, an unknown number -1."""
    fact = _persons.VOCABULARY[values.name]
    if fact.type is FactType.CODE:
        return values.to_physical().cast(pl.Int16).fill_null(len(fact.codes)).to_numpy()
    if fact.type is FactType.DIVISION:
        found = values.unique()
        words = np.zeros(1 + int(found.to_physical().max() or 0), dtype="S12")  # type: ignore[arg-type]
        words[found.to_physical().to_list()] = found.cast(pl.String).to_list()
        return words[values.to_physical().to_numpy()]
    if fact.type is FactType.NUMBER:
        return values.cast(pl.Int32).fill_null(-1).to_numpy()
    return values.to_numpy()


def _words(fact: Fact) -> Any:
    """The fact's codes as openfisca's enumeration."""
    return Enum(fact.name, {f"code_{code}": code for code in (*fact.codes, "unknown")})


WORDS = {name: _words(fact) for name, fact in _persons.VOCABULARY.items() if fact.type is FactType.CODE}


def _is(person: Any, name: str, *codes: str) -> Any:
    held = person(name, MONTHLY)
    found = held == WORDS[name][f"code_{codes[0]}"]
    for code in codes[1:]:
        found = found | (held == WORDS[name][f"code_{code}"])
    return found


def _has(person: Any, name: str) -> Any:
    held = person(name, MONTHLY)
    return (held != WORDS[name].code_none) & (held != WORDS[name].code_unknown)


def _age(person: Any, period: Any) -> Any:
    born = person("birth_date", MONTHLY)
    months = born.astype("datetime64[M]")
    day = (born - months).astype(np.int32) + 1
    elapsed = (END.astype("datetime64[M]") - months).astype(np.int32) - (day > 31)
    return elapsed // 12


def _registered(person: Any, period: Any) -> Any:
    return person("alive", MONTHLY) & np.strings.startswith(person("registered", MONTHLY), CITY)


def _resident(person: Any, period: Any) -> Any:
    return person("alive", MONTHLY) & np.strings.startswith(person("residence", MONTHLY), CITY)


def _severe(person: Any, period: Any) -> Any:
    grade = person("disability_grade", MONTHLY)
    return (grade == 1) | (grade == 2)


def _poor(person: Any, period: Any) -> Any:
    return _has(person, "low_income") | person("low_income_edge", MONTHLY) | _has(person, "extreme_poverty")


def _high_age(person: Any, period: Any) -> Any:
    return person("is_registered", period) & (person("age", period) >= 80)


def _high_age_fen(person: Any, period: Any) -> Any:
    age = person("age", period)
    return np.select([age <= 89, age <= 99], [100_00, 200_00], 500_00)


def _extreme_poverty(person: Any, period: Any) -> Any:
    return person("is_registered", period) & _has(person, "extreme_poverty")


def _extreme_poverty_fen(person: Any, period: Any) -> Any:
    urban, concentrated = person("urban", period), _is(person, "extreme_poverty", "concentrated")
    held = [urban & concentrated, urban, concentrated]
    return (np.select(held, [17736_00, 12420_00, 9996_00], 7008_00) * 2 + 12) // 24


def _extreme_poverty_care(person: Any, period: Any) -> Any:
    needs = (person("ability", period) >= 2) | person("is_severe", period)
    return person("is_registered", period) & _is(person, "extreme_poverty", "concentrated") & needs


def _service(person: Any, period: Any) -> Any:
    return person("is_resident", period) & (person("age", period) >= 80) & person("is_poor", period)


def _service_fen(person: Any, period: Any) -> Any:
    return np.where(_has(person, "extreme_poverty") | _has(person, "low_income"), 100_00, 50_00)


def _nursing(person: Any, period: Any) -> Any:
    poor = _has(person, "low_income") | person("low_income_edge", period)
    due = person("is_registered", period) & (person("age", period) >= 60) & poor
    due = due & (person("ability", period) >= 2) & (person("ltc_grade", period) <= 0)
    return due & ~person("is_severe", period)


def _nursing_fen(person: Any, period: Any) -> Any:
    ability = person("ability", period)
    return np.select([ability <= 1, ability == 2, ability == 3], [0, 100_00, 200_00], 300_00)


def _disabled_nursing(person: Any, period: Any) -> Any:
    third = (person("disability_grade", period) == 3) & _is(person, "disability", "5", "6")
    severe = person("is_severe", period) | third
    return person("is_registered", period) & _has(person, "disability") & severe


def _disabled_nursing_fen(person: Any, period: Any) -> Any:
    return np.where(person("disability_grade", period) == 1, 120_00, 80_00)


def _disabled_living(person: Any, period: Any) -> Any:
    poor = _has(person, "low_income") & _is(person, "extreme_poverty", "none")
    return person("is_registered", period) & _has(person, "disability") & poor


def _purchased(person: Any, period: Any) -> Any:
    age = person("age", period)
    group = _has(person, "low_income") | _has(person, "extreme_poverty") | _has(person, "special_family")
    group = group | person("entitled_group", period) | person("contribution", period)
    group = group | person("is_severe", period)
    return person("is_resident", period) & ((age >= 80) | (age >= 60) & group)


def _infant(person: Any, period: Any) -> Any:
    return person("is_registered", period) & (person("age", period) < 3)


def _special_family(person: Any, period: Any) -> Any:
    family = _has(person, "special_family")
    return person("is_registered", period) & (person("age", period) >= 49) & family


def _special_family_fen(person: Any, period: Any) -> Any:
    return np.where(_is(person, "special_family", "bereaved"), 590_00, 460_00)


def _voucher(person: Any, period: Any) -> Any:
    old = person("age", period) >= 60
    return person("is_resident", period) & old & (person("ability", period) >= 2)


def _voucher_fen(person: Any, period: Any) -> Any:
    ability = person("ability", period)
    return np.select([ability <= 2, ability == 3], [400_00, 700_00], 750_00)


def _visits(person: Any, period: Any) -> Any:
    age = person("age", period)
    reason = person("is_poor", period) | (age >= 80) | (person("ability", period) >= 2)
    due = person("is_resident", period) & (age >= 60) & (reason | person("dementia", period))
    return due & _is(person, "living", "alone", "empty_nest", "left_behind")


def _visits_fen(person: Any, period: Any) -> Any:
    return np.where(person("dementia", period) | _is(person, "living", "alone"), 30_00, 15_00)


SHARED: dict[str, tuple[type, Formula]] = {
    "age": (int, _age),
    "is_registered": (bool, _registered),
    "is_resident": (bool, _resident),
    "is_severe": (bool, _severe),
    "is_poor": (bool, _poor),
}
BENEFITS: dict[str, tuple[Formula, Formula | int]] = {
    "high_age_allowance": (_high_age, _high_age_fen),
    "extreme_poverty_support": (_extreme_poverty, _extreme_poverty_fen),
    "extreme_poverty_care": (_extreme_poverty_care, 3000_00),
    "service_subsidy": (_service, _service_fen),
    "nursing_subsidy": (_nursing, _nursing_fen),
    "disabled_nursing": (_disabled_nursing, _disabled_nursing_fen),
    "disabled_living": (_disabled_living, 80_00),
    "purchased_service": (_purchased, 20_00),
    "infant_care": (_infant, 300_00),
    "special_family_aid": (_special_family, _special_family_fen),
    "consumption_voucher": (_voucher, _voucher_fen),
    "caring_visits": (_visits, _visits_fen),
}
INPUTS: dict[FactType, type] = {FactType.DATE: date, FactType.BOOL: bool, FactType.DIVISION: str}


def _system() -> TaxBenefitSystem:
    """The facts, what benefits share, and for each benefit a verdict and an amount."""
    system = TaxBenefitSystem([PERSON])
    for name, fact in _persons.VOCABULARY.items():
        system.add_variable(_variable(name, INPUTS.get(fact.type, int)))
    for name, (kind, formula) in SHARED.items():
        system.add_variable(_variable(name, kind, formula))
    for name, (due, fen) in BENEFITS.items():
        system.add_variable(_variable(f"{name}_due", bool, due))
        system.add_variable(_variable(name, int, _paid(f"{name}_due", fen)))
    return system


def _paid(due: str, fen: Formula | int) -> Formula:
    def formula(person: Any, period: Any) -> Any:
        return person(due, period) * (fen if isinstance(fen, int) else fen(person, period))

    return formula


def _variable(name: str, kind: type, formula: Formula | None = None) -> type[Variable]:
    attributes = {"value_type": kind, "entity": PERSON, "definition_period": DateUnit.MONTH}
    if kind is str:
        attributes = {**attributes, "max_length": 12}
    if name in WORDS:
        words = {"possible_values": WORDS[name], "default_value": WORDS[name].code_unknown}
        attributes = {**attributes, **words, "value_type": Enum}
    return type(name, (Variable,), attributes if formula is None else {**attributes, "formula": formula})


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:]))
