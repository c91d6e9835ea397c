"""The organisations of the city: homes and beds exactly as the plan counts them, centres, nurseries.

The organisations are the same at any scale. Names and codes are made up; codes carry DEM0 in their body.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from random import Random

from laoyou.kernel.credit_code import check_character, organisation_check
from laoyou.regions.shuangyashan.calibration import Calibration, apportion
from laoyou.regions.shuangyashan.identity import Phones, village_short
from laoyou.regions.shuangyashan.names import given_name, surname
from laoyou.regions.shuangyashan.persons import Village
from laoyou.regions.shuangyashan.sheets import Row

PUBLIC_REGISTRY = "事业单位登记管理局"
CIVIL_REGISTRY = "民政局"
MARKET_REGISTRY = "市场监督管理局"
PREFIXES = {PUBLIC_REGISTRY: "12", CIVIL_REGISTRY: "52", MARKET_REGISTRY: "91"}

PUBLIC_HOME, PRIVATE_HOME, MARKET_HOME = "公办养老机构", "民办非企业养老机构", "市场监管登记养老机构"
HOMES = (
    (PUBLIC_HOME, "public", PUBLIC_REGISTRY, 60),
    (PRIVATE_HOME, "private", CIVIL_REGISTRY, 20),
    (MARKET_HOME, "market", MARKET_REGISTRY, 10),
)
CITY_CENTRE, COUNTY_CENTRE = "市级养老服务指导中心", "县级养老服务指导中心"
STREET_CENTRE, TOWN_CENTRE = "街道养老服务中心", "乡镇养老服务中心"
COMMUNITY_STATION, VILLAGE_STATION = "社区养老服务站", "村级养老服务站"
HOSPITAL, CLINIC = "医院", "基层医疗卫生机构"
PUBLIC_NURSERY, PRIVATE_NURSERY = "公办托育机构", "民办托育机构"

FIRST_WORDS = (
    "松鹤", "福寿", "康宁", "夕阳红", "常青", "仁爱", "安泰", "颐和", "益寿",
    "暖心", "祥和", "金秋", "鸿福", "长乐", "静心", "银龄", "福星", "永康",
)  # fmt: skip
NURSERY_WORDS = (
    "小树苗", "阳光", "蓓蕾", "童心", "小海豚", "向日葵", "萌芽", "彩虹", "星星", "贝贝", "乐贝", "新苗",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class City:
    """What the organisations stand in: names by key, villages, and who hands out phones."""

    names: dict[str, str]
    villages: Sequence[Village]
    phones: Phones
    calibration: Calibration

    def towns(self) -> dict[str, list[Village]]:
        """Villages by the nine digits of their town, in order."""
        towns: dict[str, list[Village]] = {}
        for one in self.villages:
            towns.setdefault(one.code[:9], []).append(one)
        return towns


def made_up_code(prefix: str, county: str, serial: int) -> str:
    """A credit code valid by GB 32100 whose body, DEM0 and a serial, no registry gives out."""
    body = f"DEM0{serial:04d}"
    first17 = prefix + county + body + organisation_check(body)
    return first17 + check_character(first17)


def organisation_rows(city: City, rng: Random) -> Iterator[Row]:
    """Every row of the organisations' sheet, homes first."""
    serials = count(1)
    for kind, village, name, beds, registry in _organisations(city, rng):
        person = surname(rng) + given_name(rng, rng.choice("男女"), 1975)
        yield [
            name,
            made_up_code(PREFIXES[registry], village.county, next(serials)),
            kind,
            village.code,
            f"{village.address}{1 + int(rng.random() * 200)}号",
            str(beds) if beds else "",
            person,
            city.phones.give(),
            city.names[village.county] + registry,
        ]


Organisation = tuple[str, Village, str, int, str]
"""Kind, village, name, beds or nursery places, registry."""


def _organisations(city: City, rng: Random) -> Iterator[Organisation]:
    yield from _homes(city, rng)
    yield from _centres(city, rng)
    yield from _stations(city, rng)
    yield from _medical(city, rng)
    yield from _nurseries(city, rng)


