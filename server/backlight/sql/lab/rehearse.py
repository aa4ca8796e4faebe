"""A migration is tried before anybody runs it: up, what the models want, down, all as before.

Everything is done in a scratch PostgreSQL, by a role that may do nothing else.
"""

from collections.abc import Iterable, Sequence
from re import compile as regex

import psycopg

from backlight.analysis.queries_files import split
from backlight.sql.lab.cluster import ROLE, Cluster
from backlight.sql.lab.engine import Broken
from backlight.sql.lab.postgres import Postgres, connected
from backlight.sql.lab.single import Connection
from backlight.sql.lab.verdict import Rehearsal

MOST = 3
"""Differences that are said."""
CATALOG = """
SELECT 'the column ' || table_name || '.' || column_name,
       data_type || ' ' || is_nullable || ' ' || coalesce(column_default, '')
FROM information_schema.columns WHERE table_schema = 'public'
UNION ALL SELECT 'the index ' || indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
UNION ALL SELECT 'the constraint ' || conname, pg_get_constraintdef(oid) FROM pg_constraint
WHERE connamespace = 'public'::regnamespace
"""
LACKING = regex(
    r'^extension "[^"]*" (?:is not available|does not exist)|^could not (?:open|access) '
)
"""What says nothing of a migration."""
EXTENSION = regex(r'(?i)^create\s+extension\s+(?:if\s+not\s+exists\s+)?"?([\w-]+)"?')
MADE = "CREATE OR REPLACE FUNCTION uuid_generate_{}() RETURNS uuid LANGUAGE sql AS {}"
GIVEN = {
    "pgcrypto": "SELECT 1",
    "uuid-ossp": "; ".join(MADE.format(v, "'SELECT gen_random_uuid()'") for v in ("v1", "v4")),
}
"""Extensions that a PostgreSQL may lack, and what most migrations want of them."""
Seen = frozenset[tuple[str, str]]


def rehearse(
    cluster: Cluster, earlier: Iterable[str], up: str, down: str, wanted: Sequence[tuple[str, str]]
) -> Rehearsal:
    """Carry out the migrations before it, then its way up, and then its way back.

    Where one before it cannot be carried out, what fails afterwards may fail for that alone.
    """
    Postgres(cluster).close()  # an empty database
    with connected(cluster, ROLE) as connection:
        connection.execute(GIVEN["uuid-ossp"].encode())  # TypeORM makes it before all migrations
        odd = [wrong for script in earlier if (wrong := _done(connection, script)) is not None]
        found = _rehearsed(connection, up, down, wanted)
    if not odd:
        return found
    why = f"A migration before it could not be tried ({odd[0]})."
    return Rehearsal(found.ok or None, f"{why} {found.detail}")


def _rehearsed(
    connection: Connection, up: str, down: str, wanted: Sequence[tuple[str, str]]
) -> Rehearsal:
    before = _seen(connection)
    if (wrong := _done(connection, up)) is not None:
        if LACKING.search(wrong):
            return Rehearsal(None, f"The scratch database lacks something of it: {wrong}.")
        return Rehearsal(ok=False, detail=f"The way up fails: {wrong}.")
    after = _seen(connection)
    missing = _missing(after, wanted)
    if missing:
        return Rehearsal(ok=False, detail=f"After the way up {missing}.")
    if not down.strip():
        return Rehearsal(ok=True, detail="The way up works; there is no way back to try.")
    if (wrong := _done(connection, down)) is not None:
        if LACKING.search(wrong):
            return Rehearsal(
                ok=True, detail=f"The way up works; the way back is not clear: {wrong}."
            )
        return Rehearsal(ok=False, detail=f"The way back fails: {wrong}.")
    left = _differences(before, _seen(connection))
    if left:
        return Rehearsal(ok=False, detail=f"After the way back {left}.")
    said = "Tried on a scratch PostgreSQL: up, the columns of the models, down, all as before."
    return Rehearsal(ok=True, detail=said)


def _done(connection: Connection, script: str) -> str | None:
    """What goes wrong, in the words of the server; `None` if nothing does."""
    for start, end in split(script):
        given = EXTENSION.match(script[start:end])
        sql = GIVEN.get(given[1].lower(), "") if given is not None else ""
        try:
            connection.execute((sql or script[start:end]).encode())
        except psycopg.OperationalError as error:
            if connection.closed:
                raise Broken("the server ended") from None
            return str(error).partition("\n")[0]
        except (psycopg.Error, ValueError) as error:
            return str(error).partition("\n")[0]
    return None


def _seen(connection: Connection) -> Seen:
    rows = connection.execute(CATALOG).fetchall()
    return frozenset((str(name), str(what).strip()) for name, what in rows)


def _missing(after: Seen, wanted: Sequence[tuple[str, str]]) -> str:
    """The columns that a model has and its table lacks; a table that is not there is not meant."""
    names = {name.removeprefix("the column ").lower() for name, _ in after}
    tables = {name.partition(".")[0] for name in names}
    lacks = [f"`{t}.{c}`" for t, c in wanted if t in tables and f"{t}.{c}" not in names]
    are = "is" if len(lacks) == 1 else "are"
    return f"the model's {', '.join(lacks[:MOST])} {are} not there" if lacks else ""


def _differences(before: Seen, after: Seen) -> str:
    old, new = dict(before), dict(after)
    said = [f"{name} is still there" for name in sorted(new.keys() - old.keys())]
    said += [f"{name} is gone" for name in sorted(old.keys() - new.keys())]
    said += [
        f"{name} is `{new[name]}` in place of `{old[name]}`"
        for name in sorted(old.keys() & new.keys())
        if old[name] != new[name]
    ]
    return "; ".join(said[:MOST])
