"""How many of the differences between statements the lab finds, and which it misses.

    python tests/benchmarks/prover.py postgres|sqlite|mysql query_pairs.jsonl.gz missing_index.jsonl.gz …
                                      [--only=query11,query16] [-v]

The statements are PostgreSQL's; for another engine they are written as it has them.

Statements are changed a little (`mutants.py`). Where the lab calls a pair the same, a search that is
many times longer, with other data, decides whether it was missed; what that finds nothing in either
is listed as undecided: most of these changes do not matter to the statement. A verdict has two
seconds, as a run gives it: where the machine is busy, it looks at fewer databases and misses more.
"""

import gzip
import itertools
import json
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import sqlglot
from mutants import mutants

from backlight.analysis.syntax import parse
from backlight.analysis.tables import Schema
from backlight.sql import ddl
from backlight.sql.lab import prove as lab
from backlight.sql.lab.engine import Broken
from backlight.sql.lab.frame import Unclear
from backlight.sql.lab.servers import Servers
from backlight.sql.lab.sqlite import Sqlite
from backlight.sql.lab.trial import trial
from backlight.text import Text

TPCH = Path(__file__).parents[1] / "sql" / "tpch.sql"
LONG = 600
EACH = 40
"""Changes of one statement."""


def statements(paths, only=("",)):
    """The statements of files of JSON lines, or those whose id holds one of some words."""
    for path in paths:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                row = json.loads(line)
                if any(word in row["id"] for word in only):
                    yield from filter(None, (row.get("sql"), row.get("slow"), row.get("fast")))


def shapes(texts, dialect):
    """One statement of each shape: those that differ in their constants only are left out."""
    seen = set()
    for text in texts:
        try:
            tree = sqlglot.parse_one(text, dialect="postgres")
        except sqlglot.errors.SqlglotError:
            continue
        shape = tree.copy().transform(
            lambda n: sqlglot.exp.Literal.number(0) if isinstance(n, sqlglot.exp.Literal) else n
        )
        if shape.sql() not in seen:
            seen.add(shape.sql())
            yield tree


def written(tree, dialect):
    """A statement as an engine has it: SQLite keeps days as texts, and has no type for them."""
    if dialect == "sqlite":
        tree = tree.copy().transform(
            lambda n: n.this if isinstance(n, sqlglot.exp.Cast) and n.this.is_string else n
        )
    return tree.sql(dialect)


def main(dialect, *paths, only=("",)):
    schema = Schema(ddl.tables(parse("tpch.sql", Text(TPCH.read_text("utf-8")))))
    found, all_, kinds, why = Counter(), Counter(), Counter(), Counter()
    times, missed, undecided = [], [], []
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        Path(folder).chmod(0o711)
        servers = Servers(Path(folder))
        for tree in shapes(statements(paths, only), dialect):
            before = written(tree, dialect)
            for kind, other in itertools.islice(mutants(tree), EACH):
                after = written(other, dialect)
                if after == before:
                    continue
                began = time.perf_counter()
                verdict = judged(servers, before, after, dialect, schema)
                times.append(time.perf_counter() - began)
                kinds[verdict.kind] += 1
                if verdict.kind == "unproven":
                    why[verdict.detail[:60]] += 1
                    if "-v" in sys.argv:
                        print(f"unproven, {kind}: {verdict.detail}\n  {before}\n  {after}")
                    continue
                if verdict.kind == "same":
                    again = judged(servers, before, after, dialect, schema, long=True)
                    if again.kind != "different":
                        undecided.append((kind, before, after))
                        continue
                    missed.append((kind, before, after, verdict.databases, again.databases))
                all_[kind] += 1
                found[kind] += verdict.kind == "different"
        servers.close()
    report(found, all_, kinds, why, times, missed, undecided)


def judged(servers, before, after, dialect, schema, *, long=False):
    """One verdict, as a run would have it; a long search has other data and much more of it."""
    engine = None
    kept = lab.MOST, lab.FIRST
    try:
        one = trial(before, after, dialect, schema)
        engine = engine_of(servers, dialect)
        if long:
            lab.MOST, lab.FIRST = LONG, 10_000
        return lab.prove(one, engine, 12 if long else 2)
    except (Unclear, Broken) as error:
        return lab.unproven(str(error))
    finally:
        lab.MOST, lab.FIRST = kept
        if engine is not None:
            engine.close()


def engine_of(servers, dialect):
    """An empty scratch database."""
    if dialect == "sqlite":
        return Sqlite(60)
    return servers.maria() if dialect == "mysql" else servers.postgres()


def report(found, all_, kinds, why, times, missed, undecided):
    """The figures, and what is behind them."""
    for kind, before, after in undecided if "-v" in sys.argv else ():
        print(f"undecided, {kind}:\n  {before}\n  {after}")
    for kind, before, after, tried, number in missed:
        seen = f"not on {tried} databases, but on number {number} of other data"
        print(f"missed, {kind} ({seen}):\n  {before}\n  {after}")
    print(f"verdicts: {dict(kinds)}; unproven: {why.most_common(6)}")
    times.sort()
    if times:
        print(
            f"seconds a verdict: median {times[len(times) // 2]:.2f}, 95 % {times[len(times) * 95 // 100]:.2f}"
        )
    for kind, count in sorted(all_.items()):
        print(f"{found[kind]:5d} of {count:5d}  {kind}")
    total = max(1, all_.total())
    print(f"{found.total()} of {all_.total()} known differences found ({found.total() / total:.1%}); "
          f"{len(undecided)} undecided")  # fmt: skip


if __name__ == "__main__":
    words = [arg.removeprefix("--only=") for arg in sys.argv[1:] if arg.startswith("--only=")]
    only = words[0].split(",") if words else ("",)
    main(*[arg for arg in sys.argv[1:] if not arg.startswith("-")], only=only)
