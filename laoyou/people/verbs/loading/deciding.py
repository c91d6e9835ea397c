"""From judged rows to what is written: the block's changes, and what happened to persons."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass, field
from datetime import date, datetime

import polars as pl

from laoyou.kernel.ids import PersonId
from laoyou.people import facts as told
from laoyou.people.core import diffs
from laoyou.people.core.rosters import Field, Layout
from laoyou.people.core.verdicts import Verdict
from laoyou.people.types import FactKind
from laoyou.people.verbs.loading import writing
from laoyou.people.verbs.loading.lookup import Found
from laoyou.people.verbs.loading.sealing import Ids, blinds
from laoyou.people.verbs.loading.writing import LEFT, REMOVED, SUPERSEDED, Block, Stamp

Event = told.PersonDied | told.PersonDeathCorrected | told.PersonMoved
BLINDED = (
    ("phone", "phone"),
    ("home_address", "address"),
    ("registered_address", "address"),
    ("contact_phone", "phone"),
)


@dataclass(slots=True)
class Writer:
    """Decides a layout's blocks one after another; remembers the households that it made on the way."""

    layout: Layout
    held: Container[Field]
    ids: Ids
    stamp: Stamp
    as_of: date
    ranks: dict[str, dict[str, int]]
    cells: pl.DataFrame
    events: list[Event] = field(default_factory=list)
    households: pl.DataFrame = field(
        default_factory=lambda: pl.DataFrame(schema={"blind": pl.String, "household_id": pl.Int64})
    )

    def block(self, judged: pl.DataFrame, found: Found) -> tuple[pl.DataFrame, Block]:
        """The judged rows with `person_id` of new persons and `changed`, and what is to be written."""
        rows = self._accepted(judged)
        # Where a person may have several rows, the first speaks of everything but the status facts.
        people = rows.unique("person_id", keep="first", maintain_order=True) if self.layout.repeats else rows
        block, touched = Block(), [rows.head(0)["row_no"]]
        new = people.filter(pl.col("verdict") == Verdict.NEW.value)
        if new.height:
            block.add("people_person", writing.persons, new, self.cells, self.stamp)
            block.add("people_document", writing.documents, new, self.ids, self.stamp)
        if self.layout.facts:
            touched.append(self._facts(rows, found, block).rows)
        moved = self._abodes(people, found, block)
        touched += [moved.rows, *(change.rows for change in self._changes(people, found, block))]
        touched.append(self._variants(people, block))
        touched.append(self._corrections(people, found, moved, block))
        marked = pl.concat(touched).unique()
        known = rows.select("row_no", new_id="person_id")
        judged = judged.join(known, on="row_no", how="left", maintain_order="left").with_columns(
            person_id=pl.coalesce("new_id", "person_id"), changed=pl.col("row_no").is_in(marked.implode())
        )
        return judged.drop("new_id"), block

    def _accepted(self, judged: pl.DataFrame) -> pl.DataFrame:
        """Rows that go in, with persons' ids and blind indexes, in the order of persons: pages of indexes
        are then visited once.
        """
        rows = judged.filter(pl.col("verdict").is_in([Verdict.KNOWN.value, Verdict.NEW.value]))
        is_new = pl.col("verdict") == Verdict.NEW.value
        rows = rows.with_columns(whose=pl.coalesce("number", pl.col("row_no").cast(pl.String)))
        new = rows.filter(is_new).select("whose").unique(maintain_order=True)
        new = new.with_columns(given=self.ids.take("people_person", new.height))
        rows = rows.join(new, on="whose", how="left", maintain_order="left")
        rows = rows.with_columns(person_id=pl.coalesce("given", "person_id")).drop("given", "whose")
        rows = rows.sort("person_id", maintain_order=True)
        for column, kind in BLINDED:
            texts = rows[column]
            if kind == "address":
                texts = texts.str.replace_all(r"\s", "").str.to_uppercase()
            rows = rows.with_columns(blinds(texts, kind).alias(f"{column}_blind"))
        return rows

    def _changes(self, rows: pl.DataFrame, found: Found, block: Block) -> list[diffs.Change]:
        changes: list[diffs.Change] = []
        if Field.PHONE in self.held:
            change = diffs.phones(rows, found.phones)
            block.ended.append(("people_phone", SUPERSEDED, change.ended))
            block.add("people_phone", writing.phones, change, self.ids, self.stamp)
            changes.append(change)
        if Field.HOUSEHOLD in self.held:
            changes.append(self._members(rows, found, block))
        if Field.CONTACT_NAME in self.held:
            change = diffs.contacts(rows, found.contacts, self.layout.source.value)
            block.ended.append(("people_contact", REMOVED, change.ended))
            block.add("people_contact", writing.contacts, change, self.ids, self.stamp)
            changes.append(change)
        if Field.GUARDIAN_NAME in self.held:
            changes.append(self._guardians(rows, found, block))
        return changes

    def _abodes(self, rows: pl.DataFrame, found: Found, block: Block) -> diffs.Change:
        change = diffs.abodes(rows, found.abodes, self.layout.source.value, self.as_of)
        block.ended.append(("people_abode", SUPERSEDED, change.ended))
        block.add("people_abode", writing.abodes, change, self.ids, self.stamp)
        return change

    def _facts(self, rows: pl.DataFrame, found: Found, block: Block) -> diffs.Change:
        change = diffs.facts(rows, found.facts, self.layout, self.as_of)
        block.ended.append(("people_statusfact", SUPERSEDED, change.ended))
        block.add("people_statusfact", writing.facts, change, self.ids, self.stamp)
        return change

    def _members(self, rows: pl.DataFrame, found: Found, block: Block) -> diffs.Change:
        """Households that are new are made from the first row that names them."""
        rows = rows.with_columns(h_blind=blinds(rows["household"], "household"))
        self.households = pl.concat([self.households, found.households]).unique("blind")
        new = (
            rows.filter(pl.col("h_blind").is_not_null())
            .unique("h_blind", keep="first", maintain_order=True)
            .select("household", blind="h_blind", division=pl.coalesce("home", "registered"))
            .join(self.households, on="blind", how="anti")
            .filter(pl.col("division").is_not_null())
        )
        new = new.with_columns(household_id=self.ids.take("people_household", new.height))
        self.households = pl.concat([self.households, new.select("blind", "household_id")])
        block.add("people_household", writing.households, new, self.stamp)
        rows = rows.join(
            self.households, left_on="h_blind", right_on="blind", how="left", maintain_order="left"
        )
        change = diffs.members(rows.with_columns(pl.col("head_relation").fill_null("other")), found.members)
        block.ended.append(("people_membership", LEFT, change.ended))
        block.add("people_membership", writing.members, change, self.ids, self.stamp)
        return change

    def _guardians(self, rows: pl.DataFrame, found: Found, block: Block) -> diffs.Change:
        rows = rows.join(
            found.guardian_persons.unique("row_no"), on="row_no", how="left", maintain_order="left"
        )
        other = pl.when(pl.col("guardian_id") != pl.col("person_id")).then("guardian_id")
        rows = rows.with_columns(
            other.alias("guardian_id"),
            guardian_number_blind=blinds(rows["guardian_number"], "document"),
        )
        change = diffs.guardians(rows, found.guardians, self.as_of)
        block.add("people_guardianship", writing.guardians, change, self.ids, self.stamp)
        return change

    def _variants(self, rows: pl.DataFrame, block: Block) -> pl.Series:
        spelled = rows.filter(pl.col("variant")).unique(["person_id", "name"], maintain_order=True)
        block.add("people_othername", writing.other_names, spelled, self.ids, self.stamp)
        return spelled["row_no"]

    def _corrections(self, rows: pl.DataFrame, found: Found, moved: diffs.Change, block: Block) -> pl.Series:
        """What known persons had empty is filled; home and death follow from what the sources now say."""
        known = rows.filter(pl.col("verdict") == Verdict.KNOWN.value)
        blank = pl.col("reg_sex").is_in(["0", "9"])
        filled = known.select(
            "row_no", "person_id", "reg_home", "reg_registered", "reg_death",
            sex=pl.when(blank).then("sex"),
            birth_date=pl.when(pl.col("reg_birth").is_null()).then("birth"),
            ethnicity=pl.when(pl.col("reg_ethnicity").is_null()).then("ethnicity"),
            death_date=self._death(),
        )  # fmt: skip
        homes = self._homes(known, found, moved)
        changed = filled.join(homes, on="row_no", how="left", maintain_order="left")
        wanted = ["sex", "birth_date", "ethnicity", "home", "registered", "death_date"]
        changed = changed.filter(pl.any_horizontal(pl.col(wanted).is_not_null())).unique(
            "person_id", maintain_order=True
        )
        housed = changed.join(
            self.cells, left_on="home", right_on="home_division_id", how="left", maintain_order="left"
        )
        block.persons = housed.select(
            "sex", "birth_date", "ethnicity", "home", "registered", "cell", "death_date", id="person_id"
        )
        self._tell(changed)
        return changed["row_no"]

    def _death(self) -> pl.Expr:
        """The police are believed first (precedence.yaml), so their day is the day."""
        if FactKind.DEATH not in self.layout.kinds:
            return pl.lit(None, pl.Date)
        return pl.when(pl.col("since0").ne_missing(pl.col("reg_death"))).then("since0")

    def _homes(self, known: pl.DataFrame, found: Found, moved: diffs.Change) -> pl.DataFrame:
        homes = diffs.homes(moved.written, found.abodes, self.layout.source.value, self.ranks)
        now = known.select("row_no", "reg_home", "reg_registered")
        compared = homes.join(now, on="row_no", how="inner")
        return compared.select(
            "row_no",
            home=pl.when(pl.col("home") != pl.col("reg_home")).then("home"),
            registered=pl.when(pl.col("registered").ne_missing(pl.col("reg_registered"))).then("registered"),
        ).filter(pl.col("home").is_not_null() | pl.col("registered").is_not_null())

    def _tell(self, changed: pl.DataFrame) -> None:
        now, source = self.stamp.now, self.layout.source
        for row in changed.filter(pl.col("death_date").is_not_null()).iter_rows(named=True):
            person_id, was, on = PersonId(row["person_id"]), row["reg_death"], row["death_date"]
            if was is None:
                self.events.append(told.PersonDied(person_id, on, source, now))
            else:
                self.events.append(told.PersonDeathCorrected(person_id, was, on, source, now))
        moved = changed.filter(pl.col("home").is_not_null() | pl.col("registered").is_not_null())
        for row in moved.iter_rows(named=True):
            self.events.append(_moved(row, now))


def _moved(row: dict[str, str | int | None], now: datetime) -> told.PersonMoved:
    home_was, registered_was = str(row["reg_home"]), row["reg_registered"]
    return told.PersonMoved(
        person_id=PersonId(int(row["person_id"] or 0)),
        home_was=home_was,
        home=str(row["home"] or home_was),
        registered_was=str(registered_was) if registered_was else None,
        registered=str(row["registered"] or registered_was) if row["registered"] or registered_was else None,
        since=None,
        moved_at=now,
    )
