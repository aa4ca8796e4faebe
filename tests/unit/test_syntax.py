"""A file is parsed anew only where it changed, and the tree is the same as if it were not."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backlight.analysis.syntax import Span, captures, parse
from backlight.analysis.touched import NEAR, around
from backlight.text import Text

PIECES = st.sampled_from(
    [
        "def f(x):\n",
        "    return x\n",
        "x = 'é😀'\n",
        "(",
        ")",
        '"""',
        "\n",
        "\r\n",
        " ",
        "# c\n",
        "\ufeff",
    ]
)


@settings(max_examples=300, deadline=None)
@given(
    st.lists(PIECES, max_size=30),
    st.lists(st.tuples(st.integers(0, 99), st.integers(0, 9), PIECES), max_size=6),
)
def test_a_tree_carried_over_edits_is_the_tree_of_the_text(pieces, edits):
    text = "".join(pieces)
    source = parse("a.py", Text(text))
    for wanted, length, piece in edits:
        at = min(wanted, len(text))
        text = text[:at] + piece + text[at + length :]
        source = parse("a.py", Text(text), source)
        fresh = parse("a.py", Text(text))
        assert source.root.end_byte == fresh.root.end_byte
        if not fresh.root.has_error:
            assert str(source.root) == str(fresh.root)


def test_a_query_can_be_kept_to_a_part_of_the_file():
    source = parse("a.py", Text("def a(): pass\ndef b(): pass\n"))
    query = "(function_definition name: (identifier) @name)"
    assert [n.text for n in captures(source, query)["name"]] == [b"a", b"b"]
    assert [n.text for n in captures(source, query, Span(18, 19))["name"]] == [b"b"]


def test_the_statements_around_a_cursor():
    source = parse("a.py", Text("import os\n\n\ndef f():\n    return 1\n\n\nx = 1\n"))
    text = source.text
    for marked, found in [(0, "import os"), (9, "import os"), (20, "def f():\n    return 1")]:
        span = around(source, Span(marked, marked))
        assert text.slice(span.start, span.end) == found
    assert around(parse("a.py", Text("")), Span(0, 0)) == Span(0, 0)
    assert around(parse("a.sql", Text("SELECT 1")), Span(3, 3)) == Span(0, 8)


def test_of_a_dump_the_lines_about_the_cursor_are_looked_at():
    line = "INSERT INTO things VALUES ('é');\n"
    text = Text(line * 100_000)
    middle = len(text.data) // 2
    span = around(parse("dump.sql", text), Span(middle, middle))
    assert span.start < middle - NEAR < middle + NEAR < span.end
    assert span.end - span.start < 2 * NEAR + 2 * len(line.encode())
    assert text.slice(span.start, span.end).startswith("INSERT")


def test_java_has_a_tree_and_settings_are_read_without_one():
    assert parse("A.java", Text("class A {}\n")).root.type == "program"
    settings = [parse(p, Text("a: 1")) for p in ("a.properties", "a.yml", "a.yaml")]
    assert [s.language for s in settings] == ["properties", "yaml", "yaml"]
    assert all(s.tree is None for s in settings)


def test_go_and_ruby_have_trees_and_schemas_of_services_are_read_without_one():
    assert parse("a.go", Text("package a\n")).root.type == "source_file"
    assert parse("a.rb", Text("puts 1\n")).root.type == "program"
    assert [parse(p, Text("x")).language for p in ("a.graphqls", "a.proto")] == ["graphql", "proto"]
    assert parse("a.proto", Text("service X {")).tree is None


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("x = " + "[" * 300 + "]" * 300, True),
        ("x = " + "[" * 20_000 + "]" * 20_000, False),
        ("x = 1" + " + 1" * 20_000, False),
        ("x = a" + ".b(c)" * 20_000, False),
        ("x = 1\n" * 20_000, True),
        ("x = 1;" * 30_000, False),
    ],
    ids=[
        "300 brackets",
        "20,000 brackets",
        "a long sum",
        "a long chain",
        "a long file",
        "a long line",
    ],
)
def test_what_is_nested_deeper_than_anyone_writes_is_not_analysed(text, read):
    assert (parse("a.py", Text(text)).tree is not None) == read


def test_a_file_that_becomes_too_deep_while_it_is_typed_is_let_go_and_taken_up_again():
    before = parse("a.py", Text("x = 1\n"))
    deep = parse("a.py", Text("x = " + "[" * 20_000 + "]" * 20_000), before)
    assert deep.tree is None
    assert parse("a.py", Text("x = 2\n"), deep).tree is not None
