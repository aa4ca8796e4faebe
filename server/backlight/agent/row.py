"""A tool as it stands in the table: what the model is told of it, and the function that does it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from backlight.agent.schemas import Schema, text, whole
from backlight.providers import Tool

PATH = text("Path of a file, relative to the root of the project.")
PAGE = whole("Which page, from 1.")
READING = frozenset({"reading", "proving", "known"})
"""Modules beside this one whose tools change nothing."""


@dataclass(frozen=True, slots=True)
class Known:
    """A tool that exists."""

    tool: Tool
    run: Callable[..., Awaitable[str]]
    verb: str
    """What it does, for the progress: `Reads`."""
    reads: bool = False
    """It changes nothing and asks no one, so that several may run at once."""


def tool_row(
    name: str, says: str, wanted: Schema, run: Callable[..., Awaitable[str]], verb: str
) -> Known:
    """One row of the table of tools."""
    tool = Tool(name=name, description=says, schema=wanted)
    return Known(tool, run, verb, reads=run.__module__.rpartition(".")[2] in READING)
