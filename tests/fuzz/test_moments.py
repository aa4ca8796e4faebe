"""The moments that a random story seldom hits, one by one, on a clock that jumps."""

import asyncio

import pytest

from backlight.edits import Change, between
from backlight.lsp.apply import deliver
from backlight.lsp.pause import LONGEST_WAIT, QUIET
from backlight.lsp.receipt import LOST
from backlight.lsp.root import Root
from backlight.lsp.summary import sentence
from backlight.rebase import merge
from backlight.runs import Outcome
from backlight.text import Text
from backlight.workspace import Snapshot
from fuzz.desk import Ahead, Desk, User

BEFORE = "".join(f"line {n} \N{GRINNING FACE}\n" for n in range(12))
AFTER = BEFORE.replace("line 6 ", "ours 6 ").replace("line 9 ", "ours 9 ")
BACKWARDS = {
    "range": {"start": {"line": 3, "character": 0}, "end": {"line": 1, "character": 0}},
    "text": "",
}


class Watched(Desk):
    """A desk that notes when an edit comes, and can lose the server once it is done with one."""

    def __init__(self, *how):
        super().__init__(*how)
        self.edits, self.loses = [], False

    def take(self, peer, key, changes, run):
        self.edits.append(asyncio.get_running_loop().time())
        super().take(peer, key, changes, run)

    def done(self, changes, run):
        answer = super().done(changes, run)
        if self.loses:
            uri = changes[0]["textDocument"]["uri"]
            self.tell(uri)
            self.lost.add(uri)
            self.tell(uri, BACKWARDS)
        return answer


@pytest.fixture
def story(tmp_path):
    """One change of one open file on its way to an editor; answers the desk and the delivery."""
    loop, uri = Ahead(), (tmp_path.resolve() / "a.py").as_uri()

    def key(desk, mark):
        desk.put(uri, mark + desk.buffers[uri])

    async def told(desk, front, keys, then, after):
        desk.open(uri, BEFORE)
        root = Root(Snapshot(tmp_path.resolve()), desk.session.documents)
        snapshot, base = root.snapshot(), {"a.py": Text(BEFORE)}
        front.types = lambda mark: key(desk, mark)
        for when, mark in keys:
            loop.call_at(when, key, desk, mark)
        for when, what in then:
            loop.call_at(when, what, desk, uri)
        change = Change({"a.py": between(base["a.py"], Text(after))})
        outcome = Outcome(action="x", title="A change", change=change, base=base)
        await asyncio.sleep(max(0.0, 1.0 - loop.time()))
        delivery = await deliver(desk.session, root, snapshot, outcome, front)
        await desk.session.stop()
        return desk, delivery, desk.buffers[uri]

    def one(policy="strict", delay=0.0, front=None, keys=(), then=(), *, after=AFTER, loses=False):
        desk = Watched(policy, delay, 0.01)
        desk.loses = loses
        return loop.run_until_complete(told(desk, front or User(), keys, then, after))

    yield one
    loop.close()


class Typing(User):
    """Somebody who types just while a change is written down, the first few times."""

    def __init__(self, times):
        self.times = times

    async def sending(self, files):
        await super().sending(files)
        if self.times:
            self.times -= 1
            self.types(f"typed {self.times}\n")


@pytest.mark.parametrize("policy", ["strict", "first is checked", "no check"])
def test_a_key_between_the_writing_down_and_the_edit_makes_the_edit_anew(story, policy):
    """Else the edit of the old text would go out under the version of the new one."""
    desk, delivery, text = story(policy, front=Typing(2))
    assert text == f"typed 0\ntyped 1\n{AFTER}"
    assert len(desk.edits) == 1
    assert [receipt.state for receipt in delivery.receipts] == ["rebased"]


class Late(User):
    """Somebody whose key is heard of so many turns of the loop after a change is written down."""

    def __init__(self, turns):
        self.turns, self.started, self.typed = turns, 1.0, False

    async def sending(self, files):
        if not self.typed:
            self.later(self.turns)
        self.typed = True
        await asyncio.sleep(0)

    def later(self, turns):
        loop = asyncio.get_running_loop()
        loop.call_soon(*((self.later, turns - 1) if turns else (self.types, "typed\n")))


@pytest.mark.parametrize("turns", range(6))
def test_a_key_at_any_turn_of_the_loop_is_heard_before_the_edit_goes_out(story, turns):
    """No edit is for a text that was known to be another; what comes later, the editor refuses."""
    _, delivery, text = story(front=Late(turns))
    assert text == f"typed\n{AFTER}"
    assert [receipt.state for receipt in delivery.receipts] == ["rebased"]


def test_who_types_at_every_such_moment_gets_no_edit_and_is_told(story):
    desk, delivery, text = story(front=Typing(99))
    assert not desk.edits
    assert "kept changing; nothing was changed" in delivery.refused
    assert text.endswith(BEFORE)
    assert text.count("typed") == 5


