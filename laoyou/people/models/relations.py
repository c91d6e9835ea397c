"""Households, kin, contacts and guardians."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q

from laoyou.people.models.persons import Person
from laoyou.people.types import Consent, Relation
from laoyou.store.scoped import ScopedQuerySet
from laoyou.store.spans import DateSpanField

RELATIONS = [relation.value for relation in Relation]


class HouseholdRows(ScopedQuerySet):
    """Households are scoped by where they are registered."""


class Household(models.Model):
    """People who are registered together. `number_blind` finds the police's household number."""

    division = models.ForeignKey(
        "places.Division", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    number_sealed = models.BinaryField(null=True)
    number_blind = models.BinaryField(null=True)
    source = models.CharField(max_length=20)
    recorded_at = models.DateTimeField()
    batch_id = models.BigIntegerField(null=True)

    objects = HouseholdRows.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["number_blind"],
                name="people_household_number_once",
                violation_error_message="这个户号已经登记过了。",
            )
        ]


class Membership(models.Model):
    """A person in a household; in one at a time."""

    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    relation = models.CharField(max_length=16)
    source = models.CharField(max_length=20)
    since = models.DateField(null=True)
    recorded_at = models.DateTimeField()
    batch_id = models.BigIntegerField(null=True)
    ended_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                name="people_membership_one_household",
                condition=Q(ended_on__isnull=True),
                violation_error_message="这个人已在另一户中，请先从原户移出。",
            ),
            models.CheckConstraint(
                name="people_membership_relation_known",
                condition=Q(relation__in=RELATIONS),
                violation_error_message="没有这种与户主的关系。",
            ),
            models.CheckConstraint(
                name="people_membership_ends_after_start",
                condition=Q(ended_on__isnull=True) | Q(since__isnull=True) | Q(ended_on__gte=F("since")),
                violation_error_message="移出日期早于加入日期。",
            ),
        ]
        indexes = [
            models.Index(
                fields=["person"], name="people_membership_past", condition=Q(ended_on__isnull=False)
            ),
        ]


class Kinship(models.Model):
    """Two persons of the register who are kin: `relative` is the `relation` of `person`."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    relative = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    relation = models.CharField(max_length=16)
    source = models.CharField(max_length=20)
    recorded_at = models.DateTimeField()
    batch_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "relative"],
                name="people_kinship_once",
                violation_error_message="这两个人的关系已经登记过了。",
            ),
            models.CheckConstraint(
                name="people_kinship_of_two",
                condition=~Q(person=F("relative")),
                violation_error_message="一个人不能是自己的亲属。",
            ),
            models.CheckConstraint(
                name="people_kinship_relation_known",
                condition=Q(relation__in=RELATIONS),
                violation_error_message="没有这种亲属关系。",
            ),
        ]


class Contact(models.Model):
    """Whom to reach, in which order, and what he may be told. He need not be in the register."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    name = models.CharField(max_length=64)
    relation = models.CharField(max_length=16)
    phone_sealed = models.BinaryField()
    phone_blind = models.BinaryField()
    position = models.PositiveSmallIntegerField()
    consent = models.CharField(max_length=12)
    source = models.CharField(max_length=20)
    recorded_at = models.DateTimeField()
    batch_id = models.BigIntegerField(null=True)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "position"],
                name="people_contact_order",
                condition=Q(removed_at__isnull=True),
                violation_error_message="同一顺序已有联系人。",
            ),
            models.UniqueConstraint(
                fields=["person", "phone_blind"],
                name="people_contact_once",
                condition=Q(removed_at__isnull=True),
                violation_error_message="这个联系电话已经登记过了。",
            ),
            models.CheckConstraint(
                name="people_contact_consent_known",
                condition=Q(consent__in=[consent.value for consent in Consent]),
                violation_error_message="没有这种告知范围。",
            ),
            models.CheckConstraint(
                name="people_contact_relation_known",
                condition=Q(relation__in=RELATIONS),
                violation_error_message="没有这种关系。",
            ),
        ]
        indexes = [
            models.Index(fields=["phone_blind"], name="people_contact_phone"),
            models.Index(
                fields=["person"], name="people_contact_past", condition=Q(removed_at__isnull=False)
            ),
        ]


class Guardianship(models.Model):
    """Who is guardian of whom: an infant's parents, an adult's appointed guardian (Civil Code art. 27-33).

    The guardian is a person of the register, or only a name with a sealed phone.
    """

    ward = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    guardian = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=64)
    relation = models.CharField(max_length=16)
    phone_sealed = models.BinaryField(null=True)
    number_blind = models.BinaryField(null=True)
    span = DateSpanField()
    source = models.CharField(max_length=20)
    recorded_at = models.DateTimeField()
    batch_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="people_guardianship_no_overlap",
                expressions=[
                    ("ward", RangeOperators.EQUAL),
                    ("name", RangeOperators.EQUAL),
                    ("span", RangeOperators.OVERLAPS),
                ],
                violation_error_message="这段时间已经登记了同一位监护人。",
            ),
            models.CheckConstraint(
                name="people_guardianship_of_two",
                condition=Q(guardian__isnull=True) | ~Q(ward=F("guardian")),
                violation_error_message="一个人不能是自己的监护人。",
            ),
            models.CheckConstraint(
                name="people_guardianship_relation_known",
                condition=Q(relation__in=RELATIONS),
                violation_error_message="没有这种关系。",
            ),
        ]
