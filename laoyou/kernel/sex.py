"""Sex as the registers code it."""

from __future__ import annotations

from enum import StrEnum


class Sex(StrEnum):
    """GB/T 2261.1-2003."""

    UNKNOWN = "0"
    MALE = "1"
    FEMALE = "2"
    UNSTATED = "9"


LABELS: dict[Sex, str] = {Sex.UNKNOWN: "未知", Sex.MALE: "男", Sex.FEMALE: "女", Sex.UNSTATED: "未说明"}
