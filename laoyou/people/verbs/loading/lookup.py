"""What the register knows of the persons in a block of rows: one set of joins, answered as frames."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

import polars as pl
import psycopg
from psycopg import sql

from laoyou.people.core.rosters import Field, Layout
from laoyou.people.types import Source

Schema = Mapping[str, Any]

_TABLES = """
CREATE TEMP TABLE IF NOT EXISTS intake_key (row_no int NOT NULL, blind bytea, person_id bigint)
    ON COMMIT DROP;
CREATE TEMP TABLE IF NOT EXISTS intake_hit (row_no int NOT NULL, person_id bigint NOT NULL)
    ON COMMIT DROP;
CREATE TEMP TABLE IF NOT EXISTS intake_lost (
    row_no int NOT NULL, name text, pinyin text, birth date, home text)
    ON COMMIT DROP;
CREATE TEMP TABLE IF NOT EXISTS intake_other (row_no int, what text NOT NULL, blind bytea NOT NULL)
    ON COMMIT DROP
"""
_HITS = """
INSERT INTO intake_hit
SELECT k.row_no, d.person_id FROM intake_key k JOIN people_document d ON d.number_blind = k.blind
WHERE d.retired_at IS NULL AND k.person_id IS NULL
UNION ALL SELECT row_no, person_id FROM intake_key WHERE person_id IS NOT NULL
ORDER BY 2
"""
_PERSONS = """
SELECT h.row_no, p.id, p.name, p.sex, p.birth_date, p.death_date, p.home_division_id,
       p.registered_division_id, nullif(p.ethnicity, '')
FROM intake_hit h JOIN people_person p ON p.id = h.person_id
"""
_PERSON_SCHEMA: Schema = {
    "row_no": pl.Int32,
    "person_id": pl.Int64,
    "reg_name": pl.String,
    "reg_sex": pl.String,
    "reg_birth": pl.Date,
    "reg_death": pl.Date,
    "reg_home": pl.String,
    "reg_registered": pl.String,
    "reg_ethnicity": pl.String,
}
_NAMES = "SELECT h.row_no, n.name FROM intake_hit h JOIN people_othername n ON n.person_id = h.person_id"
_ALIKE = """
SELECT l.row_no, p.id, p.name, p.birth_date, p.home_division_id
FROM intake_lost l JOIN people_person p ON p.name = l.name
WHERE p.merged_into_id IS NULL
  AND (p.birth_date = l.birth OR left(p.home_division_id, 9) = left(l.home, 9))
