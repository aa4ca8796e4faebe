"""In a real Emacs: a change arrives in the buffers, unsaved, and is taken back byte for byte."""

import pytest

from double.shop import MAIN, SERVICE, SHOP


@pytest.mark.parametrize(
    ("files", "path", "place", "title", "sign"),
    [
        (SHOP, "main.py", "def create_user", "Add validation: `create_user`", "BaseModel"),
        (SHOP, "queries.py", "SELECT", "Optimize query", "customer = ?"),
        (SERVICE, "models.py", "class Order", "Design endpoint: CRUD for `Order`", "APIRouter"),
    ],
)
def test_each_action_is_an_unsaved_change_that_undo_takes_back(
    emacs, until, workspace, files, path, place, title, sign
):
    it = emacs(files, engine="instant")
    it.edit(path, place)
    it.pick(title)
    it.agree()
    until(lambda: any(sign in text for text in it.buffers.values()), said=it.seen)
    it.told("is changed")
    changed = {p: text for p, text in it.buffers.items() if text != files.get(p)}
    assert path in changed or len(changed) > 1
    assert {p: (workspace / p).read_text() for p in files} == files
    for name in changed.keys() & files.keys():
        it.edit(name, "")
        assert it.here("(buffer-modified-p)")
        it.keys("\x1f")  # C-_ is undo
        until(lambda name=name: it.text(name) == files[name], said=it.seen)
        assert not it.here("(buffer-modified-p)")


def test_a_run_is_taken_back_from_the_menu_over_what_was_typed_since(emacs, until):
    it = emacs(SHOP, engine="instant")
    it.edit("main.py", "def create_user")
    it.pick("Add validation")
    it.agree()
    it.told("main.py is changed")
    it.keys("\x1b<import os  # 😀\r\x1b>LIMIT = 5\r")  # M-< and M-> are the ends of the text
    until(lambda: it.text().endswith("LIMIT = 5\n"))
    it.pick("Undo: Add validation")
    it.agree()
    it.told("Undo: Add validation")
    assert it.text() == f"import os  # 😀\n{MAIN}LIMIT = 5\n"
