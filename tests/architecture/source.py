"""The house's own source, for tests that read it."""

from __future__ import annotations

import ast
import configparser
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LAOYOU = ROOT / "laoyou"


def files() -> list[Path]:
    """Every Python file of the program, its tests and its benches; migrations are Django's."""
    found = [path for top in ("laoyou", "tests", "bench") for path in (ROOT / top).rglob("*.py")]
    return sorted(path for path in found if "migrations" not in path.parts)


def program_files() -> list[Path]:
    """Without the tests."""
    return [path for path in files() if path.is_relative_to(LAOYOU) and "tests" not in path.parts]


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imported(module: ast.AST) -> Iterator[str]:
    """Dotted names of everything that is imported: `a.b` for `from a import b`."""
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def floors() -> dict[str, int]:
    """The height of each room, by the contract of the floors; siblings are at one height."""
    contracts = configparser.ConfigParser()
    contracts.read(ROOT / "importlinter.ini", encoding="utf-8")
    layers = contracts["importlinter:contract:floors"]["layers"].split("\n")
    lines = [line.strip() for line in layers if line.strip()]
    return {
        room.strip(" ()"): len(lines) - number
        for number, line in enumerate(lines)
        for room in line.split("|")
    }
