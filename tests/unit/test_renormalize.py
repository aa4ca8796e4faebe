"""Which texts an editor has made of ours, by their ends of line alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlight.edits import between, in_eol
from backlight.rebase import merge
from backlight.renormalize import renormalized, same_lines
from backlight.text import END_OF_LINE, Text

CASES = {
    # name: (before, after, now, before as now, after as now)
    "line feeds": ("a\n", "b\n", "a\n", "a\n", "b\n"),
    "a file of Windows": ("a\r\n", "b\r\n", "a\r\n", "a\r\n", "b\r\n"),
    "nothing, filled": ("", "a\nb\n", "a\r\nb\r\n", "", "a\r\nb\r\n"),
    "one line without an end": ("a", "a\nb\n", "a\r\nb\r\n", "a", "a\r\nb\r\n"),
    "emptied": ("a\nb\n", "", "", "a\nb\n", ""),
    "emptied, and taken back": ("", "a\nb", "a\r\nb", "", "a\r\nb"),
    "opened as line feeds": ("a\r\n", "b\r\n", "b\n", "a\n", "b\n"),
    "mixed, opened as line feeds": ("a\r\nb\n", "A\r\nb\n", "A\nb\n", "a\nb\n", "A\nb\n"),
    "made CRLF by the user": ("a\nb\n", "a\nB\n", "a\r\nb\r\n", "a\r\nb\r\n", "a\r\nB\r\n"),
    "a carriage return alone, opened": ("a\rb\n", "a\rB\n", "a\nB\n", "a\nb\n", "a\nB\n"),
    "mixed as it was": ("a\r\nb\n", "a\r\nB\n", "a\r\nB\n", "a\r\nb\n", "a\r\nB\n"),
    "mixed, our line with a line feed": (
        "a\r\nb\r\nc\r\nd\n",
        "a\r\nB\r\nc\r\nd\n",
        "a\r\nB\nc\r\nd\n",
        "a\r\nb\r\nc\r\nd\n",
        "a\r\nB\nc\r\nd\n",
    ),
    "mixed, that taken back": (
        "a\r\nB\r\nc\r\nd\n",
        "a\r\nb\r\nc\r\nd\n",
        "a\r\nB\nc\r\nd\n",
        "a\r\nB\nc\r\nd\n",
        "a\r\nb\nc\r\nd\n",
    ),
    "mixed, a line that the user ended otherwise": (
        "a\r\nb\r\nc\n",
        "a\r\nB\r\nc\n",
        "a\r\nb\nc\n",
        "a\r\nb\nc\n",
        "a\r\nB\nc\n",
    ),
    "mixed, and one line of ours is two": (
        "a\r\nb\r\nc\n",
        "a\r\nB\r\nBB\r\nc\n",
        "a\r\nb\nc\n",
        "a\r\nb\nc\n",
        "a\r\nB\r\nBB\r\nc\n",
    ),
    "mixed, and blank lines": (
        "\n\r\na\r\n\r\n",
        "\n\r\nb\r\n\r\n",
        "\n\na\r\n\r\n",
        "\n\na\r\n\r\n",
        "\n\nb\r\n\r\n",
    ),
    "the ends are what it is about": ("a\nb\n", "a\r\nb\r\n", "a\nb\n", "a\nb\n", "a\r\nb\r\n"),
    "the ends of a mixed file are": ("a\r\nb\n", "a\nb\n", "a\r\nb\n", "a\r\nb\n", "a\nb\n"),
    "a mark, taken away": ("\ufeffa\r\n", "\ufeffb\r\n", "b\n", "a\n", "b\n"),
    "a mark, not told of before": ("a\n", "b\n", "\ufeffa\n", "\ufeffa\n", "\ufeffb\n"),
    "a mark is what it is about": ("\ufeffa\n", "a\n", "\ufeffa\n", "\ufeffa\n", "a\n"),
    "mixed, with a carriage return alone": (
        "a\r\nb\r\nc\rd\n",
        "a\r\nB\r\nc\rd\n",
        "a\nb\r\nc\rd\n",
        "a\r\nb\r\nc\rd\n",
        "a\r\nB\r\nc\rd\n",
    ),
    "halves": ("\ud800\r\nb\n", "\ud800\r\nc\n", "\ud800\r\nc\n", "\ud800\r\nb\n", "\ud800\r\nc\n"),
}


@pytest.mark.parametrize(("before", "after", "now", "old", "new"), CASES.values(), ids=CASES)
def test_a_change_is_ended_as_the_text_is_that_is_there(before, after, now, old, new):
    found = renormalized(Text(before), Text(after), Text(now))
    assert [text.source for text in found] == [old, new]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("a\nb", "a\r\nb", True),
        ("a\nb", "a\rb", True),
        ("\ufeffa\n", "a\r\n", True),
        ("a\n", "a", False),
        ("a\n\n", "a\r\n", False),
        ("a\n", "A\n", False),
    ],
)
def test_the_same_lines(one, other, same):
    assert same_lines(Text(one), Text(other)) == same


ENDS = st.sampled_from(["\n", "\r\n", "\r"])
WORDS = st.sampled_from(["a", "b", "c", "d", "", "e\N{GRINNING FACE}", "\f\u2028"])
TEXTS = st.tuples(
    st.lists(st.tuples(WORDS, ENDS).map("".join), max_size=8).map("".join), WORDS
).map("".join)


def bare(text):
    return in_eol(text, "\n")


@given(TEXTS, TEXTS, TEXTS)
def test_no_line_becomes_another_and_no_end_of_line_comes_or_goes(before, after, now):
    found = renormalized(Text(before), Text(after), Text(now))
    assert [bare(text.source) for text in found] == [bare(before), bare(after)]


@given(TEXTS, TEXTS, TEXTS, st.sampled_from(["\n", "\r\n"]))
def test_merged_in_an_editor_with_one_end_of_line_is_as_merged_in_line_feeds(
    before, after, now, eol
):
    """Whatever the ends of line are that the editor gives a text, what is merged is the same."""
    if bare(before) == bare(after):
        return
    texts = [Text(bare(text)) for text in (before, after, now)]
    there = Text(in_eol(now, eol))
    found = merge(*renormalized(Text(before), Text(after), there), there)
    wanted = merge(*texts)
    if END_OF_LINE.search(there.data):
        assert bare(found.text.source) == wanted.text.source
        assert found.text.source == in_eol(found.text.source, eol)
        assert len(found.kept) == len(wanted.kept)


@given(TEXTS, TEXTS, st.lists(st.sampled_from(["\n", "\r\n"]), min_size=9, max_size=9))
def test_whatever_ends_somebody_gave_to_lines_a_change_of_others_leaves_them_so(
    before, after, ends
):
    """A text that differs by its ends alone is the one before: nothing was typed there."""
    lines = bare(before).split("\n")
    given = dict(enumerate(ends))
    now = Text("".join(f"{x}{given[at]}" for at, x in enumerate(lines[:-1])) + lines[-1])
    if bare(before) == bare(after) or b"\r" in END_OF_LINE.findall(f"{before} {after}".encode()):
        return
    old, new = renormalized(Text(before), Text(after), now)
    if END_OF_LINE.search(now.data):
        assert old == now
    merged = merge(old, new, now)
    assert not merged.kept
    assert bare(merged.text.source) == bare(after)
    for edit in between(now, merged.text):
        assert bare(edit.text) != bare(now.slice(edit.start, edit.end))
