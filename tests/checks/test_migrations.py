"""What a migration does to a database in use is said, and what does not come back is asked about."""

import pytest

from backlight import index
from backlight.checks import migrations, rehearsal
from backlight.edits import Change
from backlight.sql.lab.bench import Bench
from backlight.sql.risks import risks
from backlight.sql.risks_of_code import risks_of_code
from backlight.text import Text
from backlight.workspace import Snapshot
from backlight.workspace.snapshot import Document

LOCKING = [
    ("CREATE INDEX a ON orders (id)", "cannot be written while the index is built"),
    ("create unique index a on orders (id)", "cannot be written while the index is built"),
    ("DROP INDEX a", "DROP INDEX CONCURRENTLY"),
    ("ALTER TABLE orders ALTER COLUMN total TYPE bigint", "the table is rewritten"),
    ("ALTER TABLE orders ALTER total SET DATA TYPE text", "the table is rewritten"),
    ("ALTER TABLE orders ALTER COLUMN total SET NOT NULL", "every row is checked"),
    ("ALTER TABLE orders ADD COLUMN state text NOT NULL", "it fails on a table that has rows"),
    ("ALTER TABLE orders ADD COLUMN no serial", "a value of its own"),
    ("ALTER TABLE orders ADD COLUMN key uuid DEFAULT gen_random_uuid()", "a value of its own"),
    ("ALTER TABLE orders ADD CONSTRAINT f FOREIGN KEY (u) REFERENCES users (id)", "VALIDATE"),
    ("ALTER TABLE orders ADD CONSTRAINT c CHECK (total > 0)", "NOT VALID"),
    ("ALTER TABLE orders ADD CONSTRAINT u UNIQUE (email)", "USING INDEX"),
    ("ALTER TABLE orders RENAME COLUMN total TO amount", "the old name"),
    ("ALTER TABLE orders ADD COLUMN u int REFERENCES users (id)", "VALIDATE"),
    ("ALTER TABLE orders ADD code char(8)", "fills up with blanks"),
    ("ALTER TABLE orders SET SCHEMA archive", "the old name"),
    ("ALTER TYPE status RENAME VALUE 'new' TO 'open'", "the old name"),
    ("ALTER TYPE status ADD VALUE 'lost'", "cannot be taken away again"),
    ("ALTER TABLE orders DETACH PARTITION orders_2020", "CONCURRENTLY"),
    ("ALTER TABLE orders SET UNLOGGED", "while it is copied"),
    ("REFRESH MATERIALIZED VIEW totals", "nobody can read the view"),
    ("LOCK TABLE orders IN EXCLUSIVE MODE", "waits until the COMMIT"),
    ("UPDATE orders SET total = 0", "in batches"),
    ("UPDATE orders o SET total = o.price", "in batches"),
    ("VACUUM FULL orders", "neither read nor written"),
    ("REINDEX TABLE orders", "cannot be written"),
]
HARMLESS = [
    "CREATE INDEX CONCURRENTLY a ON orders (id)",
    "DROP INDEX CONCURRENTLY a",
    "ALTER TABLE orders ADD COLUMN state text",
    "ALTER TABLE orders ADD COLUMN state text NOT NULL DEFAULT 'new'",
    "ALTER TABLE orders ADD CONSTRAINT c CHECK (total > 0) NOT VALID",
    "ALTER TABLE orders VALIDATE CONSTRAINT c",
    "ALTER TABLE orders ADD CONSTRAINT u UNIQUE USING INDEX a",
    "ALTER TABLE orders ALTER COLUMN total DROP NOT NULL",
    "ALTER TABLE orders ALTER COLUMN total DROP DEFAULT",
    "ALTER TABLE orders DROP CONSTRAINT c",
    "ALTER TABLE orders DETACH PARTITION orders_2020 CONCURRENTLY",
    "REFRESH MATERIALIZED VIEW CONCURRENTLY totals",
    "UPDATE orders SET total = 0 WHERE total IS NULL",
    "ALTER TABLE orders ADD COLUMN code varchar(8)",
    "ALTER TABLE orders ADD COLUMN charge int",
    "DROP TYPE status",
    "SELECT id FROM orders FOR UPDATE",
    "CREATE TABLE items (id serial PRIMARY KEY); CREATE INDEX ON items (id)",
    "DELETE FROM orders WHERE id = 3",
    "INSERT INTO notes VALUES ('DROP TABLE orders; ALTER TABLE a RENAME b TO c')",
    "-- DROP TABLE orders\nSELECT 1",
    "",
    "ALTER TABLE",
]
DESTRUCTIVE = [
    ("DROP TABLE IF EXISTS orders", "`orders` is dropped with all its rows"),
    ("ALTER TABLE orders DROP COLUMN total", "the column `total` is dropped"),
    ("ALTER TABLE orders DROP total", "the column `total` is dropped"),
    ("TRUNCATE orders", "every row of `orders` is deleted"),
    ("DELETE FROM orders", "every row of `orders` is deleted"),
    ("DROP TYPE IF EXISTS status CASCADE", "what depends on `status` is dropped with it"),
    ("DROP MATERIALIZED VIEW totals CASCADE", "what depends on `totals` is dropped with it"),
    ("DROP SCHEMA old CASCADE", "`old` is dropped with all that is in it"),
]


