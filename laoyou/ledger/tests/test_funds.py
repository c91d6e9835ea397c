"""Booking what funds receive and pay, and the report on a year with the share of elder care."""

from __future__ import annotations

from datetime import date

import pytest

from laoyou.access.types import Actor
from laoyou.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from laoyou.ledger import reads, verbs
from laoyou.ledger.tests.cast import (
    ALICE,
    CAROL,
    CITY,
    COUNTY,
    EVERYWHERE,
    FAR,
    FAR_COUNTY,
    LEADER,
    MAYOR,
    NOW,
    SYSTEM,
    TODAY,
    TOWN,
    balance,
    filled,
    fund,
    issued,
    moving,
    of_person,
    paid,
    posted,
    received,
    voucher,
    voucher_fund,
    whole,
)
from laoyou.ledger.types import AccountRef, ElderShare, EntryKind, FundSource, ShareState, Use

pytestmark = pytest.mark.django_db


def shares(year: int = 2026, on: date = TODAY, reach: Actor = MAYOR) -> dict[str, ElderShare]:
    return {one.division: one for one in reads.fund_report(reach.scope, year, on).shares}


def test_the_same_paper_voucher_is_booked_once() -> None:
    money = fund()
    told = {"day": TODAY, "number": "2026-017", "actor": CAROL, "now": NOW}
    first = verbs.receive(money.id, amount=500, **told)  # type: ignore[arg-type]

    assert verbs.receive(money.id, amount=500, **told) == first  # type: ignore[arg-type]
    with pytest.raises(Conflict) as conflict:
        verbs.receive(money.id, amount=501, **told)  # type: ignore[arg-type]
    assert conflict.value.code == "ledger_entry_once"
    paid_too = verbs.pay(money.id, amount=500, use=Use.ELDER, **told)  # type: ignore[arg-type]
    assert paid_too != first
    assert (balance(money), whole()) == (0, True)


def test_money_is_booked_on_the_money_of_funds_alone() -> None:
    care = voucher_fund(fund())
    for wrong in (care, of_person(1)):
        with pytest.raises(Invalid) as refused:
            received(wrong, 5)
        assert refused.value.code == "fund"
    with pytest.raises(NotFound):
        verbs.pay(2**40, amount=5, use=Use.ELDER, day=TODAY, number="1", actor=SYSTEM, now=NOW)


@pytest.mark.parametrize("amount", [0, -5])
def test_only_something_is_booked(amount: int) -> None:
    with pytest.raises(Invalid) as refused:
        received(fund(), amount)
    assert (refused.value.code, refused.value.field) == ("amount", "amount")


def test_a_fund_receives_nothing_from_itself() -> None:
    money = filled()

    with pytest.raises(Invalid) as refused:
        received(money, 5, source_id=money.id)
    assert refused.value.field == "source"


@pytest.mark.parametrize("number", ["双财社〔2026〕12号", "a b", "1,2"])
def test_a_number_of_a_voucher_is_a_code(number: str) -> None:
    with pytest.raises(Invalid) as refused:
        verbs.receive(fund().id, amount=5, number=number, day=TODAY, actor=CAROL, now=NOW)
    assert refused.value.code == "entry_codes"


@pytest.mark.parametrize("actor", [ALICE, LEADER, FAR])
def test_booking_is_the_supervisors_of_the_place(actor: Actor) -> None:
    money = filled(100)
    told = {"day": TODAY, "number": "1", "actor": actor, "now": NOW}

    with pytest.raises(Forbidden):
        verbs.receive(money.id, amount=5, **told)  # type: ignore[arg-type]
    with pytest.raises(Forbidden):
        verbs.pay(money.id, amount=5, use=Use.ELDER, **told)  # type: ignore[arg-type]
    assert balance(money) == 100


