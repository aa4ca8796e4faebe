"""What FastAPI makes of each parameter of a handler."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from tree_sitter import Node

from backlight.analysis.facts import InputPlace, ValueType
from backlight.analysis.python_annotations import annotated, optional
from backlight.analysis.python_expressions import parts
from backlight.analysis.syntax import text_of

Role = Literal["raw", "model", "value", "guard", "request", "other"]
"""An untyped body, a model that checks it, one typed value, a dependency, the request itself."""

MARKERS: dict[str, InputPlace] = {
    "Path": "path",
    "Query": "query",
    "Header": "header",
    "Cookie": "cookie",
    "Body": "body",
    "Form": "form",
    "File": "file",
}

SCALARS: dict[str, ValueType] = {
    "str": "string",
    "int": "integer",
    "float": "number",
    "bool": "boolean",
    "bytes": "string",
    "Decimal": "number",
    "UUID": "string",
    "uuid.UUID": "string",
    "UUID4": "string",
    "datetime": "datetime",
    "datetime.datetime": "datetime",
    "date": "date",
    "datetime.date": "date",
    "timedelta": "any",
    "EmailStr": "email",
    "HttpUrl": "string",
    "AnyUrl": "string",
    "PositiveInt": "integer",
    "NonNegativeInt": "integer",
    "Any": "any",
    "typing.Any": "any",
}

UNTYPED = frozenset(["dict", "Dict", "Mapping", "MutableMapping", "OrderedDict", "object", "JSON"])
GIVEN = frozenset(
    ["Request", "Response", "BackgroundTasks", "WebSocket", "HTTPConnection", "SecurityScopes"]
)
KNOWN_DEPENDENCIES = frozenset(["Session", "AsyncSession", "Connection"])
LISTS = frozenset(
    [
        "list",
        "List",
        "set",
        "Set",
        "tuple",
        "Tuple",
        "Sequence",
        "frozenset",
        "FrozenSet",
        "Iterable",
    ]
)


@dataclass(frozen=True, slots=True, eq=False)
class Parameter:
    """A parameter and what it stands for."""

    name: str
    node: Node
    type: Node | None
    """The annotation inside `Annotated[…]` and `Optional[…]`, where it says what is read."""
    written: str
    role: Role
    place: InputPlace = "query"
    kind: ValueType = "any"
    required: bool = True
    default: str = ""
    guard: str = ""


def parameters(function: Node, in_path: frozenset[str]) -> Iterator[Parameter]:
    """Every parameter of a handler; `self` and separators are left out."""
    given = function.child_by_field_name("parameters")
    for node in parts(given) if given is not None else ():
        if node.type in {
            "identifier",
            "typed_parameter",
            "default_parameter",
            "typed_default_parameter",
        }:
            found = _parameter(node, in_path)
            if found.name not in {"self", "cls"}:
                yield found


def _parameter(node: Node, in_path: frozenset[str]) -> Parameter:
    named = node.child_by_field_name("name")
    if named is None:
        named = node if node.type == "identifier" else node.named_children[0]
    name, default = text_of(named), node.child_by_field_name("value")
    annotation, metas = annotated(node.child_by_field_name("type"))
    inner, nullable = optional(annotation)
    written = text_of(inner) if inner is not None else ""
    marker = next(filter(None, map(_marker, [*metas, *([default] if default else [])])), None)
    last, call = marker if marker is not None else ("", None)
    fallback = _fallback(call) if call is not None and call is default else default
    said = text_of(fallback) if fallback is not None else "..."
    role, place, kind = _role(name, written, last, in_path)
    return Parameter(
        name=name,
        node=node,
        type=inner,
        written=written,
        role=role,
        place=place,
        kind=kind,
        required=said == "..." and not nullable,
        default="" if said in {"...", "None"} else said,
        guard=_guard(call, written, last) if role == "guard" else "",
    )


def _role(
    name: str, written: str, marker: str, in_path: frozenset[str]
) -> tuple[Role, InputPlace, ValueType]:
    base = written.partition("[")[0].rpartition(".")[2]
    if marker in {"Depends", "Security"} or base.endswith("Dep") or base in KNOWN_DEPENDENCIES:
        return "guard", "header", "any"
    if base in GIVEN:
        return ("request" if base == "Request" else "other"), "body", "any"
    if "UploadFile" in written:
        return "value", "file", "any"
    if name in in_path:
        return "value", "path", SCALARS.get(written, "any")
    if marker == "Body":
        return _body(written, base)
    if marker:
        model = marker == "Form" and base[:1].isupper() and written not in SCALARS
        return ("model" if model else "value"), MARKERS[marker], SCALARS.get(written, "any")
    return _unmarked(written, base)


def _body(written: str, base: str) -> tuple[Role, InputPlace, ValueType]:
    """What `Body(…)` declares."""
    if written in {"", "Any", "typing.Any"}:
        return "raw", "body", "object"
    if written in SCALARS or base == "Literal":
        return "value", "body", SCALARS.get(written, "any")
    return _unmarked(written, base)


def _unmarked(written: str, base: str) -> tuple[Role, InputPlace, ValueType]:
    """What the annotation alone says."""
    if base in UNTYPED:
        return "raw", "body", "object"
    if base in LISTS:
        if any(loose in written for loose in ("dict", "Dict", "Any")):
            return "raw", "body", "array"
        items = written.partition("[")[2].rstrip("]").split(",")[0].strip()
        plain = items in SCALARS or not items
        return ("value", "query", "array") if plain else ("model", "body", "array")
    if not written or written in SCALARS or base in {"Literal", "Union"}:
        return "value", "query", SCALARS.get(written, "any")
    if base.startswith("Current"):
        return "guard", "header", "any"
    return "model", "body", "object"


def _marker(node: Node) -> tuple[str, Node] | None:
    function = node.child_by_field_name("function") if node.type == "call" else None
    last = text_of(function).rpartition(".")[2] if function is not None else ""
    return (last, node) if last in {*MARKERS, "Depends", "Security"} else None


def _fallback(call: Node) -> Node | None:
    """The default in `Query(10, …)` or `Query(default=10)`."""
    given = call.child_by_field_name("arguments")
    for argument in parts(given) if given is not None else ():
        if argument.type != "keyword_argument":
            return argument
        name = argument.child_by_field_name("name")
        if name is not None and text_of(name) == "default":
            return argument.child_by_field_name("value")
    return None


def _guard(call: Node | None, written: str, marker: str) -> str:
    if marker == "Security" and call is not None:
        return text_of(call)
    given = call.child_by_field_name("arguments") if call is not None else None
    named = parts(given) if given is not None else []
    return text_of(named[0]) if named else written
