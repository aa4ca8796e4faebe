"""After a run the menu takes it back, in any editor; what was typed since stays."""

import json
import time
from dataclasses import replace

import pytest

from backlight.lsp.ledger import Ledger, settled
from backlight.state.record import File, Record
from double.messages import Messages, calls, say
from lsp.conftest import ABLE, FASTAPI
from lsp.editor import Editor
from lsp.test_agent import SOURCE
from lsp.test_runs import SETS, changed

HANDLER = 7
EDITED = (
    "Edit",
    {
        "path": "main.py",
        "old_string": "# GET /health: says that all is well\n",
        "new_string": '@app.get("/health")\ndef health() -> dict[str, bool]:\n'
        '    """Say that all is well, or 404 and HTTPException(404)."""\n    return {"ok": True}\n',
    },
)
MADE = ("Write", {"path": "notes.py", "content": "NOTES = 1\n"})
DELETES = {
    **ABLE,
    "workspace": {
        "workspaceEdit": {
            "documentChanges": True,
            "resourceOperations": ["create", "rename", "delete"],
        }
    },
}


@pytest.fixture
def ran(editor, app):
    """An editor in which a validation was added."""

    def one(capabilities=ABLE, text=FASTAPI, **more):
        double = editor(capabilities, root=app[0], **more)
        double.edit_file(app[1], text)
        double.pick(app[1], HANDLER, "addValidation")
        assert "main.py is changed" in double.said()
        return double, app[1]

    return one


@pytest.mark.parametrize("announced", SETS, ids=lambda path: path.stem)
def test_every_editor_can_take_a_run_back(ran, announced):
    habits = {"mute"} if announced.stem == "ale" else ()
    capabilities = json.loads(announced.read_text(encoding="utf-8"))["capabilities"]
    one, uri = ran(capabilities, habits=habits)
    assert [t for t in one.titles(uri, 0) if t.startswith("Undo: Add validation: ")]
    one.pick(uri, 0, ".undo")
    assert "main.py is changed" in one.said()
    assert one.buffers[uri] == FASTAPI
    assert not [t for t in one.titles(uri, 0) if t.startswith("Undo: ")]
    one.pick(uri, 0, ".undo")
    one.said()
    assert changed(one.buffers[uri])


def test_what_was_taken_back_can_be_done_again_and_taken_back_again(ran):
    one, uri = ran()
    after = one.buffers[uri]
    for wanted in (FASTAPI, after, FASTAPI, after):
        word = "Undo: " if wanted is FASTAPI else "Redo: "
        assert [t for t in one.titles(uri, 0) if t.startswith(word)], one.titles(uri, 0)
        one.pick(uri, 0, ".undo")
        one.said()
        assert one.buffers[uri] == wanted


@pytest.mark.parametrize("eol", ["\n", "\r\n"])
def test_what_was_typed_elsewhere_since_stays(ran, eol):
    text = FASTAPI.replace("\n", eol) + f"# \N{GRINNING FACE} café{eol}"
    one, uri = ran(text=text)
    one.type(uri, "app = FastAPI()", f"app = FastAPI(){eol}limit = 5")
    one.pick(uri, 0, ".undo")
    one.said()
    assert one.buffers[uri] == text.replace("app = FastAPI()", f"app = FastAPI(){eol}limit = 5")


def test_a_hunk_that_was_changed_since_is_left_alone_and_named(ran):
    one, uri = ran()
    line = next(x for x in one.buffers[uri].split("\n") if x.startswith("    age:"))
    one.type(uri, line, line + "  # years")
    asked = agrees(one)
    one.pick(uri, 0, ".undo")
    said = one.said()
    assert asked == ["main.py would lack `BaseModel`. Apply it?"]
    stays = "you changed them since, so they stay as you have them"
    every = one.buffers[uri].split("\n")
    first, below = (at for at, x in enumerate(every) if "(BaseModel)" in x or x.startswith("@app"))
    assert f"main.py, lines {first + 1}-{below}: {stays}" in said
    assert "from fastapi import FastAPI, Request" in every
    assert line + "  # years\n" in one.buffers[uri]
    assert "await request.json()" in one.buffers[uri]


