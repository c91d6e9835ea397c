"""Personal names: one spelling, pinyin for search and sort, and how alike two names are."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pypinyin import Style
from pypinyin import pinyin as readings_of

from laoyou.kernel.surnames import COMPOUND_SURNAMES, GIVEN_READINGS, SURNAME_READINGS
from laoyou.kernel.text import half_width

# Ideographs of every block, 〇, and the private area where old systems keep rare characters.
_HAN = r"\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\ue000-\uf8ff\U00020000-\U0003ffff"
_HAS_HAN = re.compile(f"[{_HAN}]")
_DOT = re.compile(rf"(?<=[{_HAN}])[·.・•‧∙⋅･●﹒．。᛫](?=[{_HAN}])")

# Traditional forms and variants that the departments' spreadsheets mix with the usual ones.
_VARIANTS = str.maketrans(
    "劉陳張楊趙黃吳孫馬羅鄭謝韓馮鄧許蔣葉蘇呂閻盧魯賈鍾譚陸範齊龍萬錢湯賀賴龔歐單區關華國蘭鳳麗榮偉"
    "強堅寶銀鐵貴廣德愛蓮瓊慶餘淩蕭肖閆崑峯喆祕勛勳玨昇陞傑衞衛彥甦瑯菓樑桿牀墻綫甯寗邨羣堃",
    "刘陈张杨赵黄吴孙马罗郑谢韩冯邓许蒋叶苏吕阎卢鲁贾钟谭陆范齐龙万钱汤贺赖龚欧单区关华国兰凤丽荣伟"
    "强坚宝银铁贵广德爱莲琼庆余凌萧萧阎昆峰哲秘勋勋珏升升杰卫卫彦苏琅果梁杆床墙线宁宁村群坤",
)
_COMPOUND = {
    surname: (reading.replace(" ", ""), "".join(syllable[0] for syllable in reading.split()))
    for surname, reading in COMPOUND_SURNAMES.items()
}
_COST_VARIANT, _COST_SAME_SOUND, _COST_OTHER = 5, 40, 100


def normalise_name(text: str) -> str:
    """One spelling: NFKC; no spaces in a name with Han characters, single ones elsewhere; `·` as the dot
    between the parts of a minority name, whatever dot was typed. Doing it twice changes nothing.
    """
    words = half_width(text).split()
    joined = " ".join(words)
    if not _HAS_HAN.search(joined):
        return joined
    return half_width(_DOT.sub("·", "".join(words)))


def pinyin(name: str) -> str:
    """`李小华` → `lixiaohua`: lower case, no tones, ü as v; letters stay, what cannot be read is left out."""
    return pinyin_many([name])[0][0]


def initials(name: str) -> str:
    """`李小华` → `lxh`; of a name in letters the first of each word."""
    return pinyin_many([name])[0][1]


def pinyin_many(names: Sequence[str]) -> list[tuple[str, str]]:
    """Of each normalised name the full pinyin and the initials. Surnames are read as surnames."""
    return [_read(name) for name in names]


def _read(name: str) -> tuple[str, str]:
    if name.isascii():
        return _read_letters(name)
    compound = _COMPOUND.get(name[:2])
    if compound is not None and len(name) > 2:
        return compound[0] + name[2:].translate(_FULL), compound[1] + name[2:].translate(_INITIAL)
    surname = SURNAME_READINGS.get(name[0])
    if surname is not None and "·" not in name:
        return surname + name[1:].translate(_FULL), surname[0] + name[1:].translate(_INITIAL)
    return name.translate(_FULL), name.translate(_INITIAL)


def _read_letters(name: str) -> tuple[str, str]:
    words = re.findall(r"[a-z0-9]+", name.lower())
    return "".join(words), "".join(word[0] for word in words)


class _Readings(dict[int, str]):
    """The reading of each character by code point, asked of pypinyin once and then kept.

    `length` keeps only so many letters. Meant for `str.translate`.
    """

    def __init__(self, length: int | None) -> None:
        super().__init__()
        self._length = length

    def __missing__(self, code: int) -> str:
        character = chr(code)
        if character.isascii():
            reading = character.lower() if character.isalnum() else ""
        elif character in GIVEN_READINGS:
            reading = GIVEN_READINGS[character]
        else:
            found = readings_of(character, style=Style.NORMAL, errors="ignore")
            reading = re.sub("[^a-z]", "", found[0][0].replace("ü", "v")) if found else ""
        self[code] = reading[: self._length]
        return self[code]


_FULL = _Readings(None)
_INITIAL = _Readings(1)


def similarity(first: str, second: str) -> float:
    """How alike two names are: 1 exactly when their normalised spellings are equal, 0 when nothing agrees.

    One less the mean cost a character of turning one into the other, where a traditional or variant form
    costs 0.05, another character of the same sound 0.4, any other change, a missing or an added one 1.
    Symmetric. Of three characters, one homophone gives 0.87, one other character 0.67.
    """
    one, other = normalise_name(first), normalise_name(second)
    if one == other:
        return 1.0
    row = [_COST_OTHER * column for column in range(len(other) + 1)]
    for line, left in enumerate(one, start=1):
        before, row = row, [_COST_OTHER * line]
        for column, right in enumerate(other, start=1):
            replaced = before[column - 1] + _exchange(left, right)
            row.append(min(replaced, before[column] + _COST_OTHER, row[-1] + _COST_OTHER))
    return 1 - row[-1] / (_COST_OTHER * max(len(one), len(other)))


def _exchange(left: str, right: str) -> int:
    if left == right:
        return 0
    if left.translate(_VARIANTS) == right.translate(_VARIANTS):
        return _COST_VARIANT
    sound = left.translate(_FULL)
    return _COST_SAME_SOUND if sound and sound == right.translate(_FULL) else _COST_OTHER
