"""Which index is advised, and for which statements none: asked of a real planner."""

import pytest

from backlight.analysis.syntax import parse
from backlight.analysis.tables import Schema
from backlight.sql import ddl
from backlight.sql.lab.bench import Bench
from backlight.text import Text

SHOP = """
CREATE TABLE users (id serial PRIMARY KEY, email varchar(100) NOT NULL, name text NOT NULL,
    is_admin boolean NOT NULL, token varchar(75), deleted_at timestamp);
CREATE TABLE jobs (id serial PRIMARY KEY, queue varchar(40), priority integer NOT NULL,
    run_at timestamp NOT NULL, locked_at timestamp, failed_at timestamp, payload jsonb NOT NULL,
    tags text[], user_id integer NOT NULL REFERENCES users (id));
"""
SCHEMA = Schema(ddl.tables(parse("shop.sql", Text(SHOP))))
ADVISED = [
    ("SELECT id FROM users WHERE lower(email) = 'a@b.example'", "users (lower(email))"),
    ("SELECT id FROM users WHERE lower(email) = %s", "users (lower(email))"),
    ("SELECT id FROM users WHERE UPPER(name) IN ('A', 'B')", "users (upper(name))"),
    ("SELECT id FROM users WHERE name LIKE '%smith%'", "users USING gin (name gin_trgm_ops)"),
    ("SELECT id FROM users WHERE name ILIKE '%{0}%'", "users USING gin (name gin_trgm_ops)"),
    ("SELECT id FROM users WHERE name LIKE '%' || %s || '%'", "users USING gin (name gin_trgm_ops)"),
    ("SELECT id FROM jobs WHERE payload @> '{\"a\": 4711}'", "jobs USING gin (payload)"),
    ("SELECT id FROM jobs WHERE payload @> %s", "jobs USING gin (payload)"),
    ("SELECT id FROM jobs WHERE tags @> ARRAY['x']", "jobs USING gin (tags)"),
    ("SELECT id FROM jobs WHERE locked_at IS NULL AND failed_at IS NULL ORDER BY priority, run_at LIMIT 5", "jobs (priority, run_at) WHERE locked_at IS NULL AND failed_at IS NULL"),
    ("SELECT id FROM jobs WHERE user_id = 5 ORDER BY run_at DESC LIMIT 5", "jobs (user_id"),
    ("SELECT id FROM users WHERE token = %s AND deleted_at IS NULL", "users (token)"),
]  # fmt: skip
NONE = [
    "SELECT id FROM users WHERE lower(email) LIKE '%example'",
    "SELECT id FROM users WHERE name NOT LIKE '%smith%'",
    "SELECT id FROM users WHERE lower(id::text) = 'x' OR is_admin = false",
    "SELECT id FROM users WHERE deleted_at IS NOT NULL",
    "SELECT id, name FROM users WHERE deleted_at IS NULL OR is_admin = true",
    "SELECT id FROM users WHERE is_admin = false",
    "SELECT COUNT(*) FROM jobs",
    "SELECT lower(email) FROM users",
]


@pytest.fixture(scope="module")
def bench():
    one = Bench()
    yield one
    one.close()


@pytest.mark.parametrize(("sql", "index"), ADVISED)
def test_the_index_that_serves_is_advised(bench, sql, index):
    weight = bench.weigh(sql, f"{sql} ", "postgres", SCHEMA)
    assert not weight.why, weight.why
    assert weight.index.partition(" ON ")[2].startswith(index), weight.index
    assert weight.new < weight.after / 1.75


@pytest.mark.parametrize("sql", NONE)
def test_none_is_advised_where_none_would_help(bench, sql):
    weight = bench.weigh(sql, f"{sql} ", "postgres", SCHEMA)
    assert not weight.why and not weight.index, weight
