"""After a run of the agent the menu goes on with it: refine, explain, try another way."""

import json

import pytest

from double.messages import Messages, calls, say
from lsp.conftest import ABLE
from lsp.editor import Editor
from lsp.test_agent import EDITED, SOURCE

COMMENT = 4
ASKS = {**ABLE, "experimental": {"backlightAsk": True}}
KINDS = {way: [f"refactor.rewrite.backlight.{way}"] for way in ("refine", "explain", "another")}


def edit(old, new):
    return calls(("Edit", {"path": "main.py", "old_string": old, "new_string": new}))


SHORTER = edit('    """Say that all is well, or 404 and HTTPException(404)."""\n', "")
OTHER = edit(
    "# GET /health: says that all is well\n",
    '@app.get("/health")\nasync def healthy() -> dict[str, str]:\n'
    '    """Say that all is well, or 404 and HTTPException(404)."""\n    return {"status": "up"}\n',
)


@pytest.fixture
def model():
    with Messages() as double:
        yield double


@pytest.fixture
def ran(model, workspace):
    """An editor in which the agent has written a route."""
    started = []
    (workspace / "main.py").write_text(SOURCE, encoding="utf-8")
    uri = (workspace / "main.py").as_uri()

    def one(capabilities=ABLE):
        double = Editor(capabilities, root=workspace.as_uri(), env=model.environ)
        started.append(double)
        double.edit_file(uri, SOURCE)
        model.script[:] = [EDITED, say("Done.")]
        double.pick(uri, COMMENT, "designEndpoint")
        assert "main.py is changed" in double.said(30)
        model.requests.clear()
        return double, uri

    yield one
    for each in started:
        assert "Traceback" not in each.close()


def test_the_menu_goes_on_with_the_last_run_and_asks_no_model_for_it(ran, model):
    one, uri = ran()
    titles = [one.titles(uri, COMMENT, only=kind) for kind in KINDS.values()]
    assert [title.partition(":")[0] for (title,) in titles] == [
        "Refine",
        "Explain",
        "Try another way",
    ]
    assert model.requests == []
    assert not one.titles(uri, COMMENT, only=KINDS["refine"], triggerKind=2)


def test_every_command_of_the_menu_is_announced(ran):
    one, uri = ran()
    entries = one.menu(uri, COMMENT)["result"]
    names = {entry["command"]["command"] for entry in entries}
    for entry in entries:
        if entry["command"]["command"] == "backlight.more":
            names |= {command["command"] for command in entry["command"]["arguments"]}
    assert {f"backlight.{way}" for way in KINDS} <= names
    assert names <= set(one.sync["executeCommandProvider"]["commands"])


def test_a_change_is_refined_in_words(ran, model):
    one, uri = ran(ASKS)
    one.answers["backlight/ask"] = {"answer": "shorter, without the docstring"}
    model.script[:] = [SHORTER, say("Shorter.")]
    one.pick(uri, COMMENT, "refine", only=KINDS["refine"])
    assert "main.py is changed" in one.said(30)
    assert '"""' not in one.buffers[uri] and "def health" in one.buffers[uri]
    told = model.requests[0]["messages"][0]["content"][0]["text"]
    assert "Refine it as the user says:\nshorter, without the docstring" in told
    assert "+def health() -> dict[str, bool]:" in told
    assert told.index("<repository") < told.index("Refine it as the user says")
    (again,) = one.titles(uri, COMMENT, only=KINDS["another"])
    assert again.startswith("Try another way: Design endpoint")


def test_an_editor_that_offers_choices_only_can_refine_too(ran, model):
    one, uri = ran()
    one.answers["window/showMessageRequest"] = lambda params: params["actions"][0]
    model.script[:] = [SHORTER, say("Shorter.")]
    one.pick(uri, COMMENT, "refine", only=KINDS["refine"])
    assert "main.py is changed" in one.said(30)
    assert "as the user says:\nShorter" in str(model.requests[0]["messages"]).replace("\\n", "\n")


def test_nothing_said_is_nothing_done(ran, model):
    one, uri = ran(ASKS)
    one.answers["backlight/ask"] = {"answer": None}
    before = one.buffers[uri]
    one.pick(uri, COMMENT, "refine", only=KINDS["refine"])
    assert "Nothing was said about what should be different" in one.said(30)
    assert one.buffers[uri] == before and model.requests == []


