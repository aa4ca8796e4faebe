"""What was left out because the user typed on the same lines is offered again."""

import pytest

from lsp.conftest import ABLE, FASTAPI
from lsp.test_agent import SHOWS
from lsp.test_crash import journal
from lsp.test_runs import changed
from lsp.test_undo import until

HANDLER = 7
TITLE = "Apply the rest of: Add validation"


@pytest.fixture(autouse=True)
def state(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


@pytest.fixture
def left_out(editor, app):
    """An editor whose user typed on the import that the change wanted to extend, and no more."""

    def one(capabilities=ABLE, text=FASTAPI, **more):
        root, uri = app
        double = editor(capabilities, root=root, **more)
        double.edit_file(uri, text)
        double.pick(uri, HANDLER, "addValidation")
        double.type(uri, "import FastAPI, Request", "import APIRouter, FastAPI, Request")
        return double, uri, double.said()

    return one


def offered(one, uri):
    return [t for t in one.titles(uri, 0) if t.startswith(TITLE)]


def answering(one, number):
    """Answer every question with one of its choices; collects the questions."""
    asked = []

    def answer(params):
        asked.append(params["message"])
        return params["actions"][number]

    one.answers["window/showMessageRequest"] = answer
    return asked


def test_it_is_told_and_offered(left_out):
    one, uri, said = left_out()
    assert "part of the change was left out of main.py, for you changed the same lines" in said
    assert "import APIRouter, FastAPI, Request\n" in one.buffers[uri]
    assert offered(one, uri)
    assert not [t for t in one.titles(uri, 0, triggerKind=2) if t.startswith(TITLE)]


def test_once_the_line_is_as_it_was_the_rest_goes_in_without_a_question(left_out):
    one, uri, _ = left_out()
    one.type(uri, "import APIRouter, FastAPI, Request", "import FastAPI, Request")
    one.type(uri, "app = FastAPI()", "app = FastAPI()\nlimit = 5")
    one.pick(uri, 0, ".rest")
    assert "main.py is changed" in one.said()
    assert "from pydantic import BaseModel" in one.buffers[uri]
    assert "limit = 5\n" in one.buffers[uri]
    assert not offered(one, uri)


def test_what_others_wrote_to_the_disk_meanwhile_is_told(left_out, workspace):
    one, uri, _ = left_out()
    answering(one, 0)
    (workspace / "main.py").write_text("# written by others\n", encoding="utf-8")
    one.pick(uri, 0, ".rest")
    assert "main.py was written by somebody else while it was open here" in one.said()


def test_while_the_line_is_the_users_both_texts_are_shown_and_the_user_decides(left_out):
    one, uri, _ = left_out()
    asked = answering(one, 0)
    one.pick(uri, 0, ".rest")
    assert "main.py is changed" in one.said()
    assert "main.py, line 1: you wrote\nfrom fastapi import APIRouter, FastAPI" in asked[0]
    assert "and the change says\n" in asked[0]
    assert "APIRouter" not in one.buffers[uri]
    assert "from pydantic import BaseModel" in one.buffers[uri]
    assert not offered(one, uri)


@pytest.mark.parametrize("answer", [1, None], ids=["keep mine", "no answer"])
def test_the_users_line_stays_unless_the_user_says_otherwise(left_out, answer):
    one, uri, _ = left_out()
    before = one.buffers[uri]
    if answer is None:
        one.answers["window/showMessageRequest"] = None
    else:
        answering(one, answer)
    one.pick(uri, 0, ".rest")
    assert "stays as you have it" in one.said()
    assert one.buffers[uri] == before


def test_where_every_line_was_typed_on_all_of_it_is_offered_again(editor, app):
    root, uri = app
    one = editor(root=root)
    one.edit_file(uri, FASTAPI)
    one.pick(uri, HANDLER, "addValidation")
    one.put(uri, "".join(f"{line}  # mine\n" for line in FASTAPI.split("\n")[:-1]))
    assert "You changed the same lines meanwhile" in one.said()
    assert not one.edits
    assert offered(one, uri)
    one.put(uri, FASTAPI)
    one.pick(uri, 0, ".rest")
    assert "main.py is changed" in one.said()
    assert changed(one.buffers[uri])


def test_it_is_still_offered_in_the_next_session(left_out, editor, app):
    one, uri, _ = left_out()
    text = one.buffers[uri]
    one.process.kill()
    two = editor(root=app[0])
    two.edit_file(uri, text)
    until(two, uri, TITLE)
    answering(two, 0)
    two.pick(uri, 0, ".rest")
    assert "main.py is changed" in two.said()
    assert "from pydantic import BaseModel" in two.buffers[uri]


def test_hunks_that_the_user_unticks_in_a_preview_are_a_part_and_the_rest_is_offered(editor, app):
    root, uri = app
    one = editor({**ABLE, **SHOWS}, root=root, habits={"first hunk"})
    one.edit_file(uri, FASTAPI)
    one.pick(uri, HANDLER, "addValidation")
    said = one.said()
    assert "main.py is changed in part; its code actions offer the rest" in said
    assert "`backlight runs diff 1` shows what was sent" in said
    assert not changed(one.buffers[uri])
    one.habits.clear()
    one.pick(uri, 0, ".rest")
    one.said()
    assert changed(one.buffers[uri])
    assert journal()[0].way == "rest"


def test_a_part_can_be_taken_back(editor, app):
    root, uri = app
    one = editor({**ABLE, **SHOWS}, root=root, habits={"first hunk"})
    one.edit_file(uri, FASTAPI)
    one.pick(uri, HANDLER, "addValidation")
    one.said()
    one.habits.clear()
    one.pick(uri, 0, ".undo")
    one.said()
    assert one.buffers[uri] == FASTAPI


def test_a_hunk_right_beside_what_was_typed_is_to_be_confirmed_where_the_editor_asks(editor, app):
    root, uri = app
    one = editor({**ABLE, **SHOWS}, root=root)
    one.edit_file(uri, FASTAPI)
    one.pick(uri, HANDLER, "addValidation")
    one.type(
        uri,
        "from fastapi import FastAPI, Request\n",
        "from fastapi import FastAPI, Request\nimport os\n",
    )
    one.said()
    notes = one.edits[0]["changeAnnotations"]
    asking = [note for note in notes.values() if note["needsConfirmation"]]
    assert [note["description"] for note in asking] == ["Right beside what you typed meanwhile."]
    assert [note for note in notes.values() if not note["needsConfirmation"]]
    assert "import os\n" in one.buffers[uri]
    assert changed(one.buffers[uri])


def test_what_is_left_is_offered_until_all_of_it_is_there_however_little_is_taken_at_once(left_out):
    """One hunk is on the user's line, and of the others the user ticks the first one each time."""
    text = FASTAPI.replace("    age = ", "    limit = 5\n    age = ")
    one, uri, _ = left_out({**ABLE, **SHOWS}, text, habits={"first hunk"})
    answering(one, 1)
    texts = [one.buffers[uri]]
    while len(texts) < 9:
        one.pick(uri, 0, ".rest")
        one.said()
        if one.buffers[uri] == texts[-1]:
            break
        texts.append(one.buffers[uri])
    assert len(texts) > 2
    assert "import APIRouter, FastAPI, Request\n" in texts[-1]
    one.habits.clear()
    answering(one, 0)
    one.pick(uri, 0, ".rest")
    one.said()
    assert "APIRouter" not in one.buffers[uri]
    assert changed(one.buffers[uri])
    assert not offered(one, uri)


def test_what_is_kept_back_again_is_offered_once(left_out):
    one, uri, _ = left_out()
    one.type(uri, "import APIRouter, FastAPI, Request", "import FastAPI, Request")
    one.pick(uri, 0, ".rest")
    one.type(uri, "import FastAPI, Request", "import APIRouter, FastAPI, Request")
    assert "You changed the same lines meanwhile" in one.said()
    assert len(offered(one, uri)) == 1
