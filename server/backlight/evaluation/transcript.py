"""Replies written by hand, played to the real loop in place of a model's: proof of the road."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from backlight.evaluation.pages import Section
from backlight.providers import Call, Report, Request, Turn, Usage

NAME = "a transcript written by hand"
"""What stands where a model's name would."""


@dataclass(frozen=True, slots=True)
class Step:
    """One reply: a call of a tool, or words."""

    tool: str
    input: dict[str, Any]
    words: str = ""


def step(part: Section) -> Step:
    """A reply as it is written: the tool and its path in the heading, its texts in fences."""
    tool, path = part.title.split(" ", 1)[0], part.code
    match tool, part.fences:
        case "Say", _:
            return Step("", {}, part.words)
        case "Read", _:
            return Step("Read", {"path": path})
        case "Grep" | "Glob", _:
            return Step(tool, {"pattern": path})
        case "Write", [content]:
            return Step("Write", {"path": path, "content": content})
        case "Edit", [old, new]:
            return Step("Edit", {"path": path, "old_string": old, "new_string": new})
    raise ValueError(f"line {part.line}: {part.title!r} with {len(part.fences)} fences is no reply")


class Player:
    """A model that says what was written for it, whatever it is asked."""

    def __init__(self, steps: Sequence[Step]) -> None:
        self._left = list(steps)
        self._said = 0

    async def reply(self, _request: Request, report: Report) -> Turn:
        """The next reply; the last one again and again, as by a model that thinks it is done."""
        now = self._left.pop(0) if len(self._left) > 1 else self._left[0]
        report(now.words or now.tool)
        self._said += 1
        usage = Usage(requests=1)
        if not now.tool:
            return Turn(text=now.words, usage=usage, raw=({"type": "text", "text": now.words},))
        call = Call(f"written-{self._said}", now.tool, now.input)
        block = {"type": "tool_use", "id": call.id, "name": call.tool, "input": now.input}
        return Turn(calls=(call,), stop="tool_use", usage=usage, raw=(block,))

    async def close(self) -> None:
        """There is nothing to give back."""
