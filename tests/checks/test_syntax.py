"""A change parses as well as what it changes: half-typed code is no obstacle, new errors are."""

import pytest

from backlight.analysis.facts import EMPTY, Project
from backlight.analysis.syntax import parse
from backlight.checks import syntax
from backlight.edits import Change, between
from backlight.text import Text


def project(files):
    sources = {path: parse(path, Text(text)) for path, text in files.items()}
    return Project({}, (), EMPTY.schema, sources.get, tuple(sources))


def judged(before, after):
    edits = {p: between(Text(before[p]), Text(t)) for p, t in after.items() if p in before}
    created = {p: t for p, t in after.items() if p not in before}
    return syntax.check(project(before), project(before | after), Change(edits, created))


@pytest.mark.parametrize(
    ("path", "before", "after"),
    [
        ("a.py", "x = 1\n", "x = 2\n"),
        ("a.py", "def f(:\n\ny = 1\n", "def f(:\n\ny = 2\n"),
        ("a.py", "def f(:\n\ny = 1\n", "def f():\n    pass\n\ny = 1\n"),
        ("a.py", "\ufeffx = 1\n", "\ufeffx = 2\n"),
        ("a.py", 'x = "\\d"\n', 'y = "\\d"\n'),
        ("a.ts", "const x = 1\n", "const x: number = 1\n"),
        ("a.tsx", "const x = <b>1</b>\n", "const x = <i>1</i>\n"),
        ("a.json", '{"a": 1}', '{"a": 2}'),
        ("tsconfig.json", "{ /* why */ }", '{ /* why */ "a": 1 }'),
        ("a.toml", "a = 1\n", "a = 2\n"),
        ("a.sql", "SELECT 1", "SELECT 2"),
        ("a.md", "# (", "# ((("),
    ],
)
def test_what_parses_as_before_is_fine(path, before, after):
    found = judged({path: before}, {path: after})
    assert (found.ok, found.detail) == (True, f"{path} parses as well as before.")


@pytest.mark.parametrize(
    ("path", "before", "after", "detail"),
    [
        ("a.py", "x = 1\n", "x = (\n", "a.py no longer parses at line 1."),
        ("a.py", "x = 1\ny = 2\n", "x = 1\ndef f(:\n", "a.py no longer parses at line 2."),
        ("a.js", "f()\n", "f(\n", "a.js no longer parses at line 1."),
        ("a.ts", "let x: number\n", "let x: : number\n", "a.ts no longer parses at line 1."),
        (
            "a.py",
            "if x:\n    y\n",
            "if x:\n    y\n  z\n",
            "a.py no longer parses: line 3: unindent does not match any outer indentation level.",
        ),
        ("a.py", "f(a=1)\n", "f(a=1, a=2, *b, c for c in d)\n", "no longer parses"),
        ("a.json", '{"a": 1}', '{"a": 1,}', "a.json no longer parses: Expecting property name"),
        ("a.toml", "a = 1\n", "a = \n", "a.toml no longer parses: Invalid value"),
        (
            "a.py",
            "def f(:\n    pass\n\n\ny = 1\n",
            "def f():\n    pass\n\n\ny = = 1\n",
            "no longer parses",
        ),
    ],
)
def test_a_new_error_is_named_with_its_place(path, before, after, detail):
    found = judged({path: before}, {path: after})
    assert not found.ok
    assert detail in found.detail


def test_a_new_file_has_no_excuse():
    assert judged({}, {"a.py": "def f():\n    return 1\n"}).ok
    assert judged({}, {"a.py": "def f(:\n"}).detail.startswith("a.py no longer parses")
    assert not judged({}, {"a.json": "{"}).ok


def test_every_broken_file_is_named():
    found = judged({"a.py": "x\n", "b.py": "x\n"}, {"a.py": "(\n", "b.py": "[\n", "c.py": "y\n"})
    assert found.detail == "a.py no longer parses at line 1. b.py no longer parses at line 1."


@pytest.mark.parametrize("text", ["(" * 3000, "[" * 100_000, "\0", "x = " + "-" * 5000 + "1"])
def test_hostile_text_ends_in_a_verdict(text):
    judged({"a.py": "x\n", "b.json": "1"}, {"a.py": text, "b.json": text})
