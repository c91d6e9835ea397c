"""The person himself and the kin: what the role may do at all, and for whom."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.test import Client

from laoyou.access import rules
from laoyou.access.types import Actor, Place, Role, Scope
from laoyou.accounts.tests.cast import sign_in
from laoyou.desks.tests.cast import SECRETS
from laoyou.family import verbs
from laoyou.family.tests.cast import DAUGHTER, DOOR, PASSWORD
from laoyou.family.types import Tie
from laoyou.people.tests.cast import ALICE, NOW, VILLAGE_A, somebody
from tests.architecture.test_urls import OPEN
from tests.security.conftest import OFFICERS_PHONE, World
from tests.security.test_objects import both, pages, read_whole

OWN_ACCOUNT = frozenset(
    f"accounts.{act}"
    for act in (
        *("sign_in", "fail_sign_in", "sign_out", "act_for"),
        *("change_own_password", "enrol_totp", "confirm_totp"),
    )
)
FOR_ONE_PERSON = frozenset(
    {
        "family.look",
        "notices.read_online",
        *(f"applications.{act}" for act in ("submit", "hand_in", "withdraw", "appeal", "withdraw_appeal")),
        *(f"applications.{act}_document" for act in ("add", "add_appeal", "remove", "open")),
    }
)
"""Acts whose place is one person, and whose pages show nobody else."""

HERS = frozenset(
    {
        *(f"family_{page}" for page in ("home", "why", "payments", "letters", "applications")),
        *("family_application", "family_photo", "family_appeal"),
        *("help", "accounts:account", "accounts:change_password", "accounts:totp"),
    }
)
A_SCRIPT = "assessment:worker"
"""Of a browser: the same for everybody, and nobody is in it."""


def test_a_family_may_do_exactly_what_is_meant_for_one_person() -> None:
    may = {act for act, rule in rules.registered().items() if Role.FAMILY in rule.roles}

    assert may == OWN_ACCOUNT | FOR_ONE_PERSON


@pytest.mark.parametrize("act", sorted(FOR_ONE_PERSON | {"people.see", "benefits.see", "payments.see"}))
def test_a_family_reaches_one_person_and_nobody_beside_him(act: str) -> None:
    daughter = Actor(1, "女儿", Role.FAMILY, Scope.person(9))
    hers = Place(("230502001001",), person=9)
    neighbours = Place(("230502001001",), person=10)

    assert rules.may(daughter, act, hers) == (act in FOR_ONE_PERSON)
    assert not rules.may(daughter, act, neighbours)
    assert not rules.may(daughter, act, Place(("230502001001",)))


@pytest.fixture
def daughter(world: World) -> Client:
    """The browser of 李小华's daughter, to whose row `world` belongs."""
    return let_in(world.ids["person_id"], "xiumin")


@pytest.fixture
def ids(world: World) -> dict[str, int]:
    """What belongs to 李小华, a letter of invitation too."""
    li = world.ids["person_id"]
    letter = verbs.invite(li, replace(DAUGHTER, tie=Tie.SON, name="张强"), actor=ALICE, now=NOW)
    return world.ids | {"access_id": int(letter.id)}


def let_in(person_id: int, username: str) -> Client:
    letter = verbs.invite(person_id, DAUGHTER, actor=ALICE, now=NOW)
    verbs.join(letter.id, username=username, password=PASSWORD, is_known=False, actor=DOOR, now=NOW)
    browser = Client()
    assert sign_in(browser, username, PASSWORD).status_code == 302
    return browser


@pytest.mark.django_db
def test_the_daughter_opens_her_own_pages_and_not_one_of_the_desks(
    ids: dict[str, int], daughter: Client
) -> None:
    opened = set()
    for name, _, url in pages(ids):
        if {status for status, _ in both(daughter, url)} & {200, 422}:
            opened.add(name)

    assert opened - OPEN == HERS | {A_SCRIPT}


@pytest.mark.django_db
def test_neither_she_nor_a_neighbours_daughter_changes_or_reads_what_is_masked(
    world: World, ids: dict[str, int], daughter: Client
) -> None:
    neighbour = let_in(somebody("孙大山", VILLAGE_A), "neighbour")
    hidden = [one for one in (*SECRETS, world.number, OFFICERS_PHONE) if one not in ("李小华", "张秀敏")]

    for name, _, url in pages(ids):
        for words in (read_whole(daughter.get(url)), read_whole(neighbour.get(url))):
            assert not [one for one in hidden if one in words], name
    for name in HERS:
        if name.startswith("family_"):
            url = next(url for known, _, url in pages(ids) if known == name)
            assert "李小华" not in read_whole(neighbour.get(url)), name
