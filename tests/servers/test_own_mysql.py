"""A user's MySQL or MariaDB is asked for plans: read only, bounded, and nothing of it is told."""

import socket as socket_
import tempfile
from pathlib import Path

import pymysql
import pytest

from backlight.analysis.syntax import parse
from backlight.analysis.tables import Schema
from backlight.sql import ddl
from backlight.sql.lab import own_mysql
from backlight.sql.lab.bench import Bench
from backlight.sql.lab.engine import Broken
from backlight.sql.lab.maria_server import MariaServer
from backlight.text import Text
from waiting import until

pytestmark = pytest.mark.servers
PASSWORD = "s3cret/w@rd"
QUOTED = "s3cret%2Fw%40rd"
TABLES = """
CREATE TABLE users (id int NOT NULL AUTO_INCREMENT PRIMARY KEY, email varchar(100) NOT NULL, name text,
    UNIQUE KEY by_email (email)) ENGINE=InnoDB;
CREATE TABLE orders (id int NOT NULL AUTO_INCREMENT PRIMARY KEY, user_id int NOT NULL, status varchar(20),
    total int, made datetime, KEY by_user (user_id), KEY by_made (made)) ENGINE=InnoDB;
"""
SCHEMA = Schema(ddl.tables(parse("shop.sql", Text(TABLES))))
FILLED = """
INSERT INTO users SELECT seq, concat('u', seq, '@x.example'), 'canary' FROM seq_1_to_2000
/
INSERT INTO orders SELECT seq, 1 + seq % 2000, if(seq % 1000, 'done', 'open'), seq % 7,
    '2020-01-01' + INTERVAL seq % 2000 DAY FROM seq_1_to_20000
/
CREATE FUNCTION wipe() RETURNS int DETERMINISTIC MODIFIES SQL DATA
    BEGIN DELETE FROM orders; RETURN 1; END
/
ANALYZE TABLE users, orders
/
GRANT SELECT, DELETE, EXECUTE ON shop.* TO app@localhost IDENTIFIED BY 's3cret/w@rd'
"""


@pytest.fixture(scope="module")
def socket():
    with tempfile.TemporaryDirectory(prefix="backlight-test-") as folder:
        Path(folder).chmod(0o711)
        server = MariaServer(Path(folder))
        until(lambda: answers(server.socket))
        admin = pymysql.connect(unix_socket=str(server.socket), user="root", autocommit=True)
        with admin.cursor() as cursor:
            cursor.execute("CREATE DATABASE shop")
            cursor.execute("USE shop")
            for one in [*filter(str.strip, TABLES.split(";\n")), *FILLED.split("\n/\n")]:
                cursor.execute(one)
        admin.close()
        yield server.socket
        server.close()


def answers(path):
    """Whether a server listens there."""
    with socket_.socket(socket_.AF_UNIX) as one:
        return one.connect_ex(str(path)) == 0


@pytest.fixture
def url(socket):
    return f"mysql://app:{QUOTED}@localhost/shop?unix_socket={socket}"


@pytest.fixture
def weighed(monkeypatch, url):
    """What the two statements cost in the user's database."""
    monkeypatch.setenv("MY_DATABASE", url)
    bench = Bench("MY_DATABASE")
    yield lambda before, after: bench.weigh(before, after, "mysql", SCHEMA)
    bench.close()


YEAR = "SELECT id FROM orders WHERE YEAR(made) = 2021"
RANGE = "SELECT id FROM orders WHERE made >= '2021-02-01' AND made < '2021-02-05'"
COUNTED = (
    "SELECT u.id FROM users u WHERE (SELECT COUNT(*) FROM orders o WHERE o.total + 0 = u.id) > 0"
)
LISTED = "SELECT u.id FROM users u WHERE EXISTS (SELECT 1 FROM orders o WHERE o.user_id = u.id)"


@pytest.mark.parametrize(
    ("before", "after", "step"),
    [
        (YEAR, RANGE, "on orders by by_made"),
        ("SELECT id FROM users WHERE CONCAT(email, '') = %s", "SELECT id FROM users WHERE email = %s", "by by_email is gone"),
        (COUNTED, LISTED, "Full scan on o with a filter (dependent subquery) becomes Index scan on o by by_user"),
        ("SELECT id FROM orders WHERE status = 'open' ORDER BY made", "SELECT id FROM orders WHERE id = 5", "by PRIMARY"),
    ],
)  # fmt: skip
def test_the_plans_are_those_of_the_users_database(weighed, before, after, step):
    weight = weighed(before, after)
    assert not weight.why, weight
    assert "MariaDB 1" in weight.where and "rows that are read" in weight.where
    assert weight.gains and weight.after * 3 < weight.before, weight
    assert step in weight.step and all(weight.plans), weight
    back = weighed(after, before)
    assert back.loses and not back.gains
    assert "canary" not in str(weight)


