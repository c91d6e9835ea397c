"""Drawing a template of these tests without any page, request or database."""

from __future__ import annotations

import re
from pathlib import Path

from django.template import engines

WEB = Path(__file__).resolve().parents[1]
LAOYOU = WEB.parent
COTTON = WEB / "templates" / "cotton"
COMPONENTS = sorted(path.stem.replace("_", "-") for path in COTTON.glob("*.html"))

_OPENING = re.compile(r"<(/?)c-([a-z-]+)((?:[^>\"]|\"[^\"]*\")*?)(/?)>")


def draw(source: str, **context: object) -> str:
    """The HTML of `source`, in which components are written as in a template file: `<c-tag>`."""
    engine = engines["django"]
    return _squeeze(engine.from_string(compiled(source)).render(context))


def compiled(source: str) -> str:
    """Template text from a string skips the loaders, so cotton's tags are written out here."""

    def tag(match: re.Match[str]) -> str:
        closing, name, attributes, alone = match.groups()
        if name == "slot":
            return "{% endcotton:slot %}" if closing else "{% cotton:slot " + _name(attributes) + " %}"
        if closing:
            return "{% endcotton %}"
        return "{% cotton " + name + attributes.rstrip() + " %}" + ("{% endcotton %}" if alone else "")

    return "{% load web %}" + _OPENING.sub(tag, source)


def _name(attributes: str) -> str:
    found = re.search(r'name="([a-z_]+)"', attributes)
    assert found, f"a slot without a name: {attributes}"
    return found[1]


def _squeeze(html: str) -> str:
    return re.sub(r"\s+", " ", html).strip()
