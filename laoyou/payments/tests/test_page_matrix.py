"""Every page of payments, as every role: who may, who may not, and nobody ever meets a fault."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from laoyou.access import rules
from laoyou.access.types import Actor, Role, Scope
from laoyou.audit.types import Outcome
from laoyou.ledger.types import Use
from laoyou.orgs.tests.cast import SignedIn
from laoyou.payments import reads, verbs
from laoyou.payments.models import Instruction
from laoyou.payments.tests.cast import (
    BOB,
    CAROL,
    ERIN,
    FAR,
    a_cause,
    a_line,
    about,
    collected,
    elder,
    fund,
    instructions,
    line_of,
    noted,
    opened,
    provider,
    sent,
    taken,
)
from laoyou.payments.types import NewReceivable, Result
from laoyou.people.tests.cast import COUNTY, NOW, TOWN_A, VILLAGE_A

pytestmark = pytest.mark.usefixtures("ground")

READ = {
    "list": "see",
    "missing": "see",
    "failed": "see",
    "parked": "see",
    "receivables": "see",
    "open": "open_batch",
    "batch": "see",
    "manifest": "see",
    "export": "export",
    "file": "download_file",
    "take": "take_receipts",
    "receipt": "see",
    "parked_row": "see",
    "person": "see",
    "register_persons": "register_account",
    "organisation": "see",
    "register_bodys": "register_account",
    "end_account": "end_account",
    "cancel": "cancel_lines",
    "overpaid": "raise_overpaid",
    "receivable": "see",
    "plan": "set_plan",
    "offset": "set_offset",
    "repay": "record_repayment",
    "write_off": "propose_write_off",
}
WRITE = {
    "again": "recollect",
    "again_one": "recollect",
    "dismiss_all": "dismiss",
    "attach": "attach",
    "dismiss": "dismiss",
    "reveal_row": "reveal",
    "reveal": "reveal",
    "step": "freeze",
    "decide": "approve_write_off",
}
ALONE = frozenset({"list", "missing", "failed", "parked", "receivables", "open", "again", "dismiss_all"})
ODD = ["-1", "%", "\\", "'", "é", "津贴", "\x00", "9" * 40, "open", "parked", "2026-03-02"]
TYPED = st.text(max_size=12) | st.sampled_from(ODD)
FIELDS = (
    "title", "division", "fund", "period", "template", "number", "bank", "holder", "since", "remark",
    "kind", "held_by", "relation", "consent_on", "last_day", "reason", "amount", "percent", "first_due",
    "count", "day", "voucher", "because", "batch_no", "purpose",
)  # fmt: skip


@dataclass(frozen=True)
class World:
    """One of everything that the county has; `ids` by the names of the arguments of addresses."""

    ids: dict[str, Any]

    def url(self, name: str) -> str:
        words = {
            "step": {"step": "freeze"},
            "decide": {"step": "approve_write_off"},
            "file": {"form": "xlsx"},
        }
        wanted = ARGUMENTS.get(name, ())
        given_ = {key: self.ids[key] for key in wanted} | words.get(name, {})
        return reverse(f"payments:{name}", kwargs=given_)


ARGUMENTS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("batch", "manifest", "export", "file", "take", "step"), ("batch_no",)),
    **dict.fromkeys(("again_one", "cancel", "overpaid"), ("line_id",)),
    **dict.fromkeys(("parked_row", "attach", "dismiss", "reveal_row"), ("parked_id",)),
    **dict.fromkeys(("person", "register_persons"), ("person_id",)),
    **dict.fromkeys(("organisation", "register_bodys"), ("organisation_id",)),
    **dict.fromkeys(("end_account", "reveal"), ("payee_account_id",)),
    **dict.fromkeys(("receivable", "plan", "offset", "repay", "write_off", "decide"), ("receivable_id",)),
    "receipt": ("receipt_id",),
}


@pytest.fixture
def world(ground: None) -> World:
    money, payee, home = fund(), elder(), provider()
    batch = sent(a_line(payee, money), a_line(home, money, 2_500), a_line(elder("王兰"), money, 300))
    one, _, last = instructions(batch)
    told = taken(batch, about(one), about(last, Result.FAILED, "closed"), about(one, number=77))
    waiting = a_line(elder("钱小丽", account=False), money)
    collected(waiting)
    debt = NewReceivable(payee, 500, money, Use.ELDER, a_cause(), "多发", VILLAGE_A)
    [parked] = reads.receipts.parked_ids(CAROL.scope, reads.receipts.Filter())
    ids = {
        "batch_no": batch,
        "line_id": line_of(waiting.cause).pk,
        "receipt_id": told.file_id,
        "parked_id": parked,
        "person_id": payee.id,
        "organisation_id": home.id,
        "payee_account_id": reads.payees.in_use([payee], NOW)[payee].id,
        "receivable_id": verbs.raise_receivable(debt, actor=CAROL, now=NOW),
    }
    return World(ids)


def drained(answer: Any) -> str:
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return str(body.decode(errors="replace"))


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SYSTEM])
def test_each_page_opens_exactly_for_the_roles_of_its_rule(
    signed_in: SignedIn, world: World, role: Role
) -> None:
    browser = signed_in(Actor(30, "某人", role, Scope.division(COUNTY)))

    for name, act in READ.items():
        answer = browser.get(world.url(name))
        drained(answer)
        assert answer.status_code == (200 if role in rules.registered()[f"payments.{act}"].roles else 403), (
            name
        )
    for name, act in WRITE.items():
        status = browser.post(world.url(name)).status_code
        assert (status == 403) is (role not in rules.registered()[f"payments.{act}"].roles), name


@pytest.mark.parametrize("neighbour", [BOB, FAR], ids=["next town", "far county"])
@pytest.mark.parametrize("name", sorted((READ.keys() | WRITE.keys()) - ALONE))
def test_a_neighbour_is_refused_on_each_page_by_either_method_and_it_is_logged(
    signed_in: SignedIn, world: World, name: str, neighbour: Actor
) -> None:
    before = [(one.outcome, one.answered_at) for one in Instruction.objects.order_by("pk")]
    browser = signed_in(neighbour)

    answers = [browser.post(world.url(name), {})]
    if name in READ:
        answers.append(browser.get(world.url(name)))

    assert {answer.status_code for answer in answers} <= {403, 405}
    assert 403 in {answer.status_code for answer in answers}
    assert not [
        word for word in ("李*华", "松鹤养老院", "示例农村") for answer in answers if word in drained(answer)
    ]
    assert noted(f"payments.{(READ | WRITE)[name]}")[0].outcome is Outcome.REFUSED
    assert [(one.outcome, one.answered_at) for one in Instruction.objects.order_by("pk")] == before


@pytest.mark.parametrize("number", [0, 2**31, 2**63, 10**30])
@pytest.mark.parametrize("name", sorted((READ.keys() | WRITE.keys()) - ALONE))
def test_a_number_that_nobody_has_is_not_found(signed_in: SignedIn, name: str, number: int) -> None:
    nothing = World(dict.fromkeys((key for keys in ARGUMENTS.values() for key in keys), number))
    browser = signed_in(CAROL)

    method = browser.get if name in READ else browser.post
    assert method(nothing.url(name)).status_code == 404


def test_steps_and_files_that_are_none_are_not_found(signed_in: SignedIn, world: World) -> None:
    browser = signed_in(CAROL)
    batch, debt = world.ids["batch_no"], world.ids["receivable_id"]

    assert browser.post(reverse("payments:step", args=[batch, "burn"])).status_code == 404
    assert browser.post(reverse("payments:decide", args=[debt, "burn"])).status_code == 404
    assert browser.get(reverse("payments:file", args=[batch, "pdf"])).status_code == 404


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30, deadline=None)
@given(
    name=st.sampled_from(
        ["list", "parked", "receivables", "missing", "failed", "batch", "receipt", "person"]
    ),
    asked=st.dictionaries(
        st.sampled_from(
            ["state", "page", "problem", "batch", "decided", "outcome", "fund", "number", "problems"]
        ),
        TYPED,
        max_size=4,
    ),
)
def test_no_question_makes_a_list_stumble(
    signed_in: SignedIn, world: World, name: str, asked: dict[str, str]
) -> None:
    answer = signed_in(CAROL).get(world.url(name), asked)

    assert answer.status_code in {200, 400}
    assert (answer.status_code == 400) <= ("page" in asked)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(
    name=st.sampled_from(
        sorted(set(READ) - {"list", "missing", "failed", "parked", "receivables"} | set(WRITE))
    ),
    typed=st.dictionaries(st.sampled_from(FIELDS), TYPED, max_size=8),
)
def test_no_words_typed_into_a_form_make_it_stumble(
    signed_in: SignedIn, world: World, name: str, typed: dict[str, str]
) -> None:
    answer = signed_in(CAROL).post(world.url(name), typed)

    assert answer.status_code in {200, 302, 404, 405, 409, 422}


@pytest.mark.parametrize("name", ["list", "missing", "failed", "parked", "receivables", "batch", "receipt"])
def test_more_rows_are_not_more_questions(
    signed_in: SignedIn, world: World, django_assert_max_num_queries: Any, name: str
) -> None:
    money = fund("另一笔")
    for number in range(8):
        opened(title=f"第 {number} 批")
        collected(a_line(elder(account=False), money))
    batch = sent(*(a_line(elder(), money, at + 1) for at in range(8)))
    taken(batch, *(about(one, Result.FAILED, "closed", tail="0000" if at % 2 else one.account.tail)
                   for at, one in enumerate(instructions(batch))))  # fmt: skip
    browser: Client = signed_in(CAROL)

    with django_assert_max_num_queries(60):
        assert browser.get(world.url(name)).status_code == 200
    assert ERIN.scope == CAROL.scope
    assert TOWN_A.startswith(COUNTY[:6])
