"""Twelve benefits of a city as programs; written again in bench._by_hand and bench._openfisca_once.

Amounts are the demo's where the documents give none.
"""

from __future__ import annotations

from bench import _persons
from laoyou.kernel.money import Money
from laoyou.rules.language import parse
from laoyou.rules.types import Clause, Expression, FactType, Parameter, Program

PARAMETERS: dict[str, Parameter] = {
    "city": _persons.CITY,
    "urban_concentrated": Money.of_yuan(17736),
    "urban_dispersed": Money.of_yuan(12420),
    "rural_concentrated": Money.of_yuan(9996),
    "rural_dispersed": Money.of_yuan(7008),
    "purchased": Money.of_yuan(20),
    "oldest": 80,
}
LIVES_HERE = ("alive", "within(registered, city)")
AGE = "age_on(period_end)"
POOR = "low_income != 'none' or low_income_edge or extreme_poverty != 'none'"

POLICIES: dict[str, tuple[tuple[str, ...], str]] = {
    "high_age_allowance": (
        (*LIVES_HERE, f"{AGE} >= oldest"),
        f"band({AGE}, ..89: 100 yuan, 90..99: 200 yuan, 100..: 500 yuan)",
    ),
    "extreme_poverty_support": (
        (*LIVES_HERE, "extreme_poverty != 'none'"),
        """round((
            if urban
            then if extreme_poverty == 'concentrated' then urban_concentrated else urban_dispersed
            else if extreme_poverty == 'concentrated' then rural_concentrated else rural_dispersed
        ) / 12, half_up)""",
    ),
    "extreme_poverty_care": (
        (*LIVES_HERE, "extreme_poverty == 'concentrated'", "ability >= 2 or disability_grade in {1, 2}"),
        "3000 yuan",
    ),
    "service_subsidy": (
        ("alive", "within(residence, city)", f"{AGE} >= oldest", POOR),
        "if extreme_poverty != 'none' or low_income != 'none' then 100 yuan else 50 yuan",
    ),
    "nursing_subsidy": (
        (*LIVES_HERE, f"{AGE} >= 60", "low_income != 'none' or low_income_edge", "ability >= 2",
         "ltc_grade == 0 or not known(ltc_grade)", "not (disability_grade in {1, 2})"),
        "band(ability, ..1: 0 yuan, 2: 100 yuan, 3: 200 yuan, 4..: 300 yuan)",
    ),
    "disabled_nursing": (
        (*LIVES_HERE, "disability != 'none'",
         "disability_grade in {1, 2} or disability_grade == 3 and disability in {'5', '6'}"),
        "if disability_grade == 1 then 120 yuan else 80 yuan",
    ),
    "disabled_living": (
        (*LIVES_HERE, "disability != 'none'", "low_income != 'none'", "extreme_poverty == 'none'"),
        "80 yuan",
    ),
    "purchased_service": (
        ("alive", "within(residence, city)",
         f"{AGE} >= oldest or {AGE} >= 60 and (low_income != 'none' or extreme_poverty != 'none'"
         " or entitled_group or special_family != 'none' or disability_grade in {1, 2} or contribution)"),
        "purchased",
    ),
    "infant_care": (
        (*LIVES_HERE, f"{AGE} < 3"),
        "round(3600 yuan / 12, half_up)",
    ),
    "special_family_aid": (
        (*LIVES_HERE, f"{AGE} >= 49", "special_family != 'none'"),
        "if special_family == 'bereaved' then 590 yuan else 460 yuan",
    ),
    "consumption_voucher": (
        ("alive", "within(residence, city)", f"{AGE} >= 60", "ability >= 2"),
        """min(
            round(band(ability, ..2: 1000 yuan, 3: 1750 yuan, 4..: 2000 yuan) * 0.4, half_even, yuan),
            750 yuan
        )""",
    ),
    "caring_visits": (
        ("alive", "within(residence, city)", f"{AGE} >= 60",
         "living in {'alone', 'empty_nest', 'left_behind'}",
         f"{POOR} or {AGE} >= oldest or ability >= 2 or dementia"),
        "if dementia or living == 'alone' then 30 yuan else 15 yuan",
    ),
}  # fmt: skip


def programs() -> tuple[Program, ...]:
    """The twelve, read and checked."""
    return tuple(_program(code, clauses, amount) for code, (clauses, amount) in POLICIES.items())


def _program(code: str, clauses: tuple[str, ...], amount: str) -> Program:
    made = tuple(
        Clause(f"{code}-{number}", text, f"第{number}条", _read(text, FactType.BOOL))
        for number, text in enumerate(clauses, 1)
    )
    return Program(code, made, _read(amount, FactType.MONEY))


def _read(text: str, want: FactType) -> Expression:
    return parse(text, _persons.VOCABULARY, PARAMETERS, want=want)
