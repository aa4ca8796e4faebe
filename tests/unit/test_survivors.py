"""What is said of hunks on whose lines somebody has typed since."""

import pytest

from backlight.edits import between
from backlight.survivors import COMPARED, survivors
from backlight.text import Text

BEFORE = "a = 1\nb = 2\nc = 3\nd = 4\n"
AFTER = "a = 1\nbb = 22\nd = 4\n"


@pytest.mark.parametrize(
    ("now", "whole", "within", "doubtful"),
    [
        (AFTER, 1, 0, 0),
        (f"# first\n{AFTER}", 1, 0, 0),
        ("a = 1\nbb = 22\n# below\nd = 4\n", 1, 0, 0),
        ("a = 1\nbb = 22  # within\nd = 4\n", 0, 1, 0),
        ("a = 1\n# above\nbb = (22)\nd = 4\n", 0, 1, 0),
        ("a = 1\nbb = 23\nd = 4\n", 0, 0, 1),
        ("a = 1\nd = 4\n", 0, 0, 1),
        ("a = 1\nb = 2\nd = 4\n", 0, 0, 1),
        (BEFORE, 0, 0, 0),
        ("a = 1\nb = 2  # within\nc = 3\nd = 4\n", 0, 0, 0),
        ("", 0, 0, 1),
    ],
)
def test_a_hunk_is_there_where_all_that_it_brings_is(now, whole, within, doubtful):
    """Where only some of it is, and the lines read more like it, it may be."""
    found = survivors(Text(BEFORE), Text(AFTER), Text(now))
    [ours] = between(Text(BEFORE), Text(AFTER))
    said = [ours in some for some in (found.whole, found.within, found.doubtful)]
    assert said == [whole, within, doubtful]


@pytest.mark.parametrize(
    ("before", "after", "now"),
    [
        ("x = int(str(y))\n", "x = y\n", "x = f(y)\n"),
        ("if user.is_admin and user.active:\n", "if user.active:\n", "if not user.active:\n"),
        ("total = price * quantity * rate\n", "total = price\n", "total = price + shipping\n"),
        ("a\nwait = reckoned(given, asked)\nb\n", "a\nb\n", "a\nwait = 30\nb\n"),
    ],
)
def test_of_words_that_are_only_taken_away_nothing_is_said(before, after, now):
    """Whoever writes a line anew takes words away as well."""
    found = survivors(Text(before), Text(after), Text(now))
    assert not (found.whole | found.within | found.doubtful)


def test_of_long_lines_that_were_typed_on_nothing_is_said():
    before, after = f"{'x ' * COMPARED}\n", f"y {'x ' * COMPARED}\n"
    found = survivors(Text(before), Text(after), Text(f"{after[:-1]} z\n"))
    assert not (found.whole | found.within | found.doubtful)
