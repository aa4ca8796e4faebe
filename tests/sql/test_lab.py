"""Statements that give other rows are told apart, on real engines; equal ones are not."""

import os
import shutil
import tempfile
import threading
import time
from pathlib import Path

import pytest

from backlight.analysis.syntax import parse
from backlight.analysis.tables import Schema
from backlight.sql import ddl
from backlight.sql.lab import cluster
from backlight.sql.lab.bench import Bench
from backlight.text import Text

SHOP = """
CREATE TABLE users (id integer PRIMARY KEY, name varchar(50), friend_id integer, active boolean);
CREATE TABLE orders (
    id integer PRIMARY KEY, user_id integer NOT NULL REFERENCES users (id), total integer,
    price double precision, note text, made timestamp
);
"""
SCHEMA = Schema(ddl.tables(parse("shop.sql", Text(SHOP))))
COUNTED = (
    "SELECT u.id FROM users u WHERE (SELECT COUNT(*) FROM orders o WHERE o.user_id = u.id) > 0"
)
EXISTING = "SELECT u.id FROM users u WHERE EXISTS (SELECT 1 FROM orders o WHERE o.user_id = u.id)"


@pytest.fixture(scope="module")
def bench():
    one = Bench()
    yield one
    one.close()


SAME = [
    (COUNTED, EXISTING),
    ("SELECT id FROM orders WHERE total + 1 = 4", "SELECT id FROM orders WHERE total = 3"),
    ("SELECT id FROM orders WHERE note = '{0}'", "SELECT id FROM orders WHERE note = ?"),
    ("SELECT id FROM orders WHERE note LIKE '%{0}%'", "SELECT id FROM orders WHERE note LIKE ?"),
    ("SELECT id FROM orders ORDER BY made DESC, id LIMIT 5", "SELECT id FROM orders ORDER BY made DESC, id ASC LIMIT 5"),
    ("UPDATE orders SET total = 0 WHERE total IS NULL", "UPDATE orders SET total = COALESCE(total, 0) WHERE total IS NULL"),
    ("SELECT * FROM orders WHERE total = ?", "SELECT id, note FROM orders WHERE total = ?"),
    ("SELECT note FROM orders ORDER BY total LIMIT 3", "SELECT note FROM orders ORDER BY total LIMIT 3"),
]  # fmt: skip
DIFFERENT = [
    ("SELECT id FROM orders WHERE total < ?", "SELECT id FROM orders WHERE total <= ?", "orders("),
    ("SELECT id FROM orders WHERE total < 5 AND note = 'x'", "SELECT id FROM orders WHERE total < 5", "no row before"),
    ("SELECT u.id FROM users u LEFT JOIN orders o ON o.user_id = u.id", "SELECT u.id FROM users u JOIN orders o ON o.user_id = u.id", "no row in orders"),
    ("SELECT o.id FROM orders o WHERE o.user_id NOT IN (SELECT friend_id FROM users)", "SELECT o.id FROM orders o WHERE NOT EXISTS (SELECT 1 FROM users u WHERE u.friend_id = o.user_id)", "null"),
    ("SELECT note FROM orders UNION SELECT name FROM users", "SELECT note FROM orders UNION ALL SELECT name FROM users", "before"),
    ("SELECT id FROM orders ORDER BY made LIMIT 10", "SELECT id FROM orders ORDER BY made LIMIT 11", "10 rows before, 11 rows after"),
    ("SELECT id FROM orders ORDER BY id", "SELECT id FROM orders ORDER BY id DESC", "another order"),
    ("SELECT user_id FROM orders GROUP BY user_id HAVING COUNT(*) > 4", "SELECT user_id FROM orders GROUP BY user_id HAVING COUNT(*) >= 4", "before"),
    ("DELETE FROM orders WHERE total > 3", "DELETE FROM orders WHERE total >= 3", "left with other rows"),
    ("SELECT id AS a FROM orders", "SELECT id AS b FROM orders", "is named `b`"),
    ("SELECT id FROM orders WHERE note LIKE 'ab%'", "SELECT id FROM orders WHERE note LIKE '%ab%'", "zab"),
    ("SELECT id, total FROM orders", "SELECT id FROM orders", "2 columns before, 1 after"),
]  # fmt: skip


@pytest.mark.parametrize("dialect", ["sqlite", "postgres"])
@pytest.mark.parametrize(("before", "after"), SAME)
def test_same_rows_are_proven(bench, dialect, before, after):
    verdict = proven(bench, dialect, before, after)
    assert verdict.kind == "same", verdict.sentence
    assert f"Proven on {verdict.databases} databases" in verdict.sentence
    assert verdict.databases >= 40


@pytest.mark.parametrize("dialect", ["sqlite", "postgres"])
@pytest.mark.parametrize(("before", "after", "words"), DIFFERENT)
def test_a_difference_is_found_and_shown_small(bench, dialect, before, after, words):
    verdict = proven(bench, dialect, before, after)
    assert verdict.kind == "different", verdict.sentence
    assert words in verdict.sentence
    assert len(verdict.sentence) < 700


