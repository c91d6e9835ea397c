"""Every page of the books, as every role: who may, who may not, and nobody ever meets a fault."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from laoyou.access import rules
from laoyou.access.types import Actor, Role, Scope
from laoyou.audit.types import Outcome
from laoyou.ledger import reads
from laoyou.ledger.tests.cast import (
    ALICE,
    CAROL,
    CITY,
    COUNTY,
    FAR,
    TODAY,
    TOWN,
    SignedIn,
    filled,
    fund,
    paid,
    trail,
    words,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("books_alone")]

PAGES = {
    "accounts": "ledger.see",
    "budgets": "ledger.see",
    "funds": "ledger.see",
    "trial": "ledger.see",
    "account": "ledger.see",
    "entry": "ledger.see",
    "export": "ledger.export",
    "funds_export": "ledger.export",
    "statement_export": "ledger.export",
    "open_fund": "ledger.open_account",
    "open_vouchers": "ledger.open_account",
    "close_account": "ledger.close_account",
    "receive": "ledger.receive",
    "pay": "ledger.pay",
    "set_budget": "ledger.set_budget",
    "close_books": "ledger.close_books",
}
ALONE = frozenset(
    {"accounts", "budgets", "funds", "trial", "export", "funds_export", "open_fund", "close_books"}
)
POSTED = {"reverse": "ledger.reverse", "verify": "ledger.verify"}
OF_ONE = sorted(set(PAGES) - ALONE)
FORMS = sorted(name for name, act in PAGES.items() if act not in ("ledger.see", "ledger.export"))
ODD = ["-1", "%", "\\", "'", "\x00", "9" * 40, "1e9", "0.1", "￥80", "home_care", "2026-03-01", "9999-12-31"]
TYPED = st.fixed_dictionaries(
    dict.fromkeys(
        (
            "amount", "source", "day", "number", "use", "since", "until", "warn_percent", "hard", "through",
            "on", "name", "purpose", "division", "opened_on",
        ),
        st.sampled_from(ODD) | st.text(max_size=12),
    )
)  # fmt: skip


@dataclass(frozen=True)
class Desk:
    """A fund of the county, and an entry on it."""

    browser: Client
    account: int
    entry: int

    def url(self, name: str) -> str:
        number = self.entry if name in ("entry", "reverse") else self.account
        return reverse(f"ledger:{name}", args=[] if name in {*ALONE, "verify"} else [number])


def desk(signed_in: SignedIn, actor: Actor) -> Desk:
    money = filled(name="本区福彩")
    return Desk(signed_in(actor), money.id, paid(money, 500))


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SYSTEM])
def test_each_page_opens_exactly_for_the_roles_of_its_rule(signed_in: SignedIn, role: Role) -> None:
    here = desk(signed_in, Actor(30, "某人", role, Scope.division(COUNTY)))

    for name, act in PAGES.items():
        answer = here.browser.get(here.url(name))
        assert answer.status_code == (200 if role in rules.registered()[act].roles else 403), name
        if answer.streaming:
            b"".join(answer)


@pytest.mark.parametrize("role", [Role.CLERK, Role.LEADER, Role.DATA_OFFICER, Role.ADMINISTRATOR])
@pytest.mark.parametrize("name", POSTED)
def test_what_is_only_done_is_done_by_the_roles_of_its_rule(
    signed_in: SignedIn, role: Role, name: str
) -> None:
    here = desk(signed_in, Actor(30, "某人", role, Scope.division(COUNTY)))

    assert here.browser.post(here.url(name)).status_code == 403
    assert trail(POSTED[name])[0].outcome is Outcome.REFUSED


@pytest.mark.parametrize("name", [*OF_ONE, "reverse"])
@pytest.mark.parametrize(
    "neighbour",
    [FAR, Actor(31, "邻镇", Role.SUPERVISOR, Scope.division(TOWN))],
    ids=["far county", "a town below"],
)
def test_a_neighbour_is_refused_by_either_method_and_it_is_logged(
    signed_in: SignedIn, name: str, neighbour: Actor
) -> None:
    here = desk(signed_in, neighbour)
    before = reads.account(here.account, TODAY)

    if name != "reverse":
        answer = here.browser.get(here.url(name))
        assert answer.status_code == 403
        assert "本区福彩" not in words(answer)
    if name in {*FORMS, "reverse"}:
        assert here.browser.post(here.url(name), {}).status_code == 403
    assert trail({**PAGES, **POSTED}[name])[0].outcome is Outcome.REFUSED
    assert reads.account(here.account, TODAY) == before


def test_books_beyond_ones_scope_are_not_ones_to_close_or_check(signed_in: SignedIn) -> None:
    fund(CITY)
    browser = signed_in(CAROL)

    for name in ("close_books", "verify"):
        assert browser.post(reverse(f"ledger:{name}"), {"through": "2026-02-28"}).status_code == 403
    assert reads.last_closing() is None
    page = words(browser.get(reverse("ledger:trial")))
    assert "核对全部账目" not in page


@pytest.mark.parametrize("number", [0, 2**31, 2**63, 10**30])
@pytest.mark.parametrize("name", OF_ONE)
def test_a_number_that_nothing_has_is_not_found(signed_in: SignedIn, name: str, number: int) -> None:
    assert signed_in(CAROL).get(reverse(f"ledger:{name}", args=[number])).status_code == 404


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(
    name=st.sampled_from(["accounts", "account", "funds", "export", "statement_export"]),
    asked=st.dictionaries(
        st.sampled_from(
            ["text", "kind", "unit", "source", "division", "page", "since", "until", "year", "all"]
        ),
        st.sampled_from(ODD) | st.text(max_size=12),
        max_size=4,
    ),
)
def test_no_question_makes_a_page_stumble(signed_in: SignedIn, name: str, asked: dict[str, str]) -> None:
    here = desk(signed_in, CAROL)

    answer = here.browser.get(here.url(name), asked)

    assert answer.status_code in {200, 400}
    assert (answer.status_code == 400) <= ("page" in asked)
    if answer.streaming:
        b"".join(answer)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(name=st.sampled_from(FORMS), typed=TYPED)
def test_no_words_typed_into_a_form_make_it_stumble(
    signed_in: SignedIn, name: str, typed: dict[str, str]
) -> None:
    here = desk(signed_in, CAROL)

    assert here.browser.post(here.url(name), typed).status_code in {302, 403, 422}


@pytest.mark.parametrize("danger", ["=HYPERLINK(1)", "<script>alert(1)</script>"])
def test_a_dangerous_name_is_harmless_on_pages(signed_in: SignedIn, danger: str) -> None:
    money = filled(name=danger)
    number = paid(money, 5)
    browser = signed_in(ALICE)

    for url in (
        reverse("ledger:accounts"),
        reverse("ledger:funds"),
        reverse("ledger:account", args=[money.id]),
        reverse("ledger:entry", args=[number]),
    ):
        assert "<script>alert" not in words(browser.get(url))