def test_a_hunk_is_explained_and_nothing_can_be_written(ran, model):
    one, uri = ran()
    model.script[:] = [SHORTER, say("It answers **GET /health**.")]
    before = one.buffers[uri]
    one.pick(uri, COMMENT, "explain", only=KINDS["explain"])
    said = one.said(30)
    assert "answered; nothing was changed." in said and "It answers **GET /health**." in said
    assert one.buffers[uri] == before
    assert "Edit" not in [tool["name"] for tool in model.requests[0]["tools"]]
    assert "There is no tool 'Edit'" in str(model.requests[1]["messages"][-1])


def test_another_way_takes_the_place_of_the_first_and_both_are_kept(ran, model):
    one, uri = ran()
    first = one.buffers[uri]
    model.script[:] = [OTHER, say("Otherwise.")]
    one.pick(uri, COMMENT, "another", only=KINDS["another"])
    assert "main.py is changed" in one.said(30)
    assert "async def healthy" in one.buffers[uri] and "def health()" not in one.buffers[uri]
    told = str(model.requests[0]["messages"][0])
    assert "# GET /health: says that all is well" in told
    assert "+def health() -> dict[str, bool]:" in told
    undo_last(one, uri)
    assert "main.py is changed" in one.said(30)
    assert one.buffers[uri] == first


def undo_last(one, uri):
    """Take back the last run, which the menu lists first."""
    found = one.menu(uri, COMMENT, only=["refactor.rewrite.backlight.undo"])["result"]
    command = found[0]["command"]
    assert "nother way" in command["title"]
    arguments = {"command": command["command"], "arguments": command["arguments"]}
    one.request("workspace/executeCommand", arguments)


def test_what_was_typed_elsewhere_stays_with_another_way(ran, model):
    one, uri = ran()
    one.type(uri, "app = FastAPI()", "app = FastAPI()\nlimit = 5")
    model.script[:] = [OTHER, say("Otherwise.")]
    one.pick(uri, COMMENT + 1, "another", only=KINDS["another"])
    assert "main.py is changed" in one.said(30)
    assert "limit = 5\n" in one.buffers[uri] and "healthy" in one.buffers[uri]


def test_lines_that_were_typed_on_are_not_done_otherwise(ran, model):
    one, uri = ran()
    one.type(uri, '{"ok": True}', '{"ok": False}')
    before = one.buffers[uri]
    one.pick(uri, COMMENT, "another", only=KINDS["another"])
    assert "You changed its lines since, so they stay" in one.said(30)
    assert one.buffers[uri] == before and model.requests == []


@pytest.mark.parametrize("by", ["the menu", "the editor"])
@pytest.mark.parametrize("way", ["refine", "explain", "another"])
def test_what_was_taken_back_since_the_menu_was_shown_is_not_gone_on_with(ran, model, way, by):
    one, uri = ran()
    (entry,) = one.menu(uri, COMMENT, only=KINDS[way])["result"]
    if by == "the menu":
        one.pick(uri, COMMENT, "undo", only=["refactor.rewrite.backlight.undo"])
        assert "main.py is changed" in one.said(30)
    else:
        one.type(uri, one.buffers[uri], SOURCE)
    (argument,) = entry["command"]["arguments"]
    command = {"command": f"backlight.{way}", "arguments": [{**argument, "ask": "Shorter"}]}
    one.request("workspace/executeCommand", command)
    assert "The change is not in its files any more" in one.said(30)
    assert one.buffers[uri] == SOURCE and model.requests == []


def test_a_file_that_is_closed_while_the_user_thinks_is_not_refined(ran, model):
    one, uri = ran(ASKS)

    def close(_params):
        one.notify("textDocument/didClose", {"textDocument": {"uri": uri}})
        return {"answer": "shorter"}

    one.answers["backlight/ask"] = close
    one.pick(uri, COMMENT, "refine", only=KINDS["refine"])
    assert "The change is not in its files any more" in one.said(30)
    assert model.requests == []


@pytest.mark.parametrize("way", ["refine", "explain", "another"])
@pytest.mark.parametrize(
    "argument",
    [
        {},
        {"runId": "none", "uri": "x"},
        {"runId": 3, "uri": None},
        {"runId": "none", "line": -1},
        {"runId": "none", "ask": 5},
        {"runId": "none", "ask": "x" * 20_000},
        [],
    ],
    ids=lambda argument: json.dumps(argument)[:30],
)
def test_a_command_with_odd_arguments_is_an_error_and_nothing_runs(editor, app, way, argument):
    one = editor(ABLE, root=app[0])
    if isinstance(argument, dict) and "uri" not in argument and argument:
        argument = {**argument, "uri": app[1]}
    command = {"command": f"backlight.{way}", "arguments": [argument]}
    assert one.request("workspace/executeCommand", command)["error"]
