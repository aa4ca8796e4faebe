"""A file twice as long takes about twice the work, whatever repeats in it.

Work is counted, not timed: calls of functions, and for texts that only patterns read, a length at
which a pattern that goes back over it again and again would not come to an end.
"""

import sys

import pytest

from backlight.analysis.facts import EMPTY
from backlight.analysis.syntax import parse
from backlight.index import facts_of, findings
from backlight.text import Text

LOOP = "import sqlite3\nfrom sqlalchemy import select\ndef f(c, session, ids):\n    for i in ids:\n"
REPEATED = {
    "a statement under one name, run each time": (
        ("queries_uses.py", "queries_growth.py"),
        LOOP,
        "        q = 'SELECT a FROM t WHERE id = ' + str(i)\n        c.execute(q)\n",
    ),
    "chains of SQLAlchemy": (
        ("sqlalchemy/rows.py",),
        LOOP,
        "        r = session.execute(select(Order).where(Order.id == i)).scalar()\n",
    ),
}
LONG = {
    "blanks between the parameters of a handler": (
        "a.js",
        "const f = (ctx" + " " * 300_000 + ", x) => { fs.readFileSync('a') }\n",
    ),
    "secrets on one line": (
        "a.py",
        "x = {" + ", ".join(f"'password{n}': 'tR0ub4dor{n}x'" for n in range(999)) + "}\n",
    ),
}


@pytest.mark.parametrize("name", REPEATED)
def test_twice_the_text_takes_about_twice_the_work(name):
    files, before, line = REPEATED[name]
    once, twice = (work(files, before + line * count) for count in (250, 500))
    assert once > 100
    assert twice < 2.7 * once


@pytest.mark.parametrize("name", LONG)
def test_a_long_text_is_read_to_its_end(name):
    path, code = LONG[name]
    found = looked_at(path, code)
    assert len(found) == (999 if "secrets" in name else 0)


def work(files, code):
    """How many functions some files call while a file is looked at."""
    counted = 0

    def count(frame, event, _given):
        nonlocal counted
        if event in {"call", "c_call"}:
            counted += frame.f_code.co_filename.endswith(files)

    sys.setprofile(count)
    try:
        looked_at("a.py", code)
    finally:
        sys.setprofile(None)
    return counted


def looked_at(path, code):
    source = parse(path, Text(code))
    return findings(facts_of(source), source, EMPTY)
