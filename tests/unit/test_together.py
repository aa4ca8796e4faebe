"""What is left of a change, of a text and of what was typed on it, is offered as one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlight.edits import apply, between
from backlight.lsp.aside import together
from backlight.text import Text

TEXT = st.lists(st.sampled_from("abcd"), max_size=6).map(
    lambda rows: Text("".join(f"{r}\n" for r in rows))
)


@pytest.mark.parametrize(
    ("base", "kept", "typed", "missing", "rest"),
    [
        ("a\nb\nc\n", "A\nb\nc\n", "mine\nb\nc\n", "mine\nb\nC\n", "A\nb\nC\n"),
        ("a\nb\nc\n", "a\nb\nc\n", "a\nc\n", "A\nC\n", "A\nC\n"),
        ("a\nb\n", "a\nB\n", "new\na\nmine\n", "new\nA\nmine\n", "A\nB\n"),
        ("a\nb\n", "a\nB\n", "a\nmine\n", "a\nmine too\n", "a\nB\n"),
    ],
)
def test_hunks_of_both_are_hunks_of_the_first_text(base, kept, typed, missing, rest):
    base, typed = Text(base), Text(typed)
    first = base, between(base, Text(kept))
    text, hunks = together(first, (typed, between(typed, Text(missing))))
    assert text == base
    assert apply(text, hunks).source == rest


@given(TEXT, TEXT, TEXT, TEXT)
def test_none_overlap_and_those_that_were_kept_stay(base, kept, typed, missing):
    first = between(base, kept)
    text, hunks = together((base, first), (typed, between(typed, missing)))
    assert {*first} <= {*hunks}
    apply(text, hunks)


@given(TEXT, TEXT)
def test_where_nothing_was_typed_all_that_is_missing_is_offered(base, missing):
    text, hunks = together((base, ()), (base, between(base, missing)))
    assert apply(text, hunks) == missing
