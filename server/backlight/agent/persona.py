r"""Who the agent is: a Markdown file in Claude Code's subagent format, its head read with care.

>>> parse("x.md", "---\nname: x\ndescription: y\ntools: Read, Edit\n---\nYou are x.")[0].prompt
'You are x.'
"""

from collections.abc import Collection, Iterator, Mapping
from pathlib import PurePosixPath
from re import compile as regex
from typing import Any

from backlight.action import Persona
from backlight.agent.frontmatter import KNOWN, Problem, Unsafe, fields, place_of, split
from backlight.agent.places import Origin
from backlight.config.table import EFFORTS
from backlight.providers.models import ALIASES

GRANTED = ("Read", "Grep", "Glob", "Edit", "MultiEdit", "Write", "AskUser")
"""Tools that an agent file can have; what it names besides is reported."""
FACTS = ("Routes", "Schema", "Findings", "References")
"""Tools that answer from facts: whoever has `Read` has them."""
LAB = ("Prove", "Explain")
"""Tools that try statements: whoever has `Read` has them, where the task is about a statement."""
OPT_IN = ("Bash",)
"""Tools a persona may name that stay off unless the user turned them on."""
ELSEWHERE = (
    *("WebFetch", "WebSearch", "Task", "Agent", "TodoWrite", "NotebookEdit", "NotebookRead"),
    *("LS", "BashOutput", "KillShell", "Skill", "SlashCommand", "ExitPlanMode"),
)
"""Tools of Claude Code that are known, and not given here."""
MOST_TOLD = 10
"""Tools that are named because they do not exist."""
MEANT = {"AskUserQuestion": "AskUser"}

POWERS = ("hooks", "mcpServers", "permissionMode")
"""Keys that would run code or lift limits: never taken from an agent file."""

LONGEST_NAME = 200

_NUMBERISH = regex(r"(?i)[-+]?[\d._]+|true|false|yes|no|on|off|null|~")
_MODEL = regex(rf"(?i)inherit|(?:{'|'.join(ALIASES)})(?:\[1m\])?|[\w.:/@-]*claude[\w.:/@\[\]-]+")


def parse(
    path: str, text: str, origin: Origin = "bundled"
) -> tuple[Persona | None, tuple[Problem, ...]]:
    """Read an agent file. `None` without a problem: it is no agent file (a README)."""
    opened, problems = headed(text, KNOWN)
    if opened is None:
        return None, problems
    found, head, body = opened
    if not body:
        said = "The file has no prompt after its head."
        return None, (*problems, Problem(head.count("\n") + 2, said, "error"))
    tools, odd_tools = tools_of(found, head, origin)
    model, odd_model = model_of(found, head)
    name, odd_name = name_of(found, head, path)
    effort, odd_effort = effort_of(found, head)
    persona = Persona(
        name=name,
        description=text_of(found.get("description")),
        prompt=body,
        tools=tools,
        model=model,
        path=path,
        origin=origin,
        denied=denied_of(found),
        commands=runs_commands(found),
        effort=effort,
    )
    odd = (*odd_name, *odd_tools, *odd_model, *odd_effort, *_powers(found, head))
    return persona, (*problems, *odd)


def headed(
    text: str, known: Collection[str]
) -> tuple[tuple[dict[str, Any], str, str] | None, tuple[Problem, ...]]:
    """What the head of a file says, the head itself and the body; `None` if there is none.

    That is no problem where nothing looks like a head: the file is for people.
    """
    parts = split(text)
    if parts is None:
        bare, lacks = text.removeprefix("\ufeff"), ""
        if bare.lstrip().startswith("---"):
            lacks = "The head has no end: a line `---` is missing."
        elif bare.startswith(tuple(f"{key}:" for key in known)):
            lacks = "The head has no beginning: a line `---` is missing above it."
        return None, (Problem(1, lacks, "error"),) if lacks else ()
    try:
        found, problems = fields(parts[0], known)
    except Unsafe as unsafe:
        return None, (unsafe.problem,)
    return (found, *parts), problems


def name_of(found: Mapping[str, Any], head: str, path: str) -> tuple[str, tuple[Problem, ...]]:
    """The name a file gives itself, else that of the file."""
    stem, name = PurePosixPath(path).stem, text_of(found.get("name")).strip()
    line, _ = place_of(head, "name")
    if not name:
        return stem, (Problem(line, f"The head has no `name`; {stem!r} is used."),)
    if _NUMBERISH.fullmatch(name):
        return name, (Problem(line, f"The name {name!r} is taken as a text; put it in quotes."),)
    return name[:LONGEST_NAME], ()


