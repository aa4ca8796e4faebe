"""A run by the agent, in an editor: the model is a scripted server, everything else is real."""

import json
import time
from pathlib import Path

import pytest

from double.messages import Messages, calls, say
from lsp.conftest import ABLE, FASTAPI
from lsp.editor import Editor

SOURCE = """from fastapi import FastAPI

app = FastAPI()

# GET /health: says that all is well
"""
EDITED = calls(
    (
        "Edit",
        {
            "path": "main.py",
            "old_string": "# GET /health: says that all is well\n",
            "new_string": '@app.get("/health")\ndef health() -> dict[str, bool]:\n'
            '    """Say that all is well, or 404 and HTTPException(404)."""\n    return {"ok": True}\n',
        },
    ),
    say="I write the route.",
)
MADE = calls(("Write", {"path": "new/notes.py", "content": "NOTES = 1\n"}))
COMMENT = 4
LSP_MODE = json.loads(
    (Path(__file__).parents[1] / "data/capabilities/lsp-mode-8.0.0.json").read_text("utf-8")
)["capabilities"]


@pytest.fixture
def model():
    with Messages() as double:
        yield double


@pytest.fixture
def editor(model):
    started = []

    def one(capabilities=ABLE, **more):
        started.append(Editor(capabilities, env=model.environ, **more))
        return started[-1]

    yield one
    for each in started:
        assert "Traceback" not in each.close()


@pytest.fixture
def open_app(editor, workspace):
    """An editor with one file open at a specification; the editor and the URI."""
    (workspace / "main.py").write_text(SOURCE, encoding="utf-8")
    uri = (workspace / "main.py").as_uri()

    def opened(capabilities=ABLE, **more):
        one = editor(capabilities, root=workspace.as_uri(), **more)
        one.edit_file(uri, SOURCE)
        return one, uri

    return opened


def children(process):
    """The processes below one, by their ids."""
    with open(f"/proc/{process.pid}/task/{process.pid}/children", encoding="utf-8") as file:  # noqa: PTH123
        return [int(word) for word in file.read().split()]


def alive(process):
    try:
        with open(f"/proc/{process}/stat", encoding="utf-8") as file:  # noqa: PTH123
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_the_agents_change_arrives_in_the_buffer(open_app, model):
    model.script[:] = [EDITED, say("Done: `GET /health` is served.")]
    one, uri = open_app()
    assert one.pick(uri, COMMENT, "designEndpoint")["result"]["runId"]
    assert "main.py is changed" in one.said(30)
    assert '@app.get("/health")' in one.buffers[uri]
    steps = [m["params"]["value"] for m in one.seen if m.get("method") == "$/progress"]
    assert steps[0]["kind"] == "begin"
    assert any(s["kind"] == "report" for s in steps)


def test_an_editor_that_shows_it_is_told_what_was_spent(open_app, model):
    model.script[:] = [EDITED, say("Done.")]
    one, uri = open_app({**ABLE, "experimental": {"backlightStatus": True}})
    one.pick(uri, COMMENT, "designEndpoint")
    told = one.until(lambda m: m.get("method") == "backlight/status" and m["params"]["spent"], 30)
    status = told["params"]
    assert status["missing"] is None
    assert status["today"]["tokens"] > 0
    assert status["said"] == f"A model can be asked. {status['spent']}"
    assert status["spent"].startswith("Today: $0.")
    assert " of $20.00, " in status["spent"]


def test_a_new_file_of_the_agents_is_made_by_the_editor(open_app, model, workspace):
    model.script[:] = [EDITED, MADE, say("Done.")]
    one, uri = open_app()
    one.pick(uri, COMMENT, "designEndpoint")
    said = one.said(30)
    assert "main.py is changed" in said
    (edit,) = one.edits
    first, second, third = edit["documentChanges"]
    made = (workspace / "new" / "notes.py").as_uri()
    assert first == {"kind": "create", "uri": made}
    assert second["textDocument"] == {"uri": made, "version": None}
    assert second["edits"][0]["range"]["end"] == {"line": 1, "character": 0}
    assert third["textDocument"]["uri"] == uri
    assert one.buffers[made] == "NOTES = 1\n"
    assert not (workspace / "new").exists()


def test_an_editor_that_makes_no_files_gets_the_text_alone(open_app, model, workspace):
    model.script[:] = [EDITED, MADE, say("Done.")]
    one, uri = open_app({"workspace": {"workspaceEdit": {"documentChanges": True}}})
    one.pick(uri, COMMENT, "designEndpoint")
    assert "main.py is changed" in one.said(30)
    assert all("kind" not in change for change in one.edits[0]["documentChanges"])
    assert one.buffers[(workspace / "new" / "notes.py").as_uri()] == "NOTES = 1\n"


