"""The installation's secrets: made on first start, kept in one file that only its owner reads.

`keys.json` holds the session key, the sealing keys by number with the one in use, and the blind-index key.
Losing it loses every sealed field: docs/operations.md says how it is backed up.
"""

from __future__ import annotations

import json
import os
import secrets
import tempfile
from dataclasses import dataclass
from pathlib import Path

from laoyou.config.environment import EnvironmentRefused
from laoyou.store.vault import Keys


@dataclass(frozen=True, slots=True)
class Secrets:
    """`session` signs cookies; `keys` seals fields."""

    session: str
    keys: Keys


def load(file: Path, suite: str) -> Secrets:
    """The secrets in `file`, which is made when missing. EnvironmentRefused when it cannot be understood."""
    if not file.exists():
        _make(file)
    try:
        raw = json.loads(file.read_text())
        sealing = {int(number): bytes.fromhex(key) for number, key in raw["sealing"].items()}
        keys = Keys(sealing, int(raw["active"]), bytes.fromhex(raw["blind"]), suite)
        if keys.active not in sealing or any(len(key) != 32 for key in sealing.values()):
            raise ValueError("no active key of 32 bytes")
        return Secrets(str(raw["session"]), keys)
    except (ValueError, KeyError, TypeError, OSError) as error:
        raise EnvironmentRefused(
            "LAOYOU_KEYS_FILE",
            f"密钥文件 {file} 读不懂或不完整，请从备份恢复它；不要删除，否则加密的数据再也打不开。",
        ) from error


def _make(file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(
        {
            "session": secrets.token_urlsafe(48),
            "active": 1,
            "sealing": {"1": secrets.token_hex(32)},
            "blind": secrets.token_hex(32),
        },
        indent=1,
    )
    descriptor, name = tempfile.mkstemp(dir=file.parent, prefix=".keys-")  # mode 0600
    draft = Path(name)
    with os.fdopen(descriptor, "w") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    try:
        os.link(draft, file)  # the first of several starters wins; the others read what it wrote
    except FileExistsError:
        pass
    finally:
        draft.unlink()
