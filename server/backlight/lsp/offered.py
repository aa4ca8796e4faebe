"""The menu: `textDocument/codeAction`. No model is asked, and no file is read."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from backlight.lsp import given
from backlight.lsp.client import plain
from backlight.lsp.documents import Document
from backlight.lsp.session import Session

if TYPE_CHECKING:
    from backlight.action import Offer

MOST = 5
"""More entries than this are one entry that lists the rest."""
NO_MODEL = "This takes a model, and the setting `backlight.engine` is `instant`."
FOLLOW_UPS = {"refine": "Refine", "explain": "Explain", "another": "Try another way"}
"""What can be said about the last run, and how it reads in the menu."""
LONGEST_TITLE = 200
MOST_MARKS = 50
"""Findings at one place that are answered with a fix each."""
AUTOMATIC = 2
"""`CodeActionTriggerKind.Automatic`: asked on every motion of the cursor."""


def code_action(session: Session, params: Any) -> Any:
    """Every action that applies at a place, as plain commands; edits would lose their version."""
    document = session.documents.get(given.text(params, "textDocument", "uri"))
    place = given.span(params, "range")
    if document is None or document.unsound:
        return []
    context = given.at(params, "context") or {}
    wanted = _kinds(given.seen(context, "only"))
    automatic = given.seen(context, "triggerKind") == AUTOMATIC
    entries = entries_at(session, document, place, automatic=automatic)
    marks = [
        m for m in given.items(context, "diagnostics") if given.seen(m, "source") == "backlight"
    ]
    fixes = [
        fix for mark in marks[:MOST_MARKS] if (fix := _fix(session, document, mark)) is not None
    ]
    past = [] if automatic else [*_past(session, document), *_follow(session, document, place)]
    past += _trust(session, document) if document.path.endswith(".md") else []
    now = [entry for entry in (*fixes, *entries) if _asked(entry["kind"], wanted)]
    past = [entry for entry in past if _asked(entry["kind"], wanted)]
    return [*now, *past] if session.client.announced.groups else _flat(now, past)


def _flat(now: list[dict[str, Any]], past: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A list of a few entries, what can be done about the latest run among them, and the rest."""
    if len(now) + len(past) <= MOST:
        return [*now, *past]
    kept = max(min(1, len(past)), MOST - 1 - len(now))
    room = MOST - 1 - kept
    return [*now[:room], *past[:kept], _more([*now[room:], *past[kept:]])]


def resolve(params: Any) -> Any:
    """`codeAction/resolve`: some editors send it for every action; ours are complete."""
    if not isinstance(params, dict):
        given.text(params, "title")
    return params


def entries_at(
    session: Session, document: Document, place: given.Range, *, automatic: bool = False
) -> list[dict[str, Any]]:
    """The entries of the menu at a place, before anything is filtered."""
    from backlight import menu
    from backlight.analysis.syntax import Span
    from backlight.lsp import agents

    root = session.root(document)
    text, by = document.text, session.documents.by
    span = Span(*(text.offset(*position, by) for position in place))
    document.show()
    entries = []
    ctx = menu.context(document.source, span, root.now(document))
    for action, offer in menu.offers(ctx, agents.actions(session, root)):
        if automatic and not offer.evident:
            continue
        disabled = offer.disabled or _unwanted(session, offer)
        if disabled and not session.client.announced.disables:
            continue
        by_model = session.config.engine == "agent" or offer.rewrite is None
        found = entry(session, document, place, action.id, offer.title, action.kind)
        if disabled:
            found["disabled"] = {"reason": disabled}
        if by_model and session.client.announced.marks_models:
            found["tags"] = [1]
        entries.append(found)
    return entries


def _unwanted(session: Session, offer: "Offer") -> str:
    """Why an entry cannot be run where the user wants no model and it takes one; else nothing."""
    return NO_MODEL if session.config.engine == "instant" and offer.rewrite is None else ""


