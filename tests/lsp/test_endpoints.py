"""What an editor can list beside the code: endpoints of all projects, and whether a model is there."""

from lsp.conftest import ABLE, FASTAPI


def listed(server):
    return server.request("backlight/endpoints", None)["result"]["endpoints"]


def test_every_endpoint_says_where_it_stands(start, app):
    server = start()
    root, uri = app
    server.initialize(ABLE, root)
    place = {"line": 6, "character": 0}
    assert listed(server) == [
        {
            "method": "POST",
            "path": "/users",
            "handler": "create_user",
            "stack": "FastAPI",
            "file": "main.py",
            "location": {"uri": uri, "range": {"start": place, "end": place}},
        }
    ]


def test_what_is_typed_counts_before_it_is_saved(start, app):
    server = start()
    root, uri = app
    server.initialize(ABLE, root)
    server.open(uri, FASTAPI.replace('"/users"', '"/people"'))
    assert [row["path"] for row in listed(server)] == ["/people"]


def test_folders_are_listed_together_by_path(start, workspace):
    for name in ("a", "b"):
        (workspace / name).mkdir()
        text = FASTAPI.replace("/users", "/z" if name == "a" else "/c")
        (workspace / name / "main.py").write_text(text, encoding="utf-8")
    server = start()
    folders = [{"uri": (workspace / n).as_uri(), "name": n} for n in ("a", "b")]
    server.initialize(ABLE, workspaceFolders=folders)
    assert [row["path"] for row in listed(server)] == ["/c", "/z"]


def test_no_folder_has_no_endpoints(server):
    assert listed(server) == []


def test_the_status_says_what_a_model_would_need(start, app):
    server = start()
    server.initialize(ABLE, app[0])
    found = server.request("backlight/status", None)["result"]
    assert found["engine"] == "auto"
    assert "ANTHROPIC_API_KEY" in found["missing"]
    assert found["today"]["maxCost"] == 20 and found["today"]["maxTokens"] == 5_000_000
    assert found["said"] == f"{found['missing']} {found['spent'] or 'Nothing was spent today.'}"


def test_a_key_is_all_that_is_missing(start, app):
    server = start(env={"ANTHROPIC_API_KEY": "sk-0123456789"})
    server.initialize(ABLE, app[0])
    assert server.request("backlight/status", None)["result"]["missing"] is None
