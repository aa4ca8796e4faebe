"""Characters that nobody sees, or that turn text around: one list, wherever words come from."""

from unicodedata import category

import pytest

from backlight.agent.legible import legible
from backlight.agent.plain import plain
from backlight.analysis.facts import EMPTY
from backlight.checks import unseen
from backlight.cli import answer
from backlight.edits import Change
from backlight.lsp import client
from backlight.workspace import disk

SIGNS = {*range(0x600, 0x606), 0x6DD, 0x70F, 0x890, 0x891, 0x8E2, 0x110BD, 0x110CD}
SIGNS |= {*range(0x13430, 0x13440)}
"""Of the same category, and seen: signs of Arabic, Syriac, Kaithi and Egyptian."""
FORMAT = [chr(n) for n in range(0x110000) if category(chr(n)) == "Cf" and n not in SIGNS]
FILLERS = ["\u034f", "\u115f", "\u1160", "\u17b4", "\u17b5", "\u180b", "\u180f", "\u3164", "\uffa0"]
SELECTORS = ["\U000e0100", "\U000e01ef"]
HIDDEN = [*FORMAT, *FILLERS, *SELECTORS, "\x1b", "\x9b"]
LINES = ["\u2028", "\u2029", "\x85", "\r"]
HALF = "\ud83d"


def gets_past(character):
    """Whose words may hold a character as it is."""
    text = f"x{character}y"
    if character in plain(text):
        yield "words of the model"
    if character in client.plain(text):
        yield "messages of the editor"
    if character in answer.plain(text):
        yield "the terminal"
    try:
        disk.normal(f"{text}.py")
    except disk.Unreadable:
        return
    yield "names of files"


@pytest.mark.parametrize("character", [*LINES, HALF], ids=ascii)
def test_what_breaks_a_line_or_is_half_a_character_is_shown_nowhere(character):
    assert [*gets_past(character)] == []


def test_what_nobody_sees_is_shown_nowhere():
    assert {ascii(one): found for one in HIDDEN if (found := [*gets_past(one)])} == {}


def test_what_nobody_sees_comes_into_a_file_only_with_a_yes():
    def comes(character):
        return unseen.check(EMPTY, Change({}, {"b.py": f"x = '{character}'\n"})).ok

    assert [ascii(one) for one in HIDDEN if comes(one)] == []
    assert unseen.check(EMPTY, Change({}, {"b.py": "\ufeffx = '\f\t\v é 😀\ufe0f'\n"})).ok


def test_orders_that_nobody_sees_are_in_no_agent_file():
    for hidden in ("\u202e", "\u2067", "\U000e0041", "\U000e01ef", "\x1b"):
        assert "nobody sees" in legible(f"You{hidden} are x.".encode()).message
    spoken = "Ça va 👩‍💻 می‌خواهم ❤️"
    assert legible(spoken.encode()) == spoken


@pytest.mark.parametrize("seen", ["é", "日本", "😀", "❤\ufe0f", "e\u0301", "\u0600", "\xa0"])
def test_what_is_seen_stays(seen):
    assert [*gets_past(seen)] == [
        "words of the model",
        "messages of the editor",
        "the terminal",
        "names of files",
    ]
    assert unseen.check(EMPTY, Change({}, {"b.py": seen})).ok
