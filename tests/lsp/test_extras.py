"""What any editor shows besides the menu: symbols, hovers, lenses, and findings that it asks for."""

import time
from functools import partial

import pytest

from lsp.conftest import ABLE
from waiting import until

MAIN = """from fastapi import Depends, FastAPI
from orders import router

app = FastAPI()
app.include_router(router, prefix="/shop")


@app.get("/users/{id}")
def read_user(id: int, q: str = "", who=Depends(signed_in)):
    return db.execute(f"SELECT name FROM users WHERE q = '{q}'").fetchone()
"""
ORDERS = """from fastapi import APIRouter

router = APIRouter(prefix="/orders")


@router.delete("/{id}")
@router.get("/{id}")
def order_by_id(id: int):
    return {}
"""
SCHEMA = (
    "CREATE TABLE users (id int PRIMARY KEY, name text, q text);\nCREATE INDEX i ON users (q);\n"
)
MARKDOWN = {"textDocument": {"hover": {"contentFormat": ["markdown", "plaintext"]}}}
PULLS = {"textDocument": {"diagnostic": {"dynamicRegistration": False}}}


@pytest.fixture
def project(start, workspace):
    """Start a server on a project of three files, with `main.py` open; until all of it is known."""
    for name, text in {"main.py": MAIN, "orders.py": ORDERS, "schema.sql": SCHEMA}.items():
        (workspace / name).write_text(text, encoding="utf-8")
    uri = (workspace / "main.py").as_uri()

    def one(able=None, **options):
        server = start()
        server.initialize(ABLE | (able or {}), workspace.as_uri(), initializationOptions=options)
        server.open(uri, MAIN)
        document = {"textDocument": {"uri": uri}}
        ask = lambda method, **more: server.request(method, document | more)["result"]  # noqa: E731
        if not (able or {}).get("textDocument", {}).get("diagnostic"):
            server.until(lambda m: m.get("method") == "textDocument/publishDiagnostics")
        return server, ask

    return one


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["DELETE /shop/orders/{id}", "GET /shop/orders/{id}", "GET /users/{id}"]),
        ("get orders", ["GET /shop/orders/{id}"]),
        ("READ_USER", ["GET /users/{id}"]),
        ("nowhere", []),
    ],
)
def test_endpoints_are_symbols_of_the_workspace(project, workspace, query, found):
    server, _ = project()
    symbols = server.request("workspace/symbol", {"query": query})["result"]
    assert sorted(symbol["name"] for symbol in symbols) == found
    if query == "get orders":
        (symbol,) = symbols
        assert symbol["containerName"] == "order_by_id · FastAPI"
        assert symbol["location"]["uri"] == (workspace / "orders.py").as_uri()
        assert symbol["location"]["range"]["start"] == {"line": 7, "character": 0}


def test_endpoints_are_symbols_of_their_document(project):
    _, ask = project()
    (symbol,) = ask("textDocument/documentSymbol")
    assert (symbol["name"], symbol["detail"]) == ("GET /users/{id}", "read_user")
    assert symbol["range"]["start"]["line"] == 8


def test_a_hover_on_a_route_says_what_is_served_and_read(project):
    _, ask = project(MARKDOWN)
    said = ask("textDocument/hover", position={"line": 7, "character": 3})["contents"]
    assert said["kind"] == "markdown"
    assert "**GET /users/{id}** · `read_user` · FastAPI" in said["value"]
    assert "`id: integer` (path)" in said["value"]
    assert "`q: string` (query, optional)" in said["value"]
    assert "Guarded by `signed_in`" in said["value"]


def test_a_hover_on_a_query_says_what_the_schema_has_and_what_is_wrong(project):
    _, ask = project()
    said = ask("textDocument/hover", position={"line": 9, "character": 35})["contents"]
    assert said["kind"] == "plaintext"
    assert "SQL SELECT" in said["value"]
    assert "users: id, name, q · indexes: q" in said["value"]
    assert "⚠" in said["value"]
    assert "`" not in said["value"]


def test_a_hover_says_nothing_of_a_rule_that_is_off(project):
    _, ask = project(PULLS, disabledRules=["interpolated-sql"])
    ask("textDocument/diagnostic")  # all of the project is known then
    said = ask("textDocument/hover", position={"line": 9, "character": 35})["contents"]["value"]
    assert "SQL SELECT" in said and "⚠" not in said


