"""`col LIKE '%word%'` cannot use an ordinary index: what can is said, and nothing is rewritten.

There is no other way to say it that finds the same rows, so this is advice.
"""

from collections.abc import Iterator
from re import compile as regex

from backlight.analysis.tables import Schema
from backlight.sql.improved import Held, Rewrite
from backlight.sql.shape import Statement, leaves

PATTERN = regex(r"^'%.*[^%'].*'$")
SUFFIX = regex(r"^'%[^%_]+'$")


def rewrite(statement: Statement, schema: Schema) -> Iterator[Rewrite | Held]:
    """Find patterns that begin with anything."""
    for leaf in leaves(statement):
        pattern = statement.text(leaf.right)
        if leaf.operator not in {"like", "ilike"} or not PATTERN.match(pattern) or leaf.negated:
            continue
        found = statement.column_of(leaf.left, leaf.select, schema)
        if found is None:
            continue
        table, column = found[0].name, found[1].name
        evidence = f"`{statement.text((leaf.start, leaf.end))[:40]}` reads every row"
        if SUFFIX.match(pattern) and leaf.operator == "like":
            yield Held(
                evidence,
                f"An index finds the ends of texts if it holds them backwards: `CREATE INDEX ON "
                f"{table} (reverse({column}) text_pattern_ops);`, with `reverse({column}) LIKE "
                "reverse(…)` in the query.",
            )
        elif statement.dialect in {"postgres", ""}:
            yield Held(
                evidence,
                f"PostgreSQL finds words inside texts with trigrams: `CREATE EXTENSION pg_trgm; "
                f"CREATE INDEX ON {table} USING gin ({column} gin_trgm_ops);` serves it as it is.",
            )
