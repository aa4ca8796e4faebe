"""What code alone tells of a handler: its routes, what it reads, with what it refuses.

What a name says is worth nothing a second time: where nothing else is known, nothing is written.
"""

from collections.abc import Iterable, Sequence
from textwrap import wrap

from backlight.analysis.documented import refusals
from backlight.analysis.facts import Endpoint, Handler
from backlight.edits import Refused

WIDTH = 88
"""Where lines of a description end."""


def told(given: Sequence[tuple[str, str]], code: str, checked: str = "") -> tuple[str, ...]:
    """A sentence for each place it reads from, for what checks it, and for its refusals.

    `given` are names, each with its place; those of the path are said by the route already.
    """
    found = []
    for place in dict.fromkeys(place for _, place in given if place != "path"):
        names = _listed(f"`{name}`" for name, at in given if at == place)
        found.append(f"Reads {names} from the {'upload' if place == 'file' else place}.")
    if checked:
        found.append(f"The request is checked by `{checked}`.")
    if statuses := refusals(code):
        found.append(f"Refuses with {_listed(statuses)}.")
    return tuple(found)


def _listed(words: Iterable[str]) -> str:
    *first, last = dict.fromkeys(words)
    return f"{', '.join(first)} and {last}" if first else last


def routes(endpoints: Sequence[Endpoint]) -> str:
    """The routes in a line, each path once with all its methods: `GET, POST /rooms`."""
    methods: dict[str, list[str]] = {}
    for one in endpoints:
        methods.setdefault(one.path, []).append(one.method)
    return ", ".join(f"{', '.join(dict.fromkeys(m))} {path}" for path, m in methods.items())


def in_a_line(endpoints: Sequence[Endpoint]) -> tuple[str, ...]:
    """The routes as the one line that they are."""
    return (routes(endpoints),)


def elsewhere(endpoints: Sequence[Endpoint], path: str) -> bool:
    """Whether the routes are registered in other files, where no reader looks."""
    return bool(endpoints) and all(one.route_file != path for one in endpoints)


def nothing(handler: Handler) -> Refused:
    """Why nothing is written."""
    return Refused(
        f"The code of `{handler.name}` alone tells nothing that its name and route do not; ask the "
        "agent to say what it is for."
    )


def wrapped(lines: Iterable[str], before: int) -> list[str]:
    """The lines, broken where they would become too long behind what stands before them."""
    width = max(40, WIDTH - before)
    return [part for line in lines for part in wrap(line, width, break_on_hyphens=False) or [line]]
