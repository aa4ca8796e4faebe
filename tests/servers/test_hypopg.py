"""A database of the user's that has HypoPG is asked about indexes that it lacks, and keeps none."""

import tempfile
from pathlib import Path

import psycopg
import pytest

from backlight.analysis.syntax import parse
from backlight.analysis.tables import Schema
from backlight.sql import ddl
from backlight.sql.lab import cluster
from backlight.sql.lab.bench import Bench
from backlight.text import Text
from sql.test_lab import OWN, STATUS, scratch

pytestmark = pytest.mark.servers
TABLE = """
CREATE TABLE orders (id int PRIMARY KEY, status text, total int, made date);
CREATE TABLE visits (id int PRIMARY KEY, page int, took int, what text);
"""
VISITS = """
CREATE TABLE visits (id int PRIMARY KEY, page int, took int, what text);
INSERT INTO visits SELECT i, i % 100, i, repeat('x', 100) FROM generate_series(1, 60000) i;
CHECKPOINT;
VACUUM ANALYZE visits
"""
SCHEMA = Schema(ddl.tables(parse("shop.sql", Text(TABLE))))
KEPT = "SELECT indexname FROM pg_indexes WHERE tablename = 'orders' ORDER BY 1"


@pytest.mark.parametrize("place", ["public", 'Ext "odd'])
def test_the_database_reckons_with_an_index_that_it_does_not_have(monkeypatch, place):
    monkeypatch.setattr(cluster, "find_spec", lambda _: None)  # the system's PostgreSQL
    with tempfile.TemporaryDirectory(prefix="backlight-test-") as folder:
        Path(folder).chmod(0o711)
        with scratch(Path(folder)) as url:
            with psycopg.connect(url, autocommit=True) as connection:
                connection.execute(OWN)
                named = place.replace('"', '""')
                connection.execute(f'CREATE SCHEMA IF NOT EXISTS "{named}"')
                connection.execute(f'CREATE EXTENSION hypopg SCHEMA "{named}"')
                for one in VISITS.split(";"):
                    connection.execute(one)
                before = connection.execute(KEPT).fetchall()
            monkeypatch.setenv("MY_DATABASE", url)
            own = Bench("MY_DATABASE")

            def weighed(sql):
                weight = own.weigh(sql, sql + " ", "postgres", SCHEMA)
                assert not weight.why, weight
                return weight

            found = weighed(STATUS.format("open"))  # 60 of 60,000 rows
            assert found.index.endswith(" ON orders (status)") and found.new < found.after / 3
            both = (
                "SELECT id FROM orders WHERE status = 'open' AND total = 1 AND made > '2020-05-01'"
            )
            assert " ON orders (status" in weighed(both).index
            assert not weighed(STATUS.format("done")).index  # nearly all of them
            assert not weighed("SELECT id FROM orders WHERE total = 1").index  # a third of them
            assert not weighed(
                "SELECT id FROM orders WHERE made = '2020-02-03'"
            ).index  # it has one
            # all that is read can stand in an index where that saves the reading of many pages
            took = weighed("SELECT sum(took) FROM visits WHERE page = 7")
            assert took.index.endswith(" ON visits (page) INCLUDE (took)"), took
            assert weighed("SELECT * FROM visits WHERE page = 7").index.endswith("(page)")
            own.close()
            with psycopg.connect(url) as connection:
                assert connection.execute(KEPT).fetchall() == before
