"""Every command of the server has its place in each editor: an entry of the menu brings it, or a
command of the editor's own."""

import json
import re

import pytest

from backlight.lsp.commands import COMMANDS, FOLLOW, PAST
from tidy.source import ROOT

MENU = {"backlight.run", "backlight.more", "backlight.trust", *PAST, *FOLLOW}
"""Entries of the menu, in any editor."""
OWN = {
    # what the server does: the commands of VS Code, Neovim and Emacs for it
    "backlight.cancel": ("backlight.cancelRuns", "LspBacklightCancel", "backlight-cancel"),
    "backlight.findLocalModel": (
        "backlight.findLocalModel",
        "LspBacklightFindModel",
        "backlight-find-model",
    ),
    "backlight/status": ("backlight.menu", "LspBacklightStatus", "backlight-status"),
    "an action by its words": ("backlight.action.ask", "LspBacklightAsk", "backlight-ask"),
}
EDITORS = ROOT / "editors"


def read(path):
    return (EDITORS / path).read_text("utf-8")


def test_each_command_of_the_server_is_in_the_menu_or_in_every_editor():
    assert set(COMMANDS) == MENU | {name for name in OWN if name.startswith("backlight.")}


@pytest.mark.parametrize("names", OWN.values(), ids=OWN)
def test_the_editors_have_their_commands_and_say_so(names):
    in_code, in_neovim, in_emacs = names
    contributed = json.loads(read("vscode/package.json"))["contributes"]
    shown = {it["command"]: it["title"] for it in contributed["commands"]}
    hidden = [it for it in contributed["menus"]["commandPalette"] if it["when"] == "false"]
    assert in_code in shown
    assert in_code not in {it["command"] for it in hidden}
    assert f"'{in_neovim}'" in read("neovim/lsp/backlight.lua")
    assert f"*:{in_neovim}*" in read("neovim/doc/backlight.txt")
    package = read("emacs/backlight.el")
    assert f"\n;;;###autoload\n(defun {in_emacs} (" in package
    assert f"`{in_emacs}'" in package
    assert f"| `{in_emacs}` |" in read("emacs/README.md")


def test_no_command_of_an_editor_is_forgotten_in_its_documents():
    lua, help_page = read("neovim/lsp/backlight.lua"), read("neovim/doc/backlight.txt")
    made = re.findall(r"create_user_command\(bufnr, '(\w+)'", lua)
    assert made
    assert [name for name in made if f"*:{name}*" not in help_page] == []
    named = re.findall(r";;;###autoload\n\(defun (backlight-[\w-]+)", read("emacs/backlight.el"))
    assert named
    assert [name for name in named if f"| `{name}` |" not in read("emacs/README.md")] == []
