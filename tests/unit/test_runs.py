"""One run, without an editor: what else the process can do meanwhile."""

import asyncio
import threading
from dataclasses import replace

from backlight import index, runs, verify
from backlight.agent import library
from backlight.analysis.syntax import Span
from backlight.config import Config
from backlight.workspace import Snapshot

APP = """from fastapi import FastAPI, Request

app = FastAPI()


@app.post("/users")
async def create_user(request: Request):
    body = await request.json()
    return {"name": body["name"]}
"""


class Front:
    """Nobody sits there."""

    def report(self, message):
        pass


async def test_the_event_loop_is_free_while_a_change_is_checked(workspace, monkeypatch):
    (workspace / "main.py").write_text(APP)
    snapshot = Snapshot(workspace)
    began, free = threading.Event(), threading.Event()
    real = verify.checks.all_of

    def slow(*args, **more):
        began.set()
        assert free.wait(5), "nothing else ran"
        return real(*args, **more)

    monkeypatch.setattr(verify.checks, "all_of", slow)
    at = APP.index("body[")
    wanted = runs.Request(
        action="add-validation", path="main.py", span=Span(at, at), engine="instant"
    )
    run = runs.run(wanted, snapshot, index.built(snapshot), Config(), Front())
    task = asyncio.create_task(run)
    assert await asyncio.to_thread(began.wait, 5)
    free.set()
    assert (await task).change is not None


async def carried_out(folder, text, **given):
    if text is not None:
        (folder / "main.py").write_text(text)
    snapshot = Snapshot(folder)
    text = (folder / "main.py").read_text()
    at = text.index("body[") if "body[" in text else 0
    wanted = {"action": "add-validation", "path": "main.py", "engine": "instant"} | given
    request = runs.Request(**wanted, span=Span(at, at))
    return await runs.run(request, snapshot, index.built(snapshot), Config(), Front())


async def test_every_end_without_a_change_is_a_sentence(workspace):
    for text, given, said in [
        (APP, {"action": "nothing"}, "There is no action 'nothing'"),
        (APP, {"path": "gone.py"}, "gone.py does not exist."),
        ("x = 1\n" * 400_000, {}, "main.py is too large or too deep to be read here."),
        (
            "x = " + "[" * 3000 + "]" * 3000,
            {},
            "main.py is too large or too deep to be read here.",
        ),
        ("x = 1\n", {}, "does not apply at this place."),
        ("# GET /a: say hello\n", {"action": "design-endpoint"}, "it takes a model."),
    ]:
        outcome = await carried_out(workspace, text, **given)
        assert outcome.change is None
        assert said in outcome.refused
        assert outcome.refused.endswith((".", "add-validation."))


async def test_a_read_only_file_is_refused_and_an_ignored_one_asked_about(workspace):
    assert (await carried_out(workspace, APP)).change is not None
    (workspace / ".gitignore").write_text("main.py\n")
    asked = await carried_out(workspace, APP)
    [check] = [c for c in asked.checks if not c.ok]
    assert asked.change is not None
    assert check.confirm
    assert "main.py" in check.detail
    (workspace / "main.py").chmod(0o444)
    assert "read-only" in (await carried_out(workspace, None)).refused


async def test_an_offer_that_fails_ends_in_a_sentence(workspace, monkeypatch):
    def fails(*_):
        raise RecursionError

    [action] = [a for a in library.ALL if a.id == "add-validation"]
    monkeypatch.setattr(library, "ALL", (replace(action, offer=fails),))
    assert "does not apply" in (await carried_out(workspace, APP)).refused
