"""The table of these tests, made for the session in the test database."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

from laoyou.store.tests.rows import Row


@pytest.fixture(scope="session")
def table(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock():
        with connection.schema_editor() as editor:
            editor.create_model(Row)
        yield
        with connection.schema_editor() as editor:
            editor.delete_model(Row)


@pytest.fixture
def rows(table: None, db: Any) -> type[Row]:
    return Row
