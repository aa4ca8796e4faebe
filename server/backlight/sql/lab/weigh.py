"""What two statements cost, in a scratch PostgreSQL of realistic size or in the user's own."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import psycopg

from backlight.sql.lab import advice, filling
from backlight.sql.lab.aim import heat
from backlight.sql.lab.clues import Spot
from backlight.sql.lab.cluster import USER, Cluster
from backlight.sql.lab.engine import Broken
from backlight.sql.lab.explain import Plan, changed, read
from backlight.sql.lab.filling import Connection
from backlight.sql.lab.postgres import Postgres, connected
from backlight.sql.lab.script import quoted
from backlight.sql.lab.trial import Trial
from backlight.sql.lab.values import Value
from backlight.sql.lab.verdict import Weight


def weigh(
    one: Trial, cluster: Cluster, indexes: Mapping[str, Sequence[Sequence[str]]], scratch: Postgres
) -> Weight:
    """Costs before and after, the step that changed, and the index that would help."""
    heat(one.plan, one.found.said, scratch)
    tried = list(advice.candidates(one.plan.frames, _asked(one)))[: advice.MOST]
    with connected(cluster, USER) as connection:
        filling.filled(connection, one.plan.frames, indexes)
        names = [_made(connection, one, index, n) for n, index in enumerate(tried)]
        filling.sampled(connection, one.plan.frames, _wanted(one))
        filling.stretched(connection, one.plan.frames, cluster.folder / "data")
        _shown(connection, names, valid=False)
        before, after = one.whole()
        first, second = explained(connection, before), explained(connection, after)

        def ask(index: advice.Index, sql: str = after) -> Plan | None:
            name = names[tried.index(index)]
            _shown(connection, [name], valid=True)
            try:
                return explained(connection, sql)
            finally:
                _shown(connection, [name], valid=False)

        index = advice.best(second, tried, ask)
        old = None
        if index is not None:
            same = next(i for i in tried if (i.table, i.columns) == (index.table, index.columns))
            old = ask(same, before)
    where = f"a scratch {scratch.name} with {filling.SIZE:,} rows in a table and more"
    weight = Weight(where, first.cost, second.cost, changed(first, second))
    if index is None or old is None:
        return weight
    return replace(weight, index=index.statement, old=old.cost, new=index.cost)


def of_users(one: Trial, url: str, scratch: Postgres | None) -> Weight:
    """The costs in a database of the user's: read only, in a transaction that is taken back."""
    if scratch is not None:
        heat(one.plan, one.found.said, scratch)
    try:
        with psycopg.connect(url, connect_timeout=3, prepare_threshold=None) as connection:
            connection.read_only = True
            connection.execute("SET LOCAL statement_timeout = 2000")
            before, after = one.whole()
            first, second = explained(connection, before), explained(connection, after)
            connection.rollback()
    except psycopg.Error as error:
        said = str(error).partition("\n")[0]
        raise Broken(f"your development database could not be asked ({said}).") from None
    return Weight("your development database", first.cost, second.cost, changed(first, second))


def explained(connection: Connection, sql: str) -> Plan:
    """The plan of one statement, which is not carried out; raises `Broken`."""
    try:
        found = connection.execute(f"EXPLAIN (FORMAT JSON) {sql}".encode()).fetchone()
    except psycopg.Error as error:
        said = str(error).partition("\n")[0]
        raise Broken(f"the planner says: {said}.") from None
    answer: Any = found[0] if found is not None else None
    return read(answer[0])


def _wanted(one: Trial) -> dict[Spot, list[Value]]:
    """The values that the statements ask for, those of their parameters first."""
    found: dict[Spot, list[Value]] = {
        spot: list(dict.fromkeys(values)) for spot, values in one.favoured(1).items()
    }
    for spot, pool in one.plan.pools.items():
        found.setdefault(spot, []).extend(pool.hot)
    return found


def _asked(one: Trial) -> list[Spot]:
    """The columns that predicates, joins and sorts name, in this order."""
    asked = [said.spot for said in one.found.said]
    asked += [spot for pair in one.found.linked for spot in pair]
    return asked + one.found.sorted


def _made(connection: Connection, one: Trial, index: advice.Index, number: int) -> str:
    frame = next(f for f in one.plan.frames if f.name == index.table)
    listed = ", ".join(f'"{name}"' for name in index.columns)
    name = f"tried_{number}"
    connection.execute(f"CREATE INDEX {name} ON {quoted(frame)} ({listed})".encode())
    return name


def _shown(connection: Connection, names: Sequence[str], *, valid: bool) -> None:
    """Whether the planner may use an index."""
    for name in names:
        connection.execute(
            "UPDATE pg_index SET indisvalid = %s WHERE indexrelid = "
            "(SELECT oid FROM pg_class WHERE relname = %s)",
            (valid, name),
        )
