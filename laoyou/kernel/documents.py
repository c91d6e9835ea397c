"""Identity documents: which kinds there are, how each number is written, what it tells by itself.

Sources: GB 11643-1999; the residence permit for Hong Kong, Macao and Taiwan residents (2018, the same form
with the address codes 810000, 820000, 830000); the foreign permanent resident card (2023 form of 18 digits
beginning with 9, and the former one of three letters and twelve digits).
"""

from __future__ import annotations

import re
from datetime import date
from enum import StrEnum

from laoyou.kernel import resident_number
from laoyou.kernel.errors import Invalid
from laoyou.kernel.sex import Sex
from laoyou.kernel.text import compact, plain_dashes


class DocumentKind(StrEnum):
    RESIDENT_CARD = "resident_card"
    HK_MACAO_TAIWAN_PERMIT = "hk_macao_taiwan_permit"
    FOREIGN_PERMANENT_CARD = "foreign_permanent_card"
    PASSPORT = "passport"


LABELS: dict[DocumentKind, str] = {
    DocumentKind.RESIDENT_CARD: "居民身份证",
    DocumentKind.HK_MACAO_TAIWAN_PERMIT: "港澳台居民居住证",
    DocumentKind.FOREIGN_PERMANENT_CARD: "外国人永久居留身份证",
    DocumentKind.PASSPORT: "护照",
}

PERMIT_DIVISIONS: dict[str, str] = {"810000": "香港", "820000": "澳门", "830000": "台湾"}

_OLD_FOREIGN = re.compile(r"[A-Z]{3}\d{12}", re.ASCII)
_NUMBERED = re.compile(r"\d{17}[\dX]|\d{15}", re.ASCII)
_PASSPORT = re.compile(r"(?=[A-Z]*\d)[A-Z0-9]{5,12}", re.ASCII)


def normalise(kind: DocumentKind, text: str, *, on: date | None = None) -> str:
    """The canonical number of a document of this kind: half-width, upper case, no spaces; resident numbers
    in 18 characters.

    Raises Invalid with the codes of `resident_number.parse`, or `document_kind` when the number belongs to
    another kind of document, or `document_form` when it belongs to none.
    """
    if kind is DocumentKind.PASSPORT:
        return _passport(text)
    number = resident_number.normalise(text).upper()
    if kind is DocumentKind.FOREIGN_PERMANENT_CARD and _OLD_FOREIGN.fullmatch(number):
        return number
    value = resident_number.parse(number, on=on).value
    actual = _kind_of_18(value)
    if actual is not kind:
        raise Invalid(
            f"这个号码是{LABELS[actual]}的号码，不是{LABELS[kind]}的，请改选证件类型或核对号码。",
            code="document_kind",
        )
    return value


def guess_kind(text: str) -> DocumentKind | None:
    """The kind that a number of this form belongs to, None when it has no known form. Checks no checksum."""
    number = resident_number.normalise(text).upper()
    if _NUMBERED.fullmatch(number):
        return _kind_of_18(number) if len(number) == 18 else DocumentKind.RESIDENT_CARD
    if _OLD_FOREIGN.fullmatch(number):
        return DocumentKind.FOREIGN_PERMANENT_CARD
    return DocumentKind.PASSPORT if _PASSPORT.fullmatch(number) else None


def facts(kind: DocumentKind, canonical: str) -> tuple[date | None, Sex | None]:
    """Birth and sex as the canonical number itself tells them; None where it does not.

    The standard of the foreign permanent resident card's sequence digits is not public, so no sex is read.
    """
    if kind is DocumentKind.PASSPORT or len(canonical) != 18:
        return None, None
    told = resident_number.parse(canonical)
    return told.birth, None if kind is DocumentKind.FOREIGN_PERMANENT_CARD else told.sex


def _kind_of_18(number: str) -> DocumentKind:
    if number[:6] in PERMIT_DIVISIONS:
        return DocumentKind.HK_MACAO_TAIWAN_PERMIT
    if number[0] == "9":
        return DocumentKind.FOREIGN_PERMANENT_CARD
    return DocumentKind.RESIDENT_CARD


def _passport(text: str) -> str:
    number = plain_dashes(compact(text)).replace("-", "")
    if not _PASSPORT.fullmatch(number):
        raise Invalid("护照号应为5至12位字母和数字，请对照护照资料页核对。", code="document_form")
    return number
