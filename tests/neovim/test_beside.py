"""Neovim with ruff, pyright and Backlight on one buffer: one menu, each edit where it belongs."""

import shutil
import sys
from pathlib import Path

import pytest

from double.shop import SHOP

pytestmark = pytest.mark.editors

PYRIGHT = Path(__file__).parents[1] / "pyright/node_modules/pyright/langserver.index.js"
OTHERS = """
local ruff, node, pyright = ...
vim.lsp.config('ruff', { cmd = { ruff, 'server' }, filetypes = { 'python' }, root_markers = { '.git' } })
vim.lsp.config('pyright', { cmd = { node, pyright, '--stdio' }, filetypes = { 'python' }, root_markers = { '.git' } })
vim.lsp.enable({ 'ruff', 'pyright' })
"""
ATTACHED = """
local said = {}
for _, client in ipairs(vim.lsp.get_clients({ bufnr = 0 })) do
  if client.initialized then said[client.name] = client.offset_encoding end
end
return said
"""
MENU = """
_G.menu = nil
vim.ui.select = function(items, _, choose)
  _G.menu = {}
  for _, item in ipairs(items) do
    table.insert(_G.menu, { vim.lsp.get_client_by_id(item.ctx.client_id).name, item.action.title })
  end
end
vim.lsp.buf.code_action()
"""


MAIN = '''\
"""A shop 😀"""

import os

from fastapi import FastAPI

app = FastAPI()


@app.post("/users")  # 😀 ünï
def create_user(payload: dict):  # 😀 é
    age = int(payload["age"]); smile = "😀"; return {"email": payload["email"], "age": age, smile: missing}
'''
FIXED = MAIN.replace("import os\n", "")
TRACED = """
_G.sent = {}
local client = vim.lsp.get_clients({ bufnr = 0, name = 'backlight' })[1]
local request = client.request
client.request = function(self, method, ...)
  table.insert(_G.sent, method)
  return request(self, method, ...)
end
"""
FIX = """
vim.lsp.buf.code_action({ apply = true, context = { only = { 'source.fixAll.ruff' }, diagnostics = {} } })
"""
FOUND = "return vim.diagnostic.get(0)"


@pytest.fixture
def beside(neovim, until):
    """Neovim with all three servers on `main.py`, at the handler."""
    node = shutil.which("node")
    assert node and PYRIGHT.exists(), "pyright is installed by `make test-emacs`"
    vim = neovim(SHOP | {"main.py": MAIN}, engine="instant")
    vim.nvim.exec_lua(OTHERS, str(Path(sys.executable).with_name("ruff")), node, str(PYRIGHT))
    vim.edit("main.py", "def create_user")
    until(lambda: len(vim.nvim.exec_lua(ATTACHED)) == 3, said=lambda: vim.messages)
    until(
        lambda: {d["source"] for d in vim.nvim.exec_lua(FOUND)} == {"backlight", "Ruff", "Pyright"},
        said=lambda: vim.messages,
    )
    return vim


def test_menus_merge_and_nothing_is_sent_or_shown_twice(beside, until):
    vim = beside
    assert vim.nvim.exec_lua(ATTACHED) == {
        "backlight": "utf-8",
        "ruff": "utf-8",
        "pyright": "utf-16",
    }
    vim.nvim.exec_lua(TRACED)
    vim.nvim.exec_lua(MENU)
    until(lambda: vim.nvim.exec_lua("return _G.menu ~= nil"), said=lambda: vim.messages)
    rows = vim.nvim.exec_lua("return _G.menu")
    assert vim.nvim.exec_lua("return _G.sent") == ["textDocument/codeAction"]
    assert len({tuple(row) for row in rows}) == len(rows)
    ours = [title for name, title in rows if name == "backlight"]
    assert "Add validation: `create_user` reads 2 unchecked fields (age, email)" in ours
    assert ["ruff", "Ruff: Organize imports"] in rows
    found = [(d["source"], d["lnum"], d["message"]) for d in vim.nvim.exec_lua(FOUND)]
    assert len(set(found)) == len(found)
    assert [line for source, line, _ in found if source == "backlight"] == [10]


def test_edits_of_each_server_land_right_on_lines_with_emoji(beside, until):
    vim = beside
    vim.pick("Add validation: `create_user` reads 2")
    until(lambda: "BaseModel" in vim.text and not vim.busy, said=lambda: vim.messages)
    ours = vim.text
    assert "def create_user(payload: CreateUserRequest):  # 😀 é\n" in ours
    last = ours.split("\n")[-2]
    assert last == MAIN.split("\n")[-2].replace('payload["email"]', "payload.email").replace(
        'int(payload["age"])', "payload.age"
    )
    place = last.encode().index(b"missing")
    wide = len(last[: last.index("missing")].encode("utf-16-le")) // 2
    assert wide != place
    until(
        lambda: (
            {d["source"] for d in vim.nvim.exec_lua(FOUND) if d["col"] == place}
            == {"Ruff", "Pyright"}
        ),
        said=lambda: str(vim.nvim.exec_lua(FOUND)),
    )
    vim.nvim.exec_lua(FIX)
    until(lambda: "import os" not in vim.text, said=lambda: vim.messages)
    assert vim.text == ours.replace("import os\n", "")
    vim.type("normal! ggO# 😀")
    vim.pick("Undo: Add validation")
    until(lambda: "BaseModel" not in vim.text and not vim.busy, said=lambda: vim.messages)
    assert vim.text == f"# 😀\n{FIXED}"
