"""Organisations, their sites and the people in charge."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from laoyou.access.types import Role, Rule
from laoyou.kernel.spans import DateSpan
from laoyou.places.types import AddressRecord, Level, NetworkTier


class OrganisationKind(StrEnum):
    GOVERNMENT = "government"
    SERVICE = "service"
    HOME = "home"
    NURSERY = "nursery"
    HOSPITAL = "hospital"
    SOCIAL = "social"
    MEAL_SITE = "meal_site"
    STATION = "station"
    COMPANY = "company"


ORGANISATION_KIND_LABELS = {
    OrganisationKind.GOVERNMENT: "政府单位",
    OrganisationKind.SERVICE: "居家服务组织",
    OrganisationKind.HOME: "养老机构",
    OrganisationKind.NURSERY: "托育机构",
    OrganisationKind.HOSPITAL: "医疗机构",
    OrganisationKind.SOCIAL: "社会组织",
    OrganisationKind.MEAL_SITE: "助餐点",
    OrganisationKind.STATION: "养老服务中心（站）",
    OrganisationKind.COMPANY: "企业",
}


class Registrar(StrEnum):
    """Where an organisation is registered: decides public, civil non-enterprise or commercial (seed 002)."""

    PUBLIC = "public"
    CIVIL = "civil"
    MARKET = "market"


REGISTRAR_LABELS = {
    Registrar.PUBLIC: "公办（机构编制）",
    Registrar.CIVIL: "民办非企业（民政）",
    Registrar.MARKET: "企业（市场监管）",
}


class Standing(StrEnum):
    """An organisation's status through time."""

    PREPARING = "preparing"
    OPERATING = "operating"
    SUSPENDED = "suspended"
    CLOSED = "closed"


STANDING_LABELS = {
    Standing.PREPARING: "筹建",
    Standing.OPERATING: "运营",
    Standing.SUSPENDED: "停业整顿",
    Standing.CLOSED: "已关停",
}


class OfficerRole(StrEnum):
    """In which part somebody is in charge. One person a part at a time."""

    LEGAL_PERSON = "legal_person"
    DIRECTOR = "director"
    CONTACT = "contact"


OFFICER_ROLE_LABELS = {
    OfficerRole.LEGAL_PERSON: "法定代表人",
    OfficerRole.DIRECTOR: "负责人",
    OfficerRole.CONTACT: "联系人",
}

_KEEPERS = frozenset({Role.CLERK, Role.SUPERVISOR, Role.DATA_OFFICER})
_READERS = _KEEPERS | {Role.LEADER, Role.AUDITOR}

ACTS = (
    Rule("orgs.see", "查看机构", _READERS),
    Rule("orgs.export", "导出机构名单", _KEEPERS | {Role.LEADER}),
    Rule("orgs.reveal", "查看负责人电话", _KEEPERS),
    Rule("orgs.register", "登记机构", _KEEPERS),
    Rule("orgs.change", "修改机构", _KEEPERS),
    Rule("orgs.set_standing", "变更机构状态", _KEEPERS),
    Rule("orgs.add_site", "登记站点", _KEEPERS),
    Rule("orgs.close_site", "关闭站点", _KEEPERS),
    Rule("orgs.appoint", "登记负责人", _KEEPERS),
    Rule("orgs.load_roster", "导入机构名册", _KEEPERS),
)


@dataclass(frozen=True, slots=True)
class NewOrganisation:
    """What an organisation is; `credit_code` empty where none is known, `division` is where it is at home."""

    kind: OrganisationKind
    name: str
    division: str
    credit_code: str = ""
    registrar: Registrar | None = None


@dataclass(frozen=True, slots=True)
class NewSite:
    """Where an organisation works: at a place of the network, or at an address of its own (plain text)."""

    name: str
    division: str
    opened_on: date
    address: str = ""
    service_place_id: int | None = None
    beds: int = 0
    nursery_places: int = 0


@dataclass(frozen=True, slots=True)
class RosterRow:
    """A row of a bureau's list of organisations, read and checked; `line` is its line in the sheet, from 1.

    A place of the network has a `tier` and the level of division that it `serves`. `cells` are the line as it
    was.
    """

    line: int
    organisation: NewOrganisation
    tier: NetworkTier | None
    serves: Level | None
    address: str
    beds: int
    nursery_places: int
    officer: str
    phone: str
    cells: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RosterFault:
    """Why a row was not taken, in words with the remedy, and the row as it was."""

    line: int
    sentence: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Roster:
    """A bureau's list as it was read: the rows that can be taken, and those that cannot."""

    headers: tuple[str, ...]
    rows: tuple[RosterRow, ...]
    faults: tuple[RosterFault, ...]


@dataclass(frozen=True, slots=True)
class RosterCounts:
    """What a load did; `faults` are rows that the register refused (same credit code, another's name...)."""

    added: int
    changed: int
    unchanged: int
    faults: tuple[RosterFault, ...] = ()


@dataclass(frozen=True, slots=True)
class StandingRecord:
    """How an organisation stood in a span of days, and who wrote that down."""

    standing: Standing
    span: DateSpan
    recorded_at: datetime
    recorded_by: str


@dataclass(frozen=True, slots=True)
class SiteRecord:
    """A site as others see it; the position is the address's, or its division's where that is unknown."""

    id: int
    organisation_id: int
    organisation: str
    kind: OrganisationKind
    name: str
    division: str
    address: AddressRecord | None
    service_place_id: int | None
    beds: int
    nursery_places: int
    span: DateSpan


@dataclass(frozen=True, slots=True)
class OfficerRecord:
    """Somebody in charge. The phone is masked; revealing it is an audited act."""

    id: int
    role: OfficerRole
    name: str
    phone_masked: str
    span: DateSpan


@dataclass(frozen=True, slots=True)
class OrganisationRow:
    """A line of a list: beds and nursery places are those of the sites open on the day asked for."""

    id: int
    kind: OrganisationKind
    name: str
    credit_code: str
    registrar: Registrar | None
    division: str
    standing: Standing | None
    beds: int
    nursery_places: int


@dataclass(frozen=True, slots=True)
class OrganisationRecord:
    """An organisation with all that is known of it; newest first in each list."""

    id: int
    kind: OrganisationKind
    name: str
    credit_code: str
    registrar: Registrar | None
    division: str
    standing: Standing | None
    standings: tuple[StandingRecord, ...]
    sites: tuple[SiteRecord, ...]
    officers: tuple[OfficerRecord, ...]