@pytest.mark.parametrize("policy", ["strict", "half, and no", "refuses", "deaf"])
def test_of_a_text_that_is_lost_right_after_the_edit_nothing_is_claimed(story, policy):
    """Neither that it has it, nor that it has not, whatever the editor answered."""
    desk, delivery, _ = story(policy, loses=True)
    assert len(desk.edits) == 1
    assert [(receipt.state, receipt.reason) for receipt in delivery.receipts] == [("unseen", LOST)]


def test_what_the_user_takes_back_at_once_was_not_refused_and_is_not_sent_again(story):
    """A part has arrived; while the rest is awaited, the text is made as it was."""
    back = (1.4, lambda desk, uri: desk.put(uri, BEFORE))
    desk, delivery, text = story("first hunk", then=[back])
    assert (len(desk.edits), text) == (1, BEFORE)
    assert desk.edits[0] < 1.4
    assert [receipt.state for receipt in delivery.receipts] == ["other"]


@pytest.mark.parametrize(
    ("old", "new", "state"),
    [
        ("", "", "applied"),
        ("line 2 ", "line 2 typed ", "applied"),
        ("ours 6 ", "ours 6 typed ", "applied"),
        ("ours 6 ", "typed 6 ", "unseen"),
    ],
)
def test_what_is_in_a_file_that_is_closed_at_once_was_not_refused(story, old, new, state):
    """The editor says no and does it all the same; that is told when the file is closed."""

    def closed(desk, uri):
        desk.put(uri, desk.buffers[uri].replace(old, new, 1))
        desk.close(uri)
        desk.buffers[uri] = ""  # Opened no more

    desk, delivery, _ = story("half, and no", 0.5, then=[(1.6, closed)])
    assert len(desk.edits) == 1
    assert desk.edits[0] < 1.6
    assert not delivery.refused
    assert [receipt.state for receipt in delivery.receipts] == [state]


@pytest.mark.parametrize(
    ("old", "new", "state"),
    [
        ("line 7 ", "typed 7 ", "applied"),
        ("line 5 ", "typed 5 ", "applied"),
        ("ours 6 ", "ours 6 typed ", "other"),
        ("ours 6 ", "typed ours 6 ", "other"),
        ("ours 6 ", "typed\nours 6 typed ", "other"),
        ("ours 6 ", "ours6 ", "other"),
        ("ours 6 ", "typed 6 ", "other"),
        ("ours 6 ", "line 6 ", "part"),
        (" \N{GRINNING FACE}", "", "other"),
    ],
)
def test_what_was_typed_beside_a_hunk_or_within_is_told_apart_from_it(story, old, new, state):
    """The editor did it, and answers with an error; both are told of at once, half a second later."""
    typed = (1.4, lambda desk, uri: desk.put(uri, desk.buffers[uri].replace(old, new)))
    desk, delivery, _ = story("fails, and did", 0.3, then=[typed])
    assert len(desk.edits) == 1
    assert [receipt.state for receipt in delivery.receipts] == [state]


@pytest.mark.parametrize(
    ("policy", "state"),
    [("strict", "applied"), ("mute", "applied"), ("no, and did", "other")],
)
def test_what_was_typed_within_lines_that_are_added_is_told_apart_from_them(story, policy, state):
    """Else they would be added once more."""
    added = "if not body:\n    refuse()\n"
    after = BEFORE.replace("line 6 ", f"{added}line 6 ")
    typed = (1.4, lambda desk, uri: desk.put(uri, desk.buffers[uri].replace("()", "(body)")))
    desk, delivery, text = story(policy, 0.3, then=[typed], after=after)
    assert (len(desk.edits), text) == (1, after.replace("()", "(body)"))
    assert [receipt.state for receipt in delivery.receipts] == [state]


@pytest.mark.parametrize("after", [AFTER, BEFORE.replace("line 6 \N{GRINNING FACE}\n", "")])
def test_what_was_typed_on_the_same_lines_while_the_edit_was_refused_is_not_ours(story, after):
    front = User()
    front.started = 0.99
    mine = BEFORE.replace("line 6 \N{GRINNING FACE}", "mine").replace("line 9 ", "mine 9 ")
    typed = (0.95, lambda desk, uri: desk.put(uri, mine))
    desk, delivery, text = story("says why", 0.3, front, then=[typed], after=after)
    assert (len(desk.edits), text) == (1, mine)
    assert "You changed the same lines meanwhile; the change was not seen" in delivery.refused
    assert [receipt.state for receipt in delivery.receipts] == ["kept"]


def test_a_text_is_compared_once_however_often_it_is_looked_at(story, monkeypatch):
    """Three texts of megabytes take half a second, in which no key would be heard."""
    compared = []

    def counted(*texts):
        compared.append(texts)
        return merge(*texts)

    monkeypatch.setattr("backlight.lsp.receipt.merge", counted)
    desk, _, text = story("deaf", keys=[(1.7, "key\n")])
    assert (len(desk.edits), text) == (2, f"key\n{BEFORE}")  # A second try, on what was typed
    assert len(compared) == 1


KEYS = [(0.9 + 0.1 * n, f"key {n}\n") for n in range(12)]


