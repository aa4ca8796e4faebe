"""Names in queries: what the known schema lacks is told, unless it was so before or is made here."""

import pytest

from backlight import index
from backlight.checks import names
from backlight.edits import Change, between
from backlight.text import Text
from backlight.workspace import Snapshot
from backlight.workspace.snapshot import Document

SCHEMA = "CREATE TABLE users (id INT, email TEXT);\nCREATE TABLE orders (id INT, total INT);\n"


def code(sql):
    return (
        f'import sqlite3\n\n\ndef f(c: sqlite3.Cursor):\n    return c.execute("{sql}").fetchall()\n'
    )


def judged(tmp_path, before, after, schema=SCHEMA, created=None):
    texts = {"app.py": code(before)} | ({"schema.sql": schema} if schema else {})
    buffers = {path: Document(Text(text)) for path, text in texts.items()}
    project = index.built(Snapshot(tmp_path, buffers, only=tuple(texts)))
    assert project.files["app.py"].queries, "the query is not seen at all"
    change = Change({"app.py": between(Text(texts["app.py"]), Text(code(after)))}, created or {})
    return names.check(project, index.after(project, change), change)


@pytest.mark.parametrize(
    ("before", "after", "detail"),
    [
        ("SELECT id FROM users", "SELECT u.email FROM users u", None),
        (
            "SELECT id FROM users",
            "SELECT u.mail FROM users u",
            "app.py: The table `users` has no column `mail`; did you mean `email`?",
        ),
        (
            "SELECT id FROM users",
            "SELECT id FROM people",
            "app.py: There is no table `people` in the known schema.",
        ),
        ("SELECT id FROM people", "SELECT id FROM people LIMIT 5", None),
        (
            "SELECT id FROM people",
            "SELECT id FROM folk",
            "app.py: There is no table `folk` in the known schema.",
        ),
    ],
)
def test_names_of_a_changed_query(tmp_path, before, after, detail):
    found = judged(tmp_path, before, after)
    assert found.ok == (detail is None)
    assert found.detail == (detail or "1 new or changed query, no unknown name.")


def test_a_table_that_the_change_creates_is_known(tmp_path):
    table = {"migrations/2.sql": "CREATE TABLE people (id INT);\n"}
    assert judged(tmp_path, "SELECT id FROM users", "SELECT id FROM people", created=table).ok


def test_without_a_schema_nothing_is_claimed(tmp_path):
    found = judged(tmp_path, "SELECT id FROM users", "SELECT id FROM people", schema="")
    assert (found.ok, found.detail) == (True, "The schema is not known; names were not compared.")


def test_a_change_without_queries(tmp_path):
    found = judged(tmp_path, "SELECT id FROM users", "SELECT id FROM users")
    assert (found.ok, found.detail) == (True, "No query is new or changed.")
