"""A tool as it stands in the table: what the model is told of it, and the function that does it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from backlight.agent.schemas import Schema, text, whole
from backlight.providers import Tool

PATH = text("Path of a file, relative to the root of the project.")
PAGE = whole("Which page, from 1.")


@dataclass(frozen=True, slots=True)
class Row:
    """A tool that exists."""

    tool: Tool
    run: Callable[..., Awaitable[str]]
    verb: str
    """What it does, for the progress: `Reads`."""
    reads: bool = False
    """It changes nothing and asks no one, so that several may run at once."""


def tool_row(
    name: str, says: str, wanted: Schema, run: Callable[..., Awaitable[str]], verb: str
) -> Row:
    """One row of the table of tools."""
    return Row(Tool(name=name, description=says, schema=wanted), run, verb)


def reading_row(
    name: str, says: str, wanted: Schema, run: Callable[..., Awaitable[str]], verb: str
) -> Row:
    """The same for a tool that changes nothing and asks no one."""
    return replace(tool_row(name, says, wanted, run, verb), reads=True)
