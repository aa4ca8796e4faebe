"""An editor that loads a file for an edit and tells nothing of its buffer: for another type of file."""

import pytest

from backlight.edits import Change
from backlight.lsp.documents import Documents
from backlight.lsp.root import Root
from backlight.lsp.target import NotNow, aimed
from backlight.workspace import Snapshot
from double.orders import ORDERS
from lsp.conftest import ABLE
from lsp.editor import path

HANDLER = 6
LISTED = "flask>=3\npydantic>=2\n"
UNDO = "Undo: Add validation"
RUN, REST = "addValidation", ".rest"


@pytest.fixture
def shop(editor, workspace):
    """Such an editor, the file it has open, and the one it has not."""
    for name, text in ORDERS.items():
        (workspace / name).write_text(text, encoding="utf-8")
    one = editor(ABLE, root=workspace.as_uri(), habits={"hides"})
    app, listed = ((workspace / name).as_uri() for name in ORDERS)
    one.edit_file(app, ORDERS["app.py"])
    return one, app, listed


def picked(one, uri, kind):
    """Pick an entry; answers what was said in the end."""
    one.pick(uri, HANDLER, kind)
    return one.said()


def offers(one, uri):
    return {title.partition(":")[0] for title in one.titles(uri, 0)}


def test_what_was_sent_into_such_a_buffer_is_not_seen_before_it_is_saved(shop):
    one, app, _ = shop
    said = picked(one, app, RUN)
    assert "requirements.txt was sent" in said
    assert "(Backlight sees it once it is saved)" in said


def test_an_undo_leaves_it_says_so_and_takes_it_back_once_it_is_saved(shop):
    one, app, listed = shop
    picked(one, app, RUN)
    said = picked(one, app, ".undo")
    assert "app.py is changed. requirements.txt is changed in a buffer that Backlight" in said
    assert "save it, and pick this again" in said
    assert (one.text(app), one.text(listed)) == (ORDERS["app.py"], LISTED)
    assert offers(one, app) >= {"Undo"}
    assert "Nothing was changed. requirements.txt is changed in a buffer" in undone(one, app)
    one.save(listed)
    assert "requirements.txt was sent" in undone(one, app)
    assert (one.text(app), one.text(listed)) == tuple(ORDERS.values())
    assert path(listed).read_text(encoding="utf-8") == LISTED


def undone(one, uri):
    """Pick the offer to take the first run back, beside which there may be one to redo it."""
    found = [a for a in one.menu(uri, 0)["result"] if a["title"].startswith(UNDO)]
    assert len(found) == 1
    one.request("workspace/executeCommand", found[0]["command"])
    return one.said()


def test_once_it_is_open_it_is_seen(shop):
    one, app, listed = shop
    picked(one, app, RUN)
    one.edit_file(listed, one.hidden.pop(listed), "text")
    assert "app.py is changed; requirements.txt is changed." in picked(one, app, ".undo")
    assert (one.text(app), one.text(listed)) == tuple(ORDERS.values())
    assert not offers(one, app) & {"Undo"}


def test_what_the_user_took_back_without_saving_it_is_nothing_once_it_is_saved(shop):
    one, app, listed = shop
    picked(one, app, RUN)
    one.hidden[listed] = ORDERS["requirements.txt"]
    picked(one, app, ".undo")
    one.save(listed)
    assert "There is nothing left to do." in undone(one, app)
    assert not offers(one, app) & {"Undo"}


def test_a_run_that_would_change_it_once_more_leaves_it_out_and_offers_that(shop):
    one, app, listed = shop
    picked(one, app, RUN)
    picked(one, app, ".undo")
    said = picked(one, app, RUN)
    assert "app.py is changed; requirements.txt is left out, for an earlier change" in said
    assert one.text(listed) == LISTED
    assert "Apply the rest of" in offers(one, app)
    assert "Nothing was changed. requirements.txt is changed in a buffer" in picked(one, app, REST)
    one.save(listed)
    picked(one, app, REST)
    assert one.text(listed) == LISTED
    assert "Apply the rest of" not in offers(one, app)


def test_a_file_that_was_made_and_never_saved_is_not_made_a_second_time(workspace):
    root = Root(Snapshot(workspace), Documents())
    change = Change({}, {"new.py": "NEW = 1\n"})
    assert aimed(root, root.snapshot(), change, {}).targets
    root.hide("new.py")
    with pytest.raises(NotNow, match=r"new\.py exists by now; nothing was changed"):
        aimed(root, root.snapshot(), change, {})
