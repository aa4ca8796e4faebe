"""What "Optimize query" makes of slow statements, and which index it advises, by a planner's costs.

    python tests/benchmarks/queries.py query_pairs.jsonl.gz missing_index.jsonl.gz [--database VARIABLE]

For each slow statement with a known fast one: is there a rewrite, is it proven, and does it cost at
most a tenth more than the fast one in the same scratch database? A page by OFFSET has no rewrite:
pages by the last key are another contract, of which all pages are walked. For each statement with a known
best index of one column: is that the index of the advice? Costs are those of the product's scratch
PostgreSQL, which does not know the true sizes of the tables; with `--database` they are those of a
database whose URL is in an environment variable, and of its statistics. No statement is timed.
"""

import gzip
import json
import re
import sys
import time
from collections import Counter, defaultdict
from pathlib import Path

from backlight.analysis.compared import Walked
from backlight.analysis.facts import Query
from backlight.analysis.syntax import Span, parse
from backlight.analysis.tables import Column, Schema
from backlight.edits import Refused
from backlight.sql import ddl
from backlight.sql.improve import improve
from backlight.sql.improved import Rewritten
from backlight.sql.keyset_page import page
from backlight.sql.lab.bench import Bench
from backlight.text import Text

TPCH = (Path(__file__).parents[1] / "sql" / "tpch.sql").read_text("utf-8")
INDEXES = """
CREATE INDEX ON orders (o_custkey);
CREATE INDEX ON orders (o_orderdate);
CREATE INDEX ON lineitem (l_partkey);
CREATE INDEX ON lineitem (l_shipdate);
CREATE INDEX ON customer (referrer);
CREATE INDEX ON part (p_name);
CREATE INDEX ON part (p_brand);
"""
"""Those that the pairs were measured with."""


OFFSET = re.compile(r"LIMIT (\d+) OFFSET \d+$")
VALUES = re.compile(r"\) [<>] \((.*?)\) |[<>] (\d+)")
"""The key of the last row in a statement that goes on after it."""


def schema_of(text):
    return Schema(ddl.tables(parse("tpch.sql", Text(text))))


def rows(path):
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def pairs(path, bench):
    """Each slow statement: what is made of it."""
    schema, said, times = schema_of(TPCH + INDEXES), defaultdict(Counter), []
    for row in rows(path):
        began = time.perf_counter()
        verdict, detail = judged(row, bench, schema)
        times.append(time.perf_counter() - began)
        said[row["pattern"]][verdict] += 1
        if verdict in {"WRONG", "costs more", "not proven"} or "-v" in sys.argv:
            print(f"{verdict}: {row['slow']}\n  {detail}")
    total = Counter()
    for pattern, counts in sorted(said.items()):
        total += counts
        print(f"  {pattern}: {', '.join(f'{n} {what}' for what, n in counts.items())}")
    times.sort()
    print(f"{path}: {dict(total)}")
    print(f"seconds to the verdict: median {times[len(times) // 2]:.2f}, "
          f"95 % {times[len(times) * 95 // 100]:.2f}, most {times[-1]:.2f}")  # fmt: skip


def judged(row, bench, schema):
    """The verdict on one pair, and what it rests on."""
    slow, fast = row["slow"], row["fast"]
    if OFFSET.search(slow):
        return by_key(row, bench, schema)
    query = Query(kind="sql", span=Span(0, len(slow)), line=1, sql=slow, dialect="postgres")
    better = improve(query, schema)
    if row["trap"]:
        sound = not isinstance(better, Rewritten)
        return ("trap refused", "") if sound else ("WRONG", better.sql)
    if not isinstance(better, Rewritten):
        gain = bench.weigh(slow, fast, "postgres", schema)
        if not row["equal"]:
            return "not equal, no offer", ""
        if not gain.gains:
            return "no offer, and the fast one gains nothing", ""
        return "no offer", getattr(better, "reason", "")
    proof = bench.prove(slow, better.sql, "postgres", schema)
    if proof.kind == "different":
        return "WRONG", proof.sentence
    if proof.kind == "unproven":
        return "not proven", proof.sentence
    cost = bench.weigh(fast, better.sql, "postgres", schema)
    near = cost.after <= cost.before * 1.1
    return "proven, as good as the fast one" if near else "costs more", f"{cost} {better.sql}"


def by_key(row, bench, schema):
    """The verdict on a page by OFFSET: another contract, whose pages are walked, and never a rewrite.

    Callers give the number of rows, so it stands in the statement as their value does.
    """
    said = OFFSET.sub("LIMIT $1 OFFSET $2", row["slow"])
    made = page(said, "postgres", schema)
    if isinstance(made, Refused):
        return "no pages by the key", made.reason
    keys = tuple(Column(name=key.name, type=key.type) for key in made.keys)
    walk = bench.walk(
        Walked(statements=made.walked, keys=keys, dialect="postgres"), "postgres", schema
    )
    if walk.kind != "same":
        return ("WRONG" if walk.kind == "different" else "not proven"), walk.detail
    limit = OFFSET.search(row["slow"])[1]
    last = VALUES.search(row["fast"])
    values = [one.strip() for one in (last[1] or last[2]).split(",")]
    after = made.walked[2].replace(":rows", limit)
    for number, value in enumerate(values):
        after = after.replace(f":after_{number}", value)
    cost = bench.weigh(row["fast"], after, "postgres", schema)
    deep = bench.weigh(row["slow"], after, "postgres", schema)
    near = cost.after <= cost.before * 1.1 and deep.gains
    verdict = "another contract, all pages walked, as good as the fast one"
    return (verdict if near else "costs more"), f"{deep.before} -> {deep.after}: {after}"


def indexes(path, bench):
    """Each statement that may lack an index: what is advised."""
    schema, found = schema_of(TPCH), Counter()
    for row in rows(path):
        names = [name for name, factor in row["single_column_candidates"] if factor > 1.05]
        verdict, said = advice(row["sql"], row["best"], names, bench, schema)
        found[verdict] += 1
        if "-v" in sys.argv:
            print(f"{verdict}: {said} for {row['best']} ({row['best_factor']}) {row['id']}")
    print(f"{path}: {dict(found)}")


def advice(sql, best, helpful, bench, schema):
    """How good the advice for a statement is, and what it says."""
    weight = bench.weigh(sql, sql + " ", "postgres", schema)
    advised = weight.index.partition(" ON ")[2].replace(" (", "(")
    if weight.why:
        verdict = "no plan"
    elif best is None:
        verdict = "rightly none" if not advised else "advice where none helps"
    elif advised == best or advised.startswith(best[:-1] + ","):
        verdict = "the best one"
    elif advised in helpful or any(advised.startswith(name[:-1] + ",") for name in helpful):
        verdict = "another one that helps"
    else:
        verdict = "none" if not advised else "one that does not help"
    return verdict, advised or weight.why


def main():
    args = [arg for arg in sys.argv[1:] if arg != "-v"]
    bench = Bench(args.pop() if args[-2:-1] == ["--database"] else "")
    for path in (arg for arg in args if not arg.startswith("-")):
        (indexes if "index" in path else pairs)(path, bench)
    bench.close()


if __name__ == "__main__":
    main()