def _homes(city: City, rng: Random) -> Iterator[Organisation]:
    named: set[str] = set()
    for kind, key, registry, smallest in HOMES:
        homes, beds = city.calibration.count(f"homes_{key}"), city.calibration.count(f"beds_{key}")
        extra = apportion(beds - homes * smallest, [0.3 + rng.random() for _ in range(homes)])
        for village, more in zip(_spread(city, homes, rng), extra, strict=True):
            word = "中心敬老院" if kind == PUBLIC_HOME else rng.choice(("养老院", "老年公寓", "养护中心"))
            name = _new_name(city.names[village.county], FIRST_WORDS, word, named, rng)
            yield kind, village, name, smallest + more, registry


def _spread(city: City, number: int, rng: Random) -> list[Village]:
    """Villages for so many organisations: every county its part, larger villages more often."""
    weights = [one.weight for one in city.villages]
    chosen = rng.choices(city.villages, weights, k=number)
    return sorted(chosen, key=lambda one: one.code)


def _new_name(place: str, words: Sequence[str], kind: str, named: set[str], rng: Random) -> str:
    """A name not given before; a number is added where the words run out."""
    attempt = 1
    name = f"{place}{rng.choice(words)}{kind}"
    while name in named:
        attempt += 1
        name = f"{place}{rng.choice(words)}{f'第{attempt}' if attempt > len(words) else ''}{kind}"
    named.add(name)
    return name


def _centres(city: City, rng: Random) -> Iterator[Organisation]:
    """The city's and counties' guidance centres; then the plan's share of streets and of townships."""
    yield CITY_CENTRE, city.villages[0], "双鸭山市养老服务指导中心", 0, PUBLIC_REGISTRY
    towns = city.towns()
    for county in sorted({key[:6] for key in towns}):
        first = next(one for one in city.villages if one.county == county)
        yield COUNTY_CENTRE, first, f"{city.names[county]}养老服务指导中心", 0, PUBLIC_REGISTRY
    streets = [key for key in towns if key[6:9] < "100"]
    townships = [key for key in towns if "100" <= key[6:9] < "400"]
    for keys, kind, share in (
        (streets, STREET_CENTRE, "street_centres_share"),
        (townships, TOWN_CENTRE, "township_centres_share"),
    ):
        for key in sorted(rng.sample(keys, round(len(keys) * city.calibration.share(share)))):
            name = f"{city.names[key[:6]]}{city.names[key]}养老服务中心"
            yield kind, towns[key][0], name, 10 + int(rng.random() * 20), CIVIL_REGISTRY


def _stations(city: City, rng: Random) -> Iterator[Organisation]:
    wanted = round(len(city.villages) * city.calibration.share("stations_share"))
    for village in sorted(rng.sample(list(city.villages), wanted), key=lambda one: one.code):
        kind = COMMUNITY_STATION if village.urban else VILLAGE_STATION
        name = f"{village.town}{village_short(village.name)}养老服务站"
        yield kind, village, name, 0, CIVIL_REGISTRY


def _medical(city: City, rng: Random) -> Iterator[Organisation]:
    """One demonstration hospital a county and one health centre a street or township."""
    towns = city.towns()
    for county in sorted({key[:6] for key in towns}):
        first = next(one for one in city.villages if one.county == county)
        yield HOSPITAL, first, f"{city.names[county]}示例医院", 0, PUBLIC_REGISTRY
    for key, villages in sorted(towns.items()):
        word = "社区卫生服务中心" if key[6:9] < "100" else "卫生院"
        yield CLINIC, villages[0], f"{city.names[key]}示例{word}", 0, PUBLIC_REGISTRY


def _nurseries(city: City, rng: Random) -> Iterator[Organisation]:
    number = city.calibration.count("nurseries")
    public = city.calibration.count("nurseries_public")
    smallest = 20
    extra = apportion(
        city.calibration.count("nursery_places") - number * smallest,
        [0.5 + rng.random() for _ in range(number)],
    )
    named: set[str] = set()
    urban = [one for one in city.villages if one.urban]
    for index, more in enumerate(extra):
        village = rng.choice(urban)
        kind = PUBLIC_NURSERY if index < public else PRIVATE_NURSERY
        registry = PUBLIC_REGISTRY if index < public else rng.choice((CIVIL_REGISTRY, MARKET_REGISTRY))
        yield (
            kind,
            village,
            _new_name(city.names[village.county], NURSERY_WORDS, "托育园", named, rng),
            smallest + more,
            registry,
        )