BOOKED = """import psycopg


def booked(connection: psycopg.Connection):
    return connection.execute(
        "SELECT name FROM boats b WHERE (SELECT COUNT(*) FROM trips t WHERE t.boat_id = b.id) > 0"
    ).fetchall()
"""
BOATS = """CREATE TABLE boats (id int PRIMARY KEY, name text NOT NULL);
CREATE TABLE trips (id int PRIMARY KEY, boat_id int NOT NULL REFERENCES boats (id));
CREATE INDEX trips_boat ON trips (boat_id);
"""


def test_a_hover_on_a_query_that_a_run_wrote_says_what_its_plan_was(editor, workspace):
    for name, text in {"boats.py": BOOKED, "schema.sql": BOATS}.items():
        (workspace / name).write_text(text, encoding="utf-8")
    uri = (workspace / "boats.py").as_uri()
    one = editor(ABLE | MARKDOWN, root=workspace.as_uri())
    one.edit_file(uri, BOOKED)
    place = {"textDocument": {"uri": uri}, "position": {"line": 5, "character": 12}}
    one.pick(uri, 5, "optimizeQuery")
    assert "boats.py is changed" in one.said(60)
    said = one.request("textDocument/hover", place)["result"]["contents"]["value"]
    assert "EXISTS" in one.buffers[uri]
    assert "reckons a cost of" in said
    assert "**Before**, cost" in said


FLEET = {
    "fleet/models.py": """from django.db import models


class Boat(models.Model):
    name = models.CharField(max_length=50)
""",
    "fleet/views.py": """from fleet.models import Boat


def named(name):
    return Boat.objects.filter(name=name).first()
""",
}


SHOP = {
    "schema.prisma": """model Boat {
  id   Int @id
  name String
}
""",
    "shop.ts": """import { PrismaClient } from "@prisma/client";
const prisma = new PrismaClient();

export const first = () => prisma.boat.findFirst({ where: { name: "x" } });
export const some = (where) => prisma.boat.findMany({ where });
""",
}
ONE = "WHERE fleet_boat.name = %(name)s ORDER BY fleet_boat.id LIMIT 1`"


@pytest.mark.parametrize(
    ("files", "name", "line", "wanted"),
    [
        (FLEET, "fleet/views.py", 4, ONE),
        (SHOP, "shop.ts", 3, """FROM "Boat" WHERE "Boat".name = 'x' LIMIT 1`"""),
        (SHOP, "shop.ts", 4, "What it runs is not certain: `where` is put together elsewhere."),
    ],
)
def test_a_hover_on_a_chain_says_what_it_runs_or_why_not(
    start, workspace, files, name, line, wanted
):
    for path, text in files.items():
        (workspace / path).parent.mkdir(exist_ok=True)
        (workspace / path).write_text(text, encoding="utf-8")
    uri, server = (workspace / name).as_uri(), start()
    server.initialize(ABLE | MARKDOWN, root=workspace.as_uri())
    server.open(uri, files[name])
    at = files[name].split("\n")[line].index(".") + 2
    place = {"textDocument": {"uri": uri}, "position": {"line": line, "character": at}}
    end = time.monotonic() + 10
    while wanted not in (
        said := str(server.request("textDocument/hover", place)["result"])
    ).replace("\\'", "'"):
        assert time.monotonic() < end, said  # the models are read meanwhile
        time.sleep(0.02)


@pytest.mark.parametrize(("line", "column"), [(0, 5), (3, 0), (9, 4), (900, 900)])
def test_elsewhere_a_hover_leaves_the_word_to_others(project, line, column):
    _, ask = project()
    assert ask("textDocument/hover", position={"line": line, "character": column}) is None


def test_lenses_are_shown_when_they_are_asked_for_in_the_settings(project):
    _, ask = project(codeLens=True)
    route, mending = ask("textDocument/codeLens")
    assert (route["command"]["title"], route["range"]["start"]["line"]) == ("GET /users/{id}", 8)
    assert mending["command"]["command"] == "backlight.run"
    assert mending["command"]["arguments"][0]["action"] == "parameterize-query"
    _, ask = project()
    assert ask("textDocument/codeLens") == []