UNION
SELECT l.row_no, p.id, p.name, p.birth_date, p.home_division_id
FROM intake_lost l JOIN people_person p ON p.pinyin = l.pinyin AND p.birth_date = l.birth
WHERE p.merged_into_id IS NULL
"""
_FACTS = """
SELECT h.row_no, f.id, f.kind, f.value, f.grade, lower(f.span), upper(f.span) - 1
FROM intake_hit h JOIN people_statusfact f ON f.person_id = h.person_id
WHERE f.source = {source} AND f.kind = ANY({kinds}) AND f.superseded_at IS NULL
"""
_PHONES = """
SELECT h.row_no, f.id, encode(f.number_blind, 'hex')
FROM intake_hit h JOIN people_phone f ON f.person_id = h.person_id
WHERE f.source = {source} AND f.superseded_at IS NULL
"""
_ABODES = """
SELECT h.row_no, a.id, a.kind, a.source, a.division_id, encode(a.address_blind, 'hex')
FROM intake_hit h JOIN people_abode a ON a.person_id = h.person_id
WHERE a.superseded_at IS NULL AND (a.source = {source} OR {others})
"""
_MEMBERS = """
SELECT h.row_no, m.id, m.household_id, m.relation
FROM intake_hit h JOIN people_membership m ON m.person_id = h.person_id WHERE m.ended_on IS NULL
"""
_HOUSEHOLDS = """
SELECT encode(h.number_blind, 'hex'), h.id
FROM intake_other o JOIN people_household h ON h.number_blind = o.blind
WHERE o.what = 'household'
"""
_CONTACTS = """
SELECT h.row_no, c.id, c.name, c.relation, encode(c.phone_blind, 'hex'), c.position, c.source
FROM intake_hit h JOIN people_contact c ON c.person_id = h.person_id WHERE c.removed_at IS NULL
"""
_GUARDIANS = """
SELECT h.row_no, g.name FROM intake_hit h JOIN people_guardianship g ON g.ward_id = h.person_id
WHERE upper_inf(g.span)
"""
_GUARDIAN_PERSONS = """
SELECT o.row_no, d.person_id FROM intake_other o JOIN people_document d ON d.number_blind = o.blind
WHERE o.what = 'guardian' AND d.retired_at IS NULL
"""
_SEVERAL = """
SELECT person_id FROM people_document WHERE retired_at IS NULL GROUP BY person_id HAVING count(*) > 1
"""


_ASKED_BEFORE = """
SELECT encode(r.cells_blind, 'hex'), (r.decision <> '')::int
FROM people_review r JOIN people_batch b ON b.id = r.batch_id
WHERE b.source = {source} AND r.cells_blind IS NOT NULL
"""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked up for a block. Blind indexes as hex.

    `keys`: row_no, blind, person_id (of rows whose person was chosen by hand). `lost`: row_no, name, pinyin,
    birth, home. `others`: row_no, what (household, guardian), blind.
    """

    keys: pl.DataFrame
    lost: pl.DataFrame
    others: pl.DataFrame


@dataclass(frozen=True, slots=True)
class Found:
    """What there is, by row; see `core.verdicts.Known` and `core.diffs` for the columns."""

    persons: pl.DataFrame
    names: pl.DataFrame
    alike: pl.DataFrame
    facts: pl.DataFrame
    phones: pl.DataFrame
    abodes: pl.DataFrame
    members: pl.DataFrame
    households: pl.DataFrame
    contacts: pl.DataFrame
    guardians: pl.DataFrame
    guardian_persons: pl.DataFrame


def together(several: Sequence[Found]) -> Found:
    """What was found of several blocks, as of one."""
    names = [each.name for each in fields(Found)]
    return Found(**{name: pl.concat([getattr(found, name) for found in several]) for name in names})


def prepare(raw: psycopg.Connection) -> frozenset[int]:
    """The temporary tables; answers the persons who have several documents in use."""
    for statement in _TABLES.split(";"):
        raw.execute(statement)
    return frozenset(row[0] for row in raw.execute(_SEVERAL))


def asked_before(raw: psycopg.Connection, *, source: Source) -> pl.DataFrame:
    """Doubtful rows of the source that were asked about before: cells_blind (hex), decided (0 or 1)."""
    query = sql.SQL(_ASKED_BEFORE).format(source=sql.Literal(source.value))
    return _answer(raw, query, {"cells_blind": pl.String, "decided": pl.Int8})


