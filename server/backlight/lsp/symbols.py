"""Endpoints by name: `workspace/symbol` for a project, `textDocument/documentSymbol` for a file."""

from collections.abc import Iterator
from typing import Any

from backlight.analysis.compared import route
from backlight.analysis.facts import Endpoint, Project
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
    """The endpoints of a file with their lines, from 0, as the project was last linked.

    A file that registers what stands elsewhere has them as well as the one with the handlers.
    """
    mine = [e for e in root.project.endpoints if path in {e.file, e.handler_file}]
    lines = [(e.line - 1 if e.file == path else stands(root.project, e)[1], e) for e in mine]
    yield from sorted(lines, key=lambda it: (it[0], it[1].path, it[1].method))


def stands(project: Project, endpoint: Endpoint) -> tuple[str, int]:
    """Where the handler of an endpoint stands: its file and its line, from 0."""
    facts = project.files.get(endpoint.handler_file) if endpoint.handler_file else None
    for handler in facts.handlers if facts is not None else ():
        if handler.name == endpoint.handler:
            return endpoint.handler_file, handler.line - 1
    return endpoint.file, max(endpoint.line - 1, 0)


def _sought(endpoint: Endpoint) -> str:
    return f"{route(endpoint)} {endpoint.handler}".lower()


def _symbol(root: Root, endpoint: Endpoint) -> dict[str, Any]:
    file, line = stands(root.project, endpoint)
    uri = uri_of(root.absolute(file))
    return {
        "name": route(endpoint),
        "kind": INTERFACE,
        "containerName": f"{endpoint.handler} · {endpoint.stack}",
        "location": {"uri": uri, "range": _at(line)},
    }


def _at(line: int) -> dict[str, Any]:
    return {"start": {"line": line, "character": 0}, "end": {"line": line, "character": 0}}
