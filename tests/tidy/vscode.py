"""The parts of the VS Code extension's `package.json` that are made from the code."""

import json

from backlight import config
from backlight.actions import ALL
from backlight.analysis.languages import LANGUAGES

OURS = ("backlight.server.", "backlight.trace.", "backlight.review", "backlight.summary")
"""Settings that the extension reads itself: they are written by hand."""

ACTION = "backlight.action."
IDS = {"javascript": ("javascript", "javascriptreact"), "tsx": ("typescriptreact",)}
"""What VS Code calls languages that we call otherwise."""
WITHOUT_CODE = {"graphql", "properties", "proto", "xml", "yaml"}
"""Files that say something of a project, but are no reason to start."""


def package(text):
    """A `package.json` with what is generated written anew, and the rest kept."""
    it = json.loads(text)
    others = [event for event in it["activationEvents"] if not event.startswith("onLanguage:")]
    it["activationEvents"] = [*others, *(f"onLanguage:{name}" for name in languages())]
    contributes = it["contributes"]
    own = [c for c in contributes["commands"] if not c["command"].startswith(ACTION)]
    contributes["commands"] = [*own, *commands()]
    hidden = contributes["menus"]["commandPalette"]
    contributes["menus"]["commandPalette"] = [
        *(row for row in hidden if not row["command"].startswith(ACTION)),
        *({"command": c["command"], "when": "backlight.server == ready"} for c in commands()),
    ]
    properties = contributes["configuration"]["properties"]
    kept = {name: value for name, value in properties.items() if name.startswith(OURS)}
    contributes["configuration"]["properties"] = {**kept, **config.schema()}
    return json.dumps(it, indent=2, ensure_ascii=False) + "\n"


def languages():
    """The languages for which the extension starts, as VS Code names them."""
    known = dict.fromkeys(name for name in LANGUAGES.values() if name not in WITHOUT_CODE)
    return [one for name in known for one in IDS.get(name, (name,))]


def commands():
    """A command for each action, so that it can be found by name and bound to a key."""
    for action in ALL:
        title = f"{action.title}…" if action.asks else action.title
        name = ACTION + action.kind.rpartition(".")[2]
        yield {"command": name, "title": title, "category": "Backlight"}
