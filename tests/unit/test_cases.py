"""What is found of a fixed part of the labelled cases: exactly what is reached today.

A figure that falls is a regression; one that rises is written down here. `tests/benchmarks` scores
all of what there is; `tests/data/cases` says where each case is from.
"""

import json
from collections import Counter
from pathlib import Path

import pytest

from backlight import index
from backlight.analysis.syntax import parse
from backlight.sql.lab.bench import Bench
from backlight.text import Text
from backlight.workspace import Snapshot
from benchmarks import injection, queries
from benchmarks.facts import key

CASES = Path(__file__).parents[1] / "data" / "cases"
PAIRS = {
    "proven, as good as the fast one": 16,
    "another contract, all pages walked, as good as the fast one": 2,
    "no offer, and the fast one gains nothing": 3,
    "trap refused": 2,
}
INDEXES = {"the best one": 16, "rightly none": 14, "none": 1}


def rows(name):
    return [json.loads(line) for line in (CASES / name).read_text("utf-8").splitlines()]


@pytest.fixture(scope="module")
def bench():
    made = Bench("")
    yield made
    made.close()


@pytest.mark.parametrize(
    ("app", "wanted", "found", "both"),
    [("microblog", 35, 35, 35), ("full-stack-fastapi-template", 23, 23, 23)],
)
def test_endpoints_by_method_path_file_and_line(app, wanted, found, both):
    project = index.built(Snapshot(CASES / app))
    truth = {
        key(row["method"], row["path"], row["file"], row["line"])
        for row in rows("endpoints.jsonl")
        if row["app"] == app
    }
    mine = {key(e.method, e.path, e.file, e.line) for e in project.endpoints}
    assert (len(truth), len(mine), len(truth & mine)) == (wanted, found, both), truth ^ mine


def test_sql_injection_in_go():
    counts, wrong = Counter(), []
    for row in rows("injection.jsonl"):
        hit = bool(injection.lines_found(CASES / "gosec" / row["file"])[0])
        counts[row["label"], hit] += 1
        if hit != (row["label"] == "unsafe"):
            wrong.append(row["file"])
    reached = {("unsafe", True): 23, ("unsafe", False): 3, ("safe", True): 5, ("safe", False): 13}
    assert counts == reached, wrong  # Recall .885, precision .821


def test_bodies_that_a_declared_type_checks():
    counts, wrong = Counter(), []
    root = CASES / "full-stack-fastapi-template"
    for row in rows("validation.jsonl"):
        source = parse(row["file"], Text((root / row["file"]).read_text("utf-8")))
        handlers = index.facts_of(source).handlers
        one = next((h for h in handlers if (h.name, h.line) == (row["handler"], row["line"])), None)
        counts[one is not None and one.validated in row["type"]] += 1
        if one is None or one.validated not in row["type"]:
            wrong.append((row, one and one.validated))
    assert counts == {True: 9, False: 1}, wrong  # A form that comes by `Depends()` is not seen


def test_slow_statements_are_made_fast_and_traps_refused(bench):
    schema = queries.schema_of(queries.TPCH + queries.INDEXES)
    said = [(row["pattern"], queries.judged(row, bench, schema)[0]) for row in rows("pairs.jsonl")]
    assert Counter(verdict for _, verdict in said) == PAIRS, said


def test_the_index_that_a_statement_lacks_is_advised(bench):
    schema, said = queries.schema_of(queries.TPCH), []
    for row in rows("indexes.jsonl"):
        asked = (row["sql"], row["best"], row["helps"])
        said.append((row["sql"], queries.advice(*asked, bench, schema)[0]))
    assert Counter(verdict for _, verdict in said) == INDEXES, said
