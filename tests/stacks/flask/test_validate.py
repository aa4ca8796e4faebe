import ast
from pathlib import Path

import pytest

from backlight.analysis.facts import EMPTY
from backlight.analysis.syntax import parse
from backlight.edits import Refused, applied
from backlight.stacks.flask import FLASK
from backlight.text import Text
from stacks.fastapi.pages import FILE, cases, project
from stacks.fastapi.validation import validated
from stacks.reading import project as indexed

CASES = list(cases(Path(__file__).with_name("validate.md")))
WRITTEN = [case for case in CASES if case.said == "becomes"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_validation_is_added_as_the_page_says(case):
    found = validated(FLASK, case.files)
    if case.said == "becomes":
        assert found == dict(FILE.findall(case.rest))
    else:
        assert f"refused: {found}" == case.said


@pytest.mark.parametrize("case", WRITTEN, ids=lambda case: case.name)
def test_what_is_written_parses_keeps_the_route_and_is_checked(case):
    path = next(path for path, code in case.files.items() if "$0" in code)
    before, found = project(case.files), validated(FLASK, case.files)
    for text in found.values():
        ast.parse(text)
    after = project(case.files | found)
    assert [(e.method, e.path, e.handler) for e in after.endpoints] == [
        (e.method, e.path, e.handler) for e in before.endpoints
    ]
    (handler,) = after.files[path].handlers
    assert handler.validated
    assert isinstance(FLASK.validate(after.read(path), handler, after), Refused)


@pytest.mark.parametrize("cut", range(0, 560, 7))
def test_a_file_half_typed_never_raises(cut):
    for case in WRITTEN[:3]:
        path = next(path for path, code in case.files.items() if "$0" in code)
        source = parse(path, Text(case.files[path].replace("$0", "")[:cut]))
        FLASK.scan(source)
        for handler in FLASK.handlers(source, None):
            found = FLASK.validate(source, handler, EMPTY)
            assert isinstance(found, Refused) or found()


def test_what_the_constructor_of_a_model_takes_has_the_type_of_the_column():
    """By its place, also where the value has got a name of its own, and by the column's length."""
    app = (
        "from flask import Flask, request\nfrom flask_sqlalchemy import SQLAlchemy\n"
        "app = Flask(__name__)\ndb = SQLAlchemy()\n\n\nclass Note(db.Model):\n"
        "    id = db.Column(db.Integer, primary_key=True)\n    body = db.Column(db.String(200))\n"
        "    secret = db.Column(db.LargeBinary)\n    stars = db.Column(db.Integer)\n\n"
        "    def __init__(self, author, body, stars, **rest):\n        ...\n\n\n"
        '@app.post("/notes")\ndef create_note():\n    data = request.get_json()\n'
        '    body = data["body"]\n'
        '    return Note("me", body, data["stars"], secret=data["password"]).body\n'
    )
    known = indexed({"app.py": app})
    (handler,) = known.files["app.py"].handlers
    changed = FLASK.validate(known.read("app.py"), handler, known)()
    text = applied(changed, lambda path: known.read(path).text)["app.py"].data.decode()
    assert "    body: str = Field(max_length=200)\n" in text
    assert "    stars: int\n" in text
    assert "    password: str\n" in text
