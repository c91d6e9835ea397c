"""The register as of a day, one row a person, in columns: for whoever decides about very many at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime

import polars as pl
from django.db import connection
from psycopg import sql

from laoyou.access.types import Scope, ScopeKind
from laoyou.people.core import precedence_columns as core
from laoyou.people.core.precedence import AbodeSaid, homes
from laoyou.people.models import Abode
from laoyou.people.reads.facts import believed_at
from laoyou.people.reads.precedence import precedence
from laoyou.people.types import DISABILITY_GRADES, VALUES, AbodeKind, FactKind, Source
from laoyou.store.copying import copy_out

NOWHERE = Scope(ScopeKind.PERSON)
GRADE = "disability_grade"
"""The one kind with grades has a column for them beside its own."""

_PERSONS = """
SELECT id, birth_date, sex, home_division_id, registered_division_id FROM people_person
WHERE merged_into_id IS NULL AND {known} AND {whose}
"""
_STATEMENTS = """
SELECT person_id, kind, value, nullif(grade, ''), source, lower(span), upper(span) - 1,
       (extract(epoch FROM recorded_at) * 1000000)::bigint, id
FROM people_statusfact
WHERE {believed} AND (kind = 'death' OR lower_inf(span) OR lower(span) <= {on}) AND {whose}
"""
_WITHIN = """
(home_division_id >= {low} AND home_division_id < {high}
 OR registered_division_id >= {low} AND registered_division_id < {high})
