"""What was picked in the menu: the arguments of `backlight.run`, checked; the place found again."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from backlight.action import Action
from backlight.analysis.facts import Project
from backlight.analysis.syntax import Span
from backlight.index import guarded
from backlight.lsp import given
from backlight.lsp.document import Document
from backlight.lsp.peer import INVALID_PARAMS, REQUEST_FAILED, Failure
from backlight.lsp.reported import kept
from backlight.lsp.session import Session
from backlight.menu import context
from backlight.rebase import moved
from backlight.runs import Request

NAMES = frozenset({"action", "engine", "uri", "range", "version", "ask", "plan"})
LONGEST = 10_000
"""Characters of a wish in words."""


@dataclass(frozen=True, slots=True)
class Picked:
    """An action at a place of the text as it is now."""

    title: str
    document: Document
    span: Span
    request: Request
    chosen: bool
    """The engine was named; else the settings say which."""


def place(session: Session, argument: Any) -> Picked:
    """Check the argument; raises `Failure` with what is wrong with it."""
    if not isinstance(argument, Mapping) or not NAMES.issuperset(argument):
        names = ", ".join(sorted(NAMES))
        raise Failure(INVALID_PARAMS, f"backlight.run takes one object with only: {names}.")
    engine = argument.get("engine") or session.config.engine
    if engine not in {"instant", "agent", "auto"}:
        raise Failure(INVALID_PARAMS, "`engine` must be instant, agent or auto.")
    ask = given.text(argument, "ask") if argument.get("ask") is not None else ""
    if len(ask) > LONGEST:
        raise Failure(INVALID_PARAMS, f"`ask` must have at most {LONGEST} characters.")
    document = session.documents.get(given.text(argument, "uri"))
    if document is None:
        raise Failure(INVALID_PARAMS, "This file is not open in the editor; open it first.")
    if document.unsound:
        raise Failure(REQUEST_FAILED, "The text is out of step; close the file and open it again.")
    name = given.text(argument, "action")
    action = session.library(session.root(document)).find(name)
    if action is None:
        raise Failure(INVALID_PARAMS, f"There is no action {name[:100]!r}.")
    span = _span(session, document, argument)
    plan = given.seen(argument, "plan") is True
    request = Request(
        action=action.id,
        path=document.name,
        span=span,
        engine="agent" if plan else engine,
        ask=ask,
        plan=plan,
        reported=kept(document),
    )
    return Picked(action.title, document, span, request, plan or bool(argument.get("engine")))


def asking(action: Action | None, request: Request, project: Project) -> str:
    """The question to put first, where neither the place nor the user says what is wanted."""
    source = project.read(request.path) if action is not None and action.asks else None
    if action is None or source is None:
        return ""
    offer = guarded(action.offer, context(source, request.span, project))
    if offer is None or offer.evident or offer.said or offer.rewrite or offer.disabled:
        return ""
    return action.asks


def _span(session: Session, document: Document, argument: Any) -> Span:
    """The range in the text as it is now; the menu may have been shown on another version."""
    start, end = given.span(argument, "range")
    version = given.whole(argument, "version") if argument.get("version") is not None else None
    text, by = document.text, session.documents.by
    if version is None or version == document.version:
        return _ordered(text.offset(*start, by), text.offset(*end, by))
    shown = document.shown.get(version)
    if shown is not None:
        before = _ordered(shown.offset(*start, by), shown.offset(*end, by))
        found = moved(shown, text, before.start, before.end)
        if found is not None:
            return Span(*found)
    raise Failure(REQUEST_FAILED, "The text changed since the menu was shown; open the menu again.")


def _ordered(start: int, end: int) -> Span:
    return Span(min(start, end), max(start, end))
