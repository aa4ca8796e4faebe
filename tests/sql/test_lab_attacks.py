"""What a project, or a model that obeys it, puts into the lab: it runs nothing, and tells no rows."""

import stat
import tempfile
from pathlib import Path

import psycopg
import pytest

from backlight.analysis.syntax import parse
from backlight.analysis.tables import Schema
from backlight.sql import ddl
from backlight.sql.lab.bench import Bench
from backlight.text import Text
from sql.test_lab import SCHEMA, scratch

ROW = "canary-row-4711"
SPIED = f"""
CREATE TABLE orders (id int PRIMARY KEY, total int, note text);
INSERT INTO orders VALUES (1, 1, '{ROW}');
CREATE FUNCTION peek() RETURNS text STABLE LANGUAGE sql AS 'SELECT note FROM orders LIMIT 1';
CREATE FUNCTION tell() RETURNS text STABLE LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION '%', peek(); END $$;
"""


@pytest.fixture
def place(monkeypatch):
    """A folder in which whoever runs the server of the lab may write."""
    with tempfile.TemporaryDirectory(prefix="backlight-test-") as folder:
        Path(folder).chmod(0o777)
        monkeypatch.setattr(tempfile, "tempdir", folder)
        yield Path(folder)


@pytest.fixture
def bench(place):
    one = Bench()
    yield one
    one.close()


def schema(name):
    """A table of a project that calls a column so."""
    quoted = name.replace('"', '""')
    text = f'CREATE TABLE orders (id integer PRIMARY KEY, total integer, "{quoted}" integer);'
    return Schema(ddl.tables(parse("shop.sql", Text(text))))


@pytest.mark.parametrize("used", [False, True], ids=["in the schema", "in the statement"])
def test_the_name_of_a_column_is_no_statement(bench, place, used):
    program = f"touch {place}/run"
    name = f'x" text, id int); COPY (SELECT 1) TO PROGRAM \'{program}\'; CREATE TABLE "q" ("z'
    asked = '"' + name.replace('"', '""') + '" = 1 AND ' if used else ""
    sql = f"SELECT id FROM orders WHERE {asked}total = 3"
    weight = bench.weigh(sql, f"{sql} ", "postgres", schema(name))
    assert not weight.why and weight.before > 0
    for dialect in ("postgres", "sqlite"):
        verdict = bench.prove(sql, f"{sql} ", dialect, schema(name))
        assert "syntax" not in verdict.detail, verdict
    assert not (place / "run").exists()


def test_nobody_else_on_the_machine_reaches_the_scratch_server(bench, place):
    sql = "SELECT id FROM orders WHERE total = 3"
    assert not bench.weigh(sql, f"{sql} ", "postgres", SCHEMA).why
    (folder,) = place.glob("backlight-lab-*")
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    (socket,) = (one for one in folder.iterdir() if stat.S_ISSOCK(one.stat().st_mode))
    assert stat.S_IMODE(socket.stat().st_mode) == 0o700


@pytest.mark.parametrize("test", ["total = peek()::int", "note = tell()"])
def test_rows_of_the_users_own_database_are_in_no_error(place, monkeypatch, test):
    with scratch(place) as url:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(SPIED)
        monkeypatch.setenv("MY_DATABASE", url)
        own = Bench("MY_DATABASE")
        sql = f"SELECT id FROM orders WHERE {test}"
        weight = own.weigh(sql, f"{sql} ", "postgres", SCHEMA)
        assert "cannot plan this statement" in weight.why
        assert ROW not in weight.why
        unknown = own.weigh(*["SELECT nope(id) FROM orders"] * 2, "postgres", SCHEMA)
        assert "function nope(integer) does not exist" in unknown.why
        own.close()
