"""The person himself and the kin: what the role may do at all, and for whom."""

from __future__ import annotations

import pytest

from laoyou.access import rules
from laoyou.access.types import Actor, Place, Role, Scope

OWN_ACCOUNT = frozenset(
    f"accounts.{act}"
    for act in (
        *("sign_in", "fail_sign_in", "sign_out", "act_for"),
        *("change_own_password", "enrol_totp", "confirm_totp"),
    )
)
FOR_ONE_PERSON = frozenset(
    f"applications.{act}"
    for act in (
        *("submit", "add_document", "remove_document", "open_document", "hand_in", "withdraw"),
        *("appeal", "add_appeal_document", "withdraw_appeal"),
    )
)
"""Acts whose place is one person, and whose pages show nobody else."""


def test_a_family_may_do_exactly_what_is_meant_for_one_person() -> None:
    may = {act for act, rule in rules.registered().items() if Role.FAMILY in rule.roles}

    assert may == OWN_ACCOUNT | FOR_ONE_PERSON


@pytest.mark.parametrize("act", sorted(FOR_ONE_PERSON | {"people.see", "benefits.see", "payments.see"}))
def test_a_family_reaches_one_person_and_nobody_beside_him(act: str) -> None:
    daughter = Actor(1, "女儿", Role.FAMILY, Scope.person(9))
    hers = Place(("230502001001",), person=9)
    neighbours = Place(("230502001001",), person=10)

    assert rules.may(daughter, act, hers) == (act in FOR_ONE_PERSON)
    assert not rules.may(daughter, act, neighbours)
    assert not rules.may(daughter, act, Place(("230502001001",)))
