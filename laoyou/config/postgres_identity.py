"""As whom PostgreSQL runs. It refuses root, so root needs a user namespace or an ordinary user to lend."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

ORDINARY_USERS = ("postgres", "nobody")
SEARCH_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


@dataclass(frozen=True, slots=True)
class Identity:
    """A way to run a program: `prefix` before the command, or as `uid` and `gid` if they are not ours."""

    prefix: tuple[str, ...]
    uid: int
    gid: int

    @property
    def is_ours(self) -> bool:
        return self.uid == os.geteuid()

    def run(self, command: Sequence[str]) -> subprocess.CompletedProcess[str]:
        """Run to the end and capture the output; the environment is emptied of PostgreSQL's own variables."""
        clean = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
        return subprocess.run(
            [*self.prefix, *command],
            env=clean | {"PATH": clean.get("PATH", SEARCH_PATH), "LC_ALL": "C"},
            cwd="/",
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            user=None if self.is_ours else self.uid,
            group=None if self.is_ours else self.gid,
            extra_groups=None if self.is_ours else [],
        )

    def own(self, path: Path) -> None:
        """Give `path` to the user that the server runs as, when that is not ourselves."""
        if not self.is_ours:
            os.chown(path, self.uid, self.gid)


def identity_for(data: Path, *, probe: str) -> Identity | None:
    """The first way that can run the program `probe` and enter the folder of `data`; None if there is none.

    A data folder that has an ordinary owner is always served as that owner.
    """
    ourselves = Identity((), os.geteuid(), os.getegid())
    if os.geteuid() != 0:
        return ourselves
    if data.is_dir() and data.stat().st_uid != 0:
        return Identity((), data.stat().st_uid, data.stat().st_gid)
    choices = [*_namespaces()] if data.is_dir() else [*_namespaces(), *_lenders(data.parent)]
    for identity in choices:
        if _can_work(identity, probe, data.parent):
            return identity
    return None


def _namespaces() -> Iterator[Identity]:
    """initdb looks its user up by number, so root must be mapped to one that this machine knows."""
    unshare = shutil.which("unshare", path=os.environ.get("PATH", SEARCH_PATH))
    known = next((user for user in pwd.getpwall() if user.pw_uid != 0), None)
    if unshare is not None and known is not None:
        mapping = (f"--map-user={known.pw_uid}", f"--map-group={known.pw_gid}")
        yield Identity((unshare, "--user", *mapping), 0, 0)


def _lenders(folder: Path) -> Iterator[Identity]:
    uids = [folder.stat().st_uid] if folder.is_dir() else []
    for name in ORDINARY_USERS:
        uids += [user.pw_uid for user in pwd.getpwall() if user.pw_name == name]
    for uid in uids:
        if uid != 0:
            yield Identity((), uid, pwd.getpwuid(uid).pw_gid)


def _can_work(identity: Identity, probe: str, folder: Path) -> bool:
    try:
        entered = identity.run(["/bin/sh", "-c", 'cd "$1" && "$2" --version', "sh", str(folder), probe])
    except (OSError, subprocess.SubprocessError):
        return False
    return entered.returncode == 0
