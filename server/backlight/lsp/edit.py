"""A `WorkspaceEdit` for one client: whole lines, versions, and nothing it did not announce."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from backlight.edits import Edit, in_eol
from backlight.lsp.announced import Announced
from backlight.lsp.client import plain
from backlight.lsp.layer import NAMES
from backlight.lsp.target import Target
from backlight.text import BOM, Text

Note = Callable[[Target, Edit], str | None]


def whole(
    announced: Announced,
    targets: Sequence[Target],
    doubts: Mapping[str, str],
    layers: Mapping[str, str],
) -> dict[str, Any]:
    """One edit for all files: what is to be made comes first, so that nothing fails half-way.

    `doubts` says of which files the user must agree, and why. Nothing that is there is overwritten,
    and nothing is deleted or renamed.
    """

    def note(target: Target, edit: Edit) -> str | None:
        if not announced.annotates:
            return None
        return _name(layers[target.path], asks=_asks(target, edit, doubts) is not None)

    ordered = sorted(targets, key=partial(_rank, announced))
    if not announced.versioned:
        return {"changes": {target.uri: _edits(announced, target, note) for target in ordered}}
    documents: list[dict[str, Any]] = []
    for target in ordered:
        if target.before is None and announced.can("create"):
            made = {"kind": "create", "uri": target.uri}
            documents.append(_marked(made, note(target, target.edits[0])))
        document = target.document
        version = announced.stamped(document.version) if document is not None else None
        identifier = {"uri": target.uri, "version": version}
        documents.append({"textDocument": identifier, "edits": _edits(announced, target, note)})
    edit: dict[str, Any] = {"documentChanges": documents}
    if announced.annotates:
        edit["changeAnnotations"] = _notes(ordered, doubts, layers)
    return edit


def _rank(announced: Announced, target: Target) -> tuple[bool, float]:
    """Where a file stands in an edit: an editor that checks one text checks the one in sight."""
    if announced.checks_first and target.document is not None:
        return False, -target.document.used
    return target.before is not None, 0.0


def removal(announced: Announced, title: str, operation: dict[str, Any], why: str) -> Any:
    """One file deleted or renamed, and nothing else, for editors that announced to do it."""
    if not announced.annotates:
        return {"documentChanges": [operation]}
    note = {"label": plain(title), "description": plain(why)[:300], "needsConfirmation": True}
    return {
        "documentChanges": [operation | {"annotationId": "removal"}],
        "changeAnnotations": {"removal": note},
    }


def _edits(announced: Announced, target: Target, note: Note) -> list[dict[str, Any]]:
    """The edits of one file; lines only, so that no two ways to count columns can differ."""
    if target.before is None:
        text = target.after.source.removeprefix(BOM)
        return [_marked(_lines(0, 1, text), note(target, target.edits[0]))]
    found = []
    for edit, notes in _below(target.before, target.edits):
        text = edit.text
        if target.document is None:
            text = text.removeprefix(BOM) if edit.start == 0 else text
            text = text if announced.keeps_ends else in_eol(text, "\n")
        first = target.before.line_of(edit.start)
        last = target.before.line_of(edit.end)
        if edit.end > target.before.starts[last] or not target.before.data:
            last += 1  # Also into nothing, where Neovim would leave an empty line below
        marks = [note(target, each) for each in notes]
        found.append(_marked(_lines(first, last, text), max(marks, key=_weight)))
    return found


def _below(before: Text, edits: tuple[Edit, ...]) -> list[tuple[Edit, tuple[Edit, ...]]]:
    """The edits as they are sent, each with those it is made of.

    What is added below the last line takes that line along: Neovim adds an empty line otherwise.
    """
    sent: list[tuple[Edit, tuple[Edit, ...]]] = [(edit, (edit,)) for edit in edits]
    size = len(before.data)
    last, rest = sent[-1][0], sent[:-1]
    if not size or (last.start, last.end) != (size, size):
        return sent
    start = before.starts[before.line_of(size - 1)]
    text = before.slice(start, size) + last.text
    if rest and rest[-1][0].end == start:
        above = rest.pop()[0]
        return [*rest, (Edit(above.start, size, above.text + text), (above, last))]
    return [*rest, (Edit(start, size, text), (last,))]


def _weight(mark: str | None) -> int:
    """Of the annotations of one edit, the one that asks counts."""
    return len(mark or "")


def _lines(first: int, last: int, text: str) -> dict[str, Any]:
    start, end = {"line": first, "character": 0}, {"line": last, "character": 0}
    return {"range": {"start": start, "end": end}, "newText": text}


def _marked(what: dict[str, Any], note: str | None) -> dict[str, Any]:
    return what if note is None else what | {"annotationId": note}


def _notes(
    targets: Sequence[Target], doubts: Mapping[str, str], layers: Mapping[str, str]
) -> dict[str, dict[str, Any]]:
    """One annotation a layer, and a second one for what somebody must agree to."""
    whys: dict[str, dict[str, None]] = {}
    notes: dict[str, dict[str, Any]] = {}
    for target in targets:
        layer = layers[target.path]
        for edit in target.edits:
            asks = _asks(target, edit, doubts)
            name = _name(layer, asks=asks is not None)
            whys.setdefault(name, {})[asks or target.why or edit.why] = None
            said = plain(" ".join(whys[name]))[:300]
            label = {"label": NAMES[layer], "needsConfirmation": asks is not None}
            notes[name] = label | ({"description": said} if said else {})
    return notes


def _asks(target: Target, edit: Edit, doubts: Mapping[str, str]) -> str | None:
    """Why somebody must agree to a hunk; `None` if nobody needs to."""
    if target.path in doubts:
        return doubts[target.path]
    return "Right beside what you typed meanwhile." if edit in target.touching else None


def _name(layer: str, *, asks: bool) -> str:
    return f"{layer}, to be confirmed" if asks else layer
