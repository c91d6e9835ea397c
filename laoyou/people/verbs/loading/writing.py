"""Rows as the tables hold them: what was decided becomes sealed, numbered columns for COPY."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import ParamSpec

import polars as pl
import psycopg
from psycopg import sql

from laoyou.kernel.documents import PERMIT_DIVISIONS, DocumentKind
from laoyou.kernel.names import pinyin_many
from laoyou.people.core.diffs import Change
from laoyou.people.core.spelling import MOST_INITIALS, MOST_PINYIN, UNREADABLE
from laoyou.people.models.sealing import (
    ABODE_ADDRESS,
    CONTACT_PHONE,
    DOCUMENT_NUMBER,
    GUARDIAN_PHONE,
    HOUSEHOLD_NUMBER,
    PHONE_NUMBER,
)
from laoyou.people.types import Consent, Source
from laoyou.people.verbs.loading.lookup import binary, copy_in
from laoyou.people.verbs.loading.sealing import Ids, sealed

P = ParamSpec("P")

SUPERSEDED, REMOVED, LEFT = "superseded_at", "removed_at", "ended_on"


@dataclass(slots=True)
class Block:
    """What one block of rows writes: first rows that end, then corrected persons, then new rows."""

    ended: list[tuple[str, str, pl.Series]] = field(default_factory=list)
    persons: pl.DataFrame | None = None
    tables: list[tuple[str, pl.DataFrame]] = field(default_factory=list)
    making: list[tuple[str, Callable[[], pl.DataFrame]]] = field(default_factory=list)

    def add(self, table: str, maker: Callable[P, pl.DataFrame], *args: P.args, **kwargs: P.kwargs) -> None:
        """Rows to be made when they are really to be written."""
        self.making.append((table, partial(maker, *args, **kwargs)))

    def make(self) -> None:
        """Seal and number the rows."""
        self.tables += [(table, maker()) for table, maker in self.making]
        self.making.clear()

    def write(self, raw: psycopg.Connection, now: datetime) -> None:
        for table, column, ids in self.ended:
            _end(raw, table, column, ids, now)
        if self.persons is not None and self.persons.height:
            _correct(raw, self.persons)
        for table, frame in self.tables:
            if frame.height:
                copy_in(raw, table, frame)


@dataclass(frozen=True, slots=True)
class Stamp:
    """What every written row bears."""

    source: Source
    now: datetime
    batch_id: int | None

    def on(self, frame: pl.DataFrame, *, batch: bool = True) -> pl.DataFrame:
        made = {"source": pl.lit(self.source.value), "recorded_at": pl.lit(self.now.isoformat())}
        if batch:
            made["batch_id"] = pl.lit(self.batch_id, pl.Int64)
        return frame.with_columns(**made)


def persons(new: pl.DataFrame, cells: pl.DataFrame, stamp: Stamp) -> pl.DataFrame:
    """Persons to be entered: at home where they live, else where they are registered."""
    names = new["name"].to_list()
    spelled = pinyin_many(names)
    frame = new.select(
        "name",
        id="person_id",
        pinyin=pl.Series([full[:MOST_PINYIN] or UNREADABLE for full, _ in spelled], dtype=pl.String),
        initials=pl.Series([first[:MOST_INITIALS] for _, first in spelled], dtype=pl.String),
        sex=pl.col("sex").fill_null("0"),
        birth_date="birth",
        ethnicity=pl.col("ethnicity").fill_null(""),
        home_division_id=pl.coalesce("home", "registered"),
        registered_division_id="registered",
    )
    housed = frame.join(cells, on="home_division_id", how="left", maintain_order="left")
    return stamp.on(housed, batch=False)


def documents(new: pl.DataFrame, ids: Ids, stamp: Stamp) -> pl.DataFrame:
    """The resident card, permit or permanent card of new persons, by the form of its number."""
    number = pl.col("number")
    permit = number.str.head(6).is_in(list(PERMIT_DIVISIONS))
    kind = (
        pl.when(permit)
        .then(pl.lit(DocumentKind.HK_MACAO_TAIWAN_PERMIT.value))
        .when(number.str.starts_with("9"))
        .then(pl.lit(DocumentKind.FOREIGN_PERMANENT_CARD.value))
        .otherwise(pl.lit(DocumentKind.RESIDENT_CARD.value))
    )
    held = new.filter(number.is_not_null())
    row = ids.take("people_document", held.height)
    frame = held.select("person_id", kind=kind, number_blind=binary("blind")).with_columns(
        id=row, number_sealed=sealed(row, held["number"], DOCUMENT_NUMBER)
    )
    return stamp.on(frame)


def phones(change: Change, ids: Ids, stamp: Stamp) -> pl.DataFrame:
    row = ids.take("people_phone", change.written.height)
    frame = change.written.select("person_id", number_blind=binary("blind")).with_columns(
        id=row, number_sealed=sealed(row, change.written["phone"], PHONE_NUMBER)
    )
    return stamp.on(frame)


def abodes(change: Change, ids: Ids, stamp: Stamp) -> pl.DataFrame:
    row = ids.take("people_abode", change.written.height)
    frame = change.written.select(
        "person_id", "kind", "since", division_id="division", address_blind=binary("blind")
    ).with_columns(id=row, address_sealed=sealed(row, change.written["address"], ABODE_ADDRESS))
    return stamp.on(frame)


def facts(change: Change, ids: Ids, stamp: Stamp) -> pl.DataFrame:
    """Spans as PostgreSQL writes them: the first day in, the day after the last out."""
    after = (pl.col("until") + pl.duration(days=1)).dt.to_string("%Y-%m-%d").fill_null("")
    since = pl.col("since").dt.to_string("%Y-%m-%d").fill_null("")
    low = pl.when(pl.col("since").is_null()).then(pl.lit("(")).otherwise(pl.lit("["))
    frame = change.written.select(
        "person_id", "kind", "value", "grade", span=pl.concat_str(low, since, pl.lit(","), after, pl.lit(")"))
    )
    return stamp.on(frame.with_columns(id=ids.take("people_statusfact", frame.height)))


def other_names(rows: pl.DataFrame, ids: Ids, stamp: Stamp) -> pl.DataFrame:
    """Spellings of names that the register did not have."""
    spelled = pinyin_many(rows["name"].to_list())
    frame = rows.select(
        "person_id",
        "name",
        pinyin=pl.Series([full[:MOST_PINYIN] or UNREADABLE for full, _ in spelled], dtype=pl.String),
        initials=pl.Series([first[:MOST_INITIALS] for _, first in spelled], dtype=pl.String),
    )
    return stamp.on(frame.with_columns(id=ids.take("people_othername", frame.height)))


def households(new: pl.DataFrame, stamp: Stamp) -> pl.DataFrame:
    """`new`: household_id, household, blind, division."""
    frame = new.select(id="household_id", number_blind=binary("blind"), division_id="division").with_columns(
        number_sealed=sealed(new["household_id"], new["household"], HOUSEHOLD_NUMBER)
    )
    return stamp.on(frame)


def members(change: Change, ids: Ids, stamp: Stamp) -> pl.DataFrame:
    frame = change.written.select("person_id", "household_id", "relation")
    return stamp.on(frame.with_columns(id=ids.take("people_membership", frame.height)))


def contacts(change: Change, ids: Ids, stamp: Stamp) -> pl.DataFrame:
    """A contact that a bureau names may be called in an emergency; more only the person himself can allow."""
    row = ids.take("people_contact", change.written.height)
    frame = change.written.select(
        "person_id", "name", "relation", "position", phone_blind=binary("blind")
    ).with_columns(
        id=row,
        phone_sealed=sealed(row, change.written["phone"], CONTACT_PHONE),
        consent=pl.lit(Consent.EMERGENCY.value),
    )
    return stamp.on(frame)


def guardians(change: Change, ids: Ids, stamp: Stamp) -> pl.DataFrame:
    row = ids.take("people_guardianship", change.written.height)
    span = pl.concat_str(pl.lit("["), pl.col("since").dt.to_string("%Y-%m-%d"), pl.lit(",)"))
    frame = change.written.select(
        "guardian_id", "name", "relation", ward_id="person_id", span=span, number_blind=binary("blind")
    ).with_columns(id=row, phone_sealed=sealed(row, change.written["phone"], GUARDIAN_PHONE))
    return stamp.on(frame)


def _end(raw: psycopg.Connection, table: str, column: str, ids: pl.Series, now: datetime) -> None:
    """Rows that are no longer believed. A membership ends on a day, and not before it began."""
    if ids.is_empty():
        return
    at = sql.SQL("greatest(%s::date, since)") if column == LEFT else sql.SQL("%s")
    statement = sql.SQL("UPDATE {} SET {} = {} WHERE id = ANY(%s)").format(
        sql.Identifier(table), sql.Identifier(column), at
    )
    raw.execute(statement, [now, ids.to_list()])


def _correct(raw: psycopg.Connection, changed: pl.DataFrame) -> None:
    """`changed`: id and the columns of the temporary table; null leaves as it is."""
    raw.execute(
        "CREATE TEMP TABLE IF NOT EXISTS intake_person (id bigint, sex text, birth_date date, "
        "ethnicity text, home text, registered text, cell text, death_date date) ON COMMIT DROP"
    )
    raw.execute("TRUNCATE intake_person")
    copy_in(raw, "intake_person", changed)
    raw.execute(
        "UPDATE people_person p SET sex = coalesce(c.sex, p.sex), "
        "birth_date = coalesce(c.birth_date, p.birth_date), ethnicity = coalesce(c.ethnicity, p.ethnicity), "
        "home_division_id = coalesce(c.home, p.home_division_id), "
        "registered_division_id = coalesce(c.registered, p.registered_division_id), "
        "cell = CASE WHEN c.home IS NULL THEN p.cell ELSE c.cell END, "
        "death_date = coalesce(c.death_date, p.death_date) "
        "FROM intake_person c WHERE p.id = c.id"
    )
