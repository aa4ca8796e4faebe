"""DDL is read into tables, and names of queries are looked up in them."""

import pytest

from backlight.analysis.facts import Query
from backlight.analysis.schema import merged
from backlight.analysis.syntax import Span, parse
from backlight.analysis.tables import Schema
from backlight.sql import ddl
from backlight.sql.names import unknown
from backlight.text import Text

DDL = """
CREATE TABLE public.users (
    id serial PRIMARY KEY, email varchar(80) NOT NULL UNIQUE, boss int REFERENCES users (id),
    made timestamptz DEFAULT now()
);
CREATE INDEX ON users (made, email);
CREATE INDEX ON users (lower(email));
ALTER TABLE users ADD COLUMN age int NOT NULL, DROP COLUMN boss, ALTER COLUMN made SET NOT NULL;
CREATE TABLE `items` (id int AUTO_INCREMENT, user_id int, PRIMARY KEY (id), KEY k (user_id),
    FOREIGN KEY (user_id) REFERENCES users (id));
CREATE TABLE gone (id int);
DROP TABLE gone;
CREATE TABLE broken (;
INSERT INTO items VALUES (1, 'CREATE TABLE nope (id int)');
"""
TABLES = ddl.tables(parse("a.sql", Text(DDL)))


def test_tables_are_as_the_statements_leave_them():
    users, items = TABLES
    assert (users.name, users.line, items.name) == ("users", 2, "items")
    assert [(c.name, c.nullable, c.primary_key) for c in users.columns] == [
        ("id", False, True),
        ("email", False, False),
        ("made", False, False),
        ("age", False, False),
    ]
    assert users.column("email").unique
    assert users.indexes == (("made", "email"),)
    assert items.column("user_id").references == "users.id"
    assert items.column("user_id").nullable
    assert items.indexes == (("user_id",),)


@pytest.mark.parametrize(
    ("up", "down"),
    [
        ("-- +goose Up", "-- +goose Down"),
        ("-- +migrate Up", "-- +migrate Down"),
        ("-- migrate:up", "-- migrate:down transaction:false"),
        ("-- // orders", "-- //@UNDO"),
    ],
)
def test_what_a_migration_does_to_be_undone_takes_no_table_away(up, down):
    text = f"{up}\nCREATE TABLE orders (id int, -- down there\nuser_id int);\n{down}\nDROP TABLE orders;"
    [table] = ddl.tables(parse("db/migrations/1_orders.sql", Text(text)))
    assert [column.name for column in table.columns] == ["id", "user_id"]


def test_a_later_migration_adds_indexes_to_the_table_of_another_file():
    files = {
        "db/migration/V1__orders.sql": "CREATE TABLE orders (id int PRIMARY KEY, user_id int, number text);",
        "db/migration/V2__indexes.sql": "CREATE INDEX orders_user ON orders (user_id);\n"
        "ALTER TABLE orders ADD CONSTRAINT orders_number UNIQUE (number);",
        "notes.sql": "CREATE INDEX orders_id ON orders (id, number);",
    }
    every = [t for path, text in files.items() for t in ddl.tables(parse(path, Text(text)))]
    (orders,) = merged(every).tables
    assert orders.indexes == (("user_id",), ("number",))
    assert [column.name for column in orders.columns] == ["id", "user_id", "number"]


def test_a_comment_that_quotes_a_name_says_nothing_of_the_dialect():
    text = '/* Warnings: `email` may not be unique. */\nCREATE TABLE "users" ("email" text);\n'
    text += 'CREATE UNIQUE INDEX "users_email_key" ON "users"("email");'
    [users] = ddl.tables(parse("migrations/1_users/migration.sql", Text(text)))
    assert users.column("email").unique


@pytest.mark.parametrize(
    ("sql", "says"),
    [
        ("SELECT u.email FROM users u", ()),
        ("SELECT u.name FROM users u", ("The table `users` has no column `name`.",)),
        ("SELECT 1 FROM strangers", ("There is no table `strangers` in the known schema.",)),
        ("WITH strangers AS (SELECT 1 AS a) SELECT s.b FROM strangers s", ()),
        ("SELECT u.x FROM (SELECT 1 AS x) u", ()),
        ("SELECT u.id FROM users u WHERE EXISTS (SELECT 1 FROM items i WHERE i.user_id = u.ident)",
         ("The table `users` has no column `ident`; did you mean `id`?",)),
        ("SELECT 1 FROM {0} t WHERE t.a = %s", ()),
        ("SELECT 1 FROM information_schema.tables", ()),
        ("SELECT 1 FROM generate_series(1, 2) g", ()),
        ("UPDATE users SET email = $1 WHERE users.key = :k", ("The table `users` has no column `key`.",)),
        ("half a", ()),
    ],
)  # fmt: skip
def test_names_that_the_schema_lacks(sql, says):
    query = Query(kind="sql", span=Span(0, len(sql)), line=1, sql=sql)
    assert unknown(query, Schema(TABLES)) == says


@pytest.mark.parametrize("before", ["", "\ufeff", "\ufeff-- of 2026\r\n"])
def test_a_mark_of_the_order_of_bytes_hides_no_table(before):
    source = parse("schema.sql", Text(f"{before}CREATE TABLE orders (id int);"))
    assert [table.name for table in ddl.tables(source)] == ["orders"]


@pytest.mark.parametrize(
    ("sql", "says"),
    [
        ("SELECT 1 FROM user", "There is no table `user` in the known schema; did you mean `users`?"),
        ("SELECT u.mail FROM users u", "The table `users` has no column `mail`; did you mean `email`?"),
        ("SELECT emial FROM users", "There is no column `emial` in `users`; did you mean `email`?"),
        ("SELECT user FROM items i WHERE i.user_uid = 1", "The table `items` has no column `user_uid`; did you mean `user_id`?"),
        ("SELECT i.zzz FROM items i", "The table `items` has no column `zzz`."),
    ],
)  # fmt: skip
def test_the_names_that_may_be_meant_are_said(sql, says):
    query = Query(kind="sql", span=Span(0, len(sql)), line=1, sql=sql)
    assert says in unknown(query, Schema(TABLES))


def test_without_a_schema_nothing_is_said():
    query = Query(kind="sql", span=Span(0, 9), line=1, sql="SELECT 1 FROM strangers")
    assert unknown(query, Schema()) == ()


def test_what_cannot_be_read_is_not_written_on_standard_error(caplog):
    odd = "ALTER TABLE users RENAME CONSTRAINT users_email_fkey TO users_mail_fkey"
    assert ddl.read(odd, "postgres") is None
    assert not caplog.records
