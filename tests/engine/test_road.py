"""The whole road over servers that are not by us: one with a real engine in it, one scripted by others.

They prove the wire, never the skill of a model: this one has 135 million parameters.
"""

import json
import os
import subprocess
import sys

import pytest

from engine.servers import aimock, llama_cpp
from lsp.conftest import ABLE
from lsp.editor import Editor

pytestmark = pytest.mark.engine

SOURCE = """from fastapi import FastAPI

app = FastAPI()


@app.get("/version")
def version():
    return {"version": "1.0"}
"""
HANDLER = 7
WISH = 'in main.py, replace "1.0" by "2.0"'
STORY = "Tell me a long story about a table in PostgreSQL that has no index."
SLOW = 120
"""Seconds for which a reply is waited: a real model on a busy machine writes a few words a second."""


@pytest.fixture(scope="module", params=[llama_cpp, aimock], ids=["llama.cpp", "aimock"])
def server(request):
    with request.param() as one:
        yield one


@pytest.fixture
def opened(server, workspace):
    """An editor with one file, and its URI."""
    (workspace / "main.py").write_text(SOURCE, encoding="utf-8")
    uri = (workspace / "main.py").as_uri()
    one = Editor(ABLE, root=workspace.as_uri(), env=server.environ)
    one.edit_file(uri, SOURCE)
    yield one, uri
    assert "Traceback" not in one.close()


def ask(one, uri, wish):
    """Start a run in words; answers its id."""
    line = {"line": HANDLER, "character": 0}
    argument = {"action": "ask", "uri": uri, "range": {"start": line, "end": line}, "ask": wish}
    run = {"command": "backlight.run", "arguments": [{**argument, "engine": "agent"}]}
    return one.request("workspace/executeCommand", run)["result"]["runId"]


def replying(one):
    """Wait until the reply streams; answers what was reported of it."""
    one.until(lambda m: report(m) == "Asks the model", SLOW)
    return report(one.until(lambda m: (report(m) or "Reading the project") not in QUIET, SLOW))


QUIET = {"Reading the project", "Asks the model"}


def report(message):
    value = message.get("params", {}).get("value") if message.get("method") == "$/progress" else {}
    return value.get("message") if value.get("kind") == "report" else None


def test_a_tool_is_called_and_the_edit_arrives_in_the_buffer(opened):
    one, uri = opened
    ask(one, uri, WISH)
    assert "main.py is changed" in one.said(SLOW)
    assert one.buffers[uri] == SOURCE.replace("1.0", "2.0")
    assert len(one.edits) == 1


def test_what_is_typed_while_the_reply_streams_stays(opened):
    one, uri = opened
    ask(one, uri, WISH)
    replying(one)
    one.type(uri, "app = FastAPI()", "app = FastAPI()\nlimit = 5")
    assert "with what you typed meanwhile" in one.said(SLOW)
    typed = SOURCE.replace("app = FastAPI()", "app = FastAPI()\nlimit = 5")
    assert one.buffers[uri] == typed.replace("1.0", "2.0")


def test_a_reply_streams_is_cancelled_and_the_next_one_is_whole(opened, server):
    one, uri = opened
    run = ask(one, uri, STORY)
    first = replying(one)
    one.until(lambda m: (report(m) or first) not in {first, *QUIET}, SLOW)  # it has grown
    one.notify("window/workDoneProgress/cancel", {"token": run})
    assert "cancelled; nothing was changed" in one.said()
    assert one.buffers[uri] == SOURCE
    if server.name == "llama.cpp":  # the engine itself has stopped, too
        one.none(lambda m: m.get("method") == "workspace/applyEdit", 2)
        assert not server.get("/slots")[0]["is_processing"]
    ask(one, uri, WISH)
    assert "main.py is changed" in one.said(SLOW)


def test_a_conversation_that_is_too_long_is_said_in_a_sentence(opened):
    one, uri = opened
    ask(one, uri, "something else, " * 600)
    said = one.said(SLOW)
    assert "The conversation is too long for the model" in said
    assert one.buffers[uri] == SOURCE


def test_the_command_line_takes_the_same_road_and_counts_what_came_from_the_cache(
    server, workspace
):
    (workspace / "main.py").write_text(SOURCE, encoding="utf-8")
    place = f"{workspace / 'main.py'}:{HANDLER + 1}"
    words = ("run", "ask", place, "--ask", WISH, "--engine", "agent", "--json")
    command = [sys.executable, "-P", "-m", "backlight", *words]
    done = subprocess.run(
        command,
        capture_output=True,
        env={**os.environ, **server.environ},
        text=True,
        timeout=SLOW,
        check=False,
    )
    answer = json.loads(done.stdout)
    assert '+    return {"version": "2.0"}' in answer["diff"]
    assert answer["usage"]["requests"] == 2
    if server.name == "llama.cpp":  # it counts what it really read again, and what it did not
        assert answer["usage"]["cache_read"] > answer["usage"]["input"] / 2
