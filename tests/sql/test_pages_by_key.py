"""All pages are walked, by OFFSET and by the last key: what loses or repeats a row is found out."""

import pytest

from backlight.analysis.compared import Walked
from backlight.analysis.facts import Project
from backlight.analysis.syntax import parse
from backlight.analysis.tables import Column, Schema
from backlight.checks import pages
from backlight.edits import Refused
from backlight.sql import ddl
from backlight.sql.keyset_page import page
from backlight.sql.lab.bench import Bench
from backlight.text import Text

DDL = """
CREATE TABLE users (id integer PRIMARY KEY, name text);
CREATE TABLE posts (
    id serial PRIMARY KEY, author_id integer NOT NULL REFERENCES users (id), title text NOT NULL,
    made timestamp NOT NULL, price numeric(10, 2) NOT NULL, rank integer, token uuid NOT NULL UNIQUE
);
"""
SCHEMA = Schema(ddl.tables(parse("shop.sql", Text(DDL))))
PROJECT = Project({}, (), SCHEMA, lambda _path: None)
STATEMENTS = [
    "SELECT id FROM posts ORDER BY id LIMIT %s OFFSET %s",
    "SELECT id, made FROM posts ORDER BY made DESC LIMIT %s OFFSET %s",
    "SELECT * FROM posts WHERE author_id = %s OR title = %s ORDER BY title LIMIT %s OFFSET %s",
    "SELECT id, title, made FROM posts ORDER BY title, made DESC LIMIT %s OFFSET %s",
    "SELECT id, price FROM posts ORDER BY price DESC, id LIMIT %s OFFSET %s",
    "SELECT id FROM posts ORDER BY made DESC, title LIMIT %s OFFSET %s",
    "SELECT id, title FROM posts LIMIT %s OFFSET %s",
    "SELECT id, title FROM posts WHERE title = %s OR author_id = %s OFFSET %s LIMIT %s",
    "SELECT token FROM posts ORDER BY token LIMIT %s OFFSET %s",
    "SELECT p.*, u.name FROM posts p JOIN users u ON u.id = p.author_id ORDER BY p.made LIMIT %s OFFSET %s",
    "SELECT token, u.name FROM posts p JOIN users u ON u.id = author_id ORDER BY token LIMIT %s OFFSET %s",
    "SELECT p.id AS number, u.name FROM posts p LEFT JOIN users u ON u.id = p.author_id ORDER BY p.id DESC LIMIT %s OFFSET %s",
]


@pytest.fixture(scope="module")
def bench():
    one = Bench()
    yield one
    one.close()


def walked(made, *, statements=None, dialect="postgres"):
    keys = tuple(Column(name=key.name, type=key.type) for key in made.keys)
    return Walked(statements=statements or made.walked, keys=keys, dialect=dialect)


@pytest.mark.parametrize("dialect", ["postgres", "sqlite", "mysql"])
@pytest.mark.parametrize("sql", STATEMENTS)
def test_every_row_comes_once_and_in_order(bench, dialect, sql):
    if "OFFSET %s LIMIT" in sql:
        dialect = "postgres"  # the others have no such order of clauses
    made = page(sql, dialect, SCHEMA)
    verdict = bench.walk(walked(made, dialect=dialect), dialect, SCHEMA)
    if dialect == "mysql" and "install its server" in verdict.detail:
        pytest.skip("there is no MariaDB here")
    assert verdict.kind == "same", verdict.detail
    assert verdict.databases >= 30


def test_a_unique_key_of_the_first_table_needs_no_other_whether_it_is_qualified_or_not():
    joined = (
        "SELECT {0} FROM posts p JOIN users u ON u.id = author_id ORDER BY {0} LIMIT %s OFFSET %s"
    )
    for key in ("token", "p.token"):
        made = page(joined.format(key), "postgres", SCHEMA)
        assert made.next.sql.endswith(f"WHERE {key} > %s ORDER BY {key} LIMIT %s")


WRONG = [
    (1, "<", "<="),
    (1, "<", ">"),
    (1, "(made, id) < (:after_0, :after_1)", "made < :after_0"),
    (1, "(made, id) < (:after_0, :after_1)", "id < :after_1"),
    (3, "made < :after_1 OR ", ""),
    (3, "title > :after_0 OR ", ""),
    (3, "id < :after_2", "id > :after_2"),
    (2, "WHERE (author_id = :p0 OR title = :p1)", "WHERE author_id = :p0 OR title = :p1"),
    (0, "LIMIT :rows", "LIMIT :rows OFFSET 1"),
    (9, "p.made, p.id LIMIT", "p.made DESC, p.id LIMIT"),
]


