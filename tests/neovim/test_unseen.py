"""In a real Neovim: a run changes files that nobody has open, besides the one its user looks at."""

import re
from pathlib import Path

import pytest

from double.orders import ORDERS, SHORT

SHIPPED = {}


@pytest.fixture(params=[SHIPPED, {"lua": SHORT}], ids=["the folder", "the lines of the README"])
def vim(neovim, request):
    """A Neovim with the handler before it, and another file that it may or may not have open."""
    return neovim(ORDERS, **request.param)


def test_a_file_that_was_not_open_is_seen_and_taken_back_and_changed_once_more(vim):
    vim.edit("app.py", "def create_order")
    for _ in range(2):
        assert "requirements.txt is changed" in vim.run("Add validation")
        assert vim.buffers["requirements.txt"] == "flask>=3\npydantic>=2\n"
        assert "requirements.txt is changed" in vim.run("Undo: Add validation")
        assert vim.buffers == ORDERS


def test_what_is_typed_and_not_saved_in_another_file_stays_where_it_is(vim):
    vim.nvim.command("edit requirements.txt")
    vim.nvim.command("call append(0, ['# ours', ''])")
    vim.nvim.command("set hidden")
    vim.edit("app.py", "def create_order")
    assert "requirements.txt is changed" in vim.run("Add validation")
    assert vim.buffers["requirements.txt"] == "# ours\n\nflask>=3\npydantic>=2\n"
    vim.run("Undo: Add validation")
    assert vim.buffers == ORDERS | {"requirements.txt": "# ours\n\nflask>=3\n"}


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
    assert neovim(ORDERS, SHORT).nvim.exec_lua(TYPES, sorted(paths)) in ({}, [])
