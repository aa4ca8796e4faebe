"""Files go or get another name alone, when the user agrees, and never over what is not saved."""

import sys

import pytest

from lsp.conftest import ABLE, FASTAPI
from lsp.test_agent import SHOWS
from lsp.test_undo import DELETES

SERVER = """
import backlight.actions as actions
from backlight.action import Action, Offer, Task
from backlight.edits import Change, Edit

def offer(ctx):
    return Offer(title="Tidy up", span=ctx.span, task=Task(goal=""), rewrite=lambda: {change})

actions.ALL = (Action(id="tidy-up", title="Tidy up", offer=offer),)
from backlight.lsp import main
main()
"""
"""A server with one action more: none of ours deletes or renames."""

DELETED = 'Change(deleted=("old.py",))'
RENAMED = 'Change(renamed={"old.py": "new.py"})'
OLD = "OLD = 1\n"


@pytest.fixture
def tidied(editor, app, workspace):
    """An editor in which the action was chosen; the questions that were asked are kept."""

    def one(change, capabilities=DELETES, answer=0, opened=None, **more):
        (workspace / "old.py").write_text(OLD, encoding="utf-8")
        command = [sys.executable, "-P", "-c", SERVER.format(change=change)]
        double = editor(capabilities, root=app[0], command=command, **more)
        double.asked = []

        def answered(params):
            double.asked.append(params["message"])
            return params["actions"][answer]

        double.answers["window/showMessageRequest"] = answered
        double.edit_file(app[1], FASTAPI)
        if opened is not None:
            double.edit_file((workspace / "old.py").as_uri(), opened)
        double.pick(app[1], 0, "tidyUp")
        return double, double.said()

    return one


def test_a_file_is_deleted_once_the_user_agrees(tidied, workspace):
    one, said = tidied(DELETED)
    assert said == "Tidy up: old.py is gone."
    assert one.asked == ["old.py is deleted. This needs confirmation. Apply it?"]
    assert not (workspace / "old.py").exists()
    assert len(one.edits) == 1


def test_a_file_is_renamed_once_the_user_agrees(tidied, workspace):
    one, said = tidied(RENAMED, opened=OLD)
    assert said == "Tidy up: old.py is gone (it is new.py now)."
    assert one.asked == ["old.py becomes new.py. This needs confirmation. Apply it?"]
    assert not (workspace / "old.py").exists()
    assert (workspace / "new.py").read_text() == OLD


@pytest.mark.parametrize("change", [DELETED, RENAMED])
def test_without_the_users_yes_nothing_goes(tidied, workspace, change):
    one, said = tidied(change, answer=1)
    assert "It was not confirmed; nothing was changed." in said
    assert not one.edits
    assert (workspace / "old.py").read_text() == OLD


@pytest.mark.parametrize("change", [DELETED, RENAMED])
def test_where_the_editor_asks_by_itself_the_one_operation_says_so(tidied, change):
    one, _ = tidied(change, {**ABLE, **SHOWS})
    assert not one.asked
    assert [note["needsConfirmation"] for note in one.edits[0]["changeAnnotations"].values()] == [
        True
    ]
    assert len(one.edits[0]["documentChanges"]) == 1


@pytest.mark.parametrize("change", [DELETED, RENAMED])
def test_a_buffer_that_is_not_saved_stays_where_it_is(tidied, workspace, change):
    one, said = tidied(change, opened="OLD = 2\n")
    assert "old.py stays (it has changes that are not saved)" in said
    assert not one.edits
    assert (workspace / "old.py").read_text() == OLD


def test_nothing_is_renamed_over_a_file_that_is_there(tidied, workspace):
    (workspace / "new.py").write_text("NEW = 1\n")
    one, said = tidied(RENAMED)
    assert "old.py stays (new.py exists)" in said
    assert not one.edits
    assert (workspace / "new.py").read_text() == "NEW = 1\n"


@pytest.mark.parametrize("change", [DELETED, RENAMED])
def test_an_editor_that_cannot_is_not_asked_to(tidied, workspace, change):
    one, said = tidied(change, ABLE)
    assert "for a language server; do it yourself: old.py." in said
    assert not one.edits
    assert (workspace / "old.py").exists()


@pytest.mark.parametrize(
    "change",
    [
        'Change(created={"new.py": "x"}, deleted=("old.py",))',
        'Change({"main.py": (Edit(0, 0, "x = 1\\n"),)}, renamed={"old.py": "b.py"})',
    ],
)
def test_what_deletes_or_renames_does_nothing_else(tidied, workspace, change):
    one, said = tidied(change.replace("\n", "\\n"))
    assert "may do nothing else; nothing was changed" in said
    assert not one.edits
    assert not one.asked
    assert (workspace / "old.py").exists()


def test_an_editor_that_says_it_deleted_and_did_not_is_found_out(tidied, workspace):
    _one, said = tidied(DELETED, habits={"lie"})
    assert "old.py stays" in said
    assert (workspace / "old.py").exists()


def test_a_file_that_was_deleted_comes_back_by_undo_where_the_action_was_picked(
    tidied, app, workspace
):
    one, _ = tidied(DELETED)
    assert not (workspace / "old.py").exists()
    one.pick(app[1], 0, ".undo")
    assert one.said() == "Undo: Tidy up: old.py is new."
    assert one.buffers[(workspace / "old.py").as_uri()] == OLD
