"""The register as of a day, one row a person, in columns: for whoever decides about very many at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import polars as pl
from django.db import connection
from psycopg import sql

from laoyou.access.types import Scope
from laoyou.people.core import precedence_columns as core
from laoyou.people.core.precedence import AbodeSaid, homes
from laoyou.people.models import Abode
from laoyou.people.reads.facts import believed_at
from laoyou.people.reads.precedence import precedence
from laoyou.people.types import DISABILITY_GRADES, VALUES, AbodeKind, FactKind, Source
from laoyou.store.copying import copy_out

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
SELECT DISTINCT person_id FROM people_abode WHERE (recorded_at > {at} OR superseded_at > {at}) AND {whose}
"""
_THEIR_ABODES = """
person_id = ANY({ids}) AND (superseded_at IS NULL OR superseded_at IS NOT NULL)
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
    if bounds is None:
        return _read(_EVERYBODY, on, as_of, lived_as_of or as_of)
    ids = list(also)
    whose = _either(_within(bounds), _among(ids))
    theirs = sql.SQL("person_id IN (SELECT id FROM people_person WHERE {})")
    within = _Whose(whose, lambda moved: theirs.format(_either(whose, _among(moved))), _ALL)
    found = _read(within, on, as_of, lived_as_of or as_of)
    return found.filter(_lives_within(bounds) | pl.col("person_id").is_in(ids))


def of_persons(
    person_ids: Iterable[int],
    on: date,
    *,
    as_of: datetime | None = None,
    lived_as_of: datetime | None = None,
) -> pl.DataFrame:
    """The same of the persons named, those who are in the register under an id of their own."""
    ids = list(person_ids)
    said = sql.SQL("person_id = ANY({})").format(sql.Literal(ids))
    # Abodes have an index on the person for those in use, and one for the others: both are named.
    abodes = sql.SQL(_THEIR_ABODES).format(ids=sql.Literal(ids))
    found = _read(_Whose(_among(ids), lambda _: said, abodes), on, as_of, lived_as_of or as_of)
    return found.filter(pl.col("person_id").is_in(ids))


def changed(since: datetime, until: datetime) -> list[int]:
    """Of whom something was stated or taken back after the one instant, up to and including the other."""
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL(_CHANGED).format(since=sql.Literal(since), until=sql.Literal(until)))
        return [person_id for (person_id,) in cursor.fetchall()]


@dataclass(frozen=True, slots=True)
class _Whose:
    """Who is read, as conditions on rows of persons, of statements (with those who have moved since beside
    them) and of abodes.
    """

    persons: sql.Composable
    statements: Callable[[Sequence[int]], sql.Composable]
    abodes: sql.Composable


_ALL, _NOBODY = sql.SQL("true"), sql.SQL("false")
_EVERYBODY = _Whose(_ALL, lambda _: _ALL, _ALL)


def _read(whose: _Whose, on: date, as_of: datetime | None, lived: datetime | None) -> pl.DataFrame:
    """The persons of `whose`, and those who have moved since; where and what as it was believed."""
    moved = [] if lived is None else _moved_since(lived, whose.abodes)
    persons = copy_out(
        sql.SQL(_PERSONS).format(known=_known(lived), whose=_either(whose.persons, _among(moved))),
        _PERSON_SCHEMA,
    )
    if moved and lived is not None:
        persons = _put_back(persons, moved, lived)
    query = sql.SQL(_STATEMENTS).format(
        believed=_believed(as_of), on=sql.Literal(on), whose=whose.statements(moved)
    )
    said = copy_out(query, core.SCHEMA)
    order = precedence()
    persons = persons.sort("person_id").join(
        core.deaths(said, order), on="person_id", how="left", maintain_order="left"
    )
    return _with_kinds(persons, core.standing(said, on, order))


def _with_kinds(persons: pl.DataFrame, stands: pl.DataFrame) -> pl.DataFrame:
    """A column a kind; a kind of which nothing stands costs nothing."""
    by_kind = {str(kind): rows for (kind,), rows in stands.partition_by("kind", as_dict=True).items()}
    for kind in FactKind:
        columns = {kind.value: pl.col("value").cast(pl.Enum(list(VALUES[kind])))}
        if kind is FactKind.DISABILITY:
            columns[GRADE] = pl.col("grade").cast(pl.Enum(list(DISABILITY_GRADES)))
        if kind.value in by_kind:
            rows = by_kind[kind.value].select("person_id", **columns)
            persons = persons.join(rows, on="person_id", how="left", maintain_order="left")
        else:
            nothing = stands.clear().select(**columns).schema
            persons = persons.with_columns(
                pl.lit(None, dtype).alias(name) for name, dtype in nothing.items()
            )
    return persons


def _known(lived: datetime | None) -> sql.Composable:
    return sql.SQL("true") if lived is None else sql.SQL("recorded_at <= {}").format(sql.Literal(lived))


def _within(bounds: tuple[str, str]) -> sql.Composable:
    low, high = map(sql.Literal, bounds)
    return sql.SQL(_WITHIN).format(low=low, high=high)


def _among(ids: Sequence[int]) -> sql.Composable:
    return sql.SQL("id = ANY({})").format(sql.Literal(list(ids))) if ids else _NOBODY


def _either(one: sql.Composable, other: sql.Composable) -> sql.Composable:
    if other == _NOBODY:
        return one
    return sql.SQL("({} OR {})").format(one, other)


def _believed(as_of: datetime | None) -> sql.Composable:
    if as_of is None:
        return sql.SQL("superseded_at IS NULL")
    return sql.SQL("recorded_at <= {at} AND (superseded_at IS NULL OR superseded_at > {at})").format(
        at=sql.Literal(as_of)
    )


def _moved_since(at: datetime, whose: sql.Composable) -> list[int]:
    """The persons whose divisions may have been others at the instant than they are today."""
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL(_MOVED).format(at=sql.Literal(at), whose=whose))
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
