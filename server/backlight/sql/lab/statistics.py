"""What the planner of a user's database knows of its tables: sizes and spreads, never rows.

They stay on this machine: they are put into the scratch database beside it, and nowhere else.
"""

from collections.abc import Mapping, Sequence

from backlight.sql.lab.frame import Field, Frame
from backlight.sql.lab.likely import Ground, Spread
from backlight.sql.lab.script import quoted
from backlight.sql.lab.single import Connection

ORDERED = 0.9
"""Rows lie in the order of a column whose correlation is larger than this."""
LONGEST = 200
"""Characters of one value."""


def counted(
    connection: Connection, frames: Sequence[Frame], guessed: Mapping[str, Ground]
) -> dict[str, Ground]:
    """Sizes and spreads as the database has them; what it does not know is taken as guessed."""
    found = dict(guessed)
    for frame in frames:
        name = frame.name.lower()
        sized = connection.execute(
            "SELECT reltuples, relpages FROM pg_class WHERE oid = to_regclass(%s)",
            (quoted(frame),),
        ).fetchone()
        if sized is None or float(str(sized[0])) < 0:
            continue
        rows = float(str(sized[0]))
        spreads = dict(guessed[name].spreads) | _spreads(connection, frame, rows)
        found[name] = Ground(max(1.0, rows), spreads, max(1, int(str(sized[1]))), counted=True)
    return found


def indexes(
    connection: Connection, frames: Sequence[Frame]
) -> dict[str, tuple[tuple[str, ...], ...]]:
    """The columns of each index that a table has, by the name of the table in lower case."""
    found = {}
    for frame in frames:
        rows = connection.execute(
            "SELECT array_agg(a.attname::text ORDER BY k.at) FROM pg_index i, "
            "LATERAL unnest(i.indkey::int2[]) WITH ORDINALITY k(number, at), pg_attribute a "
            "WHERE i.indrelid = to_regclass(%s) AND i.indpred IS NULL AND i.indexprs IS NULL "
            "AND a.attrelid = i.indrelid AND a.attnum = k.number AND k.at <= i.indnkeyatts "
            "GROUP BY i.indexrelid",
            (quoted(frame),),
        )
        found[frame.name.lower()] = tuple(
            tuple(str(name) for name in names)
            for (names,) in rows.fetchall()
            if isinstance(names, list)
        )
    return found


def _spreads(connection: Connection, frame: Frame, rows: float) -> dict[str, Spread]:
    answer = connection.execute(
        "SELECT attname, null_frac, n_distinct, most_common_vals::text::text[], "
        "most_common_freqs, histogram_bounds::text::text[], coalesce(correlation, 0) "
        "FROM pg_stats WHERE NOT inherited AND (schemaname, tablename) = "
        "(SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n "
        "ON n.oid = c.relnamespace WHERE c.oid = to_regclass(%s))",
        (quoted(frame),),
    )
    found = {}
    for name, nulls, distinct, values, parts, bounds, order in answer.fetchall():
        one = frame.field(str(name))
        if one is None:
            continue
        number = float(str(distinct))
        found[one.name.lower()] = Spread(
            number if number > 0 else -number * rows,
            float(str(nulls)),
            tuple(zip(_texts(one, values), _numbers(parts), strict=False)),
            tuple(_texts(one, bounds)),
            ordered=float(str(order)) > ORDERED,
        )
    return found


def _texts(one: Field, values: object) -> list[str]:
    """Values as they are written; those of fixed length lose their blanks."""
    if not isinstance(values, list) or one.sort in {"json", "jsonb", "array", "bytes"}:
        return []
    return [str(value).rstrip()[:LONGEST] if one.sort == "text" else str(value) for value in values]


def _numbers(values: object) -> list[float]:
    return [float(str(value)) for value in values] if isinstance(values, list) else []


def hypothetical(connection: Connection) -> str | None:
    """Where the functions are that tell of an index which is not there (HypoPG), if they are."""
    found = connection.execute(
        "SELECT quote_ident(n.nspname) FROM pg_extension e JOIN pg_namespace n "
        "ON n.oid = e.extnamespace WHERE e.extname = 'hypopg' AND "
        "has_schema_privilege(n.oid, 'USAGE')"
    ).fetchone()
    return str(found[0]) if found is not None else None