def test_what_a_rule_finds_that_is_not_shown_has_no_lens(project):
    _, ask = project(PULLS, codeLens=True, disabledRules=["interpolated-sql"])
    assert [lens["command"]["title"] for lens in ask("textDocument/codeLens")] == [
        "GET /users/{id}"
    ]


def test_an_editor_that_asks_for_findings_is_sent_none_besides(project):
    server, ask = project(PULLS)
    report = ask("textDocument/diagnostic")
    assert [item["code"] for item in report["items"]] == ["interpolated-sql"]
    again = ask("textDocument/diagnostic", previousResultId=report["resultId"])
    assert again == {"kind": "unchanged", "resultId": report["resultId"]}
    server.none(lambda m: m.get("method") == "textDocument/publishDiagnostics")


def test_a_text_that_changes_while_findings_are_sought_is_asked_for_again(project, workspace):
    server, ask = project(PULLS)
    uri = (workspace / "main.py").as_uri()
    server.change(uri, 1, {"text": MAIN.replace("{q}", "x")})
    assert ask("textDocument/diagnostic")["items"] == []


@pytest.mark.parametrize(
    ("method", "params"),
    [
        ("textDocument/hover", {"textDocument": {"uri": "file:///no.py"}, "position": None}),
        ("textDocument/documentSymbol", {"textDocument": 3}),
        ("textDocument/codeLens", None),
        ("textDocument/diagnostic", {"textDocument": {"uri": None}}),
        ("workspace/symbol", {"query": 7}),
    ],
)
def test_params_of_the_wrong_type_are_refused(server, method, params):
    assert server.request(method, params)["error"]["code"] == -32602
    assert server.alive()


def test_what_is_not_open_has_nothing_to_show(server):
    gone = {"textDocument": {"uri": "untitled:Untitled-1"}, "position": {"line": 0, "character": 0}}
    assert server.request("textDocument/hover", gone)["result"] is None
    assert server.request("textDocument/documentSymbol", gone)["result"] == []
    assert server.request("textDocument/codeLens", gone)["result"] == []
    assert server.request("textDocument/diagnostic", gone)["result"]["items"] == []


ROUTES = """const express = require('express');
const auth = require('./auth');
const users = require('./users');

const router = express.Router();
router.post('/users', auth('manage'), users.createUser);
module.exports = router;
"""
CONTROLLER = """const createUser = async (req, res) => {
  res.status(201).send(await save(req.body.name));
};

module.exports = { createUser };
"""
SERVED = """const express = require('express');
const app = express();
app.use('/v1', require('./routes'));
app.listen(3000);
"""


def told_of_a_route(server, place):
    """What a hover says, as soon as the project is known."""
    found = server.request("textDocument/hover", place)["result"]
    said = found["contents"]["value"] if found else ""
    return said if "POST" in said else None


def test_a_route_that_is_registered_elsewhere_leads_to_its_handler_and_is_told_at_both(
    start, workspace
):
    files = {"routes.js": ROUTES, "users.js": CONTROLLER, "app.js": SERVED}
    files["package.json"] = '{"dependencies": {"express": "4"}}'
    for name, text in files.items():
        (workspace / name).write_text(text, encoding="utf-8")
    server = start()
    server.initialize(ABLE | MARKDOWN, workspace.as_uri())
    said = []
    (row,) = server.request("backlight/endpoints", None)["result"]["endpoints"]
    for name, line in (("routes.js", 5), ("users.js", 0)):
        uri = (workspace / name).as_uri()
        server.open(uri, files[name], language="javascript")
        place = {"textDocument": {"uri": uri}, "position": {"line": line, "character": 8}}
        said.append(until(partial(told_of_a_route, server, place)))
    for words in said:
        assert words.startswith("**POST /v1/users** · `createUser` · express")
        assert "Guarded by `auth" in words
    assert row["location"]["uri"] == (workspace / "users.js").as_uri()
    assert row["location"]["range"]["start"]["line"] == 0
    (symbol,) = server.request("workspace/symbol", {"query": "users"})["result"]
    assert symbol["location"] == row["location"]
