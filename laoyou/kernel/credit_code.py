"""The unified social credit code, GB 32100-2015: department, kind, 6 division, 9 organisation code, check.

The nine are an organisation code of GB 11714 with its own check, so a slip is caught twice.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from laoyou.kernel.errors import Invalid
from laoyou.kernel.text import compact, plain_dashes

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
KIND_LABELS: dict[str, str] = {
    "11": "机关",
    "12": "事业单位",
    "13": "群众团体",
    "51": "社会团体",
    "52": "民办非企业单位",
    "53": "基金会",
    "91": "企业",
    "92": "个体工商户",
    "93": "农民专业合作社",
}

_FORM = re.compile(rf"[{ALPHABET}]{{2}}\d{{6}}[{ALPHABET}]{{10}}", re.ASCII)


@dataclass(frozen=True, slots=True)
class CreditCode:
    """A code that passed every check; `kind` is the second character, meaningful with `department`."""

    value: str
    department: str
    kind: str
    division6: str

    @property
    def organisation(self) -> str:
        """The nine characters of the organisation code, GB 11714."""
        return self.value[8:17]

    @property
    def label(self) -> str:
        """What kind of body, in Chinese."""
        return KIND_LABELS.get(self.department + self.kind, "其他")


def check_character(first17: str) -> str:
    """The 18th character. Raises ValueError for characters outside the alphabet or another length."""
    total = sum(ALPHABET.index(char) * weight for char, weight in zip(first17, WEIGHTS, strict=True))
    return ALPHABET[-total % 31]


def organisation_check(first8: str) -> str:
    """The ninth character of an organisation code. Raises ValueError for eight characters not of it."""
    total = sum(int(char, 36) * weight for char, weight in zip(first8, ORGANISATION_WEIGHTS, strict=True))
    return "0123456789X"[-total % 11]


def parse(text: str) -> CreditCode:
    """The code in `text`, full-width, spaced or hyphenated as it may be.

    Raises Invalid with the code `length`, `characters`, `checksum` or `organisation`.
    """
    value = plain_dashes(compact(text)).replace("-", "")
    if len(value) != 18:
        raise Invalid(f"统一社会信用代码应为18位，现为{len(value)}位，请对照登记证书核对。", code="length")
    if not _FORM.fullmatch(value):
        raise Invalid(
            "统一社会信用代码只用数字和大写字母（不含I、O、S、V、Z），第3至8位为数字，请核对是否把0写成O。",
            code="characters",
        )
    if check_character(value[:17]) != value[17]:
        raise Invalid("统一社会信用代码末位校验不符，可能有一位抄错，请对照登记证书核对。", code="checksum")
    if organisation_check(value[8:16]) != value[16]:
        raise Invalid(
            "统一社会信用代码第9至17位（组织机构代码）校验不符，请对照登记证书核对。", code="organisation"
        )
    return CreditCode(value, value[0], value[1], value[2:8])
