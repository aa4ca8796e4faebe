"""In a real Neovim: odd texts, somebody at the keys in insert mode, and a change of the agent.

What is written to the disk afterwards is compared byte for byte.
"""

import threading
import time

import pytest

from double.messages import Messages, calls, say
from double.shop import DECLARED, MAIN, SHOP, WRITTEN

pytestmark = pytest.mark.editors

FAMILY = "\N{WOMAN}\u200d\N{WOMAN}\u200d\N{GIRL}"
ODD = f"  # {FAMILY} e\u0301 \N{FAMILY}\u2028\x0c\N{COMBINING ENCLOSING KEYCAP}"
DRESSED = {line: f"{line}{ODD}" for line in ("app = FastAPI()", '"age": age}')}
ABOVE, BELOW = "gg0O", "Go"
CASES = {
    # name: (the end of a line, whether the last line has one, what lines become, where one types)
    "CRLF, below": ("\r\n", True, {}, BELOW),
    "emoji and combining marks, above": ("\n", True, DRESSED, ABOVE),
    "emoji and combining marks, below": ("\n", True, DRESSED, BELOW),
    "no end of the last line, above": ("\n", False, {}, ABOVE),
    "no end of the last line, below": ("\n", False, {}, BELOW),
    "all of it, above": ("\r\n", False, DRESSED, ABOVE),
    "all of it, below": ("\r\n", False, DRESSED, BELOW),
}
KEYS = ["# t\u00e9", "yp", "ed \N{GRINNING FACE}", " e\u0301", " whi", "le", " it", " ran", "."]


def edits(dressed):
    """The agent's two edits, of lines as the file has them."""
    for edit in (DECLARED, WRITTEN):
        text = edit["old_string"]
        for old, new in dressed.items():
            text = text.replace(old, new)
        yield "Edit", {**edit, "old_string": text}


def dressed_as(eol, last, dressed):
    """The file before and after the two edits."""
    before = MAIN if last else MAIN.removesuffix("\n")
    for old, new in dressed.items():
        before = before.replace(old, new)
    after = before
    for _, edit in edits(dressed):
        assert after.count(edit["old_string"]) == 1
        after = after.replace(edit["old_string"], edit["new_string"])
    return before.replace("\n", eol), after.replace("\n", eol)


@pytest.fixture
def typing(neovim, until, monkeypatch):
    """A Neovim in whose insert mode somebody types before, while and after the model answers."""

    def one(before, place, answer, arrived):
        go = threading.Event()

        def wait(_body):
            go.wait(30)
            return answer

        with Messages([wait, say("Validated.")]) as double:
            for name, value in double.environ.items():
                monkeypatch.setenv(name, value)
            vim = neovim(SHOP | {"main.py": before}, engine="agent")
            vim.nvim.command("set nofixendofline")
            vim.edit("main.py", "def create_user")
            vim.pick("Add validation")
            until(double.asked.is_set)
            vim.nvim.input(f"<Esc>{place}")
            for number, keys in enumerate(KEYS):
                vim.nvim.input(keys)
                time.sleep(0.06)
                if number == 2:
                    go.set()
            until(lambda: arrived(vim), said=lambda: vim.messages)
            vim.nvim.input(" On.<Esc>")
            until(lambda: not vim.busy and " On." in vim.text)
        vim.nvim.command("write")
        return vim, (vim.folder / "main.py").read_bytes().decode(), f"{''.join(KEYS)} On."

    return one


@pytest.mark.parametrize(("eol", "last", "dressed", "place"), CASES.values(), ids=CASES)
def test_keys_and_a_change_of_the_agent_are_both_there_to_the_byte(
    typing, eol, last, dressed, place
):
    before, after = dressed_as(eol, last, dressed)
    answer = calls(*edits(dressed))
    _, written, typed = typing(before, place, answer, lambda vim: "NewUser" in vim.text)
    below = after + typed + eol if last else after + eol + typed
    assert written == (typed + eol + after if place == ABOVE else below)
