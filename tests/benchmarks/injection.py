"""Recall and precision of interpolated-sql on labelled places of other tools' own tests.

    python tests/benchmarks/injection.py sql_injection.jsonl.gz SOURCES

SOURCES holds a folder per repository (`owner+name`, or a file of that name is looked for below it).
A place counts as found when a finding's line, its call or its string stands on a labelled line. A
file that is labelled safe as a whole counts once; it is wrong if anything is found in it. A finding
on a line without a label is not judged: the labels are not complete.
"""

import gzip
import json
import sys
import time
from collections import Counter
from pathlib import Path

from backlight.analysis.facts import EMPTY, FileFacts
from backlight.analysis.queries import queries
from backlight.analysis.syntax import parse
from backlight.rules import interpolated_sql
from backlight.text import Text

LANGUAGES = ("python", "javascript", "typescript", "java", "go", "ruby")


def lines_found(path):
    """The stretches of lines on which the rule finds something, and how long it took."""
    source = parse(path.name, Text(path.read_text("utf-8", "replace")))
    start = time.perf_counter()
    facts = FileFacts(path=path.name, language=source.language, queries=queries(source))
    found = list(interpolated_sql.find(facts, source, EMPTY))
    took = time.perf_counter() - start
    line = source.text.line_of
    stretches = []
    for finding in found:
        query = next(q for q in facts.queries if finding.span in {q.call, q.span, *q.also})
        spans = {finding.span, query.span}
        stretches += [(line(s.start) + 1, line(max(s.start, s.end - 1)) + 1) for s in spans]
    return stretches, took


def main(labels, sources):
    with gzip.open(labels, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    rows = [row for row in rows if row["lang"] in LANGUAGES]
    counts, kept, slowest = Counter(), {}, 0.0
    for row in rows:
        path = next(Path(sources).rglob(row["file"]), None)
        path = path or next(Path(sources).rglob(Path(row["file"]).name), None)
        if path is None:
            counts[row["source"], row["lang"], "not there"] += 1
            continue
        if path not in kept:
            kept[path], took = lines_found(path)
            slowest = max(slowest, took)
        first, last = row["line"], row["end_line"] or row["line"]
        whole = row["granularity"] == "file"
        hit = any(whole or (a <= last and first <= b) for a, b in kept[path])
        said = ("tp" if hit else "fn") if row["label"] == "unsafe" else ("fp" if hit else "tn")
        counts[row["source"], row["lang"], said] += 1
        counts["all", "all", said] += 1
        if said in {"fn", "fp"}:
            print(f"{said}: {row['file']}:{first or ''}")
    for group in sorted({key[:2] for key in counts}):
        c = {said: counts[*group, said] for said in ("tp", "fn", "fp", "tn", "not there")}
        recall = c["tp"] / max(1, c["tp"] + c["fn"])
        precision = c["tp"] / max(1, c["tp"] + c["fp"])
        print(f"{'/'.join(group):28} recall {recall:.3f} precision {precision:.3f} {c}")
    print(f"slowest file: {slowest * 1000:.1f} ms")


if __name__ == "__main__":
    main(*sys.argv[1:3])
