"""Every policy that we ship pays what its citation says (the tables: policy_cases)."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from functools import cache
from itertools import pairwise

import pytest

from laoyou.kernel.errors import NotFound
from laoyou.kernel.spans import ONE_DAY
from laoyou.policies import reads
from laoyou.policies.types import NATIONAL, Benefit, Catalogue, Document, FundRule
from laoyou.regions.packs import read_pack
from laoyou.regions.tests.policy_cases import JUNE, NO, TABLES, YEARLY, Facts
from laoyou.rules import person
from laoyou.rules.types import Period, Verdict

REGIONS = ("hengshui", "jiulongpo", "shuangyashan", "zhangzhou")
HOMES = {
    "shuangyashan": "230502001001",
    "zhangzhou": "350602001001",
    "hengshui": "131102001001",
    "jiulongpo": "500107001001",
}
YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))


@cache
def pack(region: str) -> tuple[Document, ...]:
    """The documents that are law in a region: its own and the nation's."""
    documents, faults = reads.checked({**reads.national_files(), **read_pack(region)})
    assert faults == ()
    return documents


def law(region: str, code: str, day: date) -> Document:
    """The document that counts: of one benefit that of the nearest government."""
    found = [one for one in pack(region) if one.code == code and one.in_force.contains(day)]
    return max(found, key=lambda one: one.territory.division != NATIONAL)


def paid(region: str, code: str, said: Facts, period: Period) -> int | str:
    """What a benefit pays in whole yuan, or the verdict where it pays nothing."""
    document = law(region, code, period.end)
    assert isinstance(document.body, Benefit)
    place = HOMES[region]
    facts: Facts = {"registered": place, "residence": place, "division": place, "employer_division": place}
    facts |= {**reads.vocabulary(document.body.subject).silence, **said}
    known = {
        name: value for name, value in facts.items() if name in reads.vocabulary(document.body.subject).facts
    }
    found = person.explain(reads.program_on(document, period.end), known, period)
    if found.verdict is not Verdict.YES:
        return found.verdict.value
    assert found.amount_fen is not None
    yuan, rest = divmod(found.amount_fen, 100)
    assert rest == 0, found.amount_fen
    return yuan


CASES = [(region, *row) for region, rows in TABLES.items() for row in rows]


@pytest.mark.parametrize("region", REGIONS)
def test_every_shipped_pack_can_be_loaded(region: str) -> None:
    assert {one.territory.division for one in pack(region)} >= {NATIONAL}
    assert len(pack(region)) > len(reads.national_files())


@pytest.mark.parametrize(
    ("region", "code", "facts", "yuan"),
    [(region, code, facts, yuan) for region, _, code, facts, yuan in CASES],
    ids=[f"{region} {name}" for region, name, *_ in CASES],
)
def test_what_is_paid_in_june_2026_is_what_the_law_says(
    region: str, code: str, facts: Facts, yuan: int | str
) -> None:
    assert paid(region, code, facts, JUNE) == yuan


@pytest.mark.parametrize(
    ("region", "code", "facts", "yuan"),
    [(region, code, facts, yuan) for region, _, code, facts, yuan in YEARLY],
    ids=[f"{region} {name}" for region, name, *_ in YEARLY],
)
def test_what_is_paid_for_2026_is_what_the_law_says(
    region: str, code: str, facts: Facts, yuan: int | str
) -> None:
    assert paid(region, code, facts, YEAR) == yuan


def test_every_benefit_has_a_case_that_is_paid() -> None:
    paid_for = {(region, code) for region, _, code, _, yuan in (*CASES, *YEARLY) if isinstance(yuan, int)}

    shipped = {
        (region, one.code)
        for region in REGIONS
        for one in pack(region)
        if isinstance(one.body, Benefit) and (region == "shuangyashan" or one.territory.division != NATIONAL)
    }

    assert shipped - paid_for == set()


