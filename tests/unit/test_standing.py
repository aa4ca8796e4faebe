"""What is said of hunks on whose lines somebody has typed since."""

import pytest

from backlight.edits import between
from backlight.standing import COMPARED, standing
from backlight.text import Text

BEFORE = "a = 1\nb = 2\nc = 3\nd = 4\n"
AFTER = "a = 1\nbb = 22\nd = 4\n"


@pytest.mark.parametrize(
    ("now", "certain", "doubtful"),
    [
        (AFTER, 1, 0),
        (f"# first\n{AFTER}", 1, 0),
        ("a = 1\nbb = 22\n# below\nd = 4\n", 1, 0),
        ("a = 1\nbb = 22  # within\nd = 4\n", 1, 0),
        ("a = 1\n# above\nbb = (22)\nd = 4\n", 1, 0),
        ("a = 1\nbb = 23\nd = 4\n", 0, 1),
        ("a = 1\nd = 4\n", 0, 1),
        ("a = 1\nb = 2\nd = 4\n", 0, 1),
        (BEFORE, 0, 0),
        ("a = 1\nb = 2  # within\nc = 3\nd = 4\n", 0, 0),
        ("", 0, 1),
    ],
)
def test_a_hunk_is_there_where_all_of_its_words_are(now, certain, doubtful):
    """Where only some are, and the lines read more like it, it may be: a user can type the same."""
    found = standing(Text(BEFORE), Text(AFTER), Text(now))
    ours = between(Text(BEFORE), Text(AFTER))
    assert (found.certain, found.doubtful) == (ours * certain, ours * doubtful)


def test_of_long_lines_that_were_typed_on_nothing_is_said():
    before, after = f"{'x ' * COMPARED}\n", f"y {'x ' * COMPARED}\n"
    found = standing(Text(before), Text(after), Text(f"{after[:-1]} z\n"))
    assert (found.certain, found.doubtful) == ((), ())
