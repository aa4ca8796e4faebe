"""What is generated is up to date; a test that finds it stale rewrites it, and fails once."""

import json

import pytest

from tidy import generated, neovim, vscode
from tidy.source import ROOT


@pytest.mark.parametrize("name", generated.MADE)
def test_is_as_the_code_says(name):
    path = ROOT / name
    text = path.read_text("utf-8")
    fresh = generated.fresh(text, generated.MADE[name])
    if text != fresh:
        path.write_text(fresh, "utf-8")
        pytest.fail(f"{name} was stale and has been rewritten: look at it and commit it")


def test_the_extension_of_vs_code_is_as_the_code_says():
    path = ROOT / "editors/vscode/package.json"
    text = path.read_text("utf-8")
    fresh = vscode.package(text)
    if text != fresh:
        path.write_text(fresh, "utf-8")
        pytest.fail("package.json was stale and has been rewritten: look at it and commit it")


def test_the_help_of_neovim_is_as_the_code_says():
    path = ROOT / "editors/neovim/doc/backlight.txt"
    text = path.read_text("utf-8")
    fresh = neovim.help_page(text)
    if text != fresh:
        path.write_text(fresh, "utf-8")
        pytest.fail("backlight.txt was stale and has been rewritten: look at it and commit it")


def test_the_help_keeps_what_is_before_and_after_its_settings():
    text = f"a\n{neovim.START}\nstale\n\n{neovim.END}ts=8:\n"
    fresh = neovim.help_page(text)
    assert fresh.startswith(f"a\n{neovim.START}\nSettings go under")
    assert fresh.endswith(f"\n\n{neovim.END}ts=8:\n")
    assert "stale" not in fresh
    assert neovim.help_page(fresh) == fresh


def test_what_is_written_by_hand_stays():
    ours = {"backlight.server.path": {"type": "string"}}
    command = {"command": "backlight.restart", "title": "Restart", "category": "Backlight"}
    old = {
        "activationEvents": ["onLanguage:cobol"],
        "contributes": {
            "commands": [{"command": "backlight.action.gone"}, command],
            "menus": {"commandPalette": []},
            "configuration": {"properties": {"backlight.gone": {}, **ours}},
        },
    }
    new = json.loads(vscode.package(json.dumps(old)))
    properties = new["contributes"]["configuration"]["properties"]
    names = [each["command"] for each in new["contributes"]["commands"]]
    assert "onLanguage:cobol" not in new["activationEvents"]
    assert names[0] == "backlight.restart"
    assert "backlight.action.gone" not in names
    assert ours.items() <= properties.items()
    assert "backlight.gone" not in properties
    assert vscode.package(json.dumps(new)) == vscode.package(json.dumps(old))


def test_what_is_stale_is_replaced_and_the_rest_kept():
    old = "a\n<!-- generated:x -->\nold\n<!-- end:x -->\nb\n"
    new = generated.fresh(old, {"x": lambda: ["| new |"]})
    assert new == "a\n<!-- generated:x -->\n\n| new |\n\n<!-- end:x -->\nb\n"
    assert generated.fresh(new, {"x": lambda: ["| new |"]}) == new


def test_lost_markers_are_missed():
    with pytest.raises(ValueError, match="generated:x"):
        generated.fresh("a", {"x": list})


def test_the_first_sentence_is_taken():
    assert generated.sentence("One a.py\nthing. Two.\n\nThree.") == "One a.py thing."
