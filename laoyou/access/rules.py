"""One table of rules, three questions: may I, which may I, what may I."""

from __future__ import annotations

from collections.abc import Iterable

from laoyou.access.types import Actor, Place, Role, Rule, Scope
from laoyou.kernel.errors import Forbidden

_rules: dict[str, Rule] = {}


def register(table: Iterable[Rule]) -> None:
    """Take in a context's table of acts. Called once at start, by the wiring."""
    for rule in table:
        if _rules.get(rule.act, rule) != rule:
            raise ValueError(f"act {rule.act} has two rules")
        _rules[rule.act] = rule


def registered() -> dict[str, Rule]:
    return dict(_rules)


def label(act: str) -> str:
    """The act in the reader's words, for buttons and for the audit viewer."""
    rule = _rules.get(act)
    return rule.label if rule else act


def may(actor: Actor, act: str, place: Place | None = None) -> bool:
    """May I? `place` is None for acts that concern no place, such as changing one's own password."""
    return _has_role(actor, act) and (place is None or actor.scope.covers(place))


def reach(actor: Actor, act: str) -> Scope:
    """Which may I? The scope by which a list is filtered; Forbidden when the role has no part in it."""
    if not _has_role(actor, act):
        raise refusal(actor, act)
    return actor.scope


def acts_for(actor: Actor, place: Place) -> frozenset[str]:
    """What may I? Every act that the actor may do at this place: what buttons to show."""
    return frozenset(act for act in _rules if may(actor, act, place))


def refusal(actor: Actor, act: str) -> Forbidden:
    return Forbidden(
        f"您当前的身份不能“{label(act)}”，或对象不在您的辖区内。如工作需要，请联系本级系统管理员调整权限。",
        "refused",
    )


def _has_role(actor: Actor, act: str) -> bool:
    rule = _rules.get(act)
    if rule is None:
        return False
    return actor.role is Role.SYSTEM or actor.role in rule.roles