"""
_MOVED = """
SELECT DISTINCT person_id FROM people_abode WHERE recorded_at > {at} OR superseded_at > {at}
"""
_CHANGED = """
SELECT DISTINCT person_id FROM people_statusfact
WHERE recorded_at > {since} AND recorded_at <= {until} OR superseded_at > {since} AND superseded_at <= {until}
"""
_PERSON_SCHEMA = {
    "person_id": pl.Int64,
    "birth_date": pl.Date,
    "sex": pl.String,
    "residence": pl.String,
    "registered": pl.String,
}
_THEN_SCHEMA = {
    "person_id": pl.Int64,
    "told": pl.Boolean,
    "residence_then": pl.String,
    "registered_then": pl.String,
}


def register(
    reach: Scope,
    on: date,
    *,
    as_of: datetime | None = None,
    lived_as_of: datetime | None = None,
    also: Iterable[int] = (),
) -> pl.DataFrame:
    """Everybody who lives or is registered within `reach`, the dead too, in the order of `person_id`; and
    the persons of `also`, wherever they are.

    Columns: `person_id`, `birth_date`, `sex`, `residence` and `registered` (12-digit codes), `death_date`
    (the day of the report that counts, also when it comes after `on`), and for every FactKind under its own
    name the value that stands on the day `on` (docs/facts.md), null where nothing does; `disability_grade`
    beside it.

    With `as_of`, what was believed at that instant: statements, deaths and divisions, of the persons entered
    by then. With `lived_as_of`, the divisions that were believed at another, and the persons entered by then:
    a late word about a past day does not move anybody back to where he did not live. Birth and sex have no
    history, and rows merged since then stay merged.
    """
    bounds = reach.division_bounds()
    ids = list(also)
    whose = sql.SQL("true") if bounds is None else _either(_within(bounds), _among(ids))
    lived = lived_as_of or as_of
    moved = [] if lived is None else _moved_since(lived)
    if moved and bounds is not None:
        whose = _either(whose, _among(moved))
    persons = copy_out(sql.SQL(_PERSONS).format(known=_known(lived), whose=whose), _PERSON_SCHEMA)
    if moved and lived is not None:
        persons = _put_back(persons, moved, lived)
        if bounds is not None:
            persons = persons.filter(_lives_within(bounds) | pl.col("person_id").is_in(ids))
    return _told(persons, whose if bounds else None, on, as_of)


def of_persons(
    person_ids: Iterable[int],
    on: date,
    *,
    as_of: datetime | None = None,
    lived_as_of: datetime | None = None,
) -> pl.DataFrame:
    """The same of the persons named, those who are in the register under an id of their own."""
    return register(NOWHERE, on, as_of=as_of, lived_as_of=lived_as_of, also=person_ids)


def changed(since: datetime, until: datetime) -> list[int]:
    """Of whom something was stated or taken back after the one instant, up to and including the other."""
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL(_CHANGED).format(since=sql.Literal(since), until=sql.Literal(until)))
        return [person_id for (person_id,) in cursor.fetchall()]


def _told(
    persons: pl.DataFrame, whose: sql.Composable | None, on: date, as_of: datetime | None
) -> pl.DataFrame:
    """What is said of the persons laid beside them; without `whose`, of everybody."""
    theirs = sql.SQL("person_id IN (SELECT id FROM people_person WHERE {})").format(whose) if whose else None
    query = sql.SQL(_STATEMENTS).format(
        believed=_believed(as_of), on=sql.Literal(on), whose=theirs or sql.SQL("true")
    )
    said = copy_out(query, core.SCHEMA)
    order = precedence()
    persons = persons.sort("person_id").join(
        core.deaths(said, order), on="person_id", how="left", maintain_order="left"
    )
    return _with_kinds(persons, core.standing(said, on, order))


def _with_kinds(persons: pl.DataFrame, stands: pl.DataFrame) -> pl.DataFrame:
    for kind in FactKind:
        values = stands.filter(pl.col("kind") == kind.value)
        columns = {kind.value: pl.col("value").cast(pl.Enum(list(VALUES[kind])))}
        if kind is FactKind.DISABILITY:
            columns[GRADE] = pl.col("grade").cast(pl.Enum(list(DISABILITY_GRADES)))
        persons = persons.join(
            values.select("person_id", **columns), on="person_id", how="left", maintain_order="left"
        )
    return persons


def _known(lived: datetime | None) -> sql.Composable:
    return sql.SQL("true") if lived is None else sql.SQL("recorded_at <= {}").format(sql.Literal(lived))


def _within(bounds: tuple[str, str]) -> sql.Composable:
    low, high = map(sql.Literal, bounds)
    return sql.SQL(_WITHIN).format(low=low, high=high)


def _among(ids: Sequence[int]) -> sql.Composable:
    return sql.SQL("id = ANY({})").format(sql.Literal(list(ids))) if ids else sql.SQL("false")


def _either(one: sql.Composable, other: sql.Composable) -> sql.Composable:
    return sql.SQL("({} OR {})").format(one, other)


def _believed(as_of: datetime | None) -> sql.Composable:
    if as_of is None:
        return sql.SQL("superseded_at IS NULL")
    return sql.SQL("recorded_at <= {at} AND (superseded_at IS NULL OR superseded_at > {at})").format(
        at=sql.Literal(as_of)
    )


def _moved_since(at: datetime) -> list[int]:
    """The persons whose divisions may have been others at the instant than they are today."""
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL(_MOVED).format(at=sql.Literal(at)))
        return [person_id for (person_id,) in cursor.fetchall()]


def _put_back(persons: pl.DataFrame, moved: Sequence[int], at: datetime) -> pl.DataFrame:
    """The divisions that counted at the instant. Whose abodes nobody told by then keeps those of today."""
    said: dict[int, list[AbodeSaid]] = defaultdict(list)
    rows = Abode.objects.filter(believed_at(at), person__in=moved).order_by("pk")
    for row in rows.iterator(chunk_size=10_000):
        abode = AbodeSaid(AbodeKind(row.kind), row.division_id, Source(row.source), row.recorded_at)
        said[row.person_id].append(abode)
    order = precedence()
    found = [(person_id, True, *homes(abodes, order)) for person_id, abodes in said.items()]
    then = pl.DataFrame(found, _THEN_SCHEMA, orient="row")
    told = pl.col("told").fill_null(False)
    return (
        persons.join(then, on="person_id", how="left")
        .with_columns(
            residence=pl.when(told).then("residence_then").otherwise("residence"),
            registered=pl.when(told).then("registered_then").otherwise("registered"),
        )
        .drop("told", "residence_then", "registered_then")
    )


def _lives_within(bounds: tuple[str, str]) -> pl.Expr:
    low, high = bounds
    return pl.any_horizontal(
        (pl.col(column) >= low) & (pl.col(column) < high) for column in ("residence", "registered")
    ).fill_null(False)
