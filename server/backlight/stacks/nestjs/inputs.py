"""What a method of a controller reads of its request: its decorated parameters."""

from collections.abc import Iterator
from dataclasses import dataclass

from tree_sitter import Node

from backlight.analysis.facts import Input, InputPlace, ValueType
from backlight.analysis.javascript_expressions import parts
from backlight.analysis.javascript_reads import Path, Read, reads
from backlight.analysis.javascript_values import Call, Literal, dotted
from backlight.analysis.syntax import field, span_of, text_of
from backlight.stacks.nestjs import decorators
from backlight.stacks.nestjs.decorators import type_of

PLACES: dict[str, InputPlace] = {
    "Param": "path",
    "Query": "query",
    **dict.fromkeys(("Body", "MessageBody", "Payload"), "body"),
    "Headers": "header",
    "UploadedFile": "file",
    "UploadedFiles": "file",
}
KEYS: dict[str, InputPlace] = {"body": "body", "query": "query", "params": "path"}
KEYS |= {"headers": "header", "cookies": "cookie"}
TYPES: dict[str, ValueType] = {
    "string": "string",
    "number": "number",
    "boolean": "boolean",
    "Date": "datetime",
    "object": "object",
}
PIPES: dict[str, ValueType] = {
    "ParseIntPipe": "integer",
    "ParseFloatPipe": "number",
    "ParseBoolPipe": "boolean",
    "ParseUUIDPipe": "string",
    "ParseArrayPipe": "array",
    "ParseEnumPipe": "string",
    "ParseDatePipe": "datetime",
}
DEFAULTED = frozenset({"object_assignment_pattern", "assignment_pattern"})


@dataclass(frozen=True, slots=True)
class Given:
    """A decorated parameter: the name it has, and what decorates it."""

    node: Node
    name: str
    call: Call
    type: str
    default: str | None

    @property
    def key(self) -> str:
        """The key of the body, query, … that it stands for; empty for the whole."""
        first = self.call.args[0] if self.call.args else None
        return first.value if isinstance(first, Literal) and isinstance(first.value, str) else ""

    @property
    def pipes(self) -> tuple[str, ...]:
        """The names of its pipes."""
        rest = self.call.args[1:] if self.key else self.call.args
        return tuple(dotted(p.of) if isinstance(p, Call) else dotted(p) for p in rest)

    @property
    def classed(self) -> bool:
        """Whether its type is a class or an interface of its own."""
        return self.type[:1].isupper() and not self.type.startswith(("Record<", "Partial<any"))


def given(function: Node) -> Iterator[Given]:
    """The decorated parameters of a method."""
    whole = field(function, "parameters")
    for node in parts(whole) if whole is not None else ():
        pattern, value = field(node, "pattern"), field(node, "value")
        for call in decorators.of_parameter(node):
            yield Given(
                node,
                text_of(pattern) if pattern is not None and pattern.type == "identifier" else "",
                call,
                type_of(field(node, "type")),
                text_of(value) if value is not None else None,
            )


def inputs(function: Node) -> tuple[Input, ...]:
    """Every value that a method reads, in the order of its parameters."""
    found: dict[tuple[str, InputPlace], Input] = {}
    for one in given(function):
        name = decorators.named(one.call)
        for value in _of(function, one, name):
            found.setdefault((value.name, value.place), value)
    return tuple(found.values())


def body(function: Node) -> Given | None:
    """The parameter that holds the body, or a key of it."""
    held = (one for one in given(function) if PLACES.get(decorators.named(one.call)) == "body")
    return next(held, None)


def _of(function: Node, one: Given, name: str) -> Iterator[Input]:
    if name in {"Req", "Request"} and one.name:
        for read in reads(function, {one.name: ()}):
            if len(read.path) > 1 and read.path[0] in KEYS:
                yield _read(read, KEYS[read.path[0]], 1)
        return
    place = PLACES.get(name) or ("path" if name.endswith("Param") and one.key else None)
    if place is None:
        return
    if one.key or place == "file":
        yield _keyed(one, place)
        return
    piped = any(map(decorators.checks, one.call.args))
    checked = place == "path" or piped or (one.classed and place == "query")
    seen = list(reads(function, {one.name: ("",)})) if one.name else []
    fields = [read for read in seen if len(read.path) > 1]
    for read in fields:
        yield _read(read, place, 1, checked=checked)
    if not fields and not one.name and place == "body" and (taken := _taken(one.node)):
        for key, node in taken:
            value = field(node, "value") or node
            required = value.type not in DEFAULTED
            yield Input(name=key, place=place, required=required, span=span_of(node))
        return
    if not fields and place == "body":
        kind: ValueType = "array" if one.type.endswith("[]") else "object"
        yield Input(
            name=one.name or "body", place=place, type=kind, required=True, span=span_of(one.node)
        )


def _taken(parameter: Node) -> list[tuple[str, Node]]:
    """The keys that a parameter takes apart: `@Body() { code, name: title }`."""
    pattern = field(parameter, "pattern")
    if pattern is None or pattern.type != "object_pattern":
        return []
    found = []
    for part in parts(pattern):
        key = field(part, "key") or field(part, "left") or part
        if part.type == "rest_pattern":
            return []
        found.append((text_of(key), part))
    return found


def _keyed(one: Given, place: InputPlace) -> Input:
    piped = next((PIPES[pipe] for pipe in one.pipes if pipe in PIPES), None)
    optional = any(child.type == "?" for child in one.node.children)
    optional = optional or "DefaultValuePipe" in one.pipes or one.default is not None
    declared: ValueType = "array" if one.type.endswith("[]") else TYPES.get(one.type, "any")
    return Input(
        name=one.key or one.name or "file",
        place=place,
        type=piped or declared,
        required=not optional and place in {"path", "body"},
        default=one.default,
        checked=place == "path" or piped is not None,
        span=span_of(one.node),
    )


def _read(read: Read, place: InputPlace, skip: int, *, checked: bool = False) -> Input:
    path: Path = read.path[skip:]
    return Input(
        name=".".join(path),
        place=place,
        type=read.hint.type,
        required=place == "path" or read.hint.required,
        default=read.hint.default,
        checked=checked,
        span=span_of(read.node),
    )
