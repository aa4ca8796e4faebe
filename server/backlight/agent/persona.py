r"""Who the agent is: a Markdown file in Claude Code's subagent format, its head read with care.

>>> parse("x.md", "---\nname: x\ndescription: y\ntools: Read, Edit\n---\nYou are x.")[0].prompt
'You are x.'
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from re import compile as regex
from typing import Any, Literal

from backlight.agent.frontmatter import Problem, Unsafe, fields, line_of, split
from backlight.providers.models import ALIASES

Origin = Literal["bundled", "user", "workspace"]

GRANTED = ("Read", "Grep", "Glob", "Edit", "MultiEdit", "Write", "AskUser")
"""Every tool that exists here; what a persona names besides is reported, and does not exist."""
OPT_IN = ("Bash",)
"""Tools a persona may name that stay off unless the user turned them on."""
ELSEWHERE = (
    *("WebFetch", "WebSearch", "Task", "Agent", "TodoWrite", "NotebookEdit", "NotebookRead"),
    *("LS", "BashOutput", "KillShell", "Skill", "SlashCommand", "ExitPlanMode"),
)
"""Tools of Claude Code that are known, and not given here."""
MEANT = {"AskUserQuestion": "AskUser"}

POWERS = ("hooks", "mcpServers", "permissionMode")
"""Keys that would run code or lift limits: never taken from an agent file."""

_NUMBERISH = regex(r"(?i)[-+]?[\d._]+|true|false|yes|no|on|off|null|~")
_MODEL = regex(rf"(?i)inherit|(?:{'|'.join(ALIASES)})(?:\[1m\])?|[\w.:/@-]*claude[\w.:/@\[\]-]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Persona:
    """One agent file."""

    name: str
    description: str
    prompt: str
    tools: tuple[str, ...] = GRANTED
    model: str = "inherit"
    path: str = ""
    origin: Origin = "bundled"


def parse(
    path: str, text: str, origin: Origin = "bundled"
) -> tuple[Persona | None, tuple[Problem, ...]]:
    """Read an agent file. `None` without a problem: it is no agent file (a README)."""
    parts = split(text)
    if parts is None:
        if text.removeprefix("\ufeff").lstrip().startswith("---"):
            return None, (Problem(1, "The head has no end: a line `---` is missing."),)
        return None, ()
    head, body = parts
    try:
        found, problems = fields(head)
    except Unsafe as unsafe:
        return None, (unsafe.problem,)
    tools, odd_tools = _tools(found, head, origin)
    model, odd_model = _model(found, head)
    odd = [*problems, *odd_tools, *odd_model, *_powers(found, head)]
    if not body:
        return None, (*odd, Problem(head.count("\n") + 2, "The file has no prompt after its head."))
    name, odd_name = _name(found, head, path)
    persona = Persona(
        name=name,
        description=_text(found.get("description")),
        prompt=body,
        tools=tools,
        model=model,
        path=path,
        origin=origin,
    )
    return persona, (*odd, *odd_name)


def _name(found: Mapping[str, Any], head: str, path: str) -> tuple[str, tuple[Problem, ...]]:
    stem, name = PurePosixPath(path).stem, _text(found.get("name")).strip()
    line = line_of(head, "name")
    if not name or not isinstance(found["name"], str):
        return stem, (Problem(line, f"The head has no `name`; {stem!r} is used."),)
    if _NUMBERISH.fullmatch(name):
        return name, (Problem(line, f"The name {name!r} is taken as a text; put it in quotes."),)
    return name[:200], ()


def _tools(
    found: Mapping[str, Any], head: str, origin: Origin
) -> tuple[tuple[str, ...], tuple[Problem, ...]]:
    """What is granted of what was asked for: fewer rights win."""
    denied, line = set(map(_base, _list(found.get("disallowedTools")))), line_of(head, "tools")
    if "tools" not in found:
        return tuple(tool for tool in GRANTED if tool not in denied), ()
    wanted = _list(found["tools"])
    if "*" in wanted:
        return tuple(tool for tool in GRANTED if tool not in denied), ()
    named = {MEANT.get(base, base): None for base in map(_base, wanted)}
    if "Edit" in named:
        named["MultiEdit"] = None
    named["AskUser"] = None
    quiet = {*GRANTED, *(OPT_IN if origin == "bundled" else ())}
    problems = [Problem(line, _ungranted(name)) for name in named if name not in quiet]
    return tuple(t for t in GRANTED if t in named and t not in denied), tuple(problems)


def _ungranted(name: str) -> str:
    if name in OPT_IN:
        return f"The tool {name} is off: nothing is run here. The agent works without it."
    if name in ELSEWHERE or name.startswith("mcp__"):
        return f"The tool {name[:60]} is not given to agents here."
    return f"There is no tool {name[:60]!r}; there are: {', '.join(GRANTED)}."


def _base(tool: str) -> str:
    """`Agent(a, b)` and `Bash(git:*)` are limited forms of the tool before the parenthesis."""
    return tool.partition("(")[0].strip()


def _list(value: object) -> list[str]:
    """Names in a list, or in a text with commas; a comma in parentheses parts nothing."""
    if isinstance(value, list):
        return [name for item in value for name in _list(item)]
    names, depth, start, text = [], 0, 0, _text(value)
    for at, character in enumerate(f"{text},"):
        depth += (character == "(") - (character == ")")
        if character in ",\n" and depth <= 0:
            names.append(text[start:at].strip().strip("\"'[]-").strip())
            start = at + 1
    return [name for name in names if name]


def _model(found: Mapping[str, Any], head: str) -> tuple[str, tuple[Problem, ...]]:
    wanted = str(found.get("model", "")).strip()
    if not wanted or _MODEL.fullmatch(wanted):
        return wanted or "inherit", ()
    said = f"The model {wanted[:60]!r} is not known; the default is used."
    return "inherit", (Problem(line_of(head, "model"), said),)


def _powers(found: Mapping[str, Any], head: str) -> tuple[Problem, ...]:
    return tuple(
        Problem(line_of(head, key), f"`{key}` is ignored: an agent file cannot run code here.")
        for key in POWERS
        if key in found
    )


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
