"""The banks' templates and reasons of this installation."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from django.conf import settings

from laoyou.kernel.errors import NotFound
from laoyou.payments.core import banks as core
from laoyou.payments.core import receipts
from laoyou.payments.core.banks import FileField, Mend, Reason, Summary, Template
from laoyou.payments.types import ReceiptSheet


@cache
def banks() -> core.Banks:
    """The shipped templates and reasons, overlaid with the region's (setting LAOYOU_BANKS, a path that may
    lack).
    """
    shipped = core.load(core.DEFAULT)
    own = Path(settings.LAOYOU_BANKS)
    return core.load(own, over=shipped) if own.is_file() else shipped


def templates() -> tuple[Template, ...]:
    return tuple(banks().templates.values())


def template(key: str) -> Template:
    """Raises NotFound."""
    found = banks().templates.get(key)
    if found is None:
        raise NotFound("没有这个银行模板，请重新选择。", "template")
    return found


def reason(key: str) -> Reason:
    """Why a bank did not pay; a code that is no longer in the data is some other reason."""
    known = banks().reasons
    return known.get(key) or known[core.OTHER]


def read_receipt(name: str, content: bytes, key: str) -> ReceiptSheet:
    """A receipt as it can be read by a template. Raises Invalid (codes of core.receipts.read), NotFound."""
    return receipts.read(name, content, template(key), banks())


__all__ = [
    "FileField",
    "Mend",
    "Reason",
    "Summary",
    "Template",
    "banks",
    "read_receipt",
    "reason",
    "template",
    "templates",
]
