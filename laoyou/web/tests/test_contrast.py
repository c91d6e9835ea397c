"""Colours that meet on a page reach 4.5:1 (WCAG 2.2, 1.4.3); edges of inputs reach 3:1 (1.4.11)."""

from __future__ import annotations

import re

import pytest

from laoyou.web.tests.drawing import WEB

CSS = WEB / "static" / "web" / "css"
TOKEN = re.compile(r"--([a-z0-9-]+): (#[0-9A-Fa-f]{6})\b")
GROUNDS = ("paper", "card", "raise")
TEXT = [(ink, ground) for ink in ("ink", "ink-2", "link") for ground in GROUNDS]
KINDS = [
    (kind, ground)
    for kind in ("zhu", "wheat", "leaf", "mist", "sky")
    for ground in (f"{kind}-2", "card", "paper")
]
FILLED = [
    ("on-act", "act"),
    ("on-act", "act-2"),
    ("on-danger", "danger"),
    ("on-danger", "danger-2"),
    ("on-rail", "rail"),
    ("rail-on", "rail"),
    ("on-rail-on", "rail-on"),
    ("link", "pine-2"),
    ("ink", "pine-2"),
    ("pine-3", "pine-2"),
    ("mist", "mist-2"),
    ("ink", "mist-2"),
    ("ink", "zhu-2"),
    ("ink", "wheat-2"),
    ("ink", "leaf-2"),
    ("ink", "sky-2"),
]
EDGES = [(edge, ground) for edge in ("edge", "focus") for ground in ("card", "paper")]


def tokens(theme: str) -> dict[str, str]:
    light = dict(TOKEN.findall((CSS / "tokens.css").read_text(encoding="utf-8")))
    if theme == "light":
        return light
    return light | dict(TOKEN.findall((CSS / "dark.css").read_text(encoding="utf-8")))


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_black_on_white_is_twenty_one_to_one() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("front", "ground"), [*TEXT, *KINDS, *FILLED])
def test_words_can_be_read_on_their_ground(front: str, ground: str, theme: str) -> None:
    colours = tokens(theme)

    assert contrast(colours[front], colours[ground]) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("front", "ground"), EDGES)
def test_edges_can_be_seen_on_their_ground(front: str, ground: str, theme: str) -> None:
    colours = tokens(theme)

    assert contrast(colours[front], colours[ground]) >= 3


def test_dark_changes_every_colour_of_light() -> None:
    dark = dict(TOKEN.findall((CSS / "dark.css").read_text(encoding="utf-8")))

    assert set(dark) == set(tokens("light"))


@pytest.mark.parametrize("name", ["base", "components", "elder", "print"])
def test_colours_are_named_by_tokens(name: str) -> None:
    text = (CSS / f"{name}.css").read_text(encoding="utf-8")
    used = set(re.findall(r"#[0-9A-Fa-f]{3,8}\b", text)) - {"#main"}

    assert used <= ({"#fff", "#000", "#333", "#555", "#999", "#bbb"} if name == "print" else set())