ONLY = ["refactor.rewrite.backlight.ask"]


def test_a_comment_that_asks_is_answered_in_words(editor, model, workspace):
    asked = SOURCE.replace("# GET /health: says that all is well", "# backend: is this enough?")
    uri = (workspace / "main.py").as_uri()
    (workspace / "main.py").write_text(asked, encoding="utf-8")
    model.script[:] = [say("It is **enough**.")]
    one = editor(ABLE, root=workspace.as_uri())
    one.edit_file(uri, asked)
    assert [e["title"] for e in one.menu(uri, COMMENT, triggerKind=2)["result"]] == [
        "Ask the backend developer: is this enough?"
    ]
    one.pick(uri, COMMENT, "ask", only=ONLY)
    assert one.said(30).startswith(
        "Ask the backend developer: answered; nothing was changed.\n\nIt is **enough**.\n\nModel: "
    )
    assert not one.edits
    assert len(model.requests) == 1


def test_typing_while_the_model_works_stays(open_app, model):
    one, uri = open_app()

    def typed(_):
        one.type(uri, "app = FastAPI()", "app = FastAPI()\nlimit = 5")
        return EDITED

    model.script[:] = [typed, say("Done.")]
    one.pick(uri, COMMENT, "designEndpoint")
    assert "with what you typed meanwhile" in one.said(30)
    assert "limit = 5\n" in one.buffers[uri]
    assert '@app.get("/health")' in one.buffers[uri]


def test_what_an_editor_holds_back_is_asked_for_before_the_edit(open_app, model):
    """lsp-mode tells of keys after a second, and applies an edit of a text that it never told of."""
    one, uri = open_app(LSP_MODE, name="emacs", habits={"holds back"})

    def typed(_):
        one.type(uri, "app = FastAPI()", "import json\n\napp = FastAPI()")
        return EDITED

    model.script[:] = [typed, say("Done.")]
    one.pick(uri, COMMENT, "designEndpoint")
    assert "with what you typed meanwhile" in one.said(30)
    assert one.buffers[uri].count("import json\n\napp = FastAPI()\n\n@app.get") == 1


def test_an_edit_arrives_though_the_editor_does_not_say_what_it_holds_back(open_app, model):
    one, uri = open_app(LSP_MODE, name="emacs")
    one.answers["workspace/configuration"] = ...
    model.script[:] = [EDITED, say("Done.")]
    one.pick(uri, COMMENT, "designEndpoint")
    assert "settings could not be read" in one.said(30)
    one.said(30)
    assert '@app.get("/health")' in one.buffers[uri]


@pytest.mark.parametrize("way", ["command", "all", "progress"])
def test_cancelling_closes_the_stream_to_the_model_at_once(open_app, model, way):
    model.delay = 0.3
    model.script[:] = [say("I think about it for a long time. " * 50)]
    one, uri = open_app()
    run = one.pick(uri, COMMENT, "designEndpoint")["result"]["runId"]
    assert model.asked.wait(20)
    time.sleep(0.5)
    if way != "progress":
        which = {"runId": run} if way == "command" else {"all": True}
        stop = {"command": "backlight.cancel", "arguments": [which]}
        assert one.request("workspace/executeCommand", stop)["result"] is None
    else:
        one.notify("window/workDoneProgress/cancel", {"token": run})
    assert "cancelled; nothing was changed" in one.said()
    assert model.aborted.wait(10), "its words take fifteen seconds"
    one.none(lambda m: m.get("method") == "workspace/applyEdit")
    assert len(model.requests) == 1


@pytest.mark.parametrize("way", ["end of input", "shutdown"])
def test_the_model_goes_with_the_editor(open_app, model, way):
    model.delay = 0.3
    model.script[:] = [say("I think about it for a long time. " * 50)]
    one, uri = open_app()
    one.pick(uri, COMMENT, "designEndpoint")
    assert model.asked.wait(20)
    below = children(one.process)
    assert below
    if way == "shutdown":
        assert one.request("shutdown")["result"] is None
        one.notify("exit", None)
    else:
        one.process.stdin.close()
    one.gone(2)
    end = time.monotonic() + 2
    while any(map(alive, below)) and time.monotonic() < end:
        time.sleep(0.02)
    assert not any(map(alive, below))