UNPROVEN = [
    ("SELECT id FROM orders WHERE random() > 0.5", "SELECT id FROM orders", "answers differently"),
    ("SELECT nope FROM orders", "SELECT nope FROM orders WHERE true", '"nope" does not exist'),
    ("SELECT * FROM strangers", "SELECT * FROM strangers WHERE true", "columns of `strangers` are not known"),
    ("SELECT a FROM strangers WHERE a IS NULL OR a > 1", "SELECT a FROM strangers WHERE a > 1", "nothing is known of `strangers`"),
    ("SELECT id FROM orders WHERE (SELECT", "SELECT id FROM orders", "cannot be read"),
    ("DROP TABLE orders", "DROP TABLE orders", "only SELECT"),
    ("ATTACH 'x' AS y", "ATTACH 'x' AS y", "cannot be read"),
    ("SELECT id FROM orders FOR UPDATE", "SELECT id FROM orders", "locks rows"),
    ("SELECT nowhere(id) FROM orders", "SELECT id FROM orders", "says of the statement as it is"),
    ("SELECT id FROM orders WHERE total > 5 AND total < 3", "SELECT id FROM orders WHERE 1 = 0", "hardly ever found a row"),
    ("SELECT id FROM orders WHERE id = ?", "SELECT id FROM orders WHERE id = ? OR id = ?", "do not go together"),
]  # fmt: skip


@pytest.mark.parametrize(("before", "after", "words"), UNPROVEN)
def test_what_cannot_be_tried_is_never_called_proven(bench, before, after, words):
    verdict = bench.prove(before.replace("?", "%s"), after.replace("?", "%s"), "postgres", SCHEMA)
    assert verdict.kind == "unproven", verdict.sentence
    assert words in verdict.sentence


def test_there_is_no_proof_without_an_engine(bench):
    verdict = bench.prove(COUNTED, EXISTING, "mysql", SCHEMA)
    assert "Could not be proven: there is no scratch database for mysql" in verdict.sentence


def test_a_statement_reads_no_file_of_the_machine(bench):
    spy = "SELECT pg_read_file('/etc/passwd') AS a FROM orders"
    verdict = bench.prove(spy, spy + " WHERE true", "postgres", SCHEMA)
    assert verdict.kind == "unproven" and "permission denied" in verdict.detail


def test_a_slow_statement_ends(bench):
    slow = "SELECT pg_sleep(60) AS a FROM users"
    began = time.monotonic()
    assert bench.prove(slow, slow + " WHERE true", "postgres", SCHEMA).kind == "unproven"
    assert time.monotonic() - began < 25  # the bounds are 2 s a statement, 2 s of databases


@pytest.fixture
def open_folder(monkeypatch):
    """A folder for temporary files that a server which runs as nobody can enter."""
    with tempfile.TemporaryDirectory(prefix="backlight-test-") as folder:
        Path(folder).chmod(0o711)
        monkeypatch.setattr(tempfile, "tempdir", folder)
        yield Path(folder)


def test_closing_ends_a_proof_and_leaves_nothing_behind(open_folder):
    one = Bench()
    answers = []
    slow = "SELECT pg_sleep(60) AS a FROM users"
    ask = threading.Thread(
        target=lambda: answers.append(one.prove(slow, slow + " ", "postgres", SCHEMA))
    )
    ask.start()
    while not any(open_folder.glob("backlight-lab-*/.s.PGSQL.5432")):
        assert ask.is_alive(), answers
        time.sleep(0.01)
    one.close()
    ask.join(5)
    assert not ask.is_alive()
    assert answers[0].kind == "unproven" and "stopped" in answers[0].detail
    assert not any(open_folder.iterdir())


def test_without_postgres_nothing_is_proven(monkeypatch, tmp_path):
    monkeypatch.setattr(cluster, "find_spec", lambda _: None)
    monkeypatch.setattr(cluster, "PLACES", ())
    with pytest.raises(cluster.Broken, match=r"install `backlight\[lab\]`"):
        cluster.Cluster(tmp_path)


def test_programs_that_only_root_can_read_are_copied(tmp_path):
    if os.geteuid():
        pytest.skip("only root has this problem")
    programs = cluster.programs()
    tmp_path.chmod(0o755)
    hidden = tmp_path / "hidden"
    shutil.copytree(programs.parents[1], hidden / programs.parents[1].name)
    hidden.chmod(0o700)
    there = hidden / programs.relative_to(programs.parents[2])
    copy = cluster._readable(there, tmp_path)
    assert copy != there and (copy / "initdb").exists()


def proven(bench, dialect, before, after):
    if dialect == "postgres":
        before, after = before.replace("?", "%s"), after.replace("?", "%s")
    return bench.prove(before, after, dialect, SCHEMA)
