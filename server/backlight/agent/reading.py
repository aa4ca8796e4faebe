"""The tools that read: `Read`, `Grep`, `Glob`, over the buffers and files of the project."""

import asyncio
from collections.abc import Iterator, Sequence
from time import monotonic
from typing import Any

import re2

from backlight.agent.desk import Desk, ToolFailure
from backlight.edits import in_eol
from backlight.text import Text
from backlight.workspace import Unreadable

MOST_LINES = 2000
LONGEST_LINE = 2000
MOST_CHARACTERS = 100_000
MOST_MATCHES = 100
MOST_NAMES = 300
LONGEST_PATTERN = 2000
MOST_SECONDS = 2.0
OFTEN = 500
"""Lines that are searched without looking at the clock."""
SLICE = 0.004
"""Seconds of searching after which the menu gets its turn."""


async def read(desk: Desk, *, path: str, offset: int = 1, limit: int = MOST_LINES) -> str:
    """Lines of a file, with their numbers."""
    path = desk.path(path)
    text = desk.read(path)
    desk.show(path)
    return page(text, offset, limit)


def page(text: Text, first: int = 1, limit: int = MOST_LINES) -> str:
    """Numbered lines, and a note if there are more."""
    lines = in_eol(text.source.removeprefix("\ufeff"), "\n").split("\n")
    if lines[-1] == "":
        lines.pop()
    if not lines:
        return "(The file is empty.)"
    if first > len(lines):
        raise ToolFailure(f"The file has {len(lines)} lines; offset must be at most that.")
    shown: list[str] = []
    room = MOST_CHARACTERS
    for number in range(first, min(first + min(limit, MOST_LINES), len(lines) + 1)):
        line = f"{number}\t{_clipped(lines[number - 1])}"
        room -= len(line) + 1
        if room < 0 and shown:
            break
        shown.append(line)
    last = first + len(shown) - 1
    if last < len(lines):
        shown.append(f"(Lines {last + 1}-{len(lines)} follow: read on with offset {last + 1}.)")
    return "\n".join(shown)


async def grep(
    desk: Desk, *, pattern: str, path: str = "", glob: str = "", ignore_case: bool = False
) -> str:
    """Lines that match a regular expression, as `path:line: text`."""
    wanted = compiled(pattern, ignore_case=ignore_case)
    named = globbed(glob) if glob else None
    paths = await asyncio.to_thread(below, desk, path)
    chosen = [name for name in paths if named is None or named.fullmatch(name) is not None]
    found: list[str] = []
    pause = monotonic()
    stop = pause + MOST_SECONDS
    for line in _matches(desk, chosen, wanted):
        if line is not None:
            found.append(line)
        if len(found) == MOST_MATCHES:
            return _listed(found, f"Stopped at {MOST_MATCHES} matches: narrow the pattern.")
        if (now := monotonic()) > stop:
            return _listed(found, "Stopped: it takes too long. Narrow `path` or `glob`.")
        if now - pause > SLICE:
            await asyncio.sleep(0)
            pause = monotonic()
    return _listed(found, "" if found else "Nothing matches.")


async def glob(desk: Desk, *, pattern: str, path: str = "") -> str:
    """Paths that match a pattern such as `**/*.py`."""
    named = globbed(pattern)
    paths = await asyncio.to_thread(below, desk, path)
    found = [name for name in paths if named.fullmatch(name) is not None]
    more = f"{len(found) - MOST_NAMES} more: narrow the pattern." if len(found) > MOST_NAMES else ""
    return _listed(found[:MOST_NAMES], more if found else "No file matches.")


def below(desk: Desk, folder: str) -> tuple[str, ...]:
    """The files of the project in a folder; a file is a folder of its own."""
    folder = folder.removeprefix("./").strip("/")
    paths = desk.overlay.paths
    if folder in {"", "."}:
        return paths
    found = tuple(p for p in paths if p == folder or p.startswith(f"{folder}/"))
    if not found:
        raise ToolFailure(f"There is no folder or file {folder[:200]!r} in the project.")
    return found


def compiled(pattern: str, *, ignore_case: bool = False) -> Any:
    """A regular expression that takes time in proportion to the text, whatever it is."""
    if len(pattern) > LONGEST_PATTERN:
        raise ToolFailure(f"The pattern has more than {LONGEST_PATTERN} characters; shorten it.")
    options = re2.Options()
    options.log_errors = False
    options.case_sensitive = not ignore_case
    try:
        return re2.compile(pattern, options)
    except re2.error as error:
        said = error.args[0].decode() if isinstance(error.args[0], bytes) else error.args[0]
        raise ToolFailure(f"The pattern is not a regular expression RE2 takes: {said}.") from None


def globbed(pattern: str) -> Any:
    """A glob as a regular expression; without a slash it is matched at any depth."""
    pattern = pattern[: LONGEST_PATTERN + 1].removeprefix("./").lstrip("/")
    if "/" not in pattern:
        pattern = f"**/{pattern}"
    return compiled("".join(_translated(pattern)))


def _translated(pattern: str) -> Iterator[str]:
    at, depth = 0, 0
    while at < len(pattern):
        rest = pattern[at:]
        if rest.startswith("**/"):
            yield "(?:[^/]+/)*"
            at += 3
            continue
        if rest.startswith("**"):
            yield ".*"
            at += 2
            continue
        character = rest[0]
        depth += (character == "{") - (character == "}" and depth > 0)
        plain = {"*": "[^/]*", "?": "[^/]", "{": "(?:", "}": ")"}
        if character == "," and depth:
            yield "|"
        else:
            yield plain.get(character) or re2.escape(character)
        at += 1
    yield ")" * depth


def _matches(desk: Desk, paths: Sequence[str], wanted: Any) -> Iterator[str | None]:
    """The lines that match; `None` now and then, so that others get their turn."""
    for path in paths:
        yield None
        try:
            text = desk.overlay.read(path)
        except Unreadable:
            continue
        for number, line in enumerate(in_eol(text.source, "\n").split("\n"), 1):
            if wanted.search(line) is not None:
                desk.show(path)
                yield f"{path}:{number}: {_clipped(line, 300)}"
            elif number % OFTEN == 0:
                yield None


def _clipped(line: str, longest: int = LONGEST_LINE) -> str:
    if len(line) <= longest:
        return line
    return f"{line[:longest]}… ({len(line) - longest} more characters)"


def _listed(found: list[str], note: str) -> str:
    kept: list[str] = []
    room = MOST_CHARACTERS
    for line in found:
        room -= len(line) + 1
        if room < 0:
            note = "Cut here: narrow the pattern."
            break
        kept.append(line)
    return "\n".join([*kept, f"({note})"] if note else kept)
