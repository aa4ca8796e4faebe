"""`textDocument/codeLens`: the route above each handler, and what can be mended there."""

from typing import Any

from backlight.actions import ALL
from backlight.analysis.compared import route
from backlight.analysis.facts import Finding
from backlight.lsp import given, symbols
from backlight.lsp.document import Document
from backlight.lsp.entries import entry
from backlight.lsp.session import Session
from backlight.lsp.sync import shown


async def in_document(session: Session, params: Any) -> list[dict[str, Any]]:
    """A lens for each endpoint, and one for each finding that the settings let be shown."""
    document = session.documents.get(given.text(params, "textDocument", "uri"))
    if document is None or document.unsound or not session.config.code_lens:
        return []
    root = session.root(document)
    findings = shown(session, await root.findings(document))
    return [
        *(_route(line, route(e)) for line, e in symbols.here(root, document.name)),
        *(_mending(session, document, finding) for finding in findings),
    ]


def _route(line: int, title: str) -> dict[str, Any]:
    """What is served here; nothing happens when it is clicked."""
    place = {"line": line, "character": 0}
    return {"range": {"start": place, "end": place}, "command": {"title": title, "command": ""}}


def _mending(session: Session, document: Document, finding: Finding) -> dict[str, Any]:
    title = next((a.title for a in ALL if a.id == finding.action), finding.action)
    start = document.text.position(finding.span.start, session.documents.by)
    place = (start, start)
    command = entry(session, document, place, finding.action, title, finding.rule)["command"]
    at = {"line": start[0], "character": start[1]}
    return {"range": {"start": at, "end": at}, "command": command}
