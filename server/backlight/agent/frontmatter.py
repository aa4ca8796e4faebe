"""The head of an agent file: read as YAML if it is safe and valid, else line by line."""

from dataclasses import dataclass
from re import MULTILINE
from re import compile as regex
from typing import Any

import yaml

KNOWN = (
    *("name", "description", "tools", "disallowedTools", "model", "permissionMode", "maxTurns"),
    *("effort", "skills", "mcpServers", "hooks", "memory", "background", "isolation"),
    *("initialPrompt", "color"),
)
"""The keys of Claude Code's subagent files."""

LONGEST = 64 * 1024
"""Bytes of a head: the longest seen in 1,196 files has a tenth of it."""
DEEPEST = 20
MOST_EVENTS = 2000
MOST_PROBLEMS = 20

LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
"""It makes texts, lists and mappings only: `name: no` stays a text, and no merge is carried out."""

_FIELD = regex(rf"^({'|'.join(KNOWN)})[ \t]*:", MULTILINE)
_CONTROL = regex(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Problem:
    """Something odd about an agent file; the line is counted from 1."""

    line: int
    message: str


class Unsafe(Exception):
    """The head asks for more than a head needs; the message is a sentence."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.problem = Problem(line, message)


def split(text: str) -> tuple[str, str] | None:
    """The head and the body of a file; `None` if it has no head."""
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if lines[0].rstrip() != "---":
        return None
    for number, line in enumerate(lines[1:], 1):
        if line.rstrip() == "---":
            return "\n".join(lines[1:number]) + "\n", "\n".join(lines[number + 1 :]).strip()
    return None


def fields(head: str) -> tuple[dict[str, Any], tuple[Problem, ...]]:
    """What a head says, and what is odd about it; raises `Unsafe`. Lines count from the file's."""
    if len(head.encode("utf-8", "replace")) > LONGEST:
        raise Unsafe(1, f"The head has more than {LONGEST // 1024} kB; shorten it.")
    if (found := _CONTROL.search(head)) is not None:
        raise Unsafe(_line(head, found.start()), "The head holds a control character; remove it.")
    try:
        _inspect(head)
        root = yaml.compose(head, Loader=LOADER)
        if not isinstance(root, yaml.MappingNode) or any(
            not isinstance(key, yaml.ScalarNode) for key, _ in root.value
        ):
            return _scanned(head), (Problem(2, "The head is not made of `key: value` lines."),)
        data = yaml.load(head, Loader=LOADER)  # noqa: S506 - it makes nothing but texts
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        return _scanned(head), (_not_yaml(error),)
    return data, _repeated(root)


def line_of(head: str, key: str) -> int:
    """The line of the file on which a key stands."""
    found = regex(rf"^{key}[ \t]*:", MULTILINE).search(head)
    return _line(head, found.start()) if found else 1


def _inspect(head: str) -> None:
    """Refuse what can grow or run, before anything is built."""
    depth = 0
    for number, event in enumerate(yaml.parse(head, Loader=LOADER)):
        line = event.start_mark.line + 2 if event.start_mark else 1
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise Unsafe(line, "The head uses a YAML anchor or alias; write the value out.")
        if getattr(event, "tag", None):
            raise Unsafe(line, "The head uses a YAML tag; remove it.")
        if isinstance(event, yaml.ScalarEvent) and event.value == "<<":
            raise Unsafe(line, "The head uses a YAML merge key; write the values out.")
        if number > MOST_EVENTS:
            raise Unsafe(line, f"The head has more than {MOST_EVENTS} parts; shorten it.")
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise Unsafe(line, f"The head is nested more than {DEEPEST} deep; flatten it.")


def _repeated(root: yaml.MappingNode) -> tuple[Problem, ...]:
    seen: set[str] = set()
    problems = []
    for key, _ in root.value:
        if key.value in seen:
            said = f"`{key.value}` is said twice; the last one counts."
            problems.append(Problem(key.start_mark.line + 2, said))
        seen.add(key.value)
    return tuple(problems[:MOST_PROBLEMS])


def _scanned(head: str) -> dict[str, Any]:
    """Every line that starts with a known key starts a field, all up to the next is its value."""
    starts = list(_FIELD.finditer(head))
    ends = [*(start.start() for start in starts[1:]), len(head)]
    return {
        start[1]: _unquoted(head[start.end() : end].strip())
        for start, end in zip(starts, ends, strict=False)
    }


def _unquoted(value: str) -> str:
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        return value[1:-1]
    return value


def _not_yaml(error: Exception) -> Problem:
    mark = getattr(error, "problem_mark", None)
    line = mark.line + 2 if mark is not None else 2
    what = getattr(error, "problem", None) or "it is nested too deep"
    return Problem(line, f"The head is not valid YAML ({what}); it was read line by line.")


def _line(head: str, offset: int) -> int:
    return head.count("\n", 0, offset) + 2
