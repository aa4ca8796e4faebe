"""SQL in the strings of a program is read with its holes, and what they stand for."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backlight.analysis.queries import queries, template_of
from backlight.analysis.queries_likely import likely
from backlight.analysis.syntax import Span, parse
from backlight.analysis.tables import Schema
from backlight.sql.mend import mend
from backlight.text import Text

PYTHON = [
    # code, the statement, its holes: kind and whether a client may reach them
    ("q = 'SELECT a FROM t WHERE b = %s'", "SELECT a FROM t WHERE b = %s", []),
    ("q = f'SELECT a FROM t WHERE b = {x}'", "SELECT a FROM t WHERE b = {0}", [("value", True)]),
    ("q = f'SELECT {{}} FROM t WHERE b = {1}'", "SELECT {} FROM t WHERE b = {0}", [("value", False)]),
    ("q = f'SELECT a FROM {x}.t'", "SELECT a FROM {0}.t", [("identifier", True)]),
    ("q = f'SELECT a FROM t ORDER BY {x}'", "SELECT a FROM t ORDER BY {0}", [("identifier", True)]),
    ("q = f'SELECT a FROM t WHERE {x}'", "SELECT a FROM t WHERE {0}", [("fragment", True)]),
    ("q = f'SELECT a FROM t WHERE \"{x}\" = 1'", 'SELECT a FROM t WHERE "{0}" = 1', [("identifier", True)]),
    ("q = f'INSERT INTO t (a) VALUES ({x})'", "INSERT INTO t (a) VALUES ({0})", [("value", True)]),
    ("q = f'INSERT INTO t ({x}) VALUES (1)'", "INSERT INTO t ({0}) VALUES (1)", [("identifier", True)]),
    ("q = f'UPDATE t SET {x} = 1'", "UPDATE t SET {0} = 1", [("identifier", True)]),
    ("q = f'SELECT a FROM t WHERE b BETWEEN 1 AND {x}'", "SELECT a FROM t WHERE b BETWEEN 1 AND {0}", [("value", True)]),
    ("T = 't'\nq = 'SELECT a FROM ' + T", "SELECT a FROM {0}", [("constant", False)]),
    ("q = 'SELECT a ' 'FROM t'", "SELECT a FROM t", []),
    ("q = 'SELECT a\\nFROM t'", "SELECT a\nFROM t", []),
    ("q = 'SELECT %d FROM t WHERE a LIKE \\'%%x\\'' % int(y)", "SELECT {0} FROM t WHERE a LIKE '%x'", [("identifier", False)]),
    ("q = 'SELECT a FROM t WHERE b = {name}'.format(name=x)", "SELECT a FROM t WHERE b = {0}", [("value", True)]),
    ("q = f'SELECT a FROM t WHERE b IN ({\",\".join([\"?\"] * 3)})'", "SELECT a FROM t WHERE b IN ({0})", [("list", False)]),
]  # fmt: skip


@pytest.mark.parametrize(("code", "sql", "holes"), PYTHON)
def test_python(code, sql, holes):
    (query,) = queries(parse("a.py", Text(code + "\n")))
    assert query.sql == sql
    assert [(hole.kind, hole.exposed) for hole in query.holes] == holes


JAVASCRIPT = [
    ("const q = `SELECT a FROM t WHERE b = ${x}`;", "SELECT a FROM t WHERE b = {0}", [("value", True)]),
    ("const q = 'SELECT a FROM t WHERE b = ' + x + ' AND c';", "SELECT a FROM t WHERE b = {0} AND c", [("value", True)]),
    ("const T = 't'; const q = `SELECT a FROM ${T}`;", "SELECT a FROM {0}", [("constant", False)]),
    ("const q = sql`SELECT a FROM t WHERE b = ${x}`;", "SELECT a FROM t WHERE b = {0}", [("value", False)]),
    ("function f(x: number) { return `SELECT a FROM t WHERE b = ${x}`; }", "SELECT a FROM t WHERE b = {0}", [("value", False)]),
    ("let q = 'SELECT a FROM t'; q += ' WHERE b = ' + x;", "SELECT a FROM t WHERE b = {0}", [("value", True)]),
]  # fmt: skip


@pytest.mark.parametrize(("code", "sql", "holes"), JAVASCRIPT)
def test_javascript(code, sql, holes):
    (query,) = queries(parse("a.ts", Text(code + "\n")))
    assert query.sql == sql
    assert [(hole.kind, hole.exposed) for hole in query.holes] == holes


@pytest.mark.parametrize(
    "code",
    [
        "print('Select an entry from the list')",
        "print('Update the file')",
        "log('select')",
        "x = 'delete this'",
        "print(f'Create {name} table')",
        "'with great power as one says'",
    ],
)
def test_prose_is_no_query(code):
    assert queries(parse("a.py", Text(code))) == ()


def test_a_file_of_sql_is_split_where_statements_end():
    text = """-- a; b
SELECT 'x;y' FROM a; /* ; */ DELETE FROM b;
CREATE FUNCTION f() RETURNS int AS $$ SELECT 1; SELECT 2; $$ LANGUAGE sql;
COPY a (id) FROM stdin;
1;2
\\.
é;SELECT 1 FROM c"""
    source = parse("a.sql", Text(text))
    found = queries(source)
    assert [q.sql for q in found] == ["SELECT 'x;y' FROM a", "DELETE FROM b", "SELECT 1 FROM c"]
    assert [source.text.slice(q.span.start, q.span.end) for q in found] == [q.sql for q in found]
    assert [q.line for q in found] == [2, 2, 7]


def test_within_reads_what_touches_a_span():
    text = "a = 'SELECT 1 FROM a'\nb = 'SELECT 2 FROM b'\n"
    source = parse("a.py", Text(text))
    (query,) = queries(source, Span(30, 30))
    assert query.sql == "SELECT 2 FROM b"


def test_what_runs_the_query_is_seen():
    text = (
        "def f(c, xs):\n    for x in xs:\n        c.execute('SELECT 1 FROM a WHERE b = ?', (x,))\n"
    )
    (query,) = queries(parse("a.py", Text(text)))
    assert query.function == "f"
    assert query.loop is not None
    assert text[query.call.start :].startswith("c.execute(")


def test_likely_is_quick_to_say_no():
    assert not likely(b"def f(): return 'hello'")
    assert likely(b"x = 'SELECT a FROM t'")


PIECES = st.sampled_from(
    ["SELECT a FROM t", " WHERE b = ", "'", '"', "`", "f'", "{x}", "${x}", " + ", "%s", "{", "}",
     " % (", ")", "\n", "cursor.execute(", ".format(", "\\", "é", "\0", "--", "/*", "$$", ";",
     "(SELECT COUNT(*) FROM u) > 0", "NOT IN (SELECT", "CAST(", "q = ", "q += ", "\u2028"]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=14).map("".join), st.sampled_from(["a.py", "a.ts", "a.sql"]))
def test_hostile_text_never_raises(text, path):
    source = parse(path, Text(text))
    for query in queries(source):
        if source.tree is not None:
            assert template_of(source, query) is not None
        mend(source, query, Schema())
