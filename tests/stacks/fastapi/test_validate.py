import ast
from pathlib import Path

import pytest

from backlight.analysis.facts import EMPTY
from backlight.analysis.syntax import parse
from backlight.edits import Refused
from backlight.stacks.fastapi import FASTAPI
from backlight.text import Text
from stacks.fastapi.pages import FILE, cases, project
from stacks.fastapi.validation import validated

CASES = list(cases(Path(__file__).with_name("validate.md")))
WRITTEN = [case for case in CASES if case.said == "becomes"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_validation_is_added_as_the_page_says(case):
    found = validated(FASTAPI, case.files)
    if case.said == "becomes":
        assert found == dict(FILE.findall(case.rest))
    else:
        assert f"refused: {found}" == case.said


@pytest.mark.parametrize("case", WRITTEN, ids=lambda case: case.name)
def test_what_is_written_parses_keeps_the_route_and_is_checked(case):
    path = next(path for path, code in case.files.items() if "$0" in code)
    before, found = project(case.files), validated(FASTAPI, case.files)
    for text in found.values():
        ast.parse(text)
    after = project(case.files | found)
    assert [(e.method, e.path, e.handler) for e in after.endpoints] == [
        (e.method, e.path, e.handler) for e in before.endpoints
    ]
    (handler,) = after.files[path].handlers
    assert handler.validated
    assert isinstance(FASTAPI.validate(after.read(path), handler, after), Refused)


@pytest.mark.parametrize("cut", range(0, 560, 7))
def test_a_file_half_typed_never_raises(cut):
    for case in WRITTEN[:3]:
        path = next(path for path, code in case.files.items() if "$0" in code)
        source = parse(path, Text(case.files[path].replace("$0", "")[:cut]))
        FASTAPI.scan(source)
        for handler in FASTAPI.handlers(source, None):
            found = FASTAPI.validate(source, handler, EMPTY)
            assert isinstance(found, Refused) or found()
