"""Records that pages hand to the frame and to the components. They know no context and no Django."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Density(StrEnum):
    """How tightly a page is set, by its reader."""

    CLERK = "clerk"
    FIELD = "field"
    ELDER = "elder"


class Theme(StrEnum):
    """Light is paper; dark is the large screen of a duty room."""

    LIGHT = "light"
    DARK = "dark"


@dataclass(frozen=True, slots=True)
class Look:
    """What the reader's cookies ask for; empty means: as the page sees fit."""

    density: str = ""
    theme: str = ""


@dataclass(frozen=True, slots=True)
class NavItem:
    """One of the five verbs in the rail. A verb without a page is not in `nav` at all."""

    key: str
    char: str
    label: str
    url: str
    waiting: int = 0
    current: bool = False


@dataclass(frozen=True, slots=True)
class ActingChoice:
    """A grant that the reader may act under instead of the present one."""

    id: str
    label: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class Acting:
    """For whom the reader acts: `label` is the division or organisation, `who` the role and name.

    `switch_url` takes a POST of `grant` and `next`, `sign_out_url` an empty one; without an address the frame
    leaves the switch, or the way out, away. `account_url` is the reader's own page.
    """

    label: str
    who: str
    choices: tuple[ActingChoice, ...] = ()
    switch_url: str = ""
    sign_out_url: str = ""
    account_url: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A crumb, a tab, or a filter that can be taken off: `count` is shown when it is not None."""

    label: str
    url: str = ""
    current: bool = False
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a longer task: `state` is done, current or todo."""

    label: str
    state: str = "todo"
    note: str = ""


@dataclass(frozen=True, slots=True)
class Series:
    """One line, or one colour of bar; as many values as the chart has labels, None where unknown."""

    name: str
    values: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class ChartData:
    """What `c-chart` draws and prints as a table. Raises ValueError when a series has another length."""

    labels: tuple[str, ...]
    series: tuple[Series, ...]
    unit: str = ""
    of: str = "项目"

    def __post_init__(self) -> None:
        for one in self.series:
            if len(one.values) != len(self.labels):
                raise ValueError(
                    f"series {one.name} has {len(one.values)} values for {len(self.labels)} labels"
                )

    @property
    def rows(self) -> list[tuple[str, list[float | None]]]:
        """The table: a label, then one value a series."""
        return [(label, [one.values[i] for one in self.series]) for i, label in enumerate(self.labels)]

    @property
    def payload(self) -> dict[str, Any]:
        """What chart.js reads."""
        series = [{"name": one.name, "values": list(one.values)} for one in self.series]
        return {"labels": list(self.labels), "series": series, "unit": self.unit}


@dataclass(frozen=True, slots=True)
class MapFeature:
    """One area or dot: `geometry` is GeoJSON (WGS 84, longitude first); `value` colours it, or None."""

    id: str
    label: str
    geometry: Mapping[str, Any]
    value: float | None = None
    url: str = ""
    note: str = ""

    @property
    def geojson(self) -> dict[str, Any]:
        words = {"id": self.id, "label": self.label, "value": self.value, "url": self.url, "note": self.note}
        return {"type": "Feature", "geometry": dict(self.geometry), "properties": words}


WARMTHS = 5


@dataclass(frozen=True, slots=True)
class MapData:
    """What `c-map` draws and lists: features of one measure, such as elders in a cell."""

    features: tuple[MapFeature, ...]
    measure: str
    unit: str = ""
    breaks: tuple[float, ...] = field(default=())

    def __post_init__(self) -> None:
        if self.breaks and len(self.breaks) != WARMTHS - 1:
            raise ValueError(
                f"a map has {WARMTHS} warmths and so {WARMTHS - 1} breaks, not {len(self.breaks)}"
            )

    @property
    def steps(self) -> tuple[float, ...]:
        """The four values at which the next warmer colour begins; even fifths of the ranks by default."""
        if self.breaks:
            return self.breaks
        known = sorted(one.value for one in self.features if one.value is not None)
        if not known:
            return ()
        return tuple(known[min(len(known) - 1, len(known) * i // WARMTHS)] for i in range(1, WARMTHS))

    @property
    def legend(self) -> list[tuple[int, str]]:
        """(warmth 1 to 5, words) for each colour that some value can have."""
        if not self.steps:
            return []
        words = [(1, f"< {self.steps[0]:g}")]
        for i, low in enumerate(self.steps):
            high = self.steps[i + 1] if i + 1 < len(self.steps) else None
            if high is None:
                words.append((i + 2, f"≥ {low:g}"))
            elif high > low:
                words.append((i + 2, f"{low:g} – {high:g}"))
        return words

    @property
    def payload(self) -> dict[str, Any]:
        """What map.js reads."""
        shapes = {"type": "FeatureCollection", "features": [one.geojson for one in self.features]}
        return {"shapes": shapes, "steps": list(self.steps), "measure": self.measure, "unit": self.unit}
