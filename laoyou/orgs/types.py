"""Organisations, their sites and the people in charge."""

from __future__ import annotations

from enum import StrEnum

from laoyou.access.types import Role, Rule


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

_KEEPERS = frozenset({Role.CLERK, Role.SUPERVISOR, Role.DATA_OFFICER})
_READERS = _KEEPERS | {Role.LEADER, Role.AUDITOR}

ACTS = (
    Rule("orgs.see", "查看机构", _READERS),
    Rule("orgs.register", "登记机构", _KEEPERS),
    Rule("orgs.change", "修改机构", _KEEPERS),
    Rule("orgs.set_standing", "变更机构状态", _KEEPERS),
    Rule("orgs.add_site", "登记站点", _KEEPERS),
    Rule("orgs.close_site", "关闭站点", _KEEPERS),
    Rule("orgs.appoint", "登记负责人", _KEEPERS),
    Rule("orgs.load_roster", "导入机构名册", _KEEPERS),
)
