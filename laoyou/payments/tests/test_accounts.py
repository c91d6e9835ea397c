"""Where payees are paid: what may be registered, what gives way to what, and who sees a number in full."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from laoyou.audit.types import Outcome, Purpose
from laoyou.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from laoyou.kernel.spans import DateSpan
from laoyou.payments import reads, verbs
from laoyou.payments.models import Account
from laoyou.payments.tests.cast import (
    ALICE,
    BEGUN,
    BOB,
    CAROL,
    LEADER,
    SYSTEM,
    an_account,
    card_number,
    elder,
    noted,
    provider,
)
from laoyou.payments.types import HeldBy, Payee
from laoyou.people import verbs as people
from laoyou.people.tests.cast import NOW, TODAY, VILLAGE_B, later, somebody
from laoyou.people.types import Relation

pytestmark = pytest.mark.usefixtures("ground")
KIN: dict[str, Any] = {
    "held_by": HeldBy.KIN,
    "relation": Relation.DAUGHTER,
    "consent_on": date(2024, 12, 1),
    "holder": "张秀敏",
}


def register(payee: Payee, **given: Any) -> int:
    return verbs.register_account(payee, an_account(**given), actor=ALICE, now=NOW)


def spans(payee: Payee) -> list[tuple[date | None, date | None, bool]]:
    return [(one.span.start, one.span.end, one.withdrawn) for one in reads.payees.accounts(payee)]


def test_an_account_is_named_by_its_last_digits_and_its_holder_masked() -> None:
    payee = elder(account=False)
    number = card_number()

    made = register(payee, number=number)

    (one,) = reads.payees.accounts(payee)
    assert (one.id, one.tail, one.holder, one.span) == (made, number[-4:], "李*华", DateSpan.since(BEGUN))
    assert reads.payees.in_use([payee], NOW)[payee] == one
    (entry,) = noted("payments.register_account")
    assert (entry.person_id, entry.object_id) == (payee.id, str(made))


def test_a_later_account_ends_the_one_before() -> None:
    payee = elder()

    register(payee, since=date(2026, 2, 1))

    assert spans(payee) == [(date(2026, 2, 1), None, False), (BEGUN, date(2026, 1, 31), False)]


@pytest.mark.parametrize("since", [BEGUN, date(2024, 6, 1)])
def test_an_account_corrected_on_its_own_day_or_before_never_was_right(since: date) -> None:
    payee = elder()

    register(payee, since=since)

    assert spans(payee) == [(since, None, False), (BEGUN, None, True)]


def test_an_account_of_days_to_come_waits_for_them() -> None:
    payee = elder()
    first = reads.payees.in_use([payee], NOW)[payee].id

    register(payee, since=date(2026, 4, 1))

    assert reads.payees.in_use([payee], NOW)[payee].id == first
    assert reads.payees.in_use([payee], later(60))[payee].id != first


def test_the_same_account_again_changes_nothing() -> None:
    payee = elder(account=False)
    number = card_number()

    first, again = register(payee, number=number), register(payee, number=number, since=TODAY)

    assert first == again
    assert spans(payee) == [(BEGUN, None, False)]


def test_kin_draw_with_relation_and_consent_on_record() -> None:
    payee = elder(account=False)

    register(payee, **KIN)

    (one,) = reads.payees.accounts(payee)
    assert (one.held_by, one.relation, one.consent_on, one.holder) == (
        HeldBy.KIN,
        Relation.DAUGHTER,
        date(2024, 12, 1),
        "张*敏",
    )


def test_an_account_is_ended_once_and_pays_nothing_after() -> None:
    payee = elder()
    made = reads.payees.in_use([payee], NOW)[payee].id

    verbs.end_account(made, last_day=TODAY, actor=ALICE, now=NOW)

    assert payee not in reads.payees.in_use([payee], later(1))
    with pytest.raises(Conflict) as again:
        verbs.end_account(made, last_day=TODAY, actor=ALICE, now=NOW)
    assert again.value.code == "account_ended"


def test_nobody_registers_for_a_neighbours_person_or_for_a_stranger() -> None:
    theirs = elder("孙大山", VILLAGE_B, account=False)

    with pytest.raises(Forbidden):
        register(theirs)
    with pytest.raises(Forbidden):
        verbs.register_account(theirs, an_account(), actor=LEADER, now=NOW)
    for payee in (Payee.person(10**9), Payee.organisation(10**9), Payee.person(10**25)):
        with pytest.raises(NotFound):
            verbs.register_account(payee, an_account(), actor=CAROL, now=NOW)

    assert Account.objects.count() == 0
    assert [entry.outcome for entry in noted("payments.register_account")] == [Outcome.REFUSED] * 2


def test_a_number_is_shown_in_full_for_a_purpose_and_on_record() -> None:
    payee = elder(account=False)
    number = card_number()
    made = register(payee, number=number)

    seen = reads.payees.reveal(made, purpose=Purpose.VERIFICATION, actor=ALICE, now=NOW)

    assert (seen.number, seen.holder) == (number, "李小华")
    (entry,) = noted("payments.reveal")
    assert (entry.outcome, entry.person_id, entry.purpose) == (Outcome.READ, payee.id, "verification")


@pytest.mark.parametrize("actor", [BOB, LEADER])
def test_a_number_is_not_shown_to_neighbours_or_leaders(actor: Any) -> None:
    made = register(elder(account=False))

    with pytest.raises(Forbidden):
        reads.payees.reveal(made, purpose=Purpose.VERIFICATION, actor=actor, now=NOW)


def test_a_number_is_not_shown_without_a_purpose() -> None:
    made = register(elder(account=False))

    for purpose in ("", "curiosity"):
        with pytest.raises(Invalid):
            reads.payees.reveal(made, purpose=purpose, actor=ALICE, now=NOW)

    assert noted("payments.reveal") == []


def test_a_number_cannot_be_read_in_the_table() -> None:
    number = card_number()
    made = register(elder(account=False), number=number)

    row = Account.objects.get(pk=made)
    assert number.encode() not in bytes(row.number_sealed)
    assert number not in str(row.__dict__)


def test_accounts_follow_a_merge_and_come_back() -> None:
    gone, kept = elder(), elder(account=False)
    merge = people.propose_merge(kept.id, gone.id, actor=SYSTEM, now=NOW)

    people.approve_merge(merge, actor=CAROL, now=NOW)
    assert [one.tail for one in reads.payees.accounts(kept)]
    assert reads.payees.accounts(gone) == ()
    people.undo_merge(merge, actor=CAROL, now=later(1))

    assert reads.payees.accounts(kept) == ()
    assert len(reads.payees.accounts(gone)) == 1


def test_of_two_accounts_that_meet_in_a_merge_one_stays_in_use() -> None:
    gone, kept = elder(), elder()
    stays = reads.payees.in_use([kept], NOW)[kept]
    merge = people.propose_merge(kept.id, gone.id, actor=SYSTEM, now=NOW)

    people.approve_merge(merge, actor=CAROL, now=NOW)

    assert reads.payees.in_use([kept, gone], NOW)[kept] == stays


def test_merges_upon_merges_come_apart_in_order() -> None:
    first, second, third = elder(), elder(account=False), elder(account=False)
    merges = []
    for kept, gone in ((second, first), (third, second)):
        merges.append(people.propose_merge(kept.id, gone.id, actor=SYSTEM, now=NOW))
        people.approve_merge(merges[-1], actor=CAROL, now=NOW)
    owners = [int(row.person_id or 0) for row in Account.objects.all()]

    for at, merge in enumerate(reversed(merges), start=1):
        people.undo_merge(merge, actor=CAROL, now=later(at))
        owners += [int(row.person_id or 0) for row in Account.objects.all()]

    assert owners == [third.id, second.id, first.id]


def test_a_body_has_its_account_too() -> None:
    home = provider()

    assert reads.payees.in_use([home], NOW)[home].holder == "松鹤养老院"
    assert reads.payees.named([home, Payee.person(somebody("李小华"))])[home] == "松鹤养老院"
