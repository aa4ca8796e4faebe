"""Files of every kind: the user gets one clear sentence or the change, and nothing is lost."""

import time

import pytest

from lsp.conftest import FASTAPI

HANDLER = 7
BOM = "\ufeff"


def changed(text):
    """The handler checks what it gets."""
    return "BaseModel" in text and "request.json()" not in text


@pytest.fixture
def opened(editor, app):
    """An editor with the application open, as it stands on the disk or otherwise."""

    def one(text=FASTAPI, **more):
        double = editor(root=app[0], **more)
        double.edit_file(app[1], text)
        return double

    return one


@pytest.mark.parametrize(
    "data",
    [b"\0\1\2" * 1000, b"x = 1\n" * 9_000_000, b"name = '\xe9'\n"],
    ids=["binary", "50 MB", "not UTF-8"],
)
def test_a_file_beside_that_cannot_be_read_costs_nothing(opened, app, workspace, data):
    other = workspace / "other.py"
    other.write_bytes(data)
    one = opened()
    one.pick(app[1], HANDLER, "addValidation")
    assert "main.py is changed" in one.said()
    assert changed(one.buffers[app[1]])
    assert other.read_bytes() == data


@pytest.mark.parametrize(
    "text",
    ["\0" * 3000 + FASTAPI, FASTAPI + "\ufffd" * 50, "x = 1\n" * 2_000_000],
    ids=["binary", "not UTF-8", "12 MB"],
)
def test_such_a_file_in_a_buffer_has_a_menu_and_its_text_stays(opened, app, text):
    one = opened(text)
    for entry in one.menu(app[1], 0)["result"]:
        one.request("workspace/executeCommand", entry["command"])
        assert one.said()
    assert one.buffers[app[1]] == text
    assert one.alive()


def test_a_buffer_that_is_no_file_is_refused_in_a_sentence(opened, app):
    one = opened()
    command = one.menu(app[1], HANDLER)["result"][0]["command"]
    one.edit_file("untitled:Untitled-1", FASTAPI)
    command["arguments"][0]["uri"] = "untitled:Untitled-1"
    answer = one.request("workspace/executeCommand", command)
    assert "not open in the editor" in answer["error"]["message"]
    assert one.buffers["untitled:Untitled-1"] == FASTAPI


def test_a_file_that_was_never_saved_is_changed_in_its_buffer(opened, app, workspace):
    (workspace / "main.py").unlink()
    one = opened()
    one.pick(app[1], HANDLER, "addValidation")
    assert "main.py is changed" in one.said()
    assert changed(one.buffers[app[1]])
    assert not (workspace / "main.py").exists()


def test_what_is_typed_and_not_saved_is_what_counts(opened, app, workspace):
    (workspace / "main.py").write_text("x = 1\n", encoding="utf-8")
    one = opened()
    one.pick(app[1], HANDLER, "addValidation")
    assert "main.py is changed" in one.said()
    assert changed(one.buffers[app[1]])
    assert (workspace / "main.py").read_text(encoding="utf-8") == "x = 1\n"


def test_a_read_only_file_is_refused_before_anything_is_sent(opened, app, workspace):
    (workspace / "main.py").chmod(0o444)
    one = opened()
    one.pick(app[1], HANDLER, "addValidation")
    assert "main.py is read-only; make it writable first" in one.said()
    assert not one.edits


def test_a_file_deleted_while_it_is_open_is_changed_in_its_buffer(opened, app, workspace):
    one = opened()
    command = one.menu(app[1], HANDLER)["result"][0]["command"]
    (workspace / "main.py").unlink()
    event = {"changes": [{"uri": app[1], "type": 3}]}
    one.notify("workspace/didChangeWatchedFiles", event)
    one.request("workspace/executeCommand", command)
    assert one.said()
    assert FASTAPI.partition("\n")[0] in one.buffers[app[1]]
    assert not (workspace / "main.py").exists()


def test_a_file_deleted_and_closed_is_refused_in_a_sentence(opened, app, workspace):
    one = opened()
    command = one.menu(app[1], HANDLER)["result"][0]["command"]
    one.notify("textDocument/didClose", {"textDocument": {"uri": app[1]}})
    (workspace / "main.py").unlink()
    answer = one.request("workspace/executeCommand", command)
    assert "not open in the editor; open it first" in answer["error"]["message"]
    assert not one.edits


def test_a_link_to_outside_is_not_read(opened, app, workspace, tmp_path_factory):
    outside = tmp_path_factory.mktemp("outside") / "secret.py"
    outside.write_text(FASTAPI.replace("users", "secrets"), encoding="utf-8")
    (workspace / "linked.py").symlink_to(outside)
    one = opened()
    one.pick(app[1], HANDLER, "addValidation")
    assert "main.py is changed" in one.said()
    assert outside.read_text(encoding="utf-8") == FASTAPI.replace("users", "secrets")


def test_a_link_to_outside_that_is_open_is_the_file_it_leads_to(
    opened, workspace, tmp_path_factory
):
    outside = tmp_path_factory.mktemp("outside") / "linked.py"
    outside.write_text(FASTAPI, encoding="utf-8")
    (workspace / "linked.py").symlink_to(outside)
    one = opened()
    uri = (workspace / "linked.py").as_uri()
    one.edit_file(uri, FASTAPI)
    one.pick(uri, HANDLER, "addValidation")
    assert "linked.py is changed" in one.said()
    assert changed(one.buffers[uri])
    assert outside.read_text(encoding="utf-8") == FASTAPI