@pytest.mark.parametrize(("sql", "words"), LOCKING)
def test_a_lock_is_said(sql, words):
    [found] = risks(sql)
    assert words in found.sentence and not found.destructive


@pytest.mark.parametrize("sql", HARMLESS)
def test_what_locks_nothing_for_long_is_not_spoken_of(sql):
    assert risks(sql) == ()


@pytest.mark.parametrize(("sql", "words"), DESTRUCTIVE)
def test_what_does_not_come_back_is_known(sql, words):
    [found] = risks(sql)
    assert words in found.sentence and found.destructive


ALEMBIC = """import sqlalchemy as sa
from alembic import op


def upgrade():
    {}


def downgrade():
    op.drop_table("orders")
    op.drop_column("users", "age")
"""
STEPS = [
    ('op.drop_column("users", "age")', "the column `age` is dropped", True),
    ('op.drop_table("users")', "`users` is dropped", True),
    ('op.execute("TRUNCATE users")', "every row of `users` is deleted", True),
    ('op.create_index("a", "users", ["age"])', "build it concurrently", False),
    ('op.alter_column("users", "age", type_=sa.BigInteger())', "is rewritten", False),
    ('op.alter_column("users", "age", nullable=False)', "every row is checked", False),
    ('op.add_column("users", sa.Column("age", sa.Integer(), nullable=False))', "it fails", False),
    ('op.create_foreign_key("f", "orders", "users", ["u"], ["id"])', "every row is checked", False),
    ('op.alter_column("users", "age", new_column_name="years")', "the old name", False),
    ("remove_column :users, :age, :integer", "the column `age` is dropped", True),
    ("add_index :users, :age", "build it concurrently", False),
    ('migrations.RemoveField(model_name="user", name="age")', "the column `age`", True),
    ('migrations.DeleteModel(name="User")', "the table of `User`", True),
]


@pytest.mark.parametrize(("step", "words", "destructive"), STEPS)
def test_steps_in_code_are_known_too(step, words, destructive):
    [found] = risks_of_code(ALEMBIC.format(step))
    assert words in found.sentence and found.destructive == destructive


@pytest.mark.parametrize(
    "step",
    [
        'op.add_column("users", sa.Column("age", sa.Integer(), nullable=True))',
        'op.add_column("users", sa.Column("age", sa.Integer(), nullable=False, server_default="0"))',
        'op.create_index("a", "users", ["age"], postgresql_concurrently=True)',
        'op.create_table("items", sa.Column("id", sa.Integer(), nullable=False))',
        "add_index :users, :age, algorithm: :concurrently",
    ],
)
def test_steps_that_are_safe_are_not_spoken_of(step):
    assert risks_of_code(ALEMBIC.format(step)) == ()


def test_the_user_is_asked_before_something_is_lost(tmp_path):
    for text, ok, confirm in [
        ("ALTER TABLE orders DROP COLUMN total;", False, True),
        ("CREATE INDEX ON orders (total);", True, False),
        ("ALTER TABLE orders ADD COLUMN x int;\n-- +goose Down\nDROP TABLE orders;", True, False),
    ]:
        change = Change(created={"migrations/0002_total.sql": text})
        after = index.after(index.built(Snapshot(tmp_path)), change)
        [check] = migrations.check(after, change)
        assert (check.ok, check.confirm) == (ok, confirm), check.detail


def test_a_change_without_a_migration_says_nothing_of_one(tmp_path):
    change = Change(
        created={"app.sql": "DROP TABLE orders;", "migrations/1_a.down.sql": "DROP TABLE a;"}
    )
    assert migrations.check(index.after(index.built(Snapshot(tmp_path)), change), change) == ()


