"""What a statement and several others in its place cost: asked at once, on one ground."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache

from backlight.analysis.tables import Schema
from backlight.sql.lab import filling, likely
from backlight.sql.lab.clues import Spot
from backlight.sql.lab.cluster import PLANS, USER, Cluster
from backlight.sql.lab.engine import Broken
from backlight.sql.lab.explain import Plan, changed
from backlight.sql.lab.frame import Frame, widened
from backlight.sql.lab.own import opened
from backlight.sql.lab.postgres import connected
from backlight.sql.lab.single import Connection, explained
from backlight.sql.lab.trial import Trial
from backlight.sql.lab.values import Value
from backlight.sql.lab.verdict import Weight

USERS = "your development database"


def of_users(trials: Sequence[Trial], url: str) -> list[Weight]:
    """What they cost in a database of the user's; nothing else is asked of it."""
    with opened(url) as connection:
        return _costs(connection, trials, USERS)


def in_scratch(
    trials: Sequence[Trial], cluster: Cluster, schema: Schema, version: str
) -> list[Weight]:
    """What they cost in a scratch database of realistic size, which is filled once for them all."""
    frames, grounds = ground(trials, schema)
    there = {table.name.lower(): table.indexes for table in schema.tables}
    with connected(cluster, USER, PLANS) as connection:
        ready(connection)
        filling.filled(connection, frames, there, grounds)
        filling.sampled(connection, frames, wanted(trials), grounds)
        filling.stretched(connection, frames, cluster.folder / "data", grounds)
        return _costs(connection, trials, scratch(version))


def scratch(version: str) -> str:
    """What a scratch database is called."""
    return f"a scratch {version} with {likely.SIZE:,} rows in a table and more"


def ready(connection: Connection) -> None:
    """Plans are made as servers make them."""
    connection.execute("SET max_parallel_workers_per_gather = 2")


def _costs(connection: Connection, trials: Sequence[Trial], where: str) -> list[Weight]:
    """The statement before is asked about once; what fails is said of the one that does."""

    @cache
    def plan(sql: str) -> Plan:
        return explained(connection, sql)

    return [_cost(plan, one, where) for one in trials]


def _cost(plan: Callable[[str], Plan], one: Trial, where: str) -> Weight:
    before, after = one.whole()
    try:
        return weight(where, plan(before), plan(after))
    except Broken as error:
        return Weight("", why=str(error))


def weight(where: str, first: Plan, second: Plan) -> Weight:
    """Two plans beside each other."""
    return Weight(
        where,
        first.cost,
        second.cost,
        changed(first, second),
        plans=(first.drawn, second.drawn),
        rows=second.rows,
    )


def ground(
    trials: Sequence[Trial], schema: Schema
) -> tuple[tuple[Frame, ...], dict[str, likely.Ground]]:
    """The tables with all their columns, and what is likely of each."""
    frames = widened(_together(one.plan.frames for one in trials), schema)
    return frames, likely.grounds(frames, schema, wanted(trials))


def _together(all_: Iterable[Iterable[Frame]]) -> list[Frame]:
    """The tables of several trials, each with every column that one of them names."""
    found: dict[str, Frame] = {}
    for frame in (frame for frames in all_ for frame in frames):
        mine = found.setdefault(frame.name.lower(), frame)
        more = tuple(one for one in frame.fields if mine.field(one.name) is None)
        read = tuple(dict.fromkeys((*mine.read, *frame.read))) if mine.read and frame.read else ()
        found[frame.name.lower()] = replace(mine, fields=(*mine.fields, *more), read=read)
    return list(found.values())


def wanted(trials: Iterable[Trial]) -> dict[Spot, list[Value]]:
    """The values that the statements ask for, those of their parameters first."""
    found: dict[Spot, list[Value]] = {}
    for one in trials:
        favoured: Mapping[Spot, Sequence[Value]] = one.favoured(1)
        pools = {spot: pool.hot for spot, pool in one.plan.pools.items()}
        for spot in dict.fromkeys((*favoured, *pools)):
            values = (*found.get(spot, ()), *favoured.get(spot, ()), *pools.get(spot, ()))
            found[spot] = list(dict.fromkeys(values))
    return found
