"""Checking a roster in columns: every row's cells in one form, and everything that is wrong with them.

`checked` turns a block of text into a frame with the columns of `SCHEMA`. A row's problems are bits
(`problems.BIT`); all of them are found, not only the first.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

import polars as pl

from laoyou.kernel import names, phone
from laoyou.kernel import resident_number_columns as columns
from laoyou.kernel.errors import Invalid
from laoyou.people.core import dates, fact_columns, places_columns
from laoyou.people.core.places_columns import Divisions
from laoyou.people.core.problems import BIT
from laoyou.people.core.rosters import Field, Layout
from laoyou.people.core.vocabulary import ETHNICITIES, RELATIONS, SEXES
from laoyou.people.types import Relation

LONGEST_NAME = 40
MOST_FACTS = 2
_PLAIN_NAME = r"^[\u4e00-\u9fff]{2,4}$"
_PLAIN_TEXT = r"^[0-9A-Za-z\u4e00-\u9fff#/.-]+$"
_AROUND = " \t\r\n\u200b\u200e\u200f\ufeff'"
_READABLE_NAME = r"^[^0-9\p{C}\p{S}]*\p{L}[^0-9\p{C}\p{S}]*$"
_MOBILE = r"^1[3-9][0-9]{9}$"
_NUMBER = r"^[0-9]{17}[0-9X]$"
_LOST_DIGITS = r"^[0-9](?:\.[0-9]+)?E\+?[0-9]+$"

TEXTS = (
    "name", "number", "sex", "ethnicity", "registered", "registered_address", "home", "home_address",
    "household", "head_relation", "phone", "contact_name", "contact_relation", "contact_phone",
    "guardian_name", "guardian_number", "guardian_relation", "guardian_phone",
)  # fmt: skip
SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "row_no": pl.Int32,
    "bits": pl.UInt64,
    **dict.fromkeys(TEXTS, pl.String),
    "birth": pl.Date,
    **{
        f"{part}{place}": pl.Date if part in ("since", "until") else pl.String
        for place in range(MOST_FACTS)
        for part in ("kind", "value", "grade", "since", "until")
    },
}
"""What `checked` gives, besides the cells as they were (`c0`, `c1`, …). All but row and bits may be null."""

Flags = dict[str, pl.Expr]


@dataclass(frozen=True, slots=True)
class Ground:
    """What rows are checked against: the layout and where its columns are, the day, the divisions."""

    layout: Layout
    columns: Mapping[Field, int]
    today: date
    divisions: Divisions
    waived: int = 0
    """Bits that are not asked for: of a number that a person has decided to do without."""


@dataclass(slots=True)
class _Stage:
    """A frame on its way, and what was found wrong so far."""

    frame: pl.DataFrame
    ground: Ground
    flags: Flags = field(default_factory=dict)

    def has(self, wanted: Field) -> bool:
        return wanted in self.ground.columns

    def add(self, **made: pl.Expr | pl.Series) -> None:
        self.frame = self.frame.with_columns(**made)


def checked(block: pl.DataFrame, ground: Ground) -> pl.DataFrame:
    """The rows of a block that are not blank, in one form, with their problems."""
    cells = [f"c{place}" for place in range(block.width - 1)]
    filled = block.filter(pl.any_horizontal(pl.col(cells).str.strip_chars().str.len_bytes() > 0))
    stage = _Stage(filled.with_columns(_texts(filled, ground)), ground)
    for step in (_names, _numbers, _births, _sexes, _homes, _facts, _phones, _relations, _guardians):
        step(stage)
    bits = [pl.lit(BIT[code], pl.UInt64) * flag.fill_null(False) for code, flag in stage.flags.items()]
    stage.add(bits=(pl.sum_horizontal(bits).cast(pl.UInt64)) & ~pl.lit(ground.waived, pl.UInt64))
    return stage.frame.select(
        *(
            (pl.col(name) if name in stage.frame.columns else pl.lit(None).alias(name)).cast(dtype)
            for name, dtype in SCHEMA.items()
        ),
        *cells,
    )


def raw(wanted: Field) -> str:
    """The column that holds the cleaned text of a field."""
    return f"t_{wanted}"


def _texts(block: pl.DataFrame, ground: Ground) -> list[pl.Series]:
    """Half-width text without spaces around it, null for nothing."""
    return [tidy(block[f"c{place}"]).alias(raw(wanted)) for wanted, place in ground.columns.items()]


def tidy(texts: pl.Series) -> pl.Series:
    """Most cells are plain already: only the distinct others are brought to one form."""
    odd = texts.filter(~texts.str.contains(_PLAIN_TEXT)).unique()
    if odd.is_empty():
        return texts
    plain = odd.str.normalize("NFKC").str.strip_chars(_AROUND)
    return texts.replace(odd, plain.set(plain == "", None))


def _names(stage: _Stage) -> None:
    name = pl.col(raw(Field.NAME))
    odd = ~name.str.contains(_PLAIN_NAME)
    stage.add(name=pl.when(odd).then(by_hand(name, odd, names.normalise_name)).otherwise(name))
    stage.flags["name_missing"] = pl.col("name").is_null() | (pl.col("name") == "")
    long = pl.col("name").str.len_chars() > LONGEST_NAME
    stage.flags["name_long"] = long | ~pl.col("name").str.contains(_READABLE_NAME)


def _numbers(stage: _Stage) -> None:
    """The number in 18 characters, null where it is not valid; the first thing that is wrong with it."""
    text = pl.col(raw(Field.NUMBER))
    stage.add(n=pl.when(text.str.contains(_NUMBER)).then(text).otherwise(columns.normalised(text)))
    n = pl.col("n")
    if stage.ground.layout.card:
        stage.add(n=n.str.head(18), card=n)
        stage.flags["card_length"] = (pl.col("card").str.len_chars() != 20) & ~n.str.contains(_LOST_DIGITS)
    stage.add(
        lost=n.str.contains(_LOST_DIGITS), long=columns.valid_length(n), pure=columns.valid_characters(n)
    )
    stage.add(n18=pl.when(pl.col("pure")).then(columns.to18(n)))
    stage.add(n_birth=columns.birth_of(pl.col("n18")), sound=columns.checksum_ok(pl.col("n18")))
    born = pl.col("n_birth") <= stage.ground.today
    fine = ~pl.col("lost") & pl.col("long") & pl.col("pure")
    flags = {
        "number_missing": n.is_null() | (n == ""),
        "number_digits_lost": pl.col("lost"),
        "number_length": ~pl.col("lost") & ~pl.col("long"),
        "number_characters": ~pl.col("lost") & pl.col("long") & ~pl.col("pure"),
        "number_birth": fine & ~born.fill_null(False),
        "number_checksum": fine & born & ~pl.col("sound"),
        "number_old": fine & born & (n.str.len_chars() == 15),
    }
    stage.flags |= flags
    stage.add(number=pl.when(fine & born & pl.col("sound")).then(pl.col("n18")))
    stage.add(n_sex=columns.sex_of(pl.col("number")).cast(pl.String))


def _births(stage: _Stage) -> None:
    """Birth as the number tells it; else as the sheet does; else as a number that is almost right tells."""
    today = stage.ground.today
    told = pl.when(pl.col("n_birth") <= today).then(pl.col("n_birth"))
    if not stage.has(Field.BIRTH):
        stage.add(birth=told)
        return
    text = pl.col(raw(Field.BIRTH))
    stage.add(b=dates.read_column(stage.frame[raw(Field.BIRTH)]))
    valid = pl.when(pl.col("number").is_not_null()).then(pl.col("n_birth"))
    stage.flags["birth_impossible"] = text.is_not_null() & pl.col("b").is_null()
    stage.flags["birth_future"] = pl.col("b") > today
    stage.flags["birth_against_number"] = pl.col("b") != valid
    stage.add(birth=pl.coalesce(valid, "b", told))


def _sexes(stage: _Stage) -> None:
    if not stage.has(Field.SEX):
        stage.add(sex=pl.col("n_sex"))
    else:
        text = pl.col(raw(Field.SEX))
        stage.add(s=word(text, SEXES))
        stage.flags["sex_unknown"] = text.is_not_null() & pl.col("s").is_null()
        stage.flags["sex_against_number"] = pl.col("s") != pl.col("n_sex")
        stage.add(sex=pl.coalesce("n_sex", "s"))
    if stage.has(Field.ETHNICITY):
        text = pl.col(raw(Field.ETHNICITY))
        stage.add(ethnicity=word(text, ETHNICITIES))
        stage.flags["ethnicity_unknown"] = text.is_not_null() & pl.col("ethnicity").is_null()


def _homes(stage: _Stage) -> None:
    stage.frame, flags = places_columns.resolved(stage.frame, stage.ground.columns, stage.ground.divisions)
    stage.flags |= flags
    addresses = {"home_address": Field.HOME_ADDRESS, "registered_address": Field.REGISTERED_ADDRESS}
    stage.add(**{name: pl.col(raw(column)) for name, column in addresses.items() if stage.has(column)})


def _facts(stage: _Stage) -> None:
    ground = stage.ground
    stage.frame, flags = fact_columns.stated(stage.frame, ground.layout, ground.columns, ground.today)
    stage.flags |= flags


def _phones(stage: _Stage) -> None:
    kept = {
        "phone": (Field.PHONE, "phone_bad"),
        "contact_phone": (Field.CONTACT_PHONE, "contact_phone_bad"),
        "guardian_phone": (Field.GUARDIAN_PHONE, "guardian_phone_bad"),
    }
    for name, (column, code) in kept.items():
        if stage.has(column):
            text = pl.col(raw(column))
            odd = ~text.str.contains(_MOBILE)
            stage.add(**{name: pl.when(odd).then(by_hand(text, odd, canonical_phone)).otherwise(text)})
            stage.flags[code] = text.is_not_null() & pl.col(name).is_null()


def _relations(stage: _Stage) -> None:
    """Household and contact: what is half told is left out, and said."""
    if stage.has(Field.HOUSEHOLD):
        stage.add(household=pl.col(raw(Field.HOUSEHOLD)).str.to_uppercase())
    kept = {
        "head_relation": (Field.HEAD_RELATION, "head_relation_unknown"),
        "contact_relation": (Field.CONTACT_RELATION, "contact_relation_unknown"),
    }
    for name, (column, code) in kept.items():
        if stage.has(column):
            text = pl.col(raw(column))
            stage.flags[code] = text.is_not_null() & word(text, RELATIONS).is_null()
            stage.add(**{name: word(text, RELATIONS).fill_null(Relation.OTHER.value)})
    if stage.has(Field.CONTACT_NAME) and stage.has(Field.CONTACT_PHONE):
        named, number = pl.col(raw(Field.CONTACT_NAME)), pl.col("contact_phone")
        given = pl.col(raw(Field.CONTACT_PHONE)).is_not_null()
        stage.flags["contact_incomplete"] = (named.is_null() & given) | (named.is_not_null() & ~given)
        stage.add(contact_name=pl.when(number.is_not_null()).then(named))


def _guardians(stage: _Stage) -> None:
    if not stage.has(Field.GUARDIAN_NAME):
        return
    stage.add(guardian_name=pl.col(raw(Field.GUARDIAN_NAME)))
    told = (
        pl.col(raw(Field.GUARDIAN_RELATION))
        if stage.has(Field.GUARDIAN_RELATION)
        else pl.lit(None, pl.String)
    )
    stage.add(guardian_relation=word(told, RELATIONS).fill_null(Relation.OTHER.value))
    if stage.has(Field.GUARDIAN_NUMBER):
        text = columns.normalised(pl.col(raw(Field.GUARDIAN_NUMBER)))
        stage.add(g=pl.when(columns.valid_characters(text)).then(columns.to18(text)))
        sound = columns.checksum_ok(pl.col("g")) & columns.birth_of(pl.col("g")).is_not_null()
        stage.add(guardian_number=pl.when(sound).then(pl.col("g")))
        stage.flags["guardian_number_bad"] = text.is_not_null() & pl.col("guardian_number").is_null()


def word(text: pl.Expr, table: Mapping[str, str]) -> pl.Expr:
    """What a word stands for; null for a word that is not in the table."""
    return text.str.replace_all(r"\s", "").replace_strict(dict(table), default=None, return_dtype=pl.String)


def by_hand(text: pl.Expr, odd: pl.Expr, reader: Callable[[str], str | None]) -> pl.Expr:
    """The few texts that are not plain, each read by a Python function."""
    return pl.when(odd).then(text).map_elements(reader, return_dtype=pl.String, skip_nulls=True)


def canonical_phone(text: str) -> str | None:
    try:
        return phone.normalise(text)
    except Invalid:
        return None


class Twice(StrEnum):
    """What is known of a row whose person stands in the file more than once."""

    REPEATED = "repeated"
    CONTRADICTS = "contradicts"


def keys(rows: pl.DataFrame, layout: Layout) -> pl.DataFrame:
    """Of the sound rows: `row_no`, `key` (whose and which statement) and `content`, both as hashes."""
    named = ["number", "kind0"] if layout.repeats else ["number"]
    content = [name for name in SCHEMA if name not in ("row_no", "bits")]
    return rows.filter(pl.col("number").is_not_null()).select(
        "row_no", "bits", pl.struct(named).hash().alias("key"), pl.struct(content).hash().alias("content")
    )


def twice(all_keys: Sequence[pl.DataFrame], errors: int) -> pl.DataFrame:
    """The rows that stand in the file more than once: `row_no`, `twice`, `other` (the row it was met in).

    Of equal rows the first counts and is not among them; of contradicting ones all are. Rows that go back
    anyway contradict nobody.
    """
    sound = pl.concat(all_keys).filter(pl.col("bits") & errors == 0)
    several = sound.filter(pl.col("key").is_duplicated())
    over = pl.col("row_no").sort().over("key", mapping_strategy="join")
    met = several.with_columns(
        rows=over,
        differs=pl.col("content").n_unique().over("key") > 1,
        first=pl.col("row_no").min().over("key"),
    )
    other = pl.when(pl.col("row_no") == pl.col("first")).then(pl.col("rows").list.get(1)).otherwise("first")
    kind = pl.when("differs").then(pl.lit(Twice.CONTRADICTS)).otherwise(pl.lit(Twice.REPEATED))
    known = met.select("row_no", kind.alias("twice"), other.alias("other"), "differs", "first")
    return known.filter(pl.col("differs") | (pl.col("row_no") != pl.col("first"))).drop("differs", "first")
