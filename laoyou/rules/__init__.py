"""The policy engine: a small typed language over named facts, read in columns and for one person alike.

`language.parse` makes an expression of a text or refuses it with line, column and remedy; `types.Program`
puts clauses and an amount together. Three readings always agree: `columns.decide` over any frame that
Narwhals knows (Polars, DuckDB, PySpark), `profiles.decide` over each distinct combination of relevant facts
once, and `person.explain` over one person with a reason for everything. Unknown stays unknown (Kleene). No
Django, no `eval`; a hostile text can neither read nor run anything, nor take long.

Added to what was agreed at first: `Fact.low` and `Fact.high` (a number outside them is unknown; by them the
checker proves that nothing overflows), parameters that are `Money` or `Fraction`, `language.constant` to read
one, `years_since`, and in `unknown` one bit after the last clause for an amount that is itself unknown.
A row of `Profiles.table` holds what the programs asked of each fact (`age_on(period_end) >= 80`: true), not
the fact itself.
"""
