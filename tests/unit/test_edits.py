"""Edits are values: applied exactly, disjoint, whole lines where lines are compared."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backlight.edits import Change, Edit, OverlappingEdits, applied, apply, between, change, conform
from backlight.text import Text

LINES = ["a\n", "b\n", "a\r\n", "\r", "\n", "é\U0001f600\n", "\f\n", "x\u2028y\n", "end", "\ufeff"]
TEXTS = st.lists(st.sampled_from(LINES), max_size=10).map("".join)


@settings(max_examples=500, deadline=None)
@given(TEXTS, TEXTS)
def test_the_edits_between_two_texts_lead_from_one_to_the_other(before, after):
    old, new = Text(before), Text(after)
    edits = between(old, new, "why")
    assert apply(old, edits).data == new.data
    assert all(left.end < right.start for left, right in pairwise(edits))
    ends = {*old.starts, len(old.data)}
    assert all(edit.start in ends and edit.end in ends and edit.why == "why" for edit in edits)


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_a_text_is_no_change_of_itself(source):
    assert between(Text(source), Text(source)) == ()


def test_only_lines_that_change_are_touched():
    before = Text("a\nb\nc\nd\n")
    assert between(before, Text("a\nB\nc\nd\ne\n")) == (Edit(2, 4, "B\n"), Edit(8, 8, "e\n"))


def test_five_thousand_lines_that_repeat_are_compared_in_no_time():
    before = Text("x = 1\n" * 5000)
    after = Text("x = 1\n" * 2500 + "y = 2\n" + "x = 1\n" * 2500)
    assert between(before, after) == (Edit(15_000, 15_000, "y = 2\n"),)


def test_edits_apply_in_order_of_place_whatever_their_own_order():
    edits = (Edit(4, 5, "2"), Edit(0, 1, "y"), Edit(5, 5, "0"), Edit(5, 5, "1"))
    assert apply(Text("x = 1\n"), edits).source == "y = 201\n"


def test_edits_of_the_same_bytes_are_refused():
    with pytest.raises(OverlappingEdits):
        apply(Text("abc"), (Edit(0, 2, "x"), Edit(1, 3, "y")))
    with pytest.raises(OverlappingEdits):
        change(("a", [Edit(0, 2, "x")]), ("a", [Edit(1, 3, "y")]))


def test_parts_become_one_change_and_what_is_said_twice_counts_once():
    made = change(("a", [Edit(0, 0, "import x\n")]), Change({"a": (Edit(0, 0, "import x\n"),)}))
    assert made.edits == {"a": (Edit(0, 0, "import x\n"),)}
    assert change(("a", [])).files == ()
    both = change(("a", [Edit(3, 3, "c")]), ("a", [Edit(0, 0, "b")]), Change({}, {"n": "new"}))
    assert both.edits["a"] == (Edit(0, 0, "b"), Edit(3, 3, "c"))
    assert both.files == ("a", "n")


def test_all_files_of_a_change_as_they_read_afterwards():
    made = Change({"a": (Edit(0, 1, "y"),)}, {"n": "new\n"})
    after = applied(made, lambda _: Text("x\n"))
    assert {path: text.source for path, text in after.items()} == {"a": "y\n", "n": "new\n"}


@pytest.mark.parametrize("eol", ["\n", "\r\n", "\r"])
def test_new_lines_end_as_the_lines_around_them(eol):
    made = conform(Change({"a": (Edit(0, 0, "x\ny\r\nz\r"),)}), lambda _: Text(f"a{eol}"))
    assert made.edits["a"][0].text == f"x{eol}y{eol}z{eol}"


def test_a_new_file_has_one_end_of_line_wherever_its_parts_were_copied_from():
    made = conform(Change({}, {"a": "x\ny\r\nz\n", "b": "x\r\ny\r\nz\n"}), lambda _: Text(""))
    assert made.created == {"a": "x\ny\nz\n", "b": "x\r\ny\r\nz\r\n"}