@pytest.mark.parametrize(("number", "was", "now"), WRONG)
def test_a_page_that_loses_or_repeats_a_row_is_found_out(bench, number, was, now):
    by_offset, first, after = page(STATEMENTS[number], "postgres", SCHEMA).walked
    assert was in after
    one = walked(page(STATEMENTS[number], "postgres", SCHEMA),
                 statements=(by_offset, first, after.replace(was, now)))  # fmt: skip
    verdicts = pages.check((one,), PROJECT, bench)
    assert [check.ok for check in verdicts] == [False], verdicts
    assert "by the key" in verdicts[0].detail


def test_pages_that_never_end_are_found_out(bench):
    by_offset, *others = page(STATEMENTS[0], "postgres", SCHEMA).walked
    again = by_offset.replace("OFFSET :skip", "OFFSET 0 * :skip")
    one = walked(page(STATEMENTS[0], "postgres", SCHEMA), statements=(again, *others))
    assert bench.walk(one, "postgres", SCHEMA).kind == "different"


def test_a_key_that_can_be_null_loses_rows(bench):
    statements = (
        "SELECT id, rank FROM posts ORDER BY rank, id LIMIT :rows OFFSET :skip",
        "SELECT id, rank FROM posts ORDER BY rank, id LIMIT :rows",
        "SELECT id, rank FROM posts WHERE (rank, id) > (:after_0, :after_1) ORDER BY rank, id LIMIT :rows",
    )
    keys = Column(name="rank", type="integer"), Column(name="id", type="integer")
    verdict = bench.walk(
        Walked(statements=statements, keys=keys, dialect="postgres"), "postgres", SCHEMA
    )
    assert verdict.kind == "different" and "is not there by the key" in verdict.detail


def test_what_is_said_is_another_contract_and_what_a_deep_page_costs(bench):
    for number, gains in ((0, True), (1, True)):
        one = walked(page(STATEMENTS[number], "postgres", SCHEMA))
        seen, plan = pages.check((one,), PROJECT, bench)
        said = f"{seen.detail} {plan.detail}".lower()
        assert seen.ok and plan.ok is gains
        assert "equivalent" not in said and "same rows" not in said
        assert seen.short == "callers send the last key"
        assert plan.short.startswith("cost of a deep page")
    assert "CREATE INDEX" in plan.detail


def test_statements_that_the_code_does_not_run_are_no_proof():
    made = walked(page(STATEMENTS[0], "postgres", SCHEMA))
    lost = Walked(statements=made.statements, keys=made.keys, dialect="", written=False)
    assert [check.ok for check in pages.check((lost,), PROJECT, None)] == [False]


REFUSED = [
    ("SELECT id FROM posts ORDER BY rank LIMIT %s OFFSET %s", "can be null"),
    ("SELECT id FROM posts ORDER BY 1 LIMIT %s OFFSET %s", "which is no column"),
    ("SELECT id FROM posts ORDER BY id OFFSET %s", "needs LIMIT"),
    ("SELECT id FROM posts ORDER BY id LIMIT 20 OFFSET 40", "no value that callers give"),
    ("SELECT id FROM posts ORDER BY id LIMIT %s OFFSET %s * 20", "reckoned in the statement"),
    ("SELECT id FROM posts ORDER BY id LIMIT $1 OFFSET $1", "says more than"),
    ("SELECT DISTINCT author_id, id FROM posts ORDER BY id LIMIT %s OFFSET %s", "Every row is read"),
    ("SELECT id FROM posts ORDER BY id LIMIT %s OFFSET %s FOR UPDATE", "locks rows"),
    ("SELECT id FROM posts UNION ALL SELECT id FROM users ORDER BY id LIMIT %s OFFSET %s", "only one select"),
    ("SELECT id, lower(title) AS title FROM posts ORDER BY title LIMIT %s OFFSET %s", "something else `title`"),
    ("SELECT u.id FROM users u, posts p ORDER BY u.id LIMIT %s OFFSET %s", "several times"),
    ("SELECT u.id, p.made FROM users u LEFT JOIN posts p ON p.id = u.id ORDER BY p.made LIMIT %s OFFSET %s", "can be null"),
    ("SELECT a FROM elsewhere ORDER BY a LIMIT %s OFFSET %s", "no column that the known schema has"),
    ("SELECT id FROM posts WHERE {0} ORDER BY id LIMIT %s OFFSET %s", "put together when it runs"),
    ("", "This is no SELECT"),
    ("SELECT (((", "something else than tables"),
]  # fmt: skip


@pytest.mark.parametrize(("sql", "words"), REFUSED)
def test_what_has_no_pages_by_a_key_says_why(sql, words):
    made = page(sql, "postgres", SCHEMA)
    assert isinstance(made, Refused)
    assert words.lower() in made.reason.lower()
