"""A real browser: a data officer hands a roster in, looks at what would happen, and takes it in."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from laoyou.access.types import Role
from laoyou.accounts.tests.cast import PASSWORD
from laoyou.accounts.tests.cast import somebody as user
from laoyou.accounts.tests.test_journey import enter, look_at
from laoyou.kernel import clock
from laoyou.people import tasks
from laoyou.people.models import Batch
from laoyou.people.tests.cast import NOW, TOWN_A, card, number_of, somebody
from laoyou.people.tests.conftest import ground as lay_ground
from laoyou.people.tests.intake.cast import BORN, TOWN, csv_file, elder

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def work_off(job: str) -> None:
    batch = Batch.objects.for_the_system().get()
    getattr(tasks, job).func(
        batch_id=batch.pk, user_id=None, actor_name="系统", role="system", scope="everything:"
    )


def test_a_roster_is_handed_in_looked_at_and_taken_in(
    page: Page, live_server: LiveServer, tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    monkeypatch.setattr(clock, "now", lambda: NOW)
    lay_ground.__wrapped__(None)  # type: ignore[attr-defined]
    somebody("李小华", document=card(number_of(BORN)))
    user("sue", Role.SUPERVISOR, TOWN_A)
    path = tmp_path / "台账.csv"
    path.write_bytes(
        csv_file(TOWN, elder("王桂兰"), elder(""), elder("李小华", "", 出生日期=BORN.isoformat()))
    )

    page.goto(f"{live_server.url}/intake/")
    enter(page, "sue", PASSWORD)
    look_at(page)
    page.get_by_role("link", name="导入一份名册").first.click()
    look_at(page)
    page.get_by_label("谁的名册").select_option(label="乡镇（街道）")
    page.get_by_label("文件").set_input_files(path)
    page.get_by_role("button", name="上传并预检").click()
    page.get_by_text("正在预检").wait_for()
    look_at(page)

    work_off("check_batch")
    page.get_by_text("预检结果：还没有写入").wait_for()
    look_at(page)
    page.get_by_role("button", name="确认导入").click()
    page.get_by_text("正在导入").first.wait_for()
    work_off("apply_batch")
    page.get_by_text("导入结果").wait_for()
    look_at(page)

    page.get_by_role("link", name="核对疑似同一人").click()
    look_at(page)
    page.get_by_role("button", name="是同一人", exact=True).click()
    page.get_by_text("已按同一人收入").wait_for()
    look_at(page)
