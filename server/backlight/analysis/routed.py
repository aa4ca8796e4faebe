"""What only the routes say of the handlers of another file."""

from collections.abc import Iterable
from dataclasses import replace

from backlight.analysis.facts import Endpoint, FileFacts


def routed(facts: FileFacts, endpoints: Iterable[Endpoint]) -> FileFacts:
    """A file's facts with what its routes add: that a guard checks what a handler is given."""
    checked = {(e.handler_file or e.file, e.handler): e.checked for e in endpoints if e.checked}
    if not checked:
        return facts
    handlers = tuple(
        replace(one, validated=one.validated or checked.get((facts.path, one.name), ""))
        for one in facts.handlers
    )
    return replace(facts, handlers=handlers)
