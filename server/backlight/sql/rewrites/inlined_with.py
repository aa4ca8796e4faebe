"""A `WITH` that several places read by parts becomes `NOT MATERIALIZED`: each reads its part alone.

PostgreSQL works out what is read more than once as a whole, and knows nothing of its rows then. Put
into each place, it meets the conditions there. Sound where working it out twice gives the same
rows: nothing in it writes, locks, counts on the order of rows or calls what may answer otherwise.
Whether it pays, the planner is asked.
"""

from collections.abc import Iterator
from itertools import pairwise

from backlight.analysis.queries_words import named
from backlight.analysis.tables import Schema
from backlight.edits import Edit
from backlight.sql.dates import keyword
from backlight.sql.improved import Held, Rewrite
from backlight.sql.shape import Statement

WHY = "Each place works out only the part that it asks for, in place of all of it for all places."
STEADY = named(
    "sum count avg min max coalesce nullif abs round ceil floor substr substring upper lower trim "
    "length extract date_trunc cast greatest least concat stddev_samp stddev variance var_samp "
    "in exists and or not as by on using when then else any all select from where between having "
    "case union except intersect join values numeric decimal varchar char rollup grouping"
)
"""What may stand before a parenthesis: what gives the same for the same."""
UNSTEADY = named(
    "limit offset fetch over tablesample insert update delete share random now localtime "
    "localtimestamp current_timestamp array_agg string_agg json_agg jsonb_agg recursive"
)


def rewrite(statement: Statement, schema: Schema) -> Iterator[Rewrite | Held]:
    """Find what a WITH makes and several places read."""
    del schema
    lower = statement.lower
    if statement.dialect != "postgres" or lower[:1] != ["with"] or lower[1:2] == ["recursive"]:
        return
    edits = []
    for at in range(1, len(lower) - 3):
        opening = at + 2
        if lower[at + 1] != "as" or lower[opening] != "(" or lower[at - 1] not in {"with", ","}:
            continue
        end = statement.close.get(opening)
        if end is None or lower[opening + 1] != "select" or not _steady(statement, opening, end):
            continue
        read = [table.name.lower() for one in statement.selects for table in one.tables]
        if read.count(lower[at]) < 2:
            continue
        start = statement.words[opening].start
        edits.append(Edit(start, start, f"{keyword(statement, 'NOT MATERIALIZED')} ", WHY))
    if edits:
        yield Rewrite(
            tuple(edits),
            "what WITH makes is worked out as a whole for places that read parts of it",
            whole=True,
            maybe=True,
        )


def _steady(statement: Statement, start: int, end: int) -> bool:
    """Whether the words of a subquery give the same rows each time they are worked out."""
    lower = statement.lower
    if UNSTEADY & set(lower[start:end]) or ("distinct", "on") in pairwise(lower[start:end]):
        return False
    called = (lower[n - 1] for n in range(start + 1, end) if lower[n] == "(")
    named_ = (word for word in called if word[:1].isalpha() or word[:1] in {'"', "_"})
    return all(word in STEADY for word in named_)
