"""The audit trail's tables. Rows are only ever added: a trigger refuses UPDATE, DELETE and TRUNCATE.

There are no foreign keys into live tables: an entry outlives what it speaks of.
"""

from __future__ import annotations

from django.db import models


class Entry(models.Model):
    id = models.BigAutoField(primary_key=True)
    chain = models.CharField(max_length=24)
    seq = models.BigIntegerField()
    act_id = models.UUIDField()
    within = models.UUIDField(null=True)
    at = models.DateTimeField()
    user_id = models.BigIntegerField(null=True)
    user_name = models.CharField(max_length=64)
    role = models.CharField(max_length=24)
    acting_for = models.CharField(max_length=40)
    act = models.CharField(max_length=64)
    outcome = models.CharField(max_length=8)
    person_id = models.BigIntegerField(null=True)
    object_kind = models.CharField(max_length=32)
    object_id = models.CharField(max_length=64)
    count = models.BigIntegerField()
    digest = models.BinaryField()
    division = models.CharField(max_length=12)
    purpose = models.CharField(max_length=24)
    previous = models.BinaryField()
    hash = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["chain", "seq"], name="audit_entry_chain_seq"),
            models.UniqueConstraint(fields=["act_id"], name="audit_entry_act_id"),
            models.CheckConstraint(
                name="audit_entry_outcome", condition=models.Q(outcome__in=["done", "read", "refused"])
            ),
        ]
        indexes = [
            models.Index(
                fields=["person_id", "id"],
                name="audit_entry_person",
                condition=models.Q(person_id__isnull=False),
            ),
            models.Index(fields=["at", "id"], name="audit_entry_at"),
            models.Index(fields=["user_id", "id"], name="audit_entry_user"),
            models.Index(fields=["act", "id"], name="audit_entry_act"),
            models.Index(fields=["object_kind", "object_id", "id"], name="audit_entry_object"),
        ]


class Head(models.Model):
    """The last link of each chain: the row that its writers queue on, and the witness of its length."""

    chain = models.CharField(max_length=24, primary_key=True)
    seq = models.BigIntegerField()
    hash = models.BinaryField()