def tools_of(
    found: Mapping[str, Any], head: str, origin: Origin
) -> tuple[tuple[str, ...], tuple[Problem, ...]]:
    """What is granted of what was asked for: fewer rights win."""
    denied = denied_of(found)
    wanted = _list(found["tools"]) if "tools" in found else ["*"]
    if "*" in wanted:
        return tuple(tool for tool in GRANTED if tool not in denied), ()
    named = {MEANT.get(base, base): None for base in map(_base, wanted)}
    if "Edit" in named:
        named["MultiEdit"] = None
    named["AskUser"] = None
    quiet = {*GRANTED, *FACTS, *LAB, *(OPT_IN if origin == "bundled" else ())}
    odd = [name for name in named if name not in quiet][:MOST_TOLD]
    granted = tuple(tool for tool in GRANTED if tool in named and tool not in denied)
    return granted, tuple(_ungranted(head, name) for name in odd)


def denied_of(found: Mapping[str, Any]) -> tuple[str, ...]:
    """What a file will not have, whatever brings it along."""
    return tuple(dict.fromkeys(map(_base, _list(found.get("disallowedTools")))))


def runs_commands(found: Mapping[str, Any]) -> bool:
    """Whether a file asks for commands: by name, or because it asks for everything."""
    wanted = set(map(_base, _list(found["tools"]))) if "tools" in found else {"*"}
    return not wanted.isdisjoint({"*", *OPT_IN}) and not set(OPT_IN) & set(denied_of(found))


def effort_of(found: Mapping[str, Any], head: str) -> tuple[str, tuple[Problem, ...]]:
    """How much the model is to think, if the file says it."""
    wanted = text_of(found.get("effort")).strip().lower()
    if wanted in EFFORTS or "effort" not in found:
        return wanted, ()
    said = f"`effort` is one of {', '.join(EFFORTS)}; the setting is used."
    return "", (Problem(place_of(head, "effort")[0], said),)


def model_of(found: Mapping[str, Any], head: str) -> tuple[str, tuple[Problem, ...]]:
    """The model a file asks for, if it is one."""
    wanted = str(found.get("model", "")).strip()
    if len(wanted) <= LONGEST_NAME and (not wanted or _MODEL.fullmatch(wanted)):
        return wanted or "inherit", ()
    said = f"The model {wanted[:60]!r} is not known; the default is used."
    return "inherit", (Problem(place_of(head, "model")[0], said),)


def text_of(value: object) -> str:
    """A text, or nothing where something else stands."""
    return value if isinstance(value, str) else ""


def _ungranted(head: str, name: str) -> Problem:
    line, column = place_of(head, "tools", name)
    if name in OPT_IN:
        said = f"The tool {name} is off unless you turn `backlight.bash` on."
        return Problem(line, said, "info", column)
    if name in ELSEWHERE or name.startswith("mcp__"):
        said = f"The tool {name[:60]} is not given to agents here."
        return Problem(line, said, "info", column)
    said = f"There is no tool {name[:60]!r}; there are: {', '.join(GRANTED)}."
    return Problem(line, said, column=column)


def _base(tool: str) -> str:
    """`Agent(a, b)` and `Bash(git:*)` are limited forms of the tool before the parenthesis."""
    return tool.partition("(")[0].strip()


def _list(value: object) -> list[str]:
    """Names in a list, or in a text with commas; a comma in parentheses parts nothing."""
    if isinstance(value, list):
        return [name for item in value for name in _list(item)]
    names, depth, start, text = [], 0, 0, text_of(value)
    for at, character in enumerate(f"{text},"):
        depth += (character == "(") - (character == ")")
        if character in ",\n" and depth <= 0:
            names.append(text[start:at].strip().strip("\"'[]-").strip())
            start = at + 1
    return [name for name in names if name]


def _powers(found: Mapping[str, Any], head: str) -> Iterator[Problem]:
    for key in POWERS:
        if key in found:
            said = f"`{key}` is ignored: an agent file cannot run code here."
            yield Problem(place_of(head, key)[0], said)