def test_taking_a_neighbours_money_needs_whoever_reaches_both() -> None:
    mine, theirs = filled(100), filled(100, division=FAR_COUNTY)
    told = {"amount": 60, "day": TODAY, "number": "1", "source_id": theirs.id, "now": NOW}

    for actor in (CAROL, FAR):
        with pytest.raises(Forbidden):
            verbs.receive(mine.id, actor=actor, **told)  # type: ignore[arg-type]
    verbs.receive(mine.id, actor=MAYOR, **told)  # type: ignore[arg-type]

    assert (balance(mine), balance(theirs)) == (160, 40)


# The report


def test_a_year_of_a_fund_adds_up() -> None:
    money, county = fund(CITY, name="市级福彩"), fund(name="县级福彩")
    received(money, 9000, day=date(2025, 7, 1))
    paid(money, 1000, day=date(2025, 8, 1))
    received(money, 5000, day=date(2026, 1, 10))
    received(county, 2000, day=date(2026, 1, 20), source_id=money.id)
    paid(money, 600)
    paid(money, 400, use=Use.RELIEF)
    verbs.reverse(paid(money, 70, use=Use.RELIEF), actor=SYSTEM, now=NOW)
    posted(moving(money, of_person(1), 50, kind=EntryKind.CORRECTION))

    report = reads.fund_report(EVERYWHERE, 2026, TODAY)

    one, two = report.funds
    assert (one.opening, one.received, one.passed_on, one.settled) == (8000, 5000, -2000, -50)
    assert one.paid == {Use.ELDER: 600, Use.RELIEF: 400}
    assert (one.retained, one.paid_in_all, one.closing) == (3000, 1000, 9950)
    assert one.opening + one.received + one.passed_on + one.settled - one.paid_in_all == one.closing
    assert (two.opening, two.received, two.passed_on, two.closing) == (0, 0, 2000, 2000)
    assert report.paid == {Use.ELDER: 600, Use.RELIEF: 400}
    assert (report.year, report.until) == (2026, TODAY)


def test_each_government_keeps_the_share_of_what_it_kept_itself() -> None:
    city, county = fund(CITY), fund(COUNTY)
    received(city, 10_000)
    received(county, 4000, source_id=city.id)
    paid(city, 3300)
    paid(county, 1000)
    paid(county, 1801, use=Use.OTHER)

    found = shares()

    assert (found[CITY].retained, found[CITY].needed, found[CITY].state) == (6000, 3300, ShareState.KEPT)
    assert found[CITY].permille == 550
    one = found[COUNTY]
    assert (one.retained, one.elder, one.other, one.missing) == (4000, 1000, 1801, 1200)
    assert (one.state, one.room) == (ShareState.CROWDED, 0)
    assert shares(on=date(2027, 1, 1))[COUNTY].state is ShareState.MISSED


def test_two_funds_of_one_government_are_one_whole() -> None:
    first, second = fund(), fund()
    received(first, 1000)
    received(second, 1000)
    paid(first, 1000)
    paid(second, 100)

    assert shares()[COUNTY].elder == 1100
    assert shares()[COUNTY].state is ShareState.KEPT


def test_only_the_lottery_of_cities_and_counties_and_only_since_2022_is_bound() -> None:
    lottery = fund()
    received(lottery, 100)
    received(fund(source=FundSource.CITY), 100)
    received(fund(TOWN), 100)
    received(fund("230000000000"), 100)
    paid_with_vouchers(lottery)

    assert list(shares(reach=SYSTEM)) == [COUNTY]
    assert shares(2021) == {}
    assert reads.ELDER_SHARE_RULE.since == 2022


def paid_with_vouchers(lottery: AccountRef) -> None:
    """A voucher is a promise: only its redemption is a payment."""
    issued(voucher(1, voucher_fund(lottery), 90, TODAY))


def test_a_report_is_of_the_readers_scope() -> None:
    received(fund(), 100)
    received(fund(FAR_COUNTY), 100)

    assert set(shares(reach=CAROL)) == {COUNTY}
    assert set(shares(reach=MAYOR)) == {COUNTY, FAR_COUNTY}
    assert [one.account.ref.division for one in reads.fund_report(FAR.scope, 2026, TODAY).funds] == [
        FAR_COUNTY
    ]
    assert reads.fund_report(EVERYWHERE, 2020, TODAY).funds == ()
