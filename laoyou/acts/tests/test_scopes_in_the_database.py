"""The database cuts a list just where the scope says; `access` itself knows no database."""

from __future__ import annotations

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from laoyou.access.types import Place, Scope

CODES = st.from_regex(r"[0-9]{2}(00|[0-9]{2})(00|0[1-3])(000|00[1-3])(000|00[1-3])", fullmatch=True)


@pytest.mark.django_db
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(CODES, min_size=1, max_size=8), CODES)
def test_the_database_lists_just_what_the_scope_covers(codes: list[str], top: str) -> None:
    scope = Scope.division(top)
    with connection.cursor() as cursor:
        within = "SELECT code FROM unnest(%s::text[]) AS code WHERE code >= %s AND code < %s"
        cursor.execute(within, [codes, *(scope.division_bounds() or ())])
        found = [code for (code,) in cursor.fetchall()]

    assert sorted(found) == sorted(code for code in codes if scope.covers(Place((code,))))
