"""The index that "Add index" writes is the one that a planner says helps most, or none."""

import pytest

from backlight import index, runs
from backlight.analysis.syntax import Span
from backlight.config import Config
from backlight.edits import applied
from backlight.text import Text
from backlight.workspace import Snapshot
from backlight.workspace.snapshot import Document

SCHEMA = """CREATE TABLE users (id serial PRIMARY KEY, email text NOT NULL, name text, born date,
    is_admin boolean NOT NULL, deleted_at timestamp);
CREATE TABLE orders (id serial PRIMARY KEY, user_id integer NOT NULL REFERENCES users (id), note text,
    total numeric, made timestamp, code char(1));
"""
CODE = '''import {driver}


def rows(conn):
    return conn.execute("""{sql}""").fetchall()
'''
MODELS = """from sqlalchemy import Column, Date, DateTime, Integer, String, Text, text
from sqlalchemy.orm import declarative_base

Base = declarative_base()


class User(Base):
    __tablename__ = "users"
    id = Column(Integer, primary_key=True)
    email = Column(String, nullable=False)
    name = Column(Text)
    deleted_at = Column(DateTime)


def find(db):
    return db.execute(text("{sql}")).all()
"""
DJANGO = """from django.db import models


class User(models.Model):
    email = models.CharField(max_length=200)
    name = models.TextField()
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "users"


def find(needle):
    return User.objects.raw("{sql}")
"""


class Front:
    """Nobody sits there."""

    def report(self, message):
        """Nobody reads it."""


async def ran(root, texts, path, needle="SELECT"):
    """How "Add index" ends at a statement."""
    snapshot = Snapshot(root, {p: Document(Text(t)) for p, t in texts.items()}, only=tuple(texts))
    project = index.built(snapshot)
    at = texts[path].index(needle)
    wanted = runs.Request(action="add-index", path=path, span=Span(at, at), engine="instant")
    outcome = await runs.run(wanted, snapshot, project, Config(), Front())
    after = {}
    if outcome.change is not None:
        read = {p: Text(t) for p, t in texts.items()}
        after = applied(outcome.change, lambda p: read.get(p, Text("")))
    return outcome, {p: text.source for p, text in after.items()}


@pytest.mark.parametrize(
    ("sql", "made"),
    [
        # the text wants two columns, and one is enough
        ("SELECT id FROM users WHERE email = %s AND born > %s", "CREATE INDEX idx_users_email ON users (email);"),
        ("SELECT id FROM users WHERE lower(email) = %s", "CREATE INDEX idx_users_lower_email ON users (lower(email));"),
        ("SELECT id FROM users WHERE name ILIKE '%%smith%%'", "CREATE EXTENSION IF NOT EXISTS pg_trgm;\nCREATE INDEX idx_users_name_gin ON users USING gin (name gin_trgm_ops);"),
        ("SELECT id FROM users WHERE to_tsvector('english', name) @@ plainto_tsquery('english', %s)", "CREATE INDEX idx_users_to_tsvector_name_gin ON users USING gin (to_tsvector('english', name));"),
        ("SELECT id, total FROM orders ORDER BY made DESC LIMIT 20", "CREATE INDEX idx_orders_made ON orders (made);"),
        # the condition on the flag alone looks up half of the table: what is joined is looked up
        ("SELECT o.total FROM users u JOIN orders o ON o.user_id = u.id WHERE u.name = 'x'", "CREATE INDEX idx_orders_user_id ON orders (user_id);"),
    ],
)  # fmt: skip
async def test_the_best_index_is_written(tmp_path, sql, made):
    texts = {"app.py": CODE.format(driver="psycopg", sql=sql), "schema.sql": SCHEMA}
    outcome, after = await ran(tmp_path, texts, "app.py")
    assert outcome.change is not None, outcome.refused
    assert made in after["schema.sql"].removeprefix(SCHEMA.strip()), after
    [check] = [one for one in outcome.checks if one.name == "plan"]
    assert check.ok and "writes one more entry" in check.detail
    assert "cost" in outcome.title and "→" in outcome.title


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT id, note FROM orders WHERE code = 'A'",  # a third of the rows
        "SELECT id, note FROM orders WHERE total > -5",
    ],
)
async def test_where_no_index_helps_none_is_written_and_the_cost_is_said(tmp_path, sql):
    texts = {"app.py": CODE.format(driver="psycopg", sql=sql), "schema.sql": SCHEMA}
    outcome, _ = await ran(tmp_path, texts, "app.py")
    assert outcome.change is None
    assert "reckons a cost of" in outcome.refused and "no index that was tried" in outcome.refused


async def test_where_no_planner_can_be_asked_that_is_said(tmp_path):
    sql = "SELECT id FROM users WHERE email = ?"
    texts = {"app.py": CODE.format(driver="sqlite3", sql=sql), "schema.sql": SCHEMA}
    outcome, after = await ran(tmp_path, texts, "app.py")
    assert "ON users (email);" in after["schema.sql"]
    [check] = [one for one in outcome.checks if one.name == "plan"]
    assert check.ok and "Judged by the text of the query" in check.detail


@pytest.mark.parametrize(
    ("code", "sql", "parts"),
    [
        (MODELS, "SELECT id FROM users WHERE lower(email) = 'a'", ['__table_args__ = (Index("ix_users_lower_email", text("lower(email)")),)']),
        (MODELS, "SELECT id FROM users WHERE name LIKE '%smith%'", ['Index("ix_users_name_gin", "name", postgresql_using="gin", postgresql_ops={"name": "gin_trgm_ops"})']),
        (DJANGO, "SELECT id FROM users WHERE to_tsvector('english', name) @@ plainto_tsquery('a')", ["from django.contrib.postgres.search import SearchVector", 'GinIndex(SearchVector("name", config="english"), name="user_name_to_tsvector_gin_idx")']),
        (DJANGO, "SELECT id FROM users WHERE lower(email) = 'a'", ["from django.db.models.functions import Lower", 'models.Index(Lower("email"), name="user_email_lower_idx")']),
        (DJANGO, "SELECT id FROM users WHERE name LIKE '%%smith%%'", ["from django.contrib.postgres.indexes import GinIndex", 'GinIndex(fields=["name"], name="user_name_gin_idx", opclasses=["gin_trgm_ops"])']),
    ],
)  # fmt: skip
async def test_an_index_of_a_special_kind_is_written_in_the_words_of_the_mapper(
    tmp_path, code, sql, parts
):
    path = "shop/models.py"
    texts = {path: code.format(sql=sql), "requirements.txt": "psycopg2==2.9.9\n"}
    outcome, after = await ran(tmp_path, texts, path)
    assert outcome.change is not None, outcome.refused
    for part in parts:
        assert part in after[path], after[path]
