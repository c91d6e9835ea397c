"""Writes the demo city as the departments' own spreadsheets: the same seed and scale give the same files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random

from laoyou.kernel.errors import Invalid
from laoyou.places.types import Level
from laoyou.regions.divisions import DivisionRow, read_divisions
from laoyou.regions.shuangyashan.calibration import Calibration, apportion, read_calibration
from laoyou.regions.shuangyashan.county import OLDEST_BAND, CountyQuota, Makers, people_county
from laoyou.regions.shuangyashan.dirt import Dirtier
from laoyou.regions.shuangyashan.files import DepartmentFile, open_writer
from laoyou.regions.shuangyashan.identity import Numbers, Phones, village_short
from laoyou.regions.shuangyashan.manifest import FileReport, Manifest
from laoyou.regions.shuangyashan.organisations import City, organisation_rows
from laoyou.regions.shuangyashan.persons import Household, Village
from laoyou.regions.shuangyashan.sheets import (
    CITY_SHEETS,
    DEATHS,
    ORGANISATIONS,
    RESIDENTS,
    Sheet,
    county_sheets,
    rows_of,
)
from laoyou.regions.shuangyashan.status import StatusQuota, assign_status, counts

REGION = "shuangyashan"
DEFAULT_SEED = 1
DEFAULT_SCALE = 0.02
DEFAULT_DATE = date(2026, 11, 1)
LARGEST_SCALE = 10.0
PRISON = "230521480"
MEMBERS_LISTED = frozenset({RESIDENTS.name, DEATHS.name})


@dataclass(frozen=True, slots=True)
class Quotas:
    """What each county gets, by six-digit code, in the order of the codes."""

    people: dict[str, CountyQuota]
    status: dict[str, StatusQuota]


class Dirtiers:
    """One dirtier a sheet, kept over all its files, so that a small city too sees every kind of dirt."""

    def __init__(self, seed: int, share: float) -> None:
        self._seed, self._share = seed, share
        self._known: dict[str, Dirtier] = {}

    def of(self, sheet: Sheet) -> Dirtier:
        """The dirtier of a sheet; Excel and CSV forms of one sheet share it."""
        if sheet.name not in self._known:
            rng = Random(f"dirt/{self._seed}/{sheet.name}")
            self._known[sheet.name] = Dirtier(sheet, self._share, rng)
        return self._known[sheet.name]


def generate(
    out: Path, *, seed: int = DEFAULT_SEED, scale: float = DEFAULT_SCALE, on: date = DEFAULT_DATE
) -> Manifest:
    """Write all sheets and manifest.json into `out` (made if missing) and return the manifest.

    `scale` 1.0 is the whole city, about 291,800 living people aged 60 and over on the day `on`. One county
    is held in memory at a time. Raises Invalid for a scale outside 0 to 10.
    """
    if not 0 < scale <= LARGEST_SCALE:
        raise Invalid(f"规模 --scale 应大于0且不超过{LARGEST_SCALE:g}，现为{scale:g}。", code="scale")
    out.mkdir(parents=True, exist_ok=True)
    calibration = read_calibration()
    names, villages = read_city(calibration)
    phones = Phones(seed)
    makers = Makers(calibration, Numbers(list(calibration.tables["county_weights"])), phones, villages)
    quotas = share_out(calibration, scale)
    dirtiers = Dirtiers(seed, calibration.share("dirty_share"))

    def open_file(sheet: Sheet, place: str) -> DepartmentFile:
        return DepartmentFile(
            out, sheet, place, on, dirtiers.of(sheet), Random(f"{seed}/{sheet.name}/{place}")
        )

    city_files = {sheet.name: open_file(sheet, names["2305"]) for sheet in CITY_SHEETS}
    reports, totals = [], dict[str, int]()
    for county in quotas.people:
        rng = Random(f"{seed}/{county}")
        own = [one for one in villages if one.county == county]
        homes = people_county(own, quotas.people[county], makers, on, rng)
        assign_status(homes, quotas.status[county], calibration, rng)
        files = {sheet.name: open_file(sheet, names[county]) for sheet in county_sheets(county)}
        write_rows(homes, files | city_files, on, calibration.share("town_coverage_share"), rng)
        reports += [file.close() for file in files.values()]
        for name, number in counts(homes).items():
            totals[name] = totals.get(name, 0) + number
    reports += [file.close() for file in city_files.values()]
    city = City(names, villages, phones, calibration)
    reports.append(write_organisations(out, city, names["2305"], on, Random(f"{seed}/organisations")))
    manifest = Manifest(REGION, seed, scale, on, totals, tuple(reports))
    manifest.write(out)
    return manifest


def read_city(calibration: Calibration) -> tuple[dict[str, str], list[Village]]:
    """Names of all divisions by key, and the villages where somebody lives, with their weights."""
    divisions = list(read_divisions(REGION))
    names = {one.key: one.name for one in divisions}
    villages = [_village(one, names, calibration) for one in divisions if one.level is Level.VILLAGE]
    return names, [one for one in villages if one.weight > 0]


def _village(row: DivisionRow, names: dict[str, str], calibration: Calibration) -> Village:
    """Camps of farms and forests weigh less than villages, virtual ones hardly anything, a prison nothing."""
    weight = calibration.tables["village_weights"][row.urban_class or "220"]
    if "虚拟" in row.name:
        weight *= 0.1
    elif row.code[9:12] >= "500":
        weight *= 0.6
    if row.code.startswith(PRISON):
        weight = 0.0
    short = village_short(row.name)
    town = names[row.code[:9]]
    place = short if short.startswith(town) else town + short
    address = f"{names['23']}{names['2305']}{names[row.code[:6]]}{place}"
    return Village(row.code, row.name, town, address, row.urban_class or "220", weight)


def share_out(calibration: Calibration, scale: float) -> Quotas:
    """Give each county its part of the city's exact totals."""
    weights = calibration.tables["county_weights"]
    counties, shares = list(weights), list(weights.values())
    bands = _age_bands(calibration, scale)
    by_band = {band: apportion(number, shares) for band, number in bands.items()}
    allowance = calibration.count("high_age_allowance", scale) - bands[OLDEST_BAND]
    low_income = apportion(max(allowance, 0), shares)
    dependent = apportion(calibration.count("poor_disabled_subsidy", scale), shares)
    dead = apportion(round(sum(bands.values()) * calibration.share("deaths_90_days_share")), shares)
    infants = apportion(_infants(calibration, scale), shares)
    return Quotas(
        people={
            county: CountyQuota({band: by_band[band][index] for band in bands}, dead[index], infants[index])
            for index, county in enumerate(counties)
        },
        status={
            county: StatusQuota(low_income[index], dependent[index]) for index, county in enumerate(counties)
        },
    )


