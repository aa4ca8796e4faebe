"""Who hands a function how many rows to skip, up to where the request says it.

A list is often read by a function that a handler calls, with the number it was asked for: where one
call alone hands it on, the keys go the same way.
"""

from collections.abc import Iterator
from re import compile as regex
from re import escape

from tree_sitter import Node

from backlight.analysis.facts import Handler, Project
from backlight.analysis.python_expressions import parts
from backlight.analysis.python_imports import imported
from backlight.analysis.scopes import Function, function_at
from backlight.analysis.skipped import Asked, Instead, called
from backlight.analysis.skipped_python import instead
from backlight.analysis.skipped_shown import hidden
from backlight.analysis.syntax import (
    Source,
    Span,
    ancestors,
    descendants,
    field,
    node_at,
    span_of,
    text_of,
)

Swaps = dict[str, list[tuple[Span, str]]]
DEEP = 3
"""Functions that a number is followed through."""


def followed(asked: Asked, project: Project) -> tuple[Instead, Swaps] | str:
    """The keys in the place of the number, in every function that hands it on; or why not."""
    came = instead(asked)
    if isinstance(came, str):
        return came
    swaps: Swaps = {asked.source.path: [*came.swaps]}
    at, now = asked, came
    for _ in range(DEEP):
        here = function_at(at.source, at.at)
        if at.handler is not None:
            reason = hidden(project, at.source, at.handler, asked.keys)
            return reason or (came, swaps)
        if here is None:
            return came, swaps
        if _method(at.source, here):
            other = called(project, at.source.path, here.name, here.span)
            return other or (came, swaps)
        giving: list[tuple[Source, Node]] = []
        for source, call in _calls(project, at.source.path, here.name, here.span):
            ours = _names(project, at.source.path, source, call, here.name)
            value = _given(call, now)
            if ours is None or (ours and value is not None and giving):
                return called(project, at.source.path, here.name, here.span)
            giving += [(source, value)] if ours and value is not None else []
        if not giving:
            return came, swaps
        source, value = giving[0]
        bare = field(value, "value") or value if value.type == "keyword_argument" else value
        at = Asked(
            source, span_of(bare), text_of(bare), asked.keys, _handler(project, source, bare)
        )
        above = instead(at)
        if isinstance(above, str):
            line = source.text.line_of(value.start_byte) + 1
            return f"{source.path} (line {line}) hands on how many rows to skip. {above}"
        pairs = zip(now.names, above.names, strict=True)
        named = value.type == "keyword_argument"
        said = ", ".join(f"{one}={other}" if named else other for one, other in pairs)
        swaps.setdefault(source.path, []).extend([*above.swaps, (span_of(value), said)])
        now = above
    return "The number is handed on through many functions; ask the agent."


def _handler(project: Project, source: Source, node: Node) -> Handler | None:
    """The handler that a node stands in."""
    facts = project.files.get(source.path)
    around = [
        one
        for one in (facts.handlers if facts is not None else ())
        if one.span.start <= node.start_byte < one.span.end
    ]
    return min(around, key=lambda one: one.span.end - one.span.start, default=None)


def _method(source: Source, here: Function) -> bool:
    """Whether a function belongs to a class: which one a call means is not known then."""
    return any(one.type == "class_definition" for one in ancestors(node_at(source, here.span)))


def _names(project: Project, path: str, source: Source, call: Node, name: str) -> bool | None:
    """Whether a call means the function of that name in a file; `None` where it may."""
    function = field(call, "function")
    owner = field(function, "object")
    said = text_of(owner) if owner is not None else name
    if not said.isidentifier():
        return False  # a method of something that was made
    lines = descendants(source.root, "import_statement", "import_from_statement")
    found = dict(pair for node in lines for pair in imported(source.path, node))
    if said not in found:
        same = owner is None and source.path == path
        return None if owner is None and not same and "*" in found else same
    target = found[said] if owner is not None else found[said].rpartition(".")[0]
    if f".{_dotted(path)}".endswith(f".{target}"):
        return True
    defined = regex(rf"(?m)^(?:async )?def {escape(name)}\(")
    for other in project.paths:
        if other.endswith(".py") and f".{_dotted(other)}".endswith(f".{target}"):
            there = project.read(other)
            if there is not None and defined.search(there.text.source):
                return False
    return None  # a package hands on what its modules have


def _dotted(path: str) -> str:
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def _calls(project: Project, path: str, name: str, inside: Span) -> Iterator[tuple[Source, Node]]:
    """The calls of a function in the Python of a project."""
    word = regex(rf"(?<![\w])(?<!def ){escape(name)}\s*\(".encode())
    for other in (path, *(one for one in project.paths if one != path and one.endswith(".py"))):
        source = project.read(other)
        if source is None or source.tree is None or name.encode() not in source.text.data:
            continue
        for hit in word.finditer(source.text.data):
            if other == path and inside.start <= hit.start() < inside.end:
                continue
            node = node_at(source, Span(hit.start(), hit.start() + 1))
            call = next((one for one in ancestors(node) if one.type == "call"), None)
            function = field(call, "function")
            if call is not None and function is not None and function.end_byte >= hit.start():
                yield source, call


def _given(call: Node, came: Instead) -> Node | None:
    """What a call gives for the parameter that is gone."""
    place = came.place
    for one in parts(field(call, "arguments") or call):
        if one.type == "keyword_argument":
            name = field(one, "name")
            if name is not None and text_of(name) == came.parameter:
                return one
        elif one.type in {"list_splat", "dictionary_splat"} or not place:
            return one
        else:
            place -= 1
    return None
