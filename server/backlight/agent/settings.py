"""What settings name that only the agent knows: actions, those in Markdown too, and prices."""

from collections.abc import Iterable, Iterator
from difflib import get_close_matches

from backlight.actions import ALL
from backlight.agent.library import Library
from backlight.config import Config, per_action
from backlight.providers import prices


def problems(config: Config, libraries: Iterable[Library]) -> Iterator[str]:
    """A sentence for each value that means nothing in any of these projects."""
    yield from prices.own(config.prices)[1]
    rows = filter(None, map(per_action.row, config.action_models))
    named = dict.fromkeys(row.action for row in rows)
    known = _actions(libraries) if named else set[str]()
    for name in named:
        if name not in known:
            near = get_close_matches(name[:60], sorted(known), 1)
            hint = f"; did you mean `{near[0]}`?" if near else "."
            said = f"`backlight.actionModels` names `{name[:60]}`"
            yield f"{said}, and there is no such action here{hint}"


def _actions(libraries: Iterable[Library]) -> set[str]:
    """The id of every action, used or not: one that waits to be trusted is no mistake."""
    found = {one.name for library in libraries for one in library.entries("action")}
    return found | {action.id for action in ALL}
