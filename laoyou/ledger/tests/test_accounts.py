"""Opening accounts, closing them, letting them move, and finding them again."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from laoyou.access.types import Actor, Role, Scope
from laoyou.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from laoyou.ledger import reads, verbs
from laoyou.ledger.models import Account
from laoyou.ledger.tests.cast import (
    ALICE,
    BEGUN,
    CAROL,
    CITY,
    COUNTY,
    EVERYWHERE,
    FAR,
    FAR_COUNTY,
    NOW,
    SYSTEM,
    TODAY,
    TOWN,
    balance,
    filled,
    fund,
    moving,
    of_person,
    outside,
    paid,
    posted,
    received,
    trail,
    voucher_fund,
    within,
)
from laoyou.ledger.types import FundSource, Holder, HolderKind, NewAccount, Unit

pytestmark = pytest.mark.django_db


def canteen(number: int = 70, **more: Any) -> NewAccount:
    told: dict[str, Any] = {"name": "老年食堂"} | more
    return NewAccount(Holder.organisation(number), Unit.FEN, told.pop("division", COUNTY), BEGUN, **told)


def names(scope: Scope = EVERYWHERE, **asked: Any) -> list[str]:
    page = reads.accounts(scope, reads.Filter(**asked), TODAY)
    return [one.name for one in page.rows]


def test_a_fund_is_known_by_the_number_of_its_first_account() -> None:
    first = fund()
    second = voucher_fund(first)

    assert first.holder == Holder.fund(first.id) == second.holder
    assert reads.held_by(first.holder) == (first, second)
    assert reads.held_by(first.holder, Unit.VOUCHER_FEN) == (second,)


def test_an_account_is_opened_once() -> None:
    verbs.open_account(canteen(), actor=CAROL, now=NOW)

    with pytest.raises(Conflict) as conflict:
        verbs.open_account(canteen(name="另一个名字"), actor=CAROL, now=NOW)

    assert conflict.value.code == "ledger_account_once"
    assert trail("ledger.open_account")[0].object_kind == "account"


@pytest.mark.parametrize("actor", [ALICE, FAR, Actor(3, "管理", Role.ADMINISTRATOR, EVERYWHERE)])
def test_accounts_are_opened_by_the_supervisor_of_the_place(actor: Actor) -> None:
    with pytest.raises(Forbidden):
        verbs.open_account(canteen(), actor=actor, now=NOW)
    assert names() == []


def test_a_name_is_brought_to_one_form_and_not_too_long() -> None:
    verbs.open_account(canteen(name="  老年　食堂 "), actor=SYSTEM, now=NOW)

    assert names() == ["老年 食堂"]
    with pytest.raises(Invalid) as wrong:
        verbs.open_account(canteen(1, name="长" * 101), actor=SYSTEM, now=NOW)
    assert wrong.value.code == "account_name"


def test_opening_many_finds_those_that_are_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("laoyou.ledger.verbs.accounts.PORTION", 2)
    new = [canteen(number) for number in (3, 1, 2)]

    first = within(lambda: verbs.open_accounts(new))
    again = within(lambda: verbs.open_accounts([canteen(2), canteen(4), canteen(3)]))

    assert len(set(first)) == 3
    assert (again[0], again[2]) == (first[2], first[0])
    assert again[1] not in first
    assert [reads.ref(number).holder.id for number in first] == [3, 1, 2]


def test_what_is_wrong_with_an_account_is_said(db: None) -> None:
    wrong = NewAccount(Holder.person(1), Unit.FEN, COUNTY, BEGUN, name="张三")

    with pytest.raises(Conflict, match="个人账户不写姓名"):
        within(lambda: verbs.open_accounts([wrong]))


def test_an_empty_account_is_closed_and_takes_nothing_more() -> None:
    made = filled(100)
    paid(made, 100)

    verbs.close_account(made.id, on=TODAY, actor=CAROL, now=NOW)

    assert reads.account(made.id, TODAY).closed_on == TODAY
    with pytest.raises(Conflict):
        received(made, 1)
    assert reads.held_by(made.holder) == ()


def test_an_account_with_money_on_it_is_not_closed() -> None:
    made = filled(100)

    with pytest.raises(Conflict) as conflict:
        verbs.close_account(made.id, on=TODAY, actor=CAROL, now=NOW)
    with pytest.raises(NotFound):
        verbs.close_account(2**40, on=TODAY, actor=SYSTEM, now=NOW)

    assert conflict.value.code == "ledger_account_closed_empty"
    assert reads.account(made.id, TODAY).closed_on is None


def test_accounts_follow_their_holder() -> None:
    of_person(1)
    of_person(1, Unit.MINUTE)
    of_person(2)

    moved = within(lambda: verbs.move_accounts(Holder.person(1), division=FAR_COUNTY))

    assert moved == 2
    assert reads.count(FAR.scope, reads.Filter()) == 2
    assert reads.count(CAROL.scope, reads.Filter()) == 1


def test_balances_are_of_the_end_of_a_day() -> None:
    made = fund()
    received(made, 1000, day=date(2026, 1, 31))
    paid(made, 300, day=date(2026, 2, 1))

    assert reads.balance(made.id, date(2026, 1, 30)) == 0
    assert reads.balance(made.id, date(2026, 1, 31)) == 1000
    assert reads.balance(made.id, date(2026, 2, 1)) == 700
    assert reads.account(made.id, date(2026, 1, 31)).balance == 1000
    assert reads.balances([made.id, 2**40], TODAY) == {made.id: 700, 2**40: 0}


def test_lists_hold_what_the_scope_reaches() -> None:
    fund(name="本县")
    fund(FAR_COUNTY, name="邻县")
    fund(CITY, name="本市")
    fund(TOWN, name="本镇")

    assert names(CAROL.scope) == ["本县", "本镇"]
    assert names(FAR.scope) == ["邻县"]
    assert len(names(Scope.division(CITY))) == 4
    assert names(Scope.organisation(5)) == []


def test_a_body_and_a_person_reach_their_own() -> None:
    verbs.open_account(canteen(70), actor=SYSTEM, now=NOW)
    verbs.open_account(canteen(71, name="另一家"), actor=SYSTEM, now=NOW)
    mine = of_person(9)
    of_person(8)

    assert names(Scope.organisation(71)) == ["另一家"]
    assert [one.ref for one in reads.accounts(Scope.person(9), reads.Filter(), TODAY).rows] == [mine]
    assert reads.place_of(mine.id).person == 9


def test_lists_are_narrowed() -> None:
    lottery, city = fund(name="福彩"), fund(name="财政", source=FundSource.CITY)
    voucher_fund(lottery)
    of_person(5)

    assert names(kind=HolderKind.FUND, unit=Unit.FEN) == ["福彩", "财政"]
    assert names(source=FundSource.CITY) == ["财政"]
    assert names(text="财") == ["财政"]
    assert names(text=f" {city.id}") == ["财政"]
    assert names(text="9" * 30) == []
    assert names(division=FAR_COUNTY) == []
    assert names(holder_id=5) == [""]
    assert reads.count(EVERYWHERE, reads.Filter(kind=HolderKind.PERSON)) == 1


def test_a_list_turns_its_pages_and_an_export_has_them_all() -> None:
    for number in range(5):
        received(fund(name=f"资金{number}"), 100 * number + 1)
    asked = reads.Filter(kind=HolderKind.FUND)

    first = reads.accounts(EVERYWHERE, asked, TODAY, size=3)
    second = reads.accounts(EVERYWHERE, asked, TODAY, size=3, cursor=first.next)

    assert [one.name for one in (*first.rows, *second.rows)] == [f"资金{n}" for n in range(5)]
    assert [one.balance for one in reads.every(EVERYWHERE, asked, TODAY)] == [1, 101, 201, 301, 401]
    assert (second.next, first.previous) == (None, None)


def test_who_ties_accounts_together_must_reach_each() -> None:
    here, there = fund(), fund(FAR_COUNTY)

    assert reads.common_place([here]).divisions == (COUNTY,)
    assert reads.common_place([here, there]).divisions == (CITY,)
    assert reads.place_of_books().divisions == (CITY,)


def test_books_without_accounts_lie_nowhere(db: None) -> None:
    assert reads.place_of_books().divisions == ()


@pytest.mark.parametrize("number", [0, 2**40, 2**63, 10**25])
def test_a_number_that_no_account_has_is_not_found(number: int) -> None:
    with pytest.raises(NotFound):
        reads.account(number, TODAY)
    with pytest.raises(NotFound):
        reads.ref(number)


def test_what_goes_outside_comes_back_from_outside() -> None:
    made = filled(500)
    [beyond] = reads.held_by(Holder.outside(COUNTY), Unit.FEN)

    posted(moving(made, beyond, 200))

    assert balance(beyond) == -300
    assert outside() == beyond
    assert Account.objects.of(holder_kind="system").count() == 1
