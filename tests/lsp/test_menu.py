"""The menu: what is asked for and nothing else, never more than five entries, in the editor's terms."""

import json

import pytest

from lsp.conftest import ABLE, FASTAPI

HANDLER = 7


@pytest.fixture
def one(server, app):
    _, uri = app
    server.open(uri, FASTAPI)
    return lambda **context: server.menu(uri, HANDLER, **context)["result"]


def kinds(entries):
    return {entry["kind"] for entry in entries}


VALIDATION = "refactor.rewrite.backlight.addValidation"


@pytest.mark.parametrize(
    ("only", "offered"),
    [
        (None, True),
        ([""], True),
        (["", "quickfix", "refactor"], True),
        (["refactor"], True),
        (["refactor.rewrite"], True),
        (["refactor.rewrite.backlight"], True),
        ([VALIDATION], True),
        (["refactor.rew"], False),
        (["refactor.extract"], False),
        (["quickfix"], False),
        (["source", "source.organizeImports"], False),
        (["source.fixAll"], False),
        ([], False),
        ([7, None], False),
    ],
)
def test_only_what_is_asked_for_is_answered(one, only, offered):
    found = one() if only is None else one(only=only)
    assert (VALIDATION in kinds(found)) == offered


def test_every_entry_is_a_plain_command_with_all_that_a_run_needs(one, app):
    for entry in one()[:-1]:
        assert set(entry) == {"title", "kind", "command"}
        assert entry["command"]["command"] == "backlight.run"
        (argument,) = entry["command"]["arguments"]
        assert {"action", "uri", "range", "version"} == set(argument) - {"engine"}
        assert argument["uri"] == app[1]


def test_the_cursor_alone_brings_up_only_what_has_evidence(one):
    assert VALIDATION in kinds(one(triggerKind=1))
    assert kinds(one(triggerKind=2)) <= kinds(one())
    assert "refactor.rewrite.backlight.designEndpoint" not in kinds(one(triggerKind=2))


def test_a_specification_comment_is_evidence(server, app):
    _, uri = app
    server.open(uri, FASTAPI + "\n\n# GET /users/{id}: show one user\n")
    found = server.menu(uri, FASTAPI.count("\n") + 2, triggerKind=2)["result"]
    assert "refactor.rewrite.backlight.designEndpoint" in kinds(found)


def test_nothing_is_offered_for_what_is_not_open_or_no_file(server, app):
    for uri in (app[1], "untitled:Untitled-1", "git:/a.py", "vscode-notebook-cell:/a.ipynb#x"):
        server_answer = server.menu(uri, 0)
        assert server_answer["result"] == []
    server.open("untitled:Untitled-1", FASTAPI)
    said = server.until(lambda m: m.get("method") == "window/logMessage")
    assert "untitled" in said["params"]["message"]
    assert server.menu("untitled:Untitled-1", HANDLER)["result"] == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        "def f(:\n  (((",
        "\0" * 100,
        "x" * 200_000,
        "\ud800",
        "@app.post('/x'\ndef f",
        "🙂" * 999,
    ],
)
def test_any_text_has_a_menu(server, app, text):
    _, uri = app
    server.open(uri, text)
    for line, column in ((0, 0), (0, 10**6), (10**6, 0)):
        assert isinstance(server.menu(uri, line, column)["result"], list)


def test_a_language_that_is_not_read_has_an_empty_menu(server, workspace):
    uri = (workspace / "notes.txt").as_uri()
    server.open(uri, "POST /orders: an order")
    assert server.menu(uri, 0)["result"] == []


def test_what_does_not_fit_is_one_entry_that_lists_the_rest(monkeypatch):
    from backlight.lsp import offered

    entries = [
        {"title": f"t{n}", "kind": "refactor.rewrite.backlight.x", "command": {"title": f"t{n}"}}
        for n in range(7)
    ]
    more = offered._more(entries[4:])
    assert more["title"] == "More from the backend developer (3)…"
    assert [c["title"] for c in more["command"]["arguments"]] == ["t4", "t5", "t6"]
    assert json.dumps(more)


