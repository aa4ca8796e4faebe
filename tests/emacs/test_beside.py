"""Emacs where ruff, pyright and Backlight serve one buffer: lsp-mode runs all, eglot a multiplexer."""

import shutil
import sys
from pathlib import Path

import pytest

from double.shop import MAIN, SHOP
from emacs.conftest import lisp

pytestmark = pytest.mark.editors

RASS = Path(__file__).with_name(".rass")
PYRIGHT = Path(__file__).parents[1] / "pyright/node_modules/pyright/langserver.index.js"
OTHERS = """
(progn
  (lsp-register-client (make-lsp-client
    :new-connection (lsp-stdio-connection '({ruff} "server"))
    :activation-fn (lsp-activate-on "python") :server-id 'ruff-beside :add-on? t :priority -2))
  (lsp-register-client (make-lsp-client
    :new-connection (lsp-stdio-connection '({node} {pyright} "--stdio"))
    :activation-fn (lsp-activate-on "python") :server-id 'pyright-beside :priority 9))
  t)
"""
READY = """
(vconcat (mapcar (lambda (it) (symbol-name (lsp--workspace-server-id it)))
  (seq-filter (lambda (it) (eq 'initialized (lsp--workspace-status it))) (lsp-workspaces))))
"""


@pytest.mark.parametrize("emacs", ["lsp-mode"], indirect=True)
def test_menus_merge_and_our_change_lands_right_beside_ruff_and_pyright(emacs, until):
    source = MAIN.replace('("/users")', '("/users")  # 😀 ünï')
    source = source.replace("from fastapi", "import os\n\nfrom fastapi", 1)
    it = emacs(SHOP | {"main.py": source}, engine="instant")
    ruff, node = Path(sys.executable).with_name("ruff"), shutil.which("node")
    form = OTHERS.format(ruff=lisp(ruff), node=lisp(node), pyright=lisp(PYRIGHT))
    assert it.eval(form) is True
    it.edit("main.py", "def create_user")
    wanted = {"backlight", "ruff-beside", "pyright-beside"}
    until(lambda: set(it.here(READY)) == wanted, said=it.seen)
    until(lambda: it.entry("Add validation: `create_user` reads 2"), said=it.seen)
    titles = it.choices
    assert len(set(titles)) == len(titles)
    assert any(title.startswith("Ruff: ") for title in titles)
    it.answer(next(t for t in titles if t.startswith("Add validation: `create_user` reads 2")))
    it.told("main.py is changed")
    text = it.text()
    assert '@app.post("/users")  # 😀 ünï\ndef create_user(payload: CreateUserRequest):\n' in text
    it.keys("\x1f")
    until(lambda: it.text() == source, said=it.text)


MULTIPLEXED = """
(setq backlight-eglot-command
      '({python} "-c" "import sys; sys.path.insert(0, {rass}); from rassumfrassum.main import main; main()"
        "--" {python} "-P" "-m" "backlight" "serve"
        "--" {ruff} "server"
        "--" {node} "--unhandled-rejections=warn" {pyright} "--stdio"))
"""


@pytest.mark.parametrize("emacs", ["eglot"], indirect=True)
def test_eglot_has_all_three_behind_a_multiplexer(emacs, until):
    source = MAIN.replace('("/users")', '("/users")  # 😀 ünï')
    source = source.replace("from fastapi", "import os\n\nfrom fastapi", 1)
    it = emacs(SHOP | {"main.py": source}, engine="instant")
    ruff, node = Path(sys.executable).with_name("ruff"), shutil.which("node")
    words = {"python": sys.executable, "ruff": ruff, "node": node, "pyright": PYRIGHT}
    form = MULTIPLEXED.format(rass=f"'{RASS}'", **{n: lisp(word) for n, word in words.items()})
    assert it.eval(f"(progn {form} t)") is True
    it.edit("main.py", "def create_user")
    until(lambda: it.entry("Add validation: `create_user` reads 2"), said=it.seen)
    titles = it.choices
    assert len(set(titles)) == len(titles)
    assert any(title.startswith("Ruff: ") for title in titles)
    it.answer(next(t for t in titles if t.startswith("Add validation: `create_user` reads 2")))
    it.agree()
    it.told("main.py is changed")
    text = it.text()
    assert '@app.post("/users")  # 😀 ünï\ndef create_user(payload: CreateUserRequest):\n' in text
    it.keys("\x1f")
    until(lambda: it.text() == source, said=it.text)
