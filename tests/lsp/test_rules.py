"""Who may ask what when: the order of a conversation, ids, cancels, answers that nobody waits for."""

import json

import pytest


def error(message):
    return message["error"]["code"]


def test_nothing_is_answered_before_initialize(raw):
    assert error(raw.request("textDocument/codeAction", {})) == -32002
    assert error(raw.request("shutdown")) == -32002
    raw.open("file:///a.py", "x")
    assert raw.initialize()["result"]["serverInfo"]["name"] == "backlight"


def test_initialize_twice_is_refused(server):
    assert error(server.request("initialize", {"capabilities": {}})) == -32600


def test_initialize_with_words_from_the_future_succeeds(raw):
    answer = raw.initialize(
        {
            "workspace": {
                "workspaceEdit": {
                    "failureHandling": "weird",
                    "resourceOperations": ["create", "teleport", 7],
                },
                "symbol": {"symbolKind": {"valueSet": [1, 999, "x"]}},
            },
            "general": {"positionEncodings": ["utf-7", "utf-32", {}]},
            "textDocument": {"codeAction": {"tagSupport": {"valueSet": [9]}}},
        },
        trace="loud",
    )
    assert answer["result"]["capabilities"]["positionEncoding"] == "utf-32"


@pytest.mark.parametrize("params", [None, [], {}, {"capabilities": 3}, {"capabilities": []}])
def test_initialize_without_capabilities_is_refused_and_may_be_tried_again(raw, params):
    assert error(raw.request("initialize", params)) == -32602
    assert "result" in raw.initialize()


@pytest.mark.parametrize("pid", [2**31, 2**40, 10**30, -1, 0, "7", 1.5, True, [1]])
def test_a_process_that_cannot_be_is_nobody_to_wait_for(raw, pid):
    answer = raw.request("initialize", {"processId": pid, "capabilities": {}})
    assert "result" in answer
    raw.notify("initialized", {})
    assert raw.alive()


@pytest.mark.parametrize(
    "odd",
    [
        {"general": []},
        {"general": {"positionEncodings": "utf-8"}},
        {"window": 3, "workspace": "x", "textDocument": None},
        {"workspace": {"workspaceEdit": ["documentChanges"]}},
    ],
)
def test_capabilities_of_the_wrong_shape_count_as_not_announced(raw, odd):
    assert "result" in raw.initialize(odd)
    assert raw.alive()


CODE_ACTION = {
    "textDocument": {"uri": "file:///a.py"},
    "range": {"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 0}},
    "context": {"diagnostics": []},
}
AT = {"line": "abc", "character": 0}


@pytest.mark.parametrize(
    ("method", "params"),
    [
        ("textDocument/codeAction", None),
        ("textDocument/codeAction", []),
        ("textDocument/codeAction", "x"),
        ("textDocument/codeAction", {**CODE_ACTION, "range": {"start": AT, "end": AT}}),
        ("textDocument/codeAction", {**CODE_ACTION, "range": None}),
        ("textDocument/codeAction", {**CODE_ACTION, "textDocument": {"uri": 5}}),
        ("codeAction/resolve", None),
        ("workspace/executeCommand", {"command": 1}),
        ("workspace/executeCommand", {"command": "rm"}),
        ("workspace/executeCommand", {"command": "backlight.run"}),
        ("workspace/executeCommand", {"command": "backlight.run", "arguments": "x"}),
        ("workspace/executeCommand", {"command": "backlight.run", "arguments": [1]}),
        ("workspace/executeCommand", {"command": "backlight.run", "arguments": [{}, {}]}),
        ("workspace/executeCommand", {"command": "backlight.cancel", "arguments": [{}]}),
        ("workspace/executeCommand", {"command": "backlight.more", "arguments": [1]}),
    ],
)
def test_params_of_the_wrong_type_are_answered(server, method, params):
    assert error(server.request(method, params)) == -32602
    assert server.alive()


def test_unknown_methods(server):
    assert error(server.request("textDocument/rename", {})) == -32601
    server.notify("$/strange", {})
    server.notify("window/strange", [])
    assert server.alive()


@pytest.mark.parametrize(
    "method",
    [
        "textDocument/didOpen",
        "textDocument/didChange",
        "textDocument/didClose",
        "textDocument/didSave",
        "workspace/didChangeConfiguration",
        "workspace/didChangeWatchedFiles",
        "workspace/didChangeWorkspaceFolders",
        "window/workDoneProgress/cancel",
        "$/cancelRequest",
        "$/setTrace",
    ],
)
@pytest.mark.parametrize("params", [None, [], {}, "x", {"textDocument": 1, "changes": 1}])
def test_notifications_of_the_wrong_shape_are_dropped(server, method, params):
    server.notify(method, params)
    assert server.alive()


def test_a_second_request_with_an_id_that_is_in_use_is_refused(server, app):
    _, uri = app
    server.open(uri, "from fastapi import FastAPI\napp = FastAPI()\n# GET /x: a thing\n")
    run = server.menu(uri, 2)["result"][0]["command"]
    server.ask("workspace/executeCommand", run, key="same")
    server.ask("textDocument/codeAction", CODE_ACTION, key="same")
    assert error(server.response("same")) == -32600
    server.notify("$/cancelRequest", {"id": "same"})
    assert error(server.response("same")) == -32800
    assert server.alive()


def test_a_request_cancelled_in_the_same_breath_is_answered(server, app):
    _, uri = app
    server.open(uri, "from fastapi import FastAPI\napp = FastAPI()\n# GET /x: a thing\n")
    run = server.menu(uri, 2)["result"][0]["command"]
    asked = {"jsonrpc": "2.0", "id": "one", "method": "workspace/executeCommand", "params": run}
    cancel = {"jsonrpc": "2.0", "method": "$/cancelRequest", "params": {"id": "one"}}
    bodies = [json.dumps(message).encode() for message in (asked, cancel)]
    server.write(b"".join(b"Content-Length: %d\r\n\r\n%b" % (len(b), b) for b in bodies))
    assert error(server.response("one")) == -32800
    assert server.alive()


def test_answers_to_nothing_are_ignored(server):
    for key in ("backlight-99", 5, None, "", 1.5, []):
        server.send({"jsonrpc": "2.0", "id": key, "result": {"applied": True}})
        server.send({"jsonrpc": "2.0", "id": key, "error": {"code": 1, "message": "x"}})
        server.send({"jsonrpc": "2.0", "id": key, "error": "x"})
    assert server.alive()


def test_after_shutdown_nothing_is_answered_but_exit_is_heard(server):
    assert server.request("shutdown")["result"] is None
    assert error(server.request("textDocument/codeAction", CODE_ACTION)) == -32600
    assert error(server.request("shutdown")) == -32600
    server.notify("textDocument/didOpen", {})
    server.notify("exit", None)
    assert server.gone() == 0


def test_exit_without_shutdown_is_a_failure(server):
    server.notify("exit", None)
    assert server.gone() == 1


def test_exit_before_initialize_ends_the_server(raw):
    raw.notify("exit", None)
    assert raw.gone(10) == 1


def test_no_error_tells_how_the_server_is_made(server, app, monkeypatch):
    _, uri = app
    server.open(uri, "x = 1\n")
    for method in ("textDocument/codeAction", "workspace/executeCommand", "codeAction/resolve"):
        for params in (None, {}, {"textDocument": {"uri": "file:///%00"}, "range": {}}):
            answer = server.request(method, params)
            shown = str(answer.get("error"))
            assert "Traceback" not in shown
            assert ".py" not in shown
            assert "data" not in (answer.get("error") or {})