def agrees(one):
    """Answer every question with yes; collects them."""
    asked = []

    def answer(params):
        asked.append(params["message"])
        return params["actions"][0]

    one.answers["window/showMessageRequest"] = answer
    return asked


def take_back(one, uri):
    """Choose the one entry that undoes a run: there may be others that do one again."""
    (undo,) = [a for a in one.menu(uri, 0)["result"] if a["title"].startswith("Undo: ")]
    one.request("workspace/executeCommand", undo["command"])


def test_an_undo_that_found_the_users_typing_everywhere_is_offered_until_it_is_done(ran):
    one, uri = ran()
    after = one.buffers[uri]
    mine = "".join(f"{line}  # mine\n" for line in after.split("\n")[:-1])
    one.put(uri, mine)
    for _ in range(2):
        one.pick(uri, 0, ".undo")
        said = one.said()
        assert "Undo: Add validation: Nothing was changed. main.py, lines 1" in said
        assert "The code actions there go on to offer to undo what stays." in said
        assert one.buffers[uri] == mine
    one.put(uri, after)
    one.pick(uri, 0, ".undo")
    one.said()
    assert one.buffers[uri] == FASTAPI
    one.put(uri, FASTAPI + "limit = 5\n")
    assert not [t for t in one.titles(uri, 0) if t.startswith("Undo: ")]


def test_hunks_that_were_left_alone_are_taken_back_later_and_the_others_are_done_with(ran):
    one, uri = ran()
    agrees(one)
    line = next(x for x in one.buffers[uri].split("\n") if x.startswith("    age:"))
    one.type(uri, line, line + "  # years")
    take_back(one, uri)
    assert "go on to offer to undo what stays" in one.said()
    one.type(uri, 'name = body["name"]', 'name = body["title"]')
    one.type(uri, line + "  # years", line)
    take_back(one, uri)
    said = one.said()
    assert "main.py is changed" in said
    assert "stay" not in said
    assert one.buffers[uri] == FASTAPI.replace('name = body["name"]', 'name = body["title"]')
    assert not [t for t in one.titles(uri, 0) if t.startswith("Undo: ")]


def test_an_undo_that_the_editor_took_back_is_done_again_as_a_whole(ran):
    one, uri = ran()
    agrees(one)
    line = next(x for x in one.buffers[uri].split("\n") if x.startswith("    age:"))
    one.type(uri, line, line + "  # years")
    typed = one.buffers[uri]
    take_back(one, uri)
    one.said()
    assert one.buffers[uri] != typed
    one.put(uri, typed)
    one.type(uri, line + "  # years", line)
    take_back(one, uri)
    one.said()
    assert one.buffers[uri] == FASTAPI


def test_what_was_left_alone_is_taken_back_in_the_next_session(ran, editor, app):
    one, uri = ran()
    agrees(one)
    line = next(x for x in one.buffers[uri].split("\n") if x.startswith("    age:"))
    one.type(uri, line, line + "  # years")
    one.pick(uri, 0, ".undo")
    one.said()
    one.type(uri, line + "  # years", line)
    left = one.buffers[uri]
    one.process.kill()
    one.gone()
    two = editor(root=app[0])
    two.edit_file(uri, left)
    until(two, uri, "Undo: ")
    take_back(two, uri)
    two.said()
    assert two.buffers[uri] == FASTAPI


def test_an_undo_by_the_editor_itself_leaves_nothing_to_take_back(ran):
    one, uri = ran()
    (offered,) = [it for it in one.menu(uri, 0)["result"] if it["title"].startswith("Undo: ")]
    changed = one.buffers[uri]
    one.put(uri, FASTAPI)
    assert not [t for t in one.titles(uri, 0) if t.startswith("Undo: ")]
    one.put(uri, changed)
    assert [t for t in one.titles(uri, 0) if t.startswith("Undo: ")]
    one.put(uri, FASTAPI)
    one.request("workspace/executeCommand", offered["command"])
    assert "nothing left to do" in one.said()
    assert one.buffers[uri] == FASTAPI


