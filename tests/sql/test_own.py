"""The user's own database: asked read only, and whatever is wrong with it is one sentence."""

import socket
import threading
import time

import psycopg
import pytest

from backlight.sql.lab import address, own
from backlight.sql.lab.bench import Bench
from sql.test_lab import SCHEMA, scratch

SECRET = "s3cret/w@rd"
SQL = "SELECT id FROM orders WHERE total = 3"
TABLE = """
CREATE TABLE orders (id int PRIMARY KEY, total int, note text);
INSERT INTO orders SELECT i, i, 'canary' FROM generate_series(1, 20000) i;
ANALYZE orders;
"""
WRONG = [
    ("mysql://root:{}@127.0.0.1/shop", "is one of mysql; this statement is one for PostgreSQL"),
    (
        "mysql+pymysql://root:{}@127.0.0.1/shop",
        "is one of mysql; this statement is one for PostgreSQL",
    ),
    ("sqlite:///shop.db", "is one of sqlite; this statement is one for PostgreSQL"),
    ("host=127.0.0.1 password={}", "is none; this statement is one for PostgreSQL"),
    ("{}", "is none; this statement is one for PostgreSQL"),
    ("postgresql://me:{}@127.0.0.1:none/shop", "cannot be read"),
    ("postgresql://me:%zz{}@127.0.0.1/shop", "cannot be read"),
    ("postgresql://[me:{}", "is none"),
    ("postgresql://me:s3cret%2Fw%40rd@127.0.0.1:1/shop", "could not be asked"),
    ("postgresql://127.0.0.1:1/shop?password=s3cret%2Fw%40rd", "could not be asked"),
    ("postgresql://127.0.0.1:1/shop?sslpassword=s3cret&sslmode=s3cret", "could not be asked"),
    ("postgresql://me:first@s3cret@db.invalid/shop", "cannot be read"),
    ("postgresql://me:first@s3cret/w@db.invalid/shop", "cannot be read"),
    ("postgresql://me:first@s3cret?w@db.invalid/shop", "cannot be read"),
    (f"postgresql://me:s3cret@{'h' * 300}/shop", "could not be asked"),
    ("postgresql://s3cret:12#w@db.invalid/shop", "cannot be read"),
]


@pytest.mark.parametrize(("url", "words"), WRONG)
def test_a_url_that_is_wrong_is_said_without_its_password(monkeypatch, url, words):
    why = asked(monkeypatch, url.format(SECRET)).why
    assert words in why and "s3cret" not in why and "w@rd" not in why and "w%40rd" not in why
    assert "\n" not in why and len(why) < 300


@pytest.mark.parametrize("talks", [b"", b"HTTP/1.1 400 Bad Request\r\n\r\n", None])
def test_a_server_that_is_no_postgres_is_said(monkeypatch, talks):
    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=answered, args=(server, talks), daemon=True)
        thread.start()
        port = server.getsockname()[1]
        why = asked(monkeypatch, f"postgresql://me:{SECRET[:6]}@127.0.0.1:{port}/shop").why
    assert "your development database could not be asked" in why and SECRET[:6] not in why


def answered(server, talks):
    """What a server says to whoever connects; `None` is nothing at all, and the line stays open."""
    while True:
        try:
            connection, _ = server.accept()
        except OSError:
            return
        if talks is None:
            time.sleep(30)
        connection.recv(1000)
        connection.sendall(talks or b"")
        connection.close()


@pytest.fixture
def url(open_folder):
    with scratch(open_folder) as found:
        with psycopg.connect(found, autocommit=True) as connection:
            connection.execute(TABLE)
        yield found


@pytest.mark.parametrize(
    "form",
    [
        lambda url: url.replace("postgresql:", "postgresql+asyncpg:"),
        lambda url: url.replace("postgresql:", "postgres:"),
        lambda url: url.replace("postgresql:", "jdbc:postgresql:"),
        lambda url: url + "&schema=public&pgbouncer=true&connection_limit=5",
    ],
)
def test_urls_are_read_as_other_tools_write_them(monkeypatch, url, form):
    weight = asked(monkeypatch, form(url))
    assert weight.where == "your development database" and not weight.why


