"""A user, runs and an editor of any kind, in any order: nothing typed is lost, nothing said is untrue.

After every step each text is what the user typed and whole hunks of runs, line for line; whatever a
run says of a file is compared with the file at that moment; a server that is killed leaves all that
it had not proven to the next one.
"""

import asyncio
import logging
import os
import tempfile
from contextlib import suppress
from functools import partial
from pathlib import Path

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from backlight.agent.page import Page
from backlight.edits import Change, between, in_eol
from backlight.lsp import recall
from backlight.lsp.again import again
from backlight.lsp.apply import deliver
from backlight.lsp.front import recorded, start
from backlight.lsp.ledger import Ledger
from backlight.lsp.peer import Failure
from backlight.lsp.root import Root
from backlight.lsp.running import _keep
from backlight.lsp.summary import sentence, tell
from backlight.runs import Outcome
from backlight.state.journal import Journal
from backlight.text import Text
from backlight.workspace import Snapshot
from fuzz.desk import ABLE, CHECKED, ENDS, PULLS, RUN, SHOWS, UNCHECKED, Ahead, Desk
from fuzz.lines import (
    COUNT,
    FACE,
    FILES,
    HUNKS,
    bare,
    changed,
    ends,
    expected,
    fresh,
    lines,
    meant,
    named,
    ordered,
    state,
)

TIMES = int(os.environ.get("FUZZ_TIMES", "1"))
FILE = st.sampled_from(FILES)
NEW = "ours\n"
LINE = st.integers(0, COUNT)
SHORT = st.sampled_from([0.02, 0.02, 0.1, 0.4])
LONG = st.sampled_from([0.02, 0.33, 0.4, 0.5, 1.0, 50.0, 50.0])
KINDS = [(policy, True) for policy in CHECKED] + [(policy, False) for policy in UNCHECKED]


class Problems(logging.Handler):
    """What the server calls an error is one here."""

    def emit(self, record):
        self.found.append(record)


