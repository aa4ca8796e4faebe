"""What an editor makes of ends of line alone, it has not made of our text: no story differs by it."""

import asyncio
from functools import partial

import pytest

from backlight.edits import Change, between, in_eol
from backlight.lsp.front import start
from backlight.lsp.ledger import Ledger
from backlight.lsp.offered import _past
from backlight.lsp.plan import planned
from backlight.lsp.root import Root
from backlight.outcome import Outcome
from backlight.text import Text
from backlight.workspace import Snapshot
from fuzz.desk import ENDS, SHOWS, Ahead, Desk
from fuzz.test_machine import tried, worked

MANY = "a = 1\nb = 2\nc = 3\nd = 4\n"
MIXED = "a = 1\r\nb = 2\r\nc = 3\nd = 4\r\n"
CASES = {
    # what happens to a file: how it reads before, and after
    "filled": ("", "a = 1\nb = 2\n"),
    "filled with a line": ("", "a = 1"),
    "one line, and more": ("a = 1", "a = 1\nb = 2\nc = 3\n"),
    "one line, and one above": ("a = 1", "b = 2\na = 1"),
    "one line, and its end": ("a = 1", "a = 1\n"),
    "emptied": (MANY, ""),
    "emptied, of Windows": (in_eol(MANY, "\r\n"), ""),
    "one line left": (in_eol(MANY, "\r\n"), "a = 1"),
    "many": (MANY, MANY.replace("2", "20").replace("d = 4\n", "")),
    "of Windows": (in_eol(MANY, "\r\n"), in_eol(MANY.replace("2", "20"), "\r\n")),
    "mixed": (MIXED, MIXED.replace("2", "20").replace("3", "30").replace("d", "e = 5\r\nd")),
    "mixed, one kind left": (MIXED, MIXED.replace("c = 3\n", "c = 3\r\n")[:-7]),
    "a mark": ("\ufeffa = 1\r\nb = 2\r\n", "\ufeffa = 1\r\nb = 3\r\n"),
}


class Story:
    """One file in an editor, a change of it and what is done about that, on a clock that jumps."""

    def __init__(self, folder, ends, text):
        self.folder, self.loop = folder / "work", Ahead()
        self.home = {"XDG_STATE_HOME": str(folder / "state")}
        self.folder.mkdir()
        self.file = self.folder / "a.py"
        self.uri = self.file.as_uri()
        if text is not None:
            self.file.write_bytes(text.encode())
        self.desk = Desk("strict", 0.0, 0.01, self.served, SHOWS, ends=ends)
        self.session = self.desk.session

    def served(self, session):
        self.root = Root(Snapshot(self.folder), session.documents)
        self.root.built.set()
        session.projects.roots.append(self.root)
        session._ledger = Ledger(self.home, session._warn_of_journal)

    def later(self, what, *args):
        """Do it, and see what has become of it after a while."""

        async def done():
            answer = what(*args)
            found = await answer if asyncio.iscoroutine(answer) else answer
            await asyncio.sleep(20)
            return found

        return self.loop.run_until_complete(done())

    def runs(self, before, after, then=lambda text: text):
        """A run, and what it says of the file; `then` is what the user makes of that at once."""
        base = {} if before is None else {"a.py": Text(before)}
        edits = {path: between(text, Text(after)) for path, text in base.items()}
        change = Change(edits, {} if base else {"a.py": after})
        told = Outcome(action="x", title="A change", engine="agent", change=change, base=base)
        work = partial(worked, told, self.root.snapshot(), self.root)
        ours = self.desk.write

        def write(*what):
            ours(*what)
            self.desk.put(self.uri, then(self.text))

        self.desk.write = write
        run = self.later(start, self.session, "A change", work)
        self.desk.write = ours
        return self.said(run)

    def again(self, way):
        """The first thing of a kind that is offered about the runs there were."""
        record = next(r for each, r in self.session.past(str(self.file)) if each == way)
        return self.said(
            self.later(tried, self.session, way, {"runId": record.run, "uri": self.uri})
        )

    def said(self, run):
        files = self.session.ledger.get(run).files
        return next(((f.state, f.rest and bare(f.rest)) for f in files), None)

    @property
    def offered(self):
        document = self.session.documents.get(self.uri)
        return [entry["title"] for entry in _past(self.session, document)]

    @property
    def text(self):
        return self.desk.buffers[self.uri]


