"""Two towns of one county: what belongs to the one, and everybody who might reach for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from laoyou.access.types import Role
from laoyou.accounts.tests.cast import somebody as user
from laoyou.applications.tests.cast import affairs
from laoyou.assessment import verbs as assessments
from laoyou.assessment.types import AssessorGiven, NewSheet, Reason, VisitPlace
from laoyou.benefits import verbs as benefits
from laoyou.benefits.tests.world import collected, decided, held_back
from laoyou.benefits.types import ProofWay
from laoyou.desks.tests.cast import SYSTEM, li_xiaohua, say
from laoyou.desks.tests.conftest import admin, alice, auditor, bob, carol, ground, leader, officer, quick
from laoyou.ledger.tests.cast import filled, paid
from laoyou.ledger.types import AccountId, Use
from laoyou.notices.tests.cast import written
from laoyou.orgs import reads as organisations
from laoyou.orgs import verbs as orgs
from laoyou.orgs.models import Officer, Site
from laoyou.orgs.types import NewOrganisation, OrganisationKind, RosterRow
from laoyou.payments import reads as paid_out
from laoyou.payments import verbs as pay
from laoyou.payments.tests import cast as payments
from laoyou.payments.types import NewReceivable
from laoyou.people import verbs
from laoyou.people.reads import persons
from laoyou.people.tests.cast import COUNTY, NOW, TOWN_A, VILLAGE_A, number_of, somebody
from laoyou.people.tests.intake.cast import TOWN, csv_file, elder, uploaded
from laoyou.people.types import FactKind, Relation, Source
from laoyou.subsidies.tests.world import claimed

__all__ = ["admin", "alice", "auditor", "bob", "carol", "ground", "leader", "officer", "quick"]

OFFICERS_PHONE = "13912345678"
ROW_PHONE = "13812340000"
ROLES = ("alice", "bob", "carol", "officer", "leader", "auditor", "admin")


@dataclass(frozen=True)
class World:
    """What 二马路街道 has; `ids` are its numbers by the names of the arguments of addresses."""

    number: str
    ids: dict[str, int]


@pytest.fixture
def world(ground: None, settings: Settings, tmp_path: Path) -> World:
    settings.LAOYOU_HOME = tmp_path
    number = number_of(date(1943, 5, 12))
    li = li_xiaohua(number)
    say(li, FactKind.LIVING, "alone", source=Source.TOWN)
    who = {"source": Source.POLICE, "actor": SYSTEM, "now": NOW}
    home = verbs.open_household(division=VILLAGE_A, **who)  # type: ignore[arg-type]
    verbs.join_household(home, person_id=li, relation=Relation.HEAD, **who)  # type: ignore[arg-type]
    twin = somebody("李小华", VILLAGE_A, document=None, birth_date=date(1943, 5, 12))
    place = _a_home()
    money = filled(500_000, TOWN_A, name="二马路街道助餐补贴")
    run_id, proposal_id = decided(TOWN_A, li, NOW)
    seen: dict[str, Any] = {"day": NOW.date(), "way": ProofWay.VISIT, "actor": SYSTEM, "now": NOW}
    ids = {
        "person_id": int(li),
        "household_id": int(home),
        "merge_id": int(verbs.propose_merge(li, twin, actor=SYSTEM, now=NOW)),
        "organisation_id": place,
        "officer_id": Officer.objects.for_the_system().get().pk,
        "site_id": Site.objects.for_the_system().get().pk,
        "batch_id": int(uploaded(csv_file(TOWN, elder(联系电话=ROW_PHONE)), actor=SYSTEM)),
        "row_id": int(persons.person(li).phones[0].id),
        "sheet_id": _an_assessment(int(li)),
        "account_id": money.id,
        "entry_id": paid(money, 100),
        **_payments(money.id),
        "run_id": run_id,
        "collecting_id": collected(TOWN_A, NOW),
        "proposal_id": proposal_id,
        "suspension_id": held_back(int(li), VILLAGE_A, NOW),
        "proof_id": benefits.prove_alive(int(li), **seen),
        "letter_id": written(int(li)),
        **affairs(int(li), "warm_winter", "age", NOW),
        "claim_id": claimed(VILLAGE_A, NOW),
    }
    return World(number, ids)


def _payments(money: AccountId) -> dict[str, int]:
    """A batch that the bank has answered in part, a parked row, a debt, and a line that waits."""
    first, second = payments.elder("钱玉珍"), payments.elder("吴国强")
    lines = [payments.a_line(payee, money, 10_000) for payee in (first, second)]
    batch = payments.sent(*lines, division=TOWN_A)
    one, other = payments.instructions(batch)
    told = payments.taken(batch, payments.about(one), payments.about(other, number=77))
    new = NewReceivable(first, 500, money, Use.ELDER, payments.a_cause(), "多发", VILLAGE_A)
    payments.collected(payments.a_line(second, money, 300))
    [parked] = paid_out.receipts.parked_ids(SYSTEM.scope, paid_out.receipts.Filter())
    return {
        "batch_no": batch,
        "line_id": one.line_id,
        "receipt_id": told.file_id,
        "parked_id": parked,
        "payee_account_id": one.account_id,
        "receivable_id": pay.raise_receivable(new, actor=SYSTEM, now=NOW),
    }


def _an_assessment(person_id: int) -> int:
    first, second = (user(name, Role.ASSESSOR, COUNTY).id for name in ("ann", "ben"))
    new = NewSheet(
        scale="gbt42195",
        reason=Reason.FIRST,
        base_date=NOW.date(),
        place=VisitPlace.HOME,
        first=AssessorGiven(first, True),
        second=AssessorGiven(second, False),
    )
    return int(assessments.begin(person_id, new, actor=SYSTEM, now=NOW))


def _a_home() -> int:
    row = RosterRow(
        line=2,
        organisation=NewOrganisation(kind=OrganisationKind.HOME, name="静心养老院", division=VILLAGE_A),
        tier=None,
        serves=None,
        address="新华路188号",
        beds=80,
        nursery_places=0,
        officer="赵院长",
        phone=OFFICERS_PHONE,
    )
    orgs.load_roster([row], since=date(2020, 1, 1), actor=SYSTEM, now=NOW)
    found = organisations.every(SYSTEM.scope, organisations.Filter(), NOW.date())
    return int(next(iter(found)).id)


@pytest.fixture
def desks(request: pytest.FixtureRequest, world: World) -> dict[str, Client]:
    """A browser of everybody, by name."""
    found: dict[str, Any] = {name: request.getfixturevalue(name) for name in ROLES}
    return found
