from __future__ import annotations

from enum import StrEnum


class DocumentKind(StrEnum):
    RESIDENT_CARD = "resident_card"
    HK_MACAO_TAIWAN_PERMIT = "hk_macao_taiwan_permit"
    FOREIGN_PERMANENT_CARD = "foreign_permanent_card"
    PASSPORT = "passport"
