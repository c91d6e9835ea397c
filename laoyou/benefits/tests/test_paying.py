"""From grants to lines: a month is collected once, and afterwards by the difference."""

from __future__ import annotations

import pytest

from laoyou.benefits import verbs
from laoyou.benefits.models import Collecting, Due
from laoyou.benefits.tests.cast import (
    ALICE,
    BOB,
    CAROL,
    CITY,
    DAVE,
    FAR,
    LEADER,
    TOWN_A,
    at,
    elder,
    month,
    needs_care,
    proposal,
    publish,
    ran,
)
from laoyou.benefits.tests.paying_cast import (
    SHARED,
    VOUCHER,
    choose,
    collected,
    died,
    fund,
    lines,
    net,
    old,
)
from laoyou.kernel.errors import Conflict, Forbidden, Invalid
from laoyou.kernel.spans import DateSpan
from laoyou.ledger import reads as ledger
from laoyou.ledger import verbs as books
from laoyou.ledger.tests.cast import within
from laoyou.ledger.types import Cause as Posted
from laoyou.ledger.types import FundSource, Holder, NewAccount, Unit
from laoyou.payments import verbs as payments
from laoyou.payments.tests.cast import lines_of
from laoyou.payments.types import CancelReason
from laoyou.people.tests.cast import VILLAGE_A, VILLAGE_B

pytestmark = pytest.mark.usefixtures("law")
JANUARY = ("温暖过冬 2026年1月", 10_000, "waiting")


def test_what_is_due_in_a_month_becomes_lines_of_payments() -> None:
    choose()
    wang, li = old(), old("1930-01-01")
    ran("2026-01")

    row = collected("2026-01")

    assert lines(wang) == [JANUARY]
    assert lines(li) == [("温暖过冬 2026年1月", 20_000, "waiting")]
    assert (row.state, row.counts["given_persons"], row.counts["given_fen"]) == ("done", 2, 30_000)


def test_collecting_a_month_again_collects_nothing_twice() -> None:
    choose()
    wang = old()
    ran("2026-01")
    collected("2026-01")

    row = collected("2026-01", "2026-01-06")

    assert lines(wang) == [JANUARY]
    assert row.counts["given_fen"] == 0


def test_who_begins_later_in_the_month_is_collected_by_the_second_collecting() -> None:
    choose()
    wang = old()
    ran("2026-01")
    collected("2026-01")
    li = old("1930-01-01")
    ran("2026-01", "2026-01-10")

    collected("2026-01", "2026-01-11")

    assert (lines(wang), net(li)) == ([JANUARY], {"2026-01": 20_000})


def test_each_payer_bears_his_share_to_the_fen() -> None:
    publish(SHARED.replace("100 yuan", "100.01 yuan"), now=at("2025-12-02"))
    choose("city")
    choose("county", fund(FundSource.COUNTY))
    wang = old()
    ran("2026-01")

    collected("2026-01")

    parts = dict(Due.objects.of(person=wang).values_list("payer", "fen"))
    assert parts == {"city": 3_334, "county": 6_667}
    assert {row.purpose: row.amount for row in lines_of(wang)} == parts


def test_without_a_fund_nobody_is_dropped_and_the_others_are_collected() -> None:
    choose("city", fund(division=TOWN_A), TOWN_A)
    here, there = old(village=VILLAGE_A), old(village=VILLAGE_B)
    ran("2026-01")

    first = collected("2026-01")
    choose()
    second = collected("2026-01", "2026-01-06")

    assert (first.counts["given_persons"], first.counts["unfunded_fen"]) == (1, 10_000)
    assert (second.counts["given_persons"], second.counts["unfunded_fen"]) == (1, 0)
    assert lines(here) == lines(there) == [JANUARY]


def test_where_one_of_two_payers_has_no_fund_the_other_does_not_pay_either() -> None:
    publish(SHARED, now=at("2025-12-02"))
    choose("city")
    wang = old()
    ran("2026-01")

    row = collected("2026-01")

    assert (lines(wang), row.counts["unfunded_fen"]) == ([], 10_000)


def test_who_lacks_an_account_waits_in_payments() -> None:
    choose()
    wang = elder()
    ran("2026-01")

    row = collected("2026-01")

    assert (lines(wang), row.counts["missing"]) == ([JANUARY], 1)


def test_months_collected_before_are_completed_with_the_next() -> None:
    choose()
    wang = old("1950-01-01")
    needs_care(wang)
    ran("2026-01")
    collected("2026-01", "2026-01-03")
    verbs.confirm(proposal("start", wang), actor=CAROL, now=at("2026-01-20"))
    ran("2026-02")

    collected("2026-02")

    assert net(wang) == {"2026-01": 15_000, "2026-02": 15_000}


def test_a_month_never_collected_is_not_paid_by_the_next() -> None:
    choose()
    wang = old()
    ran("2025-12", "2025-12-03")
    ran("2026-01")

    collected("2026-01")

    assert net(wang) == {"2026-01": 10_000}


def test_a_line_cancelled_in_payments_is_collected_anew() -> None:
    choose()
    wang = old()
    ran("2026-01")
    collected("2026-01")
    (line,) = lines_of(wang)

    payments.cancel_lines([line.pk], reason=CancelReason.MISTAKEN, actor=CAROL, now=at("2026-01-06"))
    was = net(wang)
    collected("2026-01", "2026-01-07")

    assert was == {}
    assert net(wang) == {"2026-01": 10_000}
    assert [state for _, _, state in lines(wang)] == ["cancelled", "waiting"]


