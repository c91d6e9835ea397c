"""`laoyou admin create` and `laoyou audit verify`."""

from __future__ import annotations

import re
from contextlib import nullcontext
from datetime import date

import pytest
from click.testing import CliRunner, Result
from django.db import connection

from laoyou.access.types import Role, Scope
from laoyou.accounts import reads as accounts
from laoyou.audit import reads as audit_reads
from laoyou.config.commands import admin, audit
from laoyou.kernel.errors import Conflict

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _database_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    for command in (admin, audit):
        monkeypatch.setattr(command, "database_in_use", lambda environment: nullcontext())


def create(*arguments: str) -> Result:
    return CliRunner().invoke(admin.command, ["create", *arguments])


def verify(*options: str) -> Result:
    return CliRunner().invoke(audit.command, ["verify", *options])


def test_the_first_administrator_is_made_with_a_password_to_be_changed() -> None:
    result = create("root.admin", "--name", "徐静怡")

    shown = re.search(r"初始密码（只显示这一次）：(\S+)", result.output)
    assert result.exit_code == 0
    assert shown is not None
    user_id = accounts.holder("root.admin", shown[1])
    assert user_id is not None
    record = accounts.user(user_id, on=date(2100, 1, 1))
    assert (record.name, record.must_change_password) == ("徐静怡", True)
    assert [(one.role, one.scope) for one in record.grants] == [(Role.ADMINISTRATOR, Scope.everything())]


def test_a_name_that_is_taken_is_refused() -> None:
    create("root.admin")

    assert isinstance(create("root.admin").exception, Conflict)


def test_making_the_administrator_is_noted() -> None:
    create("root.admin")

    (entry,) = audit_reads.entries(Scope.everything(), audit_reads.Filter(act="accounts.create_user")).rows
    assert (entry.user_id, entry.user_name) == (None, "laoyou admin")


def test_a_whole_trail_is_told_with_its_length_and_its_head() -> None:
    create("root.admin")

    result = verify()

    (head,) = audit_reads.verify().heads.values()
    assert result.exit_code == 0
    assert re.search(rf"accounts +1 条  末端指纹 {head}", result.output)
    assert "✓ 操作记录完整" in result.output


def test_an_empty_trail_is_said_to_be_empty() -> None:
    result = verify()

    assert (result.exit_code, result.output) == (0, "还没有任何操作记录。\n")


def test_an_altered_trail_is_told_and_ends_with_one() -> None:
    create("root.admin")
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_entry DISABLE TRIGGER USER")
        cursor.execute("UPDATE audit_entry SET user_name = '别人'")
        cursor.execute("ALTER TABLE audit_entry ENABLE TRIGGER USER")

    result = verify()

    assert result.exit_code == 1
    assert "✕ accounts：第 1 条的内容与当时登记的不一致" in result.output
    assert "✓" not in result.output


def test_a_head_that_was_written_down_is_found_again_later() -> None:
    create("root.admin")
    (head,) = audit_reads.verify().heads.values()
    create("second.admin")

    result = verify("--through", head)

    assert result.exit_code == 0
    assert f"{head} ✓ accounts 第 1 条" in result.output


def test_a_head_that_is_on_no_chain_any_more_is_told() -> None:
    create("root.admin")

    result = verify("--through", "ab" * 32)

    assert result.exit_code == 1
    assert "不在任何链上" in result.output


def test_a_word_that_is_no_hash_is_refused() -> None:
    assert verify("--through", "末端").exit_code == 2
