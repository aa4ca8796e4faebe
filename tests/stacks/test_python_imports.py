"""Imports of a Python file, written as the file writes its own."""

import pytest

from backlight.analysis.syntax import parse
from backlight.stacks.pydantic.imports import add_imports
from backlight.text import Text


@pytest.mark.parametrize(
    ("names", "why"),
    [
        ({"BaseModel"}, "`BaseModel` is imported"),
        ({"BaseModel", "ValidationError"}, "`BaseModel`, `ValidationError` are imported"),
    ],
)
def test_why_an_import_changes_says_how_many_names_it_is_about(names, why):
    source = parse("main.py", Text("import os\nfrom pydantic import Field\n"))
    assert {edit.why for edit in add_imports(source, {"pydantic": names})} == {why}