def look(
    raw: psycopg.Connection, asked: Asked, layout: Layout, held: Container[Field], *, all_abodes: bool = True
) -> Found:
    """What the register holds about the rows, as far as a sheet with the fields `held` can change it.

    Without `all_abodes` only those of the same source: enough for one that is believed before all others.
    """
    # In the order of the index in which they are looked up: neighbours lie on one page.
    _fill(raw, "intake_key", asked.keys.sort("blind").with_columns(blind=binary("blind")))
    _fill(raw, "intake_lost", asked.lost)
    _fill(raw, "intake_other", asked.others.with_columns(blind=binary("blind")))
    raw.execute(_HITS)
    raw.execute("ANALYZE intake_hit")
    source = {"source": sql.Literal(layout.source.value)}
    kinds = sql.Literal([kind.value for kind in sorted(layout.kinds)])

    def ask(query: str, schema: Schema, wanted: bool = True, **given: sql.Composable) -> pl.DataFrame:
        return _answer(raw, sql.SQL(query).format(**given), schema) if wanted else pl.DataFrame(schema=schema)

    row, text, number = {"row_no": pl.Int32}, pl.String, pl.Int64
    found = Found(
        persons=ask(_PERSONS, _PERSON_SCHEMA),
        names=ask(_NAMES, {**row, "name": text}),
        alike=ask(
            _ALIKE,
            {**row, "person_id": number, "reg_name": text, "reg_birth": pl.Date, "reg_home": text},
            asked.lost.height > 0,
        ),
        facts=ask(
            _FACTS,
            {
                **row,
                "id": number,
                "kind": text,
                "value": text,
                "grade": text,
                "since": pl.Date,
                "until": pl.Date,
            },
            bool(layout.kinds),
            kinds=kinds,
            **source,
        ),
        phones=ask(_PHONES, {**row, "id": number, "blind": text}, Field.PHONE in held, **source),
        abodes=ask(
            _ABODES,
            {**row, "id": number, "kind": text, "source": text, "division": text, "blind": text},
            layout.creates,
            others=sql.Literal(all_abodes),
            **source,
        ),
        members=ask(
            _MEMBERS,
            {**row, "id": number, "household_id": number, "relation": text},
            Field.HOUSEHOLD in held,
        ),
        households=ask(_HOUSEHOLDS, {"blind": text, "household_id": number}, Field.HOUSEHOLD in held),
        contacts=ask(
            _CONTACTS,
            {
                **row,
                "id": number,
                "name": text,
                "relation": text,
                "blind": text,
                "position": pl.Int32,
                "source": text,
            },
            Field.CONTACT_NAME in held,
        ),
        guardians=ask(_GUARDIANS, {**row, "name": text}, Field.GUARDIAN_NAME in held),
        guardian_persons=ask(
            _GUARDIAN_PERSONS, {**row, "guardian_id": number}, Field.GUARDIAN_NUMBER in held
        ),
    )
    used = ["intake_key", "intake_hit"]
    used += [
        table for table, rows in (("intake_lost", asked.lost), ("intake_other", asked.others)) if rows.height
    ]
    raw.execute(sql.SQL("TRUNCATE {}").format(sql.SQL(", ").join(map(sql.Identifier, used))))
    return found


def binary(column: str) -> pl.Expr:
    """Hex as PostgreSQL reads it into bytea."""
    return pl.lit("\\x") + pl.col(column)


def csv_of(frame: pl.DataFrame) -> bytes:
    """For COPY: text in quotes, so that an empty text is not taken for NULL."""
    return frame.write_csv(include_header=False, quote_style="non_numeric").encode()


def copy_in(raw: psycopg.Connection, table: str, frame: pl.DataFrame) -> None:
    """COPY a frame into the columns of the same names."""
    names = sql.SQL(", ").join(map(sql.Identifier, frame.columns))
    into = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT csv)").format(sql.Identifier(table), names)
    with raw.cursor() as cursor, cursor.copy(into) as copy:
        copy.write(csv_of(frame))


def _fill(raw: psycopg.Connection, table: str, frame: pl.DataFrame) -> None:
    if frame.height:
        copy_in(raw, table, frame)


def _answer(raw: psycopg.Connection, query: sql.Composed, schema: Schema) -> pl.DataFrame:
    blocks = bytearray()
    out = sql.SQL("COPY ({}) TO STDOUT (FORMAT csv)").format(query)
    with raw.cursor() as cursor, cursor.copy(out) as copy:
        for block in copy:
            blocks += block
    if not blocks:
        return pl.DataFrame(schema=schema)
    texts = dict.fromkeys(schema, pl.String)
    frame = pl.read_csv(bytes(blocks), has_header=False, schema=texts, infer_schema=False)
    return frame.with_columns(
        pl.col(name).str.to_date("%Y-%m-%d") if kind is pl.Date else pl.col(name).cast(kind)
        for name, kind in schema.items()
        if kind is not pl.String
    )
