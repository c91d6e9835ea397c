"""A table that only the tests of the store have."""

from __future__ import annotations

from django.db import models

from laoyou.store.scoped import ScopedQuerySet
from laoyou.store.spans import DateSpanField, TimeSpanField


class Row(models.Model):
    """Something in a division, with a day to sort by and spans to keep."""

    division_id = models.CharField(max_length=12, default="230502001001")
    name = models.CharField(max_length=20, default="")
    rank = models.IntegerField(default=0)
    day = models.DateField(default="2026-01-01")
    days = DateSpanField(null=True)
    time = TimeSpanField(null=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        app_label = "store_tests"
