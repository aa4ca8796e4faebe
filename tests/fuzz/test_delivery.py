"""Whatever the user types and however the editor behaves: all of it is there, and we say what is so."""

import asyncio
import os

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from backlight.edits import Change, apply, between
from backlight.lsp.apply import deliver
from backlight.lsp.root import Root
from backlight.runs import Outcome
from backlight.text import Text
from backlight.workspace import Snapshot
from fuzz.desk import CHECKED, UNCHECKED, Ahead, Desk, User

TIMES = int(os.environ.get("FUZZ_TIMES", "1"))
BEFORE = "".join(f"line {n} \N{GRINNING FACE}\n" for n in range(12))
AFTER = BEFORE.replace("line 2 ", "ours 2 ").replace("line 6 ", "ours 5\nline 6 ")
AFTER = AFTER.replace("line 9 \N{GRINNING FACE}\n", "")
NEW = "ours = 1\n"
FILES = ("a.py", "b.py")
TYPED = st.tuples(
    st.sampled_from([0.0, 0.02, 0.1, 0.32, 0.45, 0.6, 1.2, 3.0, 31.0, 36.0]),
    st.sampled_from(FILES),
    st.integers(0, 11),
    st.booleans(),
)
"""When, where, at which line; a line of its own or the rest of one."""


async def story(folder, desk, eol, made, keys):
    """One run from the change to the receipts, with a user who types; answers what came of it."""
    session, loop = desk.session, desk.loop
    texts = {name: Text(BEFORE.replace("\n", eol)) for name in FILES}
    hunks = {name: between(text, Text(AFTER.replace("\n", eol))) for name, text in texts.items()}
    uris = {name: (folder / name).as_uri() for name in (*FILES, "new.py")}
    for name in FILES:
        desk.open(uris[name], texts[name].source)
    root = Root(Snapshot(folder), session.documents)
    snapshot = root.snapshot()
    change = Change(hunks, {"new.py": NEW} if made else {})
    outcome = Outcome(action="x", title="A change", change=change, base=texts)
    marks = {name: [] for name in FILES}

    def key(number, name, line, alone):
        mark = f"typed {number}{eol}" if alone else f" typed {number};"
        at = desk.buffers[uris[name]].find(f"line {line} ")
        if at < 0:
            return
        text = desk.buffers[uris[name]]
        at = at if alone else text.index("\N{GRINNING FACE}", at)
        marks[name].append(mark)
        desk.put(uris[name], text[:at] + mark + text[at:])

    for number, (when, name, line, alone) in enumerate(keys):
        loop.call_at(when, key, number, name, line, alone)
    delivery = await deliver(session, root, snapshot, outcome, User())
    told = dict(desk.buffers)
    await asyncio.sleep(80)
    for name in FILES:
        whole(desk.buffers[uris[name]], marks[name], texts[name], hunks[name])
    states = {}
    for receipt in delivery.receipts:
        states.setdefault(receipt.path, {})[receipt.state] = receipt.reason
    for name in FILES:
        known = [mark for mark in marks[name] if mark in told[uris[name]]]
        taken = whole(told[uris[name]], known, texts[name], hunks[name])
        honest(states.get(name, {}), taken, hunks[name], delivery.refused)
        assert known or "other" not in states.get(name, {})
    there = told.get(uris["new.py"]) == NEW
    new = states.get("new.py", {})
    assert there if "applied" in new else not (there and "refused" in new)
    await session.stop()
    return states


def whole(text, marks, before, hunks):
    """All that was typed is there once, and beside it nothing but hunks of ours; answers those."""
    for mark in marks:
        assert text.count(mark) == 1, (mark, text)
        text = text.replace(mark, "")
    found = [
        [hunk for at, hunk in enumerate(hunks) if chosen >> at & 1]
        for chosen in range(2 ** len(hunks))
    ]
    taken = next((some for some in found if apply(before, some).source == text), None)
    assert taken is not None, text
    return taken


def honest(states, taken, hunks, refused):
    """What is said of a file is what is so."""
    left = len(hunks) - len(taken)
    if states.keys() & {"applied", "rebased"}:
        assert taken
        assert left == int(states.get("kept", 0)), states
    elif "part" in states:
        assert taken and left
    elif "other" not in states:
        assert not taken, (states, refused)
        assert states or refused


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("desk").resolve()


def told(folder, policy, delay, flight, eol, made, keys):
    """Run a story on a clock of its own."""
    loop = Ahead()
    try:
        desk = Desk(policy, delay, flight)
        desk.loop = loop
        return loop.run_until_complete(story(folder, desk, eol, made, keys))
    finally:
        loop.close()


BUDGET = settings(
    max_examples=150 * TIMES,
    derandomize=TIMES == 1,
    database=None,
    phases=[Phase.generate],
    deadline=None,  # A machine that is busy is no fault of the code
    suppress_health_check=[HealthCheck.too_slow],
)
KEYS = st.lists(TYPED, max_size=5)
EOL = st.sampled_from(["\n", "\r\n"])


@BUDGET
@given(
    policy=st.sampled_from(list(CHECKED)),
    delay=st.sampled_from([0.0, 0.15, 0.5]),
    flight=st.sampled_from([0.01, 0.2]),
    eol=EOL,
    made=st.booleans(),
    keys=KEYS,
)
def test_an_editor_that_compares_versions(folder, policy, delay, flight, eol, made, keys):
    told(folder, policy, delay, flight, eol, made, keys)


@BUDGET
@given(policy=st.sampled_from(list(UNCHECKED)), eol=EOL, made=st.booleans(), keys=KEYS)
def test_an_editor_that_does_not(folder, policy, eol, made, keys):
    told(folder, policy, 0.0, 0.0, eol, made, keys)


def test_the_stories_end_in_every_way(folder):
    same = [(0.0, "a.py", 2, False)]
    ends = {
        state
        for policy in CHECKED
        for keys in ([], same)
        for state in told(folder, policy, 0.0, 0.01, "\n", True, keys)["a.py"]
    }
    assert ends >= {"applied", "rebased", "kept", "part", "refused"}
