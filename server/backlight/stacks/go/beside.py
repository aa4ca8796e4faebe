"""The route of a Go project that new ones stand beside, and how its handlers reach GORM."""

from collections.abc import Iterator
from dataclasses import dataclass
from posixpath import dirname
from re import Match
from re import compile as regex

from tree_sitter import Node

from backlight.analysis.facts import Endpoint, Project
from backlight.analysis.go import File
from backlight.analysis.go_expressions import arguments, string
from backlight.analysis.guards import is_open, signs_in
from backlight.analysis.places import is_test
from backlight.analysis.syntax import (
    Source,
    ancestors,
    captures,
    descendants,
    field,
    line_of,
    text_of,
)
from backlight.edits import Refused
from backlight.stacks.setups import named

OPENED = regex(r"\b(\w+), (?:\w+) :?= gorm\.Open\(")
VARIABLE = regex(r"(?m)^(?:var\s+|\t)([A-Z]\w*)\s+\*gorm\.DB\b")
BLOCK = regex(r"(?m)^(?:\)|\}|(var|type|func|const|import)\b.*)$")
FUNCTION = regex(r"(?m)^func ([A-Z]\w*)\(\) \*gorm\.DB\b")
PLAIN = regex(r"(?i)\.(?:get_?)?db(?:\(\))?$")
HOMES = ("db", "database", "gorm", "conn", "global", "store", "init", "setup")
"""Words in the names of files that open a connection."""
MOST = 3
"""Files that are looked into for one thing: a menu waits for few."""
CALLS = "(call_expression function: (selector_expression)) @call"
FUNCTIONS = {"function_declaration", "method_declaration"}


@dataclass(frozen=True, slots=True)
class Handle:
    """How code reaches the database."""

    written: str
    """`db`, `database.DB`, `common.GetDB()`."""
    local: bool
    """It is known where routes are registered alone: handlers are given it."""
    folder: str = ""
    """The package it stands in."""


@dataclass(frozen=True, slots=True)
class Beside:
    """What new routes take from one that is there."""

    endpoint: Endpoint
    source: Source
    """The file of the routes."""
    call: Node
    """The call that registers it."""
    function: Node
    """The function it stands in."""
    folder: str
    """The package of its handler."""
    handle: Handle


def beside(project: Project, stack: str) -> Beside | Refused:
    """The route nearest to what a new one would be: short, written to, and asked who it is."""
    own = [e for e in project.endpoints if e.stack == stack and not is_test(e.file)]
    many = [e for e in own if not is_open(e.path) and e.route_file.endswith(".go")]
    asked = [e for e in many if any(map(signs_in, e.guards))]
    many = asked if 2 * len(asked) > len(own) else many
    shared = _shared(project)
    near: set[str] = set()
    for one in sorted(many, key=_rank):
        near.add(one.route_file)
        source = project.read(one.route_file) if len(near) <= MOST else None
        call = registered(source).get(one.route_line)
        function = next((n for n in ancestors(call) if n.type in FUNCTIONS), None) if call else None
        if source is None or call is None or function is None:
            continue
        handle = _local(function) or shared
        if handle is not None:
            folder = dirname(one.handler_file or one.file)
            return Beside(one, source, call, function, folder, handle)
    if not many:
        return Refused("No route is here that new ones could stand beside; ask the agent.")
    return Refused(
        "Where routes are registered no `*gorm.DB` is at hand, and no package has one for all: "
        "ask the agent for the endpoints."
    )


def _rank(one: Endpoint) -> tuple[int, int, int, str]:
    asked = any(map(signs_in, one.guards))
    return (one.path.count("/"), not asked, one.method != "POST", one.path)


def registered(source: Source | None) -> dict[int, Node]:
    """The calls whose first argument is the path of a route, by their lines."""
    if source is None or source.tree is None:
        return {}
    found: dict[int, Node] = {}
    for call in captures(source, CALLS).get("call", []):
        given = arguments(call)
        routed = len(given) > 1 and given[0].type.endswith("string_literal")
        verb = field(call, "function", "field")
        if routed and (_routes(string(given[0])) or (verb and text_of(verb) in VERBS)):
            found.setdefault(line_of(call), call)
    return found


VERBS = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE"})
"""Methods of gin and echo, whose paths need not begin with a stroke."""


def _routes(text: str) -> bool:
    return text == "" or "/" in text


def _local(function: Node) -> Handle | None:
    """A `*gorm.DB` that the function is given, or opens."""
    for one in descendants(field(function, "parameters") or function, "parameter_declaration"):
        kind, name = field(one, "type"), field(one, "name")
        if kind is not None and name is not None and text_of(kind) == "*gorm.DB":
            return Handle(text_of(name), local=True)
    hit = OPENED.search(text_of(function))
    return Handle(hit[1], local=True) if hit is not None else None


def _shared(project: Project) -> Handle | None:
    """The one `*gorm.DB` that a package has for all; of several, the one that is called so."""
    found = list(dict.fromkeys(_declared(project))) or list(dict.fromkeys(_written(project)))
    plain = [one for one in found if PLAIN.search(one.written)]
    return found[0] if len(found) == 1 else plain[0] if len(plain) == 1 else None


def _declared(project: Project) -> Iterator[Handle]:
    """As the facts of files say it: no file is read for that."""
    for path, facts in project.files.items():
        for file in facts.fragments.values():
            if not isinstance(file, File) or file.package == "main" or is_test(path):
                continue
            for step in file.values:
                names = (getattr(target, "name", "") for target in step.targets)
                for name in names if step.type == "gorm.DB" else ():
                    if name[:1].isupper():
                        yield Handle(f"{file.package}.{name}", local=False, folder=file.folder)
            for one in file.functions:
                plain = not one.owner and not one.params and one.results == ("gorm.DB",)
                if plain and one.name[:1].isupper():
                    yield Handle(f"{file.package}.{one.name}()", local=False, folder=file.folder)


def _written(project: Project) -> Iterator[Handle]:
    """As few files say that are named for it, and were read for no other fact."""
    for path in [p for p in named(project.paths, HOMES, (".go",)) if not is_test(p)][:MOST]:
        source = project.read(path)
        text = source.text.source if source is not None and b"gorm" in source.text.data else ""
        package = regex(r"(?m)^package (\w+)").search(text)
        if package is None or package[1] == "main":
            continue
        for pattern, end in ((VARIABLE, ""), (FUNCTION, "()")):
            for hit in filter(_own, pattern.finditer(text)):
                yield Handle(f"{package[1]}.{hit[1]}{end}", local=False, folder=dirname(path))


def _own(hit: Match[str]) -> bool:
    """Whether a line declares a variable of the package: it is no field of a struct."""
    above = [one[1] for one in BLOCK.finditer(hit.string, 0, hit.start())]
    return hit[0][0] != "\t" or above[-1:] == ["var"]
