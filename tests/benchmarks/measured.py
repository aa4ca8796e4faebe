"""What "Optimize query" makes of whole statement files, measured on a database that is full.

    DATABASE=postgresql://… python tests/benchmarks/measured.py DATABASE schema.sql statements.jsonl

Each line of `statements.jsonl` has an `id` and the `sql` of one statement. It goes through the whole
road, as in an editor whose lab is ready (`--cold`: it is not): rewrites, proof, plan with the
statistics of the database, and the choice. What comes out is run there beside the statement as it
was. Printed are the ways that were tried, the verdict, cost and time before and after. `wrong` are
those whose rows differ on the full data, `slower` those that take over a tenth (and 20 ms) more
time; both must be none. At last the slow ones are counted, by what `slow.py` calls slow, and those
of them that gain nothing are listed with the reason.
"""

import asyncio
import json
import os
import re
import statistics
import sys
import tempfile
import time
from collections import Counter
from decimal import Decimal
from pathlib import Path

import psycopg
import slow

from backlight import index, runs
from backlight.agent.means import Means
from backlight.analysis.syntax import Span
from backlight.config import Config
from backlight.sql.lab.spare import Spare
from backlight.sql.ways import ways
from backlight.text import Text
from backlight.workspace import Snapshot
from backlight.workspace.snapshot import Document

LONGEST = 30_000
"""Milliseconds of one statement; a slow one that ends no sooner is not compared."""
TIMES = 3
CODE = '''import asyncpg


async def rows(conn):
    return await conn.fetch("""{}""")
'''
"""Where a statement stands, so that its dialect is known."""


class Front:
    """Nobody sits there."""

    def report(self, message):
        """Nobody reads it."""


async def improved(root, schema, sql, variable, means=None):
    """How the run on one statement ends, the statement after it, and the ways there were."""
    texts = {"schema.sql": schema, "q.py": CODE.format(lined(sql).replace("\\", "\\\\"))}
    snapshot = Snapshot(
        root, {path: Document(Text(text)) for path, text in texts.items()}, only=tuple(texts)
    )
    project = index.built(snapshot)
    queries = project.files["q.py"].queries if "q.py" in project.files else ()
    at = queries[0].span.start if queries else 0
    found = ways(queries[0], project.schema) if queries else ()
    wanted = runs.Request(action="optimize-query", path="q.py", span=Span(at, at), engine="instant")
    outcome = await runs.run(
        wanted, snapshot, project, Config(database_url_env=variable), Front(), means
    )
    after = sql
    if outcome.change is not None:
        made = index.after(project, outcome.change).files["q.py"].queries
        after = made[0].sql
    return outcome, after, len(found)


def lined(sql):
    """A statement of one very long line on several: nobody writes it so."""
    if "\n" in sql:
        return sql
    parts = sql.split("'")
    return "'".join(re.sub(r" (?=(?:from|where|and) )", "\n", part) if n % 2 == 0 else part
                    for n, part in enumerate(parts))  # fmt: skip


def timed(connection, sql):
    """The rows, whatever their order, and the median time in milliseconds."""
    times = []
    for _ in range(TIMES):
        began = time.perf_counter()
        rows = connection.execute(sql.encode()).fetchall()
        times.append((time.perf_counter() - began) * 1000)
        if sum(times) > LONGEST / 2:
            break
    return Counter(tuple(map(plain, row)) for row in rows), statistics.median(times)


def alone(connection, sql):
    """The time of a statement that stays as it is; at most what one may take."""
    try:
        return timed(connection, sql)[1]
    except psycopg.errors.QueryCanceled:
        return LONGEST
    except psycopg.Error:
        return 0.0


def plain(value):
    """A value as it is compared: sums of floats differ in their last digits."""
    if isinstance(value, float | Decimal):
        return f"{float(value):.9g}"
    return str(value)


def cost(connection, sql):
    """What the planner reckons."""
    [answer] = connection.execute(f"EXPLAIN (FORMAT JSON) {sql}".encode()).fetchone()
    return answer[0]["Plan"]["Total Cost"]


def main(variable, schema, path):
    schema = Path(schema).read_text("utf-8")
    means = Means(spare=None if "--cold" in sys.argv else Spare())
    if means.spare is not None:
        means.spare.warm()  # as an editor does when the menu of the query is looked at
    with (
        psycopg.connect(os.environ[variable], autocommit=True) as connection,
        tempfile.TemporaryDirectory() as root,
    ):
        connection.execute(f"SET statement_timeout = {LONGEST}")
        connection.execute("SET default_transaction_read_only = on")
        rows = map(json.loads, Path(path).read_text("utf-8").splitlines())
        found = [one(connection, Path(root), schema, row, variable, means) for row in rows]
    if means.spare is not None:
        means.spare.close()
    report(path, found)


def one(connection, root, schema, row, variable, means):
    """One statement through the whole road, printed where there is something to say of it."""
    began = time.perf_counter()
    outcome, after, count = asyncio.run(improved(root, schema, row["sql"], variable, means))
    took = time.perf_counter() - began
    verdict, told, was = judged(connection, row["sql"], after, outcome)
    if count or verdict != "no offer":
        says = f"×{told:.1f}" if isinstance(told, float) else told
        print(f"{row['id']}: {count} ways, {verdict} ({took:.2f} s) {says}", flush=True)
    if verdict in {"WRONG", "SLOWER"}:
        print(f"  {after}")
    return slow.Measured(row["id"], count, verdict, told, was, took)


def report(path, found):
    """The figures of a set."""
    gains = [one.told for one in found if isinstance(one.told, float)]
    print(f"{path}: {dict(Counter(one.verdict for one in found))}")
    if gains:
        twice = sum(gain >= 2 for gain in gains)
        print(
            f"{len(gains)} changed, {twice} at least twice as fast, median ×{statistics.median(gains):.2f}"
        )
    times = sorted(one.took for one in found if one.ways)
    if times:
        print(f"seconds to the verdict: median {times[len(times) // 2]:.2f}, "
              f"95 % {times[len(times) * 95 // 100]:.2f}, most {times[-1]:.2f}")  # fmt: skip
    print(slow.share(found))


def judged(connection, before, after, outcome):
    """The verdict, the factor in time or what was said, and the milliseconds that it took before."""
    if outcome.change is None:
        reason = outcome.refused
        kind = "refused" if "check failed" in reason or "not known" in reason else "no offer"
        return kind, reason[-160:].replace("\n", " "), alone(connection, before)
    now = None
    try:
        costs = cost(connection, before), cost(connection, after)
        second, now = timed(connection, after)
        first, was = timed(connection, before)
    except psycopg.errors.QueryCanceled:
        if now is None:
            return "SLOWER", f"over {LONGEST} ms", 0.0
        return "better than what does not end", LONGEST / max(now, 0.01), LONGEST
    except psycopg.Error as error:
        return "fails on the database", str(error).partition("\n")[0], 0.0
    if first != second:
        differ = f"{(first - second).total()} and {(second - first).total()} rows differ"
        return "WRONG", differ, was
    if now > was * 1.1 and now > was + 20:
        return "SLOWER", f"{was:.0f} ms, then {now:.0f} ms, costs {costs}", was
    return "better", was / max(now, 0.01), was


if __name__ == "__main__":
    main(*[arg for arg in sys.argv[1:] if arg != "--cold"])
