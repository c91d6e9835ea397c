"""What the kernel writes it reads back, and copies of its values are its values."""

from __future__ import annotations

import copy
import pickle
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from laoyou.kernel import credit_code, documents, masking, names, phone, resident_number
from laoyou.kernel.clock import local_date
from laoyou.kernel.credit_code import ALPHABET, check_character, organisation_check
from laoyou.kernel.documents import DocumentKind
from laoyou.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from laoyou.kernel.ids import uuid7, uuid7_instant
from laoyou.kernel.money import Money
from laoyou.kernel.spans import DateSpan, TimeSpan, merged
from laoyou.kernel.tests.numbers import good_numbers
from laoyou.kernel.text import compact, half_width, plain_dashes

TEXT = st.text(max_size=30)
DAYS = st.dates(date(1900, 1, 1), date(2100, 1, 1))
INSTANTS = st.datetimes(timezones=st.just(UTC)).filter(lambda one: 1990 < one.year < 2090)
MOBILES = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)


@st.composite
def good_codes(draw: st.DrawFn) -> str:
    body = draw(st.text(alphabet=ALPHABET, min_size=8, max_size=8))
    first17 = draw(st.sampled_from(["11", "52", "91"])) + "230502" + body + organisation_check(body)
    return first17 + check_character(first17)


@st.composite
def spans(draw: st.DrawFn) -> DateSpan:
    first, last = sorted([draw(DAYS), draw(DAYS)])
    return DateSpan(draw(st.sampled_from([first, None])), draw(st.sampled_from([last, None])))


@pytest.mark.parametrize("kind", [Forbidden, NotFound, Conflict, Invalid])
@given(message=TEXT, code=st.text(min_size=1, max_size=9))
def test_a_refusal_crosses_processes_whole(kind: Any, message: str, code: str) -> None:
    error = kind(message, code)

    for again in (pickle.loads(pickle.dumps(error)), copy.deepcopy(error)):
        assert (type(again), again.message, again.code, str(again)) == (kind, message, code, message)


@given(good_codes(), st.sampled_from([str.lower, lambda text: " ".join(text), lambda text: f"'{text}\t"]))
def test_a_credit_code_survives_every_way_of_typing_it(code: str, typed: Any) -> None:
    found = credit_code.parse(typed(code))

    assert found.value == code
    assert credit_code.parse(found.value) == found
    assert found.department + found.kind + found.division6 + found.organisation + code[-1] == code


@given(good_codes(), st.integers(0, 17), st.sampled_from(ALPHABET))
def test_a_wrong_character_of_a_credit_code_is_found(code: str, place: int, other: str) -> None:
    wrong = code[:place] + other + code[place + 1 :]
    if wrong == code:
        return

    with pytest.raises(Invalid):
        credit_code.parse(wrong)


@given(good_numbers())
def test_a_resident_number_is_rebuilt_from_what_it_tells(number: str) -> None:
    found = resident_number.parse(number)

    first17 = f"{number[:6]}{found.birth:%Y%m%d}{number[14:17]}"
    assert first17 + resident_number.check_digit(first17) == number
    assert documents.facts(DocumentKind.RESIDENT_CARD, number) == (found.birth, found.sex)
    assert documents.guess_kind(number) is not None


@given(good_numbers(century=19))
def test_an_old_number_and_the_new_one_say_the_same(number: str) -> None:
    old = number[:6] + number[8:17]

    assert resident_number.to18(old) == number
    assert documents.normalise(DocumentKind.RESIDENT_CARD, old) == number


@given(MOBILES, st.sampled_from(["{}", "+86{}", "86-{}", " {} ", "'{}"]))
def test_a_mobile_number_is_one_number_however_it_is_typed(number: str, way: str) -> None:
    canonical = phone.normalise(way.format(number))

    assert canonical == phone.normalise(number) == phone.normalise(canonical)
    assert phone.kind(canonical) is phone.kind(phone.normalise(number))


@given(MOBILES)
def test_a_masked_phone_cannot_be_read_back(number: str) -> None:
    shown = masking.mask_phone(number)

    assert number[3:7] not in shown.replace(number[:3], "", 1)[:4]
    assert (len(shown), shown[:3], shown[-4:]) == (11, number[:3], number[-4:])


@given(st.integers(-(10**15), 10**15))
def test_an_amount_of_money_is_read_back_from_what_it_prints(fen: int) -> None:
    amount = Money(fen)

    assert Money.parse(str(amount).replace("元", "").replace("¥", "")) == amount
    assert pickle.loads(pickle.dumps(amount)) == amount
    assert amount - amount == Money.zero() == amount + -amount


@given(st.lists(st.integers(-(10**9), 10**9).map(Money), max_size=20))
def test_money_sums_to_the_same_in_any_order(amounts: list[Money]) -> None:
    assert Money.sum(amounts) == Money.sum(reversed(amounts)) == Money(sum(one.fen for one in amounts))


@given(spans())
def test_a_span_leads_to_its_bounds_and_back_and_is_its_own_copy(span: DateSpan) -> None:
    assert DateSpan.from_bounds(*span.bounds()) == span
    assert pickle.loads(pickle.dumps(span)) == span
    assert hash(copy.deepcopy(span)) == hash(span)
    assert merged([span, span]) == (span,)


@given(spans(), DAYS)
def test_a_span_ends_where_it_is_told_to_and_nowhere_else(span: DateSpan, last: date) -> None:
    ended = span.ending(last)
    if ended is None:
        assert span.start is not None
        assert span.start > last
        return

    assert span.covers(ended)
    assert not ended.contains(last + timedelta(days=1))
    assert ended.contains(last) == span.contains(last)


@given(INSTANTS, st.integers(-12, 14))
def test_an_instant_has_one_day_in_china_whatever_zone_it_is_told_in(plain: datetime, hours: int) -> None:
    instant = plain
    elsewhere = instant.astimezone(timezone(timedelta(hours=hours)))

    assert local_date(elsewhere) == local_date(instant) == (plain + timedelta(hours=8)).date()
    assert uuid7_instant(uuid7(elsewhere)) == instant.replace(microsecond=plain.microsecond // 1000 * 1000)


@given(INSTANTS, st.integers(1, 10**6))
def test_time_spans_side_by_side_share_no_instant(plain: datetime, seconds: int) -> None:
    begin = plain
    middle = begin + timedelta(seconds=seconds)
    one, other = TimeSpan(begin, middle), TimeSpan(middle, None)

    assert one.adjacent(other)
    assert one.intersect(other) is None
    assert (one.contains(middle), other.contains(middle)) == (False, True)
    assert TimeSpan(*one.bounds()) == one


@given(TEXT)
def test_text_brought_to_one_form_stays_in_it(text: str) -> None:
    for form in (half_width, compact, plain_dashes, names.normalise_name):
        assert form(form(text)) == form(text)
    assert compact(half_width(text)) == compact(text)


@given(st.text(alphabet="王李张欧阳司马小华·.Ａa 　", max_size=8))
def test_a_name_has_the_same_readings_in_every_spelling(name: str) -> None:
    spelt = names.normalise_name(name)

    assert names.pinyin(spelt) == names.pinyin(names.normalise_name(f" {name}\u200b"))
    assert len(names.initials(spelt)) <= len(names.pinyin(spelt)) or not names.pinyin(spelt)
