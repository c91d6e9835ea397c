"""The twelve benefits as somebody would write them in Polars by hand: verdict and amount, and no reason.

Unknown stays unknown as in Polars (Kleene's and, or, not; comparisons give null); paid is where it is true.
"""

from __future__ import annotations

from datetime import date

import polars as pl

END = date(2026, 3, 31)
CITY = "2305"


def lazy(people: pl.LazyFrame) -> pl.LazyFrame:
    """Two columns a benefit: Boolean (null undecided) and Int64 fen (0 no, null undecided)."""
    helped = people.with_columns(
        age=_age(pl.col("birth_date")),
        registered_here=pl.col("registered").cat.starts_with(CITY),
        lives_here=pl.col("residence").cat.starts_with(CITY),
    )
    return helped.select(
        column for code, (due, amount) in _benefits().items() for column in _two(code, due, amount)
    )


def _age(birth: pl.Expr) -> pl.Expr:
    days = birth.dt.year().cast(pl.Int32) * 10_000 + birth.dt.month().cast(pl.Int32) * 100 + birth.dt.day()
    return (END.year * 10_000 + END.month * 100 + END.day - days) // 10_000


def _two(code: str, due: pl.Expr, amount: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    fen = pl.when(due).then(amount).when(~due).then(pl.lit(0, pl.Int64))
    return due.alias(f"{code}.verdict"), fen.alias(f"{code}.amount")


def _yuan(yuan: int) -> pl.Expr:
    return pl.lit(yuan * 100, pl.Int64)


def _benefits() -> dict[str, tuple[pl.Expr, pl.Expr]]:
    age, ability, grade = pl.col("age"), pl.col("ability"), pl.col("disability_grade")
    income, extreme, urban = pl.col("low_income"), pl.col("extreme_poverty"), pl.col("urban")
    special, disability, living = pl.col("special_family"), pl.col("disability"), pl.col("living")
    registered, here = pl.col("alive") & pl.col("registered_here"), pl.col("alive") & pl.col("lives_here")
    severe = grade.is_in([1, 2])
    in_poverty, concentrated = extreme != "none", extreme == "concentrated"
    poor = (income != "none") | pl.col("low_income_edge") | in_poverty
    yearly = (
        pl.when(urban & concentrated).then(17736_00).when(urban).then(12420_00)
        .when(concentrated).then(9996_00).otherwise(7008_00).cast(pl.Int64)
    )  # fmt: skip
    return {
        "high_age_allowance": (
            registered & (age >= 80),
            pl.when(age <= 89).then(_yuan(100)).when(age <= 99).then(_yuan(200)).otherwise(_yuan(500)),
        ),
        "extreme_poverty_support": (registered & in_poverty, (yearly * 2 + 12) // 24),
        "extreme_poverty_care": (registered & concentrated & ((ability >= 2) | severe), _yuan(3000)),
        "service_subsidy": (
            here & (age >= 80) & poor,
            pl.when(in_poverty | (income != "none")).then(_yuan(100)).otherwise(_yuan(50)),
        ),
        "nursing_subsidy": (
            registered & (age >= 60) & ((income != "none") | pl.col("low_income_edge")) & (ability >= 2)
            & ((pl.col("ltc_grade") == 0) | pl.col("ltc_grade").is_null()) & ~severe,
            pl.when(ability <= 1).then(_yuan(0)).when(ability == 2).then(_yuan(100))
            .when(ability == 3).then(_yuan(200)).otherwise(_yuan(300)),
        ),
        "disabled_nursing": (
            registered & (disability != "none") & (severe | ((grade == 3) & disability.is_in(["5", "6"]))),
            pl.when(grade == 1).then(_yuan(120)).otherwise(_yuan(80)),
        ),
        "disabled_living": (
            registered & (disability != "none") & (income != "none") & (extreme == "none"), _yuan(80)
        ),
        "purchased_service": (
            here & ((age >= 80) | (age >= 60) & (
                (income != "none") | in_poverty | pl.col("entitled_group") | (special != "none") | severe
                | pl.col("contribution")
            )),
            _yuan(20),
        ),
        "infant_care": (registered & (age < 3), _yuan(300)),
        "special_family_aid": (
            registered & (age >= 49) & (special != "none"),
            pl.when(special == "bereaved").then(_yuan(590)).otherwise(_yuan(460)),
        ),
        "consumption_voucher": (
            here & (age >= 60) & (ability >= 2),
            pl.when(ability <= 2).then(_yuan(400)).when(ability == 3).then(_yuan(700)).otherwise(_yuan(750)),
        ),
        "caring_visits": (
            here & (age >= 60) & living.is_in(["alone", "empty_nest", "left_behind"])
            & (poor | (age >= 80) | (ability >= 2) | pl.col("dementia")),
            pl.when(pl.col("dementia") | (living == "alone")).then(_yuan(30)).otherwise(_yuan(15)),
        ),
    }  # fmt: skip
