"""Statements that give other rows are told apart, on real engines; equal ones are not."""

import os
import shutil
import threading
import time
from contextlib import contextmanager

import psycopg
import pytest

from backlight.analysis.syntax import parse
from backlight.analysis.tables import Schema
from backlight.sql import ddl
from backlight.sql.lab import cluster, maria_server
from backlight.sql.lab import postgres as cluster_postgres
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
    ("SELECT DISTINCT u.id, u.name FROM users u JOIN orders o ON o.user_id = u.id ORDER BY u.name", "SELECT u.id, u.name FROM users u WHERE EXISTS (SELECT 1 FROM orders o WHERE o.user_id = u.id) ORDER BY u.name"),
    ("SELECT id FROM orders ORDER BY note", "SELECT id FROM orders ORDER BY note, id DESC"),
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
    ("SELECT id, note FROM orders ORDER BY id LIMIT 5", "SELECT id, UPPER(note) AS note FROM orders ORDER BY id LIMIT 5", "before"),
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


def test_a_sort_that_decides_less_is_another_order(bench):
    """SQLite has rows of one table in the order of their keys anyway."""
    full, short = "SELECT id FROM orders ORDER BY note, id", "SELECT id FROM orders ORDER BY note"
    verdict = bench.prove(full, short, "postgres", SCHEMA)
    assert verdict.kind == "different" and "another order" in verdict.detail


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
    verdict = bench.prove(COUNTED, EXISTING, "oracle", SCHEMA)
    assert "Could not be proven: there is no scratch database for oracle" in verdict.sentence


def test_without_mariadb_nothing_of_mysql_is_proven(monkeypatch, tmp_path):
    monkeypatch.setattr(maria_server, "PLACES", ())
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(cluster.Broken, match="install its server"):
        maria_server.MariaServer(tmp_path)


def test_a_statement_reads_no_file_of_the_machine(bench):
    spy = "SELECT pg_read_file('/etc/passwd') AS a FROM orders"
    verdict = bench.prove(spy, spy + " WHERE true", "postgres", SCHEMA)
    assert verdict.kind == "unproven" and "permission denied" in verdict.detail


def test_a_slow_statement_ends(bench):
    slow = "SELECT pg_sleep(60) AS a FROM users"
    verdict = bench.prove(slow, slow + " WHERE true", "postgres", SCHEMA)
    assert verdict.kind == "unproven" and "statement timeout" in verdict.sentence


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


MORE = """
CREATE INDEX ON orders (user_id);
CREATE TABLE countries (id integer PRIMARY KEY, name varchar(80));
ALTER TABLE orders ADD COLUMN status varchar(20);
ALTER TABLE orders ADD COLUMN country_id integer REFERENCES countries (id);
"""
INDEXED = Schema(ddl.tables(parse("shop.sql", Text(SHOP + MORE))))


def test_the_planner_says_what_a_rewrite_gains_and_which_step_changes(bench):
    weight = bench.weigh(COUNTED, EXISTING, "postgres", INDEXED)
    assert weight.gains, weight
    assert weight.before > 10 * weight.after
    assert "Scan on orders becomes" in weight.step
    assert weight.index == ""


def test_an_index_is_advised_where_none_serves(bench):
    one = "SELECT id FROM orders WHERE total = %s"
    weight = bench.weigh(one, one + " ", "postgres", SCHEMA)
    assert weight.index == "CREATE INDEX CONCURRENTLY orders_total_idx ON orders (total)"
    assert weight.new < weight.after / 3
    assert not weight.promises  # both statements gain by it


def test_to_choose_between_ways_no_index_is_looked_for(bench):
    one = "SELECT id FROM orders WHERE total = %s"
    (alone,) = bench.costs(one, [one + " "], "postgres", SCHEMA)
    assert not alone.why and alone.index == "" and alone.before > 0
    assert bench.weigh(one, one + " ", "postgres", SCHEMA).index


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT id FROM orders WHERE id = 5",
        "SELECT id FROM orders WHERE user_id = 5",
        "SELECT COUNT(*) FROM orders",
        "SELECT id FROM orders WHERE total IS NOT NULL",
        "SELECT id FROM orders WHERE status = 'open'",
        "SELECT id FROM orders WHERE country_id = 5",
        "SELECT id FROM countries WHERE name = 'Chad'",
        "SELECT id FROM orders WHERE made > '2020-01-01'",
    ],
)
def test_no_index_is_advised_that_would_not_help(bench, sql):
    assert bench.weigh(sql, sql + " ", "postgres", INDEXED).index == ""


def test_a_second_column_is_advised_where_the_rows_are_sorted_by_it(bench):
    one = "SELECT id FROM orders WHERE status = 'open' ORDER BY made LIMIT 50"
    weight = bench.weigh(one, one + " ", "postgres", INDEXED)
    assert weight.index.endswith(" ON orders (status, made)")


def test_an_index_that_begins_with_the_column_serves_already(bench):
    own = Schema(ddl.tables(parse("a.sql", Text(SHOP + "CREATE INDEX ON orders (total, made);"))))
    one = "SELECT id FROM orders WHERE total = 7"
    assert bench.weigh(one, one + " ", "postgres", own).index == ""


def test_large_offsets_are_weighed_as_they_are_written(bench):
    far = "SELECT id FROM orders ORDER BY id LIMIT 20 OFFSET 50000"
    assert bench.weigh(far, far + " ", "postgres", SCHEMA).before > 1000


