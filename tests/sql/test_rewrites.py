"""Rewrites do what their page says, and give the same rows on random data.

The schema of the page is `SHOP`. The statements of the page that SQLite can run are run on random
rows (nulls among them), before and after.
"""

import random
import sqlite3
from pathlib import Path

import pytest

from actions.pages import examples
from backlight.analysis.facts import Query
from backlight.analysis.syntax import Span, parse
from backlight.analysis.tables import Schema
from backlight.edits import Refused, apply
from backlight.sql import ddl
from backlight.sql.improve import improve
from backlight.sql.improved import Rewritten
from backlight.text import Text

PAGE = Path(__file__).with_name("rewrites.md")
SHOP = """
CREATE TABLE users (id integer PRIMARY KEY, name varchar(50), friend_id integer, active boolean);
CREATE TABLE orders (
    id integer PRIMARY KEY, user_id integer NOT NULL, total integer, price double precision,
    note text, made timestamp
);
"""
SCHEMA = Schema(ddl.tables(parse("shop.sql", Text(SHOP))))
EXAMPLES = [
    pytest.param(example, id=f"{example.line}:{example.name}")
    for example in examples(PAGE.read_text("utf-8"))
]
NOT_SQLITE = ("::", "EXTRACT", "date_trunc", "to_char", "YEAR(", "$1", "%s", "left(", "from 1")
NOT_SQLITE += ("AS DATE", "INTERVAL")


def improved(sql):
    span = Span(0, len(sql))
    query = Query(kind="sql", span=span, line=1, sql=sql, dialect="postgres")
    return improve(query, SCHEMA)


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
    else:
        assert better is None


@pytest.mark.parametrize("example", [e for e in EXAMPLES if e.values[0].becomes == "becomes"])
def test_same_rows(example):
    before, after = example.before["main.sql"], example.after
    if any(word in before for word in NOT_SQLITE):
        pytest.skip("SQLite cannot run it")
    for seed in range(20):
        database = filled(random.Random(seed))  # noqa: S311  rows, not secrets
        first = sorted(database.execute(before).fetchall(), key=repr)
        assert sorted(database.execute(after["main.sql"]).fetchall(), key=repr) == first


def filled(chance):
    database = sqlite3.connect(":memory:")
    database.executescript(SHOP)
    for key in range(12):
        name = chance.choice(["a", "b", "Li", "Lisa", None, "none", "None"])
        friend = chance.choice([None, 0, 3, 5, 7])
        database.execute("INSERT INTO users VALUES (?, ?, ?, ?)", (key, name, friend, key % 2))
    for key in range(chance.choice([0, 5, 20])):
        day = chance.choice(["2023-12-31 23:59:59", "2024-01-01 00:00:00", "2024-01-01 10:00:00"])
        row = (key, chance.randrange(12), chance.choice([None, 1, 4, 9]), 0.5, None, day)
        database.execute("INSERT INTO orders VALUES (?, ?, ?, ?, ?, ?)", row)
    return database


def test_no_nullable_column_is_rewritten():
    traps = [
        "SELECT id FROM orders WHERE id NOT IN (SELECT friend_id FROM users)",
        "SELECT id FROM users WHERE friend_id NOT IN (SELECT user_id FROM orders)",
    ]
    assert all(isinstance(improved(sql), Refused) for sql in traps)
