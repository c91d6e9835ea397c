"""The bureaus' words for kinds of organisation and for registrars, in ours."""

from __future__ import annotations

from laoyou.orgs.types import (
    ORGANISATION_KIND_LABELS,
    REGISTRAR_LABELS,
    OrganisationKind,
    Registrar,
)
from laoyou.places.types import Level, NetworkTier

_CENTRES = {
    "市级养老服务指导中心": NetworkTier.CENTRE,
    "县级养老服务指导中心": NetworkTier.CENTRE,
    "区级养老服务指导中心": NetworkTier.CENTRE,
    "街道养老服务中心": NetworkTier.TOWN_CENTRE,
    "乡镇养老服务中心": NetworkTier.TOWN_CENTRE,
    "社区养老服务站": NetworkTier.STATION,
    "村级养老服务站": NetworkTier.STATION,
    "养老关爱之家": NetworkTier.POINT,
}
CITY_WIDE = frozenset({"市级养老服务指导中心"})
_KINDS: dict[str, OrganisationKind] = {
    "公办养老机构": OrganisationKind.HOME,
    "民办非企业养老机构": OrganisationKind.HOME,
    "市场监管登记养老机构": OrganisationKind.HOME,
    "民办养老机构": OrganisationKind.HOME,
    "敬老院": OrganisationKind.HOME,
    "养老院": OrganisationKind.HOME,
    "医院": OrganisationKind.HOSPITAL,
    "基层医疗卫生机构": OrganisationKind.HOSPITAL,
    "公办托育机构": OrganisationKind.NURSERY,
    "民办托育机构": OrganisationKind.NURSERY,
    "老年食堂": OrganisationKind.MEAL_SITE,
    **dict.fromkeys(_CENTRES, OrganisationKind.STATION),
    **{label: kind for kind, label in ORGANISATION_KIND_LABELS.items()},
}
_REGISTRARS = (
    ("事业单位", Registrar.PUBLIC),
    ("机构编制", Registrar.PUBLIC),
    ("编办", Registrar.PUBLIC),
    ("民政", Registrar.CIVIL),
    ("市场监", Registrar.MARKET),
    ("工商", Registrar.MARKET),
    *((label, registrar) for registrar, label in REGISTRAR_LABELS.items()),
)


def kind_of(word: str) -> OrganisationKind | None:
    """公办养老机构 → HOME; None for a word that is not known."""
    return _KINDS.get(word)


def known_kinds() -> tuple[str, ...]:
    """The words for kinds that we know, ours first."""
    return tuple(dict.fromkeys((*ORGANISATION_KIND_LABELS.values(), *_KINDS)))


def tier_of(word: str) -> NetworkTier | None:
    """街道养老服务中心 → TOWN_CENTRE; None for what is not a place of the network."""
    return _CENTRES.get(word)


def served_level(word: str) -> Level | None:
    """At which level a place of the network serves: 市级… the city, 街道… the town."""
    tier = _CENTRES.get(word)
    if tier is None:
        return None
    if word in CITY_WIDE:
        return Level.CITY
    by_tier = {NetworkTier.CENTRE: Level.COUNTY, NetworkTier.TOWN_CENTRE: Level.TOWN}
    return by_tier.get(tier, Level.VILLAGE)


def registrar_of(word: str) -> Registrar | None:
    """尖山区民政局 → CIVIL; None for an authority that is not known."""
    return next((registrar for part, registrar in _REGISTRARS if part in word), None)
