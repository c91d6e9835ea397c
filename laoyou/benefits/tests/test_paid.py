"""What a person was given, month by month; and which account is asked for whose share."""

from __future__ import annotations

import pytest

from laoyou.benefits import verbs
from laoyou.benefits.reads import funds, paid
from laoyou.benefits.reads.funds import Choices
from laoyou.benefits.tests.cast import BOB, CAROL, CITY, TOWN_A, TOWN_B, at, month, ran
from laoyou.benefits.tests.paying_cast import choose, collected, fund, old, paid_too_much
from laoyou.benefits.tests.paying_cast import paid as bank_pays
from laoyou.kernel.errors import Forbidden, Invalid, NotFound
from laoyou.ledger.types import FundSource, Unit
from laoyou.payments.types import LineState, ReceivableState
from laoyou.people.tests.cast import VILLAGE_A, VILLAGE_B

pytestmark = pytest.mark.usefixtures("law")


def test_a_person_s_months_come_with_what_became_of_them() -> None:
    choose()
    wang = old()
    ran("2026-01")
    collected("2026-01")
    bank_pays("2026-01-10")
    ran("2026-02")
    collected("2026-02")

    told = [(str(one.month), one.name, one.fen, one.state) for one in paid.of_person(wang)]

    assert told == [
        ("2026-02-01", "温暖过冬", 10_000, LineState.WAITING),
        ("2026-01-01", "温暖过冬", 10_000, LineState.SETTLED),
    ]


def test_what_is_owed_back_stands_beside_what_was_given() -> None:
    choose()
    wang = paid_too_much()
    verbs.recover(wang, "care_aid", actor=CAROL, now=at("2026-01-22"))

    given, back = paid.of_person(wang)

    assert (given.fen, given.state) == (30_000, LineState.SETTLED)
    assert (back.fen, back.debt) == (-15_000, ReceivableState.OPEN)


def test_the_nearest_choice_pays_and_there_the_one_for_the_benefit() -> None:
    city, town, warm = fund(), fund(division=TOWN_A), fund(division=TOWN_A)
    choose("city", city)
    choose("city", town, TOWN_A)
    verbs.choose_fund(TOWN_A, "city", warm, benefit="warm_winter", actor=CAROL, now=at("2025-12-02"))
    choices = Choices(CITY)

    assert choices.account(VILLAGE_A, "city", "warm_winter", Unit.FEN) == warm
    assert choices.account(VILLAGE_A, "city", "care_aid", Unit.FEN) == town
    assert choices.account(VILLAGE_B, "city", "care_aid", Unit.FEN) == city
    assert choices.account(VILLAGE_B, "county", "care_aid", Unit.FEN) is None
    assert choices.account(VILLAGE_B, "city", "care_aid", Unit.VOUCHER_FEN) is None


def test_an_account_suggests_itself_where_the_nearest_division_has_just_one() -> None:
    purse = fund()
    fund(FundSource.COUNTY)

    shares = funds.shares(TOWN_A, month("2026-01"), at("2026-01-05").date())

    assert {(one.payer, one.proposal.ref.id if one.proposal else None) for one in shares} == {("city", purse)}


def test_a_choice_is_refused_where_it_could_not_pay() -> None:
    here = fund(division=TOWN_A)
    now = at("2025-12-02")

    with pytest.raises(NotFound):
        verbs.choose_fund(TOWN_B, "city", here, actor=CAROL, now=now)
    with pytest.raises(NotFound):
        verbs.choose_fund(TOWN_A, "city", here, unit=Unit.VOUCHER_FEN, actor=CAROL, now=now)
    with pytest.raises(Invalid):
        verbs.choose_fund(TOWN_A, "nobody", here, actor=CAROL, now=now)
    with pytest.raises(Forbidden):
        verbs.choose_fund(TOWN_A, "city", here, actor=BOB, now=now)
