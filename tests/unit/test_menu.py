"""What is known of the place under a cursor."""

import pytest

from backlight.analysis import syntax
from backlight.analysis.facts import EMPTY
from backlight.analysis.syntax import Span, parse
from backlight.menu import context, offers
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


HANDLERS = {
    "a.py": (
        "from flask import Flask, request\n\napp = Flask(__name__)\n",
        (
            "\n\n@app.post('/a{n}')\ndef make{n}():\n    one = Thing(request.json['a'])\n"
            "    db.session.add(one)\n    db.session.commit()\n    db.session.add(Other(one))\n"
            "    db.session.commit()\n    db.execute('SELECT * FROM users WHERE id = ' + one.id)\n"
            "    return {{'id': one.id}}\n"
        ),
    ),
    "a.js": (
        "const app = require('express')();\n",
        (
            "\napp.post('/a{n}', async (req, res) => {{\n  const one = await Thing.create(req.body);\n"
            "  await pool.query('UPDATE users SET a = ' + req.body.a);\n  res.json(one.id);\n}});\n"
        ),
    ),
    "a.go": (
        'package a\n\nimport (\n\t"database/sql"\n\t"net/http"\n)\n',
        (
            "\nfunc make{n}(w http.ResponseWriter, r *http.Request) {{\n"
            '\tdb.Exec("UPDATE users SET a = " + r.FormValue("a"))\n\tw.WriteHeader(201)\n}}\n'
        ),
    ),
    "a.rb": (
        "",
        (
            "\nclass A{n}Controller < ApplicationController\n  def create\n"
            '    @one = Thing.create!(params[:thing])\n    Other.where("a = #{{params[:a]}}").first\n'
            "    render json: @one\n  end\nend\n"
        ),
    ),
}


@pytest.mark.parametrize("path", HANDLERS)
def test_what_is_looked_at_does_not_grow_with_the_file(path, monkeypatch):
    seen = []
    real = syntax._walk
    monkeypatch.setattr(syntax, "_walk", lambda node: (seen.append(1) or one for one in real(node)))

    def looked_at(many):
        head, handler = HANDLERS[path]
        code = head + "".join(handler.format(n=n) for n in range(many))
        source = parse(path, Text(code))
        at = code.index("a", code.index(handler.format(n=many // 2)) + 30)
        seen.clear()
        found = offers(context(source, Span(at, at), EMPTY))
        assert found
        return len(seen)

    looked_at(10)  # What is imported or compiled once is
    few, many = looked_at(10), looked_at(80)
    assert 0 < many < few * 1.5
