"""What is generated is up to date; a test that finds it stale rewrites it, and fails once."""

import pytest

from tidy import generated
from tidy.source import ROOT


@pytest.mark.parametrize("name", generated.MADE)
def test_is_as_the_code_says(name):
    path = ROOT / name
    text = path.read_text("utf-8")
    fresh = generated.fresh(text, generated.MADE[name])
    if text != fresh:
        path.write_text(fresh, "utf-8")
        pytest.fail(f"{name} was stale and has been rewritten: look at it and commit it")


def test_what_is_stale_is_replaced_and_the_rest_kept():
    old = "a\n<!-- generated:x -->\nold\n<!-- end:x -->\nb\n"
    new = generated.fresh(old, {"x": lambda: ["| new |"]})
    assert new == "a\n<!-- generated:x -->\n\n| new |\n\n<!-- end:x -->\nb\n"
    assert generated.fresh(new, {"x": lambda: ["| new |"]}) == new


def test_lost_markers_are_missed():
    with pytest.raises(ValueError, match="generated:x"):
        generated.fresh("a", {"x": list})


def test_the_first_sentence_is_taken():
    assert generated.sentence("One a.py\nthing. Two.\n\nThree.") == "One a.py thing."
