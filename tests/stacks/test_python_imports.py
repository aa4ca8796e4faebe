"""Imports of a Python file, written as the file writes its own."""

import pytest

from backlight.analysis.syntax import parse
from backlight.edits import apply
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


def test_what_stands_behind_an_import_stays_with_it():
    text = Text("import os  # noqa: F401\nfrom flask import g  # noqa: F401\n\nX = 1\n")
    edits = add_imports(parse("main.py", text), {"pydantic": {"BaseModel"}})
    assert (
        "from flask import g  # noqa: F401\nfrom pydantic import BaseModel\n"
        in apply(text, edits).source
    )
