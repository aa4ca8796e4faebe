"""The parts of the documents that are made from the code, and the markers they stand between."""

import importlib
import re
import sys

from backlight import cli, config
from tidy import layers
from tidy.source import every


def settings():
    """The table of settings: what an editor is told of each, for people."""
    yield "| setting | default | what it does | in `backlight.toml` |"
    yield "|---|---|---|---|"
    for name, it in config.schema().items():
        default = str(it["default"]).lower() if isinstance(it["default"], bool) else it["default"]
        shown = f"`{default}`" if default not in ("", []) else ""
        shared = "yes" if it.get("scope") == "window" else ""
        text = it.get("markdownDescription") or it.get("description", "")
        yield f"| `{name}` | {shown} | {cell(text)} | {shared} |"


def commands():
    """The commands, as the command line itself knows them."""
    yield "| command | what it does |"
    yield "|---|---|"
    groups = [it for it in cli.parser()._actions if it.dest == "command"]
    for group in groups:
        for said in group._choices_actions:
            usage = ["backlight", said.dest, *map(word, group.choices[said.dest]._actions)]
            yield f"| `{cell(' '.join(usage))}` | {cell(said.help)} |"


def word(it):
    """An argument as a usage line shows it; `-h` goes without saying."""
    if it.dest == "help" or it.help == "accepted and ignored: it is so anyway":
        return ""
    if not it.option_strings:
        several = {"+": f"{it.metavar}…", "*": f"[{it.metavar}…]", "?": f"[{it.metavar}]"}
        return several.get(it.nargs, it.metavar)
    value = it.metavar or "|".join(it.choices or ())
    return f"[{' '.join(filter(None, [it.option_strings[-1], value]))}]"


def actions():
    """The table of actions, in the order of the menu."""
    yield "| in the menu | what it does | id |"
    yield "|---|---|---|"
    for it in importlib.import_module("backlight.actions").ALL:
        doc = it.doc or sys.modules[it.offer.__module__].__doc__
        yield f"| **{it.title}** | {cell(sentence(doc))} | `{it.id}` |"


def code_map():
    """Every file of the package, and what it says it is for."""
    for source in every():
        folder = source.path.name == "__init__.py"
        if str(source.path) == "__init__.py":
            continue
        depth = len(source.path.parts) - 1 - folder
        name = f"{source.path.parent.name}/" if folder else source.path.name
        yield f"{'  ' * depth}- `{name}`: {doc_of(source)}"


def who_imports_whom():
    """The table of layers."""
    yield "| part | imports, besides `text` | touches |"
    yield "|---|---|---|"
    for part, below in layers.LAYERS.items():
        if part != "__init__":
            may = "everything above" if below >= layers.BELOW else ", ".join(sorted(below)) or "–"
            touch = ", ".join(sorted(layers.TOUCHES.get(part, ()))) or "nothing"
            yield f"| {part} | {may} | {touch} |"
    for part in sorted(set(layers.TOUCHES) - set(layers.LAYERS)):
        yield f"| {part} | as its folder | {', '.join(sorted(layers.TOUCHES[part]))} |"


MADE = {
    # document: what stands between which markers
    "README.md": {"actions": actions, "commands": commands, "settings": settings},
    "CONTRIBUTING.md": {"map": code_map, "layers": who_imports_whom},
}


def fresh(text, makers):
    """A document with what is generated written anew between its markers."""
    for name, make in makers.items():
        start, end = f"<!-- generated:{name} -->", f"<!-- end:{name} -->"
        if text.count(start) != 1 or text.count(end) != 1:
            raise ValueError(f"the document needs {start} and {end}, once each")
        before, _, rest = text.partition(start)
        lines = "\n".join(["", *make(), ""])
        text = f"{before}{start}\n{lines}\n{end}{rest.partition(end)[2]}"
    return text


def doc_of(source):
    """The first sentence of a module's docstring, without importing it."""
    doc = source.tree.body[0].value.value if source.tree.body else ""
    return sentence(doc if isinstance(doc, str) else "")


def sentence(doc):
    """The first sentence of the first paragraph, on one line."""
    paragraph = " ".join((doc or "").strip().partition("\n\n")[0].split())
    return re.split(r"(?<=[.!?]) (?=[A-Z`])", paragraph)[0]


def cell(text):
    """A text as a cell of a table."""
    return " ".join(text.split()).replace("|", "\\|")
