"""The examples of the README, for tests that follow it to the letter."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "README.md").read_text(encoding="utf-8")


def fence(language, after):
    """The first example of a language after some words."""
    _, found, rest = TEXT.partition(after)
    assert found
    return re.search(rf"```{language}\n(.*?)```", rest, re.DOTALL)[1]
