import pytest

from backlight.analysis.syntax import errors, parse
from backlight.edits import Refused, applied, conform
from backlight.stacks.express import EXPRESS
from stacks.express.pages import cases, files, project

CASES = cases("validate.md")


def validated(source, handler, known):
    """What becomes of a handler, written to the end."""
    made = EXPRESS.validate(source, handler, known)
    return made if isinstance(made, Refused) else made()


def outcome(text):
    """The files of a case, and what became of them: a refusal, or every changed file."""
    before, _, rest = text.partition("\n-> ")
    known = project(files(before))
    name = rest.partition("\n")[0]
    path, handler = next(
        (path, one) for path, f in known.files.items() for one in f.handlers if one.name == name
    )
    made = validated(known.read(path), handler, known)
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


@pytest.mark.parametrize(("title", "text"), CASES, ids=[title for title, _ in CASES])
def test_what_is_written_parses_and_is_left_alone_the_second_time(title, text):
    found = outcome(text)
    if isinstance(found, Refused):
        return
    before, _, rest = text.partition("\n-> ")
    known = project(files(before) | found)
    for path in found:
        source = known.read(path)
        assert source.tree is None or not list(errors(source))
    name = rest.partition("\n")[0]
    handlers = [one for f in known.files.values() for one in f.handlers if one.name == name]
    assert all(one.validated for one in handlers)


def test_line_ends_of_windows_are_kept():
    text = CASES[0][1]
    before, _, rest = text.partition("\n-> ")
    given = {path: code.replace("\n", "\r\n") for path, code in files(before).items()}
    known = project(given)
    handler = known.files["app.js"].handlers[0]
    made = validated(known.read("app.js"), handler, known)
    assert not isinstance(made, Refused)

    def read(path):
        return known.read(path).text

    for text in applied(conform(made, read), read).values():
        assert text.source.count("\n") == text.source.count("\r\n")
    assert rest


def test_a_handler_that_is_gone_is_refused():
    known = project({"a.js": "app.post('/a', (req, res) => { res.json(req.body.a); });"})
    handler = known.files["a.js"].handlers[0]
    from backlight.text import Text

    other = parse("a.js", Text("const nothing = 1;"))
    assert isinstance(validated(other, handler, known), Refused)


CODE = "".join(files(text.partition("\n-> ")[0]).get("app.js", "") for _, text in CASES)


@pytest.mark.parametrize("cut", range(20, len(CODE), 211))
def test_code_cut_off_anywhere_is_written_whole_or_refused(cut):
    known = project({"app.js": CODE[cut:], "b.ts": CODE[:cut]})
    for path, found in known.files.items():
        source = known.read(path)
        for handler in found.handlers:
            made = validated(source, handler, known)
            if not isinstance(made, Refused):
                after = applied(made, lambda p: known.read(p).text)[path]
                assert len(list(errors(parse(path, after)))) <= len(list(errors(source)))
