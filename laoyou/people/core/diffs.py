"""What a roster changes, in columns: its rows laid against what the same source said before.

Every function takes accepted rows (`row_no`, `person_id`, and the columns of `checks.SCHEMA`) and what the
register holds, and answers a `Change`: rows to be written, and ids of rows that are no longer believed. What
is already there is not written again, so the same file twice changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from laoyou.people.core.rosters import Layout
from laoyou.people.types import AbodeKind, FactKind

ONE_DAY = timedelta(days=1)
FACT = ("row_no", "person_id", "kind", "value", "grade", "since", "until")


@dataclass(frozen=True, slots=True)
class Change:
    """`written` bears `row_no`, so that the row's outcome is known; `ended` are ids."""

    written: pl.DataFrame
    ended: pl.Series

    @property
    def rows(self) -> pl.Series:
        return self.written["row_no"]


def facts(rows: pl.DataFrame, known: pl.DataFrame, layout: Layout, as_of: date) -> Change:
    """The statements of the rows that are new or different.

    `known`: row_no, id, kind, value, grade, since, until of the believed statements of the same source. A
    statement without a date of its own holds from the day of the roster, unless it is believed already. A
    different one takes the place of the days that it speaks of and of all later ones; earlier days keep what
    was said of them. A day of death that is corrected leaves nothing of the former.
    """
    said = _said(rows, layout, as_of)
    pairs = said.join(known, on=["row_no", "kind"], suffix="_was")
    same = (pl.col("value") == pl.col("value_was")) & (pl.col("grade") == pl.col("grade_was"))
    dated = pl.col("since").eq_missing(pl.col("since_was")) & pl.col("until").eq_missing(pl.col("until_was"))
    still = pl.when("dated").then(dated).otherwise(pl.col("until_was").is_null())
    unchanged = pairs.filter(same & still).select("row_no", "kind").unique()
    new = said.join(unchanged, on=["row_no", "kind"], how="anti")
    over = pairs.join(unchanged, on=["row_no", "kind"], how="anti").filter(_overlap())
    before = pl.col("since_was").is_null() | (pl.col("since_was") < pl.col("since"))
    left = over.filter(before & (pl.col("kind") != FactKind.DEATH.value)).select(
        "row_no",
        "person_id",
        "kind",
        value="value_was",
        grade="grade_was",
        since="since_was",
        until=pl.col("since") - ONE_DAY,
    )
    return Change(pl.concat([new.select(FACT), left.select(FACT)]), over["id"].unique())


def _said(rows: pl.DataFrame, layout: Layout, as_of: date) -> pl.DataFrame:
    parts = [
        rows.filter(pl.col(f"kind{place}").is_not_null()).select(
            "row_no",
            "person_id",
            kind=f"kind{place}",
            value=f"value{place}",
            grade=f"grade{place}",
            since=f"since{place}" if rule.dated else pl.lit(as_of),
            until=f"until{place}",
            dated=pl.lit(rule.dated),
        )
        for place, rule in enumerate(layout.facts)
    ]
    return pl.concat(parts) if parts else rows.head(0).select("row_no", "person_id")


def _overlap() -> pl.Expr:
    begins = (
        pl.col("until").is_null() | pl.col("since_was").is_null() | (pl.col("since_was") <= pl.col("until"))
    )
    lasts = pl.col("until_was").is_null() | (pl.col("until_was") >= pl.col("since"))
    return begins & lasts


def phones(rows: pl.DataFrame, known: pl.DataFrame) -> Change:
    """The source's one phone: another takes its place. `known`: row_no, id, blind."""
    given = rows.filter(pl.col("phone").is_not_null()).select(
        "row_no", "person_id", "phone", blind="phone_blind"
    )
    pairs = known.join(given.select("row_no", "blind"), on="row_no", suffix="_new")
    same = pairs.filter(pl.col("blind") == pl.col("blind_new")).select("row_no")
    ended = pairs.filter(pl.col("blind") != pl.col("blind_new"))["id"]
    return Change(given.join(same, on="row_no", how="anti"), ended)


def abodes(rows: pl.DataFrame, known: pl.DataFrame, source: str, as_of: date) -> Change:
    """Where the source says that its people live and are registered. `known`: row_no, id, kind, source,
    division, blind, of all sources.
    """
    parts = []
    for kind, code, address in (
        (AbodeKind.RESIDENCE, "home", "home_address"),
        (AbodeKind.REGISTERED, "registered", "registered_address"),
    ):
        parts.append(
            rows.filter(pl.col(code).is_not_null()).select(
                "row_no",
                "person_id",
                kind=pl.lit(kind.value),
                division=code,
                address=address,
                blind=f"{address}_blind",
            )
        )
    given = pl.concat(parts)
    own = known.filter(pl.col("source") == source).drop("source")
    pairs = given.join(own, on=["row_no", "kind"], suffix="_was")
    at = pl.col("division") == pl.col("division_was")
    unsaid = pl.col("blind").is_null() & at
    same = pairs.filter((at & pl.col("blind").eq_missing(pl.col("blind_was"))) | unsaid).select(
        "row_no", "kind"
    )
    moved = pairs.join(same, on=["row_no", "kind"], how="anti").select("row_no", "kind", "id")
    new = given.join(same, on=["row_no", "kind"], how="anti").join(moved, on=["row_no", "kind"], how="left")
    since = pl.when(pl.col("id").is_not_null()).then(pl.lit(as_of))
    return Change(new.with_columns(since=since).drop("id"), moved["id"])


