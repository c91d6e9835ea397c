from datetime import date

import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from laoyou.kernel import resident_number
from laoyou.kernel import resident_number_columns as columns
from laoyou.kernel.errors import Invalid
from laoyou.kernel.tests.numbers import damaged_numbers, good_numbers

NUMBERS = good_numbers() | damaged_numbers() | st.text(max_size=20)


def check(texts: list[str | None]) -> pl.DataFrame:
    """The whole chain as intake uses it."""
    number = pl.col("number")
    frame = pl.LazyFrame({"number": pl.Series(texts, dtype=pl.String)})
    frame = frame.with_columns(columns.normalised(number))
    frame = frame.with_columns(
        columns.to18(number), length=columns.valid_length(number), form=columns.valid_characters(number)
    )
    return frame.with_columns(
        checksum=columns.checksum_ok(number), birth=columns.birth_of(number), sex=columns.sex_of(number)
    ).collect()


def parsed(text: str) -> tuple[str, date, int] | str:
    try:
        number = resident_number.parse(text)
    except Invalid as refused:
        return refused.code
    return number.value, number.birth, int(number.sex)


def read(row: dict[str, object]) -> tuple[object, ...] | str:
    """The verdict of a row, in the order in which `parse` refuses."""
    if not row["length"]:
        return "length"
    if not row["form"]:
        return "characters"
    if row["birth"] is None:
        return "birth"
    return (row["number"], row["birth"], row["sex"]) if row["checksum"] else "checksum"


@given(st.lists(NUMBERS, max_size=20))
@example(["", "+10105194912310029", "-10105194912310029", "11010519491231002X"])
@example(["110105190002290020", "11010520000229002", "110105210002290021", "110105999912310021"])
def test_columns_judge_each_number_as_parse_does(texts: list[str]) -> None:
    assert [read(row) for row in check([*texts]).iter_rows(named=True)] == [parsed(text) for text in texts]


@given(st.lists(NUMBERS, max_size=20))
def test_columns_normalise_as_the_value_does(texts: list[str]) -> None:
    frame = pl.DataFrame({"number": pl.Series(texts, dtype=pl.String)})
    found = frame.select(columns.normalised(pl.col("number"))).to_series().to_list()
    assert found == [resident_number.normalise(text) for text in texts]


def test_every_day_of_two_centuries_is_a_birth_and_no_other() -> None:
    packed = pl.int_range(19000000, 21000000, eager=True).cast(pl.String)
    frame = pl.DataFrame({"number": "110105" + packed + "0020"})
    births = frame.select(columns.birth_of(pl.col("number"))).to_series().drop_nulls()
    days = pl.date_range(date(1900, 1, 1), date(2099, 12, 31), eager=True)
    assert births.to_list() == days.to_list()


def test_null_stays_null() -> None:
    row = check([None]).row(0, named=True)
    assert set(row.values()) == {None}


def test_an_empty_column_stays_empty() -> None:
    frame = check([])
    assert frame.height == 0
    assert frame.schema["birth"] == pl.Date
    assert frame.schema["sex"] == pl.Int8


@pytest.mark.parametrize("text", ["", "1234", "11010519491231X020", "张三"])
def test_what_is_no_number_has_neither_birth_nor_sex(text: str) -> None:
    row = check([text]).row(0, named=True)
    assert row["birth"] is None
    assert row["sex"] is None
    assert row["checksum"] is False


@given(good_numbers(century=19))
def test_old_numbers_come_up_and_new_ones_stay(number: str) -> None:
    assert check([number[:6] + number[8:17], number])["number"].to_list() == [number, number]
