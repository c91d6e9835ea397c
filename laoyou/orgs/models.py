"""Organisations, how they stood through time, where they work, and who is in charge."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Q

from laoyou.access.types import Scope, ScopeKind
from laoyou.orgs.types import OfficerRole, OrganisationKind, Registrar, Standing
from laoyou.store.scoped import ScopedQuerySet
from laoyou.store.spans import DateSpanField


class OrganisationRows(ScopedQuerySet):
    """Organisations belong to the division where they are at home, and to themselves."""

    scope_field = "division_id"

    def reached_by(self, scope: Scope) -> OrganisationRows:
        """Those that a scope covers: by division, or the one organisation for which somebody acts."""
        if scope.kind is ScopeKind.ORGANISATION:
            return self.of(pk=int(scope.key))
        return self.within(scope.division_bounds())


class OrganisationParts(ScopedQuerySet):
    """Rows that belong to an organisation and lie in its division."""

    scope_field = "organisation__division_id"


class SiteRows(ScopedQuerySet):
    """Sites belong to the division where they stand, and to their organisation."""

    def reached_by(self, scope: Scope) -> SiteRows:
        if scope.kind is ScopeKind.ORGANISATION:
            return self.of(organisation=int(scope.key))
        return self.within(scope.division_bounds())


def _known(field: str, words: type[Any]) -> Q:
    return Q(**{f"{field}__in": [word.value for word in words]})


class Organisation(models.Model):
    """A body that does something for the old or the very young, or that watches over it."""

    kind = models.CharField(max_length=16)
    name = models.CharField(max_length=100)
    pinyin = models.CharField(max_length=200)
    initials = models.CharField(max_length=100)
    credit_code = models.CharField(max_length=18, blank=True)
    registrar = models.CharField(max_length=8, blank=True)
    division = models.ForeignKey(
        "places.Division", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    recorded_at = models.DateTimeField()

    objects = OrganisationRows.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="orgs_organisation_kind_known",
                condition=_known("kind", OrganisationKind),
                violation_error_message="没有这种机构类型。",
            ),
            models.CheckConstraint(
                name="orgs_organisation_registrar_known",
                condition=Q(registrar="") | _known("registrar", Registrar),
                violation_error_message="没有这种登记机关。",
            ),
            models.CheckConstraint(
                name="orgs_organisation_has_name",
                condition=~Q(name=""),
                violation_error_message="机构名称不能为空。",
            ),
            models.CheckConstraint(
                name="orgs_organisation_credit_code_form",
                condition=Q(credit_code="") | Q(credit_code__regex=r"^[0-9A-HJ-NPQRTUWXY]{18}$"),
                violation_error_message="统一社会信用代码应为 18 位数字和大写字母。",
            ),
            models.UniqueConstraint(
                name="orgs_organisation_one_credit_code",
                fields=["credit_code"],
                condition=~Q(credit_code=""),
                violation_error_message="这个统一社会信用代码已登记在另一家机构名下。请先查找该代码，确认是否同一家。",
            ),
            models.UniqueConstraint(
                name="orgs_organisation_one_name_without_code",
                fields=["division", "name"],
                condition=Q(credit_code=""),
                violation_error_message="这个区划已有同名、同样没有信用代码的机构。请先核对是否同一家。",
            ),
        ]
        indexes = [
            models.Index(fields=["division", "pinyin", "id"], name="orgs_organisation_list"),
            models.Index(fields=["pinyin", "id"], name="orgs_organisation_pinyin"),
        ]


class StandingSpan(models.Model):
    """How an organisation stood while a span lasted."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    standing = models.CharField(max_length=12)
    span = DateSpanField()
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=64)

    objects = OrganisationParts.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="orgs_standingspan_standing_known",
                condition=_known("standing", Standing),
                violation_error_message="没有这种机构状态。",
            ),
            ExclusionConstraint(
                name="orgs_standingspan_no_overlap",
                expressions=[
                    ("organisation", RangeOperators.EQUAL),
                    ("span", RangeOperators.OVERLAPS),
                ],
                violation_error_message="这段时间的机构状态已经登记过了。",
            ),
        ]


class Site(models.Model):
    """A place where an organisation works; `division` is where it stands."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    name = models.CharField(max_length=100)
    division = models.ForeignKey("places.Division", on_delete=models.PROTECT, related_name="+")
    address = models.ForeignKey("places.Address", null=True, on_delete=models.PROTECT, related_name="+")
    service_place = models.ForeignKey(
        "places.ServicePlace", null=True, on_delete=models.PROTECT, related_name="+"
    )
    beds = models.IntegerField(default=0)
    nursery_places = models.IntegerField(default=0)
    span = DateSpanField()

    objects = SiteRows.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="orgs_site_has_name",
                condition=~Q(name=""),
                violation_error_message="站点名称不能为空。",
            ),
            models.CheckConstraint(
                name="orgs_site_stands_somewhere",
                condition=Q(address__isnull=False) | Q(service_place__isnull=False),
                violation_error_message="站点要有地址，或者设在一处养老服务场所里。",
            ),
            models.CheckConstraint(
                name="orgs_site_sizes_not_negative",
                condition=Q(beds__gte=0, nursery_places__gte=0),
                violation_error_message="床位数和托位数不能是负数。",
            ),
            ExclusionConstraint(
                name="orgs_site_once",
                expressions=[
                    ("organisation", RangeOperators.EQUAL),
                    ("name", RangeOperators.EQUAL),
                    ("span", RangeOperators.OVERLAPS),
                ],
                violation_error_message="这家机构在这段时间已有同名站点。",
            ),
        ]


class Officer(models.Model):
    """Somebody in charge of an organisation while a span lasts. The phone is sealed."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    role = models.CharField(max_length=16)
    name = models.CharField(max_length=64)
    phone_sealed = models.BinaryField(null=True)
    phone_blind = models.BinaryField(null=True)
    span = DateSpanField()

    objects = OrganisationParts.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="orgs_officer_role_known",
                condition=_known("role", OfficerRole),
                violation_error_message="负责人只分法定代表人、负责人和联系人。",
            ),
            models.CheckConstraint(
                name="orgs_officer_has_name",
                condition=~Q(name=""),
                violation_error_message="负责人姓名不能为空。",
            ),
            models.CheckConstraint(
                name="orgs_officer_sealed_with_blind",
                condition=Q(phone_sealed__isnull=True, phone_blind__isnull=True)
                | Q(phone_sealed__isnull=False, phone_blind__isnull=False),
                violation_error_message="电话没有加密完整。",
            ),
            ExclusionConstraint(
                name="orgs_officer_one_at_a_time",
                expressions=[
                    ("organisation", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    ("span", RangeOperators.OVERLAPS),
                ],
                violation_error_message="这段时间已有一位同样职责的人，请核对日期。",
            ),
        ]
        indexes = [models.Index(fields=["phone_blind"], name="orgs_officer_phone_blind")]
