"""Trouble on the way into the editor: nothing is lost, and what is told is what is true."""

import sys

import pytest

from double.messages import Messages, calls, say
from lsp.editor import Editor
from lsp.test_undo import DELETES, EDITED, MADE, SOURCE

OTHER = "# Notes\nLIMIT = 5\n"
EDITED_OTHER = (
    "Edit",
    {"path": "other.py", "old_string": "LIMIT = 5\n", "new_string": "LIMIT = 6\n"},
)
READ_OTHER = ("Read", {"path": "other.py"})
IMPATIENT = (
    "import backlight.lsp.once as it; it.PATIENCE = 1.0\n"
    "import backlight.lsp.receipt as it; it.PATIENCE = 0.5\n"
    "from backlight.lsp import main; main()\n"
)


@pytest.fixture
def model():
    with Messages() as double:
        yield double


@pytest.fixture
def opened(model, workspace):
    """An editor with two files open in a workspace, and a model to change them."""
    started = []

    def one(capabilities=DELETES, **more):
        for name, text in {"main.py": SOURCE, "other.py": OTHER}.items():
            (workspace / name).write_text(text, encoding="utf-8")
        double = Editor(capabilities, root=workspace.as_uri(), env=model.environ, **more)
        started.append(double)
        uris = [(workspace / name).as_uri() for name in ("main.py", "other.py")]
        double.edit_file(uris[0], SOURCE)
        double.edit_file(uris[1], OTHER)
        return double, *uris

    yield one
    for each in started:
        assert "Traceback" not in each.close()


def meanwhile(model, what, *wanted):
    """The model answers with calls, and while it works something else happens."""

    def step(_body):
        what()
        return say("Done.")

    model.script[:] = [calls(READ_OTHER), calls(*wanted), step]


def test_an_editor_that_stops_half_way_is_told_of_file_by_file_and_what_it_did_can_be_undone(
    opened, model
):
    model.script[:] = [calls(READ_OTHER), calls(EDITED, EDITED_OTHER), say("Done.")]
    one, main, other = opened(habits={"half"})
    one.pick(main, 4, "designEndpoint")
    said = one.said(30)
    assert "main.py is changed; the editor did not take the change of other.py (disk full)." in said
    assert "offer to undo what was changed" in said
    assert one.buffers[other] == OTHER
    assert not [t for t in one.titles(other, 0) if t.startswith("Undo: ")]
    one.habits.clear()
    one.pick(main, 0, ".undo")
    assert "main.py is changed." in one.said()
    assert (one.buffers[main], one.buffers[other]) == (SOURCE, OTHER)
    assert len(one.edits[-1]["documentChanges"]) == 1


def test_the_file_it_did_not_reach_gets_the_rest_of_the_work(opened, model):
    model.script[:] = [calls(READ_OTHER), calls(EDITED, EDITED_OTHER), say("Done.")]
    one, main, other = opened(habits={"half"})
    one.pick(main, 4, "designEndpoint")
    one.said(30)
    one.habits.clear()
    one.pick(other, 0, ".finish")
    assert "other.py is changed" in one.said()
    assert one.buffers[other] == OTHER.replace("5", "6")
    assert one.buffers[main].count("def health") == 1


def test_a_file_made_by_somebody_meanwhile_is_never_written_over(opened, model, workspace):
    one, main, _ = opened()
    meanwhile(model, lambda: (workspace / "notes.py").write_text("mine\n"), EDITED, MADE)
    one.pick(main, 4, "designEndpoint")
    assert "notes.py exists by now; nothing was changed" in one.said(30)
    assert not one.edits
    assert (workspace / "notes.py").read_text() == "mine\n"
    assert one.buffers[main] == SOURCE


def test_what_others_wrote_to_the_disk_meanwhile_stays(opened, model, workspace):
    """A pull, a formatter: the file is not open, and not the one that the model was shown."""
    one, main, other = opened()
    del one.buffers[other], one.versions[other]
    one.notify("textDocument/didClose", {"textDocument": {"uri": other}})
    pulled = "# Notes of the team\n\n\nNEW = 1\n\n\nLIMIT = 5\n"
    meanwhile(model, lambda: (workspace / "other.py").write_text(pulled), EDITED, EDITED_OTHER)
    one.pick(main, 4, "designEndpoint")
    assert "other.py is changed, with what you typed meanwhile" in one.said(30)
    assert one.buffers[other] == pulled.replace("5", "6")


@pytest.mark.parametrize("habits", [(), {"line feeds"}], ids=["as it is", "as line feeds"])
def test_a_closed_file_with_a_mark_and_carriage_returns_is_known_again_in_its_buffer(
    opened, model, workspace, habits
):
    """Editors take the mark away when they open it, and eglot hands over line feeds."""
    one, main, other = opened(habits=habits)
    del one.buffers[other], one.versions[other]
    one.notify("textDocument/didClose", {"textDocument": {"uri": other}})
    (workspace / "other.py").write_bytes(b"\xef\xbb\xbf" + OTHER.replace("\n", "\r\n").encode())
    model.script[:] = [calls(READ_OTHER), calls(EDITED, EDITED_OTHER), say("Done.")]
    one.pick(main, 4, "designEndpoint")
    assert "other.py is changed" in one.said(30)
    assert one.buffers[other].replace("\r\n", "\n") == OTHER.replace("5", "6")
    one.pick(main, 0, ".undo")
    assert "other.py is changed." in one.said()
    assert one.buffers[other].replace("\r\n", "\n") == OTHER


