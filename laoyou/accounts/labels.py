"""A scope in the reader's words. Accounts may not ask places, so the wiring hands it one who can."""

from __future__ import annotations

from collections.abc import Callable

from laoyou.access.types import Scope, ScopeKind

Namer = Callable[[Scope], str]

_PLAIN = {
    ScopeKind.EVERYTHING: "全部辖区",
    ScopeKind.DIVISION: "区划",
    ScopeKind.ORGANISATION: "机构",
    ScopeKind.PERSON: "个人",
}


def plainly(scope: Scope) -> str:
    """The scope by its code: 区划 230502."""
    return f"{_PLAIN[scope.kind]} {scope.key}".strip()


_namers: list[Namer] = [plainly]


def register(namer: Namer) -> None:
    """Take the function that names scopes; it answers "" for a place that does not exist."""
    _namers[:] = [namer]


def label(scope: Scope) -> str:
    """The scope in words: 尖山区 · 二马路街道; by its code where it has no name."""
    return _name(scope) or plainly(scope)


def knows(scope: Scope) -> bool:
    """Whether there is such a place at all."""
    return bool(_name(scope))


def _name(scope: Scope) -> str:
    return plainly(scope) if scope.kind is ScopeKind.EVERYTHING else _namers[0](scope)
