"""Files of SQL that follow one another leave the tables that the database has after the last."""

import pytest

from backlight.analysis.schema import merged
from backlight.analysis.syntax import parse
from backlight.sql import ddl
from backlight.text import Text

MADE = (
    "CREATE TABLE users (id int PRIMARY KEY, mail text, team_id int);"
    "ALTER TABLE users ADD CONSTRAINT users_team_id_fkey FOREIGN KEY (team_id) REFERENCES teams (id);"
)


def schema(*later, made=MADE, name="db/migrations/{0}_step.sql", before=()):
    """What is known once every file has been read; they are read in any order."""
    files = [*before, made, *later]
    sources = (parse(name.format(number), Text(text)) for number, text in enumerate(files, start=1))
    return merged([t for source in reversed([*sources]) for t in ddl.tables(source)])


@pytest.mark.parametrize(
    "name",
    ["db/migrations/{0}_step.sql", "db/migration/V{0}__step.sql", "migrations/{0}_a/migration.sql"],
)
def test_a_table_that_a_later_file_drops_is_gone(name):
    assert schema("DROP TABLE users;", name=name).table("users") is None


def test_a_table_goes_whose_keys_go_before_it():
    drops = "ALTER TABLE users DROP CONSTRAINT users_team_id_fkey; DROP TABLE users;"
    assert schema(drops).table("users") is None


def test_a_table_that_is_made_again_has_the_columns_it_was_last_made_with():
    [again] = schema("DROP TABLE users;", "CREATE TABLE users (id int, name text);").tables
    assert [column.name for column in again.columns] == ["id", "name"]


@pytest.mark.parametrize(
    "again",
    [
        "DROP TABLE users; CREATE TABLE users (id int);",
        "CREATE TABLE made (id int); DROP TABLE users; ALTER TABLE made RENAME TO users;",
    ],
)
def test_a_table_is_replaced_by_another_in_one_file(again):
    [users] = schema(again).tables
    assert (users.name, [column.name for column in users.columns]) == ("users", ["id"])


def test_files_outside_of_migrations_take_nothing_away():
    assert schema("DROP TABLE users;", name="queries/{0}.sql").table("users") is not None


def test_a_table_has_the_name_that_a_later_file_gave_it():
    [people] = schema("ALTER TABLE users RENAME TO people; ALTER TABLE people ADD age int;").tables
    assert people.name == "people"
    assert [column.name for column in people.columns] == ["id", "mail", "team_id", "age"]


def test_the_second_version_comes_before_the_tenth():
    many = ["SELECT 1;"] * 7
    later = ("ALTER TABLE users DROP COLUMN mail;", *many, "ALTER TABLE users ADD mail int;")
    [users] = schema(*later, name="db/migration/V{0}__step.sql").tables
    assert users.column("mail").type == "int"


@pytest.mark.parametrize(
    ("change", "what", "now"),
    [
        ("ALTER TABLE users ALTER COLUMN mail SET NOT NULL;", "nullable", False),
        ("ALTER TABLE users ALTER COLUMN id DROP NOT NULL;", "nullable", True),
        ("ALTER TABLE users ALTER COLUMN mail TYPE varchar(80);", "type", "varchar(80)"),
        ("CREATE UNIQUE INDEX users_mail ON users (mail);", "unique", True),
        ("ALTER TABLE users ADD CONSTRAINT m UNIQUE (mail);", "unique", True),
        ("ALTER TABLE users ADD CONSTRAINT k PRIMARY KEY (mail);", "primary_key", True),
        ("ALTER TABLE users ADD FOREIGN KEY (mail) REFERENCES m (a);", "references", "m.a"),
        ("ALTER TABLE users DROP CONSTRAINT users_team_id_fkey;", "references", ""),
        ("ALTER TABLE users RENAME COLUMN team_id TO club_id;", "references", "teams.id"),
    ],
)
def test_a_later_file_changes_a_column_of_another(change, what, now):
    [users] = schema(change).tables
    names = {"id": "DROP NOT NULL", "team_id": "team_id_fkey", "club_id": "club_id"}
    name = next((one for one, said in names.items() if said in change), "mail")
    assert getattr(users.column(name), what) == now


def test_a_column_that_a_later_file_drops_is_gone():
    [users] = schema("ALTER TABLE users DROP COLUMN mail;").tables
    assert users.column("mail") is None


NAMED = (
    "CREATE TABLE users (id int PRIMARY KEY, mail text, name text UNIQUE, n int);"
    "CREATE UNIQUE INDEX by_mail ON users (mail); CREATE INDEX by_n ON users (n);"
    "CREATE INDEX some ON users (n) WHERE n > 1;"
    "ALTER TABLE users ADD CONSTRAINT twice UNIQUE (mail, n);"
)


def test_an_index_that_a_later_file_drops_is_gone():
    before = schema(made=NAMED).table("users")
    assert before.indexes == (("mail",), ("n",), ("mail", "n"))
    assert before.column("mail").unique
    drops = "DROP INDEX IF EXISTS by_mail; DROP INDEX by_n; DROP INDEX some;"
    after = schema(drops + "ALTER TABLE users DROP CONSTRAINT twice;", made=NAMED).table("users")
    assert (after.indexes, after.partial) == ((), ())
    assert not after.column("mail").unique
    [one] = schema("DROP INDEX by_mail ON users;", made=NAMED).tables
    assert one.indexes == (("n",), ("mail", "n"))


def test_an_index_goes_in_the_file_that_makes_it_and_one_that_is_made_again_stays():
    assert schema(made=NAMED + "DROP INDEX by_n;").table("users").indexes == (
        ("mail",),
        ("mail", "n"),
    )
    again = schema("DROP INDEX by_n;", "CREATE INDEX by_n ON users (n, mail);", made=NAMED)
    assert again.table("users").indexes == (("mail",), ("mail", "n"), ("n", "mail"))


def test_a_column_is_no_longer_unique_whose_constraint_is_dropped():
    left = schema("ALTER TABLE users DROP CONSTRAINT users_name_key;", made=NAMED)
    assert not left.table("users").column("name").unique


def test_an_index_that_nobody_made_is_of_no_table():
    assert [table.name for table in schema("DROP INDEX other;", made=NAMED).tables] == ["users"]
