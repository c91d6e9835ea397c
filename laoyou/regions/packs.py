"""The policy documents that a region ships: `<region>/policy/*.yaml`."""

from __future__ import annotations

from laoyou.policies import reads as policies
from laoyou.regions.divisions import HERE, check_region


def read_pack(region: str) -> dict[str, str]:
    """The texts of a region's documents, by file name. Raises NotFound for a region we do not ship."""
    check_region(region)
    found = policies.files_of(HERE / region / "policy")
    return {f"{region}/{name}": text for name, text in found.items()}
