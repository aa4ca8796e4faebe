"""Files of queries for sqlc: the name of each statement, what it gives, and its parameters."""

from backlight.analysis.queries_files import statements
from backlight.analysis.syntax import Span, parse
from backlight.analysis.tables import Column, Schema, Table
from backlight.index import built
from backlight.sql.names import unknown
from backlight.text import Text
from backlight.workspace import Snapshot

QUERIES = """\
-- Users: \u00fc
-- name: GetUser :one
SELECT id FROM users WHERE id = $1;

-- name: ListUsers :many
-- All of them.
SELECT id FROM users;

/* name: none */
SELECT id FROM users;

-- name: CountUsers :one
SELECT count(*) FROM users;

-- name: AddUser :one
INSERT INTO users (id) VALUES (sqlc.arg(number)) RETURNING id;

-- name: DropUser :exec
DELETE FROM users WHERE id = @id"""
SAID = [
    ("GetUser", "row", True),
    ("ListUsers", "rows", False),
    ("", "rows", False),
    ("CountUsers", "count", False),
    ("AddUser", "row", True),
    ("DropUser", "write", False),
]


def test_statements_have_the_names_that_sqlc_knows_them_by():
    source = parse("db/query/users.sql", Text(QUERIES))
    found = statements(source)
    assert [(q.function, q.returns, q.bounded) for q in found] == SAID
    assert source.text.slice(found[1].span.start, found[1].span.end) == "SELECT id FROM users"
    at = found[3].span.start
    assert [q.function for q in statements(source, Span(at, at))] == ["CountUsers"]


def test_an_argument_of_sqlc_is_no_column():
    schema = Schema((Table(name="users", file="a.sql", line=1, columns=(Column(name="id"),)),))
    text = QUERIES.replace("id = $1", "id = sqlc.arg(x) AND nick = 1")
    found = statements(parse("a.sql", Text(text)))
    assert [len(unknown(query, schema)) for query in found] == [1, 0, 0, 0, 0, 0]
    assert "`nick`" in unknown(found[0], schema)[0]


def test_the_engine_is_the_one_that_sqlc_is_told(tmp_path):
    for name, engine, dialect in (
        ("sqlc.yaml", 'engine: "postgresql"', "postgres"),
        ("sqlc.json", '{"engine": "mysql"}', "mysql"),
        ("other.yaml", "engine: mysql", ""),
    ):
        folder = tmp_path / name
        folder.mkdir()
        (folder / name).write_text(engine)
        assert built(Snapshot(folder)).dialect == dialect
