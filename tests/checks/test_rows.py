"""A rewritten statement is shown with the verdict of the lab, whoever rewrote it."""

from functools import partial

import pytest

from backlight import index, runs
from backlight.action import Offer, Task
from backlight.actions import ALL
from backlight.analysis.compared import Pair
from backlight.analysis.facts import Query
from backlight.analysis.syntax import Span
from backlight.checks import plan, rows
from backlight.config import Config
from backlight.edits import Change, between
from backlight.sql.lab.bench import Bench
from backlight.sql.lab.verdict import Verdict, Weight
from backlight.text import Text
from backlight.verify import Chosen, cheapest, checked
from backlight.workspace import Snapshot
from backlight.workspace.snapshot import Document

SCHEMA = """CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT);
CREATE TABLE orders (id INTEGER PRIMARY KEY, user_id INTEGER NOT NULL, note TEXT);
"""
CODE = """import sqlite3


def f(c: sqlite3.Cursor):
    return c.execute("{sql}").fetchall()
"""
COUNTED = (
    "SELECT u.id FROM users u WHERE (SELECT COUNT(*) FROM orders o WHERE o.user_id = u.id) > 0"
)
EXISTING = "SELECT u.id FROM users u WHERE EXISTS (SELECT 1 FROM orders o WHERE o.user_id = u.id)"
JOINED = "SELECT u.id FROM users u JOIN orders o ON o.user_id = u.id"


class Front:
    """Nobody sits there."""

    def report(self, message):
        pass


def project_of(tmp_path, sql, schema=SCHEMA):
    texts = {"app.py": CODE.format(sql=sql), "schema.sql": schema}
    buffers = {path: Document(Text(text)) for path, text in texts.items()}
    snapshot = Snapshot(tmp_path, buffers, only=tuple(texts))
    return snapshot, index.built(snapshot)


async def test_an_instant_rewrite_is_shown_with_its_proof(tmp_path):
    snapshot, project = project_of(tmp_path, COUNTED)
    at = project.read("app.py").text.source.index("SELECT")
    wanted = runs.Request(
        action="optimize-query", path="app.py", span=Span(at, at), engine="instant"
    )
    outcome = await runs.run(wanted, snapshot, project, Config(), Front())
    [check] = [c for c in outcome.checks if c.name == "same rows"]
    assert check.ok and "Proven on" in check.detail and "SQLite" in check.detail


@pytest.mark.parametrize(
    ("ask", "after", "confirm", "words"),
    [
        ("", JOINED, False, "after"),
        ("each order", JOINED, True, "Other rows were asked for"),
        ("", EXISTING, None, "Proven on"),
    ],
)
def test_what_an_agent_wrote_is_tried(tmp_path, ask, after, confirm, words):
    _, project = project_of(tmp_path, COUNTED)
    old = project.read("app.py").text
    change = Change({"app.py": between(old, Text(CODE.format(sql=after)))})
    [query] = project.files["app.py"].queries
    [action] = [a for a in ALL if a.id == "optimize-query"]

    def same(before, now):
        return (Pair(before=query, after=now.files["app.py"].queries, free=bool(ask)),)

    offer = Offer(title="t", span=query.span, task=Task(goal="g", same=same))
    bench = Bench()
    found = checked(Chosen(action, offer, bench), "agent", project, change)
    bench.close()
    [check] = [c for c in found if c.name == "same rows"]
    assert check.ok == (confirm is None)
    assert check.confirm == bool(confirm)
    assert words in check.detail


class Silent:
    """A lab that never knows."""

    def prove(self, *_):
        return Verdict(kind="unproven", detail="no engine.")


def test_without_a_proof_an_agent_needs_consent_and_a_rule_says_so(tmp_path):
    _, project = project_of(tmp_path, COUNTED)
    [query] = project.files["app.py"].queries
    after = Query(kind="sql", span=query.span, line=1, sql=EXISTING)
    pairs = [Pair(before=query, after=(after,))]
    [by_rule] = rows.check(pairs, project, Silent(), sure=True)
    [by_agent] = rows.check(pairs, project, Silent(), sure=False)
    assert by_rule.ok and by_rule.detail.startswith("Could not be proven: no engine.")
    assert not by_agent.ok and by_agent.confirm


def test_two_statements_for_one_are_not_called_the_same(tmp_path):
    _, project = project_of(tmp_path, COUNTED)
    [query] = project.files["app.py"].queries
    [check] = rows.check([Pair(before=query, after=(query, query))], project, Silent(), sure=False)
    assert "more than one statement" in check.detail and not check.ok


class Priced(Silent):
    """A planner that always says the same."""

    def __init__(self, **known):
        self.known = known

    def weigh(self, *_):
        return Weight("x", **self.known)


INDEX = "CREATE INDEX CONCURRENTLY orders_user_id_idx ON orders (user_id)"


