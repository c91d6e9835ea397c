"""The law of the tests of desks: what the nation and Shuangyashan publish, as the house ships it."""

from __future__ import annotations

from pathlib import Path

from laoyou.desks.tests.cast import SYSTEM
from laoyou.people.tests.cast import later
from laoyou.policies import reads as policies
from laoyou.policies import verbs

LAID = later(days=-400)
PACK = Path(__file__).parents[2] / "regions" / "shuangyashan" / "policy"


def lay_law() -> None:
    """Publish both packs, long before the tests begin."""
    verbs.load_pack({**policies.national_files(), **policies.files_of(PACK)}, actor=SYSTEM, now=LAID)
