"""The dirt of real sheets: twelve kinds of bad rows and three that a good intake mends by itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from random import Random

from laoyou.kernel.resident_number import CHECK_CHARACTERS
from laoyou.regions.shuangyashan.names import misspelled
from laoyou.regions.shuangyashan.sheets import DEATHS, RESIDENTS, Row, Sheet


class Dirt(StrEnum):
    WRONG_CHECKSUM = "wrong_checksum"
    BIRTH_AGAINST_NUMBER = "birth_against_number"
    SEX_AGAINST_NUMBER = "sex_against_number"
    UNKNOWN_DIVISION = "unknown_division"
    IMPOSSIBLE_DATE = "impossible_date"
    MISSING_NAME = "missing_name"
    MISSING_NUMBER = "missing_number"
    DUPLICATE_ROW = "duplicate_row"
    NAME_VARIANT = "name_variant"
    DEATH_ONLY_POLICE = "death_only_police"
    DEATH_BEFORE_BIRTH = "death_before_birth"
    MALFORMED_PHONE = "malformed_phone"
    FIFTEEN_DIGITS = "fifteen_digits"
    FULL_WIDTH = "full_width"
    ODD_DATE = "odd_date"


REPAIRABLE = frozenset({Dirt.FIFTEEN_DIGITS, Dirt.FULL_WIDTH, Dirt.ODD_DATE})
BAD = tuple(kind for kind in Dirt if kind not in REPAIRABLE)

NUMBER_COLUMNS = ("公民身份号码", "身份证号", "社会保障号码", "残疾人证号")
DIVISION_COLUMNS = ("居住地区划代码", "所属区划代码", "所属村居")
PHONE_COLUMNS = ("联系电话", "监护人电话", "联系人电话")
NO_SUCH_VILLAGE = "红星人民公社示范大队"
EXCEL_EPOCH = date(1899, 12, 30)


@dataclass(frozen=True, slots=True)
class Columns:
    """Where a sheet keeps what can be spoiled; None where it does not keep it."""

    name: int
    number: int
    sex: int | None
    birth: int | None
    date: int | None
    division: int | None
    phones: tuple[int, ...]

    @classmethod
    def of(cls, sheet: Sheet) -> Columns:
        names = sheet.columns

        def first(wanted: tuple[str, ...]) -> int | None:
            return next((index for index, name in enumerate(names) if name in wanted), None)

        number = first(NUMBER_COLUMNS)
        if number is None:
            raise ValueError(f"{sheet.name} has no column for a number")
        birth = first(("出生日期",))
        dated = next((index for index, name in enumerate(names) if name.endswith("日期")), None)
        return cls(
            name=names.index("姓名"),
            number=number,
            sex=first(("性别",)),
            birth=birth,
            date=birth if birth is not None else dated,
            division=first(DIVISION_COLUMNS),
            phones=tuple(index for index, name in enumerate(names) if name in PHONE_COLUMNS),
        )


Spoiler = Callable[[Row, Columns, Random], bool]
"""Spoils a row in place; False, and the row untouched, where this row cannot be spoiled so."""


def wrong_checksum(row: Row, at: Columns, rng: Random) -> bool:
    number = row[at.number]
    wrong = CHECK_CHARACTERS[(CHECK_CHARACTERS.index(number[17]) + 1 + int(rng.random() * 9)) % 11]
    row[at.number] = number[:17] + wrong + number[18:]
    return True


def birth_against_number(row: Row, at: Columns, rng: Random) -> bool:
    if at.birth is None:
        return False
    born = date.fromisoformat(row[at.birth])
    years = 1 + int(rng.random() * 8)
    row[at.birth] = born.replace(year=born.year - years, day=min(born.day, 28)).isoformat()
    return True


def sex_against_number(row: Row, at: Columns, rng: Random) -> bool:
    if at.sex is None:
        return False
    row[at.sex] = "女" if row[at.sex] == "男" else "男"
    return True


def unknown_division(row: Row, at: Columns, rng: Random) -> bool:
    """A village that is in no list: town digits 699 are never given."""
    if at.division is None:
        return False
    code = row[at.division]
    row[at.division] = f"{code[:6]}699{1 + int(rng.random() * 99):03d}" if code.isdigit() else NO_SUCH_VILLAGE
    return True


def impossible_date(row: Row, at: Columns, rng: Random) -> bool:
    if at.date is None or not row[at.date]:
        return False
    row[at.date] = row[at.date][:4] + rng.choice(("-02-30", "-13-05", "-04-31", "-00-00"))
    return True


def missing_name(row: Row, at: Columns, rng: Random) -> bool:
    row[at.name] = ""
    return True


def missing_number(row: Row, at: Columns, rng: Random) -> bool:
    row[at.number] = ""
    return True


def duplicate_row(row: Row, at: Columns, rng: Random) -> bool:
    """The row itself is clean; the writer puts it down a second time further on."""
    return True


def name_variant(row: Row, at: Columns, rng: Random) -> bool:
    other = misspelled(row[at.name])
    if other is None:
        return False
    row[at.name] = other
    return True


def death_before_birth(row: Row, at: Columns, rng: Random) -> bool:
    """Only in the sheet of deaths: a day some years before the birth that the number tells."""
    born = date.fromisoformat(f"{row[at.number][6:10]}-{row[at.number][10:12]}-{row[at.number][12:14]}")
    row[-1] = (born - timedelta(days=1 + int(rng.random() * 3000))).isoformat()
    return True


def malformed_phone(row: Row, at: Columns, rng: Random) -> bool:
    filled = [index for index in at.phones if row[index]]
    if not filled:
        return False
    phone = row[filled[0]]
    row[filled[0]] = rng.choice(
        (phone[:10], phone + "6", phone[:5] + "O" + phone[6:], "无", "23" + phone[2:])
    )
    return True


def fifteen_digits(row: Row, at: Columns, rng: Random) -> bool:
    number = row[at.number]
    if len(number) != 18 or number[6:8] != "19":
        return False
    row[at.number] = number[:6] + number[8:17]
    return True


FULL_WIDTH_FORMS = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")


def full_width(row: Row, at: Columns, rng: Random) -> bool:
    """Full-width digits, or spaces inside the number and around the name, as typing leaves them."""
    number = row[at.number]
    if rng.random() < 0.5:
        row[at.number] = number.translate(FULL_WIDTH_FORMS)
    else:
        row[at.number] = f" {number[:6]} {number[6:14]} {number[14:]}"
        row[at.name] = row[at.name] + "　"
    return True


def odd_date(row: Row, at: Columns, rng: Random) -> bool:
    if at.date is None or not row[at.date]:
        return False
    day = date.fromisoformat(row[at.date])
    forms = (
        str((day - EXCEL_EPOCH).days),
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.year}.{day.month}.{day.day}",
        f"{day:%Y%m%d}",
        f"{day.year}/{day.month}/{day.day}",
    )
    row[at.date] = rng.choice(forms)
    return True


SPOILERS: dict[Dirt, Spoiler] = {
    Dirt.WRONG_CHECKSUM: wrong_checksum,
    Dirt.BIRTH_AGAINST_NUMBER: birth_against_number,
    Dirt.SEX_AGAINST_NUMBER: sex_against_number,
    Dirt.UNKNOWN_DIVISION: unknown_division,
    Dirt.IMPOSSIBLE_DATE: impossible_date,
    Dirt.MISSING_NAME: missing_name,
    Dirt.MISSING_NUMBER: missing_number,
    Dirt.DUPLICATE_ROW: duplicate_row,
    Dirt.NAME_VARIANT: name_variant,
    Dirt.DEATH_BEFORE_BIRTH: death_before_birth,
    Dirt.MALFORMED_PHONE: malformed_phone,
    Dirt.FIFTEEN_DIGITS: fifteen_digits,
    Dirt.FULL_WIDTH: full_width,
    Dirt.ODD_DATE: odd_date,
}


def kinds_for(sheet: Sheet) -> list[Dirt]:
    """The kinds that a sheet can show, the rarest first. The police's own names are the reference."""
    at = Columns.of(sheet)
    kinds = list(SPOILERS)
    if sheet.name == DEATHS.name:
        kinds.remove(Dirt.DEATH_BEFORE_BIRTH)
        kinds.insert(0, Dirt.DEATH_BEFORE_BIRTH)
    else:
        kinds.remove(Dirt.DEATH_BEFORE_BIRTH)
    if sheet.source == RESIDENTS.source:
        kinds.remove(Dirt.NAME_VARIANT)
    absent = {
        Dirt.BIRTH_AGAINST_NUMBER: at.birth is None,
        Dirt.SEX_AGAINST_NUMBER: at.sex is None,
        Dirt.UNKNOWN_DIVISION: at.division is None,
        Dirt.MALFORMED_PHONE: not at.phones,
    }
    return [kind for kind in kinds if not absent.get(kind, False)]


class Dirtier:
    """Decides which rows of one sheet are spoiled and how, over all its files, evenly among the kinds."""

    def __init__(self, sheet: Sheet, share: float, rng: Random) -> None:
        self._at = Columns.of(sheet)
        self._kinds = kinds_for(sheet)
        self._share = share
        self._rng = rng
        self._credit = 0.9

    def spoil(self, row: Row) -> Dirt | None:
        """Perhaps spoil the row in place; the kind of its dirt, or None for a row left clean."""
        self._credit += self._share * 2 * self._rng.random()
        if self._credit < 1:
            return None
        for kind in self._kinds:
            if SPOILERS[kind](row, self._at, self._rng):
                self._kinds.remove(kind)
                self._kinds.append(kind)
                self._credit -= 1
                return kind
        return None