def test_what_is_asked_for_each_row_is_counted_as_often(weighed):
    weight = weighed(COUNTED, "SELECT id FROM users")
    assert weight.before > 2000 * 10_000 > 10 * weight.after


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("DELETE FROM orders WHERE user_id = 3", "in a READ ONLY transaction"),
        ("UPDATE orders SET total = 0 WHERE user_id = 3", "command denied"),
        ("SELECT id FROM orders WHERE wipe() = total", "in a READ ONLY transaction"),
        ("SELECT id FROM orders WHERE id = 1; DELETE FROM orders", "only SELECT"),
        ("SELECT id FROM nowhere WHERE id = 1", "nowhere"),
        ("SELECT id FROM orders WHERE 1 = 2 AND total = 5", "without reading a table"),
        ("SELECT id FROM orders INTO OUTFILE '/tmp/x'", "cannot be read"),
        ("SELECT id FROM orders WHERE id = 1 /*!50000 FOR UPDATE */", "a comment that MySQL"),
        ("SELECT id FROM orders /*M! PROCEDURE analyse() */", "a comment that MySQL"),
    ],
)
def test_nothing_that_is_asked_is_carried_out(weighed, socket, sql, words):
    weight = weighed(sql, sql + " ")
    assert words in weight.why if words else not weight.why, weight
    admin = pymysql.connect(unix_socket=str(socket), user="root")
    with admin.cursor() as cursor:
        cursor.execute("SELECT COUNT(*), SUM(total) FROM shop.orders")
        assert cursor.fetchone() == (20_000, 59_998)
    admin.close()


@pytest.mark.parametrize(
    "form",
    [
        lambda url: url.replace("mysql:", "mysql+pymysql:"),
        lambda url: url.replace("mysql:", "jdbc:mariadb:"),
        lambda url: url.replace("mysql:", "mysql2:").replace("unix_socket", "socket"),
        lambda url: f"{url}&sslMode=PREFERRED",
    ],
)
def test_urls_are_read_as_other_tools_write_them(url, form):
    with own_mysql.opened(form(url)) as (connection, name):
        assert own_mysql.asked(connection, "SELECT DATABASE()") == [("shop",)]
        assert name.startswith("MariaDB 1")


WRONG = [
    (f"mysql://app:{QUOTED}@127.0.0.1:1/shop", "could not be asked"),
    (f"mysql://app:{QUOTED}@127.0.0.1:none/shop", "cannot be read"),
    (f"mysql://app:{PASSWORD}@127.0.0.1:1/shop", "cannot be read"),
    (f"postgresql://app:{QUOTED}@127.0.0.1:1/shop", "one for MySQL or MariaDB"),
    (PASSWORD, "is none"),
    (
        f"mysql://127.0.0.1:1/shop?user=app&password={QUOTED}&ssl-mode=REQUIRED",
        "could not be asked",
    ),
]


@pytest.mark.parametrize(("wrong", "words"), WRONG)
def test_a_url_that_is_wrong_is_said_without_its_password(wrong, words):
    with pytest.raises(Broken) as caught, own_mysql.opened(wrong):
        pass
    why = str(caught.value)
    assert words in why and "s3cret" not in why and "w@rd" not in why and "w%40rd" not in why


def test_a_password_that_is_refused_is_not_told(socket):
    url = f"mysql://app:s3cret@localhost/shop?unix_socket={socket}"
    with pytest.raises(Broken, match="Access denied") as caught, own_mysql.opened(url):
        pass
    assert "s3cret" not in str(caught.value)


def test_it_is_a_transaction_that_writes_nothing_and_a_statement_that_ends(url):
    with own_mysql.opened(url) as (connection, _):
        with pytest.raises(Broken, match="READ ONLY"):
            own_mysql.planned(connection, "DELETE FROM orders")
        with pytest.raises(Broken, match="max_statement_time"):
            own_mysql.planned(connection, "SELECT COUNT(*) FROM orders a, orders b, orders c")


def test_without_a_database_of_the_users_it_is_said_what_would_help():
    bench = Bench()
    weight = bench.weigh(YEAR, RANGE, "mysql", SCHEMA)
    bench.close()
    assert "`backlight.databaseUrlEnv`" in weight.why and "MySQL" in weight.why
