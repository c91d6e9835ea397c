"""The pages of paying: looked through, collected, watched, undone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from laoyou.access.types import Actor
from laoyou.benefits import verbs
from laoyou.benefits.models import Collecting, FundChoice
from laoyou.benefits.tests.cast import (
    ALICE,
    BOB,
    CAROL,
    CITY,
    FAR,
    LEADER,
    TOWN_A,
    SignedIn,
    at,
    elder,
    month,
    ran,
    words,
)
from laoyou.benefits.tests.paying_cast import choose, collected, fund, net, old, paid_too_much
from laoyou.kernel import clock
from laoyou.kernel.spans import DateSpan
from laoyou.ledger import verbs as books
from laoyou.people.tests.cast import VILLAGE_A

pytestmark = pytest.mark.usefixtures("law", "benefits_alone")
PAYING, FUNDS = "/benefits/pay/", "/benefits/pay/funds/"
JANUARY = {"territory": CITY, "month": "2026-01-01"}


@pytest.fixture
def decided(law: None) -> int:
    """January decided: somebody without an account is entitled."""
    wang = elder()
    ran("2026-01")
    return wang


def test_the_month_shows_what_is_due_by_benefit_and_fund(signed_in: SignedIn, decided: int) -> None:
    choose()
    old()
    ran("2026-01")

    page = words(signed_in(CAROL).get(PAYING, JANUARY))

    assert "温暖过冬" in page
    assert "市级财政" in page
    assert "200.00" in page
    assert "没有指定资金" not in page


def test_what_has_no_fund_is_said_with_the_way_out(signed_in: SignedIn, decided: int) -> None:
    page = words(signed_in(CAROL).get(PAYING, JANUARY))

    assert "没有指定资金" in page
    assert f"{FUNDS}?division={CITY}" in page


def test_a_month_that_was_not_decided_is_said_to_be_so(signed_in: SignedIn) -> None:
    assert "这个月还没有认定" in words(signed_in(CAROL).get(PAYING, JANUARY))


@pytest.mark.parametrize(("hard", "said"), [(True, "批次审批时会因预算不够被退回"), (False, "只提醒、不拦")])
def test_a_budget_that_is_too_small_is_told_in_plain_words(
    signed_in: SignedIn, decided: int, hard: bool, said: str
) -> None:
    year = DateSpan(at("2026-01-01").date(), at("2026-12-31").date())
    books.set_budget(
        choose(), span=year, amount=5_000, hard=hard, warn_percent=80, actor=CAROL, now=at("2025-12-02")
    )

    assert said in words(signed_in(CAROL).get(PAYING, JANUARY))


def test_collecting_is_begun_from_the_page_and_can_be_watched(signed_in: SignedIn, decided: int) -> None:
    choose()
    browser = signed_in(CAROL)

    answer = browser.post(f"{PAYING}collect/", JANUARY | {"offset_percent": "30"})
    row = Collecting.objects.for_the_system().get()
    watching = words(browser.get(answer["Location"]))
    verbs.perform_collecting(row.pk, actor=CAROL, now=at("2026-01-03"))
    done = words(browser.get(answer["Location"]))
    refreshed = browser.get(f"{answer['Location']}progress/")

    assert answer["Location"] == f"{PAYING}{row.pk}/"
    assert (row.offset_percent, row.begun_name) == (30, "卡萝")
    assert "可以离开这个页面" in watching
    assert "100.00" in done
    assert refreshed.headers["HX-Refresh"] == "true"


def test_a_collecting_that_was_cut_off_can_be_begun_again(
    signed_in: SignedIn, decided: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = verbs.collect(CITY, month=month("2026-01"), filed=False, actor=CAROL, now=at("2026-01-03"))
    later = at("2026-01-03") + timedelta(hours=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    browser = signed_in(CAROL)

    page = words(browser.get(f"{PAYING}{number}/"))
    answer = browser.post(f"{PAYING}{number}/resume/")

    assert "什么也没有归集" in page
    assert answer.status_code == 302
    assert Collecting.objects.of(pk=number).get().beat_at == later


@pytest.mark.parametrize("wrong", [{"offset_percent": "95"}, {"month": "1999-01-01"}, {"territory": "1"}])
def test_what_is_typed_wrong_begins_nothing(signed_in: SignedIn, wrong: dict[str, str]) -> None:
    answer = signed_in(CAROL).post(f"{PAYING}collect/", JANUARY | {"offset_percent": "30"} | wrong)

    assert answer.status_code == 302
    assert not Collecting.objects.for_the_system().exists()


@pytest.mark.parametrize("who", [BOB, FAR])
def test_a_neighbour_neither_sees_nor_collects(signed_in: SignedIn, decided: int, who: Actor) -> None:
    number = verbs.collect(TOWN_A, month=month("2026-01"), filed=False, actor=ALICE, now=at("2026-01-03"))
    browser, asked = signed_in(who), {"territory": TOWN_A, "month": "2026-01-01", "offset_percent": "20"}

    assert "温暖过冬" not in words(browser.get(PAYING, asked))
    assert browser.get(f"{PAYING}{number}/").status_code == 403
    assert browser.post(f"{PAYING}{number}/resume/").status_code == 403
    browser.post(f"{PAYING}collect/", asked)
    assert Collecting.objects.for_the_system().count() == 1
    assert browser.get(f"{PAYING}persons/{decided}/").status_code == 403
    assert browser.post(f"{PAYING}persons/{decided}/recover/").status_code == 403
    assert browser.get(FUNDS, {"division": TOWN_A}).status_code == 403


def test_a_leader_looks_and_does_nothing(signed_in: SignedIn, decided: int) -> None:
    browser = signed_in(LEADER)

    assert ">归集</button>" not in browser.get(PAYING, JANUARY).content.decode()
    assert browser.post(f"{PAYING}collect/", JANUARY | {"offset_percent": "20"}).status_code == 403


def test_a_supervisor_takes_the_account_that_suggests_itself(signed_in: SignedIn, decided: int) -> None:
    purse = fund()
    browser = signed_in(CAROL)
    before = words(browser.get(FUNDS))
    given = {"payer": "city", "benefit": "warm_winter", "unit": "fen", "account": purse}

    browser.post(f"{FUNDS}?division={CITY}", given)

    row = FundChoice.objects.for_the_system().get()
    assert "建议" in before
    assert (row.division_id, row.account_id, row.chosen_by) == (CITY, purse, CAROL.user_id)


def test_of_two_accounts_none_suggests_itself(signed_in: SignedIn, decided: int) -> None:
    fund()
    fund()

    assert "建议" not in words(signed_in(CAROL).get(FUNDS))


def test_a_clerk_sees_which_accounts_pay_and_chooses_none(signed_in: SignedIn, decided: int) -> None:
    choose()
    browser = signed_in(ALICE)

    page = words(browser.get(FUNDS))
    answer = browser.post(f"{FUNDS}?division={TOWN_A}", {"payer": "city", "unit": "fen", "account": "1"})

    assert "沿用" in page
    assert answer.status_code == 403


@pytest.mark.parametrize("account", ["", "x", "999999"])
def test_an_account_that_is_not_there_is_not_chosen(signed_in: SignedIn, account: str) -> None:
    given = {"payer": "city", "benefit": "", "unit": "fen", "account": account}

    answer = signed_in(CAROL).post(f"{FUNDS}?division={CITY}", given)

    assert answer.status_code == 302
    assert not FundChoice.objects.for_the_system().exists()


def test_a_person_s_page_says_month_by_month_what_became_of_it(signed_in: SignedIn, law: None) -> None:
    choose()
    wang = old(village=VILLAGE_A)
    ran("2026-01")
    collected("2026-01")

    page = words(signed_in(ALICE).get(f"{PAYING}persons/{wang}/"))

    assert "2026 年 1 月" in page
    assert "待发放" in page
    assert "李*华" in page


def test_what_was_paid_too_much_is_shown_and_raised_from_the_person_s_page(
    signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    choose()
    wang = paid_too_much()
    monkeypatch.setattr(clock, "now", lambda: at("2026-01-22"))
    browser = signed_in(CAROL)
    listed = words(browser.get(PAYING, JANUARY))
    before = words(browser.get(f"{PAYING}persons/{wang}/"))

    for _ in range(2):
        browser.post(f"{PAYING}persons/{wang}/recover/", {"benefit": "care_aid"})

    after = words(browser.get(f"{PAYING}persons/{wang}/"))
    assert "多发待定" in listed
    assert "登记追回" in before
    assert "追回中" in after
    assert net(wang) == {"2026-01": 15_000}


def test_the_lists_lead_to_what_is_due(signed_in: SignedIn) -> None:
    assert reverse("benefits:paying") in words(signed_in(CAROL).get("/benefits/"))
