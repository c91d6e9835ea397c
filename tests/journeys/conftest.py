"""A small town for a real browser: two clerks, a supervisor, an auditor, a handful of people, a fund."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pytest
from django.conf import settings as django_settings
from playwright.sync_api import Page
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from laoyou.access.types import Role
from laoyou.accounts.tests.cast import Somebody, bind, signed_in
from laoyou.accounts.tests.cast import somebody as user
from laoyou.benefits.tests.world import decided
from laoyou.desks.tests.cast import BORN, SYSTEM, li_xiaohua, say
from laoyou.desks.tests.conftest import lay_ground
from laoyou.kernel import clock
from laoyou.kernel.ids import HouseholdId, PersonId
from laoyou.ledger.tests.cast import filled, paid
from laoyou.people import verbs
from laoyou.people.tests.cast import COUNTY, NOW, TOWN_A, VILLAGE_A, VILLAGE_B, card, number_of, somebody
from laoyou.people.types import FactKind, Relation, Source

ComeIn = Callable[[str], None]


@dataclass(frozen=True)
class Town:
    """Who is there: 李小华 with a wife in her household, a twin row of hers, and a neighbour town's man."""

    users: dict[str, Somebody]
    li: PersonId
    twin: PersonId
    neighbour: PersonId
    household: HouseholdId
    merge: int
    secret: str
    fund: int
    entry: int
    run: int
    proposal: int


@pytest.fixture(autouse=True)
def quick(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def town(transactional_db: None) -> Town:
    lay_ground()
    users = {
        "alice": user("alice", Role.CLERK, TOWN_A),
        "carol": user("carol", Role.SUPERVISOR, COUNTY),
        "officer": user("officer", Role.DATA_OFFICER, COUNTY),
        "leader": user("leader", Role.LEADER, COUNTY),
        "auditor": user("auditor", Role.AUDITOR, COUNTY),
    }
    secret = bind(users["auditor"].id)
    li = li_xiaohua()
    say(li, FactKind.LIVING, "alone", source=Source.TOWN)
    say(li, FactKind.LOW_INCOME, "urban")
    say(li, FactKind.LOW_INCOME, "rural", source=Source.TOWN)
    wife = somebody("王兰", VILLAGE_A, document=card(number_of(date(1945, 2, 3))))
    home = verbs.open_household(division=VILLAGE_A, source=Source.POLICE, actor=SYSTEM, now=NOW)
    for member, relation in ((li, Relation.HEAD), (wife, Relation.SPOUSE)):
        verbs.join_household(
            home, person_id=member, relation=relation, source=Source.POLICE, actor=SYSTEM, now=NOW
        )
    twin = somebody("李小华", VILLAGE_A, document=None, birth_date=BORN)
    third = somebody("李小华", VILLAGE_A, document=None, birth_date=BORN)
    merge = verbs.propose_merge(li, third, actor=SYSTEM, now=NOW)
    money = filled(500_000, TOWN_A, name="二马路街道助餐补贴")
    entry = paid(money, 120_000)
    neighbour = somebody("孙大山", VILLAGE_B)
    run, proposal = decided(COUNTY, li, NOW)
    return Town(users, li, twin, neighbour, home, merge, secret, money.id, entry, run, proposal)


@pytest.fixture
def come_in(page: Page, live_server: LiveServer, town: Town) -> ComeIn:
    """Sign in as a user of the town, in the browser's tab, by a session made beside it."""

    def enter(username: str) -> None:
        person = town.users[username]
        secret = town.secret if username == "auditor" else ""
        desk = signed_in(person, secret=secret)
        value = desk.cookies[django_settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies(
            [{"name": django_settings.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}]
        )

    return enter
