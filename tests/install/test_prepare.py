"""Before pages are served: tables in step, keys that fit, static files gathered once."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest
from django.db import connection
from pytest_django import Settings

from laoyou.config import prepare
from laoyou.kernel.errors import Conflict


def other_key(settings: Settings) -> None:
    keys = settings.LAOYOU_KEYS
    settings.LAOYOU_KEYS = replace(keys, sealing={keys.active: os.urandom(32)})


@pytest.mark.django_db
def test_a_migrated_database_has_nothing_pending() -> None:
    assert prepare.pending_migrations() == []
    assert prepare.migrate() == 0


@pytest.mark.django_db
def test_the_canary_is_planted_once_and_opens() -> None:
    prepare.plant_canary()
    prepare.plant_canary()

    assert prepare.keys_tried() == {1: True}


@pytest.mark.django_db
def test_keys_of_another_installation_are_refused_before_anything_is_sealed_with_them(
    settings: Settings,
) -> None:
    prepare.plant_canary()
    other_key(settings)

    with pytest.raises(Conflict) as refused:
        prepare.plant_canary()

    assert refused.value.code == "wrong_keys"
    assert prepare.keys_tried() == {1: False}


@pytest.mark.django_db
def test_a_new_key_gets_its_own_canary_and_the_old_one_still_opens(settings: Settings) -> None:
    prepare.plant_canary()
    keys = settings.LAOYOU_KEYS
    settings.LAOYOU_KEYS = replace(keys, sealing={**keys.sealing, 2: os.urandom(32)}, active=2)

    prepare.plant_canary()

    assert prepare.keys_tried() == {1: True, 2: True}


@pytest.mark.django_db
def test_without_tables_there_is_no_key_to_try() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE config_canary RENAME TO config_canary_away")

    assert prepare.keys_tried() == {}


def test_static_files_are_gathered_once_and_when_one_changed(settings: Settings, tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.mkdir()
    (source / "one.css").write_text("a{}")
    settings.STATICFILES_DIRS = [source]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STATIC_ROOT = tmp_path / "static"

    assert prepare.collect_static() == 1
    assert prepare.collect_static() == 0
    (source / "one.css").write_text("a{color:red}")
    assert prepare.collect_static() == 1