def typed(keys):
    return "".join(mark for _, mark in reversed(keys))


def test_an_edit_waits_until_the_keys_pause(story):
    desk, _, text = story(keys=KEYS)
    assert text == typed(KEYS) + AFTER
    assert [when >= KEYS[-1][0] + QUIET for when in desk.edits] == [True]


def test_an_edit_of_a_long_run_waits_for_keys_that_are_not_told_of_yet(story):
    """Neovim tells of a key 150 ms later; an edit that went out before would come too early."""
    keys = [(0.95, "key\n")]
    desk, _, text = story("strict", 0.15, keys=keys)
    assert text == typed(keys) + AFTER
    assert len(desk.edits) == 1


def test_an_edit_of_an_instant_run_waits_for_nothing(story):
    front = User()
    front.started = 0.99
    desk, _, text = story(front=front)
    assert text == AFTER
    assert [1.0 < when < 1.0 + QUIET for when in desk.edits] == [True]


def test_who_never_pauses_gets_the_edit_all_the_same(story):
    keys = [(0.9 + 0.1 * n, f"key {n}\n") for n in range(200)]
    desk, _, text = story(keys=keys)
    assert "ours 6 " in text
    assert 1.0 + LONGEST_WAIT < desk.edits[0] < 1.5 + LONGEST_WAIT


def test_what_was_kept_back_and_what_the_editor_left_out_are_both_offered_again(story):
    """The user's line keeps one hunk back, and of the others the editor takes the first alone."""
    after = AFTER.replace("line 2 ", "ours 2 ")
    _, delivery, text = story(
        "first hunk",
        then=[(0.9, lambda desk, uri: desk.put(uri, BEFORE.replace("line 2 ", "mine 2 ")))],
        after=after,
    )
    assert text == BEFORE.replace("line 2 ", "mine 2 ").replace("line 6 ", "ours 6 ")
    [file] = delivery.files
    assert (file.base, file.rest) == (BEFORE, after.replace("ours 6 ", "line 6 "))


def twice(desk, uri):
    """Somebody has written what an edit was to write."""
    desk.put(uri, AFTER)


def test_what_is_there_already_is_not_said_to_be_the_users_own(story):
    desk, delivery, text = story(then=[(0.9, twice)])
    assert (desk.edits, text) == ([], AFTER)
    assert delivery.refused == "It is there already; nothing was changed."


@pytest.mark.parametrize("typed", ["ourss 6 ", "our 6 ", "0urs 6 "])
def test_of_a_line_changed_after_an_edit_that_was_denied_it_is_not_said_that_nothing_was(
    story, typed
):
    """What the editor did, and says it did not, may be under what was typed since."""
    then = (1.4, lambda desk, uri: desk.put(uri, desk.buffers[uri].replace("ours 6 ", typed)))
    after = BEFORE.replace("line 6 ", "ours 6 ")
    desk, delivery, text = story("no, and did", 0.3, then=[then], after=after)
    assert (len(desk.edits), text) == (1, BEFORE.replace("line 6 ", typed))
    assert "nothing was changed" not in delivery.refused


@pytest.mark.parametrize("policy", ["numb", "deaf"])
def test_a_hunk_that_is_surely_missing_is_offered_again_where_another_was_typed_on(story, policy):
    typed = (1.4, lambda desk, uri: desk.put(uri, BEFORE.replace("line 6 ", "mine 6 ")))
    _, delivery, text = story(policy, then=[typed])
    assert text == BEFORE.replace("line 6 ", "mine 6 ")
    assert [receipt.state for receipt in delivery.receipts] == ["other"]
    [file] = delivery.files
    assert (file.base, file.rest) == (BEFORE, AFTER)


@pytest.mark.parametrize("policy", ["numb", "deaf"])
def test_where_nothing_of_ours_is_seen_the_user_is_not_told_to_undo_it(story, policy):
    typed = (1.4, lambda desk, uri: desk.put(uri, BEFORE.replace("line 6 ", "mine 6 ")))
    _, delivery, _ = story(policy, then=[typed])
    said = sentence(Outcome(action="x", title="A change", change=Change()), delivery)[1]
    assert said.startswith(
        "a.py was changed by you on the same lines; its code actions offer again"
    )
    assert "undo" not in said


@pytest.mark.parametrize("policy", ["strict", "says why"])
def test_of_a_change_that_was_denied_and_whose_file_was_closed_since_nothing_was_sent(
    story, policy
):
    """Its buffer is gone, and the disk reads as before."""

    def closed(desk, uri):
        desk.buffers[uri] = BEFORE
        desk.close(uri)
        desk.buffers[uri] = ""  # Opened no more

    front = User()
    front.started = 0.99
    then = [(1.4, closed)]
    desk, delivery, _ = story(policy, 0.3, front, keys=[(0.95, "key\n")], then=then)
    assert (len(desk.edits), delivery.receipts) == (1, [])
    assert delivery.refused == "a.py was closed meanwhile; nothing was changed."