@pytest.mark.parametrize(
    ("known", "ours", "ok", "confirm", "words"),
    [
        ({"before": 100, "after": 5, "step": "A becomes B"}, True, True, False, "100 before, 5.00 after: A becomes B."),
        ({"before": 100, "after": 100}, True, False, False, "nothing is gained"),
        ({"before": 100, "after": 100}, False, True, False, "100 before, 100 after."),
        ({"before": 100, "after": 200}, False, False, False, "it is slower"),
        ({"before": 100, "after": 100, "index": INDEX, "old": 90, "new": 4}, True, True, False, f"`{INDEX};` it would be 4.00"),
        ({"before": 100, "after": 200, "index": INDEX, "old": 90, "new": 4}, True, False, True, "pays with an index"),
        ({"before": 100, "after": 100, "index": INDEX, "old": 4, "new": 4}, True, False, False, "nothing is gained"),
        ({"why": "no engine."}, True, True, False, "Not compared: no engine."),
    ],
)  # fmt: skip
def test_a_rewrite_must_gain_something(tmp_path, known, ours, ok, confirm, words):
    _, project = project_of(tmp_path, COUNTED)
    [query] = project.files["app.py"].queries
    pair = Pair(before=query, after=(Query(kind="sql", span=query.span, line=1, sql=EXISTING),))
    [check] = plan.check([pair], project, Priced(**known), ours=ours)
    assert (check.ok, check.confirm) == (ok, confirm)
    assert words in check.detail


def test_what_makes_a_query_safe_is_not_weighed(tmp_path):
    _, project = project_of(tmp_path, "SELECT * FROM users")
    [query] = project.files["app.py"].queries
    pair = Pair(before=query, after=(Query(kind="sql", span=query.span, line=1, sql=EXISTING),))
    assert plan.check([pair], project, Priced(why=""), ours=True) == ()


PAGED = """CREATE TABLE users (id SERIAL PRIMARY KEY, name TEXT);
CREATE TABLE orders (id SERIAL PRIMARY KEY, user_id INTEGER REFERENCES users (id), made TIMESTAMP);
"""
PAGE = (
    "SELECT o.id, u.name, v.name, w.name, x.name FROM orders o LEFT JOIN users u ON u.id = o.user_id LEFT JOIN users v ON v.id = o.user_id "
    "LEFT JOIN users w ON w.id = o.user_id LEFT JOIN users x ON x.id = o.user_id {}ORDER BY o.made LIMIT 20"
)


PSYCOPG = CODE.replace("sqlite3", "psycopg")


async def ran(tmp_path, sql, code=PSYCOPG):
    texts = {"app.py": code.format(sql=sql), "schema.sql": PAGED}
    snapshot = Snapshot(
        tmp_path, {p: Document(Text(t)) for p, t in texts.items()}, only=tuple(texts)
    )
    at = texts["app.py"].index("SELECT")
    wanted = runs.Request(
        action="optimize-query", path="app.py", span=Span(at, at), engine="instant"
    )
    return await runs.run(wanted, snapshot, index.built(snapshot), Config(), Front())


async def test_what_may_pay_is_shown_where_the_planner_says_so(tmp_path):
    outcome = await ran(tmp_path, PAGE.format(""))
    assert outcome.change is not None, outcome.refused
    [edit, *_] = outcome.change.edits["app.py"]
    assert "(SELECT * FROM orders o ORDER BY o.made LIMIT 20) o" in edit.text
    plans = [check.detail for check in outcome.checks if check.name == "plan"]
    assert "before" in plans[0] and all(check.ok for check in outcome.checks)


async def test_what_may_pay_is_not_shown_where_it_does_not(tmp_path):
    outcome = await ran(tmp_path, PAGE.format("WHERE o.id = 5 "))
    assert outcome.change is None and "gains nothing" in outcome.refused


async def test_what_may_pay_is_not_shown_where_nobody_can_say(tmp_path):
    outcome = await ran(tmp_path, PAGE.format(""), CODE)
    assert outcome.change is None
    assert "whether that pays is not known: plans of sqlite are not compared" in outcome.refused


def test_ways_that_fail_leave_the_first_rewrite_as_it_is(tmp_path, caplog):
    """A rewrite with a fault must not take the others with it."""

    def broken(_ctx):
        raise ValueError("a fault")

    _, project = project_of(tmp_path, COUNTED)
    change = Change(
        {"app.py": between(Text(CODE.format(sql=COUNTED)), Text(CODE.format(sql=EXISTING)))}
    )
    offer = Offer(title="", span=Span(0, 0), task=Task(goal=""), ways=partial(broken, None))
    with Closing() as bench:
        assert cheapest(Chosen(ALL[0], offer, bench), project, change) == change
    assert "broken failed" in caplog.text


class Closing(Bench):
    """A lab that is closed at the end."""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
