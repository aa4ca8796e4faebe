"""Kill the server at any moment: the next one offers what was under way, and redoes nothing itself."""

import os
import subprocess
import sys
import time

import pytest

from backlight.state.journal import Journal
from double.messages import Messages, calls, say
from lsp.conftest import ABLE, FASTAPI
from lsp.editor import Editor
from lsp.test_runs import changed
from lsp.test_undo import DELETES, EDITED, MADE, SOURCE, until

HANDLER = 7


@pytest.fixture(autouse=True)
def state(tmp_path, monkeypatch):
    """A state directory of this test alone."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return tmp_path / "state"


def journal():
    """Every run there is, the latest first."""
    return list(Journal(os.environ).records())


def wait_for(seen, tries=3000):
    """Look into the journal until it has what is waited for."""
    for _ in range(tries):
        if (found := seen()) is not None:
            return found
        time.sleep(0.02)
    raise AssertionError(journal())


def messages(one):
    return [m["params"]["message"] for m in one.seen if m.get("method") == "window/showMessage"]


def test_only_a_run_that_changed_something_is_done(editor, app):
    one = editor(root=app[0])
    one.edit_file(app[1], FASTAPI)
    one.pick(app[1], HANDLER, "writeTests")
    assert "There is no key" in one.said()
    one.pick(app[1], HANDLER, "addValidation")
    one.said()
    assert [run.unchanged for run in journal()] == [False, True]


@pytest.fixture
def cut_off(editor, app):
    """A server that is killed when the editor is about to apply; the editor has done nothing."""

    def one(**more):
        double = editor(root=app[0], **more)
        double.answers["workspace/applyEdit"] = ...
        double.edit_file(app[1], FASTAPI)
        double.pick(app[1], HANDLER, "addValidation")
        double.until(lambda m: m.get("method") == "workspace/applyEdit")
        double.process.kill()
        double.gone()
        return double

    return one


def test_a_run_that_was_never_confirmed_is_offered_with_its_diff_and_not_redone(
    cut_off, editor, app
):
    cut_off()
    root, uri = app
    two = editor(root=root)
    two.edit_file(uri, FASTAPI)
    said = two.said()
    assert "was cut off before the editor confirmed it; main.py may lack it" in said
    assert "`backlight runs diff 1` shows it" in said
    assert not two.edits
    diff = subprocess.run(
        [sys.executable, "-P", "-m", "backlight", "runs", "diff", "1"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "+class CreateUserRequest(BaseModel):" in diff.stdout
    until(two, uri, "Finish: Add validation")
    two.pick(uri, 0, ".finish")
    assert "main.py is changed" in two.said()
    assert changed(two.buffers[uri])
    assert not [t for t in two.titles(uri, 0) if t.startswith("Finish: ")]


def test_it_is_finished_on_top_of_what_was_typed_since(cut_off, editor, app):
    cut_off()
    root, uri = app
    two = editor(root=root)
    two.edit_file(uri, FASTAPI.replace("app = FastAPI()", "app = FastAPI()\nlimit = 5"))
    two.said()
    two.pick(uri, 0, ".finish")
    two.said()
    assert changed(two.buffers[uri])
    assert "limit = 5\n" in two.buffers[uri]


def test_a_change_that_had_arrived_all_the_same_is_told_as_such(cut_off, editor, app, workspace):
    one = cut_off()
    assert one.edits == []
    after = journal()[0].files[0].after
    root, uri = app
    (workspace / "main.py").write_text(after, encoding="utf-8")
    two = editor(root=root)
    two.edit_file(uri, after)
    until(two, uri, "Undo: ")
    assert not messages(two)
    assert not [t for t in two.titles(uri, 0) if t.startswith("Finish: ")]
    two.pick(uri, 0, ".undo")
    two.said()
    assert two.buffers[uri] == FASTAPI


def test_a_second_server_says_nothing_of_what_the_first_is_doing(editor, app):
    root, uri = app
    one = editor(root=root)
    one.answers["workspace/applyEdit"] = ...
    one.edit_file(uri, FASTAPI)
    one.pick(uri, HANDLER, "addValidation")
    one.until(lambda m: m.get("method") == "workspace/applyEdit")
    two = editor(root=root)
    two.edit_file(uri, FASTAPI)
    two.none(lambda m: m.get("method") == "window/showMessage", 2)
    assert not [t for t in two.titles(uri, 0) if t.startswith("Finish: ")]


def test_another_project_hears_nothing_of_it(cut_off, editor, tmp_path, watch):
    cut_off()
    other = watch(tmp_path / "other")
    other.mkdir()
    two = editor(root=other.as_uri())
    two.edit_file((other / "main.py").as_uri(), FASTAPI)
    two.none(lambda m: m.get("method") == "window/showMessage", 2)


@pytest.fixture
def model():
    with Messages() as double:
        yield double


@pytest.fixture
def agent(model, workspace):
    """An editor in which the agent is to change one file and make another."""
    started = []

    def one(**more):
        (workspace / "main.py").write_text(SOURCE, encoding="utf-8")
        double = Editor(DELETES, root=workspace.as_uri(), env=model.environ, **more)
        started.append(double)
        double.edit_file((workspace / "main.py").as_uri(), SOURCE)
        return double, (workspace / "main.py").as_uri()

    yield one
    for each in started:
        each.close()


def test_the_work_of_a_model_is_kept_from_the_moment_it_is_there(agent, model, workspace):
    """The editor is typed in without a pause, so nothing is sent; then the server is killed."""
    model.script[:] = [calls(EDITED, MADE), say("Done.")]
    one, uri = agent()
    one.pick(uri, 4, "designEndpoint")
    number = 0

    def ready():
        nonlocal number
        number += 1
        one.put(uri, SOURCE + f"# {number}\n")
        return next((r for r in journal() if r.state == "ready"), None)

    found = wait_for(ready)
    one.process.kill()
    assert {f.path: f.made for f in found.files} == {"main.py": False, "notes.py": True}
    assert found.usage["requests"] == 2
    two, uri = agent()
    assert "main.py, notes.py may lack it" in two.said()
    until(two, uri, "Finish: ")
    two.pick(uri, 0, ".finish")
    assert "notes.py is new" in two.said()
    assert "health" in two.buffers[uri]
    assert two.buffers[(workspace / "notes.py").as_uri()] == "NOTES = 1\n"


def test_what_is_kept_is_what_was_sent_with_what_was_typed_meanwhile(agent, model):
    one, uri = agent()
    typed = SOURCE.replace("app = FastAPI()", "app = FastAPI()\nlimit = 5")

    def step(_body):
        one.put(uri, typed)
        return say("Done.")

    model.script[:] = [calls(EDITED, MADE), step]
    one.answers["workspace/applyEdit"] = ...
    one.pick(uri, 4, "designEndpoint")
    one.until(lambda m: m.get("method") == "workspace/applyEdit", 30)
    one.process.kill()
    found = {file.path: file for file in journal()[0].files}["main.py"]
    assert found.before == typed
    assert "limit = 5\n" in found.after
    assert "def health" in found.after


def test_killed_between_the_two_steps_of_an_undo_both_are_in_the_journal(agent, model, workspace):
    model.script[:] = [calls(EDITED, MADE), say("Done.")]
    one, uri = agent()
    one.pick(uri, 4, "designEndpoint")
    one.said(30)
    one.save(uri)
    one.save((workspace / "notes.py").as_uri())
    one.answers["window/showMessageRequest"] = lambda params: params["actions"][0]

    def deletes(message):
        edit = (message.get("params") or {}).get("edit") or {}
        return any(change.get("kind") == "delete" for change in edit.get("documentChanges", ()))

    one.answers["workspace/applyEdit"] = lambda p: ... if deletes({"params": p}) else one.apply(p)
    one.pick(uri, 0, ".undo")
    one.until(deletes)
    one.process.kill()
    found = journal()[0]
    assert (found.way, found.state) == ("undo", "ready")
    assert {file.path: file.removed for file in found.files} == {"main.py": False, "notes.py": True}


def test_neither_prompts_nor_the_words_of_the_model_are_in_it(agent, model, state):
    model.script[:] = [calls(EDITED, MADE, say="I write canary-words."), say("Done: canary-end.")]
    one, uri = agent()
    one.pick(uri, 4, "designEndpoint")
    assert "main.py is changed" in one.said(30)
    kept = "".join(path.read_text() for path in state.rglob("*.json"))
    assert "notes.py" in kept
    for word in ("canary", "senior", "You are"):
        assert word not in kept


def test_a_run_that_came_to_nothing_is_in_the_journal_with_what_it_took(agent, model):
    model.script[:] = [say("I cannot do that."), say("I cannot do that.")]
    one, uri = agent()
    one.pick(uri, 4, "designEndpoint")
    said = one.said(30)
    found = wait_for(lambda: next((r for r in journal() if r.state == "done"), None))
    assert found.said in said
    assert found.usage["requests"] >= 1
    assert not [t for t in one.titles(uri, 0) if t.startswith(("Undo: ", "Apply again: "))]


def test_the_work_of_a_model_that_the_editor_refused_is_offered_again(agent, model):
    model.script[:] = [calls(EDITED, MADE), say("Done.")]
    one, uri = agent(habits={"refuse"})
    one.pick(uri, 4, "designEndpoint")
    said = one.said(30)
    assert "did not take the change of main.py (the user said no)" in said
    assert "`backlight runs diff 1` shows what was sent" in said
    one.habits.clear()
    one.pick(uri, 0, ".finish")
    assert "main.py is changed" in one.said()
    assert "health" in one.buffers[uri]
    assert not [t for t in one.titles(uri, 0) if t.startswith("Apply again: ")]


@pytest.mark.parametrize("moment", [0.0, 0.01, 0.03, 0.06, 0.1, 0.15, 0.2, 0.3, 0.5, 0.8])
def test_killed_at_any_moment_nothing_of_the_user_is_lost_and_the_next_server_is_sound(
    editor, app, moment
):
    root, uri = app
    one = editor(root=root)
    one.edit_file(uri, FASTAPI)
    command = next(a for a in one.menu(uri, HANDLER)["result"] if "addValidation" in a["kind"])
    one.ask("workspace/executeCommand", command["command"])
    end = time.monotonic() + moment
    while time.monotonic() < end:
        one._read(0.01)
    one.process.kill()
    one.gone()
    text = one.buffers[uri]
    assert text == FASTAPI or changed(text)
    for record in journal():
        assert record.state == "working" or record.files[0].before == FASTAPI
    two = editor(root=root)
    two.edit_file(uri, text)
    finish = "Undo: " if changed(text) else "Finish: "
    if any(record.files for record in journal()):
        until(two, uri, finish)
        two.pick(uri, 0, ".undo" if changed(text) else ".finish")
        for _ in range(400):  # What it says first may be of the run that was under way
            if changed(two.buffers[uri]) != changed(text):
                break
            two._read(0.05)
        assert changed(two.buffers[uri]) != changed(text), messages(two)
    else:
        two.pick(uri, HANDLER, "addValidation")
        two.said()
        assert changed(two.buffers[uri])


def test_a_state_directory_that_cannot_be_used_is_said_once_and_edits_go_on(editor, app, state):
    state.write_text("no folder")
    root, uri = app
    one = editor(root=root)
    one.edit_file(uri, FASTAPI)
    one.pick(uri, HANDLER, "addValidation")
    told = [one.said(), one.said()]
    assert [m for m in told if "not in the journal" in m and "Edits go on" in m]
    assert changed(one.buffers[uri])
    one.pick(uri, 0, ".undo")
    assert "main.py is changed" in one.said()
    assert one.buffers[uri] == FASTAPI
    assert not [m for m in messages(one) if "journal" in m]


def test_without_a_home_nothing_is_written_and_that_is_said(app, tmp_path):
    env = {
        name: value for name, value in os.environ.items() if name not in {"HOME", "XDG_STATE_HOME"}
    }
    root, uri = app
    one = Editor(
        ABLE,
        root=root,
        command=[
            "env",
            "-i",
            *(f"{k}={v}" for k, v in env.items()),
            sys.executable,
            "-P",
            "-m",
            "backlight",
            "serve",
        ],
    )
    try:
        one.edit_file(uri, FASTAPI)
        one.pick(uri, HANDLER, "addValidation")
        told = one.said() + one.said()
        assert "neither HOME nor XDG_STATE_HOME names a folder" in told
        assert "main.py is changed" in told
    finally:
        one.close()


def test_what_had_arrived_and_was_typed_on_can_be_undone_once_it_is_found_to_be_there(
    cut_off, editor, app
):
    cut_off()
    root, uri = app
    two = editor(root=root)
    two.edit_file(uri, f"{journal()[0].files[0].after}# typed\n")
    until(two, uri, "Finish: Add validation")
    two.pick(uri, 0, ".finish")
    until(two, uri, "Undo: Add validation")
    two.pick(uri, 0, ".undo")
    two.until(lambda m: "main.py is changed" in str(m))
    assert two.buffers[uri] == f"{FASTAPI}# typed\n"
