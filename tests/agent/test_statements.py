"""A model that rewrites a query: what it may ask of the lab, and how its mistakes are stopped.

The model is a script, so this proves the road and says nothing of any model.
"""

import json

import pytest

from backlight import index, runs
from backlight.analysis.syntax import Span
from backlight.config import Config
from backlight.text import Text
from backlight.workspace import Snapshot
from backlight.workspace.snapshot import Document
from double.messages import Messages, calls, say

SCHEMA = """CREATE TABLE users (id SERIAL PRIMARY KEY, name TEXT, email TEXT NOT NULL);
CREATE TABLE orders (id SERIAL PRIMARY KEY, user_id INTEGER NOT NULL REFERENCES users (id), total INTEGER, made TIMESTAMP);
CREATE INDEX ON orders (user_id);
"""
CODE = """import psycopg


def totals(conn):
    return conn.execute(
        "{}"
    ).fetchall()
"""
QUERY = "SELECT u.id, u.name FROM users u WHERE u.id IN (SELECT o.user_id FROM orders o WHERE o.total > 5)"
MISTAKES = {
    "wrong column": (QUERY.replace("u.name", "u.nmae"), "no column `nmae`"),
    "wrong table": (QUERY.replace("FROM orders", "FROM order_items"), "no table `order_items`"),
    "dropped rows": (QUERY.replace("total > 5", "total > 6"), "The rows differ"),
    "rows that come twice": (
        "SELECT u.id, u.name FROM users u JOIN orders o ON o.user_id = u.id WHERE o.total > 5",
        "The rows differ",
    ),
    "slower plan": (
        "SELECT u.id, u.name FROM users u WHERE (SELECT COUNT(*) FROM orders o WHERE o.user_id + 0 = u.id AND o.total > 5) > 0",
        "it is slower",
    ),
    "half a statement": (
        "SELECT u.id, u.name FROM users u WHERE u.id IN (SELECT",
        "cannot be read",
    ),
}
GOOD = "SELECT u.id, u.name FROM users u WHERE EXISTS (SELECT 1 FROM orders o WHERE o.user_id = u.id AND o.total > 5)"


class Front:
    """Somebody who sees what is reported."""

    def __init__(self):
        self.reports = []

    def report(self, message):
        self.reports.append(message)

    async def ask(self, question, choices, default):
        return default


async def ran(workspace, monkeypatch, *script):
    """The outcome of "Optimize query" by a model with this script, and what the model was told."""
    texts = {"app.py": CODE.format(QUERY), "schema.sql": SCHEMA}
    snapshot = Snapshot(workspace, {p: Document(Text(t)) for p, t in texts.items()})
    at = texts["app.py"].index("SELECT")
    wanted = runs.Request(action="optimize-query", path="app.py", span=Span(at, at), engine="agent")
    with Messages(list(script)) as double:
        for name, value in double.environ.items():
            monkeypatch.setenv(name, value)
        outcome = await runs.run(wanted, snapshot, index.built(snapshot), Config(), Front())
        return outcome, json.dumps(double.requests)


def edit(old, new):
    return ("Edit", {"path": "app.py", "old_string": old, "new_string": new})


@pytest.mark.parametrize("mistake", MISTAKES)
async def test_a_mistake_is_stopped_before_the_user_sees_it(workspace, monkeypatch, mistake):
    after, words = MISTAKES[mistake]
    outcome, told = await ran(
        workspace, monkeypatch, calls(edit(QUERY, after)), *[say("I am done.")] * 6
    )
    assert outcome.change is None, outcome.checks
    assert words in told


async def test_a_mistake_that_is_mended_ends_well(workspace, monkeypatch):
    wrong, _ = MISTAKES["dropped rows"]
    outcome, told = await ran(
        workspace,
        monkeypatch,
        calls(edit(QUERY, wrong)),
        say("Done."),
        calls(edit(wrong, GOOD)),
        say("Now it is right."),
    )
    assert "The rows differ" in told
    assert outcome.change is not None, outcome.refused
    proofs = [check for check in outcome.checks if check.name == "same rows"]
    assert proofs[0].ok and "Proven on" in proofs[0].detail


async def test_the_model_can_prove_and_explain_before_it_writes(workspace, monkeypatch):
    asked = (
        ("Prove", {"before": QUERY, "after": GOOD}),
        ("Prove", {"before": QUERY, "after": MISTAKES["dropped rows"][0]}),
        ("Prove", {"before": QUERY, "after": MISTAKES["wrong column"][0]}),
        ("Explain", {"before": QUERY, "after": GOOD}),
        ("Explain", {"before": "SELECT id FROM orders WHERE made = '2024-01-01'"}),
        ("Explain", {"before": "DROP TABLE orders"}),
        ("Prove", {"before": "", "after": GOOD}),
    )
    outcome, told = await ran(
        workspace, monkeypatch, calls(*asked), calls(edit(QUERY, GOOD)), say("Done.")
    )
    assert outcome.change is not None, outcome.refused
    for words in (
        "Proven on",
        "The rows differ",
        "no column `nmae`",
        "reckons a cost of",
        "ON orders (made)",
        "only SELECT, INSERT, UPDATE and DELETE",
        "must have 1 to",
    ):
        assert words in told, words


async def test_a_title_says_what_is_gained_and_the_story_shows_both_plans(workspace, monkeypatch):
    counted = (
        "SELECT u.id FROM users u WHERE (SELECT COUNT(*) FROM orders o WHERE o.user_id = u.id) > 0"
    )
    monkeypatch.setitem(globals(), "QUERY", counted)
    better = "SELECT u.id FROM users u WHERE EXISTS (SELECT 1 FROM orders o WHERE o.user_id = u.id)"
    outcome, _ = await ran(workspace, monkeypatch, calls(edit(counted, better)), say("Done."))
    assert " · cost " in outcome.title and " → " in outcome.title
    [drawn] = [check.drawn for check in outcome.checks if check.drawn]
    assert drawn.count("```") == 4 and "<--" in drawn
    assert "Scan on orders" in drawn
