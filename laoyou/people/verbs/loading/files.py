"""Uploaded files: kept apart, readable by the program alone, removed once they are in the register."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from django.conf import settings

from laoyou.kernel.errors import NotFound
from laoyou.people.core.containers import LIMITS, check_size

_ODD = re.compile(r"[\x00-\x1f/\\]")


@dataclass(frozen=True, slots=True)
class Stored:
    """A file that lies in the intake folder: `path` within it, the name under which it came."""

    path: str
    name: str
    size: int
    digest: str


def folder() -> Path:
    place = Path(settings.LAOYOU_HOME) / "files" / "intake"
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    return place


def store(blocks: Iterable[bytes], name: str, token: UUID) -> Stored:
    """Keep what was uploaded. Invalid `too_big` as soon as the limit is passed, `empty` for nothing."""
    plain = _ODD.sub("_", Path(name).name)[:200]
    path = folder() / f"{token}{Path(plain).suffix.lower()[:8]}"
    digest, size = hashlib.sha256(), 0
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            for block in blocks:
                size += len(block)
                if size > LIMITS.file_bytes:
                    check_size(size)
                digest.update(block)
                out.write(block)
        check_size(size)
    except Exception:
        path.unlink(missing_ok=True)
        raise
    return Stored(path.name, plain, size, digest.hexdigest())


def located(path: str) -> Path:
    """Where a kept file lies. NotFound when it is gone."""
    place = folder() / path
    if not path or not place.is_file():
        raise NotFound("上传的文件已经不在了，请重新上传。", "file_gone")
    return place


def remove(path: str) -> None:
    """The file, and a decoded copy that a run which was cut off may have left."""
    if path:
        (folder() / path).unlink(missing_ok=True)
        (folder() / f"{path}.utf8").unlink(missing_ok=True)
