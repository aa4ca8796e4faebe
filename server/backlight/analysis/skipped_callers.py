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
from backlight.analysis.scopes import Function, function_at
from backlight.analysis.skipped import Asked, Instead, called
from backlight.analysis.skipped_python import instead
from backlight.analysis.syntax import Source, Span, ancestors, field, node_at, span_of, text_of

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
        if at.handler is not None or here is None:
            return came, swaps
        found = list(_calls(project, at.source.path, here.name, here.span))
        sure = _own(project, at.source, here) and all(_names(*one, here.name) for one in found)
        giving = [(one, value) for one, call in found if (value := _given(call, now)) is not None]
        if len(giving) > 1 or (found and not sure):
            return called(project, at.source.path, here.name, here.span)
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


def _own(project: Project, source: Source, here: Function) -> bool:
    """Whether a function is the only one of its name, and no method: what calls it is known."""
    node = node_at(source, here.span)
    if any(one.type == "class_definition" for one in ancestors(node)):
        return False
    defined = regex(rf"\bdef {escape(here.name)}\(".encode())
    texts = (project.read(path) for path in project.paths if path.endswith(".py"))
    return sum(len(defined.findall(one.text.data)) for one in texts if one is not None) == 1


def _names(source: Source, call: Node, name: str) -> bool:
    """Whether a call names a function that its file imports, alone or with its module."""
    function = field(call, "function")
    owner = field(function, "object")
    said = text_of(owner) if owner is not None else name
    bound = regex(rf"(?m)^\s*(?:from\b.*)?\bimport\b[^#]*?\b{escape(said)}\b")
    defined = regex(rf"(?m)^(?:async )?def {escape(name)}\(")
    alone = owner is None and defined.search(source.text.source) is not None
    return said.isidentifier() and (alone or bound.search(source.text.source) is not None)


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
