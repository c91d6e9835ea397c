"""Each constraint of letters, broken once, is told in its own words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import Error, IntegrityError, connection, transaction

from laoyou.notices.models import Letter, Office, Wording
from laoyou.notices.tests.cast import written
from laoyou.people.tests.cast import TOWN_A, somebody
from laoyou.store.constraints import as_conflict

pytestmark = pytest.mark.usefixtures("ground")


def _copied(letter_id: int, **changed: Any) -> None:
    row = Letter.objects.of(pk=letter_id).get()
    for name, value in {"pk": None, **changed}.items():
        setattr(row, name, value)
    row.save()


def _changed(letter_id: int, **changed: Any) -> None:
    Letter.objects.filter(pk=letter_id).update(**changed)


BROKEN: dict[str, Callable[[int], Any]] = {
    "notices_wording_once": lambda _: Wording.objects.create(
        digest=Wording.objects.get().digest, title="别的", paragraphs=["话"]
    ),
    "notices_wording_says_something": lambda _: Wording.objects.create(digest=b"1", title="", paragraphs=[]),
    "notices_wording_not_rewritten": lambda _: Wording.objects.update(title="别的"),
    "notices_letter_once": lambda letter_id: _copied(letter_id),
    "notices_letter_codes": lambda letter_id: _copied(letter_id, kind="Bad"),
    "notices_letter_state_whole": lambda letter_id: _changed(letter_id, state="printed"),
    "notices_letter_not_rewritten": lambda letter_id: _changed(letter_id, kind="benefit_changed"),
    "notices_office_whole": lambda _: Office.objects.create(division_id=TOWN_A, name="民政办", phone=""),
}


@pytest.mark.parametrize("name", sorted(BROKEN))
def test_a_broken_constraint_is_told_in_its_words(name: str) -> None:
    letter_id = written(somebody())

    with pytest.raises(IntegrityError) as broken, transaction.atomic():
        BROKEN[name](letter_id)

    conflict = as_conflict(broken.value)
    assert conflict is not None
    assert conflict.code == name


def test_every_constraint_is_broken_here() -> None:
    named = {one.name for model in (Letter, Wording, Office) for one in model._meta.constraints}

    assert named == set(BROKEN)


@pytest.mark.parametrize("statement", ["DELETE FROM notices_letter", "TRUNCATE notices_letter"])
def test_letters_are_neither_deleted_nor_emptied(statement: str) -> None:
    written(somebody())

    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(Error, match=r"not rewritten|is kept"), transaction.atomic():
            cursor.execute(statement)

    assert Letter.objects.for_the_system().count() == 1
