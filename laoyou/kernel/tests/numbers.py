"""Strategies for resident numbers, shared by the tests of this room."""

from datetime import date

from hypothesis import strategies as st

from laoyou.kernel.resident_number import EARLIEST_BIRTH, check_digit


@st.composite
def good_numbers(draw: st.DrawFn, century: int | None = None) -> str:
    """Valid numbers of 18 characters; `century` 19 for births of 1900 to 1999."""
    earliest = date(century * 100, 1, 1) if century else EARLIEST_BIRTH
    latest = date(century * 100 + 99, 12, 31) if century else date(2099, 12, 31)
    birth = draw(st.dates(earliest, latest))
    division = draw(st.integers(110000, 659999))
    first17 = f"{division}{birth:%Y%m%d}{draw(st.integers(0, 999)):03d}"
    return first17 + check_digit(first17)


@st.composite
def damaged_numbers(draw: st.DrawFn) -> str:
    """Numbers with a stray character, a wrong or missing place, an old form, or a made-up birth."""
    number = draw(good_numbers())
    place = draw(st.integers(0, 17))
    stray = draw(st.sampled_from("0123456789XYx×+- 　１Ｘ张'."))
    first17 = number[:6] + draw(st.from_regex(r"[0-9]{8}", fullmatch=True)) + number[14:17]
    return draw(
        st.sampled_from(
            [
                number[:place] + stray + number[place + 1 :],
                number[:place] + number[place + 1 :],
                number[:place] + stray + number[place:],
                number[:6] + number[8:17],
                number[:6] + number[10:14] + number[8:10] + number[14:17],
                first17 + check_digit(first17),
                "",
            ]
        )
    )
