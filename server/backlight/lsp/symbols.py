"""Endpoints by name: `workspace/symbol` for a project, `textDocument/documentSymbol` for a file."""

from collections.abc import Iterator
from typing import Any

from backlight.analysis.compared import route
from backlight.analysis.facts import Endpoint
from backlight.lsp import given
from backlight.lsp.root import Root
from backlight.lsp.session import Session
from backlight.lsp.uris import uri_of

INTERFACE = 11
"""`SymbolKind.Interface`: what a program offers to others."""
MOST = 500
"""Symbols in one answer; editors ask again as the query grows."""


def in_workspace(session: Session, params: Any) -> list[dict[str, Any]]:
    """Every endpoint whose method, path or handler holds each word of the query."""
    words = given.text(params, "query").lower().split()
    found = []
    for root in session.projects.roots:
        for endpoint in root.project.endpoints:
            if all(word in _sought(endpoint) for word in words):
                found.append(_symbol(root, endpoint))
                if len(found) == MOST:
                    return found
    return found


def in_document(session: Session, params: Any) -> list[dict[str, Any]]:
    """The endpoints whose handlers stand in a document, in order of place."""
    document = session.documents.get(given.text(params, "textDocument", "uri"))
    if document is None:
        return []
    root = session.root(document)
    last = len(document.lines) - 1
    return [
        {
            "name": route(endpoint),
            "detail": endpoint.handler,
            "kind": INTERFACE,
            "range": _at(min(line, last)),
            "selectionRange": _at(min(line, last)),
        }
        for line, endpoint in here(root, document.name)
    ]


def here(root: Root, path: str) -> Iterator[tuple[int, Endpoint]]:
    """The endpoints of a file with their lines, from 0, as the project was last linked."""
    mine = [e for e in root.project.endpoints if e.file == path]
    for endpoint in sorted(mine, key=lambda e: (e.line, e.path, e.method)):
        yield endpoint.line - 1, endpoint


def _sought(endpoint: Endpoint) -> str:
    return f"{route(endpoint)} {endpoint.handler}".lower()


def _symbol(root: Root, endpoint: Endpoint) -> dict[str, Any]:
    uri = uri_of(root.absolute(endpoint.file))
    return {
        "name": route(endpoint),
        "kind": INTERFACE,
        "containerName": f"{endpoint.handler} · {endpoint.stack}",
        "location": {"uri": uri, "range": _at(endpoint.line - 1)},
    }


def _at(line: int) -> dict[str, Any]:
    return {"start": {"line": line, "character": 0}, "end": {"line": line, "character": 0}}
