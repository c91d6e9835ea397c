"""Telephone numbers in China as people write them, brought to one form.

Canonical: mobile `13812345521`; fixed `0469-1234567`, with an extension `0469-1234567-12`; hot lines and
400/800 numbers as bare digits.
"""

from __future__ import annotations

import re
from enum import StrEnum

from laoyou.kernel.errors import Invalid
from laoyou.kernel.text import half_width, plain_dashes


class PhoneKind(StrEnum):
    MOBILE = "mobile"
    FIXED = "fixed"
    HOTLINE = "hotline"


LABELS: dict[PhoneKind, str] = {
    PhoneKind.MOBILE: "手机",
    PhoneKind.FIXED: "固定电话",
    PhoneKind.HOTLINE: "服务热线",
}

_MOBILE = re.compile(r"1[3-9]\d{9}", re.ASCII)
# 010 and 02x have eight local digits, other areas seven or eight; no local number begins with 0.
_FIXED = re.compile(r"(?:(010|02\d)([1-9]\d{7})|(0[3-9]\d\d)([1-9]\d{6,7}))", re.ASCII)
# Emergency and service numbers of three, five or more digits, and 400/800; they belong to nobody.
HOTLINE = re.compile(r"11\d|12[0-2]|1[0-9]{4}|9[56]\d{3,6}|[48]00\d{7}", re.ASCII)
_EXTENSION = re.compile(r"(.*?\d)(?:转|EXT\.?|#|X|,)(\d{1,6})", re.ASCII)
_DASHED_EXTENSION = re.compile(r"(0\d{2,3}-?\d{7,8})-(\d{1,6})", re.ASCII)
_SEVERAL = re.compile(r"\d{7,}[/、,;，；]\d{7,}", re.ASCII)


def normalise(text: str) -> str:
    """The canonical number. Raises Invalid with the code `phone`, `phone_several` or `phone_area`."""
    plain = "".join(plain_dashes(half_width(text)).split()).upper().lstrip("'")
    if _SEVERAL.search(plain):
        raise Invalid("一栏只能填一个电话号码，请把其余号码填到其他电话栏。", code="phone_several")
    number, extension = _split_extension(plain)
    digits = _domestic(number)
    if not extension and (_MOBILE.fullmatch(digits) or HOTLINE.fullmatch(digits)):
        return digits
    fixed = _FIXED.fullmatch(digits)
    if fixed:
        area, local = [part for part in fixed.groups() if part is not None]
        return f"{area}-{local}-{extension}" if extension else f"{area}-{local}"
    if re.fullmatch(r"[1-9]\d{6,7}", digits, re.ASCII):
        raise Invalid("固定电话缺少区号，请补上区号，如0469-1234567。", code="phone_area")
    raise Invalid("电话号码不正确，应为11位手机号，或区号加固定电话，如0469-1234567，请核对。", code="phone")


def kind(canonical: str) -> PhoneKind:
    """The kind of a canonical number. Raises Invalid for text that is none."""
    if normalise(canonical) != canonical:
        raise Invalid("电话号码未按统一格式保存，请重新填写。", code="phone")
    if _MOBILE.fullmatch(canonical):
        return PhoneKind.MOBILE
    return PhoneKind.HOTLINE if HOTLINE.fullmatch(canonical) else PhoneKind.FIXED


def _split_extension(plain: str) -> tuple[str, str]:
    match = _DASHED_EXTENSION.fullmatch(plain) or _EXTENSION.fullmatch(plain)
    return (match.group(1), match.group(2)) if match else (plain, "")


def _domestic(number: str) -> str:
    """Digits only, without the country code, and without the trunk 0 before a mobile number."""
    digits = re.sub(r"[-().]", "", number)
    digits = re.sub(r"^(?:\+|00)86", "", digits)
    if re.fullmatch(r"(?:86|0)1[3-9]\d{9}", digits, re.ASCII):
        return digits[-11:]
    if number.startswith(("+86", "0086")) and re.fullmatch(r"[1-9]\d{8,10}", digits, re.ASCII):
        return digits if _MOBILE.fullmatch(digits) else "0" + digits
    return digits