MORE = "backlight.more"


def test_a_menu_has_five_entries_and_the_last_lists_the_rest(one):
    found = one()
    assert [entry["kind"].rpartition(".")[2] for entry in found[:2]] == [
        "designEndpoint",
        "addValidation",
    ]
    assert len(found) == 5
    commands = [entry["command"]["command"] for entry in found]
    assert commands == ["backlight.run"] * 4 + [MORE]
    *rest, plan = found[4]["command"]["arguments"]
    assert [command["command"] for command in rest] == ["backlight.run"] * len(rest)
    assert rest[-1]["title"] == "Ask the backend developer…"
    assert (plan["title"], plan["command"]) == ("Plan first…", MORE)
    every = [*(entry["command"]["title"] for entry in found[:4]), *(r["title"] for r in rest)]
    assert [command["title"] for command in plan["arguments"]] == every
    assert all(command["arguments"][0]["plan"] is True for command in plan["arguments"])


@pytest.mark.parametrize(
    "announced",
    [
        {"clientInfo": {"name": "Visual Studio Code"}},
        {"clientInfo": {"name": "Visual Studio Code - Insiders"}},
        {"capabilities": {**ABLE, "experimental": {"backlightGroups": True}}},
    ],
)
def test_an_editor_that_groups_by_kind_gets_every_entry(raw, app, announced):
    root, uri = app
    raw.request(
        "initialize", {"processId": None, "rootUri": root, "capabilities": ABLE, **announced}
    )
    raw.notify("initialized", {})
    raw.open(uri, FASTAPI)
    found = raw.menu(uri, HANDLER)["result"]
    assert len(found) > 5
    assert {entry["command"]["command"] for entry in found[:-1]} == {"backlight.run"}
    assert found[-1]["title"] == "Plan first…"


def test_what_is_picked_from_the_rest_is_run(server, app):
    _, uri = app
    server.open(uri, FASTAPI)
    command = next(e for e in server.menu(uri, HANDLER)["result"] if e["kind"] == VALIDATION)[
        "command"
    ]
    server.answers["window/showMessageRequest"] = lambda params: params["actions"][0]
    server.answers["window/workDoneProgress/create"] = None
    server.answers["workspace/applyEdit"] = {"applied": False, "failureReason": "seen"}
    more = {"command": "backlight.more", "arguments": [command]}
    assert server.request("workspace/executeCommand", more)["result"] is None
    edit = server.until(lambda m: m.get("method") == "workspace/applyEdit")
    assert edit["params"]["label"].startswith("Add validation")


def test_resolve_gives_back_what_it_got(server):
    action = {"title": "x", "data": {"a": [1, None]}, "command": {"title": "x", "command": "c"}}
    assert server.request("codeAction/resolve", action)["result"] == action


def test_findings_are_shown_and_have_a_fix(raw, workspace):
    source = FASTAPI.replace(
        "    return",
        "    cursor.execute(f\"SELECT * FROM users WHERE name = '{name}'\")\n    return",
    )
    raw.initialize({**ABLE, "textDocument": {"publishDiagnostics": {}}}, root=workspace.as_uri())
    uri = (workspace / "main.py").as_uri()
    raw.open(uri, source)
    shown = raw.until(lambda m: m.get("method") == "textDocument/publishDiagnostics")["params"]
    marks = shown["diagnostics"]
    assert shown["uri"] == uri
    assert {mark["source"] for mark in marks} == {"backlight"}
    for mark in marks:
        line = mark["range"]["start"]["line"]
        fixes = raw.menu(uri, line, diagnostics=[mark], only=["quickfix"])["result"]
        assert [fix["kind"] for fix in fixes] == [f"quickfix.backlight.{mark['code']}"]
        assert fixes[0]["diagnostics"] == [mark]
    foreign = [{**mark, "source": "ruff"} for mark in marks]
    assert raw.menu(uri, HANDLER, diagnostics=foreign, only=["quickfix"])["result"] == []
    raw.change(uri, 1, {"text": "x = 1\n"})
    gone = raw.until(lambda m: m.get("method") == "textDocument/publishDiagnostics")["params"]
    assert gone["diagnostics"] == []


