"""What every test stands on: a quick embedded PostgreSQL, a frozen clock, a real browser."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connections
from django.db.backends.postgresql.operations import DatabaseOperations
from django.test import override_settings
from hypothesis import settings as hypothesis_settings
from playwright.sync_api import Browser, Page, Route, sync_playwright

from laoyou.config.environment import Environment, load
from laoyou.config.postgres import throwaway_server

NOW = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
BROWSER_SWITCHES = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-default-apps",
)
OUR_HOSTS = frozenset({"localhost", "127.0.0.1", ""})

hypothesis_settings.register_profile("laoyou", deadline=None)
hypothesis_settings.load_profile("laoyou")


@pytest.fixture
def now() -> datetime:
    """The frozen clock: Monday 2 March 2026, 09:30 in Shanghai."""
    return NOW


@pytest.fixture(scope="session")
def environment() -> Environment:
    """The variables of this run; LAOYOU_TEST_DB and DATABASE_URL choose the test database."""
    return load(os.environ)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(environment: Environment) -> Iterator[None]:
    """Point Django at the test server, which the first to come starts and the last to leave stops."""
    with ExitStack() as until_the_end:
        settings = connections["default"].settings_dict
        if environment.database is None:
            database = until_the_end.enter_context(throwaway_server(environment).in_use())
            settings |= {"HOST": database.host, "PORT": str(database.port)}
            settings |= {"USER": database.user, "PASSWORD": database.password, "NAME": database.name}
        worker = os.environ.get("PYTEST_XDIST_WORKER", "")
        wanted = "_".join(part for part in (environment.test_db, worker) if part)
        settings["TEST"]["NAME"] = until_the_end.enter_context(reserved_name(environment.home, wanted))
        yield


@pytest.fixture(scope="session", autouse=True)
def append_only_tables_are_emptied_between_tests() -> Iterator[None]:
    """Tests that commit are cleaned up by TRUNCATE, which append-only tables refuse but here."""
    plain = DatabaseOperations.execute_sql_flush

    def flush(operations: DatabaseOperations, sql_list: Sequence[str]) -> None:
        with operations.connection.cursor() as cursor:
            cursor.execute("SELECT DISTINCT tgrelid::regclass FROM pg_trigger WHERE tgtype & 32 > 0")
            tables = [table for (table,) in cursor.fetchall()]
        off = [f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in tables]
        on = [f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in tables]
        # The queue's tables are not Django's: without this a job outlives the test that filed it.
        plain(operations, [*off, *sql_list, "TRUNCATE procrastinate_jobs CASCADE", *on])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "execute_sql_flush", flush)
        yield


@contextmanager
def reserved_name(home: Path, wanted: str) -> Iterator[str]:
    """`wanted`, or `wanted_2`, `wanted_3`… when another run holds it at this moment."""
    folder = home / "test-names"
    folder.mkdir(parents=True, exist_ok=True)
    for number in count(1):
        name = wanted if number == 1 else f"{wanted}_{number}"
        with open(folder / name, "w", encoding="utf-8") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            yield name
            return


@pytest.fixture(scope="session", autouse=True)
def static_files_as_they_lie(django_test_environment: None) -> Iterator[None]:
    """Style and scripts come from the source tree by their own names: no test waits for collectstatic."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    storages = {**settings.STORAGES, "staticfiles": plain}
    with override_settings(STORAGES=storages, WHITENOISE_AUTOREFRESH=True, WHITENOISE_USE_FINDERS=True):
        yield


@pytest.fixture(scope="session")
def browser(environment: Environment) -> Iterator[Browser]:
    """A Chromium of this machine; without one the test is skipped, saying so, and in CI it fails."""
    program = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if program is None:
        message = "no Chromium on this machine: apt-get install chromium fonts-noto-cjk"
        if environment.ci:
            pytest.fail(message)
        pytest.skip(message)
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # The browser's driver keeps an event loop in this thread; ORM calls beside it are still synchronous.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        chromium = playwright.chromium.launch(executable_path=program, args=list(BROWSER_SWITCHES))
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A fresh tab in Chinese; the test fails if a script breaks or another host is asked for anything."""
    context = browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai", reduced_motion="reduce")
    complaints: list[str] = []

    def stay_at_home(route: Route) -> None:
        if (urlsplit(route.request.url).hostname or "") in OUR_HOSTS:
            route.continue_()
        else:
            complaints.append(f"request to another host: {route.request.url}")
            route.abort()

    context.route("**/*", stay_at_home)
    tab = context.new_page()
    tab.on("pageerror", lambda error: complaints.append(f"script error: {error}"))
    yield tab
    context.close()
    assert complaints == []
