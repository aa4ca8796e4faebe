"""Settings, folders, files on disk: whatever the editor answers, the server has some, and says what is wrong."""

import pytest

from lsp.conftest import ABLE, FASTAPI

HANDLER = 7
ASKED = {**ABLE, "workspace": {**ABLE["workspace"], "configuration": True}}


def warned(server, wait=10):
    return server.until(lambda m: m.get("method") == "window/showMessage", wait)["params"][
        "message"
    ]


def engine(server, uri, wanted=None):
    """The engine that the menu would run with: a setting that shows, soon."""
    for _ in range(200):
        found = server.menu(uri, HANDLER)["result"]
        commands = [e["command"] for e in found if e["command"]["command"] == "backlight.run"]
        engines = {command["arguments"][0].get("engine") for command in commands}
        if engines == {wanted} if wanted else engines != {None}:
            break
        server.none(lambda m: False, 0.05)
    return engines


def test_settings_are_asked_for_and_count(raw, app):
    root, uri = app
    raw.answers["workspace/configuration"] = [{"engine": "instant"}]
    raw.initialize(ASKED, root)
    asked = raw.until(lambda m: m.get("method") == "workspace/configuration")
    assert asked["params"] == {"items": [{"section": "backlight"}]}
    raw.open(uri, FASTAPI)
    assert engine(raw, uri, "instant") == {"instant"}


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ([None], None),
        (None, None),
        ([], None),
        ([{"engine": None}], None),
        ([7], "must be an object"),
        (["x"], "must be an object"),
        ([{"engine": "warp"}], "`backlight.engine` must be"),
        ([{"maxTurns": "many"}], "`backlight.maxTurns` must be"),
        ([{"nosuch": 1}], "`backlight.nosuch` is no setting"),
        ([{"enabledRules": ["offset-pages"]}], "`backlight.enabledRules` ignores `offset-pages`"),
        ([{"localPorts": ["http"]}], "`backlight.localPorts` ignores `http`"),
        ([{"actionModels": ["asks = low"]}], "no such action here; did you mean `ask`?"),
        ([{"prices": ["mine free"]}], "`backlight.prices` has 'mine free'"),
    ],
)
def test_what_is_no_setting_leaves_the_default_and_is_said_once(raw, app, answer, said):
    root, uri = app
    raw.answers["workspace/configuration"] = answer
    raw.initialize(ASKED, root)
    if said:
        assert said in warned(raw)
    raw.open(uri, FASTAPI)
    raw.menu(uri, HANDLER)
    assert engine(raw, uri) == {"auto"}
    raw.notify("workspace/didChangeConfiguration", {"settings": None})
    raw.none(lambda m: m.get("method") == "window/showMessage", 1)


def test_an_editor_that_answers_with_an_error_is_lived_with(raw, app):
    root, uri = app
    raw.initialize(ASKED, root)
    asked = raw.until(lambda m: m.get("method") == "workspace/configuration")
    raw.send({"jsonrpc": "2.0", "id": asked["id"], "error": {"code": -1, "message": "no"}})
    assert "defaults" in warned(raw)
    raw.open(uri, FASTAPI)
    assert engine(raw, uri) == {"auto"}


def test_an_editor_that_never_answers_is_lived_with(raw, app):
    root, uri = app
    raw.initialize(ASKED, root)
    raw.open(uri, FASTAPI)
    assert engine(raw, uri) == {"auto"}
    assert "not answered" in warned(raw)


def test_settings_that_are_pushed_count_where_nobody_can_be_asked(raw, app):
    root, uri = app
    raw.initialize(ABLE, root, initializationOptions={"engine": "agent", "clientCommands": []})
    raw.open(uri, FASTAPI)
    assert engine(raw, uri) == {"agent"}
    settings = {"backlight": {"engine": "instant"}}
    raw.notify("workspace/didChangeConfiguration", {"settings": settings})
    assert engine(raw, uri, "instant") == {"instant"}


def test_what_is_no_setting_is_said_where_nobody_can_be_asked_as_well(raw, app):
    root, uri = app
    options = {"backlight": {"engine": "agent", "maxTurn": 3}, "trusted": True}
    raw.initialize(ABLE, root, initializationOptions=options)
    assert "`backlight.maxTurn` is no setting" in warned(raw)
    raw.open(uri, FASTAPI)
    assert engine(raw, uri) == {"agent"}
    raw.none(lambda m: m.get("method") == "window/showMessage", 0.5)


