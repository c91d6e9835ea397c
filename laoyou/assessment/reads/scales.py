"""The scales of this installation: those that are shipped, and the region's own (setting LAOYOU_SCALES)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cache
from pathlib import Path

from django.conf import settings

from laoyou.assessment.core import scoring
from laoyou.assessment.core.loading import read_amendment, read_scale
from laoyou.assessment.core.scale import Scale
from laoyou.kernel.errors import Invalid, NotFound

SHIPPED = Path(__file__).parent.parent / "scales"

Scales = dict[tuple[str, str], Scale]


def every() -> Scales:
    """All scales by key and edition. Invalid `scale`, naming file, line and place, for a bad file."""
    own = settings.LAOYOU_SCALES
    return _read((SHIPPED, Path(own)) if own else (SHIPPED,))


def scale(key: str, edition: str) -> Scale:
    """One scale. Raises NotFound."""
    found = every().get((key, edition))
    if found is None:
        raise NotFound(f"没有安装“{key}”{edition} 版量表，请联系系统管理员。", "no_scale")
    return found


def in_force(on: date) -> tuple[Scale, ...]:
    """The scales by which one may assess on a day."""
    return tuple(one for one in every().values() if one.is_in_force(on))


def current(key: str, on: date) -> Scale:
    """The edition of a scale that is in force on a day. Raises NotFound."""
    found = next((one for one in in_force(on) if one.key == key), None)
    if found is None:
        raise NotFound("这一天没有这种量表可用，请核对评估日期。", "no_scale")
    return found


def screening_class(key: str, on: date, answers: dict[str, str]) -> str:
    """The letter of a self-screening. Invalid `screening` when a question is left out."""
    return scoring.screening_class(current(key, on), answers)


@cache
def _read(folders: tuple[Path, ...]) -> Scales:
    texts = [(path.name, path.read_text(encoding="utf-8")) for path in _files(folders)]
    amended: dict[str, dict[str, int | str]] = {}
    for name, text in texts:
        if found := read_amendment(text, name):
            amended.setdefault(found[0], {}).update(found[1])
    scales: Scales = {}
    for name, text in texts:
        if read_amendment(text, name) is None:
            _add(scales, name, text, amended)
    if amended:
        raise Invalid(f"没有量表“{'、'.join(amended)}”，amends 应写“名称@版本”。", "scale")
    return scales


def _files(folders: Iterable[Path]) -> list[Path]:
    return [path for folder in folders if folder.is_dir() for path in sorted(folder.glob("*.yaml"))]


def _add(scales: Scales, name: str, text: str, amended: dict[str, dict[str, int | str]]) -> None:
    plain = read_scale(text, name)
    label = f"{plain.key}@{plain.edition}"
    found = read_scale(text, name, amended.pop(label)) if label in amended else plain
    for other in scales.values():
        if other.key == found.key and other.in_force.overlaps(found.in_force):
            raise Invalid(
                f"{name}：“{found.key}”的 {other.edition} 版与 {found.edition} 版适用日期重叠，请改日期。",
                "scale",
            )
    scales[found.key, found.edition] = found
