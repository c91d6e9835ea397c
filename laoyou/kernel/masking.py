"""What a screen may show of names, numbers, phones and addresses before a reveal.

Examples: 李*华, 131102********1234, 138****5521, 0469-****217.
"""

from __future__ import annotations

import re

from laoyou.kernel.phone import HOTLINE
from laoyou.kernel.surnames import COMPOUND_SURNAMES

_FIXED = re.compile(r"(0\d{2,3})-?(\d{7,8})(-\d+)?", re.ASCII)
_MOBILE = re.compile(r"1\d{10}", re.ASCII)
# Up to the first word that names a village or a community; what follows it leads to one door. A digit or a
# house word before it means that the text is not in the usual order, and less is kept.
_BEFORE = r"^[^0-9０-９号栋楼室]*?"
_NOT_A_PLACE_NAMED_AFTER_IT = r"(?![镇乡街路道里屯村委居小新])"
_NEIGHBOURHOOD = re.compile(
    _BEFORE
    + r"(?:社区(?:居民委员会|居委会)?|居民委员会|村民委员会|居委会|村委会|嘎查|[村屯])"
    + _NOT_A_PLACE_NAMED_AFTER_IT
)
# Where no village is named, up to the town or street office; else county; else city; else province.
_TOWN = re.compile(_BEFORE + r"(?:街道办事处|街道|苏木|(?<!小)镇|(?<![下水])乡|农场|林场)")
_COUNTY = re.compile(_BEFORE + r"(?<![社小园])[县区旗]")
_CITY = re.compile(_BEFORE + r"(?:自治区|[省市州盟])")
HIDDEN = "****"


def mask_name(name: str) -> str:
    """李小华 → 李*华, 李华 → 李*, 欧阳小华 → 欧阳*华, 阿布都·热西提 → 阿布都·***; one character stays."""
    if "·" in name:
        first, _, rest = name.partition("·")
        return f"{first}·{re.sub(r'[^·]', '*', rest)}"
    if len(name) < 2:
        return name
    if len(name) == 2:
        return name[0] + "*"
    if len(name) == 3 and name[:2] in COMPOUND_SURNAMES:
        return name[:2] + "*"
    kept = 2 if name[:2] in COMPOUND_SURNAMES else 1
    return name[:kept] + "*" * (len(name) - kept - 1) + name[-1]


def mask_number(number: str) -> str:
    """First six and last four of 18 characters; of shorter numbers less, at most half of them."""
    if len(number) >= 18:
        return _keep(number, 6, 4)
    if len(number) >= 14:
        return _keep(number, 3, 4)
    return _keep(number, 2, 2) if len(number) >= 8 else _keep(number, 1, 0)


def _keep(text: str, first: int, last: int) -> str:
    return text[:first] + "*" * (len(text) - first - last) + text[len(text) - last :]


def mask_phone(phone: str) -> str:
    """138****5521; 0469-****217, an extension dropped; hot lines are public."""
    if _MOBILE.fullmatch(phone):
        return f"{phone[:3]}****{phone[-4:]}"
    fixed = _FIXED.fullmatch(phone)
    if fixed:
        area, local, _ = fixed.groups()
        return f"{area}-{'*' * (len(local) - 3)}{local[-3:]}"
    return phone if HOTLINE.fullmatch(phone) else mask_number(phone)


def mask_address(text: str) -> str:
    """Keeps the address up to the village or community (else town, county, city) and hides the rest."""
    for pattern in (_NEIGHBOURHOOD, _TOWN, _COUNTY, _CITY):
        match = pattern.match(text)
        if match:
            kept = match.group()
            return kept if kept == text else kept + HIDDEN
    return HIDDEN if text else ""
