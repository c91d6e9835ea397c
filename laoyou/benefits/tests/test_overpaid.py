"""Stops, deaths and changes that come late: what waits is cancelled, what was paid is owed back, once."""

from __future__ import annotations

import pytest

from laoyou.benefits import verbs
from laoyou.benefits.reads import paying
from laoyou.benefits.tests.cast import (
    BOB,
    CAROL,
    CITY,
    WARM,
    at,
    month,
    needs_care,
    proposal,
    publish,
    ran,
)
from laoyou.benefits.tests.paying_cast import (
    choose,
    collected,
    confirm_all,
    died,
    falls,
    frozen,
    lines,
    net,
    old,
    paid,
    paid_too_much,
)
from laoyou.kernel.errors import Conflict, Forbidden
from laoyou.ledger.types import AccountId
from laoyou.payments import verbs as payments
from laoyou.payments.tests.cast import debts_of, lines_of

pytestmark = pytest.mark.usefixtures("law")


@pytest.fixture(autouse=True)
def purse(law: None) -> AccountId:
    return choose()


def three_months(*people: int) -> None:
    """January to March decided, collected; January and February paid."""
    for text in ("2026-01", "2026-02", "2026-03"):
        ran(text)
        collected(text)
        if text != "2026-03":
            paid(f"{text}-10")


def owed(person_id: int) -> list[tuple[int, int, str]]:
    return [(row.amount, row.offset_percent, row.state) for row in debts_of(person_id)]


def over(day: str = "2026-04-05") -> list[tuple[int, int]]:
    """What was given too much and no proposal speaks of: person and fen."""
    found = paying.plan(CITY, month(day[:7]), at(day).date()).found.open
    return [(row[0], row[3]) for row in found.iter_rows()]


def test_a_death_reported_three_months_late_recovers_what_was_paid_and_cancels_what_waits() -> None:
    wang = old()
    three_months(wang)
    died(wang, "2025-12-20", "2026-03-25")
    ran("2026-04")

    verbs.confirm(proposal("stop", wang), actor=CAROL, now=at("2026-04-03"))
    at_once = [state for _, _, state in lines(wang)]
    verbs.confirm(proposal("recover", wang), actor=CAROL, now=at("2026-04-04"))
    row = collected("2026-04", percent=30)

    assert at_once == ["settled", "settled", "cancelled"]
    assert lines_of(wang)[-1].cancel_reason == "deceased"
    assert owed(wang) == [(20_000, 30, "open")]
    assert (net(wang), row.counts["owed"]) == ({}, 20_000)


def test_what_was_recovered_is_not_recovered_again() -> None:
    wang = old()
    three_months(wang)
    died(wang, "2025-12-20", "2026-03-25")
    ran("2026-04")
    confirm_all(wang, "2026-04-03")
    collected("2026-04")

    collected("2026-04", "2026-04-06")
    collected("2026-03", "2026-04-07")

    assert (owed(wang), over()) == ([(20_000, 20, "open")], [])


def test_the_dead_get_nothing_even_before_the_stop_is_confirmed() -> None:
    wang = old()
    ran("2026-01")
    collected("2026-01")
    died(wang, "2026-01-10", "2026-01-25")

    collected("2026-01", "2026-01-26")
    ran("2026-02")
    collected("2026-02")

    assert lines(wang) == [("温暖过冬 2026年1月", 10_000, "waiting")]


def test_months_after_a_death_that_wait_are_cancelled_by_the_next_collecting() -> None:
    wang = old()
    three_months(wang)
    died(wang, "2026-02-10", "2026-03-25")

    collected("2026-03", "2026-03-26")

    assert [state for _, _, state in lines(wang)] == ["settled", "settled", "cancelled"]


def test_what_lies_in_a_frozen_batch_waits_for_the_answer_and_is_owed_then() -> None:
    wang = old()
    ran("2026-01")
    collected("2026-01")
    batch = frozen("2026-01-08")
    died(wang, "2025-12-20", "2026-01-25")
    ran("2026-02")
    confirm_all(wang, "2026-02-03")

    collected("2026-02")
    before = owed(wang)
    payments.withdraw(batch, actor=CAROL, now=at("2026-02-06"))
    collected("2026-02", "2026-02-07")

    assert (before, owed(wang)) == ([], [])
    assert (net(wang), [state for _, _, state in lines(wang)]) == ({}, ["cancelled"])


