"""A new line goes under the line of a place, and takes nothing of that line along."""

import pytest

from backlight.edits import apply, below
from backlight.text import Text


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("import a  # noqa\nb = 1\n", "import a  # noqa\nimport c\nb = 1\n"),
        ("import a\r\nb = 1\n", "import a\r\nimport c\nb = 1\n"),
        ("import a\n", "import a\nimport c\n"),
        ("import a", "import a\nimport c"),
        ("import a; b = 1", "import a; b = 1\nimport c"),
    ],
)
def test_it_leaves_the_line_as_it_is(before, after):
    text = Text(before)
    assert apply(text, [below(text, len("import a"), "import c")]).source == after
