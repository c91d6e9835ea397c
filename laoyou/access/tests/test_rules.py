"""One rule answers three questions, and the answers agree."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from laoyou.access import rules
from laoyou.access.types import Actor, Place, Role, Rule, Scope
from laoyou.kernel.errors import Forbidden

TABLE = (
    Rule("test.write", "登记", frozenset({Role.CLERK, Role.SUPERVISOR})),
    Rule("test.see", "查看", frozenset({Role.CLERK, Role.SUPERVISOR, Role.LEADER})),
    Rule("test.lay", "铺设", frozenset()),
)
ACTS = [rule.act for rule in TABLE]

ACTORS = st.builds(
    Actor,
    st.just(1),
    st.just("艾丽"),
    st.sampled_from(Role),
    st.sampled_from(
        [
            Scope.everything(),
            Scope.division("230502000000"),
            Scope.division("230502001000"),
            Scope.organisation(7),
            Scope.person(9),
        ]
    ),
)
PLACES = st.builds(
    Place,
    st.sampled_from([(), ("230502001001",), ("230502002001",), ("131102001001", "230502001001")]),
    st.sampled_from([None, 7, 8]),
    st.sampled_from([None, 9]),
)


@pytest.fixture(autouse=True, scope="module")
def _only_these_rules() -> object:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rules, "_rules", {})
        rules.register(TABLE)
        yield


@given(ACTORS, PLACES)
def test_the_three_questions_have_one_answer(actor: Actor, place: Place) -> None:
    allowed = {act for act in ACTS if rules.may(actor, act, place)}

    assert rules.acts_for(actor, place) == allowed
    for act in ACTS:
        assert (act in allowed) == _within_reach(actor, act, place)


def _within_reach(actor: Actor, act: str, place: Place) -> bool:
    try:
        return rules.reach(actor, act).covers(place)
    except Forbidden:
        return False


@given(ACTORS)
def test_an_act_that_concerns_no_place_is_a_matter_of_the_role(actor: Actor) -> None:
    assert rules.may(actor, "test.write") == (actor.role in {Role.CLERK, Role.SUPERVISOR, Role.SYSTEM})


@given(ACTORS, PLACES)
def test_an_act_that_nobody_registered_is_nobodys(actor: Actor, place: Place) -> None:
    assert not rules.may(actor, "test.unheard_of", place)
    with pytest.raises(Forbidden):
        rules.reach(actor, "test.unheard_of")


def test_an_act_without_roles_is_the_systems_alone() -> None:
    assert rules.may(Actor.system("demo"), "test.lay", Place())
    assert not any(
        rules.may(Actor(1, "", role, Scope.everything()), "test.lay")
        for role in Role
        if role is not Role.SYSTEM
    )


def test_a_refusal_names_the_act_in_words_and_the_remedy() -> None:
    refused = rules.refusal(Actor(1, "", Role.LEADER, Scope.everything()), "test.write")

    assert "“登记”" in refused.message
    assert "管理员" in refused.message
    assert refused.code == "refused"


def test_an_act_has_one_rule() -> None:
    rules.register(TABLE)

    with pytest.raises(ValueError, match="two rules"):
        rules.register([Rule("test.write", "另一种登记", frozenset())])


def test_an_act_without_a_label_is_called_by_its_name() -> None:
    assert rules.label("test.write") == "登记"
    assert rules.label("test.unheard_of") == "test.unheard_of"


def test_who_reads_the_rules_cannot_change_them() -> None:
    rules.registered().clear()

    assert set(rules.registered()) == set(ACTS)
