"""`backlight/endpoints`: every endpoint of the projects, for a list in the editor."""

from typing import Any

from backlight.analysis.facts import Endpoint, Project
from backlight.lsp.root import Root
from backlight.lsp.session import Session
from backlight.lsp.symbols import stands
from backlight.lsp.uris import uri_of


async def endpoints(session: Session, _params: Any) -> dict[str, list[dict[str, Any]]]:
    """Every endpoint in the buffers and files of all projects, by path; waits for it."""
    rows = []
    for root in tuple(session.projects.roots):
        project = await root.known(root.snapshot())
        rows += [_row(root, project, endpoint) for endpoint in project.endpoints]
    return {"endpoints": sorted(rows, key=_order)}


def _row(root: Root, project: Project, endpoint: Endpoint) -> dict[str, Any]:
    """An endpoint, and the place of its handler as LSP writes places."""
    file, line = stands(project, endpoint)
    path = root.absolute(file)
    document = root.documents.at(path)
    place = {"line": line, "character": 0}
    return {
        "method": endpoint.method,
        "path": endpoint.path,
        "handler": endpoint.handler,
        "stack": endpoint.stack,
        "file": file,
        "location": {
            "uri": document.uri if document is not None else uri_of(path),
            "range": {"start": place, "end": place},
        },
    }


def _order(row: dict[str, Any]) -> Any:
    return row["path"], row["method"], row["location"]["uri"]