def test_cursor_motion_offers_no_undo_and_other_kinds_are_left_out(ran):
    one, uri = ran()
    assert not [t for t in one.titles(uri, 0, triggerKind=2) if "Undo" in t]
    assert not [t for t in one.titles(uri, 0, only=["quickfix"]) if "Undo" in t]
    assert [t for t in one.titles(uri, 0, only=["refactor"]) if "Undo" in t]
    assert [t for t in one.titles(uri, 0, only=["refactor.rewrite.backlight.undo"]) if "Undo" in t]


def test_another_file_offers_no_undo_of_it(ran, workspace):
    one, _ = ran()
    other = (workspace / "other.py").as_uri()
    one.edit_file(other, FASTAPI)
    assert not [t for t in one.titles(other, 0) if "Undo" in t]


def test_a_run_that_nobody_knows_is_refused(ran):
    one, uri = ran()
    for argument in ({"runId": "none", "uri": uri}, {"runId": "none"}, {"runId": 7, "uri": uri}):
        undo = {"command": "backlight.undo", "arguments": [argument]}
        assert one.request("workspace/executeCommand", undo)["error"]
    assert one.alive()


def test_two_runs_are_taken_back_in_any_order(editor, app):
    root, uri = app
    twice = FASTAPI + FASTAPI.partition("FastAPI()\n")[2].replace("user", "order")
    one = editor(root=root)
    one.edit_file(uri, twice)
    one.pick(uri, HANDLER, "addValidation")
    one.said()
    between = one.buffers[uri]
    line = between.split("\n").index("async def create_order(request: Request):")
    one.pick(uri, line, "addValidation")
    one.said()
    undo = [a for a in one.menu(uri, 0)["result"] if a["title"].startswith("Undo: ")]
    assert ["order" in a["title"] for a in undo] == [True, False]
    asked = []
    one.answers["window/showMessageRequest"] = lambda p: (
        asked.append(p["message"]) or p["actions"][0]
    )
    one.request("workspace/executeCommand", undo[1]["command"])
    said = one.said()
    assert asked == ["main.py would lack `Request`. Apply it?"]
    assert "line 2: kept, or what stays there would lack `BaseModel`" in said
    assert "create_user(request: Request)" in one.buffers[uri]
    assert "create_order(request: Request)" not in one.buffers[uri]
    one.request("workspace/executeCommand", undo[0]["command"])
    one.said()
    one.request("workspace/executeCommand", undo[1]["command"])
    one.said()
    assert one.buffers[uri] == twice
    assert not [t for t in one.titles(uri, 0) if t.startswith("Undo: ")]


def test_what_is_undone_stays_undone_in_the_next_session(ran, editor, app):
    one, uri = ran()
    one.pick(uri, 0, ".undo")
    one.said()
    one.request("shutdown")
    one.notify("exit", None)
    one.gone()
    two = editor(root=app[0])
    two.edit_file(uri, FASTAPI)
    assert not [t for t in two.titles(uri, 0) if t.startswith("Undo: ")]


def test_a_run_of_the_session_before_can_be_taken_back(ran, editor, app):
    one, uri = ran()
    after = one.buffers[uri]
    one.process.kill()
    one.gone()
    two = editor(root=app[0])
    two.edit_file(uri, after)
    until(two, uri, "Undo: ")
    two.pick(uri, 0, ".undo")
    two.said()
    assert two.buffers[uri] == FASTAPI