def _age_bands(calibration: Calibration, scale: float) -> dict[int, int]:
    """Living elders by five-year band; the last holds all aged 90 and over."""
    elders = calibration.count("elders", scale)
    oldest = round(elders * calibration.share("aged_90_plus_share"))
    census = calibration.by_age("elders_by_age")
    return dict(zip(census, apportion(elders - oldest, list(census.values())), strict=True)) | {
        OLDEST_BAND: oldest
    }


def _infants(calibration: Calibration, scale: float) -> int:
    people = calibration.share("population") * scale
    return round(people * calibration.share("births_per_1000") / 1000 * calibration.share("infant_years"))


def write_rows(
    homes: Sequence[Household], files: dict[str, DepartmentFile], on: date, town_coverage: float, rng: Random
) -> None:
    """Let every department write down the households it knows; the town misses a few."""
    for home in homes:
        for name, row, person in rows_of(home, on, rng):
            if name == "elders" and rng.random() >= town_coverage:
                continue
            dead_elsewhere = person.death is not None and name not in MEMBERS_LISTED
            files[name].add(row, listed_though_dead=dead_elsewhere)


def write_organisations(out: Path, city: City, place: str, on: date, rng: Random) -> FileReport:
    """The organisations' sheet, without dirt: its homes and beds must come out as the plan counts them."""
    file_name = f"{ORGANISATIONS.department}-{ORGANISATIONS.title}-{place}.xlsx"
    writer = open_writer(out / file_name, ORGANISATIONS, place, on)
    rows = 0
    for row in organisation_rows(city, rng):
        writer.write(row)
        rows += 1
    writer.close()
    return FileReport(
        file_name, ORGANISATIONS.source, ORGANISATIONS.name, ORGANISATIONS.form.value,
        writer.header_row, ORGANISATIONS.columns, rows,
    )  # fmt: skip
