"""Every file imports and touches what the table lets it, and each rule of the table can be broken."""

import ast
import re

import pytest

from tidy import layers
from tidy.source import PACKAGE, every, planted

SOURCES = every()


def test_every_file_imports_and_touches_only_what_its_part_may():
    wrong = [what for source in SOURCES for what in layers.wrong(source)]
    assert not wrong, "\n".join(["", *wrong])


def test_no_circle():
    def above(part, seen):
        assert part not in seen, f"a circle: {' > '.join([*seen, part])}"
        for other in layers.LAYERS[part]:
            above(other, [*seen, part])

    for part in layers.LAYERS:
        above(part, [])


@pytest.mark.parametrize(
    ("path", "text", "says"),
    [
        ("extras.py", "", "is no part of the package"),
        ("extras/a.py", "", "is no part of the package"),
        ("analysis/a.py", "from backlight.agent import loop", "imports backlight.agent.loop"),
        (
            "analysis/a.py",
            "def f():\n    import backlight.workspace",
            "imports backlight.workspace",
        ),
        ("analysis/a.py", "from backlight import edits", "may import only text"),
        ("analysis/a.py", "from ..agent import loop", "imports backlight.agent.loop"),
        ("edits.py", "from . import workspace", "imports backlight.workspace"),
        ("actions/a.py", "from backlight.workspace import Snapshot", "imports backlight.workspace"),
        ("actions/a.py", "from backlight.stacks.fastapi import STACK", "imports backlight.stacks"),
        ("lsp/a.py", "import backlight", "imports backlight as a whole"),
        ("rules/a.py", "from backlight.stacks import ORMS", "imports backlight.stacks"),
        ("runs.py", "from backlight.lsp import server", "imports backlight.lsp"),
        ("providers/a.py", "from backlight.agent import loop", "imports backlight.agent"),
        ("cli.py", "from backlight.lsp import server", "imports backlight.lsp"),
        ("runs.py", "from lsprotocol import types", "imports lsprotocol, which only nobody may"),
        ("lsp/server.py", "from pygls.lsp.server import LanguageServer", "which only nobody may"),
        ("runs.py", "import pygls.server", "imports pygls, which only nobody may"),
        ("providers/model.py", "import anthropic", "which only providers/anthropic and"),
        ("lsp/a.py", "from anthropic import Anthropic", "which only providers/anthropic and"),
        ("stacks/a.py", "import yaml", "which only agent and sql/changelog may"),
        ("sql/a.py", "import tree_sitter", "which only analysis and stacks may"),
        ("actions/a.py", "from sqlglot import exp", "which only sql may"),
        ("text.py", "import requests", "which only nobody may"),
        ("text.py", "import os", "imports os, but `text` touches nothing"),
        ("config.py", "from pathlib import Path", "imports pathlib.Path"),
        ("sql/plans.py", "import subprocess", "imports subprocess"),
        ("stacks/a.py", "from urllib.request import urlopen", "imports urllib.request"),
        ("actions/a.py", "import time", "imports time"),
        ("rules/a.py", "import logging", "imports logging"),
        ("checks/a.py", "import asyncio", "imports asyncio"),
        ("index.py", "import os", "imports os, but `index` touches log"),
        ("workspace/a.py", "import subprocess", "imports subprocess"),
        ("state/a.py", "import socket", "imports socket"),
        ("agent/tools.py", "import subprocess", "imports subprocess"),
        ("runs.py", "from pathlib import Path", "imports pathlib.Path"),
        ("analysis/a.py", "open('a')", "calls open"),
        ("actions/a.py", "print('a')", "calls print"),
        ("checks/a.py", "eval('a')", "calls eval"),
        ("workspace/a.py", "open(p, 'w')", "calls open, but only state"),
        ("workspace/a.py", "p.open(mode='a')", "calls p.open"),
        ("workspace/a.py", "p.write_text('')", "calls p.write_text"),
        ("lsp/a.py", "(root / 'a').mkdir()", "calls mkdir"),
        ("cli.py", "os.replace(a, b)", "calls os.replace"),
        ("cli.py", "shutil.rmtree(a)", "calls shutil.rmtree"),
    ],
)
def test_a_breach_is_seen(path, text, says):
    assert says in "\n".join(layers.wrong(planted(path, text)))


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("rules/a.py", "from backlight.text import Text\nfrom backlight import __version__"),
        ("analysis/a.py", "from backlight.analysis.facts import Endpoint\nimport re"),
        ("analysis/a.py", "from . import facts\nfrom .facts import Endpoint\nimport tree_sitter"),
        ("stacks/fastapi/a.py", "from .idioms import page"),
        ("stacks/a.py", "from pathlib import PurePosixPath\nfrom urllib.parse import quote"),
        ("sql/lab/postgres.py", "import subprocess\np.write_text('')"),
        ("sql/lab.py", "import sqlite3\nimport asyncio"),
        ("providers/anthropic.py", "import anthropic\nimport asyncio"),
        ("evaluation/sandbox.py", "import subprocess\nfrom tempfile import mkdtemp\nmkdtemp()"),
        ("agent/personas.py", "import yaml\nfrom pathlib import Path\nopen(p)"),
        ("state/journal.py", "import os\nos.replace(a, b)\nopen(p, 'w')"),
        ("workspace/a.py", "p.open('rb')\nopen(p)\nname.replace('a', 'b')"),
        ("lsp/a.py", "import asyncio\nfrom backlight.runs import Run"),
        ("__main__.py", "from backlight import cli\nfrom backlight.lsp import server"),
    ],
)
def test_what_the_table_allows_passes(path, text):
    assert not layers.wrong(planted(path, text))


