"""What actions offer at a place, as entries of the menu, and what each is about."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from backlight.lsp import given
from backlight.lsp.client import plain
from backlight.lsp.document import Document
from backlight.lsp.session import Session

if TYPE_CHECKING:
    from backlight import menu
    from backlight.action import Action, Offer
    from backlight.analysis.syntax import Span
    from backlight.lsp.root import Root

NO_MODEL = "This takes a model, and the setting `backlight.engine` is `instant`."
LONGEST_TITLE = 200
MOST_PLACES = 100
"""Places whose offers are remembered."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry; two of one action about one span are the same."""

    action: str
    span: "Span"
    shown: dict[str, Any]
    """As the editor gets it."""


def entries_at(
    session: Session,
    document: Document,
    place: given.Range,
    *,
    automatic: bool = False,
    only: str | None = None,
) -> Iterator[Entry]:
    """The entries at a place, before anything is filtered; `only` those of one action."""
    from backlight.lsp import agents

    root = session.root(document)
    document.show()
    actions = agents.actions(session, root)
    wanted = tuple(action for action in actions if only is None or action.id == only)
    for action, offer in _offers(root, document, span_of(session, document, place), wanted):
        if automatic and not offer.evident:
            continue
        disabled = offer.disabled or _unwanted(session, offer)
        if disabled and not session.client.announced.disables:
            continue
        if action.proves and offer.instant and not automatic:
            session.lab.warm()
        by_model = session.config.engine == "agent" or not offer.instant
        shown = entry(session, document, place, action.id, offer.title, action.kind)
        if disabled:
            shown["disabled"] = {"reason": disabled}
        if by_model and session.client.announced.marks_models:
            shown["tags"] = [1]
        yield Entry(action.id, offer.span, shown)


def _offers(
    root: "Root", document: Document, span: "Span", actions: "tuple[Action, ...]"
) -> "list[menu.Entry]":
    """What actions offer at a place; while nothing changed, what they offered when last asked.

    Editors ask many times between two keys: when a finding is shown, a window comes to the front.
    A menu asks at the cursor, and where each finding stands that nothing there mends.
    """
    from backlight import menu

    asked = document.name, span, actions
    state, known = root.offered
    if state != root.state or len(known) > MOST_PLACES:
        known = {}
        root.offered = root.state, known
    if asked not in known:
        ctx = menu.context(document.source, span, root.now(document))
        known[asked] = menu.offers(ctx, actions)
    return known[asked]


def span_of(session: Session, document: Document, place: given.Range) -> "Span":
    """A range of the editor in bytes of the document."""
    from backlight.analysis.syntax import Span

    return Span(*(document.text.offset(*at, session.documents.by) for at in place))


def _unwanted(session: Session, offer: "Offer") -> str:
    """Why an entry cannot be run where the user wants no model and it takes one; else nothing."""
    wanted = session.config.engine == "instant" and not offer.instant
    return (offer.doubt or NO_MODEL) if wanted else ""


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