def test_a_plan_that_cannot_be_had_is_said(bench):
    for dialect, sql, words in [
        ("sqlite", COUNTED, "plans of sqlite are not compared"),
        ("postgres", "SELECT nope(id) FROM orders", "function nope(bigint) does not exist"),
        ("postgres", "SELECT * FROM strangers", "not known"),
    ]:
        weight = bench.weigh(sql, sql + " ", dialect, SCHEMA)
        assert words in weight.why and not weight.gains and not weight.loses


def test_the_users_own_database_is_asked_read_only(bench, open_folder, monkeypatch):
    with scratch(open_folder) as url:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("CREATE TABLE orders (id int PRIMARY KEY, total int)")
            connection.execute("CREATE INDEX ON orders (total)")
            connection.execute("INSERT INTO orders SELECT i, i FROM generate_series(1, 20000) i")
            connection.execute("ANALYZE orders")
        monkeypatch.setenv("MY_DATABASE", url)
        own = Bench("MY_DATABASE")
        hidden, plain = (
            "SELECT id FROM orders WHERE total + 1 = 4",
            "SELECT id FROM orders WHERE total = 3",
        )
        weight = own.weigh(hidden, plain, "postgres", SCHEMA)
        assert weight.where == "your development database" and weight.gains
        assert "by orders_total_idx" in weight.step
        write = "DELETE FROM orders WHERE total = 3"
        own.weigh(write, write + " ", "postgres", SCHEMA)
        with psycopg.connect(url) as connection:
            assert connection.execute("SELECT count(*) FROM orders").fetchone() == (20000,)
        own.close()


OWN = """
CREATE TABLE orders (id int PRIMARY KEY, status text, total int, made date);
INSERT INTO orders SELECT i, CASE WHEN i % 1000 = 0 THEN 'open' ELSE 'done' END, i % 3,
    date '2020-01-01' + i / 100 FROM generate_series(1, 60000) i;
CREATE INDEX ON orders (made);
ANALYZE orders;
"""
STATUS = "SELECT id FROM orders WHERE status = '{}'"


def test_the_statistics_of_the_users_own_database_decide_which_index_is_advised(
    open_folder, monkeypatch
):
    with scratch(open_folder) as url:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(OWN)
        monkeypatch.setenv("MY_DATABASE", url)
        own = Bench("MY_DATABASE")
        ddl_text = "CREATE TABLE orders (id int PRIMARY KEY, status text, total int, made date);"
        schema = Schema(ddl.tables(parse("shop.sql", Text(ddl_text))))

        def advised(sql):
            weight = own.weigh(sql, sql + " ", "postgres", schema)
            assert not weight.why, weight
            return weight.index.partition(" ON ")[2]

        assert advised(STATUS.format("open")) == "orders (status)"  # 60 of 60,000 rows
        assert advised(STATUS.format("done")) == ""  # nearly all of them
        assert advised("SELECT id FROM orders WHERE total = 1") == ""  # a third of them
        assert advised("SELECT id FROM orders WHERE made = '2020-02-03'") == ""  # it has one
        own.close()


def test_a_database_that_does_not_answer_is_said(monkeypatch):
    monkeypatch.setenv("MY_DATABASE", "postgresql://nobody@127.0.0.1:1/none")
    own = Bench("MY_DATABASE")
    weight = own.weigh(COUNTED, EXISTING, "postgres", SCHEMA)
    assert "your development database could not be asked" in weight.why
    own.close()


@contextmanager
def scratch(folder):
    """A server that stands for the user's, and its URL."""
    place = folder / "own"
    place.mkdir(mode=0o711)
    server = cluster.Cluster(place)
    try:
        cluster_postgres.connected(server, cluster.USER).close()
        yield f"postgresql://{cluster.USER}@/postgres?host={place}"
    finally:
        server.close()


def test_several_statements_are_reckoned_at_once_and_a_fault_is_said_of_the_one_that_has_it(bench):
    wrong = "SELECT u.id FROM users u WHERE nowhere(u.id)"
    costs = bench.costs(COUNTED, [EXISTING, wrong, COUNTED], "postgres", SCHEMA)
    good, bad, same = costs
    assert good.after < good.before and good.gains
    assert "nowhere" in bad.why and not bad.gains
    assert same.before == same.after == good.before
    assert {good.where, same.where} == {bench.weigh(COUNTED, EXISTING, "postgres", SCHEMA).where}


def test_a_statement_that_the_lab_cannot_read_takes_no_other_with_it(bench):
    locks = f"{COUNTED} FOR UPDATE"
    bad, good = bench.costs(COUNTED, [locks, EXISTING], "postgres", SCHEMA)
    assert "locks rows" in bad.why
    assert good.gains and not good.why


def test_a_table_of_which_only_a_system_column_is_read_is_reckoned(bench):
    logs = Schema(ddl.tables(parse("a.sql", Text("CREATE TABLE logs (line text, day date);"))))
    weight = bench.weigh(
        "SELECT l.ctid FROM logs l", "SELECT l.ctid FROM logs l ", "postgres", logs
    )
    assert weight.before > 0, weight.why


def test_statements_with_parameters_are_reckoned(bench):
    (one,) = bench.costs(
        "SELECT id FROM orders WHERE total + 1 = $1 AND note LIKE $2",
        ["SELECT id FROM orders WHERE total = $1 - 1 AND note LIKE $2"],
        "postgres",
        SCHEMA,
    )
    assert not one.why and one.before > 0


def test_nothing_is_reckoned_where_plans_are_not_compared(bench):
    costs = bench.costs(COUNTED, [EXISTING, EXISTING], "sqlite", SCHEMA)
    assert [one.why for one in costs] == ["plans of sqlite are not compared."] * 2
