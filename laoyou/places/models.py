"""Divisions by their 12-digit statistical codes; addresses and places of the three-level network in them."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Q
from django.db.models.functions import Right
from django.db.models.lookups import Exact

from laoyou.places.core.urban import CLASS_LABELS
from laoyou.places.types import Level, NetworkTier, PositionKind
from laoyou.store.scoped import ScopedQuerySet
from laoyou.store.spans import DateSpanField

_POSITION_WHOLE = Q(latitude__isnull=True, longitude__isnull=True, cell__isnull=True, position_kind="") | Q(
    latitude__range=(-90, 90),
    longitude__range=(-180, 180),
    cell__isnull=False,
    position_kind__in=[kind.value for kind in PositionKind],
)

# A code's trailing zeros tell its level.
_OF_PROVINCE = Q(Exact(Right("division", 10), "0" * 10))
_OF_COUNTY_OR_CITY = Q(Exact(Right("division", 6), "0" * 6))
_OF_TOWN_OR_ABOVE = Q(Exact(Right("division", 3), "0" * 3))
_POSITION_WORDS = "位置要么经纬度、网格、来源齐全，要么都不填。"


class Division(models.Model):
    """One division of five levels. Codes of divisions that were abolished stay, `retired_on` a day."""

    code = models.CharField(max_length=12, primary_key=True)
    level = models.CharField(max_length=8)
    name = models.CharField(max_length=64)
    full_name = models.CharField(max_length=160)
    short_name = models.CharField(max_length=64)
    pinyin = models.CharField(max_length=160)
    initials = models.CharField(max_length=64)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    urban_rural = models.CharField(max_length=3, blank=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    cell = models.CharField(max_length=15, null=True)  # noqa: DJ001 - unknown is not empty
    position_kind = models.CharField(max_length=8, blank=True)
    retired_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="places_division_code_digits",
                condition=Q(code__regex=r"^[0-9]{12}$"),
                violation_error_message="区划代码应为 12 位数字。",
            ),
            models.CheckConstraint(
                name="places_division_level_known",
                condition=Q(level__in=[level.value for level in Level]),
                violation_error_message="区划级别只有省、市、县、乡镇、村五级。",
            ),
            models.CheckConstraint(
                name="places_division_has_parent",
                condition=Q(level="province", parent__isnull=True)
                | (~Q(level="province") & Q(parent__isnull=False)),
                violation_error_message="省级以下的区划必须有上级。",
            ),
            models.CheckConstraint(
                name="places_division_position_whole",
                condition=_POSITION_WHOLE,
                violation_error_message=_POSITION_WORDS,
            ),
            models.CheckConstraint(
                name="places_division_urban_rural_known",
                condition=Q(urban_rural="") | Q(level="village", urban_rural__in=list(CLASS_LABELS)),
                violation_error_message="城乡分类只填在村（社区）上，且只有 111 至 220 的七类。",
            ),
        ]
        indexes = [
            models.Index(fields=["parent", "code"], name="places_division_children"),
            models.Index(fields=["name"], name="places_division_name"),
        ]


class InDivisions(ScopedQuerySet):
    """Rows scoped by the division they are in."""


class Address(models.Model):
    """Where a facility stands: public plain text, unlike a person's address, which people seals."""

    division = models.ForeignKey(Division, on_delete=models.PROTECT, related_name="+", db_index=False)
    text = models.CharField(max_length=200)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    cell = models.CharField(max_length=15, null=True)  # noqa: DJ001 - unknown is not empty
    position_kind = models.CharField(max_length=8, blank=True)

    objects = InDivisions.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["division", "text"],
                name="places_address_once",
                violation_error_message="这个地址已经登记过了。",
            ),
            models.CheckConstraint(
                name="places_address_has_text",
                condition=~Q(text=""),
                violation_error_message="地址不能为空。",
            ),
            models.CheckConstraint(
                name="places_address_position_whole",
                condition=_POSITION_WHOLE,
                violation_error_message=_POSITION_WORDS,
            ),
        ]


class ServicePlace(models.Model):
    """A place of the three-level network: what it is and which division it serves, while its span lasts.

    Who runs it is said above, by orgs.Site.
    """

    tier = models.CharField(max_length=12)
    name = models.CharField(max_length=100)
    division = models.ForeignKey(Division, on_delete=models.PROTECT, related_name="+")
    address = models.ForeignKey(Address, null=True, on_delete=models.PROTECT, related_name="+")
    span = DateSpanField()

    objects = InDivisions.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="places_serviceplace_tier_fits_division",
                condition=Q(Q(tier=NetworkTier.CENTRE) & _OF_COUNTY_OR_CITY & ~_OF_PROVINCE)
                | Q(Q(tier=NetworkTier.TOWN_CENTRE) & _OF_TOWN_OR_ABOVE & ~_OF_COUNTY_OR_CITY)
                | Q(Q(tier__in=[NetworkTier.STATION, NetworkTier.POINT]) & ~_OF_TOWN_OR_ABOVE),
                violation_error_message="场所的层级与所服务的区划不一致：中心对市县，街道乡镇中心对乡镇，站点对村。",
            ),
            models.CheckConstraint(
                name="places_serviceplace_has_name",
                condition=~Q(name=""),
                violation_error_message="场所名称不能为空。",
            ),
            ExclusionConstraint(
                name="places_serviceplace_once",
                expressions=[
                    ("division", RangeOperators.EQUAL),
                    ("name", RangeOperators.EQUAL),
                    ("span", RangeOperators.OVERLAPS),
                ],
                violation_error_message="这个区划在这段时间已经有同名的场所。",
            ),
        ]
