"""A change comes after what was typed meanwhile, and takes nothing of it away."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from backlight.edits import between
from backlight.rebase import against, ended, insisted, merge, moved, touching
from backlight.text import Text

CASES = {
    # name: (before, wanted, typed, merged, left out)
    "nothing typed": ("a\nb\n", "a\nB\n", "a\nb\n", "a\nB\n", 0),
    "nothing wanted": ("a\nb\n", "a\nb\n", "a\nc\n", "a\nc\n", 0),
    "typed above": ("a\nb\nc\n", "a\nb\nC\n", "x\na\nb\nc\n", "x\na\nb\nC\n", 0),
    "typed below": ("a\nb\nc\n", "A\nb\nc\n", "a\nb\nc\nd\n", "A\nb\nc\nd\n", 0),
    "the next line": ("a\nb\n", "A\nb\n", "a\nB\n", "A\nB\n", 0),
    "the same line": ("a\nb\n", "a\nB\n", "a\nbx\n", "a\nbx\n", 1),
    "the same line, the same text": ("a\nb\n", "a\nB\n", "a\nB\n", "a\nB\n", 0),
    "one hunk of two": ("a\nb\nc\n", "A\nb\nC\n", "a\nb\ncx\n", "A\nb\ncx\n", 1),
    "added at one place": ("a\nb\n", "a\nnew\nb\n", "a\ntyped\nb\n", "a\ntyped\nnew\nb\n", 0),
    "added, and there already with more beside it": (
        "a\nb\n",
        "a\nnew\nb\n",
        "a\ntyped\nnew\nb\n",
        "a\ntyped\nnew\nb\n",
        1,
    ),
    "added, and there at the end of another line": (
        "a\nb\n",
        "a\nnew\nb\n",
        "a\nrenew\nb\n",
        "a\nrenew\nnew\nb\n",
        0,
    ),
    "added, and there elsewhere": (
        "a\nb\nc\n",
        "a\nnew\nb\nc\n",
        "a\nb\nc\nnew\n",
        "a\nnew\nb\nc\nnew\n",
        0,
    ),
    "changed, and its new text added beside it": (
        "a\nb\n",
        "a\nB\n",
        "a\nB\nb\n",
        "a\nB\nB\n",
        0,
    ),
    "the same of two equal lines gone": (
        "a\nb\nb\nc\n",
        "W\na\nb\nc\n",
        "a\nb\nc\n",
        "W\na\nb\nc\n",
        0,
    ),
    "one of three equal lines gone, and two of them": (
        "a\nb\nb\nb\nc\n",
        "W\na\nb\nb\nc\n",
        "a\nb\nc\n",
        "W\na\nb\nc\n",
        1,
    ),
    "the same line added beside one that is equal": (
        "a\nb\nc\n",
        "W\na\nb\nb\nc\n",
        "a\nb\nb\nc\n",
        "W\na\nb\nb\nc\n",
        0,
    ),
    "typed into what goes away": (
        "a\nb\nc\nd\n",
        "a\nd\n",
        "a\nb\nx\nc\nd\n",
        "a\nb\nx\nc\nd\n",
        1,
    ),
    "all deleted": ("a\nb\n", "a\nB\n", "", "", 1),
    "added at an end without end of line": ("a", "a\nb", "x\na", "x\na\nb", 0),
    "typed at the end without end of line": ("a\n", "a\nb\n", "a\nx", "a\nx\nb\n", 0),
    "the last line, and typed below it": ("a\nb", "a\nB", "a\nb\nc", "a\nB\nc", 0),
    "the last line, and a line typed below it": ("a\nb", "a\nB", "a\nb\nc\n", "a\nB\nc\n", 0),
    "the last line, and its end typed": ("a\nb", "a\nB", "a\nb\n", "a\nB\n", 0),
    "the last line, and its end taken away": ("a\nb\n", "a\nB\n", "a\nb", "a\nB", 0),
    "the last line, and its end deleted with it": ("a\nb", "a", "x\na\nb", "x\na", 0),
    "the last line changed, and typed below a last line with an end": (
        "a\nb\n",
        "a\nB\n",
        "a\nb\n\nc",
        "a\nB\n\nc",
        0,
    ),
    "added below a last line that was typed on and lost its end": (
        "a\nb\n",
        "a\nb\nc\n",
        "a\nbx",
        "a\nbx\nc\n",
        0,
    ),
    "the last line of both": ("a\nb", "a\nB", "a\nbx\nc", "a\nbx\nc", 1),
    "only an end of line, and typed below": ("a", "a\n", "a\nx", "a\nx\n", 0),
    "only an end of line away, and typed below": ("a\n", "a", "a\nx\n", "a\nx\n", 0),
    "added below, twice": ("a", "a\nb", "a\nx", "a\nx\nb", 0),
    "the last line of Windows": ("a\r\nb", "a\r\nB", "a\r\nb\r\nc", "a\r\nB\r\nc", 0),
    "one line, and the first end of line": ("b", "B", "b\r\nc", "B\r\nc", 0),
    "into nothing": ("", "a\n", "x", "x\na\n", 0),
    "into nothing, a line": ("", "a\n", "x\n", "x\na\n", 0),
    "with carriage returns": ("a\r\nb\r\n", "a\r\nB\r\n", "x\r\na\r\nb\r\n", "x\r\na\r\nB\r\n", 0),
}


@pytest.mark.parametrize(("before", "wanted", "typed", "merged", "out"), CASES.values(), ids=CASES)
def test_merge(before, wanted, typed, merged, out):
    found = merge(Text(before), Text(wanted), Text(typed))
    assert (found.text.source, len(found.kept)) == (merged, out)


LINES = st.lists(
    st.sampled_from(["a\n", "b\n", "c\n", "d\r\n", "é\U0001f600\n", "\n", "e"]), max_size=9
)
TEXTS = LINES.map("".join)


def lines(text):
    return [line for line in text.replace("\r\n", "\n").split("\n") if line]


@settings(max_examples=800, deadline=None)
@given(TEXTS, TEXTS, TEXTS)
@example("e\n", "e", "e\n")
@example("a\na\ne", "a\ne\n", "e")
def test_every_line_that_was_typed_is_there_afterwards_and_every_line_deleted_is_gone(b, w, t):
    before, wanted, typed = Text(b), Text(w), Text(t)
    found = merge(before, wanted, typed)
    base, whole, there = ended(before, wanted, typed)
    users = between(base, there)
    hunks = between(base, whole)
    assert found.base == base and set(found.kept) <= set(hunks)
    for edit in users:
        assert any(edit.text in found.text.source + end for end in ("", "\n", "\r\n"))
    if len(found.kept) == len(hunks):  # Whether the last line ends may be ours all the same
        there, now = (text.removesuffix("\n") for text in (t, found.text.source))
        assert there == now if b.endswith("\n") != w.endswith("\n") else found.text.source == t


@settings(max_examples=500, deadline=None)
@given(TEXTS, TEXTS)
def test_without_the_other_side_a_merge_is_that_side(b, w):
    before, other = Text(b), Text(w)
    assert merge(before, other, before).text.data == other.data
    assert merge(before, before, other).text.data == other.data
    assert merge(before, other, other).text.data == other.data


@settings(max_examples=500, deadline=None)
@given(TEXTS, TEXTS, TEXTS)
def test_no_line_of_the_user_is_glued_to_another(b, w, t):
    found = merge(Text(b), Text(w), Text(t))
    for line in lines(found.text.source):
        assert line in {"a", "b", "c", "d", "é\U0001f600"} or line in lines(b) + lines(w) + lines(t)


PLACED = {
    "above": ("a\nHERE\nb\n", "x\na\nHERE\nb\n"),
    "below": ("a\nHERE\nb\n", "a\nHERE\nb\nc\n"),
    "above taken out": ("a\nHERE\nb\n", "HERE\nb\n"),
    "before it on its line": ("x = HERE\n", "xyz = HERE\n"),
    "after it on its line": ("HERE = 1\n", "HERE = 12\n"),
    "a letter that is not ASCII": ("é\nHERE\n", "éé\nHERE\n"),
}


@pytest.mark.parametrize(("before", "now"), PLACED.values(), ids=PLACED)
def test_a_place_is_found_again(before, now):
    start = len(before[: before.index("HERE")].encode())
    found = moved(Text(before), Text(now), start, start + 4)
    assert found is not None
    assert Text(now).slice(*found) == "HERE"


@pytest.mark.parametrize(
    "now", ["a\nHE_RE\nb\n", "a\nb\n", "a\nTHERE'S\nb\n", "a\n(HERE)\nb\n", ""]
)
def test_a_place_that_was_changed_is_gone(now):
    assert moved(Text("a\nHERE\nb\n"), Text(now), 2, 6) is None


def test_a_cursor_stays_where_one_types():
    assert moved(Text("ab\n"), Text("aXb\n"), 1, 1) == (2, 2)
    assert moved(Text("ab\nc\n"), Text("ab\nc\n"), 4, 4) == (4, 4)


INSISTED = {
    # name: (before, wanted, typed, what is there when ours counts)
    "the same line": ("a\nb\n", "a\nB\n", "a\nbx\n", "a\nB\n"),
    "the same line, and one elsewhere": ("a\nb\nc\n", "A\nb\nc\n", "ax\nb\ncx\n", "A\nb\ncx\n"),
    "nothing in the way": ("a\nb\n", "a\nB\n", "x\na\nb\n", "x\na\nB\n"),
    "typed into what goes away": ("a\nb\nc\nd\n", "a\nd\n", "a\nb\nx\nc\nd\n", "a\nd\n"),
    "all deleted": ("a\nb\n", "a\nB\n", "", "a\nB\n"),
}


@pytest.mark.parametrize(("before", "wanted", "typed", "there"), INSISTED.values(), ids=INSISTED)
def test_where_the_user_says_so_ours_counts_and_only_there(before, wanted, typed, there):
    assert insisted(Text(before), Text(wanted), Text(typed)).text.source == there


@settings(max_examples=400, deadline=None)
@given(TEXTS, TEXTS, TEXTS)
@example("e\na\n", "", "a\ne")
def test_to_insist_leaves_all_that_was_typed_on_other_lines(b, w, t):
    before, wanted, typed = Text(b), Text(w), Text(t)
    found = insisted(before, wanted, typed)
    base, whole, there = ended(before, wanted, typed)  # Lines that change places read in two ways
    ours = between(base, whole)
    other = [
        e
        for e in between(base, there)
        if not any(e.start < o.end and o.start < e.end for o in ours)
    ]
    if found.kept:
        return
    for line in lines("".join(edit.text for edit in other)):
        assert line in found.text.source


AGAINST = {
    # name: (before, wanted, typed, what of the text now stands in the way)
    "one line": ("a\nb\n", "a\nB\n", "a\nbx\n", ["bx\n"]),
    "after lines that were added above": ("a\nb\n", "a\nB\n", "x\ny\na\nbx\n", ["bx\n"]),
    "deleted": ("a\nb\nc\n", "a\nB\nc\n", "a\nc\n", [""]),
    "elsewhere": ("a\nb\n", "a\nB\n", "x\na\nb\n", []),
    "not in ASCII": (
        "é\nb\n",
        "é\nB\n",
        "éé\nz\né\nb\N{GRINNING FACE}\n",
        ["b\N{GRINNING FACE}\n"],
    ),
}


@pytest.mark.parametrize(("before", "wanted", "typed", "there"), AGAINST.values(), ids=AGAINST)
def test_what_keeps_a_hunk_back_is_named_where_it_stands_now(before, wanted, typed, there):
    kept = merge(Text(before), Text(wanted), Text(typed)).kept
    found = against(Text(before), Text(typed), kept)
    assert [edit.text for edit in found] == there
    assert [Text(typed).slice(edit.start, edit.end) for edit in found] == there


TOUCHING = {
    # name: (before, wanted, typed, lines of the text now from which hunks touch)
    "right below": ("a\nb\nc\n", "A\nb\nc\n", "a\nbx\nc\n", [0]),
    "right above": ("a\nb\nc\n", "a\nB\nc\n", "ax\nb\nc\n", [1]),
    "a line between": ("a\nb\nc\n", "A\nb\nc\n", "a\nb\ncx\n", []),
    "added at one place": ("a\nb\n", "a\nnew\nb\n", "a\ntyped\nb\n", [2]),
    "deleted right below": ("a\nb\nc\n", "A\nb\nc\n", "a\nc\n", [0]),
    "one of two, below added lines": ("a\nb\nc\nd\n", "a\nB\nc\nD\n", "x\na\nb\ncx\nd\n", [2, 4]),
    "nothing typed": ("a\nb\n", "a\nB\n", "a\nb\n", []),
}


@pytest.mark.parametrize(("before", "wanted", "typed", "at"), TOUCHING.values(), ids=TOUCHING)
def test_hunks_right_beside_what_was_typed_are_known(before, wanted, typed, at):
    now = Text(typed)
    ours = between(now, merge(Text(before), Text(wanted), now).text)
    found = touching(Text(before), now, ours)
    assert sorted(now.line_of(edit.start) for edit in found) == at


@settings(max_examples=400, deadline=None)
@given(TEXTS, TEXTS)
def test_to_take_back_what_nobody_touched_is_the_text_before(b, w):
    before, after = Text(b), Text(w)
    assert merge(after, before, after).text.data == before.data
    assert not merge(after, before, after).kept


def test_done_once_more_nothing_is_added_to_lines_that_were_added_there_since():
    before, wanted = Text("a\nb\n"), Text("a\nnew\nb\n")
    typed = Text("a\nnew, typed on\nb\n")
    assert merge(before, wanted, typed).text.source == "a\nnew, typed on\nnew\nb\n"
    again = merge(before, wanted, typed, anew=True)
    assert (again.text, len(again.kept)) == (typed, 1)
    changed = Text("a\nB\n")
    assert merge(before, wanted, changed, anew=True).text.source == "a\nnew\nB\n"
    for taken in ("a\nnew, typed on\n", f"a\n{'b' * 4000}\n"):  # And the next line went, or is long
        again = merge(before, wanted, Text(taken), anew=True)
        assert (again.text.source, len(again.kept)) == (taken, 1)
