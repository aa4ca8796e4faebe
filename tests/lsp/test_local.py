"""A model on this machine, as an editor finds it: by a command, and only what was picked is asked."""

import pytest

from double.messages import Messages, say
from lsp.conftest import ABLE, FASTAPI
from lsp.editor import Editor

LISTED = [{"id": "qwen3:8b"}, {"id": "llama3"}]
FIND = {"command": "backlight.findLocalModel", "arguments": []}


@pytest.fixture
def local():
    with Messages() as double:
        double.models = LISTED
        yield double


@pytest.fixture
def opened(local, workspace):
    (workspace / "main.py").write_text(FASTAPI, encoding="utf-8")
    uri = (workspace / "main.py").as_uri()
    port = local.url.rpartition(":")[2]
    one = Editor(ABLE, root=workspace.as_uri(), env={"BACKLIGHT_LOCAL_PORTS": port})
    one.edit_file(uri, FASTAPI)
    yield one, uri
    assert "Traceback" not in one.close()


def ask(one, uri):
    place = {"line": 6, "character": 0}
    span = {"start": place, "end": place}
    given = {"action": "ask", "uri": uri, "range": span, "engine": "agent", "ask": "Is it fine?"}
    one.request("workspace/executeCommand", {"command": "backlight.run", "arguments": [given]})


def test_the_model_that_is_picked_is_asked(opened, local):
    one, uri = opened
    local.script[:] = [say("It is fine.")]
    asked = []
    one.answers["window/showMessageRequest"] = lambda params: (
        asked.append(params) or params["actions"][1]
    )
    one.request("workspace/executeCommand", FIND)
    assert "llama3 (port " in one.said()
    assert [action["title"].split(" ")[0] for action in asked[0]["actions"]] == [
        "qwen3:8b",
        "llama3",
    ]
    ask(one, uri)
    assert "It is fine." in one.said(30)
    assert local.requests[0]["model"] == "llama3"


def test_nothing_is_looked_for_or_used_unasked(opened, local):
    one, uri = opened
    ask(one, uri)
    assert "ANTHROPIC_API_KEY" in one.said()
    assert not local.gets and not local.requests
    one.answers["window/showMessageRequest"] = None
    one.request("workspace/executeCommand", FIND)
    one.none(lambda m: m.get("method") == "window/showMessage", 1)
    ask(one, uri)
    assert "ANTHROPIC_API_KEY" in one.said()
    assert not local.requests


def test_without_any_the_user_is_told_what_to_do(opened, local):
    one, _ = opened
    local.models = None
    one.request("workspace/executeCommand", FIND)
    assert "No server of models answers on this machine" in one.said()
