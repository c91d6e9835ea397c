"""A broken constraint becomes a sentence, when it has one."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.db.models import BaseConstraint

from laoyou.kernel.errors import Conflict
from laoyou.store.constraints import KeptByTrigger, as_conflict

pytestmark = pytest.mark.django_db


def spoken() -> BaseConstraint:
    """Some constraint of ours that has a sentence."""
    return next(
        constraint
        for model in apps.get_models()
        for constraint in model._meta.constraints
        if "。" in str(constraint.violation_error_message)
    )


def broken(name: str) -> Conflict | None:
    """What is made of the breaking of a constraint of this name."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TEMP TABLE store_probe (word text CONSTRAINT \"{name}\" CHECK (word <> 'bad'))"
        )
    with pytest.raises(IntegrityError) as refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("INSERT INTO store_probe VALUES ('bad')")
    return as_conflict(refused.value)


def test_a_constraint_with_a_sentence_speaks_it() -> None:
    constraint = spoken()

    conflict = broken(constraint.name)

    assert conflict is not None
    assert conflict.message == str(constraint.violation_error_message)
    assert conflict.code == constraint.name


def test_a_constraint_that_is_not_ours_has_no_words() -> None:
    assert broken("nobody_knows_it") is None


def test_an_error_that_is_not_the_databases_has_no_words() -> None:
    assert as_conflict(IntegrityError("by hand")) is None


def test_a_rule_kept_by_a_trigger_is_known_by_its_words() -> None:
    one = KeptByTrigger(name="x", violation_error_message="不行。")

    assert one == KeptByTrigger(name="x", violation_error_message="不行。")
    assert one != KeptByTrigger(name="y", violation_error_message="不行。")
    assert len({one, KeptByTrigger(name="x", violation_error_message="不行。")}) == 1
