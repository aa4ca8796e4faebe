"""The entry of the menu that shows the agent's plan first: the same actions, not yet written."""

from collections.abc import Iterable
from typing import Any

TITLE = "Plan first…"


def plan_first(entries: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """One entry that lists the actions at a place, each to be planned; none if there is none."""
    commands = [
        {**entry["command"], "arguments": [{**entry["command"]["arguments"][0], "plan": True}]}
        for entry in entries
        if "disabled" not in entry and entry["command"]["command"] == "backlight.run"
    ]
    if not commands:
        return []
    command = {"title": TITLE, "command": "backlight.more", "arguments": commands}
    return [{"title": TITLE, "kind": "refactor.rewrite.backlight.plan", "command": command}]
