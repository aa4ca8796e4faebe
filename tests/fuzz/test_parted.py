"""An editor takes one text of an edit and leaves out another, which had moved: that is sent again."""

import asyncio

import pytest

from backlight.edits import Change, between
from backlight.lsp.apply import deliver
from backlight.lsp.root import Root
from backlight.runs import Outcome
from backlight.text import Text
from backlight.workspace import Snapshot
from fuzz.desk import Ahead, Desk, User
from lsp.editor import documents

BEFORE = "".join(f"line {n}\n" for n in range(12))
AFTER = BEFORE.replace("line 6", "ours 6").replace("line 9", "ours 9")
NAMES = ("a.py", "b.py")


class Watched(Desk):
    """A desk that notes which texts an edit is for."""

    edits = ()

    def take(self, peer, key, changes, run):
        uris = [each["textDocument"]["uri"] for each in documents({"documentChanges": changes})]
        self.edits = (*self.edits, [uri.rpartition("/")[2] for uri in uris])
        super().take(peer, key, changes, run)


class Noting(User):
    """Somebody who looks at what is written down, and may do something at the second time."""

    def __init__(self, then=None):
        self.sofar, self.kept, self.then = (), [], then

    async def sending(self, files):
        self.kept.append([file.path for file in (*self.sofar, *files)])
        if self.then and len(self.kept) > 1:
            self.then()
        await super().sending(files)


@pytest.fixture
def story(tmp_path):
    """A change of two open files, in the first of which somebody types as it arrives."""
    loop, folder = Ahead(), tmp_path.resolve()
    uris = [(folder / name).as_uri() for name in NAMES]

    async def told(desk, front, judge):
        for uri in uris:
            desk.open(uri, BEFORE)
        root = Root(Snapshot(folder), desk.session.documents)
        root.built.set()
        base = {name: Text(BEFORE) for name in NAMES}
        change = Change({name: between(base[name], Text(AFTER)) for name in NAMES})
        loop.call_at(1.06, lambda: desk.put(uris[0], "typed\n" + desk.buffers[uris[0]]))
        outcome = Outcome(action="x", title="A change", change=change, base=base, judge=judge)
        await asyncio.sleep(1.0 - loop.time())
        front.started = loop.time()
        delivery = await deliver(desk.session, root, root.snapshot(), outcome, front)
        await desk.session.stop()
        return delivery, [desk.buffers[uri] for uri in uris]

    def one(front, name="Neovim", judge=None):
        desk = Watched("drops stale", 0.0, 0.02, name=name)
        delivery, texts = loop.run_until_complete(told(desk, front, judge))
        return desk, delivery, texts

    yield one
    loop.close()


def states(delivery):
    return {(receipt.path, receipt.state) for receipt in delivery.receipts}


def test_it_is_sent_once_more_around_what_was_typed(story):
    front = Noting()
    desk, delivery, texts = story(front)
    assert desk.edits == (["a.py", "b.py"], ["a.py"])
    assert texts == [f"typed\n{AFTER}", AFTER]
    assert states(delivery) == {("a.py", "rebased"), ("b.py", "applied")}
    assert front.kept == [["a.py", "b.py"], ["b.py", "a.py"]]
    assert [(file.path, file.state) for file in delivery.files] == [
        ("b.py", "applied"),
        ("a.py", "rebased"),
    ]
    assert front.sofar == ()


def test_where_silence_proves_nothing_it_is_not(story):
    """An editor that says yes may have done it, and tell of it with the next key."""
    desk, delivery, texts = story(Noting(), name="Sublime Text LSP")
    assert len(desk.edits) == 1
    assert texts[0] == f"typed\n{BEFORE}"
    assert states(delivery) == {("a.py", "refused"), ("b.py", "applied")}


def test_who_cancels_meanwhile_keeps_what_is_there_and_is_told(story):
    def cancel():
        raise asyncio.CancelledError

    _, delivery, texts = story(Noting(cancel))
    assert texts == [f"typed\n{BEFORE}", AFTER]
    assert states(delivery) == {("a.py", "refused"), ("b.py", "applied")}
    assert "you cancelled" in " ".join(receipt.reason for receipt in delivery.receipts)


def test_it_is_judged_as_the_whole_that_it_was(story):
    judged = []

    def judge(project, change):
        judged.append({path: len(edits) for path, edits in change.edits.items()} | change.created)
        return ()

    _, _, texts = story(Noting(), judge=judge)
    assert texts == [f"typed\n{AFTER}", AFTER]
    assert judged == [{"b.py": 2, "a.py": 2}]
