"""Texts that were made to hold a pattern up: each pattern is done with them, in a process that would be ended."""

import subprocess
import sys

import pytest

FOREVER = 30
"""Seconds; it takes milliseconds, and took minutes or more when each blank was tried with each other."""
MADE = {
    "caches of nothing": ("backlight.actions.add_cache", "CACHED", '"redis" * 200000'),
    "pages of nothing": ("backlight.actions.paginate", "MOST", '"Paginator(z, " * 20000'),
    "a name that makes many": (
        "backlight.actions.pool_connections",
        "ONCE",
        '"new_" + "engine" * 5000 + "-"',
    ),
    "a mark of MyBatis": ("backlight.analysis.queries_mybatis", "MARK", '"#{" + " " * 6000'),
    "except": ("backlight.analysis.leaked", "EXCEPTION", '"except" + " " * 6000'),
    "catch": ("backlight.analysis.leaked", "EXCEPTION", '"catch (" + " " * 6000'),
    "rescue": ("backlight.analysis.leaked", "EXCEPTION", '"rescue" + " " * 6000'),
    "blanks before SQL": ("backlight.analysis.queries_words", "START", '" " * 20000 + "x"'),
    "comments before SQL": ("backlight.analysis.queries_words", "START", '"/* */" * 2000 + "x"'),
    "comments before a SELECT": ("backlight.analysis.queries_words", "SHAPE", '"/* */" * 2000'),
    "joins of JPQL": (
        "backlight.stacks.jpa.jpql",
        "SHAPE",
        '"select o from Owner o" + " join fetch x" * 300 + " !"',
    ),
}


@pytest.mark.parametrize(("module", "name", "text"), MADE.values(), ids=MADE)
def test_a_pattern_is_done_with_a_text_made_to_hold_it_up(module, name, text):
    code = f"from {module} import {name} as p; t = {text}; p.match(t); p.search(t); p.fullmatch(t)"
    subprocess.run([sys.executable, "-P", "-c", code], timeout=FOREVER, check=True)
