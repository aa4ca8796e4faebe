"""The struct that a Go handler reads its body into, as far as the same file declares it."""

from dataclasses import dataclass
from re import compile as regex

from tree_sitter import Node

from backlight.analysis.facts import ValueType
from backlight.analysis.go_types import type_of
from backlight.analysis.queries_go_names import HOST
from backlight.analysis.queries_lookup import lookup
from backlight.analysis.syntax import Source, ancestors, descendants, field, named, text_of

CHECKS = regex(r'(?:binding|validate|valid):"[^"]+"')
NAMED = regex(r'(?:json|form|query):"([^",]+)')
TYPES: dict[str, ValueType] = {"string": "string", "bool": "boolean", "time.Time": "datetime"}


@dataclass(frozen=True, slots=True)
class Field:
    """One field, and where a tag of it is or goes."""

    name: str
    """As a client writes it."""
    attribute: str
    type: ValueType
    node: Node
    checked: bool
    """A tag says what it must be."""


def target(call: Node, argument: Node) -> tuple[str, str, Node | None]:
    """The variable that a call fills, its type, and the struct that declares it."""
    inner = field(argument, "operand") if argument.type == "unary_expression" else argument
    name = inner if inner is not None else argument
    for binding in lookup(name, text_of(name), HOST) or ():
        if binding.at == call:
            continue
        struct = next(iter(descendants(binding.at, "struct_type")), None)
        if struct is not None:
            return text_of(name), "struct", struct
        kind = binding.type or _made(binding.value)
        if kind:
            return text_of(name), kind, _declared(call, kind)
    return text_of(name), "", None


def fields(struct: Node) -> tuple[Field, ...]:
    """The fields of a struct that a client can send."""
    found: list[Field] = []
    for one in descendants(struct, "field_declaration"):
        tag = field(one, "tag")
        said = text_of(tag) if tag is not None else ""
        given = NAMED.search(said)
        for name in one.children_by_field_name("name"):
            if text_of(name)[:1].isupper() and (given is None or given[1] != "-"):
                kind = _kind(type_of(field(one, "type")))
                shown = given[1] if given is not None else text_of(name)
                checked = CHECKS.search(said) is not None
                found.append(Field(shown, text_of(name), kind, one, checked))
    return tuple(found)


def _kind(written: str) -> ValueType:
    if written.startswith("[]"):
        return "array"
    if regex(r"^u?int\d*$").match(written):
        return "integer"
    if written.startswith("float"):
        return "number"
    return TYPES.get(written, "object")


def _made(value: Node | None) -> str:
    if value is None:
        return ""
    if value.type == "unary_expression":
        value = field(value, "operand") or value
    if value.type == "composite_literal":
        return text_of(field(value, "type") or value)
    function = field(value, "function")
    if value.type == "call_expression" and function is not None and text_of(function) == "new":
        given = field(value, "arguments")
        return (
            text_of(given.named_children[0]) if given is not None and given.named_children else ""
        )
    return ""


def _declared(node: Node, name: str) -> Node | None:
    root = list(ancestors(node))[-1]
    for spec in descendants(root, "type_spec"):
        said, kind = field(spec, "name"), field(spec, "type")
        if said is not None and text_of(said) == name and kind is not None:
            return kind if kind.type == "struct_type" else None
    return None


def uses(source: Source, name: str) -> int:
    """How often a file names a type."""
    return sum(1 for _ in named(source, name, "type_identifier"))


def struct_of(source: Source, name: str) -> Node | None:
    """The one struct of a name that a file declares."""
    found = [
        kind
        for spec in descendants(source.root, "type_spec")
        if (said := field(spec, "name")) is not None and text_of(said) == name
        if (kind := field(spec, "type")) is not None and kind.type == "struct_type"
    ]
    return found[0] if len(found) == 1 else None
