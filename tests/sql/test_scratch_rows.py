"""The rows of scratch databases fit together, and there are as many as a statement needs."""

from itertools import pairwise

import pytest

from backlight.analysis.syntax import parse
from backlight.analysis.tables import Schema
from backlight.sql import ddl
from backlight.sql.lab.rows import rows
from backlight.sql.lab.trial import trial
from backlight.text import Text

SHOP = """
CREATE TABLE orders (id integer PRIMARY KEY, code text NOT NULL UNIQUE, day date);
CREATE TABLE lines (
    order_id integer NOT NULL REFERENCES orders (id), number integer NOT NULL, name text,
    PRIMARY KEY (order_id, number)
);
CREATE TABLE tags (name text, lang text, PRIMARY KEY (name, lang));
"""
SCHEMA = Schema(ddl.tables(parse("shop.sql", Text(SHOP))))
SQL = (
    "SELECT o.code, l.number, t.lang FROM orders o JOIN lines l ON l.order_id = o.id "
    "JOIN tags t ON t.name = l.name WHERE o.day > '2024-01-01' ORDER BY 1, 2, 3 LIMIT {}"
)


def databases(limit):
    one = trial(SQL.format(limit), SQL.format(limit + 1), "postgres", SCHEMA)
    return [rows(number, one.plan, one.favoured(number)) for number in range(80)]


@pytest.mark.parametrize("table", ["orders", "lines", "tags"])
def test_tables_have_more_rows_than_a_limit_whatever_their_key(table):
    assert max(len(one[table]) for one in databases(50)) > 50


def test_limits_are_made_small_so_that_tables_need_few_rows():
    assert 40 < max(len(one["lines"]) for one in databases(5000)) < 100
    notes = trial(SQL.format(100), SQL.format(101), "postgres", SCHEMA).notes
    assert notes == ("100 was tried as 40.", "101 was tried as 41.")


def test_keys_differ_and_what_is_referred_to_is_there():
    for one in databases(50):
        assert len({(r["order_id"], r["number"]) for r in one["lines"]}) == len(one["lines"])
        assert len({(r["name"], r["lang"]) for r in one["tags"]}) == len(one["tags"])
        assert len({r["code"] for r in one["orders"]}) == len(one["orders"])
        assert {r["order_id"] for r in one["lines"]} <= {r["id"] for r in one["orders"]}
        assert not any(r["name"] is None or r["lang"] is None for r in one["tags"])


def test_one_number_makes_the_same_rows_again():
    assert databases(50) == databases(50)


def test_without_parents_there_are_no_children():
    one = trial(SQL.format(5), SQL.format(6), "postgres", SCHEMA)
    empty = [made for n in range(80) if not (made := rows(n, one.plan, {}))["orders"]]
    assert empty
    assert not any(made["lines"] for made in empty)


def test_a_star_that_only_asks_whether_there_is_a_row_reads_no_column():
    asked = "SELECT id FROM orders WHERE EXISTS (SELECT * FROM lines WHERE order_id = orders.id)"
    one = trial(asked, asked, "postgres", SCHEMA)
    names = {frame.name: [field.name for field in frame.fields] for frame in one.plan.frames}
    assert names == {"orders": ["id", "code"], "lines": ["order_id", "number"]}
    read = "SELECT id FROM orders WHERE id IN (SELECT order_id FROM (SELECT * FROM lines) l)"
    frames = trial(read, read, "postgres", SCHEMA).plan.frames
    assert "name" in [field.name for frame in frames for field in frame.fields]


def test_rows_of_a_table_without_a_key_are_counted():
    logs = Schema(ddl.tables(parse("a.sql", Text("CREATE TABLE logs (line text, day date);"))))
    one = trial("SELECT count(*) FROM logs", "SELECT count(1) FROM logs", "postgres", logs)
    assert max(len(rows(number, one.plan, {})["logs"]) for number in range(20)) > 5


def test_some_rows_are_like_the_one_before_but_for_one_column():
    one = trial(SQL.format(5), SQL.format(6), "postgres", SCHEMA)
    made = [rows(number, one.plan, one.favoured(number))["orders"] for number in range(160)]
    pairs = [pair for table in made for pair in pairwise(table)]
    alike = [(a, b) for a, b in pairs if a["day"] == b["day"] is not None]
    assert alike
    assert all(a["id"] != b["id"] for a, b in alike)
    lines = [rows(number, one.plan, one.favoured(number))["lines"] for number in range(160)]
    near = [
        [name for name in a if a[name] != b[name]] for table in lines for a, b in pairwise(table)
    ]
    assert ["number"] in near
    assert ["number", "name"] in near


def test_some_parents_have_many_children():
    one = trial(SQL.format(3), SQL.format(4), "postgres", SCHEMA)
    made = [rows(number, one.plan, one.favoured(number)) for number in range(80)]
    assert any(len(m["lines"]) >= 2 * len(m["orders"]) > 4 for m in made)