def test_a_workspace_cannot_choose_who_is_paid(raw, app, workspace):
    root, uri = app
    (workspace / "backlight.toml").write_text(
        'engine = "agent"\nmodel = "dear"\n', encoding="utf-8"
    )
    raw.initialize(ABLE, root)
    assert "can only be set by you" in warned(raw)
    raw.open(uri, FASTAPI)
    assert engine(raw, uri) == {"auto"}


def test_only_what_was_announced_is_asked(server, app):
    server.open(app[1], FASTAPI)
    server.menu(app[1], HANDLER)
    server.none(lambda m: "method" in m and "id" in m, 1)


def test_news_of_files_is_asked_for_where_that_can_be(raw, app):
    watching = {"didChangeWatchedFiles": {"dynamicRegistration": True}}
    raw.answers["client/registerCapability"] = None
    raw.initialize({"workspace": watching}, app[0])
    asked = raw.until(lambda m: m.get("method") == "client/registerCapability")["params"]
    (registration,) = asked["registrations"]
    assert registration["method"] == "workspace/didChangeWatchedFiles"
    code, _ = registration["registerOptions"]["watchers"]
    ends = set(code["globPattern"].removeprefix("**/*{").removesuffix("}").split(","))
    assert ends > {".py", ".ts", ".java", ".go", ".rb", ".prisma", ".proto", ".graphql", ".sql"}
    assert not [end for end in ends if not end.startswith(".")]


ROUTER = """from fastapi import APIRouter

router = APIRouter()
"""
COMMENT = "\n\n# GET /things: all things\n"
MAIN = (
    "from fastapi import FastAPI\n\nimport api\n\napp = FastAPI()\napp.include_router(api.router)\n"
)


def specified(server, uri, line):
    found = server.menu(uri, line, triggerKind=2)["result"]
    return [entry["title"] for entry in found if entry["kind"].endswith("designEndpoint")]


def test_the_index_follows_the_disk(raw, workspace):
    (workspace / "main.py").write_text(MAIN, encoding="utf-8")
    raw.initialize(ABLE, workspace.as_uri())
    uri = (workspace / "api.py").as_uri()
    raw.open(uri, ROUTER + COMMENT)
    line = (ROUTER + COMMENT).count("\n") - 1
    assert specified(raw, uri, line)
    served = '\n\n@app.get("/things")\ndef things():\n    return []\n'
    (workspace / "main.py").write_text(MAIN + served, encoding="utf-8")
    change = {"uri": (workspace / "main.py").as_uri(), "type": 2}
    raw.notify("workspace/didChangeWatchedFiles", {"changes": [change]})
    for _ in range(50):
        if not specified(raw, uri, line):
            return
        raw.none(lambda m: False, 0.1)
    raise AssertionError("the route that is served now is still called missing")


def test_folders_come_and_go(raw, tmp_path, watch):
    one, two = tmp_path / "one", tmp_path / "two"
    for folder in (one, two):
        folder.mkdir()
        (watch(folder) / "main.py").write_text(FASTAPI, encoding="utf-8")
    raw.initialize(ABLE, workspaceFolders=[{"uri": one.as_uri(), "name": "one"}])
    uri = (two / "main.py").as_uri()
    raw.open(uri, FASTAPI)
    assert raw.menu(uri, HANDLER)["result"]
    event = {"added": [{"uri": two.as_uri(), "name": "two"}], "removed": []}
    raw.notify("workspace/didChangeWorkspaceFolders", {"event": event})
    assert raw.menu(uri, HANDLER)["result"]
    event = {"added": [], "removed": [{"uri": f.as_uri(), "name": "x"} for f in (one, two)]}
    raw.notify("workspace/didChangeWorkspaceFolders", {"event": event})
    assert raw.menu(uri, HANDLER)["result"]


def test_a_single_file_without_a_project_has_a_menu_and_its_folder_is_not_read(raw, tmp_path):
    (tmp_path / "secret.py").write_text("PASSWORD = 1", encoding="utf-8")
    raw.initialize(ABLE)
    uri = (tmp_path / "main.py").as_uri()
    raw.open(uri, FASTAPI)
    assert raw.menu(uri, HANDLER)["result"]
