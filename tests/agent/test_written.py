"""Actions in Markdown: where they are offered, what is refused, and the whole road of one."""

import pytest

from agent.road import Front
from backlight import index, menu
from backlight.agent.library import Library
from backlight.agent.means import Means
from backlight.agent.written import parse
from backlight.analysis.syntax import Span
from backlight.config import Config
from backlight.edits import applied
from backlight.runs import Request, run
from backlight.state.trust import Trust
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
        outcome = await run(request, snapshot, project, Config(), Front(), Means(library))
    assert outcome.refused == ""
    assert applied(outcome.change, snapshot.read)["main.py"].source == APP.replace(
        "    return", "    audit()\n    return"
    )
    asked = double.requests[0]
    assert "Write an audit record in `audit.log`" in str(asked["messages"][0])
    tools = {tool["name"] for tool in asked["tools"]}
    assert {"Read", "Edit"} <= tools and not {"Write", "Grep", "Glob"} & tools


def test_the_model_of_an_action_goes_before_that_of_its_agent(own, workspace):
    people = own.parent
    (people / "auditor.md").write_text("---\nname: auditor\nmodel: haiku\n---\nYou audit.")
    (own / "one.md").write_text("---\ntitle: One\nagent: auditor\n---\nDo it.")
    (own / "two.md").write_text("---\ntitle: Two\nagent: auditor\nmodel: opus\n---\nDo it.")
    (own / "three.md").write_text("---\ntitle: Three\n---\nDo it.")
    library = Library(workspace)
    who = {name: library.cast(name)[1] for name in ("one", "two", "three")}
    assert [(one.name, one.model) for one in who.values()] == [
        ("auditor", "haiku"),
        ("auditor", "opus"),
        ("backend-developer", "sonnet"),
    ]
    assert library.cast("ask")[1] is None


def test_an_action_and_its_agent_have_only_the_rights_that_both_have(own, workspace):
    agent = "name: auditor\ntools: Read, Grep, Bash\ndisallowedTools: Schema\neffort: low"
    (own.parent / "auditor.md").write_text(f"---\n{agent}\n---\nYou audit.")
    more = "tools: Read, Write, Bash\ndisallowedTools: Routes\neffort: high"
    (own / "one.md").write_text(f"---\ntitle: One\nagent: auditor\n{more}\n---\nDo it.")
    (own / "two.md").write_text("---\ntitle: Two\nagent: auditor\ntools: Read\n---\nDo it.")
    (own / "three.md").write_text("---\ntitle: Three\nagent: reader\n---\nDo it.")
    (own.parent / "reader.md").write_text("---\nname: reader\ntools: Read\n---\nYou read.")
    library = Library(workspace)
    one, two, three = (library.cast(name)[1] for name in ("one", "two", "three"))
    assert (one.tools, one.denied, one.commands) == (
        ("Read", "AskUser"),
        ("Schema", "Routes"),
        True,
    )
    assert (two.tools, two.commands, three.commands) == (("Read", "AskUser"), False, False)
    assert (one.effort, two.effort) == ("high", "low")


def test_trust_that_is_taken_back_counts_at_once(workspace, tmp_path):
    folder = workspace / ".backlight/agents/actions"
    folder.mkdir(parents=True)
    (folder / "one.md").write_text("---\ntitle: One\n---\nDo it.")
    trust = Trust({"XDG_STATE_HOME": str(tmp_path / "state")})
    library = Library(workspace, trust)
    assert library.find("one") is None
    (waiting,) = (one for one in library.every() if one.waits)
    trust.grant(waiting.found.path, waiting.digest)
    assert library.find("one") is not None
    trust.revoke(waiting.found.path)
    assert library.find("one") is None


def test_a_file_is_judged_beside_the_others_as_it_would_count(own, workspace):
    (own / "a.md").write_text("---\nname: log\ntitle: First\n---\nDo it.")
    (own / "b.md").write_text("---\nname: log\ntitle: Second\n---\nDo it.")
    library = Library(workspace)
    first = library.examined(str(own / "a.md"), (own / "a.md").read_bytes())
    second = library.examined(str(own / "b.md"), (own / "b.md").read_bytes())
    assert (first.used, second.used) == (True, False)
    assert [(p.line, p.level) for p in library.remarks(second)] == [(2, "error")]
    renamed = library.examined(str(own / "b.md"), b"---\nname: other\ntitle: Second\n---\nDo it.")
    assert renamed.used
    assert library.examined(str(workspace / "main.py"), b"") is None
    assert library.examined(str(own / "deep.txt"), b"") is None


def test_at_a_named_finding_an_action_is_shown_on_every_motion_of_the_cursor(workspace):
    rows = "db.execute('SELECT id FROM b').fetchall()"
    text = f"def f(db):\n    for i in {rows}:\n        db.execute('SELECT 1 WHERE a = %s', i)\n"
    (workspace / "main.py").write_text(text)
    project = index.built(Snapshot(workspace))
    at = text.index("SELECT 1")
    ctx = menu.context(project.read("main.py"), Span(at, at), project)
    for where, evident in (("query-in-loop", True), ("query", False)):
        made, _ = parse("x.md", f"---\ntitle: Batch it\nwhere: {where}\n---\nDo it.")
        assert made.action.offer(ctx).evident is evident


def test_what_is_written_at_length_is_shown_in_short(workspace):
    text = f"# {'wish ' * 100}\nx = 1\n"
    (workspace / "main.py").write_text(text)
    project = index.built(Snapshot(workspace))
    ctx = menu.context(project.read("main.py"), Span(2, 2), project)
    files = ", ".join(f"f{n}.py" for n in range(40))
    head = f"title: {'Audit ' * 40}\nwhere: comment\nrelated: {files}"
    made, _ = parse("x.md", f"---\n{head}\n---\nDo it.")
    offer = made.action.offer(ctx)
    assert len(made.action.title) == 80
    assert len(offer.title) < 150 and offer.title.endswith("…")
    assert offer.task.related == tuple(f"f{n}.py" for n in range(10))


@pytest.mark.parametrize("where", ["file: notes*", "language: python"])
def test_a_place_that_is_named_needs_nothing_of_a_backend(workspace, where):
    (workspace / "notes.py").write_text("x = 1\n")
    project = index.built(Snapshot(workspace))
    ctx = menu.context(project.read("notes.py"), Span(0, 0), project)
    made, _ = parse("x.md", f"---\ntitle: Note it\nwhere:\n  {where}\n---\nDo it.")
    bare, _ = parse("x.md", "---\ntitle: Note it\n---\nDo it.")
    assert made.action.offer(ctx).title == "Note it"
    assert bare.action.offer(ctx) is None