def homes(
    new: pl.DataFrame, known: pl.DataFrame, source: str, ranks: Mapping[str, Mapping[str, int]]
) -> pl.DataFrame:
    """Home and registered division that follow from changed abodes (`core.precedence.homes`, in columns).

    A source changes them only if no other source that says something of the kind is believed more. Answers
    `row_no`, `person_id`, `home`, `registered`; null where nothing follows.
    """
    others = known.filter(pl.col("source") != source)
    best = _ranked(others, ranks).group_by("row_no", "kind").agg(pl.col("rank").min())
    mine = pl.col("kind").replace_strict(
        {kind.value: ranks[kind.value].get(source, len(ranks[kind.value])) for kind in AbodeKind}
    )
    counts = new.join(best, on=["row_no", "kind"], how="left").filter(
        pl.col("rank").is_null() | (mine <= pl.col("rank"))
    )
    lives = known.filter(pl.col("kind") == AbodeKind.RESIDENCE.value).select("row_no").unique()
    residence = counts.filter(pl.col("kind") == AbodeKind.RESIDENCE.value).select(
        "row_no", "person_id", home="division"
    )
    registered = counts.filter(pl.col("kind") == AbodeKind.REGISTERED.value).select(
        "row_no", "person_id", registered="division"
    )
    both = residence.join(registered, on=["row_no", "person_id"], how="full", coalesce=True)
    homeless = both.join(lives, on="row_no", how="anti")["row_no"]
    fallback = pl.when(pl.col("row_no").is_in(homeless.implode())).then("registered")
    return both.with_columns(home=pl.coalesce("home", fallback))


def _ranked(abodes: pl.DataFrame, ranks: Mapping[str, Mapping[str, int]]) -> pl.DataFrame:
    table = pl.DataFrame(
        [(kind, source, rank) for kind, order in ranks.items() for source, rank in order.items()],
        schema={"kind": pl.String, "source": pl.String, "rank": pl.Int64},
        orient="row",
    )
    last = max((len(order) for order in ranks.values()), default=0)
    return abodes.join(table, on=["kind", "source"], how="left").with_columns(pl.col("rank").fill_null(last))


def members(rows: pl.DataFrame, known: pl.DataFrame) -> Change:
    """Who belongs to which household. `rows` bear `household_id`; `known`: row_no, id, household_id,
    relation.
    """
    given = rows.filter(pl.col("household_id").is_not_null()).select(
        "row_no", "person_id", "household_id", relation=pl.col("head_relation")
    )
    pairs = given.join(known, on="row_no", suffix="_was")
    at = pl.col("household_id") == pl.col("household_id_was")
    same = pairs.filter(at & (pl.col("relation") == pl.col("relation_was"))).select("row_no")
    ended = pairs.join(same, on="row_no", how="anti")["id"]
    return Change(given.join(same, on="row_no", how="anti"), ended)


def contacts(rows: pl.DataFrame, known: pl.DataFrame, source: str) -> Change:
    """The source's one emergency contact: another takes its place in the order; a phone that any source gave
    already is not written twice. `known`: row_no, id, name, relation, blind, position, source.
    """
    given = rows.filter(pl.col("contact_phone").is_not_null() & pl.col("contact_name").is_not_null()).select(
        "row_no",
        "person_id",
        name="contact_name",
        relation="contact_relation",
        phone="contact_phone",
        blind="contact_phone_blind",
    )
    met = given.join(known, on=["row_no", "blind"], suffix="_was")
    says_same = (pl.col("name") == pl.col("name_was")) & (pl.col("relation") == pl.col("relation_was"))
    same = met.filter(says_same | (pl.col("source") != source)).select("row_no").unique()
    new = given.join(same, on="row_no", how="anti")
    own = known.filter(pl.col("source") == source).join(new.select("row_no"), on="row_no", how="semi")
    kept = own.group_by("row_no").agg(place=pl.col("position").min())
    last = known.group_by("row_no").agg(last=pl.col("position").max())
    placed = new.join(kept, on="row_no", how="left").join(last, on="row_no", how="left")
    position = pl.coalesce("place", pl.col("last") + 1, pl.lit(1))
    return Change(placed.with_columns(position=position.cast(pl.Int32)).drop("place", "last"), own["id"])


def guardians(rows: pl.DataFrame, known: pl.DataFrame, as_of: date) -> Change:
    """Guardians that the register does not name yet: an infant's from birth, another's from the roster's day.

    `known`: row_no, name of the guardianships in force. Rows bear `guardian_id` where the guardian is known.
    """
    given = rows.filter(pl.col("guardian_name").is_not_null())
    new = given.join(known, left_on=["row_no", "guardian_name"], right_on=["row_no", "name"], how="anti")
    infant = pl.col("birth") > as_of - timedelta(days=6575)
    return Change(
        new.select(
            "row_no",
            "person_id",
            "guardian_id",
            name="guardian_name",
            relation="guardian_relation",
            phone="guardian_phone",
            blind="guardian_number_blind",
            since=pl.when(infant).then("birth").otherwise(pl.lit(as_of)),
        ),
        pl.Series("id", [], dtype=pl.Int64),
    )