def test_a_run_whose_buffer_was_thrown_away_is_not_offered_and_one_that_is_there_in_part_is(
    editor, app, workspace
):
    """Also where more was typed before it that went with it: the disk never had that text."""
    root, uri = app
    part, other = ((workspace / name).as_uri() for name in ("part.py", "other.py"))
    (workspace / "part.py").write_text(FASTAPI, encoding="utf-8")
    one = editor(root=root)
    for each in (uri, part):
        one.edit_file(each, f"{FASTAPI}limit = 5\n")
        one.pick(each, HANDLER, "addValidation")
        one.said()
    one.process.kill()
    one.gone()
    two = editor(root=root)
    two.edit_file(uri, FASTAPI)
    two.edit_file(part, one.buffers[part].replace("from pydantic import BaseModel\n", ""))
    two.edit_file(other, FASTAPI)
    until(two, part, "Undo: ")
    assert not [t for t in two.titles(uri, 0) if t.startswith("Undo: ")]
    assert not [t for t in two.titles(other, 0) if t.startswith("Undo: ")]


def test_what_was_taken_back_by_hand_is_not_offered_until_it_is_there_again(ran):
    one, uri = ran()
    after = one.buffers[uri]
    one.put(uri, f"{FASTAPI}limit = 5\n")
    for _ in range(400):
        if not [t for t in one.titles(uri, 0) if t.startswith("Undo: ")]:
            break
        time.sleep(0.05)  # It is looked at in a pause
    else:
        raise AssertionError(one.titles(uri, 0))
    one.put(uri, f"{after}limit = 5\n")
    until(one, uri, "Undo: ")


def until(one, uri, word, tries=400):
    """Ask for the menu until it has an entry: the journal is read behind it."""
    for _ in range(tries):
        if [t for t in one.titles(uri, 0) if t.startswith(word)]:
            return
        time.sleep(0.05)
    raise AssertionError(one.titles(uri, 0))


@pytest.fixture
def model():
    with Messages() as double:
        yield double


@pytest.fixture
def made(model, workspace):
    """An editor in which the agent has changed one file and made another."""
    started = []

    def one(capabilities=DELETES, saved=True, **more):
        (workspace / "main.py").write_text(SOURCE, encoding="utf-8")
        uri = (workspace / "main.py").as_uri()
        model.script[:] = [calls(EDITED, MADE), say("Done.")]
        double = Editor(capabilities, root=workspace.as_uri(), env=model.environ, **more)
        started.append(double)
        double.edit_file(uri, SOURCE)
        double.pick(uri, 4, "designEndpoint")
        assert "main.py is changed" in double.said(30)
        new = (workspace / "notes.py").as_uri()
        assert double.buffers[new] == "NOTES = 1\n"
        if saved:
            double.save(uri)
            double.save(new)
        return double, uri, new

    yield one
    for each in started:
        assert "Traceback" not in each.close()


@pytest.mark.parametrize("yes", [True, False])
def test_a_file_that_was_made_is_deleted_alone_and_only_if_the_user_agrees(made, workspace, yes):
    one, uri, new = made()
    asked = []

    def answer(params):
        asked.append(params["message"])
        return params["actions"][0 if yes else 1]

    one.answers["window/showMessageRequest"] = answer
    one.pick(uri, 0, ".undo")
    said = one.said()
    assert ("notes.py is gone" if yes else "notes.py stays, as you wish") in said
    assert "main.py is changed" in said
    assert len(asked) == 1
    assert "notes.py is deleted" in asked[0]
    assert any(t.startswith("Undo: ") for t in one.titles(uri, 0)) != yes
    assert one.buffers[uri] == SOURCE
    assert (workspace / "notes.py").exists() != yes
    assert (new in one.buffers) != yes


@pytest.mark.parametrize("saved", [True, False])
def test_a_file_that_was_made_and_changed_since_stays(made, workspace, saved):
    one, uri, new = made()
    one.put(new, "NOTES = 2\n")
    if saved:
        one.save(new)
    one.pick(uri, 0, ".undo")
    assert "notes.py was changed since, and stays" in one.said()
    assert one.buffers[new] == "NOTES = 2\n"
    assert (workspace / "notes.py").exists()
    one.put(new, "NOTES = 1\n")
    one.save(new)
    one.answers["window/showMessageRequest"] = lambda params: params["actions"][0]
    one.pick(new, 0, ".undo")
    assert "notes.py is gone" in one.said()
    assert not (workspace / "notes.py").exists()
    assert not [t for t in one.titles(uri, 0) if t.startswith("Undo: ")]