ATTACKS = [
    # what is asked, and what is said of it; nothing of it is carried out
    ("WITH gone AS (DELETE FROM orders RETURNING id) SELECT id FROM gone WHERE id = 3", ""),
    ("DELETE FROM orders WHERE total = 3", ""),
    ("UPDATE orders SET total = 0 WHERE total = 3", ""),
    ("SELECT id FROM orders WHERE id = 1; DELETE FROM orders", "only SELECT"),
    ("SELECT wipe() FROM orders WHERE id = 1", ""),
    ("SELECT id FROM orders WHERE wiped() = total", "cannot plan this statement"),
    ("SELECT id FROM orders WHERE slow() = total", "statement timeout"),
    ("SELECT set_config('statement_timeout', '0', false) FROM orders WHERE pg_sleep(60) IS NULL", ""),
    ("SELECT id FROM secrets WHERE id = 1", "permission denied for table secrets"),
    ("ANALYZE orders", "only SELECT"),
    ("EXPLAIN ANALYZE DELETE FROM orders", "only SELECT"),
]  # fmt: skip
OTHERS = """
CREATE FUNCTION wipe() RETURNS int VOLATILE LANGUAGE sql AS 'DELETE FROM orders RETURNING 1';
CREATE FUNCTION wiped() RETURNS int STABLE LANGUAGE plpgsql AS $$
    BEGIN EXECUTE 'DELETE FROM orders'; RETURN 1; END $$;
CREATE FUNCTION slow() RETURNS int STABLE LANGUAGE plpgsql AS $$
    BEGIN PERFORM pg_sleep(60); RETURN 1; END $$;
CREATE TABLE secrets (id int);
CREATE ROLE app LOGIN;
GRANT SELECT, UPDATE, DELETE ON orders TO app;
"""


def test_nothing_that_is_asked_is_carried_out(monkeypatch, url):
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(OTHERS)
    monkeypatch.setenv("MY_DATABASE", url.replace("backlight@", "app@"))
    own = Bench("MY_DATABASE")
    for sql, words in ATTACKS:
        began = time.monotonic()
        why = own.weigh(sql, sql + " ", "postgres", SCHEMA).why
        assert words in why if words else why == "", (sql, why)
        assert "canary" not in why and time.monotonic() - began < 20, (sql, why)
    with psycopg.connect(url) as connection:
        assert connection.execute("SELECT count(*), sum(total) FROM orders").fetchone() == (
            20000,
            200010000,
        )
    own.close()


def test_a_server_that_goes_in_the_middle_is_said(monkeypatch, url):
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(OTHERS)
        waits = "SELECT 1 FROM pg_stat_activity WHERE application_name = 'backlight'"
        said = []
        sql = "SELECT id FROM orders WHERE slow() = total"
        ask = threading.Thread(target=lambda: said.append(asked(monkeypatch, url, sql)))
        ask.start()
        while ask.is_alive() and connection.execute(waits).fetchone() is None:
            time.sleep(0.01)
        ends = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'backlight'"
        connection.execute(ends)
        ask.join(20)
    assert "ended the connection" in said[0].why or "could not be asked" in said[0].why, said


def asked(monkeypatch, url, sql=SQL):
    """What is said of a statement with this URL in the environment."""
    monkeypatch.setenv("MY_DATABASE", url)
    own = Bench("MY_DATABASE")
    try:
        return own.weigh(sql, sql + " ", "postgres", SCHEMA)
    finally:
        own.close()


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("options=-c%20search_path%3Dshop", {"options": "-c search_path=shop"}),
        ("application_name=a+b", {"application_name": "a+b"}),
        ("password=a+b%2Bc", {"password": "a+b+c"}),
    ],
)
def test_a_plus_in_the_url_is_a_plus_as_libpq_reads_it(query, wanted):
    found, _ = own.read(f"postgresql://localhost/shop?{query}")
    assert psycopg.conninfo.conninfo_to_dict(found).items() >= wanted.items()


def test_a_password_with_a_plus_is_not_told():
    told = "the password a+b c (a+b%20c) is wrong."
    said = address.hidden(told, "postgresql://h/d?password=a+b%20c")
    assert said == "the password … (…) is wrong"
