"""What two statements cost, in a scratch PostgreSQL of realistic size or in the user's own."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from time import monotonic

from backlight.analysis.quoting import ident
from backlight.analysis.tables import Schema
from backlight.sql.lab import advice, filling, likely, statistics
from backlight.sql.lab.candidates import MOST, Index, candidates
from backlight.sql.lab.clues import Spot
from backlight.sql.lab.cluster import PLANS, USER, Cluster
from backlight.sql.lab.costs import USERS, ground, ready, scratch, wanted, weight
from backlight.sql.lab.engine import Broken
from backlight.sql.lab.explain import Plan
from backlight.sql.lab.frame import Frame
from backlight.sql.lab.making import made, shown
from backlight.sql.lab.own import opened
from backlight.sql.lab.postgres import connected
from backlight.sql.lab.script import quoted
from backlight.sql.lab.single import Connection, explained
from backlight.sql.lab.trial import Trial
from backlight.sql.lab.verdict import Weight

SECONDS = 1.0
"""For the indexes that are tried; the likely ones come first."""
Indexes = Mapping[str, Sequence[Sequence[str]]]


def weigh(one: Trial, cluster: Cluster, schema: Schema, version: str) -> Weight:
    """Costs before and after, the step that changed, and the index that would help."""
    frames, grounds = ground([one], schema)
    there = {table.name.lower(): table.indexes for table in schema.tables}
    return replace(_in_scratch(one, cluster, frames, grounds, there), where=scratch(version))


def of_users(one: Trial, cluster: Cluster, schema: Schema, url: str) -> Weight:
    """The costs in a database of the user's: read only, in a transaction that is taken back.

    An index is tried where the database can be asked about one that it lacks (HypoPG), else in the
    scratch database with the statistics of the user's.
    """
    frames, grounds = ground([one], schema)
    with opened(url) as connection:
        grounds = statistics.counted(connection, frames, grounds)
        there = statistics.indexes(connection, frames)
        before, after = one.whole()
        first, second = explained(connection, before), explained(connection, after)
        place = statistics.hypothetical(connection)
        if place is not None:
            advised = _hypothetical(connection, place, one, frames, grounds, there)
    weighed = weight(USERS, first, second)
    if place is None or (advised is None and any(form.using for form in one.forms)):
        try:
            advised = _in_scratch(one, cluster, frames, grounds, there)
        except Broken:  # a function or type that only the user's database has
            return weighed
    if advised is None or not advised.index:
        return weighed
    old, new = (part / advised.after * second.cost for part in (advised.old, advised.new))
    return replace(weighed, index=advised.index, old=old, new=new)


def _in_scratch(
    one: Trial,
    cluster: Cluster,
    frames: Sequence[Frame],
    grounds: Mapping[str, likely.Ground],
    there: Indexes,
) -> Weight:
    tried = _tried(one, frames, grounds)
    with connected(cluster, USER, PLANS) as connection:
        ready(connection)
        filling.filled(connection, frames, there, grounds)
        there_now = {i: made(connection, frames, i, n) for n, i in enumerate(tried)}
        names = [name for name in there_now.values() if name]
        filling.sampled(connection, frames, wanted([one]), grounds)
        filling.stretched(connection, frames, cluster.folder / "data", grounds)
        shown(connection, names, valid=False)
        before, after = one.whole()
        first, second = explained(connection, before), explained(connection, after)

        end = monotonic() + SECONDS

        def ask(index: Index, sql: str = after) -> Plan | None:
            name = there_now[replace(index, cost=0.0, step="")]
            if not name or (sql is after and monotonic() > end):
                return None
            shown(connection, [name], valid=True)
            try:
                return explained(connection, sql)
            finally:
                shown(connection, [name], valid=False)

        counted = any(ground.counted for ground in grounds.values())
        index = advice.best(second, tried, there, ask, counted=counted)
        old = ask(index, before) if index is not None else None
    weighed = weight("", first, second)
    if index is None or old is None:
        return weighed
    return replace(weighed, index=index.statement, old=old.cost, new=index.cost)


def _hypothetical(
    connection: Connection,
    place: str,
    one: Trial,
    frames: Sequence[Frame],
    grounds: Mapping[str, likely.Ground],
    there: Indexes,
) -> Weight | None:
    """The index that would help, as HypoPG reckons it; nothing of it is written."""
    before, after = one.whole()
    now = explained(connection, after)

    def ask(index: Index, sql: str = after) -> Plan | None:
        frame = next(f for f in frames if f.name == index.table)
        made = f"CREATE INDEX ON {quoted(frame)} {index.body(ident)}"
        connection.execute(f"SELECT {place}.hypopg_create_index(%s)", (made,))
        try:
            return explained(connection, sql)
        finally:
            connection.execute(f"SELECT {place}.hypopg_reset()")

    tried = [i for i in _tried(one, frames, grounds) if not i.using]  # HypoPG knows no GIN
    index = advice.best(now, tried, there, ask, counted=True)
    if index is not None:
        read = next(f.read for f in frames if f.name == index.table)
        index = advice.carrying(index, read, ask)
    old = ask(index, before) if index is not None else None
    if index is None or old is None:
        return None
    return Weight("", 0.0, now.cost, index=index.statement, old=old.cost, new=index.cost)


def _asked(one: Trial) -> list[Spot]:
    """The columns that predicates, joins and sorts name, in this order."""
    asked = [said.spot for said in one.found.said]
    asked += [spot for pair in one.found.linked for spot in pair]
    return asked + one.found.sorted


def _tried(
    one: Trial, frames: Sequence[Frame], grounds: Mapping[str, likely.Ground]
) -> list[Index]:
    """The indexes that could serve."""
    found = candidates(frames, _asked(one), one.found.sorted, one.forms, grounds)
    return list(dict.fromkeys(found))[:MOST]