@pytest.mark.parametrize("told", [True, False], ids=["told of the mark", "without it"])
def test_the_mark_and_the_ends_of_line_stay(opened, app, workspace, told):
    text = FASTAPI.replace("\n", "\r\n")
    (workspace / "main.py").write_bytes((BOM + text).encode())
    one = opened(BOM + text if told else text)
    one.pick(app[1], HANDLER, "addValidation")
    assert "main.py is changed" in one.said()
    after = one.buffers[app[1]]
    assert changed(after)
    assert after.startswith(BOM) == told
    assert after.count(BOM) == told
    assert after.count("\n") == after.count("\r\n")
    assert (workspace / "main.py").read_bytes() == (BOM + text).encode()


THEIRS = f"# pulled\n{FASTAPI}"
WRITTEN = "main.py was written by somebody else while it was open here"


def run_again(one, uri):
    """Validate, and take it back in the editor; answers what was said."""
    one.pick(uri, HANDLER, "addValidation")
    said = one.said()
    one.put(uri, FASTAPI)
    return said


def test_what_others_wrote_under_an_open_buffer_is_told_once(opened, app, workspace):
    one = opened(FASTAPI)
    assert WRITTEN not in run_again(one, app[1])
    (workspace / "main.py").write_text(THEIRS, encoding="utf-8")
    assert WRITTEN in run_again(one, app[1])
    assert WRITTEN not in run_again(one, app[1])
    assert (workspace / "main.py").read_text(encoding="utf-8") == THEIRS


def test_what_others_wrote_is_told_as_well_when_a_run_is_taken_back(opened, app, workspace):
    one = opened(FASTAPI)
    one.pick(app[1], HANDLER, "addValidation")
    assert WRITTEN not in one.said()
    (workspace / "main.py").write_text(THEIRS, encoding="utf-8")
    one.pick(app[1], 0, ".undo")
    assert WRITTEN in one.said()
    assert one.buffers[app[1]] == FASTAPI
    one.pick(app[1], 0, ".undo")
    assert WRITTEN not in one.said()


@pytest.mark.parametrize("way", ["saved", "loaded anew", "never there"])
def test_a_buffer_that_went_to_the_disk_or_came_from_it_is_no_news(opened, app, workspace, way):
    if way == "never there":
        (workspace / "main.py").unlink()
    one = opened(FASTAPI)
    run_again(one, app[1])
    if way == "saved":
        one.type(app[1], "app = FastAPI()", "app = FastAPI()\nlimit = 5")
        one.save(app[1])
    elif way == "loaded anew":
        (workspace / "main.py").write_text(THEIRS, encoding="utf-8")
        one.put(app[1], THEIRS)
    time.sleep(0.8)  # The disk is looked at in a pause
    one.type(app[1], "app = FastAPI()", "app = FastAPI()  # typed on")
    one.pick(app[1], HANDLER + (way != "never there"), "addValidation")
    assert WRITTEN not in one.said()


@pytest.mark.parametrize("end", ["\n", "", "\n\n"], ids=["as it is", "not ended", "ended twice"])
def test_what_the_editor_saved_a_moment_before_more_was_typed_is_no_news(
    opened, app, workspace, end
):
    one = opened(FASTAPI)
    run_again(one, app[1])
    one.put(app[1], FASTAPI.replace("app = FastAPI()", "app = FastAPI()\nlimit = 5").rstrip() + end)
    one.save(app[1])
    text = one.buffers[app[1]].rstrip() + "\n"
    (workspace / "main.py").write_text(text, encoding="utf-8")  # As editors end the last line
    one.type(app[1], "limit = 5", "limit = 50")
    one.pick(app[1], HANDLER + 1, "addValidation")
    assert WRITTEN not in one.said()
    (workspace / "main.py").write_text(THEIRS, encoding="utf-8")
    undo = next(a for a in one.menu(app[1], 0)["result"] if a["title"].startswith("Undo: "))
    one.request("workspace/executeCommand", undo["command"])
    assert WRITTEN in one.said()


def test_what_the_editor_saves_while_a_change_is_handed_over_is_no_news(opened, app, workspace):
    """The disk is written first, and the server told of it after."""
    one = opened(FASTAPI)
    run_again(one, app[1])
    typed = FASTAPI + "limit = 5\n"
    (workspace / "main.py").write_text(typed, encoding="utf-8")
    told = iter([True])

    def saved():
        if next(told, False):
            one.put(app[1], typed)
            one.save(app[1])

    one.before_apply = saved
    one.pick(app[1], HANDLER, "addValidation")
    assert WRITTEN not in one.said()


def test_a_buffer_that_is_loaded_anew_this_moment_is_no_news(opened, app, workspace):
    one = opened(FASTAPI)
    run_again(one, app[1])
    (workspace / "main.py").write_text(THEIRS, encoding="utf-8")
    one.put(app[1], THEIRS)
    one.pick(app[1], HANDLER + 1, "addValidation")
    assert WRITTEN not in one.said()
