"""The menu: `textDocument/codeAction`. No model is asked, and few files are read."""

import asyncio
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from backlight.lsp import given
from backlight.lsp.document import Document
from backlight.lsp.entries import entries_at
from backlight.lsp.fixes import fixes, kind
from backlight.lsp.plan_first import plan_first
from backlight.lsp.reported import keep
from backlight.lsp.session import Session

MOST = 5
"""More entries than this are one entry that lists the rest."""
FOLLOW_UPS = {"refine": "Refine", "explain": "Explain", "another": "Try another way"}
"""What can be said about the last run, and how it reads in the menu."""
AUTOMATIC = 2
"""`CodeActionTriggerKind.Automatic`: asked on every motion of the cursor."""


def code_action(session: Session, params: Any) -> Any:
    """Every action that applies at a place, as plain commands; edits would lose their version."""
    document = session.documents.get(given.text(params, "textDocument", "uri"))
    place = given.span(params, "range")
    if document is None or document.unsound:
        return []
    document.used = asyncio.get_running_loop().time()
    context = given.at(params, "context") or {}
    wanted = _kinds(given.seen(context, "only"))
    automatic = given.seen(context, "triggerKind") == AUTOMATIC
    keep(document, given.items(context, "diagnostics"), place)
    here = list(entries_at(session, document, place, automatic=automatic))
    marks = [
        mark
        for mark in given.items(context, "diagnostics")
        if given.seen(mark, "source") == "backlight" and _asked(kind(mark), wanted)
    ]
    mending = fixes(session, document, marks, here)
    mended = {(fix.action, fix.span) for fix in mending}
    others = [one for one in here if (one.action, one.span) not in mended]
    now = [fix.shown for fix in mending]
    now += [one.shown for one in others if _asked(one.shown["kind"], wanted)]
    past = [] if automatic else [*_past(session, document), *_follow(session, document, place)]
    past += _trust(session, document) if document.path.endswith(".md") else []
    past = [entry for entry in past if _asked(entry["kind"], wanted)]
    plans = not automatic and session.config.engine != "instant"
    plan = plan_first(one.shown for one in here) if plans else []
    plan = [entry for entry in plan if _asked(entry["kind"], wanted)]
    return [*now, *past, *plan] if session.client.announced.groups else _flat(now, past, plan)


Entries = list[dict[str, Any]]


def _flat(now: Entries, past: Entries, plan: Entries) -> Entries:
    """A list of a few entries, what can be done about the latest run among them, and the rest."""
    if len(now) + len(past) <= MOST:
        return [*now, *past]
    kept = max(min(1, len(past)), MOST - 1 - len(now))
    room = MOST - 1 - kept
    return [*now[:room], *past[:kept], _more([*now[room:], *past[kept:], *plan])]


def resolve(params: Any) -> Any:
    """`codeAction/resolve`: some editors send it for every action; ours are complete."""
    if not isinstance(params, dict):
        given.text(params, "title")
    return params


def _trust(session: Session, document: Document) -> list[dict[str, Any]]:
    """What can be done about an agent file that waits to be trusted."""
    from backlight.lsp.trusting import offered

    return offered(session, document)


def _past(session: Session, document: Document) -> list[dict[str, Any]]:
    """What can be done about the last runs that changed this file; from memory, if anything."""
    found = []
    for way, record in session.past(document.path):
        from backlight.lsp.ledger import label

        if way == "undo" and not session.stands(record):
            continue
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
    if last is None or last.way == "undo" or not asks or not session.stands(last):
        return
    for way in FOLLOW_UPS:
        title = titled(way, last.title)
        argument = {"runId": last.run, "uri": document.uri, "line": place[0][0]}
        command = {"title": title, "command": f"backlight.{way}", "arguments": [argument]}
        yield {"title": title, "kind": f"refactor.rewrite.backlight.{way}", "command": command}


def titled(way: str, title: str) -> str:
    """How a follow-up is called: by what was done in the first place, however often it was."""
    for label in FOLLOW_UPS.values():
        title = title.removeprefix(f"{label}: ")
    return f"{FOLLOW_UPS[way]}: {title}"


def _more(rest: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """One entry for those that do not fit; it is of the kind they share."""
    title = f"More from the backend developer ({len(rest)})…"
    commands = [entry["command"] for entry in rest if "disabled" not in entry]
    command = {"title": title, "command": "backlight.more", "arguments": commands}
    kinds = {entry["kind"] for entry in rest}
    shared = {kind.partition(".backlight.")[0] for kind in kinds}
    above = shared.pop() if len(shared) == 1 else "refactor.rewrite"
    kind = kinds.pop() if len(kinds) == 1 else f"{above}.backlight"
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