def test_a_file_that_was_made_and_never_saved_is_the_users_to_close(made):
    one, uri, _ = made(saved=False)
    one.pick(uri, 0, ".undo")
    assert "notes.py was never saved" in one.said()
    assert one.buffers[uri] == SOURCE


@pytest.mark.parametrize("typed", [False, True])
def test_a_file_that_was_made_empty_and_filled_but_never_saved_goes_if_nobody_typed_in_it(
    made, workspace, typed
):
    """Neovim makes it on the disk at once, without its text."""
    one, uri, new = made(saved=False)
    (workspace / "notes.py").touch()
    if typed:
        one.put(new, "NOTES = 1\nMINE = 2\n")
    one.answers["window/showMessageRequest"] = lambda params: params["actions"][0]
    one.pick(uri, 0, ".undo")
    said = one.said()
    assert ("notes.py was changed since, and stays" in said) == typed
    assert (workspace / "notes.py").exists() == typed
    assert (new in one.buffers) == typed
    if not typed:
        one.pick(uri, 0, ".undo")  # Redo
        one.said()
        assert one.buffers[new] == "NOTES = 1\n"


def test_an_editor_that_deletes_nothing_for_us_is_not_asked_to(made, workspace):
    one, uri, _ = made(ABLE)
    one.pick(uri, 0, ".undo")
    assert "do it yourself: notes.py" in one.said()
    assert one.buffers[uri] == SOURCE
    assert (workspace / "notes.py").exists()


def test_what_was_deleted_comes_back(made, workspace):
    one, uri, new = made()
    one.answers["window/showMessageRequest"] = lambda params: params["actions"][0]
    one.pick(uri, 0, ".undo")
    one.said()
    one.pick(uri, 0, ".undo")
    said = one.said()
    assert "notes.py is new" in said
    assert one.buffers[new] == "NOTES = 1\n"
    assert "health" in one.buffers[uri]


@pytest.mark.parametrize(("way", "state"), [("undo", "applied"), ("finish", "refused")])
def test_what_was_done_about_a_file_is_not_offered_for_it_again(way, state):
    files = tuple(File(path=path, hashes=("1", "2"), state=state) for path in ("a.py", "b.py"))
    run = {"run": "1", "root": "/srv", "path": "c.py", "line": 0, "action": "x", "title": "x"}
    record = Record(**run, engine="agent", state="done", files=files)
    ledger = Ledger({}, print)
    ledger.remember(record)
    assert [way for way, _ in ledger.offers("/srv/a.py")] == [way]
    ledger.remember(replace(record, files=(settled(record, files[0], way), files[1])))
    assert not ledger.offers("/srv/a.py")
    assert [way for way, _ in ledger.offers("/srv/b.py")] == [way]


@pytest.mark.parametrize(("way", "state"), [("undo", "refused"), ("finish", "applied")])
def test_a_file_about_which_there_was_nothing_to_do_is_what_it_was(way, state):
    file = File(path="a.py", hashes=("1", "2"), state=state)
    run = {"run": "1", "root": "/srv", "path": "c.py", "line": 0, "action": "x", "title": "x"}
    record = Record(**run, engine="agent", state="done", files=(file,))
    assert settled(record, file, way) == file


def test_undo_stands_among_the_five_entries_where_many_more_apply(ran):
    one, uri = ran()
    lines = one.buffers[uri].split("\n")
    handler = next(n for n, line in enumerate(lines) if line.startswith("async def create_user"))
    titles = one.titles(uri, handler)
    assert len(titles) == 5
    assert titles[3].startswith("Undo: Add validation")
    assert titles[4].startswith("More from the backend developer")
