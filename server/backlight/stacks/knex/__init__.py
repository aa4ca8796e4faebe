"""Knex: chains that start from a table, `db("users").where({ id }).first()`."""

from backlight.analysis.facts import Project, Query
from backlight.analysis.syntax import Source
from backlight.edits import Refused
from backlight.stacks.later import later
from backlight.stacks.record import Idioms, Improvement, Orm

_batch = later("stacks.knex.improve_batch:improve")
IDIOMS = Idioms(
    migrations="A migration is a file of the migrations' folder that exports `up` and `down`; "
    "`knex migrate:make` names it.",
    pages="`orderBy` on a unique key with `limit` and a `where` on the last row that was seen.",
    pools="One `knex({ client, connection, pool })` for the process, destroyed at its end.",
)


def improve(source: Source, query: Query, project: Project) -> Improvement | Refused | None:
    """One read in place of one for each turn; what else is wrong with a chain is said."""
    better: Improvement | Refused | None = _batch(source, query, project) if query.loop else None
    if better is not None:
        return better
    if query.loop is not None and query.returns in {"row", "rows"}:
        return Refused(
            f"`{query.model}` is read once for each turn of a loop: read all at once before it, "
            'with `whereIn("id", ids)`, or ask the agent for it.'
        )
    return None


KNEX = Orm(
    name="knex",
    languages=("javascript", "typescript", "tsx"),
    needles=(b"knex", b"Knex", b"db(", b"trx(", b"tx("),
    queries=later("stacks.knex.queries:queries"),
    tables=later("stacks.knex.tables:tables"),
    improve=improve,
    render=later("stacks.knex.render:render"),
    idioms=IDIOMS,
)
"""The query builder of Knex."""