def test_two_files_are_worked_on_at_the_same_time(open_app, model, workspace):
    other = (workspace / "other.py").as_uri()
    (workspace / "other.py").write_text(SOURCE, encoding="utf-8")
    model.delay = 0.2
    model.script[:] = [say("Nothing. " * 20), say("Nothing. " * 20)]
    one, uri = open_app()
    one.edit_file(other, SOURCE)
    one.pick(uri, COMMENT, "designEndpoint")
    one.pick(other, COMMENT, "designEndpoint")
    end = time.monotonic() + 20
    while len(model.requests) < 2 and time.monotonic() < end:
        time.sleep(0.05)
    assert len(model.requests) == 2
    assert not [m for m in one.seen if m.get("method") == "window/showMessage"]
    assert one.menu(uri, COMMENT)["result"]


PROTECTED = calls(("Write", {"path": "package.json", "content": '{"name": "shop"}\n'}))


@pytest.mark.parametrize("yes", [True, False])
def test_a_file_that_steers_tools_is_asked_about_first(open_app, model, workspace, yes):
    model.script[:] = [EDITED, PROTECTED, say("Done.")]
    one, uri = open_app()
    asked = []

    def answer(params):
        asked.append(params["message"])
        wanted = "Apply" if yes else "Do not apply"
        return next(action for action in params["actions"] if action["title"] == wanted)

    one.answers["window/showMessageRequest"] = answer
    one.pick(uri, COMMENT, "designEndpoint")
    assert ("is changed" if yes else "not confirmed") in one.said(30)
    assert len(asked) == 1
    assert "package.json" in asked[0]
    assert len(one.edits) == yes
    made = (workspace / "package.json").as_uri()
    assert one.buffers.get(made) == ('{"name": "shop"}\n' if yes else None)
    assert (one.buffers[uri] == SOURCE) != yes


SHOWS = {
    "workspace": {
        "workspaceEdit": {
            "documentChanges": True,
            "resourceOperations": ["create", "rename", "delete"],
            "failureHandling": "textOnlyTransactional",
            "changeAnnotationSupport": {"groupsOnLabel": True},
        }
    },
    "textDocument": {"codeAction": {"honorsChangeAnnotations": True}},
}
"""What VS Code announces of a preview in which one agrees to hunks."""


def test_where_the_editor_asks_by_itself_the_files_in_doubt_say_so_and_the_others_do_not(
    open_app, model
):
    model.script[:] = [EDITED, PROTECTED, say("Done.")]
    one, uri = open_app({**ABLE, **SHOWS})
    one.pick(uri, COMMENT, "designEndpoint")
    assert "is changed" in one.said(30)
    notes = one.edits[0]["changeAnnotations"]
    assert {name: note["needsConfirmation"] for name, note in notes.items()} == {
        "route": False,
        "dependency, to be confirmed": True,
    }
    assert "package.json runs or steers" in notes["dependency, to be confirmed"]["description"]


@pytest.mark.parametrize("lacking", ["failureHandling", "honorsChangeAnnotations"])
def test_an_editor_that_only_says_it_would_ask_is_not_left_to(open_app, model, lacking):
    """kakoune-lsp and Sublime announce annotations, and apply without a question."""
    model.script[:] = [EDITED, PROTECTED, say("Done.")]
    edit, code = SHOWS["workspace"]["workspaceEdit"], SHOWS["textDocument"]["codeAction"]
    edit = {name: value for name, value in edit.items() if name != lacking}
    code = {name: value for name, value in code.items() if name != lacking}
    able = {"workspace": {"workspaceEdit": edit}, "textDocument": {"codeAction": code}}
    one, uri = open_app({**ABLE, **able})
    one.answers["window/showMessageRequest"] = lambda params: params["actions"][1]
    one.pick(uri, COMMENT, "designEndpoint")
    assert "not confirmed" in one.said(30)
    assert not one.edits


def test_an_action_picked_before_the_settings_are_known_runs_with_them(editor, workspace, model):
    (workspace / "main.py").write_text(SOURCE, encoding="utf-8")
    uri = (workspace / "main.py").as_uri()
    able = {**ABLE, "workspace": {**ABLE["workspace"], "configuration": True}}
    one = editor(able, root=workspace.as_uri())
    one.answers["workspace/configuration"] = ...
    one.edit_file(uri, SOURCE)
    shown = one.menu(uri, COMMENT)["result"]
    assert not any("engine" in entry["command"]["arguments"][0] for entry in shown)
    key = one.until(lambda m: m.get("method") == "workspace/configuration")["id"]
    run = one.pick(uri, COMMENT, "designEndpoint")
    settings = {"jsonrpc": "2.0", "id": key, "result": [{"engine": "instant"}]}
    one.later(0.3, lambda: one.send(settings))
    assert run["result"]["runId"]
    assert one.said(30)
    assert model.requests == []


def test_no_key_is_a_sentence(workspace):
    uri = (workspace / "main.py").as_uri()
    one = Editor(ABLE, root=workspace.as_uri())
    one.edit_file(uri, SOURCE)
    one.pick(uri, COMMENT, "designEndpoint")
    assert "ANTHROPIC_API_KEY" in one.said()
    assert "Traceback" not in one.close()