def test_vouchers_are_issued_with_their_last_day() -> None:
    publish(VOUCHER, now=at("2025-12-02"))
    purse = fund(unit=Unit.VOUCHER_FEN, purpose="meals")
    verbs.choose_fund(CITY, "city", purse, unit=Unit.VOUCHER_FEN, actor=CAROL, now=at("2025-12-02"))
    wang = old()
    ran("2026-01")

    collected("2026-01")

    (wallet,) = ledger.held_by(Holder.person(wang), Unit.VOUCHER_FEN)
    record = ledger.account(wallet.id, at("2026-01-05").date())
    assert (record.balance, str(record.expires_on)) == (10_000, "2026-02-28")
    assert lines(wang) == []


def test_vouchers_beyond_a_hard_budget_are_left_and_said() -> None:
    publish(VOUCHER, now=at("2025-12-02"))
    purse = fund(unit=Unit.VOUCHER_FEN, purpose="meals")
    verbs.choose_fund(CITY, "city", purse, unit=Unit.VOUCHER_FEN, actor=CAROL, now=at("2025-12-02"))
    year = DateSpan(at("2026-01-01").date(), at("2026-12-31").date())
    books.set_budget(
        purse, span=year, amount=15_000, hard=True, warn_percent=80, actor=CAROL, now=at("2025-12-02")
    )
    old()
    old()
    ran("2026-01")

    row = collected("2026-01")

    assert (row.counts["given_fen"], row.counts["beyond_fen"]) == (0, 20_000)


def test_a_voucher_of_which_nothing_was_used_goes_back_after_a_death() -> None:
    publish(VOUCHER.replace("delivery:", "at_death: before_period\ndelivery:"), now=at("2025-12-02"))
    purse = fund(unit=Unit.VOUCHER_FEN, purpose="meals")
    verbs.choose_fund(CITY, "city", purse, unit=Unit.VOUCHER_FEN, actor=CAROL, now=at("2025-12-02"))
    gone, used = old(), old()
    ran("2026-01")
    collected("2026-01")
    _spend(used)
    for one in (gone, used):
        died(one, "2025-12-20", "2026-01-20")

    row = collected("2026-01", "2026-01-21")

    assert (net(gone), net(used)) == ({}, {"2026-01": 10_000})
    assert ledger.balance(purse, at("2026-01-21").date()) == -10_000
    assert row.counts["open_fen"] == 10_000


def test_a_month_to_come_is_not_collected() -> None:
    with pytest.raises(Invalid) as refused:
        collected("2026-02", "2026-01-05")

    assert refused.value.code == "month"


def test_more_than_the_most_is_not_kept_back() -> None:
    with pytest.raises(Invalid) as refused:
        collected("2026-01", percent=91)

    assert refused.value.code == "offset_percent"


def test_only_clerks_of_the_territory_collect() -> None:
    for who in (ALICE, BOB, FAR, LEADER):
        with pytest.raises(Forbidden):
            verbs.collect(CITY, month=month("2026-01"), filed=False, actor=who, now=at("2026-01-05"))

    with pytest.raises(Forbidden):
        verbs.collect(TOWN_A, month=month("2026-01"), filed=False, actor=BOB, now=at("2026-01-05"))
    verbs.collect(TOWN_A, month=month("2026-01"), filed=False, actor=ALICE, now=at("2026-01-05"))


def test_a_neighbour_neither_performs_resumes_nor_fails_a_collecting() -> None:
    number = verbs.collect(
        TOWN_A, month=month("2026-01"), filed=False, actor=ALICE, now=at("2026-01-05")
    )
    now = at("2026-01-05")

    with pytest.raises(Forbidden):
        verbs.perform_collecting(number, actor=BOB, now=now)
    with pytest.raises(Forbidden):
        verbs.resume_collecting(number, filed=False, actor=BOB, now=now)
    with pytest.raises(Forbidden):
        verbs.fail_collecting(number, "坏了", actor=BOB, now=now)
    assert Collecting.objects.of(pk=number).get().state == "working"


def test_a_town_collects_its_own_and_no_other() -> None:
    choose()
    here, there = old(village=VILLAGE_A), old(village=VILLAGE_B)
    ran("2026-01")

    collected("2026-01", territory=TOWN_A, actor=ALICE)

    assert (net(here), net(there)) == ({"2026-01": 10_000}, {})


def test_a_territory_is_not_collected_twice_at_once() -> None:
    verbs.collect(CITY, month=month("2026-01"), filed=False, actor=CAROL, now=at("2026-01-05"))

    with pytest.raises(Conflict) as refused:
        verbs.collect(CITY, month=month("2026-01"), filed=False, actor=DAVE, now=at("2026-01-05"))

    assert refused.value.code == "benefits_collecting_one_at_work"


def test_what_is_done_is_not_performed_again() -> None:
    row = collected("2026-01")

    with pytest.raises(Conflict) as refused:
        verbs.perform_collecting(row.pk, actor=CAROL, now=at("2026-01-05"))

    assert refused.value.code == "collecting_state"


def _spend(person_id: int) -> None:
    """A meal is paid with a part of the voucher."""
    taker = NewAccount(
        Holder.organisation(1),
        Unit.VOUCHER_FEN,
        CITY,
        at("2026-01-01").date(),
        name="助餐点",
        purpose="meals",
    )
    within(
        lambda: books.spend_voucher(
            person_id,
            purpose="meals",
            amount=100,
            to=taker,
            day=at("2026-01-06").date(),
            cause=Posted("meal", person_id),
            now=at("2026-01-06"),
        ),
        at("2026-01-06"),
    )
