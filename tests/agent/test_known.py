"""Tools that answer from facts: endpoints, tables, findings, references; as the project reads now."""

import pytest

from backlight import index
from backlight.workspace import Snapshot
from double.messages import calls, say

pytestmark = pytest.mark.asyncio(loop_scope="session")

APP = """from fastapi import Depends, FastAPI, Request

app = FastAPI()


@app.post("/users")
async def create_user(request: Request, user=Depends(login)):
    body = await request.json()  # create_user is slow
    return User.create(name=body["name"], note="create_user")


@app.get("/users/{id}")
def one(id: int):
    return create_user(id)
"""
TABLES = "CREATE TABLE users (id integer PRIMARY KEY, email text NOT NULL);\n"


@pytest.fixture
def asked(road):
    """Carry out calls of tools on an application; answers what the first reply was told."""
    road.put("app.py", APP)
    road.put("schema.sql", TABLES)

    async def one(*wanted):
        road.double.requests.clear()
        project = index.built(Snapshot(road.root))
        await road.run(calls(*wanted), say("No."), say("No."), project=project)
        return road.answers(1)

    return one


async def test_routes_are_listed_with_handler_and_place(asked):
    ((said, failed),) = await asked(("Routes", {}))
    assert not failed
    rows = said.split("\n")
    assert rows[0].startswith("/users POST: create_user, app.py:")
    assert rows[1].startswith("/users/{id} GET: one, app.py:")
    ((said, _),) = await asked(("Routes", {"matching": "{ID}"}))
    assert said.startswith("/users/{id} GET") and "\n" not in said


async def test_tables_come_with_columns(asked, road):
    ((said, _),) = await asked(("Schema", {"table": "users"}))
    assert "schema.sql" in road.desk.shown
    assert said.startswith("`users`, schema.sql:1: id ")
    assert "primary key" in said and "email text not null" in said.lower()


async def test_findings_are_those_of_the_rules(asked):
    ((said, _),) = await asked(("Findings", {"path": "app.py"}))
    assert "app.py:" in said and "(" in said


@pytest.mark.parametrize("name", ["create_user", "app.create_user"])
async def test_references_leave_comments_and_strings_out(asked, road, name):
    ((said, _),) = await asked(("References", {"name": name}))
    assert [row.partition(": ")[0] for row in said.split("\n")] == ["app.py:7", "app.py:14"]
    assert "app.py" in road.desk.shown


async def test_what_was_staged_counts(asked):
    route = '@app.delete("/users/{id}")\ndef gone(id: int):\n    return one(id)\n'
    edit = {"path": "app.py", "old_string": "app = FastAPI()\n", "new_string": "app = FastAPI()\n"}
    edit["new_string"] += "\n\n" + route
    answers = await asked(
        ("Edit", edit), ("Routes", {"matching": "delete"}), ("References", {"name": "one"})
    )
    assert "/users/{id} DELETE: gone" in answers[1][0]
    assert "return one(id)" in answers[2][0]


async def test_long_answers_come_in_pages(asked, road):
    road.put("many.py", "x = 1\n" + "x = x\n" * 200)
    pages = [("References", {"name": "x", "page": number}) for number in (1, 4, 9)]
    first, last, none = [said for said, _ in await asked(*pages)]
    assert first.endswith("(141 more: page 2.)") and first.count("\n") == 60
    assert "more: page" not in last
    assert none == "(There are 4 pages.)"


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (("References", {"name": "a b"}), "is no name; use Grep"),
        (("References", {"name": "("}), "is no name; use Grep"),
        (("References", {"name": "x", "path": "../.."}), "There is no folder or file"),
        (("References", {"name": "x", "page": 0}), "`page` must be at least 1"),
        (("Findings", {"path": "nowhere"}), "There is no folder or file"),
        (("Routes", {"page": "two"}), "`page` must be an integer"),
    ],
)
async def test_wrong_arguments_are_told(asked, call, says):
    ((said, failed),) = await asked(call)
    assert failed and says in said


async def test_hidden_files_are_in_no_answer(asked, road):
    road.put(".gitignore", "generated.py\n")
    road.put("generated.py", "create_user = 2\n")
    ((said, _),) = await asked(("References", {"name": "create_user"}))
    assert "app.py" in said and "generated" not in said
    assert "generated.py" not in road.desk.shown


async def test_h03_facts_of_a_file_that_became_secret_are_in_no_answer(road):
    road.put("app.py", "x = 1\n")
    road.put("canary.py", APP)
    road.put("canary.sql", TABLES.replace("users", "canary"))
    project = index.built(Snapshot(road.root))
    road.put(".gitignore", "canary.*\n")
    wanted = calls(("Routes", {}), ("Schema", {}), ("Findings", {}))
    await road.run(wanted, say("No."), say("No."), project=project)
    told = [said for said, _ in road.answers(1)]
    assert told == ["(No endpoint is known.)", "(No table is known.)", "(Nothing is found.)"]
    assert "canary.py" not in road.desk.shown