def test_without_words_the_user_is_asked_for_them_where_that_can_be(editor, workspace, model):
    (workspace / "main.py").write_text(FASTAPI, encoding="utf-8")
    uri = (workspace / "main.py").as_uri()
    model.script[:] = [say("I do nothing.")]
    one = editor({**ABLE, "experimental": {"backlightAsk": True}}, root=workspace.as_uri())
    one.answers["backlight/ask"] = {"answer": "GET /health: says that all is well"}
    one.edit_file(uri, FASTAPI)
    one.pick(uri, 7, "designEndpoint")
    one.said(30)
    assert "GET /health: says that all is well" in str(model.requests[0])


def test_without_words_and_nobody_to_ask_the_user_is_told_how_to_say_it(editor, workspace, model):
    uri = (workspace / "main.py").as_uri()
    one = editor(root=workspace.as_uri())
    one.edit_file(uri, FASTAPI)
    one.pick(uri, 7, "designEndpoint")
    assert "in a comment at the cursor" in one.said()
    assert not model.requests


AUDIT = """---
title: Add audit log
where:
  fact: comment
---
Log what is asked for.
"""


def test_an_action_of_the_users_own_is_in_the_menu_and_counts_as_its_file_is_now(
    open_app, model, tmp_path, monkeypatch
):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    file = tmp_path / "config" / "backlight" / "agents" / "actions" / "audit.md"
    one, uri = open_app()
    assert not [title for title in one.titles(uri, COMMENT) if "audit" in title]
    file.parent.mkdir(parents=True)
    file.write_text(AUDIT)
    assert "Add audit log: GET /health: says that all is well" in one.titles(uri, COMMENT)
    file.write_text(AUDIT.replace("Add audit log", "Keep a log"))
    assert "Keep a log: GET /health: says that all is well" in one.titles(uri, COMMENT)
    model.script[:] = [EDITED, say("Done: `GET /health` is served.")]
    assert one.pick(uri, COMMENT, "backlight.audit")["result"]["runId"]
    assert "main.py is changed" in one.said(30)
    assert '@app.get("/health")' in one.buffers[uri]
    assert "Log what is asked for." in str(model.requests[0]["messages"][0])
    one.put(uri, SOURCE)
    shown = "Keep a log: GET /health: says that all is well"
    assert shown in one.titles(uri, COMMENT)
    file.unlink()
    assert shown not in one.titles(uri, COMMENT)


FINISH = ["refactor.rewrite.backlight.finish"]


def test_what_was_done_before_a_limit_is_offered_and_comes_whole_or_not_at_all(open_app, model):
    model.script[:] = [calls((EDITED["content"][1]["name"], EDITED["content"][1]["input"])), MADE]
    one, uri = open_app()
    one.notify("workspace/didChangeConfiguration", {"settings": {"backlight": {"maxTurns": 2}}})
    one.pick(uri, COMMENT, "designEndpoint")
    said = one.said(30)
    assert "take more than 2 replies and was stopped." in said and "othing was changed" not in said
    assert "What was done until then is kept: the code actions here offer it." in said
    assert not one.edits and one.buffers[uri] == SOURCE
    (title,) = one.titles(uri, COMMENT, only=FINISH)
    assert title.startswith("Apply what was done: Design endpoint")
    one.pick(uri, COMMENT, "finish", only=FINISH)
    assert "main.py is changed" in one.said(30)
    assert '@app.get("/health")' in one.buffers[uri]
    assert any(name.endswith("new/notes.py") for name in one.buffers)
    assert not one.titles(uri, COMMENT, only=FINISH)


def test_unfinished_work_of_an_action_in_markdown_is_checked_before_it_is_applied(
    open_app, model, tmp_path, monkeypatch
):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    folder = tmp_path / "config/backlight/agents/actions"
    folder.mkdir(parents=True)
    text = "---\ntitle: Add audit log\nwhere: comment\n---\nWrite the log."
    (folder / "audit.md").write_text(text, encoding="utf-8")
    cut = {"path": "main.py", "old_string": "app = FastAPI()", "new_string": "app = FastAPI("}
    model.script[:] = [calls(("Edit", cut)), MADE]
    one, uri = open_app()
    one.notify("workspace/didChangeConfiguration", {"settings": {"backlight": {"maxTurns": 2}}})
    one.pick(uri, COMMENT, "audit")
    assert "What was done until then is kept" in one.said(30)
    one.pick(uri, COMMENT, "finish", only=FINISH)
    assert "It does not fit any more; nothing was changed." in one.said(30)
    assert one.buffers[uri] == SOURCE
