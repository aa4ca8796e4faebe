"""Read a file of a Nest application into what it says."""

from re import compile as regex

from tree_sitter import Node

from backlight.analysis.javascript import module
from backlight.analysis.javascript_expressions import key_of, parts, value
from backlight.analysis.javascript_values import Call, Literal, Value
from backlight.analysis.syntax import Source, field, text_of
from backlight.stacks.nestjs import decorators
from backlight.stacks.nestjs.decorators import type_of
from backlight.stacks.nestjs.fragment import Class, Fragment, Member

VERSIONED = regex(rb"\.enableVersioning\(\s*\)")


def scan(source: Source) -> Fragment | None:
    """What a file says, if another file can ask it anything."""
    if source.tree is None:
        return None
    said = module(source)
    found = tuple(_class(node) for node in decorators.classes(source))
    if not found and not said.exports and not said.calls and not said.stars:
        return None
    return Fragment(said, found, VERSIONED.search(source.text.data) is not None)


def _class(node: Node) -> Class:
    name, body = field(node, "name"), field(node, "body")
    methods: list[Member] = []
    fields: list[Member] = []
    for child, before in decorators.of_members(body) if body is not None else ():
        calls = decorators.calls(before)
        if child.type == "method_definition":
            if calls:
                methods.append(_method(child, calls))
        elif child.type == "public_field_definition":
            kind = type_of(field(child, "type"))
            fields.append(Member(key_of(field(child, "name")), calls, kind))
    return Class(
        text_of(name) if name is not None else "",
        node.start_byte,
        decorators.of_class(node),
        tuple(methods),
        tuple(fields),
        _bases(node),
    )


def _method(node: Node, calls: tuple[Call, ...]) -> Member:
    """A method, with the type of what its `@Body()` is."""
    kind, pipe = "", ""
    given = field(node, "parameters")
    for child in parts(given) if given is not None else ():
        for call in decorators.of_parameter(child):
            if decorators.named(call) == "Body":
                pipes = [a for a in call.args if not isinstance(a, Literal)]
                kind = kind or type_of(field(child, "type"))
                pipe = pipe or ("pipe" if any(map(decorators.checks, pipes)) else "")
    return Member(key_of(field(node, "name")), calls, kind, pipe)


def _bases(node: Node) -> tuple[Value, ...]:
    heritage = next((n for n in node.children if n.type == "class_heritage"), None)
    clause = heritage and next((n for n in heritage.children if n.type == "extends_clause"), None)
    return tuple(value(n) for n in parts(clause)[:1]) if clause else ()
