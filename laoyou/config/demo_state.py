"""Whether the demo city is in this data folder: not at all, half (after a crash), or whole; who signs in."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """Someone that a visitor can sign in as; `purpose` says in Chinese what they may see."""

    username: str
    password: str
    purpose: str


@dataclass(frozen=True, slots=True)
class DemoState:
    """`finished` is False from the first row until the last; `accounts` are there when it is True."""

    finished: bool
    scale: float
    seed: int
    accounts: tuple[DemoAccount, ...] = ()


def read(home: Path) -> DemoState | None:
    """What the data folder says; None when no demo was ever begun here."""
    try:
        raw = json.loads((home / "demo.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    accounts = tuple(DemoAccount(**account) for account in raw["accounts"])
    return DemoState(raw["finished"], raw["scale"], raw["seed"], accounts)


def write(home: Path, state: DemoState) -> None:
    """Replace what the data folder says, whole."""
    home.mkdir(parents=True, exist_ok=True)
    draft = home / "demo.json.new"
    draft.write_text(json.dumps(asdict(state), ensure_ascii=False, indent=1), encoding="utf-8")
    draft.chmod(0o600)
    draft.replace(home / "demo.json")
