"""The pure parts of intake, by property: scores, and rosters laid over what was said before."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from laoyou.kernel.spans import DateSpan
from laoyou.people.core import diffs
from laoyou.people.core.checks import SCHEMA, Twice, keys, twice
from laoyou.people.core.matching import SAME_NAME, WORTH_A_LOOK, near, score
from laoyou.people.core.precedence import AbodeSaid, homes
from laoyou.people.core.problems import ERRORS
from laoyou.people.core.rosters import LAYOUTS
from laoyou.people.core.tracing import Digest
from laoyou.people.reads.precedence import precedence
from laoyou.people.tests.cast import NOW, VILLAGE_A, VILLAGE_A2, VILLAGE_B
from laoyou.people.types import AbodeKind, FactKind, Source
from laoyou.people.verbs.loading.grounds import ranks

NAMES = st.sampled_from(["李小华", "李晓华", "李华", "王建国", "欧阳小华", "劉英", "刘英", "阿布都·热西提"])
BIRTHS = st.sampled_from([None, date(1945, 5, 4), date(1945, 5, 5), date(1950, 1, 1)])
HOMES = st.sampled_from([None, VILLAGE_A, VILLAGE_A2, VILLAGE_B, "131102001001"])
DAYS = st.dates(date(2020, 1, 1), date(2020, 3, 1))
(ASSISTANCE,) = (layout for layout in LAYOUTS if layout.key == "assistance")


@given(NAMES, NAMES, BIRTHS, BIRTHS, HOMES, HOMES)
def test_a_score_is_a_share_and_the_same_from_both_sides(
    one: str, other: str, born: date | None, other_born: date | None, home: str | None, other_home: str | None
) -> None:
    value = score((one, other), (born, other_born), (home, other_home))

    assert 0 <= value <= 1
    assert value == score((other, one), (other_born, born), (other_home, home))


@given(NAMES, NAMES, BIRTHS, BIRTHS, HOMES, HOMES)
def test_nothing_scores_higher_than_what_is_equal(
    name: str, other: str, born: date | None, birth: date | None, home: str | None, place: str | None
) -> None:
    assert score((name, other), (born, birth), (home, place)) <= score(
        (name, name), (born, born), (home, home)
    ) or (born is None or home is None)


@pytest.mark.parametrize(
    ("names", "births", "places", "worth"),
    [
        (("李小华", "李小华"), (date(1945, 5, 4), date(1945, 5, 4)), (None, VILLAGE_B), True),
        (("李小华", "李小华"), (None, date(1945, 5, 4)), (VILLAGE_A, VILLAGE_A), True),
        (("李小华", "李晓华"), (date(1945, 5, 4), date(1945, 5, 4)), (VILLAGE_A, VILLAGE_A), True),
        (("李小华", "李小华"), (None, date(1945, 5, 4)), (VILLAGE_A, VILLAGE_B), False),
        (("李小华", "王建国"), (date(1945, 5, 4), date(1945, 5, 4)), (VILLAGE_A, VILLAGE_A), False),
    ],
)
def test_a_look_is_worth_it_when_two_things_agree(
    names: tuple[str, str],
    births: tuple[date | None, date | None],
    places: tuple[str | None, str],
    worth: bool,
) -> None:
    assert (score(names, births, places) >= WORTH_A_LOOK) is worth


def test_nearness_falls_from_village_to_county() -> None:
    assert [near(VILLAGE_A, other) for other in (VILLAGE_A, VILLAGE_A2, VILLAGE_B, "131102001001", None)] == [
        1.0,
        0.6,
        0.3,
        0.0,
        0.0,
    ]
    assert SAME_NAME < 1


def row(value: str, since: date, until: date | None) -> pl.DataFrame:
    given = {
        "row_no": 2,
        "kind0": "low_income",
        "value0": value,
        "grade0": "",
        "since0": since,
        "until0": until,
    }
    schema = {**SCHEMA, "person_id": pl.Int64}
    return pl.DataFrame([given | {"person_id": 7}], schema=schema)


def known_of(*statements: tuple[str, date, date | None]) -> pl.DataFrame:
    rows = [
        (2, number, "low_income", value, "", since, until)
        for number, (value, since, until) in enumerate(statements)
    ]
    schema = {
        "row_no": pl.Int32, "id": pl.Int64, "kind": pl.String, "value": pl.String, "grade": pl.String,
        "since": pl.Date, "until": pl.Date,
    }  # fmt: skip
    return pl.DataFrame(rows, schema=schema, orient="row")


@given(DAYS, DAYS, st.booleans(), DAYS, DAYS, st.booleans(), st.sampled_from(["urban", "rural"]))
def test_statements_of_one_source_never_overlap_and_no_earlier_day_is_lost(
    a: date, b: date, open_before: bool, c: date, d: date, open_after: bool, value: str
) -> None:
    old = ("urban", min(a, b), None if open_before else max(a, b))
    new = (value, min(c, d), None if open_after else max(c, d))

    change = diffs.facts(row(*new), known_of(old), ASSISTANCE, date(2020, 2, 1))

    kept = [] if 0 in change.ended.to_list() else [old]
    written = [(each["value"], each["since"], each["until"]) for each in change.written.iter_rows(named=True)]
    spans = [DateSpan(since, until) for _, since, until in (*kept, *written)]
    assert not any(one.overlaps(other) for place, one in enumerate(spans) for other in spans[:place])
    before = DateSpan(old[1], old[2]).ending(new[1] - timedelta(days=1))
    assert before is None or all(
        any(span.contains(day) for span in spans) for day in (before.start, before.end) if day is not None
    )
    assert any(span.contains(new[1]) for span in spans)


@given(DAYS, st.sampled_from(["urban", "rural"]))
def test_what_is_already_believed_is_not_written_again(since: date, value: str) -> None:
    change = diffs.facts(row(value, since, None), known_of((value, since, None)), ASSISTANCE, since)

    assert (change.written.height, change.ended.len()) == (0, 0)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(AbodeKind), st.sampled_from(Source), st.sampled_from([VILLAGE_A, VILLAGE_B])
        ),
        max_size=6,
        unique_by=lambda each: each[:2],
    ),
    st.sampled_from([Source.TOWN, Source.POLICE, Source.HEALTH, Source.DISABLED_FEDERATION]),
    st.sampled_from(AbodeKind),
)
def test_homes_follow_in_columns_as_they_do_for_one_person(
    said: list[tuple[AbodeKind, Source, str]], source: Source, kind: AbodeKind
) -> None:
    """`diffs.homes` says the same as `core.precedence.homes`, where it says anything."""
    order = precedence()
    others = [each for each in said if each[:2] != (kind, source)]
    new = (kind, source, VILLAGE_A2)
    expected = homes(
        [AbodeSaid(k, place, s, NOW) for k, s, place in others]
        + [AbodeSaid(kind, VILLAGE_A2, source, NOW + timedelta(1))],
        order,
    )
    known = pl.DataFrame(
        [(2, 1, k.value, s.value, place, None) for k, s, place in others],
        schema={
            "row_no": pl.Int32,
            "id": pl.Int64,
            "kind": pl.String,
            "source": pl.String,
            "division": pl.String,
            "blind": pl.String,
        },
        orient="row",
    )
    change = pl.DataFrame(
        [(2, 7, new[0].value, new[2])],
        schema={"row_no": pl.Int32, "person_id": pl.Int64, "kind": pl.String, "division": pl.String},
        orient="row",
    )

    found = diffs.homes(change, known, source.value, ranks())

    for each in found.iter_rows(named=True):
        assert each["home"] in (None, expected[0])
        assert each["registered"] in (None, expected[1])
    if expected[0] == VILLAGE_A2 and kind is AbodeKind.RESIDENCE:
        assert found["home"].to_list() == [VILLAGE_A2]


def block(*rows: tuple[int, str | None, str]) -> pl.DataFrame:
    made = [
        {"row_no": number, "bits": 0, "number": document, "name": name} for number, document, name in rows
    ]
    return pl.DataFrame(made, schema=SCHEMA)


def test_rows_met_twice_are_found_across_blocks() -> None:
    blocks = [
        block((2, "a", "x"), (3, "b", "x")),
        block((4, "a", "x"), (5, "b", "y"), (6, None, "x"), (7, None, "x")),
    ]
    (town,) = (layout for layout in LAYOUTS if layout.key == "elders")

    found = twice([keys(each, town) for each in blocks], ERRORS).sort("row_no")

    assert found.rows() == [
        (3, Twice.CONTRADICTS.value, 5),
        (4, Twice.REPEATED.value, 2),
        (5, Twice.CONTRADICTS.value, 3),
    ]


def test_the_digest_is_of_the_rows_and_of_their_order() -> None:
    lines = [(2, "created", 7), (3, "rejected", None)]
    one, other, third = Digest(), Digest(), Digest()
    for line in lines:
        one.add(*line)
    other.add_frame(pl.DataFrame(lines, schema=["row_no", "outcome", "person_id"], orient="row"))
    for line in reversed(lines):
        third.add(*line)

    assert one.value() == other.value() != third.value()
    assert one.rows == other.rows == 2


def test_a_death_that_is_corrected_leaves_nothing_of_the_former() -> None:
    (deaths,) = (layout for layout in LAYOUTS if layout.key == "deaths")
    said = row("yes", date(2020, 2, 1), None).with_columns(kind0=pl.lit(FactKind.DEATH.value))
    known = known_of(("yes", date(2020, 1, 1), None)).with_columns(kind=pl.lit(FactKind.DEATH.value))

    change = diffs.facts(said, known, deaths, date(2020, 3, 1))

    assert change.written.height == 1
    assert change.ended.to_list() == [0]
