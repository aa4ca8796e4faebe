"""What is known of the place under a cursor."""

import pytest

from backlight.analysis.facts import EMPTY
from backlight.analysis.syntax import Span, parse
from backlight.menu import context
from backlight.text import Text


def comment(path, marked):
    at = len(marked[: marked.index("$0")].encode())
    source = parse(path, Text(marked.replace("$0", "")))
    return context(source, Span(at, at), EMPTY).comment


@pytest.mark.parametrize(
    ("path", "marked", "said"),
    [
        ("a.py", "x = 1\n# POST /orders: create$0\n", "POST /orders: create"),
        ("a.py", "# first\n# sec$0ond\n#\n# third\n\n# other\n", "first\nsecond\n\nthird"),
        ("a.py", "def f():\n    $0# inside 😀 é\n    pass\n", "inside 😀 é"),
        ("a.py", 'text = """\n# no comment$0\n"""\n', ""),
        ("a.py", "x = 1  # behind code$0\n", ""),
        ("a.py", "$0\n# below\n", ""),
        ("a.js", "// GET /x$0\n", "GET /x"),
        ("a.ts", "/**\n * GET /x$0\n * more\n */\n", "GET /x\n more".replace(" more", "more")),
        ("a.js", "const t = `\n// no$0\n`\n", ""),
        ("a.sql", "-- slow$0\nSELECT 1;\n", "slow"),
        ("a.py", "# unfinished (((\ndef broken(:\n  # here$0\n", "here"),
        ("a.py", "# crlf one\r\n# crlf two$0\r\n", "crlf one\ncrlf two"),
    ],
)
def test_the_comment_at_the_cursor(path, marked, said):
    assert comment(path, marked) == said


@pytest.mark.parametrize("source", ["", "\n", "\ufeff", "def f(", "\x00", "a\u2028b", "'''"])
@pytest.mark.parametrize("path", ["a.py", "a.js", "a.tsx", "a.sql", "a.json"])
def test_no_text_and_no_place_in_it_is_too_odd(path, source):
    parsed = parse(path, Text(source))
    for at in range(len(parsed.text.data) + 1):
        assert context(parsed, Span(at, at), EMPTY).span == Span(at, at)
