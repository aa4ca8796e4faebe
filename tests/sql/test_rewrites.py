"""Rewrites do what their page says, and give the same rows.

The schema of the page is `SHOP`. Every rewrite of the page is proven in the lab, on PostgreSQL.
"""

from pathlib import Path

import pytest

from actions.pages import examples
from backlight.analysis.facts import Query
from backlight.analysis.queries_dialect import dialect_of
from backlight.analysis.syntax import Span, parse
from backlight.analysis.tables import Schema
from backlight.edits import Refused, apply
from backlight.sql import ddl
from backlight.sql.improve import improve
from backlight.sql.improved import Rewritten
from backlight.sql.lab.bench import Bench
from backlight.sql.ways import ways
from backlight.text import Text

PAGE = Path(__file__).with_name("rewrites.md")
SHOP = """
CREATE TABLE users (id integer PRIMARY KEY, name varchar(50), friend_id integer, active boolean);
CREATE TABLE orders (
    id integer PRIMARY KEY, user_id integer NOT NULL, total integer, price double precision,
    note text, made timestamp, shop_id integer NOT NULL REFERENCES shops (id),
    other_shop_id integer REFERENCES shops (id)
);
CREATE TABLE shops (id integer PRIMARY KEY, city varchar(50), opened date);
"""
SCHEMA = Schema(ddl.tables(parse("shop.sql", Text(SHOP))))
EXAMPLES = [
    pytest.param(example, id=f"{example.line}:{example.name}")
    for example in examples(PAGE.read_text("utf-8"))
]


def improved(sql):
    span = Span(0, len(sql))
    query = Query(kind="sql", span=span, line=1, sql=sql, dialect="postgres")
    return improve(query, SCHEMA)


def perhaps(sql):
    """The ways that only a planner can judge, each written out by its edits."""
    query = Query(kind="sql", span=Span(0, len(sql)), line=1, sql=sql, dialect="postgres")
    found = [one for one in ways(query, SCHEMA) if one.maybe]
    assert all(apply(Text(sql), one.edits).source == one.sql for one in found)
    return found


@pytest.mark.parametrize("example", EXAMPLES)
def test_page(example):
    sql = example.before["main.sql"]
    better = improved(sql)
    if example.becomes == "becomes":
        assert isinstance(better, Rewritten), better
        assert better.sql == example.after["main.sql"]
        assert apply(Text(sql), better.edits).source == better.sql
        assert better.evidence
    elif example.becomes == "refused":
        assert isinstance(better, Refused)
        assert example.words in better.reason
    elif example.becomes == "perhaps":
        assert not isinstance(better, Rewritten)
        assert example.after["main.sql"] in [one.sql for one in perhaps(sql)]
    else:
        assert better is None and not perhaps(sql)


@pytest.fixture(scope="module")
def bench():
    one = Bench()
    yield one
    one.close()


@pytest.mark.parametrize("example", [e for e in EXAMPLES if e.values[0].after])
def test_same_rows(bench, example):
    before, after = example.before["main.sql"], example.after["main.sql"]
    verdict = bench.prove(before, after, dialect_of(b"", before) or "postgres", SCHEMA)
    if "YEAR(" in before:
        pytest.skip("only MySQL has it, and there is no scratch MySQL")
    assert verdict.kind == "same", verdict.sentence


def test_no_nullable_column_is_rewritten():
    traps = [
        "SELECT id FROM orders WHERE id NOT IN (SELECT friend_id FROM users)",
        "SELECT id FROM users WHERE friend_id NOT IN (SELECT user_id FROM orders)",
    ]
    assert all(isinstance(improved(sql), Refused) for sql in traps)


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT VERSION(), (SELECT max(o.total) FROM orders o WHERE o.user_id = u.id) FROM users u",
        "SELECT u.id, (SELECT max(o.total) FROM orders o WHERE o.user_id = u.id)",
        "SELECT (SELECT 1)",
    ],
)
def test_a_subquery_without_a_name_or_an_end_is_left_alone(sql):
    assert improved(sql) is None
