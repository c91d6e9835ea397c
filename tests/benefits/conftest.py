"""The ground of the benefits' own tests."""

from laoyou.benefits.tests.conftest import ground

__all__ = ["ground"]
