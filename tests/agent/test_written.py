"""Actions in Markdown: where they are offered, what is refused, and the whole road of one."""

import pytest

from agent.road import Front
from backlight import index, menu
from backlight.agent.library import Library
from backlight.analysis.syntax import Span
from backlight.config import Config
from backlight.edits import applied
from backlight.runs import Request, run
from backlight.workspace import Snapshot
from double.messages import Messages, calls, say

APP = """from fastapi import FastAPI

app = FastAPI()


@app.post("/orders")
def create_order(name: str):
    return {"name": name}
"""
AUDIT = """---
title: Add audit log
where:
  fact: endpoint
  method: [POST, PUT, PATCH, DELETE]
tools: Read, Edit
---
Write an audit record in `audit.log` for what this endpoint changes.
"""
AT = Span(APP.index("create_order"), APP.index("create_order"))


@pytest.fixture
def own(tmp_path, monkeypatch):
    """The user's own folder of actions."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    folder = tmp_path / "config" / "backlight" / "agents" / "actions"
    folder.mkdir(parents=True)
    return folder


async def test_an_action_of_the_users_own_is_in_the_menu_and_goes_the_whole_road(
    own, workspace, monkeypatch
):
    (own / "add-audit-log.md").write_text(AUDIT)
    (workspace / "main.py").write_text(APP)
    snapshot, library = Snapshot(workspace), Library(workspace)
    project = index.built(snapshot)
    ctx = menu.context(project.read("main.py"), AT, project)
    entries = menu.offers(ctx, library.actions())
    found = [
        (action.kind, offer.title) for action, offer in entries if action.id == "add-audit-log"
    ]
    assert found == [
        ("refactor.rewrite.backlight.addAuditLog", "Add audit log: `POST /orders`"),
    ]
    edit = {"path": "main.py", "old_string": "    return", "new_string": "    audit()\n    return"}
    with Messages([calls(("Edit", edit)), say("Done.")]) as double:
        for name, value in double.environ.items():
            monkeypatch.setenv(name, value)
        request = Request(action="add-audit-log", path="main.py", span=AT)
        outcome = await run(request, snapshot, project, Config(), Front(), library)
    assert outcome.refused == ""
    assert applied(outcome.change, snapshot.read)["main.py"].source == APP.replace(
        "    return", "    audit()\n    return"
    )
    asked = double.requests[0]
    assert "Write an audit record in `audit.log`" in str(asked["messages"][0])
    assert {tool["name"] for tool in asked["tools"]} == {"Read", "Edit", "MultiEdit", "AskUser"}
