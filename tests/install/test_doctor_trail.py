"""The doctor tells when the audit trail was last verified, and what was found."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from laoyou.audit.tests.cast import behind_the_guards, execute, written
from laoyou.config import doctor
from laoyou.config.doctor import Finding, Mark
from laoyou.verifications.models import Verification
from laoyou.verifications.tests.cast import started, work_off

pytestmark = pytest.mark.django_db


def of_the_trail() -> Finding:
    connection.ensure_connection()
    (finding,) = doctor._trail(connection.connection)
    return finding


def verified(days_ago: float) -> None:
    started()
    work_off()
    Verification.objects.update(ended_at=datetime.now(UTC) - timedelta(days=days_ago, minutes=1))


@pytest.mark.parametrize(
    ("days", "mark", "said"),
    [(0, Mark.GOOD, "一天之内，完整"), (31, Mark.GOOD, "31 天前，完整"), (32, Mark.NOTE, "32 天前，完整")],
)
def test_the_age_of_the_last_verification_is_judged(days: int, mark: Mark, said: str) -> None:
    verified(days)

    finding = of_the_trail()

    assert finding.mark is mark
    assert said in finding.detail


def test_a_trail_that_was_never_verified_is_worth_knowing() -> None:
    started()

    finding = of_the_trail()

    assert finding.mark is Mark.NOTE
    assert "还没有核验过" in finding.detail


def test_a_trail_that_was_found_touched_is_bad_whenever_that_was() -> None:
    written(3)
    with behind_the_guards():
        execute("UPDATE audit_entry SET user_name = '别人' WHERE seq = 2")
    verified(100)

    finding = of_the_trail()

    assert finding.mark is Mark.BAD
    assert "people：第 2 条的内容与当时登记的不一致" in finding.detail
    assert "保全数据库" in finding.remedy
