"""In a real Neovim: a run changes files that nobody has open, besides the one its user looks at."""

import re
from pathlib import Path

import pytest

from readme import fence

SHOP = {
    "app.py": (
        "from flask import Flask, request\n\napp = Flask(__name__)\n\n\n"
        '@app.post("/orders")\ndef create_order():\n    return {"name": request.json["name"]}\n'
    ),
    "requirements.txt": "flask>=3\n",
}
SHORT = "local _, python = ...\n" + fence("lua", "Neovim 0.11 or newer, in `init.lua`").replace(
    "vim.fn.expand('~/.local/share/backlight/bin/backlight')", "python, '-P', '-m', 'backlight'"
)
SHIPPED = {}


@pytest.fixture(params=[SHIPPED, {"lua": SHORT}], ids=["the folder", "the lines of the README"])
def vim(neovim, request):
    """A Neovim with the handler before it, and another file that it may or may not have open."""
    return neovim(SHOP, **request.param)


def picked(vim, until, title="Add validation"):
    """Pick an entry, and wait for what is said at the end."""
    vim.nvim.command("messages clear")
    vim.pick(title)
    until(lambda: f"{title}: " in vim.messages and not vim.busy, said=lambda: vim.messages)
    return vim.messages


def test_a_file_that_was_not_open_is_seen_and_taken_back_and_changed_once_more(vim, until):
    vim.edit("app.py", "def create_order")
    for _ in range(2):
        assert "requirements.txt is changed" in picked(vim, until)
        assert vim.buffers["requirements.txt"] == "flask>=3\npydantic>=2\n"
        assert "requirements.txt is changed" in picked(vim, until, "Undo: Add validation")
        assert vim.buffers == SHOP


def test_what_is_typed_and_not_saved_in_another_file_stays_where_it_is(vim, until):
    vim.nvim.command("edit requirements.txt")
    vim.nvim.command("call append(0, ['# ours', ''])")
    vim.nvim.command("set hidden")
    vim.edit("app.py", "def create_order")
    assert "requirements.txt is changed" in picked(vim, until)
    assert vim.buffers["requirements.txt"] == "# ours\n\nflask>=3\npydantic>=2\n"
    picked(vim, until, "Undo: Add validation")
    assert vim.buffers == SHOP | {"requirements.txt": "# ours\n\nflask>=3\n"}


PAGES = sorted((Path(__file__).parents[1] / "actions").glob("*.md"))
FURTHER = re.compile(r"(?m)^(?:#-|//-|---|\+\+\+) (\S+\.\w+)")
TYPES = """
local found = {}
for _, path in ipairs(...) do
  local buffer = vim.api.nvim_create_buf(true, false)
  local type = vim.filetype.match({ filename = path, buf = buffer })
  if type and not vim.list_contains(vim.lsp.config.backlight.filetypes, type) then
    found[type] = path
  end
end
return found
"""


def test_the_lines_of_the_readme_name_the_type_of_every_file_that_an_action_changes(neovim):
    paths = {path for page in PAGES for path in FURTHER.findall(page.read_text(encoding="utf-8"))}
    assert len(paths) > 200
    assert neovim(SHOP, SHORT).nvim.exec_lua(TYPES, sorted(paths)) in ({}, [])
