"""Divisions by their 12-digit statistical codes."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from laoyou.places.types import Level, PositionKind


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
                condition=Q(
                    latitude__isnull=True, longitude__isnull=True, cell__isnull=True, position_kind=""
                )
                | Q(
                    latitude__range=(-90, 90),
                    longitude__range=(-180, 180),
                    cell__isnull=False,
                    position_kind__in=[kind.value for kind in PositionKind],
                ),
                violation_error_message="位置要么经纬度、网格、来源齐全，要么都不填。",
            ),
        ]
        indexes = [
            models.Index(fields=["parent", "code"], name="places_division_children"),
            models.Index(fields=["name"], name="places_division_name"),
        ]
