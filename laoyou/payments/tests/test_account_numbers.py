"""Numbers of accounts: check digits, lengths, who may draw for whom. Nothing here needs a database."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from laoyou.kernel.errors import Invalid
from laoyou.payments.core.accounts import DRAWING_KIN, checked, luhn_holds, number_of
from laoyou.payments.tests.cast import an_account, card_number
from laoyou.payments.types import AccountKind, HeldBy, NewAccount, PayeeKind
from laoyou.people.types import Relation

KIN: dict[str, Any] = {
    "held_by": HeldBy.KIN,
    "relation": Relation.DAUGHTER,
    "consent_on": date(2024, 12, 1),
    "holder": "张秀敏",
}


def refused(**given: Any) -> str:
    with pytest.raises(Invalid) as wrong:
        checked(PayeeKind.PERSON, an_account(**given))
    return str(wrong.value.code)


@given(st.integers(0, 10**17), st.integers(0, 16), st.integers(1, 9))
def test_one_digit_written_wrong_is_always_found(serial: int, place: int, by: int) -> None:
    body = f"{serial:018d}"
    right = next(body + str(digit) for digit in range(10) if luhn_holds(body + str(digit)))
    wrong = right[:place] + str((int(right[place]) + by) % 10) + right[place + 1 :]

    assert luhn_holds(right)
    assert not luhn_holds(wrong)


@pytest.mark.parametrize("written", ["{}", "{} ", "６２{rest}", "{a} {b} {c}", "{a}-{b}-{c}", "'{}"])
def test_a_number_in_any_writing_is_the_same_number(written: str) -> None:
    number = "62" + card_number(7)[2:]
    number = next(number[:-1] + str(digit) for digit in range(10) if luhn_holds(number[:-1] + str(digit)))
    text = written.format(number, rest=number[2:], a=number[:6], b=number[6:12], c=number[12:])

    assert number_of(AccountKind.CARD, text) == number


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"number": "621000123"}, "card_length"),
        ({"number": card_number(1)[:-1] + str((int(card_number(1)[-1]) + 1) % 10)}, "card_check"),
        ({"number": "6210 ０００ 卡"}, "card_length"),
        ({"kind": AccountKind.PASSBOOK, "number": "1234567", "remark": "王芳核对"}, "account_length"),
        ({"kind": AccountKind.PASSBOOK, "number": "12345678901"}, "account_remark"),
        ({"kind": AccountKind.CORPORATE, "number": "12345678901"}, "account_kind"),
        ({"bank": " "}, "account_bank"),
        ({"holder": ""}, "account_holder"),
        ({"holder": "长" * 65}, "account_holder"),
        ({"remark": "长" * 101}, "account_remark"),
        ({**KIN, "relation": None}, "account_kin"),
        ({**KIN, "relation": Relation.VILLAGE_CADRE}, "account_kin"),
        ({**KIN, "consent_on": None}, "account_kin"),
        ({**KIN, "consent_on": date(2025, 1, 2)}, "account_kin"),
        ({"relation": Relation.SON}, "account_kin"),
    ],
)
def test_what_cannot_be_an_account_is_refused(given: dict[str, Any], code: str) -> None:
    assert refused(**given) == code


def test_a_body_is_paid_on_its_own_account_alone() -> None:
    for wrong in ({}, {"kind": AccountKind.CORPORATE, "number": "88001234567", **KIN}):
        with pytest.raises(Invalid):
            checked(PayeeKind.ORGANISATION, an_account(**wrong))


def test_a_passbook_has_no_check_digit_but_a_remark() -> None:
    made = checked(
        PayeeKind.PERSON,
        an_account(kind=AccountKind.PASSBOOK, number="0102 0304 0506", remark="王芳核对原件"),
    )

    assert isinstance(made, NewAccount)
    assert made.number == "010203040506"


def test_neighbours_and_officials_draw_for_nobody() -> None:
    assert {Relation.NEIGHBOUR, Relation.VILLAGE_CADRE, Relation.OTHER, Relation.HEAD} & set(
        DRAWING_KIN
    ) == set()
