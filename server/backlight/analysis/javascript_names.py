"""What a JavaScript function is called, and what its parameters are, from the tree around it."""

from collections.abc import Iterator
from dataclasses import dataclass
from re import compile as regex

from tree_sitter import Node

from backlight.analysis.javascript_expressions import (
    CLASSES,
    FUNCTIONS,
    key_of,
    member_of,
    parts,
    value,
)
from backlight.analysis.javascript_values import Value, dotted
from backlight.analysis.syntax import ancestors, field, text_of

REQUEST = regex(r"^_{0,2}(req|request)$")
"""How the request parameter of a handler is called, where no type says it."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter; destructured ones bind several names, each to a path of keys into it."""

    names: tuple[tuple[str, tuple[str, ...]], ...]
    type: str = ""
    default: Value | None = None

    @property
    def name(self) -> str:
        """The name of a plain parameter, empty for a destructured one."""
        return self.names[0][0] if len(self.names) == 1 and not self.names[0][1] else ""


def label(node: Node) -> str:
    """What a reader calls a function or class: `create`, `UserController.create`, or nothing."""
    own = text_of(name) if (name := node.child_by_field_name("name")) is not None else ""
    around = _holder(node)
    if node.type == "method_definition" or (around is not None and around.type in _FIELDS):
        held = own if node.type == "method_definition" else _field_name(around)
        return _within(around if around is not None else node, held)
    if around is None or node.type.endswith("_declaration"):
        return own
    if around.type == "variable_declarator":
        return text_of(given) if (given := around.child_by_field_name("name")) else own
    if around.type == "pair":
        return _within(around, key_of(around.child_by_field_name("key")))
    return _assigned(around) or own


def parameters(node: Node) -> tuple[Parameter, ...]:
    """The parameters of a function."""
    alone = node.child_by_field_name("parameter")
    if alone is not None:
        return (Parameter(((text_of(alone), ()),)),)
    given = node.child_by_field_name("parameters")
    return tuple(_parameter(n) for n in parts(given)) if given is not None else ()


def bound(pattern: Node, keys: tuple[str, ...] = ()) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every name a pattern binds, with the path of keys that leads to its value."""
    match pattern.type:
        case "identifier":
            yield text_of(pattern), keys
        case "shorthand_property_identifier_pattern":
            yield text_of(pattern), (*keys, text_of(pattern))
        case "object_pattern" | "rest_pattern":
            for child in parts(pattern):
                yield from bound(child, keys)
        case "array_pattern":
            for number, child in enumerate(parts(pattern)):
                yield from bound(child, (*keys, str(number)))
        case "pair_pattern" | "assignment_pattern" | "object_assignment_pattern":
            inner = pattern.child_by_field_name("value")
            key = pattern.child_by_field_name("key")
            if pattern.type != "pair_pattern":
                inner, key = pattern.child_by_field_name("left"), None
            if inner is not None:
                yield from bound(inner, keys if key is None else (*keys, key_of(key)))


def request_of(given: tuple[Parameter, ...]) -> int | None:
    """Which parameter of a function is an HTTP request, `None` if it serves none."""
    for number, parameter in enumerate(given[:2]):
        kind = parameter.type.rpartition(".")[2].partition("<")[0]
        if kind.endswith(("Request", "Req")) and "Axios" not in kind:
            return number
        if not kind and REQUEST.match(parameter.name) and len(given) > 1:
            return number
    first = {keys[0] for _, keys in given[0].names if keys} if len(given) > 1 else set()
    return 0 if first & {"body", "query", "params"} and given[1].name.startswith("res") else None


def hidden(node: Node, name: str, function: Node) -> bool:
    """Whether a parameter of a function in between has the same name."""
    at = node.parent
    while at is not None and at != function:
        if at.type in FUNCTIONS and any(
            name == local for one in parameters(at) for local, _ in one.names
        ):
            return True
        at = at.parent
    return False


def _parameter(node: Node) -> Parameter:
    pattern, kind = field(node, "pattern") or node, field(node, "type")
    default = field(node, "value")
    if pattern.type == "assignment_pattern":
        default = pattern.child_by_field_name("right")
        pattern = pattern.child_by_field_name("left") or pattern
    said = value(default) if default is not None else None
    return Parameter(tuple(bound(pattern)), text_of(kind).lstrip(": ") if kind else "", said)


_FIELDS = {"field_definition", "public_field_definition"}
_BETWEEN = {"parenthesized_expression", "arguments", "call_expression", "as_expression"}
_HOLDERS = {"variable_declarator", "assignment_expression", "pair", *_FIELDS}


def _holder(node: Node) -> Node | None:
    """The declaration that names a function, wrappers (`asyncHandler(…)`) looked through."""
    if node.type == "method_definition":
        return node
    at = node.parent
    while at is not None and at.type in _BETWEEN:
        at = at.parent
    return at if at is not None and at.type in _HOLDERS else None


def _field_name(node: Node | None) -> str:
    given = field(node, "property") or field(node, "name")
    return key_of(given)


def _within(node: Node, name: str) -> str:
    """A member with the name of the class or the object it stands in."""
    for above in ancestors(node):
        if above.type in CLASSES:
            outer = text_of(given) if (given := field(above, "name")) else _declared(above)
            return f"{outer}.{name}" if outer else name
        if above.type == "object":
            outer = _declared(above)
            return f"{outer}.{name}" if outer else name
    return name


def _declared(node: Node) -> str:
    """The variable that holds an object or class, empty for `module.exports` and arguments."""
    above = node.parent
    while above is not None and above.type in {"as_expression", "satisfies_expression"}:
        above = above.parent
    if above is not None and above.type == "variable_declarator":
        return text_of(name) if (name := field(above, "name")) else ""
    return ""


def _assigned(node: Node) -> str:
    left = node.child_by_field_name("left")
    if left is None or left.type not in {"member_expression", "subscript_expression"}:
        return text_of(left) if left is not None and left.type == "identifier" else ""
    name, whole = member_of(left) or "", dotted(value(left))
    before = whole.rpartition(".")[0].removesuffix(".prototype")
    if whole in {"module.exports", "exports"}:
        return ""
    if before in {"module.exports", "exports"}:
        return name
    if before == "this":
        return f"{outer}.{name}" if (outer := _maker(node)) else name
    return f"{before}.{name}" if before else name


def _maker(node: Node) -> str:
    """The class or constructor function that `this` belongs to."""
    for above in ancestors(node):
        if above.type in CLASSES:
            return label(above)
        if above.type in FUNCTIONS and above.type != "arrow_function":
            return (
                label(above).rpartition(".")[0]
                if above.type == "method_definition"
                else label(above)
            )
    return ""