def test_what_others_wrote_on_the_same_lines_is_theirs(opened, model, workspace):
    one, main, other = opened()
    del one.buffers[other], one.versions[other]
    one.notify("textDocument/didClose", {"textDocument": {"uri": other}})
    pulled = OTHER.replace("5", "7")
    meanwhile(model, lambda: (workspace / "other.py").write_text(pulled), EDITED, EDITED_OTHER)
    one.pick(main, 4, "designEndpoint")
    assert "left out of other.py" in one.said(30)
    assert other not in one.buffers
    assert (workspace / "other.py").read_text() == pulled


def test_a_file_closed_meanwhile_is_left_alone_whatever_else_changes(opened, model):
    one, main, other = opened()

    def close():
        del one.buffers[other], one.versions[other]
        one.notify("textDocument/didClose", {"textDocument": {"uri": other}})

    meanwhile(model, close, EDITED, EDITED_OTHER)
    one.pick(main, 4, "designEndpoint")
    assert "other.py was closed meanwhile; nothing was changed" in one.said(30)
    assert not one.edits


BROKEN = {
    "a range that ends before it starts": ((1, 2), (1, 0)),
    "a place inside a surrogate pair": ((0, 1), (0, 2)),
}


@pytest.mark.parametrize("wrong", BROKEN.values(), ids=BROKEN)
def test_a_text_that_is_lost_while_the_model_works_gets_no_edit_until_it_is_whole(
    opened, model, wrong
):
    one, main, other = opened()
    one.put(other, f"\N{GRINNING FACE}\n{OTHER}")
    start, end = ({"line": line, "character": column} for line, column in wrong)

    def lose():
        one.change(other, 7, {"range": {"start": start, "end": end}, "text": "x"})

    meanwhile(model, lose, EDITED, EDITED_OTHER)
    one.pick(main, 4, "designEndpoint")
    told = [one.said(30), one.said(30)]
    assert [m for m in told if "lost track" in m and "close the file and open it again" in m]
    assert [m for m in told if "other.py is out of step with the editor" in m]
    assert not one.edits
    assert one.menu(other, 0)["result"] == []
    one.notify("textDocument/didClose", {"textDocument": {"uri": other}})
    one.edit_file(other, OTHER)
    one.pick(other, 0, ".finish")
    assert "main.py is changed" in one.said()
    assert one.buffers[other] == OTHER.replace("5", "6")


def test_an_editor_that_never_answers_is_waited_for_so_long_and_the_work_is_kept(opened, model):
    model.script[:] = [calls(EDITED, MADE), say("Done.")]
    one, main, _ = opened(command=[sys.executable, "-P", "-c", IMPATIENT])
    one.answers["workspace/applyEdit"] = ...
    one.pick(main, 4, "designEndpoint")
    said = one.said(30)
    assert "did not take the change of main.py" in said
    assert "was not answered within 1 s" in said
    one.until(lambda m: m.get("method") == "$/progress" and m["params"]["value"]["kind"] == "end")
    one.answers["workspace/applyEdit"] = one.apply
    one.pick(main, 0, ".finish")
    assert "main.py is changed" in one.said()


def test_one_file_under_two_names_is_one_document_and_gets_one_edit(opened, model, workspace):
    model.script[:] = [calls(EDITED), say("Done.")]
    one, main, _ = opened()
    (workspace / "link.py").symlink_to(workspace / "main.py")
    odd = main.replace("main.py", "%6dain.py")
    assert one.titles(odd, 4) == one.titles(main, 4)
    assert one.titles((workspace / "link.py").as_uri(), 4) == one.titles(main, 4)
    one.pick(odd, 4, "designEndpoint")
    assert "main.py is changed" in one.said(30)
    assert [d["textDocument"]["uri"] for d in one.edits[0]["documentChanges"]] == [main]


def test_a_created_file_with_text_that_is_not_saved_is_never_deleted(opened, model, workspace):
    model.script[:] = [calls(EDITED, MADE), say("Done.")]
    one, main, _ = opened()
    one.pick(main, 4, "designEndpoint")
    one.said(30)
    new = (workspace / "notes.py").as_uri()
    one.save(new)
    one.answers["window/showMessageRequest"] = lambda params: (
        one.put(new, "NOTES = 3\n") or params["actions"][0]
    )
    one.pick(main, 0, ".undo")
    assert "notes.py stays (it has changes that are not saved)" in one.said()
    assert one.buffers[new] == "NOTES = 3\n"
    assert (workspace / "notes.py").read_text() == "NOTES = 1\n"


def test_an_undo_after_which_a_file_would_not_parse_is_asked_about(opened, model):
    """The user keeps the line inside the block, and the head of the block would go."""
    guarded = ("# Notes\n", "if True:\n"), ("LIMIT = 5\n", "    LIMIT = 6\n")
    edits = [{"old_string": old, "new_string": new} for old, new in guarded]
    model.script[:] = [
        calls(READ_OTHER),
        calls(EDITED, ("MultiEdit", {"path": "other.py", "edits": edits})),
        say("Done."),
    ]
    one, main, other = opened()
    one.put(other, "# Notes\n# of all\nLIMIT = 5\n")
    one.pick(main, 4, "designEndpoint")
    assert "other.py is changed" in one.said(30)
    one.type(other, "LIMIT = 6", "LIMIT = 7")
    kept, asked = one.buffers[other], []

    def answer(params):
        asked.append(params["message"])
        return params["actions"][1]

    one.answers["window/showMessageRequest"] = answer
    one.pick(other, 0, ".undo")
    assert "It was not confirmed; nothing was changed." in one.said()
    assert "other.py no longer parses" in asked[0]
    assert one.buffers[other] == kept
    assert "def health" in one.buffers[main]
