"""A `WorkspaceEdit` for one client: whole lines, versions, and nothing it did not announce."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from backlight.edits import Edit
from backlight.lsp.client import Announced, plain
from backlight.lsp.documents import Document
from backlight.lsp.uris import uri_of
from backlight.runs import Outcome
from backlight.text import Text

BOM = "\ufeff"


@dataclass(frozen=True, slots=True)
class Target:
    """One file of a change: as it reads now, and as it should read."""

    path: str
    root: str
    document: Document | None
    """`None` if it is not open."""
    before: Text | None
    """`None` if it is to be made."""
    after: Text
    edits: tuple[Edit, ...]
    """Whole lines; they lead from one to the other."""
    rebased: bool
    why: str
    stamp: int | None = field(init=False)
    """Of the document these edits are for."""

    def __post_init__(self) -> None:
        stamp = self.document.stamp if self.document is not None else None
        object.__setattr__(self, "stamp", stamp)

    @property
    def absolute(self) -> str:
        """The path of the file on this machine."""
        return f"{self.root.rstrip('/')}/{self.path}"

    @property
    def uri(self) -> str:
        """As the editor spells it, where it is open."""
        return self.document.uri if self.document is not None else uri_of(self.absolute)


def whole(announced: Announced, outcome: Outcome, targets: Sequence[Target]) -> dict[str, Any]:
    """One edit for all files: what is to be made comes first, so that nothing fails half-way."""
    notes = _notes(announced, outcome, targets)
    ordered = sorted(targets, key=lambda target: target.before is not None)
    if not announced.versioned:
        changes = {target.uri: _edits(target, notes) for target in ordered}
        return {"changes": changes}
    documents: list[dict[str, Any]] = []
    for target in ordered:
        if target.before is None and announced.creates:
            made: dict[str, Any] = {"kind": "create", "uri": target.uri}
            documents.append(made | {"annotationId": target.path} if notes else made)
        document = target.document
        version = announced.stamped(document.version) if document is not None else None
        identifier = {"uri": target.uri, "version": version}
        documents.append({"textDocument": identifier, "edits": _edits(target, notes)})
    edit: dict[str, Any] = {"documentChanges": documents}
    if notes:
        edit["changeAnnotations"] = notes
    return edit


def _edits(target: Target, notes: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """The edits of one file; lines only, so that no two ways to count columns can differ."""
    if target.before is None:
        return [_marked(target, 0, 1, target.after.source.removeprefix(BOM), notes)]
    found = []
    for edit in target.edits:
        text = edit.text
        if target.document is None and edit.start == 0:
            text = text.removeprefix(BOM)
        first = target.before.line_of(edit.start)
        last = target.before.line_of(edit.end)
        if edit.end > target.before.starts[last]:
            last += 1
        found.append(_marked(target, first, last, text, notes))
    return found


def _marked(
    target: Target, first: int, last: int, text: str, notes: dict[str, dict[str, Any]]
) -> dict[str, Any]:
    place = {
        "start": {"line": first, "character": 0},
        "end": {"line": last, "character": 0},
    }
    edit: dict[str, Any] = {"range": place, "newText": text}
    return edit | {"annotationId": target.path} if target.path in notes else edit


def _notes(
    announced: Announced, outcome: Outcome, targets: Sequence[Target]
) -> dict[str, dict[str, Any]]:
    """The reason of each file's hunks, for editors that show it."""
    if not announced.annotates or not announced.versioned:
        return {}
    doubts = " ".join(check.detail for check in outcome.checks if check.confirm and not check.ok)
    return {
        target.path: {
            "label": plain(outcome.title or "Backlight"),
            "description": plain(doubts or target.why)[:300],
            "needsConfirmation": bool(doubts),
        }
        for target in targets
    }