class Machine(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        self.problems = Problems(logging.ERROR)
        self.problems.found = []
        logging.getLogger("backlight").addHandler(self.problems)
        self.place = tempfile.TemporaryDirectory()
        top = Path(self.place.name).resolve()
        self.folder, self.home = top / "work", {"XDG_STATE_HOME": str(top / "state")}
        self.folder.mkdir()
        self.loops, self.loop = [], Ahead()
        self.marks = {name: [] for name in FILES}
        self.removed = {name: set() for name in FILES}
        self.shared = {name: set() for name in FILES}
        self.typed = dict.fromkeys(FILES, 0)
        self.undone = dict.fromkeys(FILES, -1)
        self.begun, self.asked, self.since, self.judged = set(), {}, {}, set()

    @initialize(
        kind=st.sampled_from(KINDS),
        delay=st.sampled_from([0.0, 0.15, 0.5]),
        flight=st.sampled_from([0.01, 0.2]),
        ends=st.sampled_from(list(ENDS)),
        eols=st.sampled_from([["\n"], ["\r\n"], ["\n", "\r\n", "\r\n"]]),
        last=st.booleans(),
        able=st.sampled_from([ABLE, ABLE, SHOWS, PULLS]),
        by=st.sampled_from([None, "utf-8", "utf-16", "utf-32"]),
    )
    def begin(self, kind, delay, flight, ends, eols, last, able, by):
        policy, checks = kind
        self.last, self.whole = last, fresh(eols, last)
        for name in FILES:
            self.file(name).write_bytes(self.whole.encode())
        slow = (delay, flight) if checks and able is not PULLS else (0.0, 0.0)
        self.desk = Desk(policy, *slow, self.served, able, by=by, ends=ends)
        for name in FILES[:2]:
            self.run(self.desk.open, self.uri(name), self.whole)

    # What is done, by the user, the editor or the server; each is followed by a while

    @rule(
        name=FILE,
        line=LINE,
        how=st.sampled_from(["alone", "inside", "inside", "out", "anew", "below"]),
        then=SHORT,
    )
    def types(self, name, line, how, then):
        there = self.desk.buffers.get(self.uri(name))
        if there is None:
            return
        rows = in_eol(there, "\n").split("\n")
        at = line % len(rows)
        self.typed[name] += 1
        mark = f"typed {self.typed[name]}."
        if how == "alone" and rows[at]:
            rows[at] = f"{mark}\n{rows[at]}"
            self.marks[name].append(f"{mark}\n")
        elif how == "inside" and FACE in rows[at]:
            rows[at] = rows[at].replace(FACE, mark + FACE)
            self.marks[name].append(mark)
        elif how == "below" and rows[-1]:  # The last line has no end, and gets one by it
            rows.append(mark)
            self.marks[name].append(f"\n{mark}")
        elif how == "out" and at < len(rows) - 2 and (found := named(rows[at])):
            self.marks[name] = [mark for mark in self.marks[name] if mark not in rows[at]]
            self.removed[name] |= set(found)
            del rows[at]
        elif how == "anew" and at < len(rows) - 2 and (found := named(rows[at])):
            self.marks[name] = [mark for mark in self.marks[name] if mark not in rows[at]]
            self.removed[name] |= set(found)
            rows[at] = f"{mark} {found[0][1]} {FACE}"
            self.marks[name].append(rows[at] + "\n")
        self.put(name, Page(Text(there)).ended("\n".join(rows)))
        self.wait(then)

    @rule(which=st.integers(0, 8), then=LONG)
    def runs(self, which, then):
        """A run that was not there yet, or what is offered of those there were."""
        token = object()
        RUN.set(token)
        if which < len(HUNKS) and which not in self.begun:
            self.begun.add(which)
            work = partial(worked, *self.work(which))
            key = self.run(start, self.desk.session, "A change", work)
        elif found := list(self.offered()):
            way, record, uri = found[which % len(found)]
            key = self.run(tried, self.desk.session, way, {"runId": record.run, "uri": uri})
            self.asked[key] = record
            for file in record.files:
                self.share(file)
        else:
            return
        self.since[key] = token, dict(self.typed)
        self.wait(then)

    def work(self, which):
        """What an engine has made of the texts as they are now."""
        root = self.desk.session.projects.roots[0]
        snapshot = root.snapshot()
        base = {name: snapshot.read(name) for name in HUNKS[which]}
        edits = {}
        for name, hunks in HUNKS[which].items():
            page = Page(base[name])
            wanted = changed(page.source, hunks, self.marks[name])
            edits[name] = between(base[name], Text(page.ended(wanted)))
        change = Change({n: e for n, e in edits.items() if e}, {f"new{which}.md": NEW})
        told = Outcome(action="x", title="A change", engine="agent", change=change, base=base)
        return told, snapshot, root

    def offered(self):
        for name in FILES:
            if (uri := self.uri(name)) in self.desk.buffers:
                for way, record in self.desk.session.past(str(self.file(name))):
                    yield way, record, uri

    @rule(name=FILE, what=st.sampled_from(["close", "undo", "undo", "lose", "cancel", "kill"]))
    def something_else_happens(self, name, what):
        uri = self.uri(name)
        if what == "kill":
            self.killed()
        elif what == "cancel":
            for run in list(self.desk.session.in_hand.runs.values()):
                self.run(run.stop)
        elif uri not in self.desk.buffers:
            self.run(self.desk.open, uri, self.text(name))
        elif uri in self.desk.lost:
            self.desk.told[uri] = 0
            self.run(self.desk.tell, uri)
        elif what == "close":
            self.run(self.desk.close, uri)
        elif what == "lose":  # The editor tells of a change that cannot be meant
            self.desk.lost.add(uri)
            backwards = {"start": {"line": 3, "character": 0}, "end": {"line": 1, "character": 0}}
            self.run(self.desk.tell, uri, {"range": backwards, "text": ""})
        elif self.desk.ours.get(uri, ("", ""))[1] == self.desk.buffers[uri]:
            before, _, run = self.desk.ours.pop(uri)
            self.undone[name] = self.loop.time()
            self.desk.touched.discard((run, uri))
            self.put(name, before)

    def killed(self):
        for file in self.folder.parent.joinpath("state/backlight/servers").glob("*"):
            file.unlink()  # As when the process is gone: nobody holds the lock any more
        self.loops.append((self.loop, self.desk.session))
        self.loop = Ahead(self.loop.time())
        underway, self.desk.underway = self.desk.underway, {}
        self.run(self.served_again)
        for when, what, args in underway.values():
            if what != self.desk.tell:
                self.run(self.desk.later, when - self.loop.time(), what, *args)

    # What must be so

    @invariant()
    def every_text_is_what_was_typed_and_whole_hunks(self):
        for name in FILES if hasattr(self, "desk") else ():
            text = bare(in_eol(self.text(name), "\n"), self.marks[name])
            back = self.shared[name] & set(named(text))
            wanted = expected(state(text), self.removed[name] - back, self.last)
            text, wanted = ordered(text), ordered(wanted)
            assert text == wanted, f"{name}: {text!r} in place of {wanted!r}"

    @invariant()
    def lines_that_no_run_means_end_as_they_did(self):
        if hasattr(self, "desk") and self.desk.ends in {"any", "as the file"}:
            for name in FILES:
                there, were = ends(self.text(name)), ends(self.whole)
                untouched = (there.keys() & were.keys()) - meant(name)
                assert all(there[n] == were[n] for n in untouched), self.text(name)

    @invariant()
    def nothing_failed_inside(self):
        for found in self.problems.found:
            raise AssertionError(found.getMessage()) from (found.exc_info or (0, None))[1]

    def judge(self, record):
        """A run has said how it went: whether that is so, at this moment."""
        if record.state != "done" or record.run in self.judged or record.undone:
            return
        self.judged.add(record.run)
        for file in record.files:
            said = f"{record.way} says {file.state!r} of {file.path}, and {record.said!r} "
            (self.true if file.path in FILES else self.true_of_new)(record, file, said)
        if record.way == "undo" and record.run in self.asked:
            self.takes_back(record, self.asked[record.run])

    def true(self, record, file, said):
        had, want, now = map(state, (file.before, file.after, self.text(file.path)))
        delta = {hunk for hunk in had ^ want if not lines(hunk) & self.removed[file.path]}
        there = {hunk for hunk in delta if (hunk in now) == (hunk in want)}
        token, typed = self.since.get(record.run, (None, {}))
        said += f"{there} of {delta} in {self.text(file.path)!r}"
        touched = (token, self.uri(file.path)) in self.desk.touched
        if self.loop.time() - self.undone[file.path] < self.desk.delay + 0.1:
            return  # The server could not know yet
        if file.state in {"applied", "rebased"}:
            assert there == delta, said
        elif file.state == "part":  # Or the user did some of it; to undo the run undoes that too
            assert (touched and there) or (had ^ want) - delta, said
            self.share(file)
        elif file.state in {"refused", "kept", "declined", ""}:
            assert not (touched and delta), said
        elif file.state == "other":
            changed = self.typed[file.path] or self.undone[file.path] >= 0
            assert changed or file.path not in typed, said
        else:
            assert file.state in {"unseen", "later", "undone"}, said

    def share(self, file):
        """Lines that a run adds or cuts, and the user took out, may come back by what is done about it.

        The text then reads as before the run, or after it: nobody can tell who took them out.
        """
        if file.path in FILES:
            hunks = state(file.before or "") ^ state(file.after or "")
            rows = {row for hunk in hunks if hunk[0] != "swap" for row in lines(hunk)}
            self.shared[file.path] |= rows & self.removed[file.path]

    def true_of_new(self, record, file, said):
        there = in_eol(self.desk.buffers.get(self.uri(file.path), ""), "\n") == NEW
        if file.made and file.state in {"applied", "rebased"}:
            assert there, said
        elif file.made and file.state in {"refused", "declined"}:
            assert not there, said

    def takes_back(self, record, original):
        """What an undo wants is what was there before, but for what the user changed since."""
        for file in record.files:
            old = next((each for each in original.files if each.path == file.path), None)
            if old is None or file.path not in FILES or old.before is None:
                continue
            back = state(old.before) ^ state(old.after)
            assert (state(file.before) ^ state(file.after)) <= back

    def teardown(self):
        logging.getLogger("backlight").removeHandler(self.problems)
        if not hasattr(self, "desk"):  # It ended before it began
            self.loop.close()
            return self.place.cleanup()
        try:
            self.wait(80)
            self.every_text_is_what_was_typed_and_whole_hunks()
            self.nothing_failed_inside()
        finally:
            self.ended()

    def ended(self):
        self.loops.append((self.loop, self.desk.session))
        self.desk.hear = lambda peer, data: None
        for loop, session in self.loops:
            session.ledger.journal = Journal({"XDG_STATE_HOME": f"{self.place.name}/scrap"})
            loop.run_until_complete(session.stop(1000))
            loop.close()
        self.place.cleanup()

    # How it is done

    def file(self, name):
        return self.folder / name

    def uri(self, name):
        return self.file(name).as_uri()

    def text(self, name):
        return self.desk.text(self.uri(name))

    def wait(self, seconds):
        self.loop.run_until_complete(asyncio.sleep(seconds))

    def put(self, name, text):
        self.run(self.desk.put, self.uri(name), text)

    def run(self, what, *args):
        """Do something on the loop."""

        async def done():
            answer = what(*args)
            return await answer if asyncio.iscoroutine(answer) else answer

        return self.loop.run_until_complete(done())

    def served(self, session):
        root = Root(Snapshot(self.folder), session.documents)
        root.built.set()
        session.projects.roots.append(root)
        session._ledger = Watched(self.home, session._warn_of_journal)
        session._ledger.judge = self.judge

    async def served_again(self):
        self.desk.serve()
        await recall.recalled(self.desk.session)


class Watched(Ledger):
    """A ledger that shows what it is given to remember."""

    def remember(self, *records):
        super().remember(*records)
        for record in records:
            self.judge(record)


async def tried(session, way, argument):
    with suppress(Failure):
        return (await again(session, way, argument))["runId"]


async def worked(outcome, snapshot, root, run):
    """What `running` does once an engine has done its work."""
    known = {"root": root.path, "path": "a.md", "line": 0, "action": outcome.action}
    await run.keep(recorded(run, title=run.title, engine="agent", **known))
    await _keep(run, outcome)
    delivery = await deliver(run.session, root, snapshot, outcome, run)
    await run.ended(sentence(outcome, delivery)[1], delivery.files)
    return tell(run.session, run, outcome, delivery)


Machine.TestCase.settings = settings(
    max_examples=150 * TIMES,
    stateful_step_count=24,
    derandomize=TIMES == 1,
    phases=[Phase.generate],  # To make a failure smaller can take longer than all the rest
    database=None,
    deadline=None,  # A machine that is busy is no fault of the code
    suppress_health_check=list(HealthCheck),
)
TestMachine = Machine.TestCase
