"""What the editor says of its documents, and the findings we show in them."""

import asyncio
import logging
from typing import Any

from backlight.analysis.facts import Finding
from backlight.lsp import given
from backlight.lsp.client import plain
from backlight.lsp.document import Document
from backlight.lsp.session import Session
from backlight.text import Text

log = logging.getLogger(__name__)

PAUSE = 0.4
"""Seconds without a key after which findings are looked for."""
LONGEST = 3.0
"""Seconds of pause at most that a file is given in which to look takes long."""
LONGEST_MESSAGE = 500
SEVERITIES = {"error": 1, "warning": 2, "info": 3}


def opened(session: Session, params: Any) -> None:
    """`textDocument/didOpen`: from now on the buffer counts, not the disk."""
    uri = given.text(params, "textDocument", "uri")
    version = given.whole(params, "textDocument", "version")
    text = given.text(params, "textDocument", "text")
    document = session.documents.open(uri, version, text)
    if document is None:
        scheme = uri.partition(":")[0][:40]
        session.client.log("info", f"Backlight leaves {scheme}: documents alone; it reads files.")
        return
    document.touched = document.used = asyncio.get_running_loop().time()
    if uri in session.agent_files.posted and session.client.announced.pulls:
        session.client.publish(uri, None, [])
    session.spawn(settled(session, document, 0))


def changed(session: Session, params: Any) -> None:
    """`textDocument/didChange`: follow every key; all else waits until it is asked for."""
    uri = given.text(params, "textDocument", "uri")
    version = given.whole(params, "textDocument", "version")
    document = session.documents.get(uri)
    if document is None:
        log.warning("a change came for a document that is not open")
        return
    changes = [_change(change) for change in given.items(params, "contentChanges")]
    lost = session.documents.change(document, version, changes)
    document.touched = document.used = asyncio.get_running_loop().time()
    if lost:
        session.client.message(
            "warning",
            f"Backlight lost track of {document.path} ({lost}), so it changes nothing there; "
            "close the file and open it again.",
        )
    _wait_for_pause(session, document)


def closed(session: Session, params: Any) -> None:
    """`textDocument/didClose`: the file on disk counts again."""
    document = session.documents.close(given.text(params, "textDocument", "uri"))
    if document is None:
        return
    for root in session.projects.around([document.path]):
        session.build(root)
    session.projects.forget(document)
    session.spawn(session.looked([document.path]))
    session.client.publish(document.uri, None, [])


def saved(session: Session, params: Any) -> None:
    """`textDocument/didSave`: nothing runs on save; findings are shown without waiting."""
    document = session.documents.get(given.text(params, "textDocument", "uri"))
    if document is not None:
        document.saved = document.text
        session.spawn(settled(session, document, 0))


async def settled(session: Session, document: Document, pause: float = PAUSE) -> None:
    """Look at the disk, and show the findings, once no key was hit for a moment."""
    if pause:
        await quiet(document)
    document.watched = False
    await _beside(session, document)
    await session.looked([document.path])
    if session.client.announced.pulls:
        return
    if session.documents.at(document.path) is not document or document.unsound:
        return
    version = document.version
    diagnostics = await found(session, document)
    if diagnostics is None:
        return
    before, document.marks = document.marks, (version, diagnostics)
    if document.marks != before and (diagnostics or before[1]):
        session.client.publish(document.uri, version, diagnostics)


async def _beside(session: Session, document: Document) -> None:
    """Notice what the disk holds; what that imports is nothing for a start."""
    from backlight.lsp.beside import look

    if session.documents.at(document.path) is document and not document.unsound:
        await look(session, document)


async def quiet(document: Document) -> None:
    """Wait until no key was hit for a moment: longer where to look takes longer."""
    loop = asyncio.get_running_loop()
    pause = max(PAUSE, min(document.took, LONGEST))
    while (left := document.touched + pause - loop.time()) > 0:  # noqa: ASYNC110 - keys reset it
        await asyncio.sleep(left)


async def found(session: Session, document: Document) -> list[dict[str, Any]] | None:
    """The findings of a document as diagnostics; `None` if it changed while they were sought."""
    loop = asyncio.get_running_loop()
    stamp, text = document.stamp, document.text
    wanted = session.config.diagnostics
    if wanted and (own := await _of_agents(session, document)) is not None:
        return own if document.stamp == stamp else None
    begin = loop.time()
    findings = await session.root(document).findings(document) if wanted else ()
    document.took = loop.time() - begin
    if document.stamp != stamp or session.documents.at(document.path) is not document:
        return None
    wished = shown(session, findings)
    session.mends.update({finding.rule: finding.action for finding in wished})
    return [diagnostic(session, text, finding) for finding in wished]


def shown(session: Session, findings: tuple[Finding, ...]) -> list[Finding]:
    """What the settings let be shown; rules are not loaded before one has found something."""
    if not findings:
        return []
    from backlight.rules.report import asked_for

    disabled, enabled = session.config.disabled_rules, session.config.enabled_rules
    return [one for one in findings if asked_for(one.rule, disabled, enabled)]


async def _of_agents(session: Session, document: Document) -> list[dict[str, Any]] | None:
    """What is wrong with an agent file; `None` for every other document."""
    if not document.path.endswith(".md"):
        return None
    from backlight.lsp.agents import marks

    return await marks(session, document)


def diagnostic(session: Session, text: Text, finding: Finding) -> dict[str, Any]:
    """A finding as the editor shows it."""
    by = session.documents.by
    start = text.position(finding.span.start, by)
    end = text.position(finding.span.end, by)
    return {
        "range": _range(start, end),
        "severity": SEVERITIES[finding.severity],
        "source": "backlight",
        "code": finding.rule,
        "message": plain(finding.message)[:LONGEST_MESSAGE],
    }


def _wait_for_pause(session: Session, document: Document) -> None:
    """One waiter a document, however fast the keys come."""
    if not document.watched:
        document.watched = True
        session.spawn(settled(session, document))


def _change(change: Any) -> dict[str, Any]:
    """One entry of `contentChanges`, of the right types."""
    text = given.text(change, "text")
    if given.at(change, "range") is None:
        return {"text": text}
    start, end = given.span(change, "range")
    return {"range": (start, end), "text": text}


def _range(start: tuple[int, int], end: tuple[int, int]) -> dict[str, Any]:
    return {
        "start": {"line": start[0], "character": start[1]},
        "end": {"line": end[0], "character": end[1]},
    }
