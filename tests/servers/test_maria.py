"""Statements of MySQL are told apart, or proven, on a real MariaDB."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from backlight.analysis.syntax import parse
from backlight.analysis.tables import Schema
from backlight.sql import ddl
from backlight.sql.lab.bench import Bench
from backlight.text import Text
from sql.test_killed import commanded, running
from sql.test_lab import DIFFERENT, SAME
from sql.test_spare import until

pytestmark = pytest.mark.servers
SHOP = """
CREATE TABLE `Users` (
    `id` int unsigned NOT NULL AUTO_INCREMENT, `name` varchar(50), `friend_id` int, `active` tinyint(1),
    PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
CREATE TABLE `orders` (
    `id` int NOT NULL AUTO_INCREMENT PRIMARY KEY, `user_id` int NOT NULL, `total` int, `price` double,
    `note` text, `made` datetime, `meta` json, `raw` blob, KEY `by_user` (`user_id`)
) ENGINE=InnoDB;
"""
SCHEMA = Schema(ddl.tables(parse("shop.sql", Text(SHOP))))


@pytest.fixture(scope="module")
def bench():
    one = Bench()
    yield one
    one.close()


OWN = [
    ("SELECT `id` FROM `orders` WHERE `total` + 1 = 4", "SELECT `id` FROM `orders` WHERE `total` = 3"),
    ("SELECT id FROM orders WHERE YEAR(made) = 2024", "SELECT id FROM orders WHERE made >= '2024-01-01' AND made < '2025-01-01'"),
    ("SELECT id FROM orders WHERE DATE(made) = '2024-05-01'", "SELECT id FROM orders WHERE made >= '2024-05-01' AND made < '2024-05-02'"),
    ("SELECT id FROM Users WHERE IFNULL(name, '') = 'x'", "SELECT id FROM Users WHERE name = 'x'"),
    ('SELECT id FROM orders WHERE note = "a\\\\b"', "SELECT id FROM orders WHERE note = 'a\\\\b'"),
    ("SELECT LOWER(note) AS n FROM orders WHERE LOWER(note) = 'abc'", "SELECT LOWER(note) AS n FROM orders WHERE note = 'abc'"),
    ("SELECT id FROM orders ORDER BY made DESC, id LIMIT 5, 5", "SELECT id FROM orders ORDER BY made DESC, id LIMIT 5 OFFSET 5"),
    ("UPDATE orders SET note = NULL WHERE total <=> NULL", "UPDATE orders SET note = NULL WHERE total IS NULL"),
]  # fmt: skip
APART = [
    # what is the same in PostgreSQL need not be: its texts are compared whatever their case
    ("SELECT DISTINCT id, note FROM orders WHERE note = 'abc'", "SELECT DISTINCT id, note FROM orders WHERE BINARY note = 'abc'", "before"),
    ("SELECT id FROM orders WHERE YEAR(made) = 2024", "SELECT id FROM orders WHERE made BETWEEN '2024-01-01' AND '2024-12-31'", "2024-12-31"),
    ("SELECT id FROM orders WHERE total <=> NULL", "SELECT id FROM orders WHERE total = NULL", "no row after"),
    ("DELETE FROM orders WHERE total > 3", "DELETE FROM orders WHERE total >= 3", "left with other rows"),
]  # fmt: skip


@pytest.mark.parametrize(("before", "after"), [*SAME, *OWN])
def test_same_rows_are_proven(bench, before, after):
    verdict = bench.prove(before.replace("?", "%s"), after.replace("?", "%s"), "mysql", SCHEMA)
    assert verdict.kind == "same", verdict.sentence
    assert "databases (MariaDB 1" in verdict.sentence and verdict.databases >= 40


@pytest.mark.parametrize(("before", "after", "words"), [*DIFFERENT, *APART])
def test_a_difference_is_found_and_shown_small(bench, before, after, words):
    verdict = bench.prove(before.replace("?", "%s"), after.replace("?", "%s"), "mysql", SCHEMA)
    assert verdict.kind == "different", verdict.sentence
    assert words in verdict.sentence and len(verdict.sentence) < 700


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("SELECT nope FROM orders", "Unknown column 'nope'"),
        ("SELECT id FROM orders WHERE nowhere(id) = 1", "nowhere does not exist"),
        ("SELECT id FROM orders WHERE LOAD_FILE('/etc/passwd') IS NOT NULL", "hardly ever found a row"),
        ("SELECT id INTO OUTFILE '/tmp/x' FROM orders", "cannot be read"),
        ("SELECT user FROM mysql.user", "is a database of the server itself"),
        ("SELECT id FROM orders WHERE UUID() = note", "answers differently each time"),
    ],
)  # fmt: skip
def test_what_cannot_be_tried_is_never_called_proven(bench, sql, words):
    verdict = bench.prove(sql, sql + " LIMIT 10", "mysql", SCHEMA)
    assert verdict.kind == "unproven", verdict.sentence
    assert words in verdict.sentence


def test_the_name_of_a_column_is_no_statement_and_nobody_else_reaches_the_server(monkeypatch):
    with tempfile.TemporaryDirectory(prefix="backlight-test-") as folder:
        Path(folder).chmod(0o777)
        monkeypatch.setattr(tempfile, "tempdir", folder)
        one = Bench()
        name = "x` int); DROP DATABASE lab; CREATE TABLE `y"
        text = (
            f"CREATE TABLE orders (id int PRIMARY KEY, total int, `{name.replace('`', '``')}` int);"
        )
        schema = Schema(ddl.tables(parse("shop.sql", Text(text))))
        sql = "SELECT * FROM orders WHERE total = 3"
        verdict = one.prove(sql, sql + " AND total = 3", "mysql", schema)
        assert verdict.kind == "same", verdict.sentence
        (home,) = Path(folder).glob("backlight-lab-*")
        assert home.stat().st_mode & 0o077 == 0
        one.close()
        assert not any(Path(folder).iterdir())


OWNER = """
import sys
from backlight.analysis.tables import Column, Schema, Table
from backlight.sql.lab.bench import Bench
columns = (Column(name="id", type="int", primary_key=True, nullable=False),)
schema = Schema((Table(name="t", file="a.sql", line=1, columns=columns, complete=True),))
bench = Bench()
print(bench.prove("SELECT id FROM t", "SELECT t.id FROM t", "mysql", schema).kind, flush=True)
sys.stdin.read()
"""


def test_one_whose_owner_is_killed_is_gone(open_folder):
    with subprocess.Popen(
        [sys.executable, "-P", "-c", OWNER],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"TMPDIR": str(open_folder)},
    ) as owner:
        assert owner.stdout.readline() == "same\n"
        assert any(b"mariadbd" in commanded(Path(f"/proc/{one}")) for one in running(open_folder))
        owner.kill()
    until(lambda: not running(open_folder) and not any(open_folder.iterdir()))
