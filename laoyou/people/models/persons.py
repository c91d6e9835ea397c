"""Persons and what identifies and locates them.

Numbers, phones and exact addresses are sealed (store.vault); a blind index beside each finds equal values.
References without a constraint are checked by the statement (migration 0006, docs/adr/0005).
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from laoyou.kernel.documents import DocumentKind
from laoyou.kernel.sex import Sex
from laoyou.people.types import AbodeKind, Source
from laoyou.store.scoped import ScopedQuerySet

LIVES_AWAY = Q(registered_division__isnull=False) & ~Q(registered_division=F("home_division"))
"""Of the few who are registered elsewhere than they live: the condition of the indexes that find them."""


class PersonRows(ScopedQuerySet):
    """Persons are scoped by where they live."""

    scope_field = "home_division_id"


class Person(models.Model):
    """One human being. What hangs on a person (benefits, orders, alarms) is not known here.

    `home_division` is where the person lives, or is registered while residence is unknown: it decides whose
    desk the person lies on. `pinyin` ends the sort key; `merged_into` is set on the row that gave way.
    """

    id = models.BigAutoField(primary_key=True)
    name = models.CharField(max_length=64)
    pinyin = models.CharField(max_length=160)
    initials = models.CharField(max_length=32)
    sex = models.CharField(max_length=1)
    birth_date = models.DateField(null=True)
    death_date = models.DateField(null=True)
    ethnicity = models.CharField(max_length=2, blank=True)
    home_division = models.ForeignKey(
        "places.Division", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    registered_division = models.ForeignKey(
        "places.Division", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    cell = models.CharField(max_length=15, null=True)  # noqa: DJ001 - unknown is not empty
    source = models.CharField(max_length=20)
    recorded_at = models.DateTimeField()
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")

    objects = PersonRows.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="people_person_has_name",
                condition=~Q(name="") & ~Q(pinyin=""),
                violation_error_message="姓名不能为空。",
            ),
            models.CheckConstraint(
                name="people_person_sex_known",
                condition=Q(sex__in=[sex.value for sex in Sex]),
                violation_error_message="性别代码不对，应为男、女或未说明。",
            ),
            models.CheckConstraint(
                name="people_person_death_after_birth",
                condition=Q(death_date__isnull=True)
                | Q(birth_date__isnull=True)
                | Q(death_date__gte=F("birth_date")),
                violation_error_message="死亡日期早于出生日期，请核对。",
            ),
            models.CheckConstraint(
                name="people_person_not_merged_into_self",
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")),
                violation_error_message="不能把一个人并入自己。",
            ),
        ]
        indexes = [
            models.Index(
                fields=["home_division", "pinyin", "id"],
                name="people_person_list",
                condition=Q(merged_into__isnull=True),
            ),
            models.Index(
                fields=["initials", "home_division"],
                name="people_person_initials",
                opclasses=["varchar_pattern_ops", "varchar_ops"],
            ),
            models.Index(fields=["pinyin"], name="people_person_pinyin", opclasses=["varchar_pattern_ops"]),
            models.Index(
                fields=["name", "birth_date"],
                name="people_person_name",
                opclasses=["varchar_pattern_ops", "date_ops"],
            ),
            models.Index(fields=["birth_date", "id"], name="people_person_birth"),
            models.Index(
                fields=["registered_division"],
                name="people_person_away",
                condition=LIVES_AWAY,
            ),
            models.Index(
                fields=["initials", "registered_division"],
                name="people_person_away_initials",
                opclasses=["varchar_pattern_ops", "varchar_ops"],
                condition=LIVES_AWAY,
            ),
            models.Index(
                fields=["pinyin"],
                name="people_person_away_pinyin",
                opclasses=["varchar_pattern_ops"],
                condition=LIVES_AWAY,
            ),
            models.Index(
                fields=["name"],
                name="people_person_away_name",
                opclasses=["varchar_pattern_ops"],
                condition=LIVES_AWAY,
            ),
        ]


class OtherName(models.Model):
    """The same person's name as another source writes it: kept, searched, never silently adopted."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=64)
    pinyin = models.CharField(max_length=160)
    initials = models.CharField(max_length=32)
    source = models.CharField(max_length=20)
    recorded_at = models.DateTimeField()
    batch_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "name", "source"],
                name="people_othername_once",
                violation_error_message="这个写法已经登记过了。",
            )
        ]
        indexes = [
            models.Index(fields=["name"], name="people_othername_name", opclasses=["varchar_pattern_ops"]),
            models.Index(
                fields=["initials"], name="people_othername_initials", opclasses=["varchar_pattern_ops"]
            ),
        ]


class Document(models.Model):
    """An identity document. A number belongs to one person while it is not retired."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    kind = models.CharField(max_length=24)
    number_sealed = models.BinaryField()
    number_blind = models.BinaryField()
    source = models.CharField(max_length=20)
    recorded_at = models.DateTimeField()
    batch_id = models.BigIntegerField(null=True)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["number_blind"],
                name="people_document_one_owner",
                condition=Q(retired_at__isnull=True),
                violation_error_message="这个证件号码已登记在另一个人名下。请先查找该号码，确认是否同一人。",
            ),
            models.CheckConstraint(
                name="people_document_kind_known",
                condition=Q(kind__in=[kind.value for kind in DocumentKind]),
                violation_error_message="没有这种证件。",
            ),
        ]


class Phone(models.Model):
    """A phone of the person, as one source gives it."""

    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    number_sealed = models.BinaryField()
    number_blind = models.BinaryField()
    source = models.CharField(max_length=20)
    recorded_at = models.DateTimeField()
    batch_id = models.BigIntegerField(null=True)
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "source", "number_blind"],
                name="people_phone_once",
                condition=Q(superseded_at__isnull=True),
                violation_error_message="这个电话已经登记过了。",
            )
        ]
        indexes = [
            models.Index(fields=["number_blind"], name="people_phone_blind"),
            models.Index(
                fields=["person"], name="people_phone_past", condition=Q(superseded_at__isnull=False)
            ),
        ]


class Abode(models.Model):
    """Where a person is registered or lives, as one source gives it. The exact address is sealed."""

    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    kind = models.CharField(max_length=12)
    division = models.ForeignKey(
        "places.Division", on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    address_sealed = models.BinaryField(null=True)
    address_blind = models.BinaryField(null=True)
    source = models.CharField(max_length=20)
    since = models.DateField(null=True)
    recorded_at = models.DateTimeField()
    batch_id = models.BigIntegerField(null=True)
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind", "source"],
                name="people_abode_one_current",
                condition=Q(superseded_at__isnull=True),
                violation_error_message="同一来源已经登记了一个现住址，请改为“搬家”。",
            ),
            models.CheckConstraint(
                name="people_abode_kind_known",
                condition=Q(kind__in=[kind.value for kind in AbodeKind]),
                violation_error_message="住址只分户籍地和居住地。",
            ),
            models.CheckConstraint(
                name="people_abode_sealed_with_blind",
                condition=Q(address_sealed__isnull=True, address_blind__isnull=True)
                | Q(address_sealed__isnull=False, address_blind__isnull=False),
                violation_error_message="住址没有加密完整。",
            ),
            models.CheckConstraint(
                name="people_abode_source_known",
                condition=Q(source__in=[source.value for source in Source]),
                violation_error_message="没有这个来源。",
            ),
        ]
        indexes = [
            models.Index(
                fields=["person"], name="people_abode_past", condition=Q(superseded_at__isnull=False)
            ),
        ]
