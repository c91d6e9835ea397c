"""Letters are written once a cause, never rewritten, equal words kept once, many of them quickly."""

from __future__ import annotations

import time
from datetime import date

import pytest
from django.db import IntegrityError, connection
from hypothesis import given
from hypothesis import strategies as st

from laoyou.kernel.errors import Invalid
from laoyou.notices import reads, verbs
from laoyou.notices.core.addressing import salutation
from laoyou.notices.models import Letter, Wording
from laoyou.notices.tests.cast import SYSTEM, WORDS, new_letter, written
from laoyou.notices.types import State
from laoyou.people import verbs as people
from laoyou.people.tests.cast import NOW, TODAY, somebody

pytestmark = pytest.mark.usefixtures("ground")


def test_a_letter_is_kept_as_it_was_written_and_nobody_is_named_in_it() -> None:
    person = somebody("李小华")
    letter_id = written(person)

    found = reads.letter(letter_id)

    assert (found.title, found.paragraphs, found.state) == ("高龄津贴开始发放", WORDS, State.WRITTEN)
    with connection.cursor() as cursor:
        cursor.execute("SELECT l::text || w::text FROM notices_letter l JOIN notices_wording w ON true")
        assert "李小华" not in str(cursor.fetchall())


def test_the_same_cause_has_one_letter_of_a_kind_and_two_of_two_kinds() -> None:
    person = somebody()
    letter = new_letter(person)
    assert verbs.write(letter, now=NOW)

    again = verbs.write(letter, now=NOW)
    other = verbs.write(new_letter(person, kind="benefit_backpay", cause_id=letter.cause_id), now=NOW)

    assert (again, other) == (False, True)
    assert len(reads.of_person(person)) == 2


def test_equal_words_are_kept_once() -> None:
    people_of = [somebody() for _ in range(3)]

    assert verbs.write_many([new_letter(one) for one in people_of], now=NOW) == 3
    assert Wording.objects.count() == 1


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"kind": "Not a code"}, "letter_kind"),
        ({"cause_kind": ""}, "letter_kind"),
        ({"title": " "}, "letter_title"),
        ({"title": "长" * 61}, "letter_title"),
        ({"paragraphs": ()}, "letter_text"),
        ({"paragraphs": ("",)}, "letter_text"),
        ({"paragraphs": ("话",) * 13}, "letter_text"),
    ],
)
def test_what_cannot_be_sent_is_not_written(changed: dict[str, object], code: str) -> None:
    with pytest.raises(Invalid) as refused:
        verbs.write_many([new_letter(somebody()), new_letter(somebody(), **changed)], now=NOW)

    assert refused.value.code == code
    assert Letter.objects.for_the_system().count() == 0


def test_a_letter_to_nobody_is_refused_by_the_database() -> None:
    with pytest.raises(IntegrityError, match="not in the register"):
        verbs.write(new_letter(99_999_999), now=NOW)


def test_letters_to_a_row_that_was_merged_are_the_persons() -> None:
    kept, gone = somebody("王兰"), somebody("王兰", document=None, birth_date=date(1945, 5, 4))
    letter_id = written(gone)
    merge = people.propose_merge(kept, gone, actor=SYSTEM, now=NOW)
    people.approve_merge(merge, actor=SYSTEM, now=NOW)

    assert [one.id for one in reads.of_person(kept)] == [letter_id]
    assert [one.id for one in reads.of_person(gone)] == [letter_id]


def test_many_letters_are_written_in_seconds() -> None:
    person = somebody()
    letters = [
        new_letter(person, cause_id=number, title=f"第 {number % 500} 种标准") for number in range(20_000)
    ]

    began = time.perf_counter()
    count = verbs.write_many(letters, now=NOW)

    assert count == 20_000
    assert time.perf_counter() - began < 15


def test_a_letter_begins_with_whom_it_is_for() -> None:
    old, grown, child = date(1940, 3, 3), date(1990, 1, 1), date(2024, 1, 1)

    assert salutation("李小华", old, None, TODAY) == "尊敬的李小华老人家，您好："
    assert salutation("李小华", grown, None, TODAY) == "李小华，您好："
    assert salutation("李小华", child, None, TODAY) == "李小华的家长，您好："
    assert salutation("李小华", None, None, TODAY) == "李小华，您好："
    assert salutation("李小华", old, date(2026, 1, 5), TODAY) == "李小华的家属，请节哀："


@given(st.dates(date(1900, 1, 1), date(2030, 1, 1)), st.dates(date(2000, 1, 1), date(2030, 1, 1)))
def test_every_salutation_names_the_person_and_ends_politely(born: date, on: date) -> None:
    said = salutation("李小华", born, None, on)

    assert "李小华" in said
    assert said.endswith("您好：")