def test_a_rise_for_months_that_are_over_is_paid_when_it_is_confirmed() -> None:
    wang = old()
    ran("2026-01")
    collected("2026-01")
    publish(WARM.replace("100 yuan", "150 yuan"), now=at("2026-01-20"))
    ran("2026-02")
    verbs.confirm(proposal("change", wang), actor=CAROL, now=at("2026-02-03"))
    collected("2026-02")
    waits = net(wang)

    verbs.confirm(proposal("backpay", wang), actor=CAROL, now=at("2026-02-06"))
    collected("2026-02", "2026-02-07")

    assert waits == {"2026-01": 10_000, "2026-02": 15_000}
    assert net(wang) == {"2026-01": 15_000, "2026-02": 15_000}
    assert lines(wang)[-1] == ("补发 温暖过冬 2026年1月", 5_000, "waiting")


def test_back_pay_that_was_refused_is_never_paid() -> None:
    wang = old()
    ran("2026-01")
    collected("2026-01")
    publish(WARM.replace("100 yuan", "150 yuan"), now=at("2026-01-20"))
    ran("2026-02")
    verbs.confirm(proposal("change", wang), actor=CAROL, now=at("2026-02-03"))
    verbs.dismiss(proposal("backpay", wang), "已另行发放", actor=CAROL, now=at("2026-02-03"))

    collected("2026-02")
    collected("2026-01", "2026-02-08")

    assert net(wang) == {"2026-01": 10_000, "2026-02": 15_000}


def test_a_month_whose_amount_falls_while_it_waits_is_collected_anew() -> None:
    wang = old("1950-01-01")
    needs_care(wang, "3")
    ran("2026-01")
    verbs.confirm(proposal("start", wang), actor=CAROL, now=at("2026-01-03"))
    collected("2026-01")
    falls(wang)

    collected("2026-01", "2026-01-21")

    assert net(wang) == {"2026-01": 15_000}
    assert [(fen, state) for _, fen, state in lines(wang)] == [(30_000, "cancelled"), (15_000, "waiting")]
    assert lines_of(wang)[0].cancel_reason == "mistaken"


def test_a_fall_within_a_month_that_was_paid_is_shown_and_owed_when_a_clerk_says_so() -> None:
    wang = paid_too_much()
    shown = over("2026-01-21")

    fen = verbs.recover(wang, "care_aid", actor=CAROL, now=at("2026-01-22"))

    assert (shown, fen) == ([(wang, 15_000)], 15_000)
    assert (owed(wang), net(wang), over("2026-01-23")) == ([(15_000, 20, "open")], {"2026-01": 15_000}, [])


def test_what_is_owed_already_is_not_owed_twice() -> None:
    wang = paid_too_much()
    verbs.recover(wang, "care_aid", actor=CAROL, now=at("2026-01-22"))

    with pytest.raises(Conflict) as refused:
        verbs.recover(wang, "care_aid", actor=CAROL, now=at("2026-01-22"))

    assert refused.value.code == "nothing_over"
    assert len(owed(wang)) == 1


def test_a_neighbour_lets_nobody_owe() -> None:
    wang = paid_too_much()

    with pytest.raises(Forbidden):
        verbs.recover(wang, "care_aid", actor=BOB, now=at("2026-01-22"))

    assert owed(wang) == []


def test_a_debt_withdrawn_as_a_mistake_is_shown_again_and_not_raised_by_itself() -> None:
    wang = paid_too_much()
    verbs.recover(wang, "care_aid", actor=CAROL, now=at("2026-01-22"))
    debt = debts_of(wang)[0].pk

    payments.withdraw_receivable(debt, actor=CAROL, now=at("2026-01-23"))
    collected("2026-01", "2026-01-24")

    assert (net(wang), over("2026-01-24")) == ({"2026-01": 30_000}, [(wang, 15_000)])
    assert len(owed(wang)) == 1


def test_a_debt_that_payments_raised_from_the_line_is_counted_here() -> None:
    wang = paid_too_much()
    line = lines_of(wang)[0].pk
    payments.raise_overpaid(line, amount=15_000, percent=20, actor=CAROL, now=at("2026-01-22"))

    collected("2026-01", "2026-01-23")

    assert (net(wang), over("2026-01-23"), len(owed(wang))) == ({"2026-01": 15_000}, [], 1)
