"""What an Undo leaves alone: its lines are those of the text afterwards, and it is undone later."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlight.edits import between
from backlight.lsp.aside import lines, narrowed
from backlight.rebase import ended, merge
from backlight.state.record import kept
from backlight.text import Text

CASES = {
    # name: (before the run, after it, with what was typed, what stays)
    "one line": ("a\nb\n", "a\nB\n", "a\nB!\n", "line 2"),
    "below what was added": ("a\nb\nc\n", "x\ny\na\nb\nC\n", "x\ny\na\nb\nC!\n", "line 3"),
    "below what was typed": ("a\nb\nc\n", "a\nb\nC\n", "t\na\nb\nC!\n", "line 4"),
    "every one": (
        "a\nb\nc\nd\ne\n",
        "A\nb\nC\nd\nE\n",
        "A!\nb\nC!\nd\nE!\n",
        "lines 1, 3 and 5",
    ),
    "all lines of a hunk": ("a\nb\n", "a\n1\n2\n3\nb\n", "a\n1\n2!\n3\nb\n", "lines 2-4"),
    "longer by what was typed": ("a\nb\n", "a\nB\nC\n", "a\nB\n1\n2\nC\n", "lines 2-5"),
    "lines that are gone": ("a\nb\nc\n", "a\nB\nc\n", "a\nc\n", "line 2"),
    "at the end, which is not ended": ("a\nb", "a\nB", "a\nB!", "line 2"),
    "one right below another": ("a\nb\n", "A\nb\n1\n", "A!\nb\n1!\n", "lines 1 and 3"),
}


@pytest.mark.parametrize(("before", "after", "typed", "stays"), CASES.values(), ids=CASES)
def test_lines_are_those_of_the_text_afterwards(before, after, typed, stays):
    wanted, now = Text(before), Text(typed)
    merged = merge(Text(after), wanted, now, anew=True)
    ours = between(*ended(Text(after), wanted))
    assert lines(now, ours, merged) == (stays, stays.startswith("lines"))


texts = st.lists(st.sampled_from(["a\n", "b\n", "c\n", "d\n"]), max_size=7).map("".join)


@given(texts, texts, st.data())
def test_what_is_left_and_what_is_done_are_all_of_it(before, after, data):
    """Whatever was typed: once that is taken back, what was left goes back to the text before."""
    typed = Text(data.draw(texts))
    merged = merge(Text(after), Text(before), typed, anew=True)
    ours = between(Text(after), Text(before))
    if not merged.kept:
        return
    left = narrowed(kept("a.py", before, after), ours, merged).left
    assert merge(Text(left), Text(before), Text(left)).text.source == before
    assert len(merge(Text(left), Text(before), merged.text).kept) <= len(merged.kept)
    assert lines(typed, ours, merged)[0].startswith("line")