def entry(
    session: Session, document: Document, place: given.Range, action: str, title: str, kind: str
) -> dict[str, Any]:
    """One entry: a title, its kind, and the command with all that a run needs."""
    start, end = place
    title = plain(title.replace("\n", " "))[:LONGEST_TITLE]
    argument: dict[str, Any] = {
        "action": action,
        "uri": document.uri,
        "range": {
            "start": {"line": start[0], "character": start[1]},
            "end": {"line": end[0], "character": end[1]},
        },
        "version": document.version,
    }
    if session.configured.is_set():  # Else the settings count as they are when it is run
        argument["engine"] = session.config.engine
    command = {"title": title, "command": "backlight.run", "arguments": [argument]}
    return {"title": title, "kind": kind, "command": command}


def _fix(session: Session, document: Document, mark: Any) -> dict[str, Any] | None:
    """The quick fix of a finding of ours: the action that mends it, at its place."""
    rule = given.seen(mark, "code")
    mends = session.mends.get(rule) if isinstance(rule, str) else None
    action = session.library(session.root(document)).find(mends) if mends is not None else None
    if action is None:
        return None
    title = f"{action.title}: {str(given.seen(mark, 'message') or rule)[:200]}"
    place = given.span(mark, "range")
    fix = entry(session, document, place, action.id, title, f"quickfix.backlight.{rule}")
    return {**fix, "diagnostics": [mark]}


def _trust(session: Session, document: Document) -> list[dict[str, Any]]:
    """What can be done about an agent file that waits to be trusted."""
    from backlight.lsp.trusting import offered

    return offered(session, document)


def _past(session: Session, document: Document) -> list[dict[str, Any]]:
    """What can be done about the last runs that changed this file; from memory, if anything."""
    found = []
    for way, record in session.past(document.path):
        from backlight.lsp.ledger import label

        title = label(way, record)
        argument = {"runId": record.run, "uri": document.uri}
        command = {"title": title, "command": f"backlight.{way}", "arguments": [argument]}
        found.append(
            {"title": title, "kind": f"refactor.rewrite.backlight.{way}", "command": command}
        )
    return found


def _follow(session: Session, document: Document, place: given.Range) -> Iterator[dict[str, Any]]:
    """What can be said about the last run that changed this file, where a model can be asked."""
    from backlight.agent import engine

    last = next((r for way, r in session.past(document.path) if way == "undo"), None)
    asks = session.config.engine != "instant" and engine.missing(session.config) is None
    if last is None or last.way == "undo" or not asks:
        return
    for way, label in FOLLOW_UPS.items():
        title = f"{label}: {last.title}"
        argument = {"runId": last.run, "uri": document.uri, "line": place[0][0]}
        command = {"title": title, "command": f"backlight.{way}", "arguments": [argument]}
        yield {"title": title, "kind": f"refactor.rewrite.backlight.{way}", "command": command}


def _more(rest: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """One entry for those that do not fit; it is of the kind they share."""
    title = f"More from the backend developer ({len(rest)})…"
    commands = [entry["command"] for entry in rest if "disabled" not in entry]
    command = {"title": title, "command": "backlight.more", "arguments": commands}
    kinds = {entry["kind"] for entry in rest}
    kind = "refactor.rewrite.backlight" if len(kinds) > 1 else kinds.pop()
    return {"title": title, "kind": kind, "command": command}


def _kinds(only: Any) -> tuple[str, ...] | None:
    """The kinds that were asked for; `None` means all."""
    if not isinstance(only, list):
        return None
    return tuple(kind for kind in only if isinstance(kind, str))


def _asked(kind: str, wanted: Iterable[str] | None) -> bool:
    """Whether a kind is one of those asked for, or below one; "" is above all."""
    if wanted is None:
        return True
    return any(not w or kind == w or kind.startswith(f"{w}.") for w in wanted)
