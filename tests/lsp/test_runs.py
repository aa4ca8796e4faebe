"""From the click to the buffer: one edit, on top of what was typed, proven by the text that came back."""

import json
from pathlib import Path

import pytest

from lsp.conftest import FASTAPI

SETS = sorted((Path(__file__).parents[1] / "data" / "capabilities").glob("*.json"))
HANDLER = 7
"""The line of the handler in `FASTAPI`."""


def changed(text):
    """The handler checks what it gets."""
    return "BaseModel" in text and "request.json()" not in text


@pytest.mark.parametrize("announced", SETS, ids=lambda path: path.stem)
def test_every_editor_gets_the_change_in_its_own_terms(editor, app, announced):
    root, uri = app
    capabilities = json.loads(announced.read_text(encoding="utf-8"))["capabilities"]
    habits = {"mute"} if announced.stem == "ale" else ()
    one = editor(capabilities, root=root, habits=habits)
    assert one.sync["textDocumentSync"]["change"] == (1 if "general" not in capabilities else 2)
    one.edit_file(uri, FASTAPI)
    answer = one.pick(uri, HANDLER, "addValidation")
    assert set(answer["result"]) == {"runId"}
    assert "main.py is changed" in one.said()
    assert changed(one.buffers[uri])
    assert len(one.edits) == 1
    if capabilities.get("window", {}).get("workDoneProgress"):
        one.until(
            lambda m: m.get("method") == "$/progress" and m["params"]["value"]["kind"] == "end"
        )
    else:
        one.none(lambda m: m.get("method") == "$/progress")


@pytest.mark.parametrize("eol", ["\n", "\r\n"])
def test_the_lines_end_as_they_did(editor, app, eol):
    root, uri = app
    one = editor(root=root)
    one.edit_file(uri, FASTAPI.replace("\n", eol))
    one.pick(uri, HANDLER, "addValidation")
    one.said()
    assert changed(one.buffers[uri])
    assert one.buffers[uri].count("\n") == one.buffers[uri].count(eol)


def test_what_was_typed_elsewhere_while_it_ran_stays(editor, app):
    root, uri = app
    one = editor(root=root)
    one.edit_file(uri, FASTAPI)
    one.pick(uri, HANDLER, "addValidation")
    one.type(uri, "app = FastAPI()", "app = FastAPI()\nlimit = 5")
    assert "main.py is changed" in one.said()
    assert changed(one.buffers[uri])
    assert "limit = 5\n" in one.buffers[uri]


def test_a_line_that_was_typed_on_is_the_users(editor, app):
    root, uri = app
    one = editor(root=root)
    one.edit_file(uri, FASTAPI)
    one.pick(uri, HANDLER, "addValidation")
    one.type(uri, 'name = body["name"]', 'name = body["title"]')
    said = one.said()
    assert 'name = body["title"]' in one.buffers[uri]
    assert "same lines" in said or "not right any more" in said or "changed" in said


def test_typing_between_our_last_look_and_the_editors_edit_is_tried_once_more(editor, app):
    root, uri = app
    one = editor(root=root)
    one.edit_file(uri, FASTAPI)
    typed = iter([True])

    def race():
        if next(typed, False):
            one.type(uri, "app = FastAPI()", "app = FastAPI()\nlimit = 5")

    one.before_apply = race
    one.pick(uri, HANDLER, "addValidation")
    assert "with what you typed meanwhile" in one.said()
    assert len(one.edits) == 2
    assert changed(one.buffers[uri])
    assert "limit = 5\n" in one.buffers[uri]


def test_an_editor_that_says_no_is_believed(editor, app):
    root, uri = app
    one = editor(root=root, habits={"refuse"})
    one.edit_file(uri, FASTAPI)
    one.pick(uri, HANDLER, "addValidation")
    said = one.said()
    assert "did not take" in said
    assert "the user said no" in said
    assert one.buffers[uri] == FASTAPI


def test_an_editor_that_says_yes_and_does_nothing_is_found_out(editor, app):
    root, uri = app
    one = editor(root=root, habits={"lie"})
    one.edit_file(uri, FASTAPI)
    one.pick(uri, HANDLER, "addValidation")
    assert "the editor has not shown it yet (it says that it is done)" in one.said()


