"""Every action does what its docstring and its page say, and nothing where they say nothing."""

import sys
from pathlib import Path

import pytest

from actions.pages import examples, placed
from backlight import checks, index, menu
from backlight.actions import ALL
from backlight.analysis.syntax import Span
from backlight.edits import Change, Refused, applied, between, conform
from backlight.text import Text
from backlight.workspace import Snapshot
from backlight.workspace.snapshot import Document

HERE = Path(__file__).parent
ROAD = HERE.parent / "road"
"""Pages of all actions in one stack; a heading begins with the action's id."""


def collected():
    for action in ALL:
        doc = action.doc or sys.modules[action.offer.__module__].__doc__
        pages = [HERE / f"{action.id}.md", *sorted(HERE.glob(f"{action.id}-*.md"))]
        written = [(page.stem, page.read_text("utf-8")) for page in pages if page.exists()]
        for where, text in (("docstring", doc), *written):
            for example in examples(text):
                name = f"{action.id}:{where}:{example.line}:{example.name}"
                yield pytest.param(action, example, id=name)
    for page in sorted(ROAD.glob("*.md")):
        for example in examples(page.read_text("utf-8")):
            action = next(a for a in ALL if a.id == example.name.partition(":")[0])
            yield pytest.param(action, example, id=f"{page.stem}:{example.line}:{example.name}")


@pytest.mark.parametrize(("action", "example"), list(collected()))
def test_page(action, example, tmp_path):
    path, texts, span = placed(example.before)
    project = project_of(texts, tmp_path)
    entries = menu.offers(menu.context(project.read(path), Span(*span), project))
    offer = next((offer for one, offer in entries if one.id == action.id), None)
    if example.becomes == "not offered":
        assert offer is None, f"offered: {offer.title}"
        return
    assert offer is not None, "not offered"
    assert example.title in offer.title
    for words in example.told:
        assert words in "\n".join((offer.task.goal, *offer.task.rules))
    if example.becomes == "agent":
        assert offer.rewrite is None
        return
    if example.becomes.startswith("agent "):
        writes(action, offer, project, texts, example)
        return
    assert offer.rewrite is not None, f"no instant rewrite: {offer.title}"
    made = offer.rewrite()
    if example.becomes == "refused when done":
        assert offer.instant and isinstance(made, Refused)
        assert example.words in made.reason
        return
    assert offer.instant is not isinstance(made, Refused), "what is shown as instant must be done"
    if example.becomes == "refused":
        reason = made.reason if isinstance(made, Refused) else verdict(action, offer, project, made)
        assert reason
        assert example.words in reason
        return
    assert not isinstance(made, Refused), made.reason
    ready = conform(made, lambda path: read(project, path))
    after = {p: text.source for p, text in applied(ready, lambda p: read(project, p)).items()}
    changed = {p: text for p, text in after.items() if text != texts.get(p)}
    assert changed == example.after
    assert verdict(action, offer, project, ready) == ""


def writes(action, offer, project, texts, example):
    """What an agent writes passes every check, or is sent back with the words of the page."""
    edits = {p: between(Text(texts[p]), Text(t)) for p, t in example.after.items() if p in texts}
    created = {path: text for path, text in example.after.items() if path not in texts}
    said = verdict(action, offer, project, Change(edits, created))
    assert said == "" if example.becomes == "agent writes" else example.words in said and said


def test_every_action_has_an_example():
    missing = [a.id for a in ALL if not examples(a.doc or sys.modules[a.offer.__module__].__doc__)]
    assert not missing


def project_of(texts, root):
    """A project out of open buffers: nothing is on the disk."""
    buffers = {path: Document(Text(text)) for path, text in texts.items()}
    return index.built(Snapshot(root, buffers, only=tuple(sorted(texts))))


def read(project, path):
    source = project.read(path)
    return source.text if source is not None else Text("")


def verdict(action, offer, project, change):
    """What the checks and the action itself have against a change; empty is nothing."""
    after = index.after(project, change)
    failed = [
        c for c in checks.all_of(project, after, change, adds=action.adds_endpoints) if not c.ok
    ]
    wrong = offer.task.wrong(project, after)
    return " ".join([*(f"{check.name}: {check.detail}" for check in failed), *wrong])