QUERY = 'rows = db.execute("SELECT id FROM users WHERE id = 7")\n'


@pytest.mark.parametrize(("engine", "offered"), [("auto", True), ("instant", False)])
@pytest.mark.parametrize("shown", [True, False])
def test_what_takes_a_model_says_so_where_none_is_wanted(start, app, engine, offered, shown):
    server = start(env={"BACKLIGHT_ENGINE": engine})
    actions = {"codeAction": {"disabledSupport": True}} if shown else {}
    server.initialize({**ABLE, "textDocument": actions})
    server.open(app[1], FASTAPI + QUERY)
    (line,) = (at for at, text in enumerate((FASTAPI + QUERY).split("\n")) if "SELECT" in text)
    found = server.menu(app[1], line, only=["refactor.rewrite.backlight.optimizeQuery"])["result"]
    assert len(found) == (1 if offered or shown else 0)
    reasons = [entry.get("disabled", {}).get("reason", "") for entry in found]
    assert all(("takes a model" in reason) != offered for reason in reasons)


@pytest.fixture
def marked(raw, workspace):
    """A handler with a finding that `add-validation` mends: its menu with the mark, and the mark."""
    raw.initialize({**ABLE, "textDocument": {"publishDiagnostics": {}}}, root=workspace.as_uri())
    uri = (workspace / "main.py").as_uri()
    raw.open(uri, FASTAPI.replace("    return", "    User.create(name=name, age=age)\n    return"))
    shown = raw.until(lambda m: m.get("method") == "textDocument/publishDiagnostics")["params"]
    (mark,) = (it for it in shown["diagnostics"] if it["code"] == "unvalidated-input")
    line = mark["range"]["start"]["line"]

    def menu(**context):
        found = raw.menu(uri, line, **{"diagnostics": [mark], **context})["result"]
        return [entry for entry in found if entry["title"].startswith("Add validation")]

    return menu, mark


FIX = "quickfix.backlight.unvalidated-input"


SHOWN = [
    # (what is asked for, under which kinds the action is shown)
    (None, [FIX]),
    ([""], [FIX]),
    (["", "quickfix", "refactor"], [FIX]),
    (["quickfix"], [FIX]),
    (["quickfix.backlight"], [FIX]),
    (["refactor"], [VALIDATION]),
    (["refactor.rewrite"], [VALIDATION]),
    ([VALIDATION], [VALIDATION]),
    ([FIX, VALIDATION], [FIX]),
    (["source"], []),
]


def test_what_mends_a_finding_is_one_entry_under_the_kind_that_is_asked_for(marked):
    menu, mark = marked
    for only, kinds in SHOWN:
        found = menu() if only is None else menu(only=only)
        assert [entry["kind"] for entry in found] == kinds, only
        for entry in found:
            assert entry["title"].endswith("`create_user` reads 2 unchecked fields (name, age)")
            assert entry.get("diagnostics", [mark]) == [mark]


def test_two_findings_that_one_change_mends_are_one_fix_of_both(marked):
    menu, mark = marked
    again = {**mark, "message": "Said in other words."}
    (fix,) = menu(diagnostics=[mark, again], only=["quickfix"])
    assert fix["diagnostics"] == [mark, again]


def test_a_finding_that_is_gone_by_now_has_no_fix(marked):
    menu, mark = marked
    start = {"line": 0, "character": 0}
    gone = {**mark, "range": {"start": start, "end": start}}
    assert [entry["kind"] for entry in menu(diagnostics=[gone])] == [VALIDATION]
    assert menu(diagnostics=[gone], only=["quickfix"]) == []