def test_a_menu_shown_on_an_older_text_still_finds_its_place(editor, app):
    root, uri = app
    one = editor(root=root)
    one.edit_file(uri, FASTAPI)
    shown = one.menu(uri, HANDLER)["result"]
    command = next(a for a in shown if a["kind"].endswith("addValidation"))["command"]
    one.put(uri, "# one\n# two\n" + FASTAPI)
    one.request("workspace/executeCommand", command)
    assert "main.py is changed" in one.said()
    assert changed(one.buffers[uri])


def test_a_menu_shown_on_a_text_nobody_remembers_is_refused(editor, app):
    root, uri = app
    one = editor(root=root)
    one.edit_file(uri, FASTAPI)
    command = one.menu(uri, HANDLER)["result"][0]["command"]
    command["arguments"][0]["version"] = 77
    answer = one.request("workspace/executeCommand", command)
    assert "open the menu again" in answer["error"]["message"]


def test_two_runs_on_one_file_follow_each_other(editor, app):
    root, uri = app
    twice = FASTAPI + FASTAPI.partition("FastAPI()\n")[2].replace("user", "order")
    one = editor(root=root)
    one.edit_file(uri, twice)
    one.pick(uri, HANDLER, "addValidation")
    one.pick(
        uri, twice.split("\n").index("async def create_order(request: Request):"), "addValidation"
    )
    assert "main.py is changed" in one.said()
    assert "main.py is changed" in one.said()
    assert one.buffers[uri].count("(BaseModel)") == 2


def test_a_file_that_is_closed_meanwhile_is_left_alone(editor, app):
    root, uri = app
    one = editor(root=root)
    one.edit_file(uri, FASTAPI)
    one.pick(uri, HANDLER, "addValidation")
    one.notify("textDocument/didClose", {"textDocument": {"uri": uri}})
    assert "closed" in one.said() or one.edits


def test_a_text_out_of_step_is_never_edited(editor, app):
    root, uri = app
    one = editor(root=root)
    one.edit_file(uri, FASTAPI)
    wrong = {"start": {"line": 2, "character": 0}, "end": {"line": 1, "character": 0}}
    one.change(uri, 1, {"range": wrong, "text": "x"})
    assert "close the file and open it again" in one.said()
    assert one.menu(uri, HANDLER)["result"] == []
    argument = {"action": "add-validation", "uri": uri, "range": {**wrong, "start": wrong["end"]}}
    run = {"command": "backlight.run", "arguments": [argument]}
    assert "out of step" in one.request("workspace/executeCommand", run)["error"]["message"]
    one.notify("textDocument/didClose", {"textDocument": {"uri": uri}})
    one.edit_file(uri, FASTAPI)
    assert one.menu(uri, HANDLER)["result"]


def test_shutdown_while_a_run_works_is_answered_with_null(editor, app):
    root, uri = app
    one = editor(root=root)
    one.edit_file(uri, FASTAPI)
    one.pick(uri, HANDLER, "addValidation")
    assert one.request("shutdown") == {"jsonrpc": "2.0", "id": one.count, "result": None}
    one.notify("exit", None)
    assert one.gone() == 0


def test_cancelling_what_is_not_there_is_no_error(editor):
    one = editor()
    stop = {"command": "backlight.cancel", "arguments": [{"runId": "none"}]}
    assert one.request("workspace/executeCommand", stop)["result"] is None
    one.notify("window/workDoneProgress/cancel", {"token": 5})
    assert one.alive()


def test_a_run_cancelled_before_it_begins_says_that_nothing_was_changed(editor, app):
    root, uri = app
    one = editor(root=root)

    def made(params):
        one.notify("window/workDoneProgress/cancel", {"token": params["token"]})

    one.answers["window/workDoneProgress/create"] = made
    one.edit_file(uri, FASTAPI)
    assert one.pick(uri, HANDLER, "addValidation")["result"]["runId"]
    assert "cancelled; nothing was changed" in one.said()
    assert not one.edits


def test_an_editor_that_never_makes_a_place_for_progress_is_not_waited_for(editor, app):
    root, uri = app
    one = editor(root=root)
    one.answers["window/workDoneProgress/create"] = ...
    one.edit_file(uri, FASTAPI)
    assert one.pick(uri, HANDLER, "addValidation")["result"]["runId"]
    assert "main.py is changed" in one.said()
    assert not [m for m in one.seen if m.get("method") == "$/progress"]
