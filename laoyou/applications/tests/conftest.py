"""The ground on which the tests of applications stand: the city of the tests of benefits and its law."""

from __future__ import annotations

from laoyou.benefits.tests.conftest import ground, law, signed_in

__all__ = ["ground", "law", "signed_in"]
