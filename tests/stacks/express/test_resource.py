import pytest

from backlight.analysis.syntax import errors, parse
from backlight.edits import Refused, applied, conform
from backlight.stacks.express import EXPRESS
from backlight.text import Text
from stacks.express.pages import cases, files, project

CASES = cases("resource.md")


def outcome(text):
    """A refusal, or every changed and new file."""
    before, _, rest = text.partition("\n-> ")
    known = project(files(before))
    table = known.schema.of_model(rest.partition("\n")[0])
    made = EXPRESS.create_resource(known.read(table.file), table, known)
    if isinstance(made, Refused):
        return made

    def read(path):
        return known.read(path).text

    return {p: text.source for p, text in applied(conform(made, read), read).items()}


@pytest.mark.parametrize(("title", "text"), CASES, ids=[title for title, _ in CASES])
def test_a_page_is_written_as_it_says(title, text):
    found = outcome(text)
    expected = text.partition("\n-> ")[2].partition("\n")[2].strip("\n")
    if isinstance(found, Refused):
        assert expected == f"refused: {found.reason}"
    else:
        assert found == files(expected)


WRITTEN = [case for case in CASES if "refused:" not in case[1]]


@pytest.mark.parametrize(("title", "text"), WRITTEN, ids=[title for title, _ in WRITTEN])
def test_five_endpoints_are_added_and_none_is_lost(title, text):
    given = files(text.partition("\n-> ")[0])
    old = {(e.method, e.path) for e in project(given).endpoints}
    found = outcome(text)
    known = project(given | found)
    new = {(e.method, e.path) for e in known.endpoints}
    assert old <= new
    assert sorted(method for method, _ in new - old) == ["DELETE", "GET", "GET", "POST", "PUT"]
    assert len({path for _, path in new - old}) == 2
    writers = [e for e in known.endpoints if (e.method, e.path) in new - old]
    assert all(known.files[e.handler_file or e.file].handlers for e in writers)
    assert not [p for p, t in found.items() if any(errors(parse(p, Text(t))))]


@pytest.mark.parametrize(("title", "text"), WRITTEN, ids=[title for title, _ in WRITTEN])
def test_what_is_there_already_is_not_written_again(title, text):
    before, _, rest = text.partition("\n-> ")
    known = project(files(before) | outcome(text))
    table = known.schema.of_model(rest.partition("\n")[0])
    assert isinstance(EXPRESS.create_resource(known.read(table.file), table, known), Refused)


def test_conventions_are_told_in_sentences():
    known = project(files(CASES[0][1].partition("\n-> ")[0]))
    assert EXPRESS.conventions(known) == (
        (
            "Express 4 in JavaScript, CommonJS (`require`), single quotes, with semicolons, "
            "indented by 2 spaces."
        ),
        "Routes stand in src/routes/ (1 file, for example user.routes.js).",
        "Handlers stand apart from routes, for example in src/controllers/user.controller.js.",
        "A bad request is answered by `res.status(400).json(…)`, with `{ message: … }`.",
        "Requests are validated by zod.",
        "Data is stored through Sequelize.",
        "Tests run under jest, over HTTP by supertest.",
        "Routes are guarded by middleware before the handler: `auth`.",
    )


def test_a_project_without_express_has_no_conventions():
    assert EXPRESS.conventions(project({"a.js": "const a = 1;\n"})) == ()
