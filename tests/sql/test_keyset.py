"""A page that is found by the last key seen is judged by rules of its own, and never called the same."""

import pytest

from backlight.analysis.syntax import parse
from backlight.analysis.tables import Schema
from backlight.sql import ddl, keyset
from backlight.text import Text
from stacks.reading import project

DDL = "CREATE TABLE users (id integer PRIMARY KEY, name text, email text UNIQUE, made timestamp);"
SCHEMA = Schema(ddl.tables(parse("a.sql", Text(DDL))))

RIGHT = [
    "SELECT id FROM users WHERE id > %s ORDER BY id LIMIT 20",
    "SELECT id FROM users u WHERE (u.made, u.id) < (%s, %s) ORDER BY u.made DESC, u.id DESC LIMIT %s",
    "SELECT id FROM users WHERE made < %s OR (made = %s AND id > %s) ORDER BY made DESC, id LIMIT 9",
    "SELECT id FROM users WHERE email > %s ORDER BY email FETCH FIRST 20 ROWS ONLY",
    "SELECT id FROM elsewhere WHERE made > %s ORDER BY made LIMIT 20",
]
WRONG = [
    ("SELECT id FROM users WHERE id > %s LIMIT 20", "needs ORDER BY"),
    ("SELECT id FROM users WHERE id > %s ORDER BY id", "needs LIMIT"),
    ("SELECT id FROM users ORDER BY id LIMIT 20", "Compare `id`"),
    ("SELECT id FROM users WHERE made < %s ORDER BY made DESC, id DESC LIMIT 20", "Compare `id`"),
    ("SELECT id FROM users WHERE made > %s ORDER BY made LIMIT 20", "unique column"),
    (
        "SELECT id FROM users WHERE (made, id) < (%s, %s) ORDER BY made DESC, id LIMIT 20",
        "one way only",
    ),
    ("SELECT id FROM users WHERE name = %s ORDER BY id LIMIT 20", "Compare `id`"),
]


@pytest.mark.parametrize("sql", RIGHT)
def test_a_page_after_the_last_key(sql):
    assert keyset.faults(sql, SCHEMA) == ()


@pytest.mark.parametrize(("sql", "words"), WRONG)
def test_a_page_that_loses_or_repeats_rows(sql, words):
    assert words in " ".join(keyset.faults(sql, SCHEMA))


def test_a_table_may_have_any_name():
    named = Schema(ddl.tables(parse("a.sql", Text(DDL.replace("users", '"users (old)"')))))
    sql = 'SELECT id FROM "users (old)" WHERE made > %s ORDER BY made LIMIT 20'
    assert "unique column" in " ".join(keyset.faults(sql, named))


CODE = """import psycopg


def users(conn, page):
    return conn.execute("{}", (20, page)).fetchall()
"""
OLD = "SELECT id, name FROM users ORDER BY id LIMIT %s OFFSET %s"


@pytest.mark.parametrize(
    ("new", "words"),
    [
        ("SELECT id, name FROM users WHERE id > %s ORDER BY id LIMIT %s", ""),
        ("SELECT id, name FROM users WHERE made > %s ORDER BY made LIMIT %s", "unique column"),
        (OLD, "still skips rows"),
        ("SELECT id, name FROM users LIMIT %s OFFSET %s", "still skips rows"),
    ],
)
def test_what_the_agent_did_is_held_against_them(new, words):
    before, after = (project({"a.sql": DDL, "m.py": CODE.format(sql)}) for sql in (OLD, new))
    said = " ".join(keyset.sought(before, after, path="m.py", name="users"))
    assert words in said if words else not said
