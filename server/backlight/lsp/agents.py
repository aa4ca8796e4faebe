"""The agent files of a project in the editor: which count, and what is wrong with them."""

import asyncio
import os
from pathlib import Path
from typing import Any

from backlight.action import Action
from backlight.agent import settings
from backlight.agent.entries import Entry
from backlight.agent.frontmatter import Level, Problem
from backlight.agent.library import Library
from backlight.lsp.client import plain
from backlight.lsp.document import Document
from backlight.lsp.root import Root
from backlight.lsp.session import Session
from backlight.lsp.uris import uri_of
from backlight.state.trust import Trust
from backlight.text import Text

SEVERITIES: dict[Level, int] = {"error": 1, "warning": 2, "info": 3}
LONGEST_MESSAGE = 500


def library(session: Session, root: Root) -> Library:
    """The agent files of a project, and of the user; where nothing is trusted, none of its own."""
    trust = None if session.restricted else Trust(os.environ)
    return Library(Path(root.path), trust, sure=session.trusted is True and not session.careful)


def actions(session: Session, root: Root) -> tuple[Action, ...]:
    """Every action there is now; what is wrong with a file that changed is shown behind it."""
    known = session.library(root)
    found = known.actions()
    if session.agent_files.looked.get(root.path) is not known.seen:
        session.agent_files.looked[root.path] = known.seen
        session.spawn(look(session, root))
    return found


def is_one(document: Document) -> bool:
    """Whether a document can be an agent file at all, by its name."""
    return document.path.endswith(".md") and "/agents/" in document.path


async def marks(session: Session, document: Document) -> list[dict[str, Any]] | None:
    """What is wrong with an agent file as it reads in the editor; `None` if it is none."""
    if not is_one(document):
        return None
    known, text = session.library(session.root(document)), document.text
    entry = await asyncio.to_thread(known.examined, document.path, text.data)
    if entry is None:
        return None
    return [_mark(session, text, one) for one in await asyncio.to_thread(known.remarks, entry)]


async def look(session: Session, root: Root) -> None:
    """Show what keeps files that nobody has open from being used; ask about those to be trusted."""
    known = session.library(root)
    entries = await asyncio.to_thread(known.every)
    session.agent_files.looked[root.path] = known.seen
    if session.config.diagnostics:
        for entry in entries:
            if _shown_closed(entry):
                _post(session, entry, await asyncio.to_thread(known.remarks, entry))
        _forget(session, {uri_of(one.found.path) for one in entries if _shown_closed(one)})
    from backlight.lsp.trusting import asked

    await asked(session, [one for one in entries if one.waits])


async def unknown(session: Session) -> None:
    """Say what the settings name that there is not, in any project that is open."""
    here = [session.library(root) for root in session.projects.roots] or [Library()]
    found = await asyncio.to_thread(lambda: [*settings.problems(session.config, here)])
    for problem in found:
        session.once("warning", problem)


def _shown_closed(entry: Entry) -> bool:
    """The folders of other programs are theirs: what stands there is judged where it is opened."""
    return entry.origin != "bundled" and not entry.found.place.alien and bool(entry.found.name)


def _post(session: Session, entry: Entry, remarks: tuple[Problem, ...]) -> None:
    """Send what is grave about a closed file; an open one is looked at as it reads there."""
    uri = uri_of(entry.found.path)
    if session.documents.get(uri) is not None:
        return
    grave = [one for one in remarks if one.level != "info" and one.code != "untrusted"]
    if grave or uri in session.agent_files.posted:
        session.agent_files.posted.add(uri)
        session.client.publish(uri, None, [_mark(session, Text(""), one) for one in grave])


def _forget(session: Session, there: set[str]) -> None:
    """Take back what was said of files that are gone."""
    for uri in session.agent_files.posted - there:
        session.agent_files.posted.discard(uri)
        if session.documents.get(uri) is None:
            session.client.publish(uri, None, [])


def _mark(session: Session, text: Text, problem: Problem) -> dict[str, Any]:
    """A problem as a diagnostic: from its place to the end of the line."""
    line, by = problem.line - 1, session.documents.by
    start = end = (line, problem.column - 1)
    if line < len(text.starts) and text.data:
        start = text.position(text.offset(line, problem.column - 1, "utf-32"), by)
        end = text.position(text.line(line)[1], by)
    return {
        "range": {
            "start": {"line": start[0], "character": start[1]},
            "end": {"line": end[0], "character": end[1]},
        },
        "severity": SEVERITIES[problem.level],
        "source": "backlight",
        "code": problem.code,
        "message": plain(problem.message)[:LONGEST_MESSAGE],
    }