@pytest.mark.parametrize(
    ("period", "yuan"),
    [
        (Period(date(2020, 1, 1), date(2020, 1, 31)), 100),
        (Period(date(2022, 1, 1), date(2022, 1, 31)), 150),
        (Period(date(2023, 12, 1), date(2023, 12, 31)), 150),
        (Period(date(2024, 1, 1), date(2024, 1, 31)), 200),
    ],
)
def test_the_past_is_computed_under_the_law_of_its_day(period: Period, yuan: int) -> None:
    assert paid("shuangyashan", "high_age_allowance", {"birth_date": date(1928, 1, 1)}, period) == yuan


def test_a_child_has_36_months_and_10800_yuan_in_all() -> None:
    """Born in May 2025: from May 2025 to April 2028."""
    starts = [date(2025 + number // 12, number % 12 + 1, 1) for number in range(49)]
    months = [Period(start, after - ONE_DAY) for start, after in pairwise(starts)]

    got = [paid("shuangyashan", "child_allowance", {"birth_date": date(2025, 5, 15)}, one) for one in months]

    assert sum(one for one in got if isinstance(one, int)) == 10_800
    assert got.count(300) == 36
    assert (got[4], got[39], got[40]) == (300, 300, NO)


@pytest.mark.parametrize(
    ("region", "code", "share"), [("zhangzhou", "mutual_home_construction", Fraction(1, 2))]
)
def test_the_city_bears_half_of_a_mutual_home_from_its_lottery_fund(
    region: str, code: str, share: Fraction
) -> None:
    body = law(region, code, JUNE.end).body

    assert isinstance(body, Benefit)
    assert {payer.fund: payer.share for payer in body.payers}["lottery_city"] == share


@pytest.mark.parametrize("region", REGIONS)
def test_at_least_55_percent_of_the_lottery_fund_go_to_elder_care(region: str) -> None:
    rules = [one.body for one in pack(region) if isinstance(one.body, FundRule)]

    assert rules
    assert {(rule.purpose, rule.at_least) for rule in rules} == {("elder_care", Fraction(55, 100))}
    assert {fund for rule in rules for fund in rule.funds} <= {
        "lottery_province",
        "lottery_city",
        "lottery_county",
    }


def test_nursing_subsidies_exclude_each_other_as_the_plan_of_hengshui_says() -> None:
    found = {(one.first, one.second, one.by_amount) for one in reads.pairs(pack("shuangyashan"))}

    assert ("disabled_nursing_subsidy", "nursing_subsidy", True) in found
    assert ("long_term_care_insurance", "nursing_subsidy", False) in found
    assert ("extreme_poverty_support", "disabled_living_subsidy", False) in found


def test_the_national_list_has_16_items_of_three_types_each_kept_by_something() -> None:
    [catalogue] = [one.body for one in pack("shuangyashan") if isinstance(one.body, Catalogue)]

    assert [item.number for item in catalogue.items] == list(range(1, 17))
    counted = [item.type.value for item in catalogue.items]
    assert (counted.count("material"), counted.count("care"), counted.count("concern")) == (8, 7, 1)
    here = {one.code for one in pack("shuangyashan")}
    assert {code for item in catalogue.items for code in item.benefits} <= here


@pytest.mark.parametrize("region", REGIONS)
def test_what_a_seed_gives_no_number_for_is_marked_as_an_example(region: str) -> None:
    """These and no others have numbers or conditions from the seeds and the nation's own texts alone."""
    plain = {
        one.code
        for one in pack(region)
        if isinstance(one.body, Benefit)
        and one.territory.division != NATIONAL
        and not reads.is_demo(one, max(JUNE.end, one.in_force.start or JUNE.end))
    }

    assert (
        plain
        == {
            "shuangyashan": {"extreme_poverty_support", "visiting"},
            "zhangzhou": {"purchased_service", "mutual_home_construction"},
            "hengshui": {"visiting"},
            "jiulongpo": {
                *(
                    "street_centre_construction",
                    "town_centre_construction",
                    "station_rent",
                    "graduate_subsidy",
                ),
            },
        }[region]
    )


def test_a_region_that_we_do_not_ship_is_not_found() -> None:
    with pytest.raises(NotFound, match="可选"):
        read_pack("mars")