FIRST = "CREATE TABLE users (id serial PRIMARY KEY, email text NOT NULL);"
REHEARSED = [
    ("ALTER TABLE users ADD COLUMN age int;", "ALTER TABLE users DROP COLUMN age;", True, "all as before"),
    ("ALTER TABLE users ADD COLUMN age int;", "", True, "no way back"),
    ("ALTER TABLE people ADD COLUMN age int;", "", False, 'way up fails: relation "people" does not exist'),
    ("ALTER TABLE users ADD COLUMN email text;", "", False, "already exists"),
    ("ALTER TABLE users ADD COLUMN age int;", "ALTER TABLE users DROP COLUMN years;", False, "way back fails"),
    ("ALTER TABLE users ADD COLUMN age int; CREATE INDEX a ON users (age);", "DROP INDEX a;", False, "the column users.age is still there"),
    ("ALTER TABLE users ADD COLUMN age int;", "ALTER TABLE users DROP COLUMN age, DROP COLUMN email;", False, "the column users.email is gone"),
    ("CREATE INDEX CONCURRENTLY a ON users (email);", "DROP INDEX CONCURRENTLY a;", True, "all as before"),
    ("COPY users FROM PROGRAM 'id';", "", False, "way up fails: permission denied"),
    ("SELECT pg_sleep(60);", "", False, "statement timeout"),
]  # fmt: skip


@pytest.fixture(scope="module")
def bench():
    one = Bench()
    yield one
    one.close()


@pytest.mark.parametrize(("up", "down", "ok", "words"), REHEARSED)
def test_a_migration_is_rehearsed(tmp_path, bench, up, down, ok, words):
    before, after, change = migrated(tmp_path, {}, up, down)
    [check] = rehearsal.check(before, after, change, bench)
    assert check.ok == ok and words in check.detail, check


MODEL = """from sqlalchemy import Column, Integer, Text
from sqlalchemy.orm import declarative_base

Base = declarative_base()


class User(Base):
    __tablename__ = "users"
    id = Column(Integer, primary_key=True)
    email = Column(Text)
    age = Column(Integer)
"""


def test_what_a_model_has_must_be_there_afterwards(tmp_path, bench):
    for column, ok, words in [
        ("years", False, "the model's `users.age`"),
        ("age", True, "as before"),
    ]:
        up, down = f"ALTER TABLE users ADD {column} int;", f"ALTER TABLE users DROP {column};"
        before, after, change = migrated(tmp_path, {"models.py": MODEL}, up, down)
        [check] = rehearsal.check(before, after, change, bench)
        assert check.ok == ok and words in check.detail, check


def test_an_earlier_migration_that_cannot_be_tried_proves_nothing(tmp_path, bench):
    odd = {"migrations/0000_ext.up.sql": "CREATE EXTENSION postgis;"}
    before, after, change = migrated(tmp_path, odd, "SELECT 1;", "")
    [check] = rehearsal.check(before, after, change, bench)
    assert check.ok and "before it could not be tried" in check.detail
    before, after, change = migrated(tmp_path, odd, "ALTER TABLE people ADD a int;", "")
    [check] = rehearsal.check(before, after, change, bench)
    assert check.ok and "could not be rehearsed" in check.detail


def migrated(folder, files, up, down):
    """A project before and after a second migration."""
    texts = {"migrations/0001_users.up.sql": FIRST, **files}
    snapshot = Snapshot(folder, {p: Document(Text(t)) for p, t in texts.items()}, only=tuple(texts))
    before = index.built(snapshot)
    made = {"migrations/0002_age.up.sql": up, "migrations/0002_age.down.sql": down}
    change = Change(created={path: text for path, text in made.items() if text})
    return before, index.after(before, change), change


def test_a_step_is_quoted_as_far_as_whole_words_go():
    columns = ", ".join(f'"column_{n}"' for n in range(12))
    (said,) = risks_of_code(f'def upgrade():\n    op.create_index("ix", "users", [{columns}])\n')
    quoted = said.sentence.partition("`: ")[0].strip("`")
    assert quoted.startswith("op.create_index('ix', 'users', ['column_0',") and len(quoted) < 82
    assert quoted.endswith(" …)") and quoted.count("'") % 2 == 0


def test_a_short_step_is_quoted_as_it_is():
    text = 'def upgrade():\n    op.create_index(\n        "ix", "users", ["email"],\n    )\n'
    (said,) = risks_of_code(text)
    assert said.sentence.startswith("`op.create_index('ix', 'users', ['email'])`: ")
    (said,) = risks(
        "CREATE INDEX ix_users_email_and_name ON users (email, name, another_column_of_it, b)"
    )
    assert said.sentence.startswith(
        "`CREATE INDEX ix_users_email_and_name ON users (email, name …)`: "
    )
