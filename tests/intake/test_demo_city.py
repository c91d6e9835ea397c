"""The synthetic city's sheets go in, and every kind of their dirt is found."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from laoyou.access.types import Actor
from laoyou.people.models import Reject, RowTrace
from laoyou.people.tests.intake.cast import taken_in
from laoyou.people.types import Source
from laoyou.places import verbs as places
from laoyou.places.types import Level, NewDivision
from laoyou.regions.divisions import read_divisions
from laoyou.regions.shuangyashan.dirt import Dirt
from laoyou.regions.shuangyashan.generate import generate

FOUND = {
    Dirt.WRONG_CHECKSUM: {"number_checksum", "review"},
    Dirt.BIRTH_AGAINST_NUMBER: {"birth_against_number"},
    Dirt.SEX_AGAINST_NUMBER: {"sex_against_number"},
    Dirt.UNKNOWN_DIVISION: {"home_unknown"},
    Dirt.IMPOSSIBLE_DATE: {"birth_impossible", "since_impossible"},
    Dirt.MISSING_NAME: {"name_missing"},
    Dirt.MISSING_NUMBER: {"number_missing", "review"},
    Dirt.DUPLICATE_ROW: {"repeated"},
    Dirt.NAME_VARIANT: {"name_variant", "review"},
    Dirt.DEATH_ONLY_POLICE: {"person_dead"},
    Dirt.DEATH_BEFORE_BIRTH: {"before_birth"},
    Dirt.MALFORMED_PHONE: {"phone_bad", "contact_phone_bad", "guardian_phone_bad"},
    Dirt.FIFTEEN_DIGITS: {"number_old"},
    Dirt.FULL_WIDTH: set(),
    Dirt.ODD_DATE: set(),
}
ORDER = ("residents", "deaths")
ON = date(2026, 11, 1)


@pytest.fixture
def city(db: None) -> None:
    rows = [
        NewDivision(row.code, row.name, Level(row.level.value), row.parent)
        for row in read_divisions("shuangyashan")
    ]
    places.load_divisions(rows, actor=Actor.system("test"), now=datetime(2026, 11, 2, tzinfo=UTC))


@pytest.mark.usefixtures("city")
def test_every_kind_of_dirt_is_found_and_clean_rows_go_in(tmp_path: Path) -> None:
    manifest = generate(tmp_path / "city", seed=3, scale=0.004, on=ON)
    sheets = [file for file in manifest.files if file.sheet != "organisations"]
    found: dict[str, list[bool]] = defaultdict(list)
    wrong = 0
    for file in sorted(sheets, key=lambda each: (each.sheet not in ORDER, each.sheet != "residents")):
        content = (tmp_path / "city" / file.path).read_bytes()
        batch_id, _ = taken_in(
            content, Source(file.source), name=file.path, now=datetime(2026, 11, 2, tzinfo=UTC)
        )
        said = _said(batch_id)
        dirty = {number for numbers in file.dirt.values() for number in numbers}
        for kind, numbers in file.dirt.items():
            expected = FOUND[Dirt(kind)]
            found[kind] += [
                bool(said[number] & expected) if expected else not said[number] for number in numbers
            ]
        wrong += sum(
            1 for number, words in said.items() if words - {"not_in_register"} and number not in dirty
        )

    assert set(found) == set(Dirt)
    shares = {kind: sum(hits) / len(hits) for kind, hits in found.items()}
    # A death whose own row was dirty is not known, so the towns' rows about it cannot be found.
    assert {kind for kind, share in shares.items() if share < 1} <= {Dirt.DEATH_ONLY_POLICE.value}, shares
    assert wrong == 0


def _said(batch_id: int) -> dict[int, set[str]]:
    """By row: the codes of its problems, and `review` or `repeated` where that became of it."""
    said: dict[int, set[str]] = {
        number: {outcome} & {"review", "repeated"}
        for number, outcome in RowTrace.objects.filter(batch_id=batch_id)
        .order_by("row_no")
        .values_list("row_no", "outcome")
    }
    for number, codes in (
        Reject.objects.filter(batch_id=batch_id).order_by("row_no").values_list("row_no", "reasons")
    ):
        said[number] |= {code.partition(":")[0] for code in codes}
    return said
