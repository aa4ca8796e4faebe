r"""The head of an agent file: read as YAML if it is safe and valid, else field by field.

>>> fields("name: x\ndescription: Use this: always\n", KNOWN)[0]["description"]
'Use this: always'
"""

from collections.abc import Collection
from dataclasses import dataclass
from re import MULTILINE, escape
from re import compile as regex
from typing import Any, Literal

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

_CONTROL = regex(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")

Level = Literal["error", "warning", "info"]


@dataclass(frozen=True, slots=True)
class Problem:
    """Something odd about an agent file, at a place counted from 1."""

    line: int
    message: str
    level: Level = "warning"
    """An error: the file is not used. A note: it is, and something in it counts for nothing."""
    column: int = 1
    code: Literal["agent-file", "untrusted"] = "agent-file"


class Unsafe(Exception):
    """The head asks for more than a head needs; the message is a sentence."""

    def __init__(self, line: int, message: str, column: int = 1) -> None:
        super().__init__(message)
        self.problem = Problem(line, message, "error", column)


def split(text: str) -> tuple[str, str] | None:
    """The head and the body of a file; `None` if it has no head."""
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if lines[0].rstrip() != "---":
        return None
    for number, line in enumerate(lines[1:], 1):
        if line.rstrip() == "---":
            return "\n".join(lines[1:number]) + "\n", "\n".join(lines[number + 1 :]).strip()
    return None


def fields(head: str, known: Collection[str]) -> tuple[dict[str, Any], tuple[Problem, ...]]:
    """What a head says, and what is odd about it; raises `Unsafe`. Lines count from the file's."""
    if len(head.encode("utf-8", "replace")) > LONGEST:
        raise Unsafe(1, f"The head has more than {LONGEST // 1024} kB; shorten it.")
    if (found := _CONTROL.search(head)) is not None:
        what = "The head holds a control character; remove it."
        line, column = _place(head, found.start())
        raise Unsafe(line, what, column)
    try:
        data, repeated = _read(head)
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        return _scanned(head, known), (_not_yaml(error),)
    if data is None:
        said = Problem(2, "The head is not made of `key: value` lines; it was read line by line.")
        return _scanned(head, known), (said,)
    return data, repeated


def place_of(head: str, key: str, word: str = "") -> tuple[int, int]:
    """The line and column of the file at which a key stands, or a word of its value."""
    found = regex(rf"^{escape(key)}[ \t]*:", MULTILINE).search(head)
    if found is None:
        return 1, 1
    start = found.start()
    if word:
        pattern = rf"(?<![\w-]){escape(word)}(?![\w-])"
        near = regex(pattern).search(head, found.end()) if len(word) < 200 else None
        start = near.start() if near is not None else start
    return _place(head, start)


def line_of(text: str, key: str) -> int:
    """The line of a file on which a key of its head stands; the first if it does not."""
    parts = split(text)
    return place_of(parts[0], key)[0] if parts is not None else 1


def _read(head: str) -> tuple[dict[str, Any] | None, tuple[Problem, ...]]:
    """A head as YAML; `None` if it is something else than keys and values."""
    _inspect(head)
    root = yaml.compose(head, Loader=LOADER)
    if not isinstance(root, yaml.MappingNode) or any(
        not isinstance(key, yaml.ScalarNode) for key, _ in root.value
    ):
        return None, ()
    data = yaml.load(head, Loader=LOADER)  # noqa: S506 - it makes nothing but texts
    return data, _repeated(root)


def _inspect(head: str) -> None:
    """Refuse what can grow or run, before anything is built."""
    depth, anchored, loose = 0, False, None
    for number, event in enumerate(yaml.parse(head, Loader=LOADER)):
        mark = event.start_mark
        at = (mark.line + 2, mark.column + 1) if mark else (1, 1)
        if isinstance(event, yaml.AliasEvent):
            loose = at
        elif getattr(event, "anchor", None):
            anchored, loose = True, at
        if anchored and loose is not None:
            said = "The head uses a YAML anchor or alias; write the value out."
            raise Unsafe(loose[0], said, loose[1])
        if getattr(event, "tag", None):
            raise Unsafe(at[0], "The head uses a YAML tag; remove it.", at[1])
        if isinstance(event, yaml.ScalarEvent) and event.value == "<<":
            raise Unsafe(at[0], "The head uses a YAML merge key; write the values out.", at[1])
        if number > MOST_EVENTS:
            raise Unsafe(at[0], f"The head has more than {MOST_EVENTS} parts; shorten it.")
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise Unsafe(at[0], f"The head is nested more than {DEEPEST} deep; flatten it.", at[1])


def _repeated(root: yaml.MappingNode) -> tuple[Problem, ...]:
    seen: set[str] = set()
    problems = []
    for key, _ in root.value:
        if key.value in seen:
            said = f"`{key.value[:60]}` is said twice; the last one counts."
            mark = key.start_mark
            problems.append(Problem(mark.line + 2, said, column=mark.column + 1))
        seen.add(key.value)
    return tuple(problems[:MOST_PROBLEMS])


def _scanned(head: str, known: Collection[str]) -> dict[str, Any]:
    """Every line that starts with a known key starts a field, all up to the next is its value.

    A field that is valid YAML by itself is taken so; keys that are not known end it, too.
    """
    starts = list(regex(rf"^({'|'.join(map(escape, known))})[ \t]*:", MULTILINE).finditer(head))
    ends = [*(start.start() for start in starts[1:]), len(head)]
    found: dict[str, Any] = {}
    for start, end in zip(starts, ends, strict=False):
        try:
            data, _ = _read(head[start.start() : end])
        except (yaml.YAMLError, Unsafe, RecursionError, ValueError):
            data = None
        found |= data or {start[1]: _unquoted(head[start.end() : end].strip())}
    return found


def _unquoted(value: str) -> str:
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        return value[1:-1]
    return value


def _not_yaml(error: Exception) -> Problem:
    mark = getattr(error, "problem_mark", None)
    line, column = (mark.line + 2, mark.column + 1) if mark is not None else (2, 1)
    what = getattr(error, "problem", None) or "it is nested too deep"
    said = f"The head is not valid YAML ({what}); it was read line by line."
    return Problem(line, said, column=column)


def _place(head: str, offset: int) -> tuple[int, int]:
    """The line and column of the file, from 1, at an offset of its head."""
    return head.count("\n", 0, offset) + 2, offset - head.rfind("\n", 0, offset)