def test_what_the_table_allows_is_used():
    """Else the table says less than is so: whoever needs it again, adds it again."""
    unused = []
    for part, may in layers.LAYERS.items():
        taken = {m.split(".")[1] for s in SOURCES if s.part == part for m in ours(s)}
        if not may >= layers.BELOW - {part}:  # "everything above" is no list
            unused += [f"{part} imports {name}" for name in may - taken]
    for package, homes in layers.OUTSIDE.items():
        unused += [
            f"{home} imports {package}"
            for home in homes
            if not any(package in outer(s) for s in SOURCES if layers.within(s, (home,)))
        ]
    for writer in layers.WRITERS:
        mine = [s for s in SOURCES if layers.within(s, (writer,))]
        if not any(layers.writes(*call) for s in mine for call in s.calls()):
            unused.append(f"{writer} writes")
    assert not unused


def ours(source):
    """The modules of our own that a file imports."""
    return [module for module, _ in source.imports() if module.startswith("backlight.")]


def outer(source):
    """The packages that a file imports."""
    return {module.partition(".")[0] for module, _ in source.imports()}


def test_stacks_know_nothing_of_each_other(monkeypatch):
    monkeypatch.setattr(layers, "is_stack", {"fastapi", "flask"}.__contains__)
    text = "from backlight.stacks.flask import routes\nfrom backlight.stacks import flask"
    assert len(layers.wrong(planted("stacks/fastapi/routes.py", text))) == 2
    assert len(layers.wrong(planted("stacks/record.py", text))) == 2
    assert not layers.wrong(planted("stacks/flask/idioms.py", text))
    assert not layers.wrong(planted("stacks/__init__.py", text))
    shared = "from backlight.stacks.python import decorators\nfrom backlight.stacks import record"
    assert not layers.wrong(planted("stacks/fastapi/routes.py", shared))


FRAMEWORKS = "django|express|fastapi|flask|gin|gorm|hibernate|nestjs|prisma|rails|spring|sqlalchemy"


def test_actions_name_no_framework():
    wrong = [
        f"backlight/{source.path} names {', '.join(found)}. What a framework is like belongs to its "
        "stack: give `Stack` or `Orm` a function that answers in edits or words, and call it."
        for source in SOURCES
        if source.part in {"action", "actions"} and (found := frameworks(source))
    ]
    assert not wrong, "\n".join(["", *wrong])


def frameworks(source):
    """The frameworks that the code names; docstrings show examples, and may."""
    docs = {
        node.body[0].value
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and ast.get_docstring(node)
    }
    words = []
    for node in ast.walk(source.tree):
        if node in docs:
            continue
        for field in ("id", "attr", "arg", "name", "value", "module"):
            word = getattr(node, field, None)
            words += [word] if isinstance(word, str) else []
    return sorted(
        set(re.findall(rf"\b(?:{FRAMEWORKS})\b", " ".join(words).replace("_", " ").lower()))
    )


def test_an_action_that_names_a_framework_is_seen():
    assert frameworks(planted("actions/a.py", '"""For Django."""\nif stack == "fastapi": pass'))
    assert frameworks(planted("actions/a.py", "is_django = 1"))
    assert not frameworks(planted("actions/a.py", '"""For Django, say."""\nbegin = 1'))


WORDS = {"ask", "paginate"}
"""Actions whose names are words that frameworks use for something of their own."""


def test_stacks_name_no_action():
    ids = {path.stem for path in (PACKAGE / "actions").glob("*.py")} - {"__init__", *WORDS}
    ids |= {name.replace("_", "-") for name in ids}
    wrong = [
        f"backlight/{source.path} names the actions {', '.join(sorted(named))}. A stack knows its "
        "framework; what is done with that, the action decides."
        for source in SOURCES
        if source.part == "stacks" and (named := texts(source) & ids)
    ]
    assert not wrong, "\n".join(["", *wrong])


def texts(source):
    """Every constant text in a file."""
    values = [node.value for node in ast.walk(source.tree) if isinstance(node, ast.Constant)]
    return {value for value in values if isinstance(value, str)}
