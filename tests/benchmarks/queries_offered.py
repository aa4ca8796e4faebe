"""How many slow statements of the TPC-H pairs get a rewrite, and that no trap does.

    python tests/benchmarks/queries_offered.py query_pairs.jsonl.gz

The figures say what is offered, not what it gains: that is measured with the pairs themselves.
"""

import gzip
import json
import sys
from collections import Counter
from pathlib import Path

from backlight.analysis.facts import Query
from backlight.analysis.syntax import Span, parse
from backlight.analysis.tables import Schema
from backlight.sql import ddl
from backlight.sql.improve import improve
from backlight.sql.improved import Rewritten
from backlight.text import Text

TPCH = Path(__file__).parents[1] / "sql" / "tpch.sql"


def main(path):
    text = TPCH.read_text("utf-8")
    schema = Schema(ddl.tables(parse("tpch.sql", Text(text))))
    offered, all_, trapped = Counter(), Counter(), []
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            sql = row["slow"]
            query = Query(kind="sql", span=Span(0, len(sql)), line=1, sql=sql, dialect="postgres")
            better = improve(query, schema)
            all_[row["pattern"]] += 1
            if isinstance(better, Rewritten):
                offered[row["pattern"]] += 1
                if row["trap"]:
                    trapped.append(sql)
                if "-v" in sys.argv:
                    print(f"{row['pattern']}\n  {sql}\n  {better.sql}\n  {row['fast']}")
    for pattern, count in sorted(all_.items()):
        print(f"{offered[pattern]:3d} of {count:3d}  {pattern}")
    print(f"{offered.total()} of {all_.total()} slow statements get a rewrite; traps: {trapped}")


if __name__ == "__main__":
    main(sys.argv[1])
