"""What the region declares in YAML for the loader: its demo accounts and its rule of precedence."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import yaml

from laoyou.access.types import Role, Scope

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """A user of the demo; the password is not ours to say."""

    username: str
    name: str
    title: str
    role: Role
    scope: Scope


def read_accounts(path: Path = HERE / "accounts.yaml") -> tuple[DemoAccount, ...]:
    """The demo's accounts in the order in which to print them."""
    document = yaml.safe_load(path.read_text(encoding="utf-8"))
    return tuple(
        DemoAccount(one["username"], one["name"], one["title"], Role(one["role"]), Scope.parse(one["scope"]))
        for one in document["accounts"]
    )


def read_precedence(path: Path = HERE / "precedence.yaml") -> dict[str, tuple[str, ...]]:
    """For each kind of status fact the sources, the most believed first."""
    document = yaml.safe_load(path.read_text(encoding="utf-8"))
    return {kind: tuple(sources) for kind, sources in document.items()}
