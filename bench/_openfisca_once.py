"""The peer of bench.rules: openfisca-core with the same twelve benefits, in a process of its own.

    python -m bench._openfisca_once PERSONS SEED CHUNK REPEATS

The persons are those of bench._persons, in chunks; what is measured is the calculation alone, from arrays
laid into the simulation to all verdicts and amounts. It is written as its users write: a variable with a
formula for each verdict, each amount and what benefits share, every number of the law a dated parameter, a
band a scale. It knows no unknown: here that is -1, or a word of its own, and nobody is undecided.
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
from openfisca_core.parameters import ParameterNode
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
LAW = "2020-01-01"
NUMBERS = {
    "age": {"infant": 3, "family": 49, "old": 60, "oldest": 80},
    "extreme_poverty": {
        "urban_concentrated": 17736_00,
        "urban_dispersed": 12420_00,
        "rural_concentrated": 9996_00,
        "rural_dispersed": 7008_00,
    },
    "service": {"poor": 100_00, "edge": 50_00},
    "disabled_nursing": {"first": 120_00, "others": 80_00},
    "special_family": {"bereaved": 590_00, "disabled": 460_00},
    "visits": {"alone": 30_00, "others": 15_00},
}
SINGLE = {"care": 3000_00, "disabled_living": 80_00, "purchased": 20_00, "infant": 300_00}
BANDS = {
    "high_age": {0: 100_00, 90: 200_00, 100: 500_00},
    "nursing": {0: 0, 2: 100_00, 3: 200_00, 4: 300_00},
    "voucher": {0: 400_00, 3: 700_00, 4: 750_00},
}

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


def _high_age(person: Any, period: Any, law: Any) -> Any:
    return person("is_registered", period) & (person("age", period) >= law(period).age.oldest)


def _high_age_fen(person: Any, period: Any, law: Any) -> Any:
    return law(period).high_age.calc(person("age", period))


def _extreme_poverty(person: Any, period: Any) -> Any:
    return person("is_registered", period) & _has(person, "extreme_poverty")


def _extreme_poverty_fen(person: Any, period: Any, law: Any) -> Any:
    urban, concentrated = person("urban", period), _is(person, "extreme_poverty", "concentrated")
    held, a_year = [urban & concentrated, urban, concentrated], law(period).extreme_poverty
    yearly = [a_year.urban_concentrated, a_year.urban_dispersed, a_year.rural_concentrated]
    return (np.select(held, yearly, a_year.rural_dispersed) * 2 + 12) // 24


def _extreme_poverty_care(person: Any, period: Any) -> Any:
    needs = (person("ability", period) >= 2) | person("is_severe", period)
    return person("is_registered", period) & _is(person, "extreme_poverty", "concentrated") & needs


def _service(person: Any, period: Any, law: Any) -> Any:
    oldest = person("age", period) >= law(period).age.oldest
    return person("is_resident", period) & oldest & person("is_poor", period)


def _service_fen(person: Any, period: Any, law: Any) -> Any:
    subsidy = law(period).service
    return np.where(_has(person, "extreme_poverty") | _has(person, "low_income"), subsidy.poor, subsidy.edge)


def _nursing(person: Any, period: Any, law: Any) -> Any:
    poor = _has(person, "low_income") | person("low_income_edge", period)
    due = person("is_registered", period) & (person("age", period) >= law(period).age.old) & poor
    due = due & (person("ability", period) >= 2) & (person("ltc_grade", period) <= 0)
    return due & ~person("is_severe", period)


def _nursing_fen(person: Any, period: Any, law: Any) -> Any:
    return law(period).nursing.calc(person("ability", period))


def _disabled_nursing(person: Any, period: Any) -> Any:
    third = (person("disability_grade", period) == 3) & _is(person, "disability", "5", "6")
    severe = person("is_severe", period) | third
    return person("is_registered", period) & _has(person, "disability") & severe


def _disabled_nursing_fen(person: Any, period: Any, law: Any) -> Any:
    subsidy = law(period).disabled_nursing
    return np.where(person("disability_grade", period) == 1, subsidy.first, subsidy.others)


def _disabled_living(person: Any, period: Any) -> Any:
    poor = _has(person, "low_income") & _is(person, "extreme_poverty", "none")
    return person("is_registered", period) & _has(person, "disability") & poor


def _purchased(person: Any, period: Any, law: Any) -> Any:
    age, ages = person("age", period), law(period).age
    group = _has(person, "low_income") | _has(person, "extreme_poverty") | _has(person, "special_family")
    group = group | person("entitled_group", period) | person("contribution", period)
    group = group | person("is_severe", period)
    return person("is_resident", period) & ((age >= ages.oldest) | (age >= ages.old) & group)


def _infant(person: Any, period: Any, law: Any) -> Any:
    return person("is_registered", period) & (person("age", period) < law(period).age.infant)


def _special_family(person: Any, period: Any, law: Any) -> Any:
    family = _has(person, "special_family")
    return person("is_registered", period) & (person("age", period) >= law(period).age.family) & family


def _special_family_fen(person: Any, period: Any, law: Any) -> Any:
    aid = law(period).special_family
    return np.where(_is(person, "special_family", "bereaved"), aid.bereaved, aid.disabled)


def _voucher(person: Any, period: Any, law: Any) -> Any:
    old = person("age", period) >= law(period).age.old
    return person("is_resident", period) & old & (person("ability", period) >= 2)


def _voucher_fen(person: Any, period: Any, law: Any) -> Any:
    return law(period).voucher.calc(person("ability", period))


def _visits(person: Any, period: Any, law: Any) -> Any:
    age, ages = person("age", period), law(period).age
    reason = person("is_poor", period) | (age >= ages.oldest) | (person("ability", period) >= 2)
    due = person("is_resident", period) & (age >= ages.old) & (reason | person("dementia", period))
    return due & _is(person, "living", "alone", "empty_nest", "left_behind")


def _visits_fen(person: Any, period: Any, law: Any) -> Any:
    visit = law(period).visits
    return np.where(person("dementia", period) | _is(person, "living", "alone"), visit.alone, visit.others)


SHARED: dict[str, tuple[type, Formula]] = {
    "age": (int, _age),
    "is_registered": (bool, _registered),
    "is_resident": (bool, _resident),
    "is_severe": (bool, _severe),
    "is_poor": (bool, _poor),
}
BENEFITS: dict[str, tuple[Formula, Formula | str]] = {
    "high_age_allowance": (_high_age, _high_age_fen),
    "extreme_poverty_support": (_extreme_poverty, _extreme_poverty_fen),
    "extreme_poverty_care": (_extreme_poverty_care, "care"),
    "service_subsidy": (_service, _service_fen),
    "nursing_subsidy": (_nursing, _nursing_fen),
    "disabled_nursing": (_disabled_nursing, _disabled_nursing_fen),
    "disabled_living": (_disabled_living, "disabled_living"),
    "purchased_service": (_purchased, "purchased"),
    "infant_care": (_infant, "infant"),
    "special_family_aid": (_special_family, _special_family_fen),
    "consumption_voucher": (_voucher, _voucher_fen),
    "caring_visits": (_visits, _visits_fen),
}
INPUTS: dict[FactType, type] = {FactType.DATE: date, FactType.BOOL: bool, FactType.DIVISION: str}


def _system() -> TaxBenefitSystem:
    """The facts, what benefits share, and for each benefit a verdict and an amount."""
    system = TaxBenefitSystem([PERSON])
    system.parameters = ParameterNode("", data=_parameters())
    for name, fact in _persons.VOCABULARY.items():
        system.add_variable(_variable(name, INPUTS.get(fact.type, int)))
    for name, (kind, formula) in SHARED.items():
        system.add_variable(_variable(name, kind, formula))
    for name, (due, fen) in BENEFITS.items():
        system.add_variable(_variable(f"{name}_due", bool, due))
        system.add_variable(_variable(name, int, _paid(f"{name}_due", fen)))
    return system


def _parameters() -> dict[str, Any]:
    """Every number of the law, as openfisca keeps them: by date, bands as scales of single amounts."""
    numbers = {
        name: {part: _dated(number) for part, number in parts.items()} for name, parts in NUMBERS.items()
    }
    single = {name: _dated(number) for name, number in SINGLE.items()}
    return {**numbers, **single, **{name: _scale(bands) for name, bands in BANDS.items()}}


def _dated(number: int) -> dict[str, Any]:
    return {"values": {LAW: number}}


def _scale(bands: dict[int, int]) -> dict[str, Any]:
    """A band begins at its threshold and has its amount up to the next."""
    return {
        "metadata": {"type": "single_amount"},
        "brackets": [{"threshold": {LAW: start}, "amount": {LAW: amount}} for start, amount in bands.items()],
    }


def _paid(due: str, fen: Formula | str) -> Formula:
    def formula(person: Any, period: Any, law: Any) -> Any:
        amount = law(period)[fen] if isinstance(fen, str) else fen(person, period, law)
        return person(due, period) * amount

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
