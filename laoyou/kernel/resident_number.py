"""The citizen identification number, GB 11643-1999: 6 division + 8 birth + 3 sequence + 1 check.

An odd sequence number is a man's. The old form of 15 digits (two-digit year, no check; not valid since
2013) is read as born in 19xx and brought to 18. The division is not looked up: many who live today were
registered in counties that no longer exist.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from laoyou.kernel.errors import Invalid
from laoyou.kernel.sex import Sex

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_CHARACTERS = "10X98765432"
EARLIEST_BIRTH = date(1850, 1, 1)

# How each stray character is written plainly: full-width forms, spaces and invisible characters, the
# apostrophe that spreadsheets put before a number kept as text.
PLAIN: dict[str, str] = {
    **{chr(0xFF10 + digit): str(digit) for digit in range(10)},
    **dict.fromkeys("xＸｘ×✕Χχ", "X"),
    **dict.fromkeys(
        " \t\n\r\v\f\u00a0\u2002\u2003\u2009\u202f\u3000\u200b\u200c\u200d\u200e\u200f\u2060\ufeff", ""
    ),
    **dict.fromkeys("'‘’`", ""),
}
_PLAIN = str.maketrans(PLAIN)

_NEW = re.compile(r"\d{17}[\dX]", re.ASCII)
_OLD = re.compile(r"\d{15}", re.ASCII)


@dataclass(frozen=True, slots=True)
class ResidentNumber:
    """A number that passed every check. `value` has 18 characters, the check character X in upper case."""

    value: str
    division6: str
    birth: date
    sex: Sex


def normalise(text: str) -> str:
    """As `PLAIN` has it: half-width, without spaces, x in upper case. Checks nothing."""
    return text.translate(_PLAIN)


def check_digit(first17: str) -> str:
    """The 18th character for seventeen digits (ISO 7064 MOD 11-2). Raises ValueError for anything else."""
    if len(first17) != 17 or not (first17.isascii() and first17.isdigit()):
        raise ValueError("seventeen digits are needed")
    total = sum(int(digit) * weight for digit, weight in zip(first17, WEIGHTS, strict=True))
    return CHECK_CHARACTERS[total % 11]


def to18(old: str) -> str:
    """The 18-character form of a 15-digit number. Raises ValueError for anything else."""
    if not _OLD.fullmatch(old):
        raise ValueError("fifteen digits are needed")
    first17 = old[:6] + "19" + old[6:]
    return first17 + check_digit(first17)


def parse(text: str, *, on: date | None = None) -> ResidentNumber:
    """The number in `text`, checked; `on` is the day against which a birth lies in the future.

    Raises Invalid with the code `length`, `characters`, `birth` or `checksum`, the first that fails. An
    impossible birth is named before the checksum, because it tells the reader where to look.
    """
    number = normalise(text)
    if len(number) not in (15, 18):
        raise Invalid(f"身份证号应为18位，现为{len(number)}位，请对照证件核对有无漏填或多填。", code="length")
    if not (_NEW if len(number) == 18 else _OLD).fullmatch(number):
        raise Invalid("身份证号只能是数字，仅末位可为X，请检查是否混入字母、标点或汉字。", code="characters")
    value = to18(number) if len(number) == 15 else number
    birth = _birth(value, on)
    if check_digit(value[:17]) != value[17]:
        raise Invalid("身份证号末位校验不符，可能有一位抄错，请对照证件逐位核对。", code="checksum")
    return ResidentNumber(value, value[:6], birth, Sex.MALE if int(value[16]) % 2 else Sex.FEMALE)


def _birth(value: str, on: date | None) -> date:
    try:
        birth = date(int(value[6:10]), int(value[10:12]), int(value[12:14]))
    except ValueError:
        birth = date.min
    if birth < EARLIEST_BIRTH:
        raise Invalid("身份证号第7至14位不是有效的出生日期，请对照证件核对。", code="birth")
    if on is not None and birth > on:
        raise Invalid("身份证号中的出生日期晚于今天，请对照证件核对第7至14位。", code="birth")
    return birth