@pytest.fixture
def story(tmp_path):
    told = []

    def one(ends, text, *, opened=True):
        folder = tmp_path.resolve() / str(len(told))
        folder.mkdir()
        told.append(it := Story(folder, ends, text))
        if opened:
            it.later(it.desk.open, it.uri, text)
        return it

    yield one
    for it in told:
        it.loop.run_until_complete(it.session.stop())
        it.loop.close()


def bare(text):
    return in_eol(text.removeprefix("\ufeff"), "\n")


def read(it, before, after):
    """A change as it is of the text that the editor shows, where it shows one."""
    there = it.desk.buffers.get(it.uri, before)
    if there == before:
        return before, after
    eol = "\r\n" if "\r\n" in there else "\n"
    return there, in_eol(after, eol)


def nothing(text):
    return text


def above(text):
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    return f"{mark}# typed\n{text.removeprefix(mark)}"


def below(text):
    return f"{text}# typed\n" if text[-1:] in {"", "\n"} else f"{text}\n# typed"


def within(text):
    return text.replace("= ", "=", 1)


def away(text):
    return "".join(text.splitlines(keepends=True)[1:])


def turned(text):
    """The user picks the other end of line for the file, and types."""
    return above(in_eol(text, "\n" if "\r\n" in text else "\r\n"))


def tale(it, before, after, then):
    """What is said of a change, of taking it back and of doing it again, and what is there then."""
    told = [it.runs(*read(it, before, after), then)]
    for _ in range(3):
        ways = it.offered
        told.append((bare(it.text), ways))
        if "Apply the rest of: A change" in ways:
            told.append((it.again("rest"), bare(it.text)))
        if any(way.startswith(("Undo", "Redo")) for way in ways):
            told.append(it.again("undo"))
    return told


ENDED = pytest.mark.parametrize("ends", ENDS)


@ENDED
@pytest.mark.parametrize("opened", [True, False], ids=["open", "closed"])
@pytest.mark.parametrize(("before", "after"), CASES.values(), ids=CASES)
def test_a_change_arrives_and_is_taken_back_and_done_again(story, ends, opened, before, after):
    it = story(ends, before, opened=opened)
    found = tale(it, before, after, nothing)
    undo, redo = ["Undo: A change"], ["Redo: A change"]
    was, will = bare(before), bare(after)
    there = [(will, undo), (was, redo), (will, undo)]
    assert found == [("applied", None), *(step for each in there for step in (each, found[0]))]


@pytest.mark.parametrize("then", [above, below, within, away, turned])
@pytest.mark.parametrize("case", ["filled", "one line, and more", "emptied", "many", "mixed"])
def test_whatever_is_typed_at_once_no_story_differs_by_ends_of_line(story, then, case):
    """As they go in an editor that has line feeds only, and takes every text as it is."""
    before, after = CASES[case]
    plain = tale(story("any", bare(before)), bare(before), bare(after), then)
    found = {ends: tale(story(ends, before), before, after, then) for ends in ENDS}
    assert found == dict.fromkeys(ENDS, plain)


@ENDED
@pytest.mark.parametrize("text", ["a = 1", "a = 1\nb = 2\n", "a = 1\r\nb = 2\r\n"])
def test_a_file_that_is_made_reads_as_it_was_sent_and_goes_again(story, ends, text):
    it = story(ends, None, opened=False)
    assert it.runs(None, text) == ("applied", None)
    it.later(it.desk.close, it.uri)
    it.later(it.desk.open, it.uri, it.desk.text(it.uri))
    [(way, record), *_] = it.session.past(str(it.file))
    plan = planned(it.root, it.root.snapshot(), record, way)
    assert (way, plan.deleted, plan.notes) == ("undo", ["a.py"], [])
    it.later(it.desk.put, it.uri, it.text + "typed")
    plan = planned(it.root, it.root.snapshot(), record, way)
    assert (plan.deleted, plan.notes) == ([], ["a.py was changed since, and stays."])
